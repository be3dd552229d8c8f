#include "web/server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <future>
#include <utility>

#include "base/log.hpp"
#include "web/answer.hpp"
#include "web/connection.hpp"

namespace usher::web {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr int kBacklog = 4096;
constexpr std::chrono::milliseconds kAcceptPause{100};  // when there are no file descriptors left

struct Refusal {
  int status;
  std::string_view code;
  std::string_view detail;
};
constexpr Refusal kFull{503, "overloaded", "There are too many connections."};
constexpr Refusal kEnough{429, "too_many_connections",
                          "There are too many connections from this address."};

std::string whole_answer(const Refusal& refusal) {
  const auto reason = reason_phrase(refusal.status);
  const std::string body =
      fmt::format(R"({{"type":"about:blank","title":"{}","status":{},"detail":"{}","code":"{}",)"
                  R"("request_id":"none"}})",
                  reason, refusal.status, refusal.detail, refusal.code);
  return fmt::format(
      "HTTP/1.1 {} {}\r\nContent-Type: application/problem+json\r\nRetry-After: 5\r\n"
      "Connection: close\r\nContent-Length: {}\r\n\r\n{}",
      refusal.status, reason, body.size(), body);
}

// Before a request is read: the answer waits for whoever asks first and reads then.
void turn_away(tcp::socket socket, const Refusal& refusal) {
  boost::system::error_code ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(whole_answer(refusal)), ignored);
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

Quota::Bounds connection_bounds(const ServerOptions& options) {
  const auto most = std::max<std::int64_t>(1, options.connections_max * 3 / 4);
  return {options.connections_max, std::min(options.connections_per_address_max, most)};
}

std::size_t thread_count(std::size_t wanted) {
  if (wanted > 0) return wanted;
  const std::size_t cores = std::thread::hardware_concurrency();
  return cores > 1 ? cores - 1 : 1;
}

std::string cannot_listen(const ServerOptions& options, const boost::system::error_code& failure) {
  std::string text = "cannot listen at " + options.address + ':' + std::to_string(options.port);
  if (failure == asio::error::address_in_use)
    return text + ": another program does; stop it, or choose another port with --listen";
  if (failure == asio::error::access_denied)
    return text + ": ports below 1024 are for root; choose another one with --listen";
  return text + ": " + failure.category().message(failure.value()) +
         "; --listen names another address";
}

// Says in a flag that an operation is under way, for as long as its handler exists: Asio drops a
// handler that it has not called when it finds no memory for the socket it has accepted.
class Waiting {
 public:
  explicit Waiting(bool& flag) : flag_(&flag) { flag = true; }
  Waiting(Waiting&& other) noexcept : flag_(std::exchange(other.flag_, nullptr)) {}
  Waiting& operator=(Waiting&&) = delete;
  ~Waiting() { end(); }
  void end() {
    if (flag_ != nullptr) *std::exchange(flag_, nullptr) = false;
  }

 private:
  bool* flag_;
};

}  // namespace

Server::Server(ServerOptions options, const Dispatcher& dispatcher, const Clock& clock,
               Random& random)
    : options_(std::move(options)),
      dispatcher_(dispatcher),
      holdings_{Quota(connection_bounds(options_)),
                Quota({options_.body_bytes_max, options_.body_bytes_max / 2})} {
  for (std::size_t i = 0; i < thread_count(options_.threads); ++i) {
    io_.push_back(std::make_unique<IoThread>(clock, options_.patience, random.u64()));
  }
}

Server::~Server() { stop(); }

