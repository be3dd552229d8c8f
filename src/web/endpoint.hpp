// Purpose: describes an endpoint once: reading, checking, documentation and handler. Place: web.
//
// Use: router.add(web::post("/api/things/{id}").access(web::Access::admin).tag("Things")
//          .summary("Change a thing")
//          .path<ThingPath>().body<ThingBody>().answers<ThingView>(200)
//          .refuses(409, {"thing_locked"})
//          .handle([&things](web::Request r, ThingPath p, ThingBody b) {
//            return change(things, r, p, std::move(b)); }));
// The handler takes the request and then path, query and body: only those declared, in this order.
// It returns Result<X>, or awaitable<Result<X>>, or Ready<X> (either of them), where X is Reply<T>
// for .answers<T>(), Raw for .answers_raw() and StreamSource for .answers_stream().
#pragma once
#include <boost/asio/awaitable.hpp>
#include <initializer_list>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

#include "base/json_binding.hpp"
#include "web/event_stream.hpp"
#include "web/reply.hpp"
#include "web/request.hpp"
#include "web/router.hpp"

namespace usher::web {

// A handler that often knows its answer at once returns this: the answer, or the rest of the work.
template <class X>
using Ready = std::variant<Result<X>, boost::asio::awaitable<Result<X>>>;

namespace endpoint_detail {

void write_error(Request request, const Error& error);
// The cookie of a session that the handler began, if it did.
void write_new_session(Request request);
void write_head(Request request, int status, std::string_view location,
                std::optional<std::int64_t> version, std::string_view cache_control);
// A JSON answer's body is written here.
std::string& json_body(Request request);
void write_raw(Request request, Raw raw);
void write_stream(Request request, StreamSource source);
// The decoded {…} values by the names in the pattern.
TextPairs path_values(Request request);
Result<boost::json::value> json_of_body(Request request, boost::json::storage_ptr storage);
// Storage for one document on this thread; valid until the next call.
boost::json::storage_ptr document_storage();
inline Result<std::tuple<>> nothing() { return std::tuple<>(); }
// Errors: `unknown_parameter` for any parameter, unless the endpoint takes any (raw pages).
Result<std::tuple<>> no_query(Request request);
// Errors: unless the body is empty, {} or raw.
Result<std::tuple<>> no_body(Request request);

template <class T>
void write_answer(Request request, Reply<T> reply) {
  write_head(request, reply.status, reply.location, reply.version, reply.cache_control);
  if constexpr (!std::is_same_v<T, NoContent>) {
    if (reply.body) append_json(json_body(request), *reply.body);
  }
}
inline void write_answer(Request request, Raw raw) { write_raw(request, std::move(raw)); }
inline void write_answer(Request request, StreamSource source) {
  write_stream(request, std::move(source));
}

template <class X>
void write_result(Request request, Result<X> result) {
  if (result) {
    write_answer(request, *std::move(result));
    write_new_session(request);
  } else {
    write_error(request, result.error());
  }
}

template <class X>
boost::asio::awaitable<void> finish(boost::asio::awaitable<Result<X>> work, Request request) {
  Result<X> result = co_await std::move(work);
  write_result<X>(request, std::move(result));
}

using Rest = std::optional<boost::asio::awaitable<void>>;
template <class X>
Rest settle(Result<X> result, Request request) {
  write_result<X>(request, std::move(result));
  return std::nullopt;
}
template <class X>
Rest settle(boost::asio::awaitable<Result<X>> work, Request request) {
  return finish<X>(std::move(work), request);
}
template <class X>
Rest settle(Ready<X> ready, Request request) {
  return std::visit([&](auto either) { return settle<X>(std::move(either), request); },
                    std::move(ready));
}

template <class T>
struct AnswerOf;
template <class X>
struct AnswerOf<Result<X>> {
  using type = X;
};
template <class X>
struct AnswerOf<boost::asio::awaitable<Result<X>>> {
  using type = X;
};
template <class X>
struct AnswerOf<Ready<X>> {
  using type = X;
};

template <class T>
std::vector<ParameterDoc> parameters_of() {
  std::vector<ParameterDoc> list;
  boost::mp11::mp_for_each<json_detail::Members<T>>([&](auto member) {
    using Member = json_detail::MemberType<T, decltype(member)>;
    constexpr bool optional = json_detail::is_optional<Member>;
    ParameterDoc doc{std::string(json_detail::kMemberName<decltype(member)>), !optional};
    if constexpr (optional)
      doc.schema = &json_schema<typename Member::value_type>;
    else
      doc.schema = &json_schema<Member>;
    list.push_back(std::move(doc));
  });
  return list;
}

// Reads the declared parts; the first part with faults refuses.
template <class P>
Result<std::tuple<P>> read_path(Request request) {
  TRY(auto path, read_query<P>(path_values(request)));
  return std::tuple<P>(std::move(path));
}
template <class Q>
Result<std::tuple<Q>> read_parameters(Request request) {
  TRY(auto query, read_query<Q>(request.query()));
  return std::tuple<Q>(std::move(query));
}
template <class B>
Result<std::tuple<B>> read_body(Request request) {
  TRY(const auto document, json_of_body(request, document_storage()));
  TRY(auto body, read_json<B>(document));
  return std::tuple<B>(std::move(body));
}

}  // namespace endpoint_detail

// Stands for "not declared".
struct Undeclared {};

// Collects one endpoint; each call returns the next form of it.
template <class Path, class Query, class Body, class Out>
class Endpoint {
 public:
  Endpoint(Method method, std::string pattern) {
    route_.method = method;
    route_.pattern = std::move(pattern);
  }
  explicit Endpoint(Route route) : route_(std::move(route)) {}

