// Purpose: between instants and the venue's wall clock (rules 33 and 50). Place: base.
// Uses the system's time zone database through Howard Hinnant's date library. Thread-safe.
#pragma once
#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/text.hpp"

namespace usher {

// An IANA name that this system knows ("America/New_York").
struct TimeZoneName {
  std::string value = "UTC";
  auto operator<=>(const TimeZoneName&) const = default;
  static std::expected<TimeZoneName, TextFault> parse(std::string_view text);
  static TextSchema schema();
};

// "2026-12-24T19:30:00": what the clock on the venue's wall shows, to the second.
// An unknown zone (a column written by a system that knew more) counts as UTC.
std::string to_local_string(Timestamp at, const TimeZoneName& zone);

// How far the zone is ahead of UTC at that instant.
std::chrono::seconds utc_offset(Timestamp at, const TimeZoneName& zone);

// "CET", or "+03" where the zone has no letters.
std::string zone_abbreviation(Timestamp at, const TimeZoneName& zone);

// What to do with a local time that exists twice, when the clocks go back.
enum class WhenTwice { refuse, earlier, later };

// The instant at which the wall clock shows `local` ("YYYY-MM-DDTHH:MM", seconds and fraction may
// follow, no offset). When `current` already shows this time it is the answer, so that saving an
// unchanged form changes nothing.
// Errors: invalid with code `invalid_format`, `local_time_does_not_exist` (the clocks skip it; the
// detail names the next one that exists) or `local_time_is_ambiguous`.
Result<Timestamp> from_local(std::string_view local, const TimeZoneName& zone,
                             WhenTwice when_twice = WhenTwice::refuse,
                             std::optional<Timestamp> current = std::nullopt);

// "Thursday, December 24, 2026 at 7:30 PM EST", in the words of `locale` ("en", "de-CH").
std::string format_for_people(Timestamp at, const TimeZoneName& zone,
                              std::string_view locale = "en");

}  // namespace usher
