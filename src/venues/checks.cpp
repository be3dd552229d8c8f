#include "venues/checks.hpp"

#include <fmt/format.h>

#include "venues/sql.hpp"
#include "venues/types.hpp"

namespace usher::venues {
namespace {

struct AstraySeat {
  SeatId seat;
  VenueId venue;
};
BOOST_DESCRIBE_STRUCT(AstraySeat, (), (seat, venue))

}  // namespace

void check(store::Queries& q, Findings& findings) {
  for (const auto& astray : q.all<AstraySeat>(sql::list_astray_seats)) {
    findings.add(0, fmt::format("seat {} of venue {} is in a section or price zone that the venue "
                                "does not have",
                                astray.seat.text(), astray.venue.text()));
  }
}

}  // namespace usher::venues
