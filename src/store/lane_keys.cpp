#include "store/lane_keys.hpp"

#include <algorithm>
#include <charconv>

namespace usher::store {

LaneKeys::LaneKeys(std::span<const LaneKey> keys) {
  std::vector<std::int64_t> values;
  values.reserve(keys.size());
  for (const auto key : keys) values.push_back(key.value);
  assign(std::move(values));
}

void LaneKeys::assign(std::vector<std::int64_t> values) {
  std::ranges::sort(values);
  const auto repeated = std::ranges::unique(values);
  values.erase(repeated.begin(), repeated.end());
  one_ = values.size() == 1 ? values.front() : kHouseLane.value;
  many_ = values.size() > 1 ? std::move(values) : std::vector<std::int64_t>();
}

bool LaneKeys::contains(LaneKey key) const {
  return std::ranges::binary_search(values(), key.value);
}

std::string LaneKeys::column_text() const {
  std::string text;
  for (const auto value : values()) {
    if (!text.empty()) text += ',';
    text += std::to_string(value);
  }
  return text;
}

std::optional<LaneKeys> LaneKeys::from_column_text(std::string_view text) {
  std::vector<std::int64_t> values;
  const char* at = text.data();
  const char* const end = at + text.size();
  for (;;) {
    std::int64_t value = 0;
    const auto [stop, error] = std::from_chars(at, end, value);
    if (error != std::errc{}) return std::nullopt;
    values.push_back(value);
    if (stop == end) break;
    if (*stop != ',') return std::nullopt;
    at = stop + 1;
  }
  LaneKeys keys;
  keys.assign(std::move(values));
  return keys;
}

LaneKeys lanes_of(std::span<const ShowId> shows) {
  std::vector<LaneKey> keys;
  keys.reserve(shows.size());
  for (const auto show : shows) keys.push_back(lane_of(show));
  return LaneKeys(std::span<const LaneKey>(keys));
}

}  // namespace usher::store
