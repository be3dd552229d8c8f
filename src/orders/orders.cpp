#include "orders/orders.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/log.hpp"
#include "orders/repository.hpp"

namespace usher::orders {
namespace asio = boost::asio;
namespace {

// How long the second request of a key waits for the first, and how often it looks.
constexpr Duration kWaitForFirst = std::chrono::seconds(30);
constexpr Duration kLookAgain = std::chrono::milliseconds(10);

}  // namespace

Orders::Orders(OrdersParts parts) : parts_(std::move(parts)), store_(parts_.store) {
  listen_to_events();
}

void Orders::listen_to_events() {
  auto& bus = store_.events();
  using store::Transaction;
  bus.on<payments::PaymentSucceeded>(
      [this](Transaction& tx, const payments::PaymentSucceeded& e) { return on_succeeded(tx, e); });
  bus.on<payments::PaymentProcessing>(
      [this](Transaction& tx, const payments::PaymentProcessing& e) {
        return on_processing(tx, e);
      });
  bus.on<payments::PaymentFailed>(
      [this](Transaction& tx, const payments::PaymentFailed& e) { return on_failed(tx, e); });
  bus.on<payments::PaymentMismatched>(
      [this](Transaction& tx, const payments::PaymentMismatched& e) { return on_mismatch(tx, e); });
  bus.on<payments::RefundCompleted>([this](Transaction& tx, const payments::RefundCompleted& e) {
    return on_refund_completed(tx, e);
  });
  bus.on<payments::RefundFailed>(
      [this](Transaction& tx, const payments::RefundFailed& e) { return on_refund_failed(tx, e); });
  bus.on<payments::RefundOutside>([this](Transaction& tx, const payments::RefundOutside& e) {
    return on_refund_outside(tx, e);
  });
  bus.on<payments::DisputeOpened>([this](Transaction& tx, const payments::DisputeOpened& e) {
    return on_dispute_opened(tx, e);
  });
  bus.on<payments::DisputeClosed>([this](Transaction& tx, const payments::DisputeClosed& e) {
    return on_dispute_closed(tx, e);
  });

  const auto refuse_with_orders = [](Transaction& tx, ShowId show) -> Status {
    if (!show_has_orders(tx, show)) return {};
    return refuse(ErrorKind::conflict, "show_has_orders", "There are orders for this show.");
  };
  bus.on<shows::ShowDeleting>([=](Transaction& tx, const shows::ShowDeleting& e) {
    return refuse_with_orders(tx, e.show_id);
  });
  bus.on<shows::ShowCurrencyChanging>([=](Transaction& tx, const shows::ShowCurrencyChanging& e) {
    return refuse_with_orders(tx, e.show_id);
  });
}

asio::awaitable<Result<Orders::Turn>> Orders::begin_answering(jobs::OnceKey once) {
  const auto digest = jobs::digest_of(once);
  asio::steady_timer pause(co_await asio::this_coro::executor);
  for (auto waited = Duration{}; waited < kWaitForFirst; waited += kLookAgain) {
    {
      const std::lock_guard lock(answering_mutex_);
      if (answering_.insert(digest).second) break;
    }
    pause.expires_after(kLookAgain);
    co_await pause.async_wait(asio::use_awaitable);
    if (waited + kLookAgain < kWaitForFirst) continue;
    co_return refuse(ErrorKind::conflict, "idempotency_key_in_use",
                     "A request with this Idempotency-Key is being answered.");
  }
  co_return Turn(this, [digest](void* orders) {
    auto* self = static_cast<Orders*>(orders);
    const std::lock_guard lock(self->answering_mutex_);
    self->answering_.erase(digest);
  });
}

// What was done is done: should its answer not be kept, a repetition does it again.
asio::awaitable<void> Orders::keep_answer(jobs::OnceKey once, std::string answer_json) {
  try {
    const auto kept = co_await store_.write(
        store::kHouseLane,
        [once = std::move(once), answer_json = std::move(answer_json)](store::Transaction& tx) {
          return jobs::keep_answer(tx, once, answer_json);
        });
    if (!kept) log::warning("answer_not_kept", {{"code", kept.error().code}});
  } catch (const std::exception& failure) {
    log::error("answer_not_kept", {{"cause", std::string_view(failure.what())}});
  }
}

void Orders::note(store::Transaction& tx, OrderId order, std::string kind, std::string actor,
                  std::string detail) {
  insert_event(tx, order, parts_.ids.next_value(),
               {tx.now(), std::move(kind), std::move(actor), std::move(detail)});
}

void Orders::record(store::Transaction& tx, audit::Entry by, std::string action, const Order& order,
                    std::string after_json) {
  by.action = std::move(action);
  by.subject = "order";
  by.subject_id = order.id.text();
  by.before_json = "{\"status\":\"" + std::string(enum_text(order.status)) + "\"}";
  by.after_json = std::move(after_json);
  audit::record(tx, by);
}

bool Orders::tell(store::Transaction& tx, const Order& order, notifications::MessageKind kind,
                  std::string cause, notifications::Facts facts) {
  return parts_.notifications.enqueue(
      tx, {kind, order.customer_email, order.id, std::move(cause), std::move(facts)});
}

bool Orders::tell_on_request(store::Transaction& tx, const Order& order,
                             notifications::MessageKind kind, const std::string& cause, int a_day) {
  constexpr Duration kDay = std::chrono::hours(24);
  constexpr Duration kPause = std::chrono::minutes(2);
  const auto day = cause + " " + std::to_string(tx.now().ms / kDay.count()) + " ";
  for (int i = 0; i < a_day; ++i) {
    auto name = day + std::to_string(i);
    const auto made = parts_.notifications.of_cause(tx, name);
    if (!made) return tell(tx, order, kind, std::move(name));
    if (tx.now() - made->created_at < kPause) return false;
  }
  return false;
}

}  // namespace usher::orders
