// Purpose: one thread that serves its connections, and the clock tick they share. Place: web.
#pragma once
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace usher::web {

class Connection;
class StreamOut;

// How long a client may take. A timer per request would cost more than the request: one tick a
// second looks at every connection's deadline.
struct Patience {
  std::chrono::milliseconds head{10'000};
  std::chrono::milliseconds body{30'000};   // and one second more for every 16 KiB
  std::chrono::milliseconds idle{60'000};   // between two requests
  std::chrono::milliseconds write{30'000};  // and one second more for every 16 KiB
  std::chrono::milliseconds linger{2'000};  // for the client to read the last answer
  std::chrono::milliseconds heartbeat{15'000};
  // A stream is ended after this time; browsers open it anew, whoever only holds it does not.
  std::chrono::milliseconds stream{3'600'000};
  std::chrono::milliseconds stopping{1'000};  // for the rest of a request when the server stops
};

// Made and joined by the server. Everything but wake_stream() and post() belongs to its thread.
class IoThread {
 public:
  IoThread(const Clock& clock, Patience patience, std::uint64_t seed);
  ~IoThread();
  IoThread(const IoThread&) = delete;
  IoThread& operator=(const IoThread&) = delete;

  boost::asio::io_context& context() { return context_; }
  const Patience& patience() const { return patience_; }
  // What is done every second as well; before run().
  void on_tick(std::function<void()> work) { on_tick_ = std::move(work); }
  // Serves until finish().
  void run();
  // From any thread: ends idle connections and streams, lets the others finish their request.
  void drain();
  // From any thread: ends everything at once.
  void finish();

  // "Tue, 24 Nov 2026 18:00:00 GMT", at most a second old.
  std::string_view date() const { return date_; }
  std::string next_request_id();
  void enter(Connection& connection);
  void leave(Connection& connection);
  bool draining() const { return draining_; }
  // From any thread: the stream has something to send.
  void wake_stream(std::shared_ptr<StreamOut> stream);

 private:
  void begin_ticking();
  void tick();
  void set_date();
  void send_streams();

  boost::asio::io_context context_{1};
  boost::asio::steady_timer timer_;
  bool ticking_ = false;  // the next tick is set
  std::function<void()> on_tick_;
  const Clock& clock_;
  const Patience patience_;
  std::string date_;
  std::int64_t date_s_ = -1;
  std::uint64_t id_state_;
  Connection* first_ = nullptr;
  bool draining_ = false;

  std::mutex streams_mutex_;
  std::vector<std::shared_ptr<StreamOut>> woken_;
  std::vector<std::shared_ptr<StreamOut>> sending_;
  std::size_t sent_ = 0;
};

}  // namespace usher::web
