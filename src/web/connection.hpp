// Purpose: one client's connection: reads requests, has them answered, writes. Place: web.
#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "web/dispatcher.hpp"
#include "web/event_stream.hpp"
#include "web/io_thread.hpp"
#include "web/quota.hpp"
#include "web/read_buffer.hpp"
#include "web/request_state.hpp"
#include "web/serialise.hpp"

namespace usher::web {

class Connection;

// The sending side of a stream that a slice holds. Its connection pointer is used on the
// connection's thread only.
class StreamOut final : public EventStream {
 public:
  StreamOut(IoThread& thread, Connection& connection) : thread_(thread), connection_(&connection) {}
  void flush();
  void detach() { connection_ = nullptr; }

 private:
  void wake() override;

  IoThread& thread_;
  Connection* connection_;
};

// Lives on one I/O thread, kept alive by its pending operations. One request at a time; further
// ones wait in the buffer (pipelining). No coroutine and no timer of its own.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // `place` is the peer's share of the connections; nothing for a trusted proxy, whose clients
  // are counted with each request.
  Connection(boost::asio::ip::tcp::socket socket, boost::asio::ip::address peer, Quota::Share place,
             IoThread& thread, const Dispatcher& dispatcher, Holdings& holdings);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void start();
  void check_deadline(Time now);
  void drain();
  void abort();
  void flush_stream();

  // The thread's list of connections.
  Connection* next = nullptr;
  Connection* previous = nullptr;

 private:
  enum class Phase : std::uint8_t { head, judging, body, handling, streaming, lingering, closed };
  // Whether go() may try another step.
  enum class Step : std::uint8_t { again, wait };

  void go();
  Step step();
  Step read_head();
  Step await_head();
  Step begin_request(std::size_t head_size);
  bool take_place();
  Step judge_first();
  Step refuse_unread();
  Step begin_body();
  Step read_body();
  Step await_body(std::size_t received);
  Step read_chunked();
  Step dispatch();
  void refuse(int status, const char* code, std::string detail);
  void refuse_body(int status, const char* code, const char* detail);
  void run_rest(boost::asio::awaitable<void> rest, void (Connection::*then)());
  void after_judging();
  void after_handling();
  bool hold_memory();
  void finish_request();
  void write_answer(bool stream);
  void begin_stream();
  void read_more();
  void on_read(boost::system::error_code failure, std::size_t count);
  bool flush();
  void await_writable();
  void is_even() { behind_since_ = Time::max(); }
  std::size_t read_size() const;
  void begin_linger();
  void watch_for_end();
  std::size_t queued_bytes() const { return out_.size() + out_tail_.bytes.size(); }
  void expect(std::chrono::milliseconds patience) {
    read_deadline_ = std::chrono::steady_clock::now() + patience;
  }

  boost::asio::ip::tcp::socket socket_;
  IoThread& thread_;
  const Dispatcher& dispatcher_;
  std::unique_ptr<RequestState> state_;
  ReadBuffer in_;
  std::string out_;      // being filled
  Tail out_tail_;        // follows out_
  std::string sending_;  // on its way
  Tail sending_tail_;
  std::size_t sent_ = 0;  // of sending_ and its tail
  Time read_deadline_ = Time::max();
  Time write_deadline_ = Time::max();  // counts while writing_
  Time behind_since_ = Time::max();    // the client has not yet read all that was to be sent
  std::uint64_t sent_since_ = 0;       // bytes

  Time body_began_{};
  std::size_t head_size_ = 0;  // bytes of the request in hand
  std::size_t body_size_ = 0;  // with Content-Length
  std::size_t moves_seen_ = 0;
  ChunkedReader chunked_;
  std::string chunked_body_;
  std::size_t lingered_ = 0;
  std::size_t empty_lines_ = 0;  // before the request to come

  std::shared_ptr<StreamOut> stream_;
  std::function<void(EventStream&)> stream_closed_;
  std::vector<Chunk> chunks_;
  std::size_t chunk_ = 0;         // index of the one being sent
  std::size_t chunk_offset_ = 0;  // bytes of it that are sent
  Time heartbeat_at_ = Time::max();
  Time stream_ends_at_ = Time::max();

  Holdings& holdings_;
  Quota::Share place_;
  Quota::Share memory_;

  boost::asio::ip::address peer_;
  boost::asio::ip::address client_;  // of the request in hand; the peer unless that is a proxy
  Phase phase_ = Phase::head;
  bool reading_ = false;
  bool writing_ = false;
  bool close_after_ = false;
  bool head_begun_ = false;
  bool first_request_ = true;
  bool place_is_of_request_ = false;
  bool timed_out_ = false;
};

}  // namespace usher::web
