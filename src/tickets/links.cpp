#include "tickets/links.hpp"

#include <algorithm>

namespace usher::tickets {
namespace {

constexpr std::size_t kContentBytes = 1 + 8 + 8 + std::tuple_size_v<Digest>;
constexpr std::size_t kTagBytes = 16;

void append_number(Bytes& out, std::int64_t value) {
  for (int i = 7; i >= 0; --i) {
    out.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> (8 * i)));
  }
}

std::int64_t number_at(ByteView bytes, std::size_t at) {
  std::uint64_t value = 0;
  for (const auto byte : bytes.subspan(at, 8)) value = value << 8 | byte;
  return static_cast<std::int64_t>(value);
}

}  // namespace

std::string write_link(const FileLink& link, const Digest& key) {
  Bytes bytes{static_cast<std::uint8_t>(link.kind)};
  append_number(bytes, link.id);
  append_number(bytes, link.expires_at.ms);
  bytes.insert(bytes.end(), link.file.begin(), link.file.end());
  const Digest tag = hmac_sha256(key, bytes);
  bytes.insert(bytes.end(), tag.begin(), tag.begin() + kTagBytes);
  return to_base64url(bytes);
}

std::optional<FileLink> read_link(std::string_view text, const Digest& key) {
  const auto bytes = from_base64url(text);
  if (!bytes || bytes->size() != kContentBytes + kTagBytes) return std::nullopt;
  const ByteView all(*bytes);
  const Digest tag = hmac_sha256(key, all.first(kContentBytes));
  if (!constant_time_equal(ByteView(tag).first(kTagBytes), all.subspan(kContentBytes))) {
    return std::nullopt;
  }
  FileLink link;
  link.kind = static_cast<FileLink::Kind>(all[0]);
  link.id = number_at(all, 1);
  link.expires_at.ms = number_at(all, 9);
  std::ranges::copy(all.subspan(17, link.file.size()), link.file.begin());
  return link;
}

}  // namespace usher::tickets
