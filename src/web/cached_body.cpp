#include "web/cached_body.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "web/compression.hpp"
#include "web/etag.hpp"

namespace usher::web {
namespace {

std::shared_ptr<const std::string> if_smaller(std::string encoded, std::size_t than) {
  if (encoded.empty() || encoded.size() >= than) return nullptr;
  return std::make_shared<const std::string>(std::move(encoded));
}

}  // namespace

std::string etag_of(std::string_view content) {
  constexpr std::size_t kHashBytes = 12;
  const Digest digest = sha256(content);
  return '"' + to_base64url(ByteView(digest).first(kHashBytes)) + '"';
}

std::string encoded_etag(const std::string& etag, Encoding encoding) {
  if (encoding == Encoding::identity) return etag;
  // Each representation has its own strong tag. Source: RFC 9110 section 8.8.3.3.
  return etag.substr(0, etag.size() - 1) + '-' + std::string(encoding_name(encoding)) + '"';
}

bool etag_matches(std::string_view if_none_match, std::string_view etag) {
  if (if_none_match == "*") return true;
  const auto core = [](std::string_view tag) {
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    return tag;
  };
  while (!if_none_match.empty()) {
    const auto comma = std::min(if_none_match.find(','), if_none_match.size());
    auto tag = if_none_match.substr(0, comma);
    while (tag.starts_with(' ')) tag.remove_prefix(1);
    while (tag.ends_with(' ')) tag.remove_suffix(1);
    if (core(tag) == etag) return true;
    if_none_match.remove_prefix(std::min(comma + 1, if_none_match.size()));
  }
  return false;
}

CachedBody::CachedBody(std::string content, std::string content_type, std::string cache_control)
    : content_type_(std::move(content_type)),
      cache_control_(std::move(cache_control)),
      etag_(etag_of(content)) {
  if (content.size() >= kCompressFrom) {
    gzip_ = if_smaller(gzip(content), content.size());
    brotli_ = if_smaller(brotli(content), content.size());
  }
  identity_ = std::make_shared<const std::string>(std::move(content));
}

Raw CachedBody::answer(Request request) const {
  auto encoding = best_encoding(request.header("accept-encoding"));
  if (encoding == Encoding::brotli && !brotli_) encoding = Encoding::gzip;
  if (encoding == Encoding::gzip && !gzip_) encoding = Encoding::identity;
  Raw raw;
  const std::string etag = encoded_etag(etag_, encoding);
  raw.headers = {{"ETag", etag}, {"Cache-Control", cache_control_}, {"Vary", "Accept-Encoding"}};
  if (etag_matches(request.header("if-none-match"), etag)) {
    raw.status = 304;
    raw.content_type.clear();
    return raw;
  }
  raw.content_type = content_type_;
  raw.may_compress = false;
  if (encoding != Encoding::identity) {
    raw.headers.emplace_back("Content-Encoding", encoding_name(encoding));
  }
  switch (encoding) {
    case Encoding::identity:
      raw.shared_body = identity_;
      break;
    case Encoding::gzip:
      raw.shared_body = gzip_;
      break;
    case Encoding::brotli:
      raw.shared_body = brotli_;
      break;
  }
  return raw;
}

}  // namespace usher::web
