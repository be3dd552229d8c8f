#include "base/ids.hpp"

#include <algorithm>
#include <array>

namespace usher {
namespace {

// Source: Douglas Crockford's base 32 (no I, L, O, U).
constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::int64_t kEpochMs = 1704067200000;  // 2024-01-01T00:00:00Z
constexpr int kCounterBits = 22;
constexpr std::int64_t kCounterStarts = std::int64_t{1} << (kCounterBits - 1);

constexpr std::array<std::int8_t, 256> make_digits() {
  std::array<std::int8_t, 256> digits{};
  digits.fill(-1);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    const auto c = static_cast<unsigned char>(kAlphabet[i]);
    digits[c] = static_cast<std::int8_t>(i);
    if (c >= 'a') digits[c - 'a' + 'A'] = static_cast<std::int8_t>(i);
  }
  return digits;
}
constexpr auto kDigits = make_digits();

}  // namespace

std::string format_id(std::int64_t value) {
  auto rest = static_cast<std::uint64_t>(value);
  std::array<char, 13> text{};
  std::size_t at = text.size();
  do {
    text[--at] = kAlphabet[rest & 31];
    rest >>= 5;
  } while (rest != 0);
  return {text.data() + at, text.size() - at};
}

std::int64_t parse_id(std::string_view text) {
  if (text.empty() || text.size() > 13 || text.front() == '0') return 0;
  std::uint64_t value = 0;
  for (const char c : text) {
    const auto digit = kDigits[static_cast<unsigned char>(c)];
    if (digit < 0 || (value >> 58) != 0) return 0;
    value = value << 5 | static_cast<std::uint64_t>(digit);
  }
  return static_cast<std::int64_t>(value);
}

std::int64_t IdGenerator::next_value() {
  const std::int64_t base = std::max<std::int64_t>(clock_.now().ms - kEpochMs, 1) << kCounterBits;
  std::int64_t last = last_.load(std::memory_order_relaxed);
  for (;;) {
    std::int64_t next = last + 1;
    if (base > last) {
      next = base + static_cast<std::int64_t>(random_.below(kCounterStarts));
      if (next <= last) next = last + 1;
    }
    if (last_.compare_exchange_weak(last, next, std::memory_order_relaxed)) return next;
  }
}

}  // namespace usher
