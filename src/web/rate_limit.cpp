#include "web/rate_limit.hpp"

#include <algorithm>
#include <cmath>

#include "base/log.hpp"
#include "web/proxies.hpp"

namespace usher::web {
namespace {

constexpr std::chrono::minutes kTellEvery{1};

}  // namespace

std::optional<std::chrono::seconds> RateLimit::take(RateClass which,
                                                    const boost::asio::ip::address& client,
                                                    bool local,
                                                    std::chrono::steady_clock::time_point now) {
  if (!enabled() || (local && !options_.limit_loopback)) return std::nullopt;
  const double cost = which == RateClass::write ? kDearest : 1;
  std::string key = network_of(client);
  key += which == RateClass::write ? 'w' : 'r';
  const std::lock_guard lock(mutex_);
  if (buckets_.size() >= kBucketsMax) forget_full(now);
  auto [entry, made] = buckets_.try_emplace(std::move(key), Bucket{capacity(), now});
  Bucket& bucket = entry->second;
  const std::chrono::duration<double> passed = now - bucket.filled_at;
  bucket.tokens = std::min(capacity(), bucket.tokens + passed.count() * rate());
  bucket.filled_at = now;
  if (bucket.tokens >= cost) {
    bucket.tokens -= cost;
    return std::nullopt;
  }
  if (now >= bucket.told_until) {
    bucket.told_until = now + kTellEvery;
    log::info("address_limited", {{"address", client.to_string()}});
  }
  const double wait_s = (cost - bucket.tokens) / rate();
  return std::chrono::seconds(std::max<std::int64_t>(1, std::llround(std::ceil(wait_s))));
}

void RateLimit::forget_full(std::chrono::steady_clock::time_point now) {
  // Who has been quiet for the time that fills a bucket is as good as new.
  const std::chrono::seconds fills_in(options_.burst_s);
  std::erase_if(buckets_,
                [&](const auto& entry) { return now - entry.second.filled_at >= fills_in; });
  // A flood from too many networks at once: start over rather than grow.
  if (buckets_.size() >= kBucketsMax) buckets_.clear();
}

}  // namespace usher::web
