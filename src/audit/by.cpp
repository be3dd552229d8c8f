#include "audit/audit.hpp"
#include "base/json_types.hpp"
#include "web/request.hpp"

namespace usher::audit {

Entry by(web::Request request) {
  const web::Identity& identity = request.identity();
  Entry entry;
  entry.actor = "buyer";
  if (identity.api_token)
    entry.actor = "token:" + identity.api_token.text();
  else if (identity.signed_in)
    entry.actor = identity.user.text();
  if (identity.signed_in) entry.actor_role = enum_text(identity.role);
  entry.address = request.client_address();
  entry.request_id = request.request_id();
  return entry;
}

}  // namespace usher::audit
