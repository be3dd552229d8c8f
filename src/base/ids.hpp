// Purpose: ids that cannot be mixed up. Place: base.
//
// In the database an id is a bigint, in the API its Crockford base32 text ("1k8x3m0q4z7wd"):
// opaque, case-insensitive, safe in addresses and spreadsheets. Ids grow with time, so that rows
// made together lie together; they are guessable and never grant access.
#pragma once
#include <atomic>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/random.hpp"

namespace usher {

std::string format_id(std::int64_t value);
// 0, which no row ever has, when `text` is not the text of an id.
std::int64_t parse_id(std::string_view text);

template <class Tag>
struct Id {
  std::int64_t value = 0;
  auto operator<=>(const Id&) const = default;
  explicit operator bool() const { return value != 0; }
  std::string text() const { return format_id(value); }
  static Id parse(std::string_view text) { return {parse_id(text)}; }
};

using VenueId = Id<struct VenueTag>;
using SectionId = Id<struct SectionTag>;
using PriceZoneId = Id<struct PriceZoneTag>;
using SeatId = Id<struct SeatTag>;
using RecitalId = Id<struct RecitalTag>;
using ShowId = Id<struct ShowTag>;
using ShowSeatId = Id<struct ShowSeatTag>;
using HoldId = Id<struct HoldTag>;
using OrderId = Id<struct OrderTag>;
using OrderItemId = Id<struct OrderItemTag>;
using PaymentId = Id<struct PaymentTag>;
using RefundId = Id<struct RefundTag>;
using TicketId = Id<struct TicketTag>;
using UserId = Id<struct UserTag>;
using SessionId = Id<struct SessionTag>;
using ApiTokenId = Id<struct ApiTokenTag>;
using JobId = Id<struct JobTag>;
using MessageId = Id<struct MessageTag>;

// Makes ids: 41 bits of milliseconds since 2024, 22 bits that start at random each millisecond and
// count up. Thread-safe; lives as long as the application. The primary key decides between nodes.
class IdGenerator {
 public:
  IdGenerator(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

  std::int64_t next_value();
  template <class IdType>
  IdType next() {
    return IdType{next_value()};
  }

 private:
  const Clock& clock_;
  Random& random_;
  std::atomic<std::int64_t> last_{0};
};

}  // namespace usher

template <class Tag>
struct std::hash<usher::Id<Tag>> {
  std::size_t operator()(usher::Id<Tag> id) const noexcept {
    return std::hash<std::int64_t>{}(id.value);
  }
};
