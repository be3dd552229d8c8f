// Purpose: one representation kept ready in every encoding, with its ETag. Place: web.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "web/reply.hpp"
#include "web/request.hpp"

namespace usher::web {

// Immutable once made; shared by threads through shared_ptr<const CachedBody>. Making one costs
// compression (brotli quality 5 of a megabyte: about 30 ms), so make it when the content changes,
// not when it is asked for; large ones on the worker pool.
class CachedBody {
 public:
  CachedBody(std::string content, std::string content_type, std::string cache_control);

  // The strong ETag with its quotes: a hash of the content.
  const std::string& etag() const { return etag_; }
  const std::string& content() const { return *identity_; }
  // The best answer to this request: 304, or the body in an encoding that the client takes.
  Raw answer(Request request) const;

 private:
  std::shared_ptr<const std::string> identity_;
  std::shared_ptr<const std::string> gzip_;  // nullptr when it is not smaller
  std::shared_ptr<const std::string> brotli_;
  std::string content_type_;
  std::string cache_control_;
  std::string etag_;
};

}  // namespace usher::web