  // Who may use it. The table of all endpoints must say the same, or the server does not start: a
  // slip in one of them opens nothing.
  Endpoint&& access(Access who) && {
    route_.stated = who;
    return std::move(*this);
  }
  Endpoint&& tag(std::string name) && {
    route_.doc.tag = std::move(name);
    return std::move(*this);
  }
  Endpoint&& summary(std::string text) && {
    route_.doc.summary = std::move(text);
    return std::move(*this);
  }
  Endpoint&& description(std::string text) && {
    route_.doc.description = std::move(text);
    return std::move(*this);
  }
  // "reserve_seats"; made from method and path when it is not given.
  Endpoint&& operation_id(std::string name) && {
    route_.doc.operation_id = std::move(name);
    return std::move(*this);
  }
  template <class P>
  Endpoint<P, Query, Body, Out> path() && {
    route_.doc.path = endpoint_detail::parameters_of<P>();
    return Endpoint<P, Query, Body, Out>(std::move(route_));
  }
  template <class Q>
  Endpoint<Path, Q, Body, Out> query() && {
    route_.doc.query = endpoint_detail::parameters_of<Q>();
    return Endpoint<Path, Q, Body, Out>(std::move(route_));
  }
  template <class B>
  Endpoint<Path, Query, B, Out> body() && {
    route_.body.kind = BodyRule::Kind::json;
    route_.doc.body = &json_schema<B>;
    return Endpoint<Path, Query, B, Out>(std::move(route_));
  }
  // A request without a body, and then without its type, is as one with {}.
  Endpoint&& body_optional() && {
    route_.body.may_be_empty = true;
    return std::move(*this);
  }
  // Bytes: 64 KiB unless said otherwise.
  Endpoint&& body_limit(std::size_t max_bytes) && {
    route_.body.max_bytes = max_bytes;
    return std::move(*this);
  }
  // The body is not JSON; the handler reads request.body_text() and header("Content-Type"). The
  // media type "*/*" takes any.
  Endpoint&& takes_raw(std::vector<std::string> media_types, std::size_t max_bytes) && {
    route_.body = {BodyRule::Kind::raw, max_bytes, std::move(media_types)};
    return std::move(*this);
  }
  template <class T>
  Endpoint<Path, Query, Body, Reply<T>> answers(int status = 200, std::string text = {}) && {
    AnswerDoc doc{status, std::move(text), "application/json", &json_schema<T>};
    if constexpr (std::is_same_v<T, NoContent>) doc = {status, std::move(doc.description)};
    route_.doc.answers.push_back(std::move(doc));
    return Endpoint<Path, Query, Body, Reply<T>>(std::move(route_));
  }
  Endpoint<Path, Query, Body, Reply<NoContent>> answers_nothing() && {
    return std::move(*this).template answers<NoContent>(204);
  }
  // A further success without a body, such as 202; documentation only.
  Endpoint&& also_answers(int status, std::string text) && {
    route_.doc.answers.push_back({status, std::move(text)});
    return std::move(*this);
  }
  Endpoint<Path, Query, Body, Raw> answers_raw(int status, std::string media_type) && {
    route_.doc.answers.push_back({status, "", std::move(media_type)});
    return Endpoint<Path, Query, Body, Raw>(std::move(route_));
  }
  Endpoint<Path, Query, Body, StreamSource> answers_stream() && {
    route_.streams = true;
    route_.doc.answers.push_back({200, "A stream of events", "text/event-stream"});
    return Endpoint<Path, Query, Body, StreamSource>(std::move(route_));
  }
  // Documents stable problem codes.
  Endpoint&& refuses(int status, std::vector<std::string> codes) && {
    route_.doc.refusals.push_back({status, std::move(codes)});
    return std::move(*this);
  }
  Endpoint&& refuses(std::initializer_list<const char*> codes) && {
    route_.doc.refusals.push_back({0, {codes.begin(), codes.end()}});
    return std::move(*this);
  }
  // Documents the header; request.idempotency_key() has it.
  Endpoint&& idempotent() && {
    route_.doc.takes_idempotency_key = true;
    return std::move(*this);
  }
  Endpoint&& takes_if_match() && {
    route_.doc.takes_if_match = true;
    return std::move(*this);
  }
  // On an endpoint for anyone: who is signed in by cookie must still send X-CSRF-Token.
  Endpoint&& csrf_when_signed_in() && {
    route_.needs_csrf_on_public = true;
    return std::move(*this);
  }
  // Left out of the OpenAPI document.
  Endpoint&& hidden() && {
    route_.doc.hidden = true;
    return std::move(*this);
  }

