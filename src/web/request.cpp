#include "web/request.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/assert.hpp"
#include "base/crypto.hpp"
#include "base/text.hpp"
#include "web/request_state.hpp"

namespace usher::web {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

void RequestState::clear() {
  method.reset();
  path = {};
  query_text = {};
  query.clear();
  decoded.clear();
  match.route = nullptr;
  match.params.clear();
  match.allow.clear();
  body = {};
  if (identity.signed_in) identity = Identity{};
  admitted = false;
  request_id.clear();
  client_address.clear();
  new_buyer_cookie.reset();
  stream.reset();
  answer.clear();
}

boost::asio::ip::address RequestState::client() const {
  if (site.proxies.empty()) return plain_address(peer);
  std::string chain;  // of all X-Forwarded-For fields, in order
  for (const auto& field : head.fields) {
    if (!equals_ignoring_case(field.name, "x-forwarded-for")) continue;
    if (!chain.empty()) chain += ',';
    chain += field.value;
  }
  return site.proxies.client_of(peer, chain);
}

bool RequestState::names_other_clients() const {
  static constexpr std::array<std::string_view, 3> kOfProxies{"x-forwarded-for", "forwarded",
                                                              "x-real-ip"};
  return std::ranges::any_of(kOfProxies,
                             [this](std::string_view name) { return !head.find(name).empty(); });
}

bool RequestState::is_behind_unknown_proxy() const {
  return plain_address(peer).is_loopback() && !site.proxies.contains(peer) && names_other_clients();
}

bool RequestState::is_local() const { return client().is_loopback() && !is_behind_unknown_proxy(); }

std::string_view method_text(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::delete_:
      return "DELETE";
    case Method::options:
      return "OPTIONS";
  }
  return "";
}

Method Request::method() const { return state_->method.value_or(Method::get); }
std::string_view Request::path() const { return state_->path; }
const TextPairs& Request::query() const { return state_->query; }
const Identity& Request::identity() const { return state_->identity; }
const std::string& Request::request_id() const { return state_->request_id; }
std::string_view Request::body_text() const { return state_->body; }
Answer& Request::answer() const { return state_->answer; }

std::string_view Request::header(std::string_view name) const { return state_->head.find(name); }

std::string Request::header_text(std::string_view name, std::size_t max_bytes) const {
  return std::string(cut_text(storable(header(name)), max_bytes));
}

bool Request::knows_its_address() const { return !state_->site.public_url.empty(); }
bool Request::is_local() const { return state_->is_local(); }
bool Request::is_behind_unknown_proxy() const { return state_->is_behind_unknown_proxy(); }

std::string_view Request::cookie(std::string_view name) const {
  for (const auto& field : state_->head.fields) {
    if (!equals_ignoring_case(field.name, "cookie")) continue;
    std::string_view rest = field.value;
    while (!rest.empty()) {
      const auto end = std::min(rest.find(';'), rest.size());
      const auto pair = trim(rest.substr(0, end));
      if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') {
        return pair.substr(name.size() + 1);
      }
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return {};
}

const std::string& Request::client_address() const {
  if (state_->client_address.empty()) state_->client_address = state_->client().to_string();
  return state_->client_address;
}

std::string Request::client_network() const { return network_of(state_->client()); }

std::array<std::uint8_t, 32> Request::body_sha256() const { return sha256(state_->body); }

std::array<std::uint8_t, 32> Request::content_sha256() const {
  std::string content(method_text(method()));
  content += ' ';
  content += state_->head.target;
  content += '\n';
  content += state_->body;
  return sha256(content);
}

std::optional<std::string> Request::idempotency_key() const {
  const auto key = header("idempotency-key");
  if (key.empty()) return std::nullopt;
  return std::string(key);
}

std::optional<std::int64_t> Request::if_match() const {
  constexpr std::int64_t kNoVersion = -1;
  auto text = header("if-match");
  if (text.empty()) return std::nullopt;
  if (text.size() < 3 || text.front() != '"' || text.back() != '"') return kNoVersion;
  text = text.substr(1, text.size() - 2);
  std::int64_t version = kNoVersion;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (failure != std::errc{} || end != text.data() + text.size() || version < 0) return kNoVersion;
  return version;
}

std::optional<std::string> Request::last_event_id() const {
  const auto id = header("last-event-id");
  if (id.empty()) return std::nullopt;
  return std::string(id);
}

bool Request::is_https() const {
  if (state_->site.public_url.starts_with("https://")) return true;
  return state_->site.proxies.contains(state_->peer) &&
         equals_ignoring_case(header("x-forwarded-proto"), "https");
}

std::string Request::base_url() const {
  if (!state_->site.public_url.empty()) return state_->site.public_url;
  std::string_view host = state_->head.host;
  if (state_->site.proxies.contains(state_->peer)) {
    if (const auto forwarded = header("x-forwarded-host"); !forwarded.empty()) host = forwarded;
  }
  return (is_https() ? "https://" : "http://") + std::string(host);
}

void Request::set_cookie(const Cookie& cookie) {
  std::string line = cookie.name + '=' + cookie.value + "; Path=" + cookie.path;
  if (cookie.max_age) line += "; Max-Age=" + std::to_string(cookie.max_age->count());
  if (cookie.http_only) line += "; HttpOnly";
  if (is_https()) line += "; Secure";
  state_->answer.add_header("Set-Cookie", line + "; SameSite=Lax");
}

void Request::add_header(std::string_view name, std::string_view value) {
  state_->answer.add_header(name, value);
}

std::optional<SessionKey> Request::buyer_session() const {
  const BuyerSessions* buyers = state_->site.buyers;
  if (buyers == nullptr) return std::nullopt;
  if (state_->new_buyer_cookie) return buyers->key_of(*state_->new_buyer_cookie);
  const auto value = cookie(kBuyerCookie);
  if (value.empty()) return std::nullopt;
  return buyers->key_of(value);
}

SessionKey Request::ensure_buyer_session() {
  BuyerSessions* buyers = state_->site.buyers;
  USHER_ASSERT(buyers != nullptr);
  if (auto key = buyer_session()) {
    if (!state_->new_buyer_cookie) state_->new_buyer_cookie = buyers->renewed(cookie(kBuyerCookie));
    return *std::move(key);
  }
  state_->new_buyer_cookie = buyers->make();
  return *buyer_session();
}

}  // namespace usher::web
