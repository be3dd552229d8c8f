// Purpose: the HTTP server: listens, spreads connections over threads, stops gracefully.
// Place: web.
#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "web/dispatcher.hpp"
#include "web/io_thread.hpp"
#include "web/quota.hpp"

namespace usher::web {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;              // 0: any free one
  std::size_t threads = 0;                // 0: one less than there are cores, at least one
  std::int64_t connections_max = 20'000;  // more are answered 503 and closed
  // Of one address; more are answered 429 and closed. Never more than three quarters of all.
  std::int64_t connections_per_address_max = 15'000;
  // Bytes of requests that are being read or answered; an address gets at most half of them.
  std::int64_t body_bytes_max = std::int64_t{256} * 1024 * 1024;
  Patience patience{};
  std::chrono::milliseconds drain{5'000};  // for running requests when it stops
};

// Made after everything it serves, destroyed before. start() and stop() are called by one thread.
class Server {
 public:
  Server(ServerOptions options, const Dispatcher& dispatcher, const Clock& clock, Random& random);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Binds and serves. Errors: throws boost::system::system_error when the address is taken.
  void start();
  std::uint16_t port() const { return port_; }
  // "http://127.0.0.1:8080"
  std::string url() const;
  // Takes no more connections, finishes the requests that run, ends streams; returns when all is
  // done or after options.drain.
  void stop();

 private:
  void accept();
  void keep_accepting() noexcept;
  void accept_later();
  void take(boost::asio::ip::tcp::socket socket, const boost::asio::ip::tcp::endpoint& peer,
            IoThread& thread);

  ServerOptions options_;
  const Dispatcher& dispatcher_;
  Holdings holdings_;
  std::vector<std::unique_ptr<IoThread>> io_;
  std::vector<std::thread> threads_;
  std::unique_ptr<boost::asio::ip::tcp::acceptor> acceptor_;
  std::unique_ptr<boost::asio::steady_timer> retry_;
  boost::asio::ip::tcp::endpoint next_peer_;
  std::size_t next_thread_ = 0;
  bool accepting_ = false;  // a wait for a connection or for the next attempt is under way
  std::uint16_t port_ = 0;
};

}  // namespace usher::web
