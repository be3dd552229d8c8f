// Purpose: how an order is paid, whoever brings the news: the page, a webhook, the expiry.
// Place: orders.
//
// All ways lead to on_succeeded(), which payments calls once per payment. What it does:
//   pending              → the seats are sold, the order is paid
//   expired, cancelled   → if all seats are still free it is revived and paid (rule 15)
//   else, or paid before → the money goes back at once (rules 15, 44)
//   all of cancelled shows → the same, and the order is over; of one among several → its part
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/log.hpp"
#include "orders/bookings.hpp"
#include "orders/orders.hpp"
#include "orders/repository.hpp"

namespace usher::orders {
namespace asio = boost::asio;
namespace {

constexpr std::int64_t kAttemptsMax = 20;
constexpr int kRoundsMax = 3;
// How soon somebody looks again who waits for another's answer.
constexpr Duration kLookAgain = std::chrono::milliseconds(10);

std::unexpected<Error> not_pending(const Order& order) {
  Error error{ErrorKind::conflict, "order_not_pending",
              "This order can no longer be paid or cancelled."};
  error.members["order_status"] = enum_text(order.status);
  return refuse(std::move(error));
}

std::unexpected<Error> not_complete(const payments::Intent& intent) {
  Error error{ErrorKind::conflict, "payment_not_complete", "The payment has not succeeded yet."};
  error.members["payment_status"] = enum_text(intent.status);
  if (!intent.decline_code.empty()) error.members["decline_code"] = intent.decline_code;
  return refuse(std::move(error));
}

std::unexpected<Error> asked_too_often() {
  Error error{ErrorKind::rate_limited, "too_many_attempts",
              "This payment is asked about too often. Try again in a moment."};
  error.retry_after = std::chrono::duration_cast<std::chrono::seconds>(Looks::kEvery);
  return refuse(std::move(error));
}

std::optional<payments::Payment> payment_to_confirm(const std::vector<payments::Payment>& payments,
                                                    const std::string& intent_id) {
  if (!intent_id.empty()) {
    const auto named = std::ranges::find(payments, intent_id, &payments::Payment::intent_id);
    return named == payments.end() ? std::nullopt : std::optional(*named);
  }
  const auto live = std::ranges::find_if(payments.rbegin(), payments.rend(),
                                         [](const auto& payment) { return payment.live(); });
  if (live != payments.rend()) return *live;
  return payments.empty() ? std::nullopt : std::optional(payments.back());
}

OrderPaid paid_event(const Order& order, const std::vector<Line>& lines, Timestamp now) {
  OrderPaid event{
      order.id, order.order_number, order.customer_name, order.customer_email, order.currency, now,
      {},       order.locale};
  for (const auto& line : lines) {
    if (line.kind != LineKind::ticket || !line.show || !line.show_seat) continue;
    event.items.push_back({line.id, *line.show, *line.show_seat, line.seat.value_or(SeatId{}),
                           line.section, line.row_name, line.seat_number, line.seat_type,
                           line.ticket_type, line.price, line.total});
  }
  return event;
}

}  // namespace

// The seats must have been sold to the order before.
Status Orders::pay(store::Transaction& tx, const Order& order, const std::vector<Line>& lines,
                   Step step, std::int64_t attempt) {
  const auto to = after(order.status, step);
  USHER_ASSERT(to.has_value());
  if (!mark_paid(tx, order, *to, attempt)) {
    return refuse(ErrorKind::conflict, "order_changed",
                  "The order has just changed. Please try again.");
  }
  book_sale(tx, order, lines);
  if (attempt > 0) {
    capture_card(tx, order.id, attempt);
    book_payment(tx, order, attempt);
  }
  if (!order.incident.empty()) settle_incident(tx, order.id, kNotEnded, "");
  note(tx, order.id, step == Step::revive ? "revived" : "paid", "provider",
       format_money(order.total, order.currency));
  record(tx, {}, "order.paid", order, "{\"status\":\"paid\"}");
  tell(tx, order, notifications::MessageKind::order_confirmation,
       "order " + order.id.text() + " paid");
  return tx.emit(paid_event(order, lines, tx.now()));
}

// Source: rules 15 and 44.
Status Orders::give_back(store::Transaction& tx, const Order& order,
                         const payments::Payment& payment, std::string why) {
  payments::RefundDraft draft;
  draft.payment = payment;
  draft.payment.status = payments::PaymentStatus::succeeded;
  draft.amount = payment.amount;
  draft.fees = order.fees;
  draft.tax = order.tax;
  draft.reason = why;
  book_unapplied(tx, payment, payment.amount, payment.currency);
  TRY(const auto refund, parts_.payments.request_refund(tx, draft));
  note(tx, order.id, "payment_returned", "system", why);
  record(tx, {}, "order.payment_returned", order,
         to_json_text(std::map<std::string, std::string>{{"reason", why}}));
  raise(tx, order.id, why, std::to_string(payment.attempt),
        format_money(payment.amount, payment.currency));
  tell(tx, order, notifications::MessageKind::payment_returned,
       "order " + order.id.text() + " payment " + std::to_string(payment.attempt) + " returned",
       {.amount = payment.amount});
  carry_out_soon(tx, refund);
  return {};
}

Status Orders::give_back_cancelled(store::Transaction& tx, const Order& order,
                                   const payments::Payment& payment) {
  TRY_OK(give_back(tx, order, payment, "show_cancelled"));
  if (order.status != OrderStatus::pending) return {};
  // A further payment that is under way keeps the order until it is over as well.
  const auto closed = close_in(tx, order.id, Step::cancel, {});
  if (!closed && closed.error().code != "payment_processing")
    return std::unexpected(closed.error());
  return {};
}

// Who has paid for a show that was cancelled meanwhile has its part back; the rest stays (rule 66).
Status Orders::refund_cancelled(store::Transaction& tx, const Order& order,
                                const std::vector<Line>& lines,
                                const std::vector<ShowId>& cancelled) {
  RefundRequest request;
  request.reason = "show_cancelled";
  auto& chosen = request.ticket_ids.emplace();
  for (const auto& line : lines)
    if (line.show && std::ranges::find(cancelled, *line.show) != cancelled.end())
      chosen.push_back(line.id.text());
  audit::Entry by;
  by.actor = "system";
  TRY(const auto number, refund_in(tx, order.id, request, by));
  for (const auto& refund : parts_.payments.refunds_of(tx, order.id))
    if (refund.number == number) carry_out_soon(tx, refund);
  return {};
}

Status Orders::on_succeeded(store::Transaction& tx, const payments::PaymentSucceeded& event) {
  const auto order = find_order(tx, event.payment.order);
  USHER_ASSERT(order.has_value());
  if (is_paid(order->status)) return give_back(tx, *order, event.payment, "second_payment");
  const Step step = order->status == OrderStatus::pending ? Step::pay : Step::revive;
  // Read in the shows' turns: who pays after the cancellation gets the money, no ticket.
  const auto shows = shows_of(order->keys);
  const auto cancelled = cancelled_of(tx, shows);
  if (!cancelled.empty() && cancelled.size() == shows.size())
    return give_back_cancelled(tx, *order, event.payment);
  const auto lines = lines_of(tx, order->id);
  if (keeper_.sell(tx, *order, lines)) {
    TRY_OK(pay(tx, *order, lines, step, event.payment.attempt));
    return cancelled.empty() ? Status{} : refund_cancelled(tx, *order, lines, cancelled);
  }
  TRY_OK(give_back(tx, *order, event.payment, "seats_taken"));
  // Without its seats the order has no future. Should a further payment still be open, the sweeper
  // cancels that first.
  TRY_OK(close_in(tx, order->id, Step::expire, {}));
  return {};
}

Status Orders::on_processing(store::Transaction& tx, const payments::PaymentProcessing& event) {
  const auto order = find_order(tx, event.payment.order);
  USHER_ASSERT(order.has_value());
  note(tx, order->id, "payment_processing", "provider", "");
  const Timestamp until = order->created_at + kProcessWithin;
  if (until <= order->expires_at) return {};
  change_expiry(tx, order->id, until);
  if (order->status != OrderStatus::pending) return {};
  // Seats that somebody else owns by now stay theirs; the payment is then resolved when it comes.
  keeper_.keep_until(tx, *order, lines_of(tx, order->id), kNever);
  tx.after_commit([this, until] { next_sweep_.by(until); });
  return {};
}

Status Orders::on_failed(store::Transaction& tx, const payments::PaymentFailed& event) {
  note(tx, event.payment.order, "payment_declined", "provider", event.decline_code);
  return {};
}

Status Orders::on_mismatch(store::Transaction& tx, const payments::PaymentMismatched& event) {
  const auto order = find_order(tx, event.payment.order);
  USHER_ASSERT(order.has_value());
  const auto reported = format_money(event.reported_amount, event.reported_currency);
  note(tx, order->id, "payment_mismatch", "provider", reported);
  record(tx, {}, "order.payment_mismatch", *order,
         to_json_text(std::map<std::string, std::string>{{"reported", reported}}));
  // What cannot even be said in the currency's units was booked as it was asked for.
  const Money taken =
      event.reported_amount.minor > 0 ? event.reported_amount : event.payment.amount;
  book_unapplied(tx, event.payment, taken, event.reported_currency);
  raise(tx, order->id, "payment_mismatch", std::to_string(event.payment.attempt), reported);
  return {};
}

// True when the order can be paid with this intent; false when it is too late for that.
Result<bool> Orders::record_intent(store::Transaction& tx, const payments::Intent& intent) {
  const auto order = find_order(tx, intent.order);
  const bool payable = order && order->status == OrderStatus::pending &&
                       order->expires_at > tx.now() && order->total == intent.amount &&
                       check_shows_sold(tx, shows_of(order->keys));
  if (!payable) return false;
  // From now on somebody can pay: the seats are the order's for as long as that lasts, however late
  // it is ended (rule 43).
  if (!keeper_.keep_until(tx, *order, lines_of(tx, order->id), kNever)) return false;
  parts_.payments.record(tx, order->keys, intent);
  // Made before a crash and cancelled since: the next attempt takes its place.
  if (intent.status == payments::IntentStatus::canceled) TRY_OK(parts_.payments.apply(tx, intent));
  return true;
}

asio::awaitable<Result<IntentView>> Orders::open_intent(OrderId id, Proof proof) {
  auto& provider = parts_.payments.provider();
  const auto view = [&provider](payments::Intent intent) {
    return IntentView{
        std::string(provider.name()), std::move(intent.id), std::move(intent.client_secret),
        provider.publishable_key(),   intent.amount,        intent.currency};
  };
  std::int64_t spent = 0;
  for (int round = 0; round < kRoundsMax; ++round) {
    CO_TRY(const auto now, co_await open(id, proof));
    const Order& order = *now.order;
    if (order.status != OrderStatus::pending || order.expires_at <= parts_.clock.now())
      co_return not_pending(order);
    CO_TRY_OK(co_await store_.read(
        [shows = shows_of(order.keys)](store::Queries& q) { return check_shows_sold(q, shows); }));
    const auto* last = now.payments.empty() ? nullptr : &now.payments.back();
    if (last && last->live()) {
      CO_TRY(auto intent, co_await look_at(*last));
      const bool over = intent.status == payments::IntentStatus::canceled ||
                        intent.status == payments::IntentStatus::succeeded;
      if (over) continue;
      co_return view(std::move(intent));
    }
    const std::int64_t attempt = (last ? last->attempt + 1 : 1) + spent;
    if (attempt > kAttemptsMax) co_return not_pending(order);
    payments::IntentRequest request{id, attempt, order.total, order.currency};
    auto made = co_await provider.create_intent(std::move(request));
    if (!made && made.error().code == "provider_key_spent") {
      // Should the provider have made a payment all the same: nobody knows its secret.
      ++spent;
      continue;
    }
    CO_TRY(auto intent, std::move(made));
    CO_TRY(const bool payable,
           co_await store_.write(
               order.keys,
               [this, intent](store::Transaction& tx) { return record_intent(tx, intent); },
               store::Undo::decides_first));
    if (!payable) {
      CO_TRY_OK(co_await provider.cancel(intent.id));
      continue;
    }
    if (intent.status != payments::IntentStatus::canceled) co_return view(std::move(intent));
  }
  if (spent > 0) {
    co_return refuse(ErrorKind::unavailable, "provider_unavailable",
                     "The payment provider does not answer. Try again in a moment.");
  }
  co_return refuse(ErrorKind::conflict, "order_not_pending", "This order can no longer be paid.");
}

// Asks the provider, together with everybody who asks about the same payment at this moment.
// Errors: as of Payments::reconcile(); 429 `too_many_attempts`.
asio::awaitable<Result<payments::Intent>> Orders::look_at(payments::Payment payment) {
  // Where nobody is served, nobody else asks.
  if (!executor_) co_return co_await parts_.payments.reconcile(std::move(payment));
  const auto came = looks_.come();
  asio::steady_timer pause(co_await asio::this_coro::executor);
  for (;;) {
    auto next = looks_.next(payment.intent_id, came, parts_.clock.monotonic());
    if (next.answer) co_return *std::move(next.answer);
    if (next.turn == Looks::Turn::mine) break;
    if (next.turn == Looks::Turn::too_often) co_return asked_too_often();
    pause.expires_after(kLookAgain);
    co_await pause.async_wait(asio::use_awaitable);
  }
  // Should the database fail: those who wait hear that nobody knows.
  Looks::Answer answer = refuse(ErrorKind::unavailable, "provider_unavailable",
                                "The payment could not be looked at. Try again in a moment.");
  std::exception_ptr failure;
  try {
    answer = co_await parts_.payments.reconcile(payment);
  } catch (...) {
    failure = std::current_exception();
  }
  looks_.tell(payment.intent_id, answer);
  if (failure) std::rethrow_exception(failure);
  co_return answer;
}

// Without an id: the one that can still succeed, else the newest.
asio::awaitable<Result<OrderView>> Orders::confirm(OrderId id, std::string intent_id, Proof proof) {
  auto now = co_await snapshot(id, viewer_of(id, proof));
  if (!now.order || !proves(*now.order, proof))
    co_return refuse(ErrorKind::not_found, "order_not_found", "There is no such order.");
  if (is_paid(now.order->status)) co_return co_await read_view(id, viewer_of(id, proof));
  const auto payment = payment_to_confirm(now.payments, intent_id);
  if (!payment && !intent_id.empty())
    co_return refuse(ErrorKind::not_found, "payment_intent_not_found", "No such payment.");
  // Nothing was begun that could have been paid.
  payments::Intent intent;
  if (payment) {
    CO_TRY(intent, co_await look_at(*payment));
  }
  CO_TRY(auto view, co_await read_view(id, viewer_of(id, proof)));
  if (is_paid(view.status)) co_return view;
  if (view.status != OrderStatus::pending) {
    now.order->status = view.status;
    co_return not_pending(*now.order);
  }
  co_return not_complete(intent);
}

}  // namespace usher::orders
