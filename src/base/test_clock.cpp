#include "base/test_clock.hpp"

#ifdef USHER_TEST_CLOCK
#include <charconv>
#include <fstream>
#include <sstream>
#include <string_view>
#include <utility>

namespace usher {
namespace {

std::int64_t steady_ms() {
  return std::chrono::floor<Duration>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

TestClock::TestClock(std::string file) : file_(std::move(file)) { look(); }

Timestamp TestClock::now() const {
  look();
  const auto frozen = frozen_ms_.load();
  if (frozen >= 0) return {frozen};
  return SystemClock{}.now() + Duration{offset_ms_.load()};
}

Duration TestClock::monotonic() const {
  look();
  const auto frozen = frozen_ms_.load();
  const auto passed = frozen >= 0 ? frozen - SystemClock{}.now().ms : offset_ms_.load();
  const auto wanted = steady_ms() + passed;
  auto latest = monotonic_ms_.load();
  while (latest < wanted && !monotonic_ms_.compare_exchange_weak(latest, wanted)) {}
  return Duration{std::max(latest, wanted)};
}

// At most once a millisecond, and by one thread. It is read each time: inode, size and a coarse
// mtime can all stay the same when a file is replaced twice in a moment.
void TestClock::look() const {
  const auto at = steady_ms();
  if (looked_ms_.load() == at) return;
  const std::lock_guard lock(looking_);
  read_file();
  looked_ms_ = at;
}

void TestClock::read_file() const {
  std::ifstream in(file_);
  std::string text;
  in >> text;
  std::string_view digits = text;
  const bool frozen = digits.starts_with('=');
  if (frozen) digits.remove_prefix(1);
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (frozen) {
    frozen_ms_ = value;
  } else {
    offset_ms_ = value;
    frozen_ms_ = -1;
  }
}

}  // namespace usher
#endif
