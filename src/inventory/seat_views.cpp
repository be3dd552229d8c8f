#include "inventory/seat_views.hpp"

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

ShowSeatView seat_view(const Layout& layout, const SeatView& seat) {
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
  return view;
}

std::vector<ShowSeatView> seat_views(const SeatBoard& board, std::span<const std::uint32_t> seats) {
  const auto layout = board.layout();
  std::vector<ShowSeatView> views;
  views.reserve(seats.size());
  for (const auto& seat : board.views(seats)) views.push_back(seat_view(*layout, seat));
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
  return view;
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

shows::Availability availability_of(const SeatBoard& board) {
  const auto layout = board.layout();
  shows::Availability result;
  for (const auto& seat : board.views()) {
    ++result.total;
    if (seat.status != SeatStatus::available) continue;
    ++result.available;
    const auto zone = layout->seats[seat.index].zone;
    if (zone >= 0) ++result.available_by_zone[layout->zones[static_cast<std::size_t>(zone)]];
  }
  return result;
}

}  // namespace usher::inventory
