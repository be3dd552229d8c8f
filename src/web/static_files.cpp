#include "web/static_files.hpp"

#include <array>

#include "web/compression.hpp"
#include "web/etag.hpp"
#include "web/page_headers.hpp"
#include "web/problem.hpp"
#include "web/request_state.hpp"

namespace usher::web {
namespace {

// What the pages may load: themselves, and Stripe's card form where Stripe takes the payments.
// Source: https://docs.stripe.com/security/guide#content-security-policy
#define USHER_POLICY(stripe_script, stripe_connect, frames)                                 \
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'" stripe_script                  \
  "; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob: https:; " \
  "font-src 'self'; connect-src 'self'" stripe_connect "; frame-src " frames                \
  "; worker-src 'self' blob:; manifest-src 'self'; object-src 'none'; base-uri 'self'; "    \
  "form-action 'self'; frame-ancestors 'none'"
constexpr std::string_view kOwnPolicy = USHER_POLICY("", "", "'none'");
constexpr std::string_view kStripePolicy =
    USHER_POLICY(" https://js.stripe.com https://*.js.stripe.com", " https://api.stripe.com",
                 "https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com");
#undef USHER_POLICY

struct Page {
  std::string_view pattern;  // a segment {…} stands for any one
  std::string_view entry;
};

constexpr auto kPages = std::to_array<Page>({
    {"/public/tickets", "/shop.html"},
    {"/public/tickets/lookup", "/shop.html"},
    {"/public/tickets/{code}", "/shop.html"},
    {"/public/recitals/{slug}", "/shop.html"},
    {"/public/recitals/{show_id}/seating", "/shop.html"},
    {"/public/basket", "/shop.html"},
    {"/public/checkout", "/shop.html"},
    {"/public/checkout/tickets/{show_id}", "/shop.html"},
    {"/public/checkout/tickets/confirmation/{order_id}", "/shop.html"},
    {"/admin", "/admin.html"},
    {"/admin/login", "/admin.html"},
    {"/admin/ticketing/dashboard", "/admin.html"},
    {"/admin/ticketing/venues", "/admin.html"},
    {"/admin/ticketing/venues/create", "/admin.html"},
    {"/admin/ticketing/venues/{id}/edit", "/admin.html"},
    {"/admin/ticketing/venues/{id}/seat-map", "/admin.html"},
    {"/admin/ticketing/orders", "/admin.html"},
    {"/admin/ticketing/orders/{id}", "/admin.html"},
    {"/admin/ticketing/door", "/admin.html"},
    {"/admin/recitals", "/admin.html"},
    {"/admin/recitals/shows/{id}", "/admin.html"},
    {"/admin/recitals/shows/{id}/seating-chart", "/admin.html"},
    {"/admin/recitals/shows/{id}/change", "/admin.html"},
    {"/admin/account", "/admin.html"},
    {"/admin/api-tokens", "/admin.html"},
    {"/admin/messages", "/admin.html"},
    {"/admin/mail-templates", "/admin.html"},
    {"/admin/setup", "/admin.html"},
    {"/admin/users", "/admin.html"},
    {"/admin/audit-log", "/admin.html"},
    {"/admin/payments", "/admin.html"},
    {"/scan", "/door.html"},
});

bool matches(std::string_view pattern, std::string_view path) {
  while (!pattern.empty() && !path.empty()) {
    pattern.remove_prefix(1);
    path.remove_prefix(1);
    const auto wanted = pattern.substr(0, pattern.find('/'));
    const auto given = path.substr(0, path.find('/'));
    if (wanted.starts_with('{') ? given.empty() : wanted != given) return false;
    pattern.remove_prefix(wanted.size());
    path.remove_prefix(given.size());
  }
  return pattern.empty() && path.empty();
}

std::string_view entry_of(std::string_view path) {
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  for (const auto& page : kPages) {
    if (matches(page.pattern, path)) return page.entry;
  }
  return {};
}

std::string_view media_type(std::string_view path) {
  struct Type {
    std::string_view extension;
    std::string_view type;
  };
  static constexpr auto kTypes = std::to_array<Type>({
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".map", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".webp", "image/webp"},
      {".avif", "image/avif"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".wasm", "application/wasm"},
      {".txt", "text/plain; charset=utf-8"},
  });
  for (const auto& each : kTypes) {
    if (path.ends_with(each.extension)) return each.type;
  }
  return "application/octet-stream";
}

// In every language of the pages at once: what was asked for says nothing of who asks.
constexpr std::string_view kNotFoundPage =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<title>Page not found</title>\n</head>\n<body>\n<main>\n<h1>There is no page here</h1>\n"
    "<p>The address may be mistyped, or the page has moved. Nothing of yours is lost.</p>\n"
    "<p><a href=\"/public/tickets\">See what is on</a></p>\n"
    "<section lang=\"es\">\n<h2>Aquí no hay ninguna página</h2>\n"
    "<p>Puede que la dirección esté mal escrita o que la página se haya movido. No se ha perdido "
    "nada tuyo.</p>\n<p><a href=\"/public/tickets\">Ver la cartelera</a></p>\n</section>\n"
    "</main>\n</body>\n</html>\n";

void add_page_headers(Answer& answer, const Request& request) {
  for (const auto& [name, value] : page_headers(request)) answer.add_header(name, value);
}

void answer_not_found(Answer& answer, const Request& request) {
  answer.status = 404;
  answer.content_type("text/html; charset=utf-8");
  answer.add_header("Cache-Control", "no-store");
  add_page_headers(answer, request);
  answer.static_body = kNotFoundPage;
}

}  // namespace

