#include "web/static_files.hpp"

#include <array>
#include <span>

#include "web/compression.hpp"
#include "web/etag.hpp"
#include "web/page_headers.hpp"
#include "web/problem.hpp"
#include "web/request_state.hpp"

namespace usher::web {
namespace {

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

// The file behind a page's address; "" when it is none's.
std::string_view file_of(std::span<const PageRoute> routes, std::string_view path) {
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  for (const auto& route : routes) {
    if (matches(route.pattern, path)) return route.file;
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

void add_page_headers(Answer& answer, const Request& request) {
  for (const auto& [name, value] : page_headers(request)) answer.add_header(name, value);
}

void answer_not_found(Answer& answer, const Request& request) {
  answer.status = 404;
  answer.content_type("text/html; charset=utf-8");
  answer.add_header("Cache-Control", "no-store");
  add_page_headers(answer, request);
  answer.static_body = request.state().site.pages.missing_html;
}

}  // namespace

PageHeaders page_headers(const Request& request) {
  const auto headers_of = request.state().site.pages.headers_of;
  return headers_of ? headers_of(request.path()) : PageHeaders{};
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
  const auto& pages = request.state().site.pages;
  const auto entry = file_of(pages.routes, path);
  const auto file = files_.find(entry.empty() ? path : entry);
  const bool root = path == "/" && !pages.home.empty();
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
    answer.add_header("Location", pages.home);
    answer.add_header("Cache-Control", "no-cache");
    return;
  }
  send(request, file->second, file->first, 200);
}

}  // namespace usher::web
