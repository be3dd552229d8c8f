#include "inventory/seat_views.hpp"

#include <algorithm>

namespace usher::inventory {
namespace {

template <class Counts>
void count(Counts& counts, SeatStatus status) {
  ++counts.total;
  switch (status) {
    case SeatStatus::available:
      ++counts.available;
      break;
    case SeatStatus::reserved:
      ++counts.reserved;
      break;
    case SeatStatus::sold:
      ++counts.sold;
      break;
    case SeatStatus::blocked:
      ++counts.blocked;
      break;
    case SeatStatus::house:
      ++counts.house;
      break;
  }
}

}  // namespace

ShowSeatView seat_view(const Layout& layout, const SeatView& seat, For whom) {
  const SeatInfo& info = layout.seats[seat.index];
  ShowSeatView view;
  view.id = info.id;
  view.seat_id = info.seat_id;
  view.section = layout.sections[info.section].name;
  view.section_type = info.type == venues::SeatType::general_admission
                          ? SectionType::general_admission
                          : SectionType::reserved_seating;
  view.row_name = info.row_name;
  view.seat_number = info.seat_number;
  view.seat_type = info.type;
  view.handicap_access = info.accessible;
  if (info.zone >= 0) view.price_zone_id = layout.zones[static_cast<std::size_t>(info.zone)];
  view.price = seat.price;
  view.status = seat.status;
  view.x = static_cast<double>(info.x_milli) / 1000;
  view.y = static_cast<double>(info.y_milli) / 1000;
  if (whom == For::staff) view.allotment_id.value = seat.allotment;
  return view;
}

void add_fees(ShowSeatView& view, const SaleTerms& terms) {
  view.all_in_price.reset();
  if (view.price) view.all_in_price = pricing::all_in_price(*view.price, terms.fees).seat;
}

std::vector<ShowSeatView> seat_views(const SeatBoard& board, std::span<const std::uint32_t> seats,
                                     For whom) {
  const auto layout = board.layout();
  std::vector<ShowSeatView> views;
  views.reserve(seats.size());
  const auto terms = board.terms();
  for (const auto& seat : board.views(seats)) {
    views.push_back(seat_view(*layout, seat, whom));
    add_fees(views.back(), *terms);
  }
  return views;
}

StatisticsView statistics(const SeatBoard& board) {
  const auto layout = board.layout();
  const auto terms = board.terms();
  StatisticsView view;
  for (const auto& section : layout->sections) {
    view.by_section.push_back({section.id.text(), section.name});
  }
  for (const auto& zone : terms->zones) view.by_zone.push_back({zone.id.text(), zone.name});
  for (const auto& seat : board.views()) {
    const SeatInfo& info = layout->seats[seat.index];
    count(view, seat.status);
    count(view.by_section[info.section], seat.status);
    if (info.zone >= 0) count(view.by_zone[static_cast<std::size_t>(info.zone)], seat.status);
  }
  view.by_allotment = count_allotments(board);
  return view;
}

std::vector<AllotmentCounts> count_allotments(const SeatBoard& board) {
  std::vector<AllotmentCounts> counts;
  for (const auto& allotment : *board.allotments()) {
    counts.push_back({allotment.id, allotment.name.value});
  }
  if (counts.empty()) return counts;
  for (const auto& seat : board.views()) {
    if (!seat.allotment) continue;
    const auto found = std::ranges::find(counts, *seat.allotment, &AllotmentCounts::allotment_id);
    if (found == counts.end()) continue;
    ++found->total;
    if (seat.status == SeatStatus::sold) ++found->sold;
    if (seat.status == SeatStatus::reserved) ++found->reserved;
    if (seat.status == SeatStatus::available || seat.status == SeatStatus::house)
      ++found->available;
  }
  return counts;
}

std::vector<RowCounts> row_counts(const SeatBoard& board) {
  const auto layout = board.layout();
  std::vector<RowCounts> rows;
  for (const auto& seat : board.views()) {
    const SeatInfo& info = layout->seats[seat.index];
    const auto& section = layout->sections[info.section].name;
    if (rows.empty() || rows.back().section != section || rows.back().row_name != info.row_name) {
      rows.push_back({section, info.row_name, {}});
    }
    count(rows.back().counts, seat.status);
  }
  return rows;
}

shows::Availability availability_of(const SeatBoard& board, Timestamp now) {
  auto seats = board.free_seats();
  shows::Availability result;
  result.total = seats.total;
  result.available = seats.available;
  result.available_by_zone = std::move(seats.available_by_zone);
  result.has_access_codes = std::ranges::any_of(*board.allotments(), [&](const auto& allotment) {
    return allotment.code_key && allotment.open_at(now);
  });
  return result;
}

}  // namespace usher::inventory
