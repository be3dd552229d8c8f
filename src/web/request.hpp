// Purpose: what a handler sees of a request. Place: web.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/json_read.hpp"
#include "web/session.hpp"

namespace usher::web {

struct RequestState;
class Answer;

enum class Method : std::uint8_t { get, head, post, put, patch, delete_, options };
std::string_view method_text(Method method);

// A cheap handle, passed by value. Valid until the answer is out: in a handler and everything it
// awaits; never kept beyond. Used on the connection's thread only (a handler resumes there after
// every co_await of the store, the workers or a timer).
class Request {
 public:
  explicit Request(RequestState& state) : state_(&state) {}

  Method method() const;
  // The path as it came, still percent-encoded, without the query.
  std::string_view path() const;
  // The decoded parameters of the query, for endpoints that do not declare a query type.
  const TextPairs& query() const;

  const Identity& identity() const;
  // "" when there is none; names are compared without case.
  std::string_view header(std::string_view name) const;
  // A header to keep or to show: valid UTF-8 of at most so many bytes, whatever was sent.
  std::string header_text(std::string_view name, std::size_t max_bytes) const;
  std::string_view cookie(std::string_view name) const;
  // The buyer's address as text, "203.0.113.7" or "2001:db8::1"; behind trusted proxies the
  // right-most address that is not one of them.
  const std::string& client_address() const;
  // The same as the key of a limit: the IPv4 address or the IPv6 /64.
  std::string client_network() const;
  const std::string& request_id() const;
  std::string_view body_text() const;
  std::array<std::uint8_t, 32> body_sha256() const;
  // Of the method, path, query and body: what must be alike when an Idempotency-Key is used again.
  std::array<std::uint8_t, 32> content_sha256() const;
  std::optional<std::string> idempotency_key() const;
  // The version of If-Match; -1, which no entity has, when it is not one of ours.
  std::optional<std::int64_t> if_match() const;
  std::optional<std::string> last_event_id() const;
  bool is_https() const;
  // Whether the address of pages is known from the settings, or only from what the client says.
  bool knows_its_address() const;
  // From this machine itself: neither from afar nor through a proxy on it.
  bool is_local() const;
  // Through a proxy on this machine that trusted_proxies does not name: who it is from is unknown.
  bool is_behind_unknown_proxy() const;
  // "https://tickets.example.org": the public address of this site, without a slash at the end.
  std::string base_url() const;

  void set_cookie(const Cookie& cookie);
  // A further header of the answer.
  void add_header(std::string_view name, std::string_view value);

  // The buyer's session, if the request carries a valid one.
  std::optional<SessionKey> buyer_session() const;
  // The same; starts a session when there is none. Its cookie goes out with a success only.
  SessionKey ensure_buyer_session();

  // For web itself.
  RequestState& state() const { return *state_; }
  Answer& answer() const;

 private:
  RequestState* state_;
};

}  // namespace usher::web
