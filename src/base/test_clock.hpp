// Purpose: a clock that a file sets, so that tests of the whole server need not wait. Place: base.
// Only in builds with USHER_TEST_CLOCK; what ships has no such class.
//
// The file's text is an offset to the system's clock in milliseconds ("600000", "-1"), or with "="
// an instant at which time stands still ("=1795543200000"). An absent or empty file is no offset.
#pragma once
#ifdef USHER_TEST_CLOCK
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

#include "base/clock.hpp"

namespace usher {

// Thread-safe. Sees a change of the file after at most a millisecond. Writers replace the file by
// rename, so that it is never read half written.
class TestClock final : public Clock {
 public:
  explicit TestClock(std::string file);

  Timestamp now() const override;
  // Moves on with the offset too, as if the time had really passed, but never back.
  Duration monotonic() const override;

 private:
  void look() const;
  void read_file() const;

  const std::string file_;
  mutable std::mutex looking_;
  mutable std::atomic<std::int64_t> looked_ms_{-1};
  mutable std::atomic<std::int64_t> offset_ms_{0};
  mutable std::atomic<std::int64_t> frozen_ms_{-1};  // -1: time runs
  mutable std::atomic<std::int64_t> monotonic_ms_{0};
};

}  // namespace usher
#endif
