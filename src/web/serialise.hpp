// Purpose: an Answer as bytes on the wire. Place: web.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "web/request_state.hpp"

namespace usher::web {

// A large body that follows the text without being copied into it.
struct Tail {
  std::shared_ptr<const std::string> owner{};
  std::string_view bytes{};
};

struct Framing {
  std::string_view date;  // of the Date header
  bool keep_alive = true;
  bool head_only = false;
  bool stream = false;  // no length: the body ends with the connection
};

// Appends the answer to `out`; compresses it when that is worth it and wanted. Returns what is to
// be sent after `out`, if the body is large and shared.
Tail append_answer(std::string& out, RequestState& state, const Framing& framing);

}  // namespace usher::web
