#include "web/gate.hpp"

#include "base/crypto.hpp"
#include "web/request_state.hpp"

namespace usher::web {
namespace {

bool changes_state(Method method) {
  return method != Method::get && method != Method::head && method != Method::options;
}

bool is_public(Access access) { return access == Access::anyone || access == Access::buyer; }

// Whether a browser says that another site made this request. Source: Fetch Metadata Request
// Headers (W3C), section 2; RFC 6454 for Origin.
bool from_another_site(Request request) {
  const auto site = request.header("sec-fetch-site");
  if (!site.empty()) return site == "cross-site";
  const auto origin = request.header("origin");
  if (origin.empty()) return false;
  const auto scheme = origin.find("://");
  if (scheme == std::string_view::npos) return true;  // "null": a sandboxed or local page
  const auto host = origin.substr(scheme + 3);
  const std::string base = request.base_url();
  return !equals_ignoring_case(host, request.state().head.host) &&
         !equals_ignoring_case(origin, base);
}

bool csrf_token_right(Request request, const Identity& identity) {
  if (identity.api_token) return true;
  return !identity.csrf_token.empty() &&
         constant_time_equal(request.header("x-csrf-token"), identity.csrf_token);
}

Status check_metrics(Request request) {
  const Site& site = request.state().site;
  if (site.metrics_token.empty()) {
    if (request.is_local()) return {};
  } else if (const auto credential = credential_of(request)) {
    if (credential->kind == Authenticator::Kind::bearer_token &&
        constant_time_equal(credential->text, site.metrics_token)) {
      return {};
    }
  }
  return refuse(ErrorKind::forbidden, "forbidden",
                "Metrics are for this machine, or for who has the metrics token.");
}

}  // namespace

std::optional<Credential> credential_of(Request request) {
  constexpr std::string_view kScheme = "bearer ";
  const auto header = request.header("authorization");
  if (header.size() > kScheme.size() &&
      equals_ignoring_case(header.substr(0, kScheme.size()), kScheme)) {
    return Credential{Authenticator::Kind::bearer_token, header.substr(kScheme.size())};
  }
  const auto cookie = request.cookie(kStaffCookie);
  if (!cookie.empty()) return Credential{Authenticator::Kind::session_cookie, cookie};
  return std::nullopt;
}

bool role_may(Access access, const Identity& identity, Method method) {
  const Role role = identity.role;
  switch (access) {
    case Access::anyone:
    case Access::buyer:
    case Access::signature:
    case Access::metrics:
      return true;
    case Access::signed_in:
      return identity.signed_in;
    case Access::scanner:
      return identity.signed_in &&
             (role == Role::scanner || role == Role::staff || role == Role::admin);
    case Access::staff:
      return identity.signed_in && (role == Role::staff || role == Role::admin);
    case Access::staff_or_report:
      return identity.signed_in && (role == Role::staff || role == Role::admin ||
                                    (role == Role::report && !changes_state(method)));
    case Access::admin:
      return identity.signed_in && role == Role::admin;
  }
  return false;
}

bool needs_credentials(Access access) {
  switch (access) {
    case Access::anyone:
    case Access::buyer:
    case Access::signature:
    case Access::metrics:
      return false;
    default:
      return true;
  }
}

Status pass_gate(Request request, Identity identity) {
  const Route& route = *request.state().match.route;
  const bool changing = changes_state(request.method());
  if (route.access == Access::metrics) return check_metrics(request);
  if (changing && route.access != Access::signature && from_another_site(request)) {
    return refuse(ErrorKind::forbidden, "cross_site_request",
                  "Another site may not do this in the name of its visitors.");
  }
  if (changing && identity.signed_in && !csrf_token_right(request, identity)) {
    if (!is_public(route.access) || route.needs_csrf_on_public) {
      return refuse(ErrorKind::forbidden, "csrf_token_invalid",
                    "The header X-CSRF-Token is missing or not the one of this session.");
    }
    // A staff member who uses the shop: the cookie alone proves nothing there.
    identity = Identity{};
  }
  const bool allowed = role_may(route.access, identity, request.method());
  const bool signed_in = identity.signed_in;
  request.state().identity = std::move(identity);
  if (allowed) return {};
  if (!signed_in) {
    return refuse(ErrorKind::unauthenticated, "not_signed_in", "Sign in first.");
  }
  return refuse(ErrorKind::forbidden, "forbidden", "Your role does not allow this.");
}

}  // namespace usher::web
