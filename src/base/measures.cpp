#include "base/measures.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace usher {

Histogram::Histogram(std::initializer_list<double> bounds) : bounds_(bounds) {
  USHER_ASSERT(bounds_.size() <= kBoundsMax && std::ranges::is_sorted(bounds_));
}

void Histogram::observe(double value) {
  const auto bucket =
      static_cast<std::size_t>(std::ranges::lower_bound(bounds_, value) - bounds_.begin());
  buckets_[bucket].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(value, std::memory_order_relaxed);
}

Histogram::Reading Histogram::reading() const {
  Reading reading{bounds_, {}, sum_.load(std::memory_order_relaxed)};
  std::uint64_t at_most = 0;
  for (std::size_t i = 0; i <= bounds_.size(); ++i) {
    at_most += buckets_[i].load(std::memory_order_relaxed);
    reading.at_most.push_back(at_most);
  }
  return reading;
}

CountsBy::CountsBy(std::string_view label, std::initializer_list<std::string_view> values)
    : label_(label) {
  for (const auto value : values) counts_.emplace(value, 0);
}

void CountsBy::add(std::string_view value, double amount) {
  const std::lock_guard lock(mutex_);
  counts_.try_emplace(std::string(value), 0).first->second += amount;
}

void CountsBy::say(MeasureReader& reader, const Measure& measure) const {
  reader.family(measure);
  const std::lock_guard lock(mutex_);
  for (const auto& [value, count] : counts_) reader.number(measure, {{label_, value}}, count);
}

}  // namespace usher
