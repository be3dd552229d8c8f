#include "orders/looks.hpp"

#include <algorithm>

namespace usher::orders {

std::uint64_t Looks::come() {
  const std::lock_guard lock(mutex_);
  return ++events_;
}

Looks::Next Looks::next(const std::string& intent_id, std::uint64_t came, Duration now) {
  const std::lock_guard lock(mutex_);
  if (looks_.size() >= kRememberedMax)
    std::erase_if(looks_, [](const auto& each) { return !each.second.asking; });
  auto [found, is_new] = looks_.try_emplace(intent_id);
  Look& look = found->second;
  if (is_new) look.counted_at = now;
  if (look.answer && look.begun > came) return {Turn::wait, look.answer};
  if (look.asking) return {Turn::wait};
  const auto earned = (now - look.counted_at) / kEvery;
  look.left = static_cast<int>(std::min<std::int64_t>(kBurst, look.left + earned));
  look.counted_at += kEvery * earned;
  if (look.left == 0) return {Turn::too_often};
  --look.left;
  look.asking = true;
  look.begun = ++events_;
  look.answer.reset();
  return {Turn::mine};
}

void Looks::tell(const std::string& intent_id, Answer answer) {
  const std::lock_guard lock(mutex_);
  auto& look = looks_[intent_id];
  look.asking = false;
  look.answer = std::move(answer);
}

}  // namespace usher::orders
