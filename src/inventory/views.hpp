// Purpose: what clients see of seats and holds. Place: inventory.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/json_binding.hpp"
#include "inventory/types.hpp"

namespace usher::inventory {

// One way to sit, or a place to stand.
BOOST_DEFINE_ENUM_CLASS(SectionType, reserved_seating, general_admission)

struct ShowSeatView {
  ShowSeatId id;
  SeatId seat_id;
  std::string section;
  SectionType section_type = SectionType::reserved_seating;
  std::string row_name;
  std::string seat_number;
  venues::SeatType seat_type = venues::SeatType::standard;
  bool handicap_access = false;
  std::optional<PriceZoneId> price_zone_id;
  // Absent: not for sale.
  std::optional<Money> price;
  // The same with every fee of one ticket (rule 41): what pages show.
  std::optional<Money> all_in_price;
  SeatStatus status = SeatStatus::available;
  double x = 0;
  double y = 0;
  // Whose allotment it is, or null; for staff only.
  Omit<std::optional<AllotmentId>> allotment_id{};
  // Where staff can change it.
  Omit<std::int64_t> version{};
};
BOOST_DESCRIBE_STRUCT(ShowSeatView, (),
                      (id, seat_id, section, section_type, row_name, seat_number, seat_type,
                       handicap_access, price_zone_id, price, all_in_price, status, x, y,
                       allotment_id, version))

struct HoldView {
  std::string reservation_token;
  ShowId show_id;
  HoldStatus status = HoldStatus::active;
  Timestamp expires_at;
  // Whether it may still be prolonged, once (rule 5).
  bool can_extend = false;
  std::vector<ShowSeatView> seats;
  Money subtotal;
  Currency currency;
};
BOOST_DESCRIBE_STRUCT(HoldView, (),
                      (reservation_token, show_id, status, expires_at, can_extend, seats, subtotal,
                       currency))

struct GeneratedView {
  std::int64_t added = 0;
  std::int64_t removed = 0;
  std::int64_t kept = 0;
  std::int64_t layout_version = 0;
};
BOOST_DESCRIBE_STRUCT(GeneratedView, (), (added, removed, kept, layout_version))

struct SeatCounts {
  std::int64_t total = 0;
  std::int64_t available = 0;
  std::int64_t reserved = 0;
  std::int64_t sold = 0;
  std::int64_t blocked = 0;
  std::int64_t house = 0;
};
BOOST_DESCRIBE_STRUCT(SeatCounts, (), (total, available, reserved, sold, blocked, house))

struct NamedCounts {
  std::string id;
  std::string name;
  std::int64_t total = 0;
  std::int64_t available = 0;
  std::int64_t reserved = 0;
  std::int64_t sold = 0;
  std::int64_t blocked = 0;
  std::int64_t house = 0;
};
BOOST_DESCRIBE_STRUCT(NamedCounts, (), (id, name, total, available, reserved, sold, blocked, house))

struct AllotmentCounts {
  AllotmentId allotment_id;
  std::string name;
  std::int64_t total = 0;
  // Free for whom they are set aside, or for everybody once they are released.
  std::int64_t available = 0;
  std::int64_t reserved = 0;
  std::int64_t sold = 0;
};
BOOST_DESCRIBE_STRUCT(AllotmentCounts, (), (allotment_id, name, total, available, reserved, sold))

struct StatisticsView {
  std::int64_t total = 0;
  std::int64_t available = 0;
  std::int64_t reserved = 0;
  std::int64_t sold = 0;
  std::int64_t blocked = 0;
  std::int64_t house = 0;
  std::vector<NamedCounts> by_section;
  std::vector<NamedCounts> by_zone;
  std::vector<AllotmentCounts> by_allotment;
};
BOOST_DESCRIBE_STRUCT(StatisticsView, (),
                      (total, available, reserved, sold, blocked, house, by_section, by_zone,
                       by_allotment))

// The seats of one row by status, in the order of the map.
struct RowCounts {
  std::string section;
  std::string row_name;
  SeatCounts counts;
};

struct AlternativeView {
  std::vector<ShowSeatView> seats;
  double score = 0;
  bool adjacent = false;
};
BOOST_DESCRIBE_STRUCT(AlternativeView, (), (seats, score, adjacent))

struct SuggestionView {
  std::vector<ShowSeatView> seats;
  double score = 0;
  bool adjacent = false;
  // Only when they were asked for.
  Omit<std::vector<AlternativeView>> alternatives;
};
BOOST_DESCRIBE_STRUCT(SuggestionView, (), (seats, score, adjacent, alternatives))

}  // namespace usher::inventory
