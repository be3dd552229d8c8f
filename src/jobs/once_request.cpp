#include "jobs/once.hpp"
#include "web/request.hpp"

namespace usher::jobs {

Result<std::optional<OnceKey>> once_key(web::Request request, std::string scope) {
  auto header = request.idempotency_key();
  if (!header) return std::nullopt;
  scope = std::string(web::method_text(request.method())) + " " + std::string(request.path()) +
          " " + scope;
  const web::Identity& identity = request.identity();
  if (identity.signed_in) scope += " user " + identity.user.text();
  const auto digest = request.content_sha256();
  return once_key(std::move(scope), std::move(header), Bytes(digest.begin(), digest.end()));
}

}  // namespace usher::jobs
