// Purpose: the words of inventory: show seats, claims, holds. Place: inventory; open to all above.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/money.hpp"
#include "base/random.hpp"
#include "venues/types.hpp"

namespace usher::inventory {

using AllotmentId = Id<struct AllotmentTag>;

// What a buyer sees. `blocked` and `house` come from the seat itself, `reserved` and `sold` from
// its claim; a live claim wins.
BOOST_DEFINE_ENUM_CLASS(SeatStatus, available, reserved, sold, blocked, house)

// Who owns a claim. A hold becomes an order's claim, an order's claim becomes a ticket's.
BOOST_DEFINE_ENUM_CLASS(HolderKind, hold, order, ticket)

BOOST_DEFINE_ENUM_CLASS(HoldStatus, active, released, expired, converted)

// The buyer to whom a hold belongs: a digest of the session's token, or of the account's id. Rule
// H6: every use of a hold compares it.
using SessionKey = Bytes;

// A seat with its labels and its captured price, as an order keeps it.
struct ClaimedSeat {
  ShowSeatId id;
  SeatId seat_id;
  std::string section;
  std::string row_name;
  std::string seat_number;
  venues::SeatType seat_type = venues::SeatType::standard;
  std::optional<PriceZoneId> price_zone_id;
  // What the buyer was shown when the hold was made (rules 13, 37, 40).
  Money price;
  // Whether that was the seat's own price, which no ticket type changes.
  bool has_own_price = false;
  // The seat's own price today.
  std::optional<Money> price_override;
};

// What convert_hold() hands to an order.
struct HoldForOrder {
  HoldId hold;
  ShowId show;
  std::vector<ClaimedSeat> seats;  // in the order they were asked for
  Currency currency;
  // Of the terms that it was made under; 0 when that is not known.
  std::int64_t terms_version = 0;
};

// Whether a refunded seat is sold again (rule 19).
enum class ReleaseTo : std::uint8_t { available, blocked };

}  // namespace usher::inventory
