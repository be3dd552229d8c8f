// Purpose: brings the test provider's news to payments a moment later, as a webhook would: a buyer
// who pays and closes the page has paid. Place: payments.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <map>
#include <mutex>
#include <unordered_set>
#include <vector>

#include "jobs/timers.hpp"
#include "payments/payments.hpp"

namespace usher::payments {

// Thread-safe. Lives from before serving until the executor has stopped. What is waiting is lost
// with the process; the expiry of the order asks the provider then (rule 14).
class TestFeed {
 public:
  // How late the news come; the page's own confirm is usually quicker.
  static constexpr Duration kDelay = std::chrono::seconds(2);
  // News beyond these are dropped.
  static constexpr std::size_t kWaitingMax = 100'000;

  // `events` are the store's: what the page has confirmed in the meantime is no news.
  TestFeed(Payments& payments, store::EventBus& events, jobs::Timers& timers,
           boost::asio::any_io_executor executor);

  void add(Intent intent, Timestamp at);

 private:
  void forget(const std::string& intent_id);
  void set_timer(Timestamp due);
  void deliver();
  boost::asio::awaitable<void> deliver_all(std::vector<Intent> intents);

  Payments& payments_;
  jobs::Timers& timers_;
  const boost::asio::any_io_executor executor_;
  std::mutex mutex_;
  std::multimap<Timestamp, Intent> waiting_;
  std::unordered_multiset<std::string> waiting_ids_;
  std::unordered_set<std::string> known_;  // of those that wait
  Timestamp timer_ = kNever;
};

}  // namespace usher::payments
