#include "web/connection.hpp"

#include <netinet/tcp.h>

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <array>

#include "base/log.hpp"
#include "web/problem.hpp"

namespace usher::web {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kReadLeast = 2 * 1024;  // bytes of room for one read
constexpr std::size_t kBodyReadLeast = 32 * 1024;
constexpr std::size_t kOutMax = 64 * 1024;       // answers of pipelined requests before a write
constexpr std::size_t kSendingKept = 32 * 1024;  // capacity
constexpr std::size_t kLingerMax = 1024 * 1024;  // bytes read and dropped after a refusal
constexpr std::size_t kSlowestRate = 16 * 1024;  // bytes a second that a client must reach
constexpr std::size_t kEmptyLinesMax = 8;        // before a request
constexpr std::size_t kFreeMemory = 16 * 1024;   // bytes of a connection that are not counted

std::chrono::milliseconds with_size(std::chrono::milliseconds base, std::uint64_t bytes) {
  return base + std::chrono::milliseconds(bytes * 1000 / kSlowestRate);
}

constexpr auto kUnknownSize = static_cast<std::size_t>(-1);
constexpr std::chrono::seconds kTryAgainAfter{5};

bool is_request_id(std::string_view text) { return text.size() <= 64 && is_token(text); }

}  // namespace

Connection::Connection(asio::ip::tcp::socket socket, asio::ip::address peer, Quota::Share place,
                       IoThread& thread, const Dispatcher& dispatcher, Holdings& holdings)
    : socket_(std::move(socket)),
      thread_(thread),
      dispatcher_(dispatcher),
      holdings_(holdings),
      place_(std::move(place)),
      peer_(peer) {
  dispatcher_.metrics().connections.fetch_add(1, std::memory_order_relaxed);
  thread_.enter(*this);
}

Connection::~Connection() {
  abort();
  dispatcher_.metrics().connections.fetch_sub(1, std::memory_order_relaxed);
}

void Connection::start() {
  boost::system::error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
  // The kernel ends a connection whose client takes nothing of what is buffered for so long: the
  // deadlines here see only what does not fit into its buffer.
  const auto patience = thread_.patience().write + thread_.patience().heartbeat;
  const auto patience_ms = static_cast<unsigned>(patience.count());
  ::setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &patience_ms,
               sizeof patience_ms);
  expect(thread_.patience().head);
  read_more();
}

void Connection::abort() {
  if (phase_ == Phase::closed) return;
  phase_ = Phase::closed;
  thread_.leave(*this);
  if (stream_) {
    dispatcher_.metrics().streams.fetch_sub(1, std::memory_order_relaxed);
    stream_->mark_closed();
    stream_->detach();
    const auto stream = std::exchange(stream_, nullptr);
    if (const auto closed = std::exchange(stream_closed_, nullptr)) closed(*stream);
  }
  boost::system::error_code ignored;
  socket_.close(ignored);
}

// Parses, answers and writes until something must be waited for.
void Connection::go() {
  const auto self = shared_from_this();
  for (;;) {
    Step outcome = Step::again;
    while (outcome == Step::again && queued_bytes() < kOutMax && out_tail_.bytes.empty() &&
           !close_after_) {
      outcome = step();
    }
    if (phase_ == Phase::closed || phase_ == Phase::lingering) return;
    if (!flush()) return;
    if (phase_ == Phase::streaming) return flush_stream();
    if (phase_ == Phase::handling || phase_ == Phase::judging) return;
    if (close_after_) return begin_linger();
    if (outcome == Step::wait && hold_memory()) return read_more();
  }
}

Connection::Step Connection::step() {
  switch (phase_) {
    case Phase::head:
      return read_head();
    case Phase::body:
      return read_body();
    default:
      return Step::wait;
  }
}

