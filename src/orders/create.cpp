// Purpose: from holds to a pending order, or to a paid one when it is free. Place: orders.
//
// First all is decided, then written: whatever is refused is refused before the first write of the
// order's own rows, and what was done to the holds until then is undone with the refusal.
#include "base/email.hpp"
#include "orders/bookings.hpp"
#include "orders/orders.hpp"
#include "orders/quoting.hpp"
#include "orders/repository.hpp"
#include "orders/ticket_keeper.hpp"

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

std::string fee_lines_json(const pricing::Quote& quote) {
  std::vector<FeeLineView> lines;
  for (const auto& fee : quote.fee_lines) lines.push_back({fee.name, fee.amount, fee.tax});
  return to_json_text(lines);
}

Line ticket_line(ShowId show, const ClaimedSeat& seat, const pricing::Share& share,
                 const std::string& type, OrderItemId id) {
  Line line;
  line.id = id;
  line.show = show;
  line.show_seat = seat.id;
  line.seat = seat.seat_id;
  line.section = seat.section;
  line.row_name = seat.row_name;
  line.seat_number = seat.seat_number;
  line.seat_type = enum_text(seat.seat_type);
  line.ticket_type = type;
  line.price = share.price;
  line.discount = share.discount;
  line.fees = share.fees;
  line.tax = share.tax;
  line.tax_rate = share.tax_percent.thousandths;
  line.tax_inclusive = share.tax_inclusive;
  line.total = share.total;
  return line;
}

std::vector<Line> lines_of(const Priced& priced, const std::vector<Held>& holds, IdGenerator& ids) {
  std::vector<Line> lines;
  auto share = priced.quote.shares.begin();
  for (const auto& held : holds) {
    for (std::size_t i = 0; i < held.hold.seats.size(); ++i)
      lines.push_back(ticket_line(held.hold.show, held.hold.seats[i], *share++, held.types[i],
                                  ids.next<OrderItemId>()));
  }
  return lines;
}

store::LaneKeys keys_of_shows(const std::vector<HeldShow>& held) {
  std::vector<ShowId> shows;
  for (const auto& each : held) shows.push_back(each.show);
  return store::lanes_of(shows);
}

store::LaneKeys keys_of(const std::vector<Held>& holds) {
  std::vector<ShowId> shows;
  for (const auto& held : holds) shows.push_back(held.hold.show);
  return store::lanes_of(shows);
}

std::string holds_text(const std::vector<Held>& holds) {
  std::vector<HoldId> ids;
  for (const auto& held : holds) ids.push_back(held.hold.hold);
  return hold_ids_text(ids);
}

NewOrder new_order(const OrderRequest& request, const inventory::SessionKey& session,
                   const Priced& priced, const std::vector<Held>& holds) {
  NewOrder made;
  const auto& quote = priced.quote;
  Order& order = made.order;
  order.keys = keys_of(holds);
  order.session_key = session;
  order.customer_name = request.customer_name.value;
  order.customer_email = request.customer_email.value;
  if (request.customer_phone) order.customer_phone = request.customer_phone->value;
  order.currency = priced.currency;
  order.subtotal = quote.subtotal;
  order.discount = quote.discount;
  order.fees = quote.fees;
  order.tax = quote.tax;
  order.tax_added = quote.tax_added;
  order.total = quote.total;
  order.tax_inclusive = quote.tax_inclusive;
  order.fee_lines = fee_lines_json(quote);
  order.locale = request.locale;
  order.hold_ids = holds_text(holds);
  made.email_key = email_key(order.customer_email);
  // Of what decided about every cent; several shows may round differently.
  made.rounding = enum_text(holds.front().now->terms.rounding);
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

void insert_parts(store::Transaction& tx, const Order& order, const OrderParts& parts) {
  std::int64_t position = 0;
  for (const auto& line : parts.lines) insert_line(tx, order.id, position++, line);
  position = 0;
  for (const auto& each : parts.adjustments) insert_adjustment(tx, order.id, position++, each);
  for (const auto& tender : parts.tenders) insert_tender(tx, order.id, tender);
}

OrderParts new_parts(const Priced& priced, const std::vector<Held>& holds, IdGenerator& ids) {
  OrderParts parts{lines_of(priced, holds, ids)};
  for (std::size_t i = 0; i < parts.lines.size(); ++i) {
    for (const auto& each : priced.quote.shares[i].adjustments)
      parts.adjustments.push_back({parts.lines[i].id, each.source, each.label, each.amount});
  }
  if (priced.quote.total.minor > 0)
    parts.tenders.push_back({.kind = TenderKind::card, .amount = priced.quote.total});
  return parts;
}

std::unexpected<Error> with_token(Error error, const std::string& token) {
  error.members["reservation_token"] = token;
  return refuse(std::move(error));
}

}  // namespace

