#include "base/time_zone.hpp"

#include <date/tz.h>
#include <fmt/format.h>
#include <unicode/datefmt.h>
#include <unicode/locid.h>
#include <unicode/simpletz.h>

#include <exception>
#include <memory>

#include "base/assert.hpp"

namespace usher {
namespace {

using LocalMs = date::local_time<Duration>;
using LocalSeconds = date::local_time<std::chrono::seconds>;

const date::time_zone* find_zone(const std::string& name) {
  try {
    return date::locate_zone(name);
  } catch (const std::exception&) {  // the library's only way to say "unknown"
    return nullptr;
  }
}

const date::time_zone& zone_of(const TimeZoneName& name) {
  const auto* zone = find_zone(name.value);
  if (zone == nullptr) zone = find_zone("UTC");
  USHER_ASSERT(zone != nullptr);
  return *zone;
}

date::sys_info info_at(Timestamp at, const TimeZoneName& zone) {
  return zone_of(zone).get_info(std::chrono::sys_time<Duration>{Duration{at.ms}});
}

std::string format_local(LocalSeconds local) {
  const auto day = date::floor<date::days>(local);
  const date::year_month_day ymd{day};
  const auto in_day = (local - day).count();
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(ymd.year()),
                     static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()),
                     in_day / 3600, in_day / 60 % 60, in_day % 60);
}

// A wall clock reading, read as if the clock were that of UTC.
std::optional<LocalMs> parse_local(std::string_view text) {
  std::string whole(text);
  if (whole.size() == 16) whole += ":00";
  // The offset that is appended here must be the only one.
  if (whole.size() < 19 || whole.find_first_of("zZ+") != std::string::npos ||
      whole.find('-', 8) != std::string::npos) {
    return std::nullopt;
  }
  const auto at = parse_rfc3339(whole + 'Z');
  if (!at) return std::nullopt;
  return LocalMs{Duration{at->ms}};
}

Timestamp instant(LocalMs local, std::chrono::seconds offset) {
  return {(local.time_since_epoch() - offset).count()};
}

}  // namespace

std::expected<TimeZoneName, TextFault> TimeZoneName::parse(std::string_view text) {
  std::string name(text);
  if (name.empty()) return std::unexpected(TextFault{"too_short", "This must not be empty."});
  if (name.size() > 64 || find_zone(name) == nullptr) {
    return std::unexpected(
        TextFault{"invalid_format", "A time zone is named as in America/New_York."});
  }
  return TimeZoneName{std::move(name)};
}

TextSchema TimeZoneName::schema() { return {1, 64, "^[A-Za-z0-9_+/-]+$", {}}; }

std::string to_local_string(Timestamp at, const TimeZoneName& zone) {
  const auto offset = info_at(at, zone).offset;
  const Duration local = Duration{at.ms} + offset;
  return format_local(LocalSeconds{date::floor<std::chrono::seconds>(local)});
}

std::chrono::seconds utc_offset(Timestamp at, const TimeZoneName& zone) {
  return info_at(at, zone).offset;
}

std::string zone_abbreviation(Timestamp at, const TimeZoneName& zone) {
  return info_at(at, zone).abbrev;
}

Result<Timestamp> from_local(std::string_view local, const TimeZoneName& zone, WhenTwice when_twice,
                             std::optional<Timestamp> current) {
  const auto wall = parse_local(local);
  if (!wall) {
    return refuse(ErrorKind::invalid, "invalid_format",
                  "A local time is written 2026-12-24T19:30, without an offset.");
  }
  const auto seconds = date::floor<std::chrono::seconds>(*wall);
  if (current && to_local_string(*current, zone) == format_local(seconds)) return *current;
  const date::local_info info = zone_of(zone).get_info(*wall);
  switch (info.result) {
    case date::local_info::unique:
      return instant(*wall, info.first.offset);
    case date::local_info::nonexistent: {
      const Timestamp after{
          std::chrono::duration_cast<Duration>(info.second.begin.time_since_epoch()).count()};
      return refuse(ErrorKind::invalid, "local_time_does_not_exist",
                    fmt::format("In {} the clocks skip {}; the next time that exists is {}.",
                                zone.value, format_local(seconds), to_local_string(after, zone)));
    }
    default:
      break;
  }
  if (when_twice == WhenTwice::refuse) {
    return refuse(ErrorKind::invalid, "local_time_is_ambiguous",
                  fmt::format("In {} the clocks show {} twice; say which one by its UTC time.",
                              zone.value, format_local(seconds)));
  }
  return instant(*wall, when_twice == WhenTwice::earlier ? info.first.offset : info.second.offset);
}

std::string format_for_people(Timestamp at, const TimeZoneName& zone, std::string_view locale) {
  const auto info = info_at(at, zone);
  UErrorCode status = U_ZERO_ERROR;
  auto place = icu::Locale::forLanguageTag(
      icu::StringPiece(locale.data(), static_cast<std::int32_t>(locale.size())), status);
  if (U_FAILURE(status)) place = icu::Locale::getEnglish();
  std::unique_ptr<icu::DateFormat> format(icu::DateFormat::createDateTimeInstance(
      icu::DateFormat::kFull, icu::DateFormat::kShort, place));
  USHER_ASSERT(format != nullptr);
  // ICU carries its own copy of the zones; the offset comes from the one that decides.
  const auto offset_ms = static_cast<std::int32_t>(Duration(info.offset).count());
  format->adoptTimeZone(new icu::SimpleTimeZone(offset_ms, icu::UnicodeString("venue")));
  icu::UnicodeString wide;
  format->format(static_cast<UDate>(at.ms), wide);
  std::string text;
  wide.toUTF8String(text);
  return text + ' ' + info.abbrev;
}

}  // namespace usher
