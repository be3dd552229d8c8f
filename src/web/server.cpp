#include "web/server.hpp"

#include <boost/asio/post.hpp>

#include <future>

#include "base/log.hpp"
#include "web/connection.hpp"

namespace usher::web {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr int kBacklog = 4096;
constexpr std::chrono::milliseconds kAcceptPause{100};  // when there are no file descriptors left

std::string full_answer() {
  const std::string body =
      R"({"type":"about:blank","title":"Service Unavailable","status":503,)"
      R"("detail":"There are too many connections.","code":"overloaded","request_id":"none"})";
  return "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\n"
         "Retry-After: 5\r\nConnection: close\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
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

}  // namespace

Server::Server(ServerOptions options, const Dispatcher& dispatcher, const Clock& clock,
               Random& random)
    : options_(std::move(options)), dispatcher_(dispatcher) {
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
                          [this, &thread](boost::system::error_code failure, tcp::socket socket) {
                            if (failure == asio::error::operation_aborted) return;
                            if (!acceptor_->is_open()) return;
                            if (failure) {
                              log::warning("accept_failed", {{"cause", failure.message()}});
                              retry_->expires_after(kAcceptPause);
                              retry_->async_wait([this](boost::system::error_code ended) {
                                if (!ended) accept();
                              });
                              return;
                            }
                            take(std::move(socket), next_peer_, thread);
                            accept();
                          });
}

void Server::take(tcp::socket socket, const tcp::endpoint& peer, IoThread& thread) {
  Metrics& metrics = dispatcher_.metrics();
  if (metrics.connections.load(std::memory_order_relaxed) >= options_.connections_max) {
    metrics.connections_refused.fetch_add(1, std::memory_order_relaxed);
    boost::system::error_code ignored;
    socket.non_blocking(true, ignored);
    static const std::string answer = full_answer();
    socket.write_some(asio::buffer(answer), ignored);
    socket.shutdown(tcp::socket::shutdown_send, ignored);
    return;
  }
  const auto begin = [this, &thread, address = peer.address()](tcp::socket owned) {
    std::make_shared<Connection>(std::move(owned), address, thread, dispatcher_)->start();
  };
  // The acceptor's own thread may start at once; others are handed the socket.
  if (&thread == io_.front().get()) return begin(std::move(socket));
  asio::post(thread.context(),
             [begin, owned = std::move(socket)]() mutable { begin(std::move(owned)); });
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
