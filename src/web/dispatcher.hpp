// Purpose: from a parsed request to its answer: limits, route, gate, handler. Place: web; knows no
// sockets.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <exception>
#include <optional>

#include "web/metrics.hpp"
#include "web/rate_limit.hpp"
#include "web/request_state.hpp"
#include "web/router.hpp"
#include "web/static_files.hpp"

namespace usher::web {

// Immutable but for the rate limit; shared by all I/O threads, outlives the server.
class Dispatcher {
 public:
  Dispatcher(const Site& site, const Router& router, const StaticFiles& files, Metrics& metrics,
             RateLimit& rate_limit)
      : site_(site), router_(router), files_(files), metrics_(metrics), rate_limit_(rate_limit) {}

  // Splits the target and finds the route. Called when the head is there, and again when the bytes
  // have moved since. False: the request is malformed and its answer (400) is written.
  bool read_target(RequestState& state) const;
  // Bodies up to this size are read from anybody; more only from who may use the endpoint.
  static constexpr std::size_t kBodyFromAnybody = 64 * 1024;

  // What is refused before the body is read: 401, 413, 415, 429. False: the answer is written; the
  // connection closes if a body is still to come.
  bool accept(RequestState& state) const;
  // Whether the body is so large that admit() has to be asked before it is read.
  bool asks_before_body(const RequestState& state) const;
  // Authenticates and asks the gate. Nothing returned: decided. Otherwise the rest of the work;
  // fail() takes what it throws. Then either state.admitted is set or the refusal is written.
  std::optional<boost::asio::awaitable<void>> admit(RequestState& state) const;
  // Bytes that a body may have.
  std::size_t body_limit(const RequestState& state) const;
  // Runs the request. Nothing returned: the answer is written (or the stream is set). Otherwise
  // the rest of the work; fail() takes what it throws.
  std::optional<boost::asio::awaitable<void>> run(RequestState& state) const;
  void fail(RequestState& state, std::exception_ptr cause) const;
  void count(RequestState& state) const;

  const Site& site() const { return site_; }
  Metrics& metrics() const { return metrics_; }

 private:
  std::optional<boost::asio::awaitable<void>> enter(RequestState& state, Identity identity) const;
  boost::asio::awaitable<void> authenticate(RequestState& state, Authenticator::Kind kind,
                                            std::string credential) const;
  boost::asio::awaitable<void> admit_later(RequestState& state, Authenticator::Kind kind,
                                           std::string credential) const;
  void judge(RequestState& state, Identity identity) const;
  bool answer_without_handler(RequestState& state) const;

  const Site& site_;
  const Router& router_;
  const StaticFiles& files_;
  Metrics& metrics_;
  RateLimit& rate_limit_;
};

}  // namespace usher::web
