// Purpose: shows as calendar entries. Place: tickets, pure. Source: RFC 5545.
#pragma once
#include <optional>
#include <span>
#include <string>

#include "base/clock.hpp"

namespace usher::tickets {

// How long an evening is in the calendar when nobody says how long the show is.
inline constexpr std::chrono::hours kUsualShowLength{2};

struct CalendarEntry {
  std::string uid;  // the same at every download, so that calendars update instead of doubling
  std::string title;
  std::string location;
  std::string description;
  std::string url{};
  Timestamp starts_at;
  std::optional<Timestamp> ends_at{};
  Timestamp stamp;            // when the entry last changed
  std::int64_t sequence = 0;  // grows with every change
  bool cancelled = false;
};

// A text/calendar document with an event each; times in UTC, lines folded at 75 octets.
std::string to_icalendar(std::span<const CalendarEntry> entries);

}  // namespace usher::tickets