Connection::Step Connection::read_head() {
  if (!state_) {
    state_ = std::make_unique<RequestState>(dispatcher_.site());
    state_->peer = peer_;
  }
  // Empty lines before a request are ignored. Source: RFC 9112 section 2.2.
  for (; empty_lines_ < kEmptyLinesMax && in_.bytes().starts_with("\r\n"); ++empty_lines_) {
    in_.consume(2);
  }
  if (in_.size() == 0) return await_head();
  const HeadResult result = parse_head(in_.bytes(), state_->head);
  if (result.state == HeadResult::State::incomplete) {
    // Further bytes do not buy more time.
    if (!head_begun_ && !thread_.draining()) expect(thread_.patience().head);
    head_begun_ = true;
    return Step::wait;
  }
  first_request_ = false;
  head_begun_ = false;
  read_deadline_ = Time::max();
  state_->began = std::chrono::steady_clock::now();
  state_->request_id = thread_.next_request_id();
  if (result.state == HeadResult::State::complete) return begin_request(result.size);
  dispatcher_.metrics().malformed.fetch_add(1, std::memory_order_relaxed);
  state_->head.fields.clear();
  refuse(result.status, "malformed_request", result.detail);
  return Step::again;
}

Connection::Step Connection::await_head() {
  head_begun_ = false;
  if (thread_.draining()) {
    close_after_ = true;
    return Step::again;
  }
  // Empty lines do not buy time.
  if (!first_request_ && read_deadline_ == Time::max()) expect(thread_.patience().idle);
  return Step::wait;
}

Connection::Step Connection::begin_request(std::size_t head_size) {
  RequestState& state = *state_;
  if (const auto given = state.head.find("x-request-id");
      !given.empty() && is_request_id(given) && state.site.proxies.contains(state.peer)) {
    state.request_id = given;
  }
  empty_lines_ = 0;
  head_size_ = head_size;
  moves_seen_ = in_.moves();
  body_size_ = static_cast<std::size_t>(state.head.content_length.value_or(0));
  client_ = state.client();
  if (!take_place() || !dispatcher_.read_target(state) || !dispatcher_.accept(state)) {
    return refuse_unread();
  }
  if (!state.head.chunked && body_size_ == 0) return dispatch();
  return dispatcher_.asks_before_body(state) ? judge_first() : begin_body();
}

// Behind a trusted proxy the client counts while its request lasts, since the connection is the
// proxy's.
bool Connection::take_place() {
  RequestState& state = *state_;
  if (!state.site.proxies.contains(peer_)) return true;
  if (client_ == plain_address(peer_)) return true;
  if (place_.resize(holdings_.connections, client_, 1) == Quota::Verdict::granted) {
    place_is_of_request_ = true;
    return true;
  }
  dispatcher_.metrics().connections_refused.fetch_add(1, std::memory_order_relaxed);
  Error error{ErrorKind::rate_limited, "too_many_connections",
              "There are too many connections from this address."};
  error.retry_after = kTryAgainAfter;
  write_problem(state.answer, error, state.request_id);
  return false;
}

Connection::Step Connection::judge_first() {
  phase_ = Phase::judging;
  if (auto rest = dispatcher_.admit(*state_)) {
    run_rest(*std::move(rest), &Connection::after_judging);
    return Step::wait;
  }
  return state_->admitted ? begin_body() : refuse_unread();
}

void Connection::after_judging() {
  if (state_->admitted)
    begin_body();
  else
    refuse_unread();
}

// What follows may be the refused body: it must never be read as a request.
Connection::Step Connection::refuse_unread() {
  const bool whole = !state_->head.chunked && in_.size() >= head_size_ + body_size_;
  if (!whole || state_->answer.status == 400) close_after_ = true;
  finish_request();
  return Step::again;
}

Connection::Step Connection::begin_body() {
  chunked_.reset(dispatcher_.body_limit(*state_));
  chunked_body_.clear();
  phase_ = Phase::body;
  body_began_ = std::chrono::steady_clock::now();
  if (thread_.draining()) expect(thread_.patience().stopping);
  if (state_->head.expects_continue && in_.size() == head_size_) {
    out_ += "HTTP/1.1 100 Continue\r\n\r\n";
  }
  return Step::again;
}

// What has come buys time for the rest, so that a slow line is served and a slow attacker is not.
Connection::Step Connection::await_body(std::size_t received) {
  if (!thread_.draining()) {
    read_deadline_ = body_began_ + with_size(thread_.patience().body, received);
  }
  return Step::wait;
}

Connection::Step Connection::read_body() {
  if (state_->head.chunked) return read_chunked();
  if (in_.size() < head_size_ + body_size_) return await_body(in_.size() - head_size_);
  return dispatch();
}

