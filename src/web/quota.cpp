#include "web/quota.hpp"

#include "base/assert.hpp"
#include "web/proxies.hpp"

namespace usher::web {
namespace {

using boost::asio::ip::address;

constexpr unsigned kWideShift = 16;  // from a /64 to its /48

std::uint64_t first_64_bits(const address& plain) {
  const auto bytes = plain.to_v6().to_bytes();
  std::uint64_t key = 0;
  for (std::size_t i = 0; i < 8; ++i) key = key << 8 | bytes[i];
  return key;
}

std::int64_t held_by(const std::unordered_map<std::uint64_t, std::int64_t>& held,
                     std::uint64_t key) {
  const auto found = held.find(key);
  return found == held.end() ? 0 : found->second;
}

void take_off(std::unordered_map<std::uint64_t, std::int64_t>& held, std::uint64_t key,
              std::int64_t less) noexcept {
  const auto found = held.find(key);
  if (found == held.end()) return;
  found->second -= less;
  if (found->second <= 0) held.erase(found);
}

}  // namespace

Quota::Share& Quota::Share::operator=(Share&& other) noexcept {
  if (this == &other) return *this;
  release();
  quota_ = std::exchange(other.quota_, nullptr);
  address_ = other.address_;
  held_ = std::exchange(other.held_, 0);
  return *this;
}

Quota::Verdict Quota::Share::resize(Quota& quota, const address& of, std::int64_t amount) {
  if (amount <= held_) {
    if (amount < held_) quota_->give_back(address_, held_ - amount);
    held_ = amount;
    return Verdict::granted;
  }
  if (held_ == 0) {
    quota_ = &quota;
    address_ = of;
  }
  USHER_ASSERT(quota_ == &quota);
  const auto verdict = quota.take(address_, amount - held_);
  if (verdict == Verdict::granted) held_ = amount;
  return verdict;
}

void Quota::Share::release() {
  if (held_ > 0) quota_->give_back(address_, held_);
  held_ = 0;
}

std::int64_t Quota::held() const {
  const std::lock_guard lock(mutex_);
  return all_;
}

Quota::Key Quota::network_key(const address& any) {
  // ::ffff:a.b.c.d as the first half of an address, where no network is.
  constexpr Key kMapped = Key{0xffff} << 32;
  const address plain = plain_address(any);
  return plain.is_v4() ? kMapped | plain.to_v4().to_uint() : first_64_bits(plain);
}

std::optional<Quota::Key> Quota::wide_key(const address& any) {
  const address plain = plain_address(any);
  if (plain.is_v4()) return std::nullopt;
  return first_64_bits(plain) >> kWideShift;
}

Quota::Verdict Quota::take(const address& of, std::int64_t more) {
  const Key network = network_key(of);
  const auto wide = wide_key(of);
  const std::lock_guard lock(mutex_);
  if (held_by(by_network_, network) + more > bounds_.per_address) {
    return Verdict::address_has_enough;
  }
  if (wide && held_by(by_wide_, *wide) + more > kWideFactor * bounds_.per_address) {
    return Verdict::address_has_enough;
  }
  if (all_ + more > bounds_.total) return Verdict::all_taken;
  // Both entries before either counts: making one may fail.
  auto& of_network = by_network_[network];
  if (wide) by_wide_[*wide] += more;
  of_network += more;
  all_ += more;
  return Verdict::granted;
}

void Quota::give_back(const address& of, std::int64_t less) noexcept {
  const Key network = network_key(of);
  const auto wide = wide_key(of);
  const std::lock_guard lock(mutex_);
  take_off(by_network_, network, less);
  if (wide) take_off(by_wide_, *wide, less);
  all_ -= less;
}

}  // namespace usher::web
