#include "orders/setbacks.hpp"

#include <algorithm>

namespace usher::orders {

bool Setbacks::waits(OrderId order, Timestamp now) const {
  const std::lock_guard lock(mutex_);
  const auto found = setbacks_.find(order);
  // A clock that was set back makes nobody wait longer than a pause.
  return found != setbacks_.end() && found->second.until > now &&
         found->second.until - found->second.pause <= now;
}

bool Setbacks::begin(OrderId order) {
  const std::lock_guard lock(mutex_);
  return begun_.insert(order).second;
}

bool Setbacks::begun(OrderId order) const {
  const std::lock_guard lock(mutex_);
  return begun_.contains(order);
}

Duration Setbacks::failed(OrderId order, Timestamp now) {
  const std::lock_guard lock(mutex_);
  begun_.erase(order);
  if (setbacks_.size() >= kRememberedMax) setbacks_.clear();
  auto& setback = setbacks_[order];
  setback.pause = std::clamp(setback.pause * 2, kFirstPause, kLongestPause);
  setback.until = now + setback.pause;
  return setback.pause;
}

void Setbacks::ended(OrderId order) {
  const std::lock_guard lock(mutex_);
  begun_.erase(order);
  setbacks_.erase(order);
}

Timestamp Setbacks::next() const {
  const std::lock_guard lock(mutex_);
  Timestamp next = kNever;
  for (const auto& [order, setback] : setbacks_) next = std::min(next, setback.until);
  return next;
}

}  // namespace usher::orders
