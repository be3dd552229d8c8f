// Purpose: the embedded web UI and the security headers of its pages. Place: web.
#pragma once
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "web/embedded_asset.hpp"
#include "web/request.hpp"

namespace usher::web {

// Finds files and pages. Immutable; shared by all threads.
class StaticFiles {
 public:
  explicit StaticFiles(std::span<const EmbeddedAsset> assets);

  // Answers any GET or HEAD that no endpoint took: an asset, a page of the UI, or a small 404 page.
  void serve(Request request) const;

 private:
  struct File {
    std::string_view identity;
    std::string_view gzip{};
    std::string_view brotli{};
    std::string etag{};
  };
  void send(Request request, const File& file, std::string_view path, int status) const;

  std::map<std::string, File, std::less<>> files_;
};

}  // namespace usher::web
