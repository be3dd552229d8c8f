#include "orders/views.hpp"

#include <algorithm>

#include "orders/rules.hpp"
#include "shows/shows.hpp"

namespace usher::orders {
namespace {

ItemView item_view(const Line& item) {
  ItemView view;
  view.id = item.id;
  view.show_id = item.show;
  view.show_seat_id = item.show_seat.value_or(ShowSeatId{});
  view.seat_id = item.seat.value_or(SeatId{});
  view.section = item.section;
  view.row_name = item.row_name;
  view.seat_number = item.seat_number;
  view.seat_type = item.seat_type;
  if (!item.ticket_type.empty()) view.ticket_type = item.ticket_type;
  view.price = item.price;
  view.discount = item.discount;
  view.fees = item.fees;
  view.tax = item.tax;
  view.total = item.total;
  view.refunded = item.refunded_at.has_value();
  return view;
}

LineTicketView ticket_view(const Line& line, const std::vector<TicketView>& tickets) {
  LineTicketView view;
  view.show_seat_id = line.show_seat.value_or(ShowSeatId{});
  view.seat_id = line.seat.value_or(SeatId{});
  view.section = line.section;
  view.row_name = line.row_name;
  view.seat_number = line.seat_number;
  view.seat_type = line.seat_type;
  if (!line.ticket_type.empty()) view.ticket_type = line.ticket_type;
  const auto ticket = std::ranges::find(tickets, line.id, &TicketView::line_id);
  if (ticket == tickets.end()) return view;
  view.id.value = ticket->id;
  view.ticket_number.value = ticket->ticket_number;
  view.code.value = ticket->code;
  view.status.value = ticket->status;
  return view;
}

LineView line_view(const Line& line, const OrderParts& parts) {
  LineView view;
  view.id.value = line.id;
  view.kind = line.kind;
  view.show_id = line.show;
  view.title = line.title;
  const auto show = line.show ? std::ranges::find(parts.shows, *line.show, &OrderShowView::id)
                              : parts.shows.end();
  if (view.title.empty() && show != parts.shows.end()) view.title = show->recital_title;
  view.list_price = line.price;
  for (const auto& each : parts.adjustments)
    if (each.line == line.id) view.adjustments.push_back({each.source, each.label, each.amount});
  view.discount = line.discount;
  view.fees = line.fees;
  view.tax = line.tax;
  view.total = line.total;
  if (line.kind == LineKind::ticket) view.ticket.value = ticket_view(line, parts.tickets);
  view.refunded_at = line.refunded_at;
  return view;
}

}  // namespace

std::vector<OrderShowView> show_views(store::Queries& q, const std::vector<ShowId>& shows) {
  std::vector<OrderShowView> views;
  for (const auto id : shows) {
    const auto show = shows::find_show(q, id);
    if (!show) continue;
    views.push_back({show->id, show->title, show->recital_title, show->venue_name, show->starts_at,
                     to_local_string(show->starts_at, show->time_zone), show->time_zone.value,
                     show->status});
  }
  std::ranges::sort(views, {}, [](const auto& show) { return std::pair(show.starts_at, show.id); });
  return views;
}

OrderParts parts_of(store::Queries& q, const Order& order) {
  OrderParts parts{lines_of(q, order.id)};
  if (order.discount.minor != 0) parts.adjustments = adjustments_of(q, order.id);
  parts.tenders = tenders_of(q, order.id);
  parts.shows = show_views(q, shows_of(order.keys));
  return parts;
}

OrderView view_of(const Order& order, OrderParts parts) {
  OrderView view;
  view.id = order.id;
  view.order_number = order.order_number;
  view.show_id = show_of(order.keys);
  view.status = order.status;
  view.customer_name = order.customer_name;
  view.customer_email = order.customer_email;
  view.customer_phone = order.customer_phone;
  view.currency = order.currency;
  view.subtotal = order.subtotal;
  view.discount = order.discount;
  view.fees = order.fees;
  view.tax = order.tax;
  view.tax_inclusive = order.tax_inclusive;
  view.total = order.total;
  view.refunded = order.refunded;
  if (auto lines = read_json_text<std::vector<FeeLineView>>(order.fee_lines))
    view.fee_lines = *std::move(lines);
  for (const auto& line : parts.lines) {
    view.lines.push_back(line_view(line, parts));
    if (line.kind == LineKind::ticket) view.items.push_back(item_view(line));
  }
  for (const auto& tender : parts.tenders) {
    view.tenders.push_back(
        {tender.kind, tender.amount, tender.captured, tender.refunded, tender.label});
  }
  view.shows = std::move(parts.shows);
  view.tickets = std::move(parts.tickets);
  view.created_at = order.created_at;
  if (!is_paid(order.status)) view.expires_at = order.expires_at;
  view.paid_at = order.paid_at;
  view.locale = order.locale;
  view.version = order.version;
  return view;
}

RefundView view_of(const payments::Refund& refund) {
  RefundView view;
  view.number = refund.number;
  view.amount = refund.amount;
  view.fees = refund.fees;
  view.tax = refund.tax;
  view.currency = refund.currency;
  view.reason = refund.reason;
  view.status = refund.status;
  if (!refund.failure.empty()) view.failure = refund.failure;
  view.requested_at = refund.requested_at;
  view.completed_at = refund.completed_at;
  view.origin = refund.origin;
  view.decision = refund.decision;
  return view;
}

}  // namespace usher::orders
