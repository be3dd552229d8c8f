// Purpose: what handlers return. Place: web.
#pragma once
#include <boost/describe/class.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json_types.hpp"
#include "base/result.hpp"

namespace usher::web {

// The answer type of endpoints without a body (204).
struct NoContent {};
BOOST_DESCRIBE_STRUCT(NoContent, (), ())

// A JSON answer. Made by ok(), created(), accepted() or no_content().
template <class T>
struct Reply {
  int status = 200;
  std::optional<T> body{};
  std::string location{};
  std::optional<std::int64_t> version{};
  std::string cache_control{};

  // Sends the entity's version as ETag.
  Reply&& with_etag(std::int64_t entity_version) && {
    version = entity_version;
    return std::move(*this);
  }
  // "no-store" unless this says otherwise, as in "public, max-age=30".
  Reply&& with_cache_control(std::string directive) && {
    cache_control = std::move(directive);
    return std::move(*this);
  }
  // Any other status, as 202.
  Reply&& with_status(int code) && {
    status = code;
    return std::move(*this);
  }
};

template <class T>
Reply<T> ok(T body) {
  return {200, std::move(body)};
}
template <class T>
Reply<T> created(T body, std::string location) {
  return {201, std::move(body), std::move(location)};
}
// 202 without a body, for an endpoint that else answers T.
template <class T = NoContent>
Reply<T> accepted() {
  return {202};
}
inline Reply<NoContent> no_content() { return {204}; }

// An answer that is not JSON. Exactly one of `body` and `shared_body` is used.
struct Raw {
  int status = 200;
  std::string content_type = "application/octet-stream";
  std::string body{};
  std::shared_ptr<const std::string> shared_body{};
  std::vector<std::pair<std::string, std::string>> headers{};
  bool may_compress = true;  // false: the body is in its final form
};

// "attachment; filename=…" for a download, safe for any text. Source: RFC 6266, RFC 8187.
std::string attachment(std::string_view file_name);

// One page of a list.
template <class T>
struct Page {
  std::vector<T> items;
  std::optional<std::string> next_cursor{};
  Omit<std::int64_t> total{};
  BOOST_DESCRIBE_CLASS(Page, (), (items, next_cursor, total), (), ())
};

}  // namespace usher::web