Connection::Step Connection::read_chunked() {
  std::size_t used = 0;
  const auto result = chunked_.read(in_.bytes().substr(head_size_), chunked_body_, used);
  in_.erase(head_size_, used);
  switch (result) {
    case ChunkedReader::State::reading:
      return await_body(chunked_body_.size());
    case ChunkedReader::State::done:
      return dispatch();
    case ChunkedReader::State::refused:
      refuse_body(400, "malformed_request", "The chunked body is malformed.");
      return Step::again;
    case ChunkedReader::State::too_large:
      refuse_body(413, "body_too_large", "The body is larger than this endpoint takes.");
      return Step::again;
  }
  return Step::wait;
}

Connection::Step Connection::dispatch() {
  RequestState& state = *state_;
  if (in_.moves() != moves_seen_) {
    // The bytes moved while the body came: views are made anew. The head was judged before.
    parse_head(in_.bytes(), state.head);
    dispatcher_.read_target(state);
    moves_seen_ = in_.moves();
  }
  if (state.head.chunked) {
    state.body = chunked_body_;
    body_size_ = 0;
  } else {
    state.body = in_.bytes().substr(head_size_, body_size_);
  }
  read_deadline_ = Time::max();
  auto rest = dispatcher_.run(state);
  if (!rest) {
    finish_request();
    return Step::again;
  }
  phase_ = Phase::handling;
  run_rest(*std::move(rest), &Connection::finish_request);
  return Step::wait;
}

void Connection::run_rest(asio::awaitable<void> rest, void (Connection::*then)()) {
  asio::co_spawn(thread_.context().get_executor(), std::move(rest),
                 [self = shared_from_this(), then](std::exception_ptr cause) {
                   if (cause) self->dispatcher_.fail(*self->state_, cause);
                   if (self->phase_ == Phase::closed) {
                     self->dispatcher_.count(*self->state_);
                     return;
                   }
                   (self.get()->*then)();
                   if (!self->writing_) self->go();
                 });
}

// Counts what the request in hand takes before it takes more. False: it may not, and the refusal
// is written.
bool Connection::hold_memory() {
  if (reading_) return true;
  const std::size_t expected =
      phase_ == Phase::body && !state_->head.chunked ? head_size_ + body_size_ : kUnknownSize;
  in_.prepare(read_size(), expected);
  const std::size_t used = in_.capacity() + chunked_body_.capacity();
  const auto counted = static_cast<std::int64_t>(used > kFreeMemory ? used - kFreeMemory : 0);
  const auto verdict =
      memory_.resize(holdings_.body_bytes, phase_ == Phase::body ? client_ : peer_, counted);
  if (verdict == Quota::Verdict::granted) return true;
  if (phase_ == Phase::head) {
    state_->request_id = thread_.next_request_id();
    state_->began = std::chrono::steady_clock::now();
  }
  const bool lone = verdict == Quota::Verdict::address_has_enough;
  refuse_body(lone ? 429 : 503, "overloaded",
              lone ? "This address sends too much at once. Try again in a moment."
                   : "The server has more to do than it can take. Try again in a moment.");
  return false;
}

// Bytes of room for the next read.
std::size_t Connection::read_size() const {
  if (phase_ != Phase::body) return kReadLeast;
  if (state_->head.chunked) return kBodyReadLeast;
  return std::clamp(head_size_ + body_size_ - in_.size(), kReadLeast, kBodyReadLeast);
}

void Connection::refuse(int status, const char* code, std::string detail) {
  Error error{ErrorKind::malformed, code, std::move(detail)};
  if (status == 429) error.retry_after = kTryAgainAfter;
  write_problem(state_->answer, status, error, state_->request_id);
  state_->match.route = nullptr;
  close_after_ = true;
  head_size_ = body_size_ = 0;
  finish_request();
}

void Connection::refuse_body(int status, const char* code, const char* detail) {
  state_->answer.clear();
  if (status == 400) dispatcher_.metrics().malformed.fetch_add(1, std::memory_order_relaxed);
  if (in_.moves() != moves_seen_) parse_head(in_.bytes(), state_->head);
  refuse(status, code, detail);
}

