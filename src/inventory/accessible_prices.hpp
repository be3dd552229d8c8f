// Purpose: that accessible and companion seats cost no more than others (rule 47). Place:
// inventory; private to it.
//
// Prices come from zones, ticket types and single seats, and change in several places. Each of them
// judges the show before and after, and refuses what makes a seat dearer than it may be: what was
// wrong before (of an older version) stands in nobody's way.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "inventory/types.hpp"
#include "pricing/pricing.hpp"
#include "store/transaction.hpp"

namespace usher::inventory {

// Seats of a section that cost alike.
struct PriceGroup {
  SectionId section_id;
  std::string section_name;
  std::optional<PriceZoneId> price_zone_id;
  std::optional<Money> price_override;
  venues::SeatType seat_type = venues::SeatType::standard;
  bool handicap_access = false;
};
BOOST_DESCRIBE_STRUCT(PriceGroup, (),
                      (section_id, section_name, price_zone_id, price_override, seat_type,
                       handicap_access))

// By how much the dearest accessible or companion seat of a section costs more than its dearest
// other seat, for each kind of ticket ("" is without a kind). Sections where it does not, or that
// have no other seats for sale, are not in it.
struct TooDear {
  std::string section_name;
  Money by;
};
using PriceFaults = std::map<std::pair<SectionId, std::string>, TooDear>;

PriceFaults price_faults(const std::vector<PriceGroup>& groups, const pricing::PriceBook& book);

// Errors: invalid `accessible_price_too_high` where `after` is worse than `before`.
Status check_no_worse(const PriceFaults& before, const PriceFaults& after);

std::vector<PriceGroup> list_price_groups(store::Queries& q, ShowId show);
// Of the show as it is in the transaction.
PriceFaults price_faults(store::Queries& q, ShowId show);

// Around a change of a show's seats: made before it, asked after it. It reads all prices of the
// show, so it is made only where a price or a kind of seat may change.
class PriceWatch {
 public:
  PriceWatch(store::Transaction& tx, ShowId show)
      : tx_(tx), show_(show), before_(price_faults(tx, show)) {}
  // Errors: those of check_no_worse().
  Status check() const { return check_no_worse(before_, price_faults(tx_, show_)); }

 private:
  store::Transaction& tx_;
  const ShowId show_;
  const PriceFaults before_;
};

}  // namespace usher::inventory