std::vector<std::pair<std::string_view, std::string_view>> page_headers(const Request& request) {
  return {{"Content-Security-Policy", request.allows_stripe() ? kStripePolicy : kOwnPolicy},
          {"Referrer-Policy", "strict-origin-when-cross-origin"},
          {"Cross-Origin-Opener-Policy", "same-origin"},
          {"Permissions-Policy", request.path().starts_with("/scan")
                                     ? "camera=(self), microphone=(), geolocation=()"
                                     : "camera=(), microphone=(), geolocation=()"}};
}

StaticFiles::StaticFiles(std::span<const EmbeddedAsset> assets) {
  for (const auto& asset : assets) {
    std::string path(asset.path);
    if (path.ends_with(".br") || path.ends_with(".gz")) continue;
    files_[path] = {asset.bytes, {}, {}, etag_of(asset.bytes)};
  }
  for (const auto& asset : assets) {
    if (!asset.path.ends_with(".br") && !asset.path.ends_with(".gz")) continue;
    const auto plain = files_.find(asset.path.substr(0, asset.path.size() - 3));
    if (plain == files_.end()) continue;
    (asset.path.ends_with(".br") ? plain->second.brotli : plain->second.gzip) = asset.bytes;
  }
}

void StaticFiles::send(Request request, const File& file, std::string_view path, int status) const {
  Answer& answer = request.answer();
  auto encoding = best_encoding(request.header("accept-encoding"));
  if (encoding == Encoding::brotli && file.brotli.empty()) encoding = Encoding::gzip;
  if (encoding == Encoding::gzip && file.gzip.empty()) encoding = Encoding::identity;
  const std::string etag = encoded_etag(file.etag, encoding);
  answer.compress = Compress::never;
  answer.add_header("ETag", etag);
  answer.add_header("Vary", "Accept-Encoding");
  answer.add_header("Cache-Control", path.starts_with("/assets/")
                                         ? "public, max-age=31536000, immutable"
                                         : "no-cache");
  const auto type = media_type(path);
  if (type.starts_with("text/html")) add_page_headers(answer, request);
  if (etag_matches(request.header("if-none-match"), etag)) {
    answer.status = 304;
    return;
  }
  answer.status = status;
  answer.content_type(type);
  if (encoding != Encoding::identity) {
    answer.add_header("Content-Encoding", encoding_name(encoding));
  }
  switch (encoding) {
    case Encoding::identity:
      answer.static_body = file.identity;
      break;
    case Encoding::gzip:
      answer.static_body = file.gzip;
      break;
    case Encoding::brotli:
      answer.static_body = file.brotli;
      break;
  }
}

void StaticFiles::serve(Request request) const {
  Answer& answer = request.answer();
  const std::string_view path = request.path();
  const auto entry = entry_of(path);
  const auto file = files_.find(entry.empty() ? path : entry);
  const bool root = path == "/";
  if (!root && file == files_.end()) return answer_not_found(answer, request);
  const auto method = request.state().method;
  if (method == Method::options) {
    answer.status = 204;
    answer.add_header("Allow", "GET, HEAD, OPTIONS");
    return;
  }
  if (method != Method::get && method != Method::head) {
    answer.add_header("Allow", "GET, HEAD, OPTIONS");
    const Error error{ErrorKind::malformed, "method_not_allowed",
                      "This address does not take that method."};
    return write_problem(answer, 405, error, request.request_id());
  }
  if (root) {
    answer.status = 302;
    answer.add_header("Location", "/public/tickets");
    answer.add_header("Cache-Control", "no-cache");
    return;
  }
  send(request, file->second, file->first, 200);
}

}  // namespace usher::web