// The answer is in the state: writes it and makes ready for the next request.
void Connection::finish_request() {
  RequestState& state = *state_;
  dispatcher_.count(state);
  if (!state.head.keep_alive || thread_.draining()) close_after_ = true;
  if (state.stream && state.answer.status == 200) return begin_stream();
  write_answer(false);
  in_.consume(close_after_ ? in_.size() : head_size_ + body_size_);
  chunked_body_.clear();
  if (chunked_body_.capacity() > kReadLeast) chunked_body_ = std::string();
  state.clear();
  if (std::exchange(place_is_of_request_, false)) place_.release();
  phase_ = Phase::head;
}

void Connection::write_answer(bool stream) {
  const Framing framing{thread_.date(), !close_after_ && !stream, state_->method == Method::head,
                        stream};
  out_tail_ = append_answer(out_, *state_, framing);
}

void Connection::begin_stream() {
  StreamSource source = *std::exchange(state_->stream, std::nullopt);
  write_answer(true);
  stream_ = std::make_shared<StreamOut>(thread_, *this);
  stream_closed_ = std::move(source.closed);
  phase_ = Phase::streaming;
  dispatcher_.metrics().streams.fetch_add(1, std::memory_order_relaxed);
  const auto now = std::chrono::steady_clock::now();
  heartbeat_at_ = now + thread_.patience().heartbeat;
  stream_ends_at_ = now + thread_.patience().stream;
  // Ten thousand of these wait at once: what reading and answering needed is given back.
  in_.release();
  memory_.release();
  state_.reset();
  source.open(stream_);
  if (phase_ == Phase::streaming) watch_for_end();
}

void Connection::watch_for_end() {
  socket_.async_wait(asio::ip::tcp::socket::wait_read,
                     [self = shared_from_this()](boost::system::error_code) { self->abort(); });
}

void Connection::read_more() {
  if (reading_) return;
  reading_ = true;
  const auto space = in_.prepare(read_size());
  socket_.async_read_some(
      asio::buffer(space.at, space.size),
      [self = shared_from_this()](boost::system::error_code failure, std::size_t count) {
        self->on_read(failure, count);
      });
}

void Connection::on_read(boost::system::error_code failure, std::size_t count) {
  reading_ = false;
  if (phase_ == Phase::closed) return;
  if (timed_out_) {
    refuse(408, "request_timeout", "The request did not come in time.");
    return go();
  }
  if (failure) return abort();
  if (phase_ == Phase::lingering) {
    lingered_ += count;
    if (lingered_ > kLingerMax) return abort();
    return read_more();
  }
  in_.commit(count);
  go();
}

// True when everything is written; else the rest follows when the socket takes it.
bool Connection::flush() {
  if (writing_) return false;
  for (;;) {
    const std::size_t total = sending_.size() + sending_tail_.bytes.size();
    if (sent_ == total) {
      sending_.clear();
      if (sending_.capacity() > kSendingKept) sending_ = std::string();
      sending_tail_ = {};
      sent_ = 0;
      if (out_.empty()) {
        if (!stream_) is_even();  // of a stream flush_stream() knows
        return true;
      }
      std::swap(sending_, out_);
      sending_tail_ = std::exchange(out_tail_, {});
    }
    const std::string_view text =
        std::string_view(sending_).substr(std::min(sent_, sending_.size()));
    const std::string_view tail =
        sending_tail_.bytes.substr(sent_ > sending_.size() ? sent_ - sending_.size() : 0);
    const std::array<asio::const_buffer, 2> pieces{asio::buffer(text), asio::buffer(tail)};
    boost::system::error_code failure;
    const std::size_t count =
        socket_.write_some(std::span(pieces.data(), tail.empty() ? 1 : pieces.size()), failure);
    sent_ += count;
    sent_since_ += count;
    if (failure == asio::error::would_block || failure == asio::error::try_again) {
      await_writable();
      return false;
    }
    if (failure) {
      abort();
      return false;
    }
  }
}