void Server::start() {
  const tcp::endpoint endpoint(asio::ip::make_address(options_.address), options_.port);
  acceptor_ = std::make_unique<tcp::acceptor>(io_.front()->context());
  acceptor_->open(endpoint.protocol());
  acceptor_->set_option(tcp::acceptor::reuse_address(true));
  boost::system::error_code failure;
  acceptor_->bind(endpoint, failure);
  if (!failure) acceptor_->listen(kBacklog, failure);
  if (failure) throw std::runtime_error(cannot_listen(options_, failure));
  acceptor_->non_blocking(true);
  port_ = acceptor_->local_endpoint().port();
  retry_ = std::make_unique<asio::steady_timer>(io_.front()->context());
  io_.front()->on_tick([this] { keep_accepting(); });
  accept();
  for (auto& thread : io_) {
    threads_.emplace_back([io = thread.get()] { io->run(); });
  }
}

std::string Server::url() const {
  const bool v6 = options_.address.find(':') != std::string::npos;
  return "http://" + (v6 ? '[' + options_.address + ']' : options_.address) + ':' +
         std::to_string(port_);
}

void Server::accept() {
  IoThread& thread = *io_[next_thread_];
  next_thread_ = (next_thread_ + 1) % io_.size();
  acceptor_->async_accept(thread.context(), next_peer_,
                          [this, &thread, waiting = Waiting(accepting_)](
                              boost::system::error_code failure, tcp::socket socket) mutable {
                            waiting.end();
                            if (failure == asio::error::operation_aborted || !acceptor_->is_open())
                              return;
                            if (failure) {
                              log::warning("accept_failed", {{"cause", failure.message()}});
                              return accept_later();
                            }
                            try {
                              take(std::move(socket), next_peer_, thread);
                            } catch (const std::exception& cause) {
                              // That connection is lost; the next is taken all the same.
                              log::error("accept_failed",
                                         {{"cause", std::string_view(cause.what())}});
                            }
                            keep_accepting();
                          });
}

// Whatever fails here is tried again by the next tick of the thread.
void Server::keep_accepting() noexcept {
  if (accepting_ || !acceptor_->is_open()) return;
  try {
    accept();
  } catch (const std::exception& cause) {
    log::error("accept_failed", {{"cause", std::string_view(cause.what())}});
  }
}

void Server::accept_later() {
  retry_->expires_after(kAcceptPause);
  retry_->async_wait([this](boost::system::error_code) {
    accepting_ = false;
    keep_accepting();
  });
  accepting_ = true;
}

void Server::take(tcp::socket socket, const tcp::endpoint& peer, IoThread& thread) {
  Metrics& metrics = dispatcher_.metrics();
  Quota::Share place;
  const auto* refusal =
      metrics.connections.load(std::memory_order_relaxed) >= options_.connections_max ? &kFull
                                                                                      : nullptr;
  if (refusal == nullptr && !dispatcher_.site().proxies.contains(peer.address()) &&
      place.resize(holdings_.connections, peer.address(), 1) != Quota::Verdict::granted) {
    refusal = &kEnough;
  }
  if (refusal != nullptr) {
    metrics.connections_refused.fetch_add(1, std::memory_order_relaxed);
    return turn_away(std::move(socket), *refusal);
  }
  auto begin = [this, &thread, address = peer.address()](tcp::socket owned, Quota::Share held) {
    std::make_shared<Connection>(std::move(owned), address, std::move(held), thread, dispatcher_,
                                 holdings_)
        ->start();
  };
  // The acceptor's own thread may start at once; others are handed the socket.
  if (&thread == io_.front().get()) return begin(std::move(socket), std::move(place));
  asio::post(thread.context(),
             [begin, owned = std::move(socket), held = std::move(place)]() mutable {
               begin(std::move(owned), std::move(held));
             });
}

void Server::stop() {
  if (threads_.empty()) return;
  std::promise<void> closed;
  asio::post(io_.front()->context(), [&] {
    boost::system::error_code ignored;
    acceptor_->close(ignored);
    retry_->cancel();
    closed.set_value();
  });
  closed.get_future().wait();
  for (auto& thread : io_) thread->drain();
  const auto until = std::chrono::steady_clock::now() + options_.drain;
  while (dispatcher_.metrics().connections.load() > 0 && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  for (auto& thread : io_) thread->finish();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace usher::web
