// Purpose: decides whether a request may reach its endpoint. Place: web.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <optional>

#include "base/result.hpp"
#include "web/request.hpp"
#include "web/session.hpp"

namespace usher::web {

struct Credential {
  Authenticator::Kind kind;
  std::string_view text;  // a view into the request
};

// Authorization: Bearer before the staff cookie; nullopt when the request has neither.
std::optional<Credential> credential_of(Request request);

// Whether `identity` may use an endpoint of that access with that method.
bool role_may(Access access, const Identity& identity, Method method);

// Everything that is decided before the handler runs, in this order: foreign sites, CSRF, role.
// Sets the request's identity. Errors: unauthenticated `not_signed_in`, forbidden `forbidden`,
// `csrf_token_invalid`, `cross_site_request`.
Status pass_gate(Request request, Identity identity);

// True when a request without credentials can be refused before its body is read.
bool needs_credentials(Access access);

}  // namespace usher::web
