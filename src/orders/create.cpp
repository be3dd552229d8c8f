// Purpose: from a hold to a pending order, or to a paid one when it is free. Place: orders.
#include "base/email.hpp"
#include "orders/order_pricing.hpp"
#include "orders/orders.hpp"
#include "orders/repository.hpp"

namespace usher::orders {
namespace asio = boost::asio;
namespace {

constexpr int kNumberTriesMax = 8;

using inventory::ClaimedSeat;

Status check_count(const inventory::FrozenTerms& terms, std::size_t seats) {
  if (std::cmp_less_equal(seats, terms.max_tickets_per_order)) return {};
  return refuse(ErrorKind::invalid, "too_many_seats",
                "That is more than one order may have for this show.");
}

// The ticket types by seat, whichever of its two ids was sent.
Result<std::vector<std::string>> types_of(const std::map<std::string, std::string>& wanted,
                                          const std::vector<ClaimedSeat>& seats) {
  std::vector<std::string> types(seats.size());
  for (const auto& [id_text, type] : wanted) {
    const std::int64_t id = parse_id(id_text);
    const auto seat = std::ranges::find_if(
        seats, [&](const ClaimedSeat& s) { return s.id.value == id || s.seat_id.value == id; });
    if (seat == seats.end()) {
      auto error = refuse_field("/ticket_types/" + id_text, "seat_not_in_reservation",
                                "This seat is not among the reserved ones.");
      error.error().code = "seat_not_in_reservation";
      return error;
    }
    types[static_cast<std::size_t>(seat - seats.begin())] = type;
  }
  return types;
}

std::string fee_lines_json(const pricing::Quote& quote) {
  std::vector<FeeLineView> lines;
  for (const auto& fee : quote.fee_lines) lines.push_back({fee.name, fee.amount, fee.tax});
  return to_json_text(lines);
}

Item item_of(const ClaimedSeat& seat, const pricing::Share& share, std::string type,
             OrderItemId id) {
  Item item;
  item.id = id;
  item.show_seat = seat.id;
  item.seat = seat.seat_id;
  item.section = seat.section;
  item.row_name = seat.row_name;
  item.seat_number = seat.seat_number;
  item.seat_type = enum_text(seat.seat_type);
  item.ticket_type = std::move(type);
  item.price = share.price;
  item.discount = share.discount;
  item.fees = share.fees;
  item.tax = share.tax;
  item.total = share.total;
  return item;
}

NewOrder new_order(const OrderRequest& request, const inventory::SessionKey& session,
                   const Priced& priced) {
  NewOrder made;
  const auto& quote = priced.quote;
  Order& order = made.order;
  order.show = request.show;
  order.session_key = session;
  order.customer_name = request.customer_name.value;
  order.customer_email = request.customer_email.value;
  if (request.customer_phone) order.customer_phone = request.customer_phone->value;
  order.currency = priced.currency;
  order.subtotal = quote.subtotal;
  order.discount = quote.discount;
  order.fees = quote.fees;
  order.tax = quote.tax;
  order.total = quote.total;
  order.tax_inclusive = quote.tax_inclusive;
  order.fee_lines = fee_lines_json(quote);
  order.locale = request.locale;
  made.email_key = email_key(order.customer_email);
  return made;
}

// Numbers are drawn by lot; one that is taken is drawn again.
Status insert_with_number(store::Transaction& tx, NewOrder& made, Random& random) {
  for (int i = 0; i < kNumberTriesMax; ++i) {
    made.order.order_number = make_order_number(tx.now(), random);
    made.search_key = search_key_of(made.order);
    if (insert_order(tx, made)) return {};
  }
  return refuse(ErrorKind::unavailable, "order_numbers_exhausted",
                "No order number could be found. Please try again.");
}

}  // namespace

// The show, its terms and the hold are read here, in the show's turn: nobody sells by what another
// node remembers of them.
Result<CreatedView> Orders::create_in(store::Transaction& tx, const OrderRequest& request,
                                      const inventory::SessionKey& session) {
  TRY_OK(check_sold(shows::find_show_status(tx, request.show)));
  const auto id = parts_.ids.next<OrderId>();
  const Timestamp expires_at = tx.now() + kPayWithin;
  TRY(const auto hold,
      parts_.inventory.claims().convert_hold(tx, request.reservation_token, session, request.show,
                                             id, expires_at + kClaimGrace));
  auto& versions = parts_.inventory.terms();
  TRY(const auto terms, versions.current(tx, request.show));
  TRY_OK(check_count(*terms, hold.seats.size()));
  TRY(auto types, types_of(request.ticket_types, hold.seats));
  TRY(const auto priced, price_hold(*terms, hold, types));
  if (hold.terms_version != terms->version) {
    const auto held = versions.find(tx, request.show, hold.terms_version);
    TRY_OK(check_agreed(priced, held.get(), hold, types, request.agreed_quote));
  }
  const auto& quote = priced.quote;
  TRY_OK(check_chargeable(quote.total, priced.currency));

  NewOrder made = new_order(request, session, priced);
  made.order.id = id;
  made.hold = hold.hold;
  made.order.created_at = tx.now();
  made.order.expires_at = expires_at;
  made.rounding = enum_text(terms->terms.rounding);
  TRY_OK(insert_with_number(tx, made, parts_.random));
  std::vector<Item> items;
  for (std::size_t i = 0; i < hold.seats.size(); ++i) {
    items.push_back(item_of(hold.seats[i], quote.shares[i], std::move(types[i]),
                            parts_.ids.next<OrderItemId>()));
    insert_item(tx, id, static_cast<std::int64_t>(i), items.back());
  }
  CreatedView created{{}, parts_.tokens.token_of(id), made.order.total.minor > 0};
  if (created.payment_required) {
    created.order = view_of(made.order, items);
    tx.after_commit([this, expires_at] { next_sweep_.by(expires_at); });
    return created;
  }
  if (!parts_.inventory.claims().sell(tx, request.show, id, seats_of(items)))
    return refuse(ErrorKind::conflict, "reservation_expired", "The seats are no longer held.");
  TRY_OK(pay(tx, made.order, items, Step::pay, 0));
  created.order = buyer_view(tx, *find_order(tx, id));
  return created;
}

// In a command of its own: what is spent stays spent, whatever becomes of the order (rule 58).
asio::awaitable<Status> Orders::spend_captcha(std::optional<std::string> solution, Once once) {
  if (!parts_.attempts.captcha().options().on_orders) co_return Status{};
  std::optional<Bytes> spender;
  if (once) spender = jobs::digest_of(*once);
  co_return co_await store_.write(
      store::kHouseLane, [this, solution = std::move(solution), spender](store::Transaction& tx) {
        return parts_.attempts.captcha().spend(tx, accounts::CaptchaForm::order_create, solution,
                                               spender);
      });
}

asio::awaitable<Result<CreatedView>> Orders::create(OrderRequest request,
                                                    inventory::SessionKey session, Once once) {
  CO_TRY_OK(co_await spend_captcha(request.captcha, once));
  const auto lane = store::lane_of(request.show);
  co_return co_await store_.write(
      lane,
      [this, request = std::move(request), session = std::move(session),
       once = std::move(once)](store::Transaction& tx) -> Result<CreatedView> {
        return jobs::once<CreatedView>(tx, once, [&] { return create_in(tx, request, session); });
      });
}

}  // namespace usher::orders
