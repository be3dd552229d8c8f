// Purpose: knows whether PostgreSQL answers, and carries news between nodes. Place: store.
#pragma once
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>

#include "store/postgres_connection.hpp"
#include "store/store.hpp"

namespace usher::store {

// One thread with a connection of its own: it asks the database once a second whether it is there,
// listens for what other nodes NOTIFY and sends what this node tells. NOTIFY is not part of the
// writing transactions, since PostgreSQL lets those commit only one after another; news is a hint,
// and whoever hears it reads the truth. LISTEN lasts as long as a session, which a pooler in
// transaction mode does not give: a second connection past it listens then, or nobody does and news
// is asked for once a second. Thread-safe; stops in its destructor.
class PostgresWatch {
 public:
  // `listen_url` is the way past a pooler; empty when there is none. Errors: throws
  // UnavailableError when nobody answers at `url`.
  PostgresWatch(const PostgresUrl& url, const std::string& listen_url);
  ~PostgresWatch();
  PostgresWatch(const PostgresWatch&) = delete;
  PostgresWatch& operator=(const PostgresWatch&) = delete;

  bool healthy() const { return healthy_.load(std::memory_order_relaxed); }
  void tell(std::string text);
  // See Store::on_news().
  void on_news(const void* listener, Store::NewsHandler handler);
  // Called about once a second on the watch's thread, with whether the database is away. Null ends
  // it.
  void on_round(std::function<void(bool away)> handler);

 private:
  void loop();
  // Sleeps until the server or this node has something to say; false when it is time to stop.
  bool wait();
  void look_after_database();
  void look_after_news();
  void say_the_last();
  void listen_on(PostgresConnection& connection);
  void ask_whether_there();
  void send_told();
  void hear(PostgresConnection& listener);
  void hand_on(std::string_view text);
  void end_round(bool away);
  void wake() noexcept;

  // Where news comes from when not on the connection to the database.
  const std::optional<PostgresUrl> past_pooler_;
  const bool listens_;
  // Tells this node's own news apart.
  const std::string node_;
  PostgresConnection connection_;
  std::unique_ptr<PostgresConnection> news_;
  bool ready_ = false;
  std::chrono::steady_clock::time_point next_news_attempt_{};
  int wake_handle_;
  std::atomic<bool> healthy_{true};
  std::chrono::steady_clock::time_point next_question_{};

  std::mutex mutex_;
  std::set<std::string> told_;
  bool stopping_ = false;
  // Held while the handler runs, so that nobody is called any more once on_news(nullptr) is back.
  std::mutex handler_mutex_;
  std::map<const void*, Store::NewsHandler> handlers_;
  std::function<void(bool)> round_handler_;
  std::thread thread_;
};

}  // namespace usher::store
