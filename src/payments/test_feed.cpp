#include "payments/test_feed.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "base/log.hpp"

namespace usher::payments {
namespace asio = boost::asio;

TestFeed::TestFeed(Payments& payments, store::EventBus& events, jobs::Timers& timers,
                   asio::any_io_executor executor)
    : payments_(payments), timers_(timers), executor_(std::move(executor)) {
  events.on<PaymentSucceeded>([this](store::Transaction& tx, const PaymentSucceeded& event) {
    tx.after_commit([this, id = event.payment.intent_id] { forget(id); });
    return Status{};
  });
}

void TestFeed::forget(const std::string& intent_id) {
  const std::lock_guard lock(mutex_);
  if (waiting_ids_.contains(intent_id)) known_.insert(intent_id);
}

void TestFeed::add(Intent intent, Timestamp at) {
  const Timestamp due = at + kDelay;
  const std::lock_guard lock(mutex_);
  if (waiting_.size() >= kWaitingMax) return;
  waiting_ids_.insert(intent.id);
  waiting_.emplace(due, std::move(intent));
  if (due < timer_) set_timer(due);
}

void TestFeed::set_timer(Timestamp due) {
  timer_ = due;
  timers_.at("payments.test_feed", due, [this] { deliver(); });
}

void TestFeed::deliver() {
  std::vector<Intent> due;
  {
    const std::lock_guard lock(mutex_);
    const auto end = waiting_.upper_bound(timer_);
    for (auto it = waiting_.begin(); it != end; ++it) {
      waiting_ids_.erase(waiting_ids_.find(it->second.id));
      const bool known = known_.contains(it->second.id);
      if (!waiting_ids_.contains(it->second.id)) known_.erase(it->second.id);
      if (!known) due.push_back(std::move(it->second));
    }
    waiting_.erase(waiting_.begin(), end);
    timer_ = kNever;
    if (!waiting_.empty()) set_timer(waiting_.begin()->first);
  }
  if (due.empty()) return;
  asio::co_spawn(executor_, deliver_all(std::move(due)), asio::detached);
}

asio::awaitable<void> TestFeed::deliver_all(std::vector<Intent> intents) {
  for (auto& intent : intents) {
    const auto order = intent.order;
    try {
      const auto heard = co_await payments_.hear(std::move(intent));
      if (!heard) log::warning("test_payment_news_refused", {{"order", order.text()}});
    } catch (const std::exception& failure) {
      log::error("test_payment_news_failed",
                 {{"order", order.text()}, {"cause", std::string_view(failure.what())}});
    }
  }
}

}  // namespace usher::payments
