// Times on the wall clock of a venue (rules 33 and 50).
#include "base/time_zone.hpp"

#include <gtest/gtest.h>

#include "support/properties.hpp"

namespace usher {
namespace {

const TimeZoneName kNewYork{"America/New_York"};
const TimeZoneName kBerlin{"Europe/Berlin"};

Timestamp at(std::string_view text) { return *parse_rfc3339(text); }

TEST(TimeZone, knows_iana_names_only) {
  EXPECT_TRUE(TimeZoneName::parse("Europe/Berlin"));
  EXPECT_TRUE(TimeZoneName::parse("UTC"));
  for (const char* bad : {"", "Berlin", "Europe/Atlantis", "../../etc/passwd", "GMT+25"}) {
    EXPECT_FALSE(TimeZoneName::parse(bad)) << bad;
  }
}

TEST(TimeZone, shows_the_wall_clock_of_summer_and_winter) {
  EXPECT_EQ(to_local_string(at("2026-12-25T00:30:00Z"), kNewYork), "2026-12-24T19:30:00");
  EXPECT_EQ(to_local_string(at("2026-07-01T00:30:00Z"), kNewYork), "2026-06-30T20:30:00");
  EXPECT_EQ(utc_offset(at("2026-12-25T00:30:00Z"), kBerlin).count(), 3600);
  EXPECT_EQ(zone_abbreviation(at("2026-07-01T00:30:00Z"), kBerlin), "CEST");
}

TEST(TimeZone, reads_the_wall_clock) {
  EXPECT_EQ(*from_local("2026-12-24T19:30", kNewYork), at("2026-12-25T00:30:00Z"));
  EXPECT_EQ(*from_local("2026-12-24T19:30:15.250", kNewYork), at("2026-12-25T00:30:15.250Z"));
  for (const char* bad : {"", "2026-12-24", "2026-12-24T19:30Z", "2026-12-24T19:30:00+01:00",
                          "2026-12-24T19:30:00-05:00", "2026-13-24T19:30", "2026-12-24T25:30"}) {
    EXPECT_EQ(from_local(bad, kNewYork).error().code, "invalid_format") << bad;
  }
}

TEST(TimeZone, refuses_a_time_that_the_clocks_skip) {
  const auto refused = from_local("2026-03-29T02:30", kBerlin);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "local_time_does_not_exist");
  EXPECT_NE(refused.error().detail.find("2026-03-29T03:00:00"), std::string::npos);
}

TEST(TimeZone, asks_which_when_a_time_exists_twice) {
  EXPECT_EQ(from_local("2026-10-25T02:30", kBerlin).error().code, "local_time_is_ambiguous");
  EXPECT_EQ(*from_local("2026-10-25T02:30", kBerlin, WhenTwice::earlier),
            at("2026-10-25T00:30:00Z"));
  EXPECT_EQ(*from_local("2026-10-25T02:30", kBerlin, WhenTwice::later), at("2026-10-25T01:30:00Z"));
}

TEST(TimeZone, saving_an_unchanged_form_changes_nothing) {
  const auto later = at("2026-10-25T01:30:00.123Z");
  EXPECT_EQ(*from_local("2026-10-25T02:30", kBerlin, WhenTwice::refuse, later), later);
}

TEST(TimeZone, there_and_back_is_the_same_instant) {
  const auto zones =
      rc::gen::element<std::string>("America/New_York", "Europe/Berlin", "Australia/Lord_Howe",
                                    "Asia/Kathmandu", "UTC", "America/St_Johns", "Pacific/Apia");
  testing::check_property("holds for whatever is drawn", [&] {
    const TimeZoneName zone{*zones};
    const Timestamp instant{*rc::gen::inRange<std::int64_t>(1'577'836'800, 2'208'988'800) * 1000};
    const std::string local = to_local_string(instant, zone);
    const auto earlier = from_local(local, zone, WhenTwice::earlier);
    const auto later = from_local(local, zone, WhenTwice::later);
    RC_ASSERT(earlier.has_value() && later.has_value());
    RC_ASSERT(*earlier == instant || *later == instant);
    RC_ASSERT(*from_local(local, zone, WhenTwice::refuse, instant) == instant);
  });
}

TEST(TimeZone, is_written_for_people_with_its_zone) {
  const std::string text = format_for_people(at("2026-12-25T00:30:00Z"), kNewYork);
  EXPECT_NE(text.find("Thursday, December 24, 2026"), std::string::npos) << text;
  EXPECT_NE(text.find("7:30"), std::string::npos) << text;
  EXPECT_TRUE(text.ends_with(" EST")) << text;
  EXPECT_NE(format_for_people(at("2026-12-25T00:30:00Z"), kBerlin, "de").find("Freitag"),
            std::string::npos);
}

}  // namespace
}  // namespace usher
