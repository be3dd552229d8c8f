// Purpose: addresses that open one ticket file for a short time, without signing in. Place:
// tickets.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/crypto.hpp"

namespace usher::tickets {

// How long a link opens.
inline constexpr std::chrono::minutes kLinkLifetime{15};

struct FileLink {
  enum class Kind : std::uint8_t { ticket = 1, order = 2, file = 3 };
  Kind kind = Kind::ticket;
  std::int64_t id = 0;  // of the ticket or order
  Digest file{};        // name in the file store, for a file that cannot be made again
  Timestamp expires_at;
};

// The text of the link, authenticated with `key`.
std::string write_link(const FileLink& link, const Digest& key);
// nullopt when it was not made with `key` or is no link at all; the caller looks at expires_at.
std::optional<FileLink> read_link(std::string_view text, const Digest& key);

}  // namespace usher::tickets
