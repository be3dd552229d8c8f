// Purpose: the only way to know the time, so that tests and simulations can set it. Place: base.
#pragma once
#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace usher {

using Duration = std::chrono::milliseconds;

// An instant, in milliseconds since 1970-01-01T00:00:00Z. Stored as a bigint.
struct Timestamp {
  std::int64_t ms = 0;
  auto operator<=>(const Timestamp&) const = default;
  friend Timestamp operator+(Timestamp t, Duration d) { return {t.ms + d.count()}; }
  friend Timestamp operator-(Timestamp t, Duration d) { return {t.ms - d.count()}; }
  friend Duration operator-(Timestamp a, Timestamp b) { return Duration{a.ms - b.ms}; }
};

// Later than every instant that RFC 3339 can write (year 9999); used for "never expires".
inline constexpr Timestamp kNever{253402300800000};

// "2026-11-24T18:00:00.000Z". Source: RFC 3339, milliseconds as in the API's conventions.
std::string format_rfc3339(Timestamp at);
// Takes any RFC 3339 offset and up to nanoseconds (cut to ms); nullopt when it is not one, or
// outside the years 1970–9999.
std::optional<Timestamp> parse_rfc3339(std::string_view text);

// Thread-safe. Lives as long as the application.
class Clock {
 public:
  virtual ~Clock() = default;
  // The wall clock. May step in either direction.
  virtual Timestamp now() const = 0;
  // Never steps back; only differences mean anything. Drives timers.
  virtual Duration monotonic() const = 0;
};

class SystemClock final : public Clock {
 public:
  Timestamp now() const override;
  Duration monotonic() const override;
};

}  // namespace usher
