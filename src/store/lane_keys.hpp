// Purpose: what a command must have for itself: one show, the house, or several shows at the same
// time. Place: store.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"

namespace usher::store {

// Commands that share a key never run at the same time, on this node or another (on SQLite all run
// one after another).
struct LaneKey {
  std::int64_t value = 0;
  auto operator<=>(const LaneKey&) const = default;
};
inline LaneKey lane_of(ShowId show) { return {show.value}; }
// For everything that belongs to no show: venues, users, settings.
inline constexpr LaneKey kHouseLane{0};

// A sorted set of keys, never empty. One key costs no allocation.
class LaneKeys {
 public:
  LaneKeys() = default;  // the house
  LaneKeys(LaneKey key) : one_(key.value) {}
  // In any order; the house when there is none.
  explicit LaneKeys(std::span<const LaneKey> keys);

  // Ascending, each once.
  std::span<const std::int64_t> values() const {
    return many_.empty() ? std::span(&one_, 1) : std::span(many_);
  }
  std::int64_t smallest() const { return values().front(); }
  bool contains(LaneKey key) const;
  bool operator==(const LaneKeys&) const = default;

  // As a text column: "12,77".
  std::string column_text() const;
  // Nothing when it is no such text.
  static std::optional<LaneKeys> from_column_text(std::string_view text);

 private:
  void assign(std::vector<std::int64_t> values);

  std::int64_t one_ = kHouseLane.value;  // 0 when there are several
  std::vector<std::int64_t> many_;
};

// For a command that concerns all these shows.
LaneKeys lanes_of(std::span<const ShowId> shows);

}  // namespace usher::store
