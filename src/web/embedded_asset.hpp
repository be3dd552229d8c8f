// Purpose: the files of the built web UI inside the binary. Place: web.
#pragma once
#include <span>
#include <string_view>
#include <vector>

namespace usher::web {

// `path` begins with '/'; `bytes` live as long as the program. A file "x.js.br" is the Brotli form
// of "x.js".
struct EmbeddedAsset {
  std::string_view path;
  std::string_view bytes;
};

// Ordered by path; empty when the binary was built without the UI.
std::span<const EmbeddedAsset> embedded_assets();

}  // namespace usher::web