// The shows, their terms and the holds are read here, in the shows' turns: nobody sells by what
// another node remembers of them.
Result<std::vector<Held>> Orders::held_in(store::Transaction& tx, const OrderRequest& request,
                                          const std::vector<HeldShow>& shows,
                                          const TakeHold& take) {
  auto& versions = parts_.inventory.terms();
  std::vector<Held> holds;
  for (const auto& [token, show] : shows) {
    TRY_OK(check_sold(shows::find_show_status(tx, show)));
    auto hold = take(token, show);
    if (!hold) return with_token(std::move(hold).error(), token);
    TRY(auto now, versions.current(tx, show));
    TRY_OK(check_count(*now, hold->seats.size()));
    auto then =
        hold->terms_version == now->version ? now : versions.find(tx, show, hold->terms_version);
    holds.push_back({*std::move(hold), {}, std::move(now), std::move(then)});
  }
  TRY_OK(choose_types(holds, request.ticket_types));
  return holds;
}

Result<CreatedView> Orders::create_in(store::Transaction& tx, const OrderRequest& request,
                                      const std::vector<HeldShow>& shows,
                                      const inventory::SessionKey& session) {
  const auto id = parts_.ids.next<OrderId>();
  const Timestamp expires_at = tx.now() + kPayWithin;
  TRY(const auto holds, held_in(tx, request, shows, [&](const std::string& token, ShowId show) {
        return parts_.inventory.claims().convert_hold(tx, token, session, show, id,
                                                      expires_at + kClaimGrace);
      }));
  TRY(const auto priced, price_holds(holds));
  TRY_OK(check_agreed(priced, holds, request.agreed_quote));
  TRY_OK(check_chargeable(priced.quote.total, priced.currency));

  NewOrder made = new_order(request, session, priced, holds);
  made.order.id = id;
  made.order.created_at = tx.now();
  made.order.expires_at = expires_at;
  TRY_OK(insert_with_number(tx, made, parts_.random));
  auto parts = new_parts(priced, holds, parts_.ids);
  insert_parts(tx, made.order, parts);
  CreatedView created{{}, parts_.tokens.token_of(id), made.order.total.minor > 0};
  if (created.payment_required) {
    parts.shows = show_views(tx, shows_of(made.order.keys));
    created.order = view_of(made.order, std::move(parts));
    tx.after_commit([this, expires_at] { next_sweep_.by(expires_at); });
    return created;
  }
  if (!keeper_.sell(tx, made.order, parts.lines))
    return refuse(ErrorKind::conflict, "reservation_expired", "The seats are no longer held.");
  TRY_OK(pay(tx, made.order, parts.lines, Step::pay, 0));
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

// Which shows the holds are of: their turns are taken. Where the one show is named, it is believed:
// a hold of another is not found in it.
asio::awaitable<Result<std::vector<HeldShow>>> Orders::shows_held(std::vector<std::string> tokens,
                                                                  std::optional<ShowId> show,
                                                                  inventory::SessionKey session) {
  if (show && tokens.size() == 1) co_return std::vector<HeldShow>{{tokens.front(), *show}};
  co_return co_await store_.read([this, tokens, session = std::move(session)](
                                     store::Queries& q) -> Result<std::vector<HeldShow>> {
    std::vector<HeldShow> shows;
    for (const auto& token : tokens) {
      const auto of = parts_.inventory.claims().show_of_hold(q, token, session);
      if (!of) return with_token(of.error(), token);
      if (std::ranges::find(shows, token, &HeldShow::token) == shows.end())
        shows.push_back({token, *of});
    }
    return shows;
  });
}

asio::awaitable<Result<CreatedView>> Orders::create(OrderRequest request,
                                                    inventory::SessionKey session, Once once) {
  CO_TRY_OK(co_await spend_captcha(request.captcha, once));
  CO_TRY(auto shows, co_await shows_held(request.reservation_tokens, request.show, session));
  auto keys = keys_of_shows(shows);
  co_return co_await store_.write(
      std::move(keys),
      [this, request = std::move(request), shows = std::move(shows), session = std::move(session),
       once = std::move(once)](store::Transaction& tx) -> Result<CreatedView> {
        return jobs::once<CreatedView>(tx, once,
                                       [&] { return create_in(tx, request, shows, session); });
      });
}

// In the shows' turns like the order itself, so that both are worked out by one function from the
// same facts; only nothing is written.
asio::awaitable<Result<QuoteView>> Orders::quote(OrderRequest request,
                                                 inventory::SessionKey session) {
  CO_TRY(auto shows, co_await shows_held(request.reservation_tokens, request.show, session));
  auto keys = keys_of_shows(shows);
  co_return co_await store_.write(
      std::move(keys),
      [this, request = std::move(request), shows = std::move(shows),
       session = std::move(session)](store::Transaction& tx) -> Result<QuoteView> {
        TRY(const auto holds,
            held_in(tx, request, shows, [&](const std::string& token, ShowId show) {
              return parts_.inventory.claims().look_at_hold(tx, token, session, show);
            }));
        TRY(const auto priced, price_holds(holds));
        TRY_OK(check_chargeable(priced.quote.total, priced.currency));
        auto view = quote_view(priced, holds);
        view.shows = show_views(tx, shows_of(keys_of(holds)));
        for (auto& line : view.lines) {
          const auto show = std::ranges::find(view.shows, line.show_id, &OrderShowView::id);
          if (show != view.shows.end()) line.title = show->recital_title;
        }
        return view;
      },
      store::Undo::decides_first);
}

}  // namespace usher::orders