// What was sent buys time for the rest; that a little is read now and then does not.
void Connection::await_writable() {
  writing_ = true;
  if (behind_since_ == Time::max()) {
    behind_since_ = std::chrono::steady_clock::now();
    sent_since_ = 0;
  }
  write_deadline_ = behind_since_ + with_size(thread_.patience().write, sent_since_);
  socket_.async_wait(asio::ip::tcp::socket::wait_write,
                     [self = shared_from_this()](boost::system::error_code failure) {
                       self->writing_ = false;
                       if (self->phase_ == Phase::closed) return;
                       if (failure) return self->abort();
                       self->go();
                     });
}

// Sends all that waits in the stream's queue in one write.
void Connection::flush_stream() {
  if (phase_ != Phase::streaming || !flush()) return;
  if (sending_.capacity() > 64) sending_ = std::string();
  if (out_.capacity() > 64) out_ = std::string();
  for (;;) {
    if (chunk_ == chunks_.size()) {
      chunks_ = stream_->take();
      chunk_ = chunk_offset_ = 0;
      if (chunks_.empty()) {
        is_even();
        if (stream_->ending()) begin_linger();
        return;
      }
    }
    std::array<asio::const_buffer, 64> pieces;
    std::size_t count = 0;
    for (std::size_t i = chunk_; i < chunks_.size() && count < pieces.size(); ++i) {
      const std::string_view text(*chunks_[i]);
      pieces[count++] = asio::buffer(text.substr(i == chunk_ ? chunk_offset_ : 0));
    }
    boost::system::error_code failure;
    std::size_t sent = socket_.write_some(std::span(pieces.data(), count), failure);
    if (failure == asio::error::would_block || failure == asio::error::try_again) {
      return await_writable();
    }
    if (failure) return abort();
    sent_since_ += sent;
    heartbeat_at_ = std::chrono::steady_clock::now() + thread_.patience().heartbeat;
    while (chunk_ < chunks_.size() && sent >= chunks_[chunk_]->size() - chunk_offset_) {
      sent -= chunks_[chunk_]->size() - chunk_offset_;
      chunk_offset_ = 0;
      ++chunk_;
    }
    chunk_offset_ += sent;
  }
}

// Waits for the client to close, so that a reset does not take the last answer from it.
void Connection::begin_linger() {
  if (stream_) {
    // The pending wait for its end closes it.
    boost::system::error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    return expect(thread_.patience().linger);
  }
  phase_ = Phase::lingering;
  boost::system::error_code failure;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, failure);
  if (failure) return abort();
  expect(thread_.patience().linger);
  in_.release();
  memory_.release();
  read_more();
}

void Connection::check_deadline(Time now) {
  if (phase_ == Phase::streaming && now >= heartbeat_at_ && !writing_) {
    // An event, not a comment: pages are not told of comments and could not miss them.
    static const Chunk heartbeat = make_event("ping", "{}");
    stream_->push(heartbeat);
    heartbeat_at_ = now + thread_.patience().heartbeat;
  }
  if (phase_ == Phase::streaming && now >= stream_ends_at_) stream_->close();
  if (now < (writing_ ? write_deadline_ : read_deadline_)) return;
  const auto self = shared_from_this();
  dispatcher_.metrics().timeouts.fetch_add(1, std::memory_order_relaxed);
  const bool half_a_request = (phase_ == Phase::head && in_.size() > 0) || phase_ == Phase::body;
  if (!half_a_request || writing_ || !reading_) return abort();
  read_deadline_ = Time::max();
  RequestState& state = *state_;
  if (phase_ == Phase::head) state.request_id = thread_.next_request_id();
  state.began = now;
  state.answer.clear();
  state.head.fields.clear();
  // The pending read owns the buffer: it is ended first, and its completion answers.
  timed_out_ = true;
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

void Connection::drain() {
  const auto self = shared_from_this();
  if (stream_) return stream_->close();
  if (phase_ == Phase::head && in_.size() == 0 && !writing_) return abort();
  if (phase_ != Phase::head && phase_ != Phase::body) return;
  const Time soon = std::chrono::steady_clock::now() + thread_.patience().stopping;
  read_deadline_ = std::min(read_deadline_, soon);
}

void StreamOut::flush() {
  if (connection_ != nullptr) connection_->flush_stream();
}

void StreamOut::wake() {
  thread_.wake_stream(std::static_pointer_cast<StreamOut>(shared_from_this()));
}

}  // namespace usher::web
