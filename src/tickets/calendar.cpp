#include "tickets/calendar.hpp"

#include <algorithm>
#include <string_view>

namespace usher::tickets {
namespace {

constexpr std::size_t kLineOctets = 75;

// Source: RFC 5545 section 3.3.11.
std::string escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || c == ';' || c == ',') out += '\\';
    if (c != '\r') out += c;
  }
  return out;
}

// Section 3.1: 75 octets without the line break, never in the middle of a UTF-8 character.
void append_line(std::string& out, std::string_view line) {
  std::size_t room = kLineOctets;
  while (line.size() > room) {
    std::size_t cut = room;
    while (cut > 0 && (static_cast<unsigned char>(line[cut]) & 0xc0) == 0x80) --cut;
    if (cut == 0) cut = room;
    out.append(line.substr(0, cut)).append("\r\n ");
    line.remove_prefix(cut);
    room = kLineOctets - 1;
  }
  out.append(line).append("\r\n");
}

// "20261124T180000Z" from "2026-11-24T18:00:00.000Z".
std::string utc(Timestamp at) {
  std::string text = format_rfc3339(at).substr(0, 19);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text + "Z";
}

void append_event(std::string& out, const CalendarEntry& entry) {
  const auto add = [&out](std::string_view name, const std::string& value) {
    append_line(out, std::string(name) + ":" + value);
  };
  add("BEGIN", "VEVENT");
  add("UID", escape(entry.uid));
  add("DTSTAMP", utc(entry.stamp));
  add("LAST-MODIFIED", utc(entry.stamp));
  add("SEQUENCE", std::to_string(entry.sequence));
  add("DTSTART", utc(entry.starts_at));
  add("DTEND", utc(entry.ends_at.value_or(entry.starts_at + kUsualShowLength)));
  add("SUMMARY", escape(entry.title));
  if (!entry.location.empty()) add("LOCATION", escape(entry.location));
  if (!entry.description.empty()) add("DESCRIPTION", escape(entry.description));
  if (!entry.url.empty()) add("URL", entry.url);
  add("STATUS", entry.cancelled ? "CANCELLED" : "CONFIRMED");
  add("TRANSP", "OPAQUE");
  add("END", "VEVENT");
}

}  // namespace

std::string to_icalendar(std::span<const CalendarEntry> entries) {
  std::string out;
  for (const auto* line :
       {"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Usher//Tickets//EN", "CALSCALE:GREGORIAN"})
    append_line(out, line);
  for (const auto& entry : entries) append_event(out, entry);
  append_line(out, "END:VCALENDAR");
  return out;
}

}  // namespace usher::tickets
