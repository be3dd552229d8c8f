// Purpose: knows whether PostgreSQL answers, and carries news between nodes. Place: store.
#pragma once
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "store/postgres_connection.hpp"
#include "store/store.hpp"

namespace usher::store {

// One thread with one connection of its own: it asks the database once a second whether it is
// there, listens for what other nodes NOTIFY and sends what this node tells. NOTIFY is not part of
// the writing transactions, since PostgreSQL lets those commit only one after another; news is a
// hint, and whoever hears it reads the truth. Thread-safe; stops in its destructor.
class PostgresWatch {
 public:
  // Errors: throws UnavailableError when nobody answers.
  explicit PostgresWatch(const PostgresUrl& url);
  ~PostgresWatch();
  PostgresWatch(const PostgresWatch&) = delete;
  PostgresWatch& operator=(const PostgresWatch&) = delete;

  bool healthy() const { return healthy_.load(std::memory_order_relaxed); }
  void tell(std::string text);
  // See Store::on_news().
  void on_news(Store::NewsHandler handler);
  // Called again and again while the database is away, on the watch's thread. Null ends it.
  void on_away(std::function<void()> handler);

 private:
  void loop();
  // Sleeps until the server or this node has something to say; false when it is time to stop.
  bool wait();
  void listen();
  void ask_whether_there();
  void send_told();
  void hear();
  void hand_on(std::string_view text);
  void wake() noexcept;

  const bool listens_;
  // Tells this node's own news apart.
  const std::string node_;
  PostgresConnection connection_;
  int wake_handle_;
  std::atomic<bool> healthy_{true};
  std::chrono::steady_clock::time_point next_question_{};

  std::mutex mutex_;
  std::set<std::string> told_;
  bool stopping_ = false;
  // Held while the handler runs, so that nobody is called any more once on_news(nullptr) is back.
  std::mutex handler_mutex_;
  Store::NewsHandler handler_;
  std::function<void()> away_handler_;
  std::thread thread_;
};

}  // namespace usher::store