  template <class F>
  Route handle(F handler) && {
    route_.invoke = [handler = std::move(handler)](Request request) -> endpoint_detail::Rest {
      auto parts = read_parts(request);
      if (!parts) {
        endpoint_detail::write_error(request, parts.error());
        return std::nullopt;
      }
      using Returned = decltype(std::apply(
          handler, std::tuple_cat(std::tuple<Request>(request), *std::move(parts))));
      using Answered = typename endpoint_detail::AnswerOf<Returned>::type;
      static_assert(std::is_same_v<Answered, Out>,
                    "the handler must return what .answers…() declares");
      return endpoint_detail::settle<Answered>(
          std::apply(handler, std::tuple_cat(std::tuple<Request>(request), *std::move(parts))),
          request);
    };
    return std::move(route_);
  }

 private:
  static auto read_parts(Request request) {
    using All = decltype(std::tuple_cat(*declared_path(request), *declared_query(request),
                                        *declared_body(request)));
    return read_all<All>(request);
  }
  template <class All>
  static Result<All> read_all(Request request) {
    TRY(auto path, declared_path(request));
    TRY(auto query, declared_query(request));
    TRY(auto body, declared_body(request));
    return std::tuple_cat(std::move(path), std::move(query), std::move(body));
  }
  static auto declared_path(Request request) {
    if constexpr (std::is_same_v<Path, Undeclared>)
      return endpoint_detail::nothing();
    else
      return endpoint_detail::read_path<Path>(request);
  }
  // Where no query is declared, any parameter is unknown.
  static auto declared_query(Request request) {
    if constexpr (std::is_same_v<Query, Undeclared>)
      return endpoint_detail::no_query(request);
    else
      return endpoint_detail::read_parameters<Query>(request);
  }
  static auto declared_body(Request request) {
    if constexpr (std::is_same_v<Body, Undeclared>)
      return endpoint_detail::no_body(request);
    else
      return endpoint_detail::read_body<Body>(request);
  }

  Route route_;
};

using NewEndpoint = Endpoint<Undeclared, Undeclared, Undeclared, void>;

inline NewEndpoint get(std::string pattern) { return {Method::get, std::move(pattern)}; }
inline NewEndpoint post(std::string pattern) { return {Method::post, std::move(pattern)}; }
inline NewEndpoint put(std::string pattern) { return {Method::put, std::move(pattern)}; }
inline NewEndpoint patch(std::string pattern) { return {Method::patch, std::move(pattern)}; }
inline NewEndpoint delete_(std::string pattern) { return {Method::delete_, std::move(pattern)}; }

}  // namespace usher::web
