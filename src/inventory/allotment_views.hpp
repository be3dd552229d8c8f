// Purpose: what clients see and say of allotments (H10). Place: inventory.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/json_binding.hpp"
#include "base/text.hpp"
#include "inventory/allotment.hpp"
#include "inventory/types.hpp"

namespace usher::inventory {

inline constexpr std::int64_t kMaxTicketsOfCode = 1'000;
inline constexpr std::size_t kSeatsAtOnce = 5'000;

BOOST_DEFINE_ENUM_CLASS(AllotmentStatus, open, released)

// `free` is who may still be had by the code, or by everybody once they are released.
struct AllotmentSeats {
  std::int64_t total = 0;
  std::int64_t sold = 0;
  std::int64_t reserved = 0;
  std::int64_t free = 0;
};
BOOST_DESCRIBE_STRUCT(AllotmentSeats, (), (total, sold, reserved, free))

struct AllotmentView {
  AllotmentId id;
  ShowId show_id;
  Label name;
  HexColor color;
  std::optional<AccessCode> access_code;
  std::optional<std::int64_t> max_tickets;
  std::optional<Timestamp> releases_at;
  std::optional<Timestamp> released_at;
  AllotmentStatus status = AllotmentStatus::open;
  AllotmentSeats seats;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(AllotmentView, (),
                      (id, show_id, name, color, access_code, max_tickets, releases_at, released_at,
                       status, seats, version))

struct AllotmentBody {
  Label name;
  std::optional<HexColor> color;
  std::optional<AccessCode> access_code;
  std::optional<Bounded<1, kMaxTicketsOfCode>> max_tickets;
  std::optional<Timestamp> releases_at;
  // Seats that are nobody's yet, by either of their ids.
  std::optional<SizedList<std::string, 0, kSeatsAtOnce>> seat_ids;
};
BOOST_DESCRIBE_STRUCT(AllotmentBody, (),
                      (name, color, access_code, max_tickets, releases_at, seat_ids))

struct AllotmentPatch {
  Patch<Label> name;
  Patch<HexColor> color;
  Patch<AccessCode> access_code;
  Patch<Bounded<1, kMaxTicketsOfCode>> max_tickets;
  Patch<Timestamp> releases_at;
  // As If-Match, for clients that send the whole entity back.
  std::optional<std::int64_t> version;
};
BOOST_DESCRIBE_STRUCT(AllotmentPatch, (),
                      (name, color, access_code, max_tickets, releases_at, version))

// Many seats at once: what they are, whose they are, what they cost.
struct SeatsPatch {
  SizedList<std::string, 1, kSeatsAtOnce> seat_ids;
  // available, blocked or house; takes the seats out of their allotment.
  std::optional<SeatStatus> status;
  // Puts them into an allotment; null takes them out, back on sale.
  Patch<AllotmentId> allotment_id;
  // A price of their own; null goes back to the zone's.
  Patch<Money> price;
};
BOOST_DESCRIBE_STRUCT(SeatsPatch, (), (seat_ids, status, allotment_id, price))

struct SeatsChangedView {
  std::int64_t changed = 0;
  // Sold or held seats, which stay what and whose they are.
  std::vector<std::string> skipped;
};
BOOST_DESCRIBE_STRUCT(SeatsChangedView, (), (changed, skipped))

struct SeatsOfAllotment {
  AllotmentId id;
  std::vector<ShowSeatId> seat_ids;
};
BOOST_DESCRIBE_STRUCT(SeatsOfAllotment, (), (id, seat_ids))

// Which seats are whose, in one answer for a whole house.
struct AllottedSeatsView {
  std::int64_t sequence = 0;
  std::int64_t layout_version = 0;
  std::vector<SeatsOfAllotment> allotments;
};
BOOST_DESCRIBE_STRUCT(AllottedSeatsView, (), (sequence, layout_version, allotments))

// What a code opens, for the buyer who typed it.
struct OpenedAllotment {
  Label name;
  HexColor color;
  std::optional<std::int64_t> max_tickets;
  // Show seats that are set aside for the code and not sold; who holds one is in the chart's state.
  std::vector<ShowSeatId> seat_ids;
};
BOOST_DESCRIBE_STRUCT(OpenedAllotment, (), (name, color, max_tickets, seat_ids))

struct OpenedView {
  std::vector<OpenedAllotment> allotments;
};
BOOST_DESCRIBE_STRUCT(OpenedView, (), (allotments))

}  // namespace usher::inventory
