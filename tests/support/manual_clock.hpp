// Purpose: a clock that stands still until a test moves it. Place: tests/support.
#pragma once
#include <atomic>

#include "base/clock.hpp"

namespace usher::testing {

// 2026-11-24T18:00:00.000Z, the instant at which every test begins.
inline constexpr Timestamp kTestStart{1795543200000};

// Thread-safe.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Timestamp start = kTestStart) : now_ms_(start.ms) {}

  Timestamp now() const override { return {now_ms_.load()}; }
  Duration monotonic() const override { return Duration{monotonic_ms_.load()}; }

  // Time passes: both the wall clock and the monotonic one move.
  void advance(Duration by) {
    now_ms_ += by.count();
    monotonic_ms_ += by.count();
  }
  // Somebody sets the wall clock, forwards or backwards; no time passes.
  void step_to(Timestamp at) { now_ms_ = at.ms; }

 private:
  std::atomic<std::int64_t> now_ms_;
  std::atomic<std::int64_t> monotonic_ms_{1'000'000};
};

}  // namespace usher::testing
