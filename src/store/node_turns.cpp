#include "store/node_turns.hpp"

#include <algorithm>
#include <utility>

namespace usher::store {
namespace {

// Both ascending.
bool share_a_key(const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b) {
  auto left = a.begin();
  auto right = b.begin();
  while (left != a.end() && right != b.end()) {
    if (*left == *right) return true;
    *left < *right ? ++left : ++right;
  }
  return false;
}

}  // namespace

NodeTurns::Turn::Turn(Turn&& other) noexcept
    : turns_(std::exchange(other.turns_, nullptr)), place_(other.place_) {}

NodeTurns::Turn& NodeTurns::Turn::operator=(Turn&& other) noexcept {
  std::swap(turns_, other.turns_);
  std::swap(place_, other.place_);
  return *this;
}

NodeTurns::Turn::~Turn() {
  if (turns_ == nullptr) return;
  {
    const std::lock_guard lock(turns_->mutex_);
    turns_->lanes_.erase(place_);
  }
  turns_->given_back_.notify_all();
}

std::optional<NodeTurns::Turn> NodeTurns::take(std::vector<std::int64_t> keys,
                                               std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  const auto place = lanes_.insert(lanes_.end(), std::move(keys));
  const bool mine = given_back_.wait_for(lock, patience, [&] {
    return std::none_of(lanes_.begin(), place,
                        [&](const auto& before) { return share_a_key(before, *place); });
  });
  if (mine) return Turn(*this, place);
  lanes_.erase(place);
  lock.unlock();
  // Whoever came later waited for these keys, too.
  given_back_.notify_all();
  return std::nullopt;
}

}  // namespace usher::store
