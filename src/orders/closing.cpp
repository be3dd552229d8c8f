// Purpose: how an order ends unpaid: by the buyer, by staff or by time. Place: orders.
//
// The payment is cancelled at the provider first (rule 14). Should it have succeeded, the order is
// paid instead; payments tells that by its event, and there is nothing left to close.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "base/log.hpp"
#include "orders/orders.hpp"
#include "orders/repository.hpp"

namespace usher::orders {
namespace asio = boost::asio;
namespace {

constexpr int kRoundsMax = 5;
constexpr std::int64_t kSweepBatch = 200;
// When something could not be expired: the provider or the database did not answer.
constexpr Duration kSweepAgainAfter = std::chrono::seconds(20);
// When something became due while the sweep ran.
constexpr Duration kSweepSoon = std::chrono::milliseconds(20);

std::unexpected<Error> still_processing() {
  return refuse(ErrorKind::conflict, "payment_processing",
                "The payment is being processed. Please wait for its outcome.");
}

void log_not_expired(OrderId order, const Error& error) {
  log::warning("order_not_expired", {{"order", order.text()}, {"code", error.code}});
}

}  // namespace

// A payment that is processing stops a cancellation, but not the end of the time that it was given.
Result<Orders::Closed> Orders::close_in(store::Transaction& tx, OrderId id, Step step,
                                        audit::Entry by) {
  const auto order = find_order(tx, id);
  const auto to = order ? after(order->status, step) : std::nullopt;
  if (!to) return Closed::not_pending;
  for (const auto& payment : parts_.payments.payments_of(tx, id)) {
    if (payment.status == payments::PaymentStatus::open) return Closed::again;
    if (payment.status == payments::PaymentStatus::processing && step == Step::cancel)
      return still_processing();
  }
  if (!change_status(tx, *order, *to)) return Closed::again;
  parts_.inventory.claims().release_order(tx, order->show, id, seats_of(items_of(tx, id)));
  note(tx, id, std::string(enum_text(*to)), by.actor, "");
  // Who cancels their own order need not be told.
  if (step == Step::cancel && !by.actor_role.empty())
    tell(tx, *order, notifications::MessageKind::order_cancelled,
         "order " + id.text() + " cancelled");
  record(tx, std::move(by), step == Step::cancel ? "order.cancelled" : "order.expired", *order,
         "{\"status\":\"" + std::string(enum_text(*to)) + "\"}");
  return Closed::done;
}

asio::awaitable<Result<Orders::Closed>> Orders::close_once(OrderId id, Step step, audit::Entry by) {
  const auto now = co_await snapshot(id);
  if (!now.order || now.order->status != OrderStatus::pending) co_return Closed::not_pending;
  if (step == Step::expire && now.order->expires_at > parts_.clock.now()) co_return Closed::not_due;
  for (const auto& payment : now.payments) {
    if (!payment.live()) continue;
    CO_TRY(const auto intent, co_await parts_.payments.cancel(payment));
    if (intent.status == payments::IntentStatus::processing && step == Step::cancel)
      co_return still_processing();
  }
  co_return co_await store_.write(
      store::lane_of(now.order->show),
      [this, id, step, by = std::move(by)](store::Transaction& tx) -> Result<Closed> {
        const auto order = find_order(tx, id);
        if (step == Step::expire && order && order->expires_at > tx.now()) return Closed::not_due;
        return close_in(tx, id, step, by);
      });
}

asio::awaitable<Result<Orders::Closed>> Orders::close(OrderId id, Step step, audit::Entry by) {
  for (int round = 0; round < kRoundsMax; ++round) {
    CO_TRY(const auto closed, co_await close_once(id, step, by));
    if (closed != Closed::again) co_return closed;
  }
  co_return refuse(ErrorKind::conflict, "order_changed",
                   "The order is changing all the time. Please try again.");
}

asio::awaitable<Result<OrderView>> Orders::cancel(OrderId id, Proof proof, audit::Entry by) {
  CO_TRY(const auto now, co_await open(id, proof));
  const bool staff = proof.staff;
  if (now.order->status != OrderStatus::pending) {
    co_return refuse(ErrorKind::conflict, "order_not_pending",
                     "Only an order that is not paid yet can be cancelled.");
  }
  CO_TRY(const auto closed, co_await close(id, Step::cancel, std::move(by)));
  if (closed != Closed::done) {
    co_return refuse(ErrorKind::conflict, "order_not_pending",
                     "The order was paid or ended in the meantime.");
  }
  if (staff) co_return co_await details(id);
  co_return co_await read_view(id, viewer_of(id, proof));
}

asio::awaitable<void> Orders::expire_if_due(Order order) {
  if (order.status != OrderStatus::pending || order.expires_at > parts_.clock.now()) co_return;
  const auto closed = co_await close(order.id, Step::expire, {});
  if (!closed) log_not_expired(order.id, closed.error());
}

asio::awaitable<void> Orders::sweep() { co_await sweep_due(); }

asio::awaitable<Orders::Swept> Orders::sweep_due() {
  auto swept = Swept::all;
  for (;;) {
    const auto due =
        co_await store_.read([](store::Queries& q) { return due_orders(q, q.now(), kSweepBatch); });
    std::int64_t closed = 0;
    for (const auto id : due) {
      const auto outcome = co_await close(id, Step::expire, {});
      if (outcome) {
        ++closed;
      } else {
        swept = Swept::some_failed;
        log_not_expired(id, outcome.error());
      }
    }
    if (closed == 0 || std::cmp_less(due.size(), kSweepBatch)) co_return swept;
  }
}

void Orders::start(jobs::Timers& timers, asio::any_io_executor executor) {
  timers_ = &timers;
  executor_ = std::move(executor);
  wake_sweeper();
}

// Sets the timer unless it is set for an earlier time.
void Orders::sweep_at(Timestamp due) {
  if (!timers_) return;
  // Held over both steps: else a later time could replace an earlier one in the timer.
  const std::lock_guard lock(next_sweep_mutex_);
  if (due >= next_sweep_) return;
  next_sweep_ = due;
  timers_->at("orders.expiry", due, [this] { wake_sweeper(); });
}

void Orders::wake_sweeper() {
  {
    const std::lock_guard lock(next_sweep_mutex_);
    next_sweep_ = kNever;
  }
  asio::co_spawn(executor_, sweep_and_set_timer(), asio::detached);
}

asio::awaitable<void> Orders::sweep_and_set_timer() {
  Timestamp next = parts_.clock.now() + kSweepAgainAfter;
  try {
    const auto swept = co_await sweep_due();
    const auto due = co_await store_.read([](store::Queries& q) { return next_due(q); });
    // What could not be expired is still due; what became due meanwhile must not wait for it.
    const auto now = parts_.clock.now();
    if (due > now)
      next = due;
    else if (swept == Swept::all)
      next = now + kSweepSoon;
  } catch (const std::exception& failure) {
    log::error("order_sweep_failed", {{"cause", std::string_view(failure.what())}});
  }
  if (next != kNever) sweep_at(next);
}

}  // namespace usher::orders
