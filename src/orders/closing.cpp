// Purpose: how an order ends unpaid: by the buyer, by staff or by time. Place: orders.
//
// The payment is cancelled at the provider first (rule 14). Should it have succeeded, the order is
// paid instead; payments tells that by its event, and there is nothing left to close.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/log.hpp"
#include "orders/orders.hpp"
#include "orders/repository.hpp"

namespace usher::orders {
namespace asio = boost::asio;
namespace {

constexpr int kRoundsMax = 5;
// How many are expired at a time: each waits for the provider.
constexpr std::size_t kAtOnce = 16;
constexpr std::int64_t kSweepBatch = 1000;
// What is due beyond this is found by the next sweep.
constexpr std::size_t kSweepMax = 20'000;
// How long somebody who looks at an order waits for whoever is ending it, and how often they look.
constexpr Duration kWaitForOther = std::chrono::seconds(3);
constexpr Duration kLookAgain = std::chrono::milliseconds(10);
// When the database did not answer.
constexpr Duration kSweepAgainAfter = std::chrono::seconds(20);
// How often a node looks for orders of nodes that have died, or whose news it has missed.
constexpr Duration kLookAround = std::chrono::seconds(15);
// When something became due while the sweep ran.
constexpr Duration kSweepSoon = std::chrono::milliseconds(20);

std::unexpected<Error> still_processing() {
  return refuse(ErrorKind::conflict, "payment_processing",
                "The payment is being processed. Please wait for its outcome.");
}

void log_not_expired(OrderId order, std::string_view cause) {
  log::warning("order_not_expired", {{"order", order.text()}, {"cause", cause}});
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
  if (!order->incident.empty()) settle_incident(tx, id, kNotEnded, "");
  keeper_.let_go(tx, *order, lines_of(tx, id));
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
      now.order->keys,
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

// Whoever looks at an order whose end has just failed does not ask the provider once more.
asio::awaitable<void> Orders::expire_if_due(Order order) {
  const Timestamp now = parts_.clock.now();
  if (order.status != OrderStatus::pending || order.expires_at > now) co_return;
  if (setbacks_.waits(order.id, now)) co_return;
  // Somebody who is at it already is waited for, but not for ever; where nobody is served, nobody
  // is.
  asio::steady_timer pause(co_await asio::this_coro::executor);
  for (auto waited = Duration{}; executor_ && waited < kWaitForOther && setbacks_.begun(order.id);
       waited += kLookAgain) {
    pause.expires_after(kLookAgain);
    co_await pause.async_wait(asio::use_awaitable);
  }
  co_await expire(order.id);
}

// Never throws: the next order is not to wait for the fault of this one.
asio::awaitable<void> Orders::expire(OrderId id) {
  // Somebody else does it at this moment.
  if (!setbacks_.begin(id)) co_return;
  std::string cause;
  try {
    const auto closed = co_await close(id, Step::expire, {});
    if (!closed) cause = closed.error().code;
  } catch (const std::exception& failure) {
    cause = failure.what();
  }
  if (cause.empty()) {
    setbacks_.ended(id);
    co_return;
  }
  log_not_expired(id, cause);
  if (setbacks_.failed(id, parts_.clock.now()) == Setbacks::kLongestPause)
    co_await say_not_ended(id, std::move(cause));
}

// It has failed for minutes: its seats stay kept, and a person has to see to that.
asio::awaitable<void> Orders::say_not_ended(OrderId id, std::string cause) {
  try {
    const auto now = co_await snapshot(id);
    if (!now.order) co_return;
    const auto said = co_await store_.write(
        now.order->keys, [this, id, cause = std::move(cause)](store::Transaction& tx) -> Status {
          const auto order = find_order(tx, id);
          if (order && order->status == OrderStatus::pending)
            raise(tx, id, std::string(kNotEnded), "", cause);
          return {};
        });
    if (!said) log_not_expired(id, said.error().code);
  } catch (const std::exception& failure) {
    log_not_expired(id, failure.what());
  }
}

asio::awaitable<void> Orders::sweep() { co_await sweep_due(); }

struct Orders::Crew {
  std::vector<OrderId> due;
  std::atomic<std::size_t> next{0};
};

asio::awaitable<void> Orders::expire_next(std::shared_ptr<Crew> crew) {
  for (auto i = crew->next++; i < crew->due.size(); i = crew->next++) co_await expire(crew->due[i]);
}

asio::awaitable<void> Orders::expire_together(std::shared_ptr<Crew> crew, std::size_t hands) {
  using namespace asio::experimental::awaitable_operators;
  if (hands <= 1) co_return co_await expire_next(std::move(crew));
  co_await (expire_next(crew) && expire_together(crew, hands - 1));
}

// Goes through all that is due, past those that failed before and have to wait. Answers up to when.
asio::awaitable<Timestamp> Orders::sweep_due() {
  const auto crew = std::make_shared<Crew>();
  DuePlace place;
  Timestamp until{};
  for (;;) {
    const auto batch = co_await store_.read([place](store::Queries& q) {
      return std::pair(due_orders(q, q.now(), place, kSweepBatch), q.now());
    });
    until = batch.second;
    for (const auto& due : batch.first) {
      place = due;
      if (!setbacks_.waits(due.id, until)) crew->due.push_back(due.id);
    }
    if (std::cmp_less(batch.first.size(), kSweepBatch) || crew->due.size() >= kSweepMax) break;
  }
  co_await expire_together(crew, std::min(kAtOnce, crew->due.size()));
  co_return until;
}

void Orders::start(jobs::Timers& timers, asio::any_io_executor executor) {
  next_sweep_.start(timers);
  executor_ = std::move(executor);
  timers.every("orders.look_around", kLookAround, [this] { wake_sweeper(); });
  wake_sweeper();
}

void Orders::wake_sweeper() {
  // Who sweeps finds what is due now, too.
  if (sweeping_.exchange(true)) return;
  asio::co_spawn(executor_, sweep_and_set_timer(), asio::detached);
}

asio::awaitable<void> Orders::sweep_and_set_timer() {
  Timestamp next = parts_.clock.now() + kSweepAgainAfter;
  try {
    const auto until = co_await sweep_due();
    next = co_await store_.read([until](store::Queries& q) { return next_due(q, until); });
    next = std::min(next, setbacks_.next());
    // What became due while the sweep ran.
    if (next <= parts_.clock.now()) next = parts_.clock.now() + kSweepSoon;
  } catch (const std::exception& failure) {
    log::error("order_sweep_failed", {{"cause", std::string_view(failure.what())}});
  }
  sweeping_ = false;
  next_sweep_.by(next);
}

}  // namespace usher::orders
