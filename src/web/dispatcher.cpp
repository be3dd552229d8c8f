#include "web/dispatcher.hpp"

#include <array>

#include "base/log.hpp"
#include "base/worker_pool.hpp"
#include "web/gate.hpp"
#include "web/problem.hpp"
#include "web/uri.hpp"

namespace usher::web {
namespace {

constexpr std::size_t kUnroutedBodyMax = Dispatcher::kBodyFromAnybody;  // read and dropped
constexpr std::size_t kIdempotencyKeyMax = 200;                         // characters

std::optional<Method> method_of(std::string_view text) {
  for (const Method each : {Method::get, Method::post, Method::put, Method::head, Method::delete_,
                            Method::options, Method::patch}) {
    if (method_text(each) == text) return each;
  }
  return std::nullopt;
}

void refuse_with(RequestState& state, const Error& error) {
  write_problem(state.answer, error, state.request_id);
}

void refuse_with(RequestState& state, ErrorKind kind, const char* code, const char* detail) {
  refuse_with(state, Error{kind, code, detail});
}

bool is_api(std::string_view path) { return path == "/api" || path.starts_with("/api/"); }

bool is_visible_ascii(std::string_view text) {
  for (const char c : text) {
    if (c < 0x21 || c > 0x7e) return false;
  }
  return true;
}

std::string_view what_of(std::exception_ptr cause, std::string& storage) {
  try {
    std::rethrow_exception(cause);
  } catch (const std::exception& failure) {
    storage = failure.what();
  } catch (...) {
    storage = "unknown";
  }
  return storage;
}

}  // namespace

bool Dispatcher::read_target(RequestState& state) const {
  state.method = method_of(state.head.method);
  const auto target = state.head.target;
  const auto question = std::min(target.find('?'), target.size());
  state.path = target.substr(0, question);
  state.query_text = target.substr(std::min(question + 1, target.size()));
  state.query.clear();
  state.decoded.clear();
  if (const auto fault = fault_of_path(state.path); !fault.empty()) {
    refuse_with(state, Error{ErrorKind::malformed, "malformed_target", std::string(fault)});
    return false;
  }
  if (!parse_query(state.query_text, state.query, state.decoded)) {
    refuse_with(state, ErrorKind::malformed, "malformed_query",
                "The query has a broken percent-encoding, text that is not UTF-8, or too much.");
    return false;
  }
  router_.find(state.method.value_or(Method::options), state.path, state.match);
  return true;
}

std::size_t Dispatcher::body_limit(const RequestState& state) const {
  const Route* route = state.match.route;
  return route == nullptr ? kUnroutedBodyMax : route->body.max_bytes;
}

bool Dispatcher::accept(RequestState& state) const {
  if (site_.proxy_watch != nullptr && state.is_behind_unknown_proxy()) {
    site_.proxy_watch->see_untrusted();
  }
  if (rate_limit_.enabled()) {
    const bool reads = state.method == Method::get || state.method == Method::head;
    const auto wait = rate_limit_.take(reads ? RateClass::read : RateClass::write, state.client(),
                                       state.is_local(), state.began);
    if (wait) {
      metrics_.rate_limited.fetch_add(1, std::memory_order_relaxed);
      Error error{ErrorKind::rate_limited, "rate_limited", "Too many requests from this address."};
      error.retry_after = wait;
      refuse_with(state, error);
      return false;
    }
  }
  const bool has_body = state.head.chunked || state.head.content_length.value_or(0) > 0;
  if (const auto coding = state.head.find("content-encoding");
      has_body && !coding.empty() && !equals_ignoring_case(coding, "identity")) {
    state.answer.add_header("Accept-Encoding", "identity");
    refuse_with(state, ErrorKind::unsupported_media, "unsupported_media_type",
                "Bodies are taken as they are: send it without Content-Encoding.");
    return false;
  }
  if (state.head.content_length.value_or(0) > body_limit(state)) {
    refuse_with(state, ErrorKind::too_large, "body_too_large",
                "The body is larger than this endpoint takes.");
    return false;
  }
  const Route* route = state.match.route;
  if (route != nullptr && needs_credentials(route->access) && !credential_of(Request(state))) {
    refuse_with(state, ErrorKind::unauthenticated, "not_signed_in", "Sign in first.");
    return false;
  }
  return true;
}

bool Dispatcher::asks_before_body(const RequestState& state) const {
  const Route* route = state.match.route;
  if (route == nullptr || site_.authenticator == nullptr) return false;
  if (!needs_credentials(route->access) || route->body.max_bytes <= kBodyFromAnybody) return false;
  // What comes in chunks does not say how much it will be.
  return state.head.chunked || state.head.content_length.value_or(0) > kBodyFromAnybody;
}

std::optional<boost::asio::awaitable<void>> Dispatcher::admit(RequestState& state) const {
  try {
    const auto credential = credential_of(Request(state));
    if (!credential) {
      judge(state, Identity{});
    } else if (auto known = site_.authenticator->cached(credential->kind, credential->text)) {
      judge(state, *std::move(known));
    } else {
      return admit_later(state, credential->kind, std::string(credential->text));
    }
  } catch (...) {
    fail(state, std::current_exception());
  }
  return std::nullopt;
}

boost::asio::awaitable<void> Dispatcher::admit_later(RequestState& state, Authenticator::Kind kind,
                                                     std::string credential) const {
  Identity identity = co_await site_.authenticator->authenticate(kind, std::move(credential));
  judge(state, std::move(identity));
}

// Who is asking is judged again when the body is there: the sending may have taken long.
void Dispatcher::judge(RequestState& state, Identity identity) const {
  if (auto passed = pass_gate(Request(state), std::move(identity)); !passed) {
    refuse_with(state, passed.error());
  } else {
    state.admitted = true;
  }
}

// Everything that no route takes. True: the answer is written.
bool Dispatcher::answer_without_handler(RequestState& state) const {
  Answer& answer = state.answer;
  if (state.method == Method::options && (!state.match.allow.empty() || state.path == "*")) {
    answer.status = 204;
    answer.add_header("Allow", state.path == "*" ? "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
                                                 : std::string_view(state.match.allow));
    return true;
  }
  if (state.match.route != nullptr && state.method) {
    if (state.method != Method::head || !state.match.route->streams) return false;
    answer.content_type("text/event-stream");
    return true;
  }
  if (!state.match.allow.empty()) {
    answer.add_header("Allow", state.match.allow);
    write_problem(answer, 405,
                  Error{ErrorKind::malformed, "method_not_allowed",
                        "This address does not take that method."},
                  state.request_id);
    return true;
  }
  if (is_api(state.path)) {
    refuse_with(state, ErrorKind::not_found, "not_found", "There is no such address.");
  } else {
    files_.serve(Request(state));
  }
  return true;
}

std::optional<boost::asio::awaitable<void>> Dispatcher::run(RequestState& state) const {
  try {
    if (answer_without_handler(state)) return std::nullopt;
    if (state.match.route->doc.takes_idempotency_key) {
      const auto key = state.head.find("idempotency-key");
      if (key.size() > kIdempotencyKeyMax || !is_visible_ascii(key)) {
        refuse_with(state, ErrorKind::malformed, "invalid_idempotency_key",
                    "Idempotency-Key must be 1 to 200 visible ASCII characters.");
        return std::nullopt;
      }
    }
    const auto credential =
        site_.authenticator == nullptr ? std::nullopt : credential_of(Request(state));
    if (!credential) return enter(state, Identity{});
    if (auto known = site_.authenticator->cached(credential->kind, credential->text)) {
      return enter(state, *std::move(known));
    }
    return authenticate(state, credential->kind, std::string(credential->text));
  } catch (...) {
    fail(state, std::current_exception());
    return std::nullopt;
  }
}

std::optional<boost::asio::awaitable<void>> Dispatcher::enter(RequestState& state,
                                                              Identity identity) const {
  if (auto passed = pass_gate(Request(state), std::move(identity)); !passed) {
    refuse_with(state, passed.error());
    return std::nullopt;
  }
  return state.match.route->invoke(Request(state));
}

boost::asio::awaitable<void> Dispatcher::authenticate(RequestState& state, Authenticator::Kind kind,
                                                      std::string credential) const {
  Identity identity = co_await site_.authenticator->authenticate(kind, std::move(credential));
  auto rest = enter(state, std::move(identity));
  if (rest) co_await std::move(*rest);
}

void Dispatcher::fail(RequestState& state, std::exception_ptr cause) const {
  std::string storage;
  const auto what = what_of(cause, storage);
  const Route* route = state.match.route;
  log::error("request_failed",
             {{"request_id", state.request_id},
              {"method", state.head.method},
              {"route", route == nullptr ? std::string_view("none") : route->pattern},
              {"cause", what}});
  state.answer.clear();
  state.stream.reset();
  try {
    if (site_.map_exception) {
      if (const auto error = site_.map_exception(cause)) return refuse_with(state, *error);
    }
    std::rethrow_exception(cause);
  } catch (const OverloadedError&) {
    refuse_with(state, ErrorKind::unavailable, "overloaded",
                "The server has more to do than it can take. Try again in a moment.");
  } catch (...) {
    write_problem(state.answer, 500,
                  Error{ErrorKind::unavailable, "internal_error",
                        "Something went wrong here. The request id helps to find out what."},
                  state.request_id);
  }
}

void Dispatcher::count(RequestState& state) const {
  const Route* route = state.match.route;
  const auto took = std::chrono::steady_clock::now() - state.began;
  metrics_.count(route == nullptr ? Metrics::kNoRoute : route->index, state.answer.status, took);
  const auto level = site_.log_requests ? log::Level::info : log::Level::debug;
  if (!log::enabled(level)) return;
  // The route's pattern, never the target: that may hold tokens and addresses.
  log::write(level, "request",
             {{"request_id", state.request_id},
              {"address", site_.log_requests ? Request(state).client_address() : ""},
              {"method", route == nullptr ? std::string_view("none") : state.head.method},
              {"route", route == nullptr ? std::string_view("none") : route->pattern},
              {"status", state.answer.status},
              {"us", took.count() / 1000}});
}

}  // namespace usher::web
