#include "tickets/calendar.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "base/text.hpp"

namespace usher::tickets {
namespace {

CalendarEntry some_entry() {
  CalendarEntry entry;
  entry.uid = "abc@tickets.usher";
  entry.title = "The Nutcracker";
  entry.location = "Riverside Theatre, 12 Quay Street; rear";
  entry.description = "Row C\nSeat 12 \\ left";
  entry.starts_at = *parse_rfc3339("2026-12-25T00:30:00Z");
  entry.stamp = *parse_rfc3339("2026-11-24T18:00:00Z");
  return entry;
}

TEST(ToIcalendar, says_when_where_and_what) {
  const auto entry = some_entry();
  const std::string text = to_icalendar({&entry, 1});
  EXPECT_NE(text.find("DTSTART:20261225T003000Z\r\n"), std::string::npos);
  EXPECT_NE(text.find("DTEND:20261225T023000Z\r\n"), std::string::npos);
  EXPECT_NE(text.find("UID:abc@tickets.usher\r\n"), std::string::npos);
  EXPECT_NE(text.find("SUMMARY:The Nutcracker\r\n"), std::string::npos);
  EXPECT_NE(text.find("LOCATION:Riverside Theatre\\, 12 Quay Street\\; rear\r\n"),
            std::string::npos);
  EXPECT_NE(text.find("DESCRIPTION:Row C\\nSeat 12 \\\\ left\r\n"), std::string::npos);
  // A METHOD asks for an ORGANIZER (RFC 5546, 3.2.1); the file is an event to keep, no message.
  EXPECT_EQ(text.find("METHOD:"), std::string::npos);
  EXPECT_TRUE(text.starts_with("BEGIN:VCALENDAR\r\n"));
  EXPECT_TRUE(text.ends_with("END:VCALENDAR\r\n"));
}

TEST(ToIcalendar, ends_every_line_with_crlf_and_folds_at_75_octets) {
  CalendarEntry entry = some_entry();
  entry.title.clear();
  for (int i = 0; i < 60; ++i) entry.title += i % 3 == 0 ? "山" : "é";
  const std::string text = to_icalendar({&entry, 1});
  std::size_t begin = 0;
  std::string unfolded;
  while (begin < text.size()) {
    const auto end = text.find("\r\n", begin);
    ASSERT_NE(end, std::string::npos);
    const std::string line = text.substr(begin, end - begin);
    EXPECT_LE(line.size(), 75U) << line;
    EXPECT_TRUE(is_valid_utf8(line)) << "a fold tore a character";
    EXPECT_EQ(line.find('\n'), std::string::npos);
    unfolded += line.starts_with(' ') ? line.substr(1) : "\n" + line;
    begin = end + 2;
  }
  EXPECT_NE(unfolded.find("SUMMARY:" + entry.title), std::string::npos);
}

TEST(ToIcalendar, tells_of_a_cancelled_show) {
  CalendarEntry entry = some_entry();
  entry.cancelled = true;
  EXPECT_NE(to_icalendar({&entry, 1}).find("STATUS:CANCELLED\r\n"), std::string::npos);
}

TEST(ToIcalendar, cannot_be_made_to_say_more_by_a_title) {
  CalendarEntry entry = some_entry();
  entry.title = "x\r\nATTACH:file:///etc/passwd";
  EXPECT_EQ(to_icalendar({&entry, 1}).find("\r\nATTACH"), std::string::npos);
}

TEST(ToIcalendar, has_an_event_for_each_show) {
  std::vector<CalendarEntry> entries{some_entry(), some_entry()};
  entries[1].uid = "another";
  const std::string text = to_icalendar(entries);
  EXPECT_TRUE(text.starts_with("BEGIN:VCALENDAR\r\n"));
  EXPECT_TRUE(text.ends_with("END:VEVENT\r\nEND:VCALENDAR\r\n"));
  EXPECT_EQ(text.find("BEGIN:VCALENDAR", 1), std::string::npos);
  EXPECT_NE(text.find("END:VEVENT\r\nBEGIN:VEVENT\r\nUID:another\r\n"), std::string::npos);
}

}  // namespace
}  // namespace usher::tickets
