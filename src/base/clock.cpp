#include "base/clock.hpp"

#include <fmt/format.h>

#include <charconv>

namespace usher {
namespace {

using std::chrono::floor;
using std::chrono::sys_days;
using std::chrono::year_month_day;

// Reads exactly `digits` digits and moves on.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

// Up to nine digits after the point, cut to milliseconds.
std::optional<int> take_fraction_ms(std::string_view& text) {
  int ms = 0;
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
  if (digits == 0 || digits > 9) return std::nullopt;
  for (std::size_t i = 0; i < 3; ++i) ms = ms * 10 + (i < digits ? text[i] - '0' : 0);
  text.remove_prefix(digits);
  return ms;
}

// "Z" or "+hh:mm", in minutes east of UTC.
std::optional<int> take_offset(std::string_view& text) {
  if (take(text, 'Z') || take(text, 'z')) return 0;
  const int sign = text.starts_with('-') ? -1 : 1;
  if (!take(text, '-') && !take(text, '+')) return std::nullopt;
  const auto hours = take_number(text, 2);
  if (!hours || !take(text, ':')) return std::nullopt;
  const auto minutes = take_number(text, 2);
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return sign * (*hours * 60 + *minutes);
}

}  // namespace

std::string format_rfc3339(Timestamp at) {
  const std::chrono::sys_time<Duration> instant{Duration{at.ms}};
  const auto day = floor<std::chrono::days>(instant);
  const year_month_day date{day};
  const auto in_day = (instant - day).count();
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     in_day / 3'600'000, in_day / 60'000 % 60, in_day / 1000 % 60, in_day % 1000);
}

std::optional<Timestamp> parse_rfc3339(std::string_view text) {
  const auto year = take_number(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const auto month = take_number(text, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const auto day = take_number(text, 2);
  if (!day || !(take(text, 'T') || take(text, 't') || take(text, ' '))) return std::nullopt;
  const auto hour = take_number(text, 2);
  if (!hour || !take(text, ':')) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || !take(text, ':')) return std::nullopt;
  const auto second = take_number(text, 2);
  if (!second) return std::nullopt;
  std::optional<int> ms = 0;
  if (take(text, '.')) ms = take_fraction_ms(text);
  if (!ms) return std::nullopt;
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;

  const year_month_day date{std::chrono::year{*year},
                            std::chrono::month(static_cast<unsigned>(*month)),
                            std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  const auto days = sys_days{date}.time_since_epoch().count();
  const std::int64_t at =
      ((static_cast<std::int64_t>(days) * 24 + *hour) * 60 + *minute - *offset) * 60'000 +
      *second * 1000 + *ms;
  if (at < 0 || at >= kNever.ms) return std::nullopt;
  return Timestamp{at};
}

Timestamp SystemClock::now() const {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return {floor<Duration>(now).count()};
}

Duration SystemClock::monotonic() const {
  return floor<Duration>(std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace usher
