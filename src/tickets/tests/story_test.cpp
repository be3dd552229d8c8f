// What passages come to, as a pure rule.
#include <gtest/gtest.h>

#include "tickets/rules.hpp"

namespace usher::tickets {
namespace {

constexpr Timestamp kNow{1'000'000};

Passage entry(std::int64_t at, bool offline = false) {
  return {Direction::entry, kNow + Duration{at}, "North", offline, kNow + Duration{at + 1000}};
}
Passage leaving(std::int64_t at) {
  return {Direction::exit, kNow + Duration{at}, "South", false, kNow + Duration{at}};
}

TEST(Story, begins_outside) {
  const Story story = tell({}, std::nullopt);
  EXPECT_FALSE(story.inside);
  EXPECT_FALSE(story.first_entry);
}

TEST(Story, in_and_out_and_in_again_is_no_conflict) {
  const Story story = tell({entry(0), leaving(5), entry(9)}, std::nullopt);
  EXPECT_TRUE(story.inside);
  EXPECT_EQ(story.first_entry->at, kNow);
  EXPECT_EQ(story.conflicts, std::vector<std::optional<ConflictKind>>(3));
}

TEST(Story, who_is_in_twice_is_a_conflict_at_the_later_gate) {
  const Story story = tell({entry(0), entry(5), leaving(6), leaving(7)}, std::nullopt);
  EXPECT_FALSE(story.inside);
  EXPECT_FALSE(story.conflicts[0]);
  EXPECT_EQ(story.conflicts[1], ConflictKind::admitted_twice);
  EXPECT_FALSE(story.conflicts[2]);
  EXPECT_EQ(story.conflicts[3], ConflictKind::not_inside);
}

TEST(Story, an_offline_admission_of_a_void_ticket_counts_and_is_flagged) {
  const Story known = tell({entry(0, true)}, kNow + Duration{500});
  EXPECT_TRUE(known.inside);
  EXPECT_EQ(known.conflicts[0], ConflictKind::void_);
  const Story refunded_later = tell({entry(0, true)}, kNow + Duration{5000});
  EXPECT_FALSE(refunded_later.conflicts[0]) << "it was known to be in by then";
  EXPECT_FALSE(tell({entry(0)}, kNow + Duration{500}).conflicts[0])
      << "the server judged validity itself";
}

TEST(JudgeExit, needs_somebody_inside) {
  EntryFacts facts{TicketStatus::used, ShowId{1}, ShowId{1}, true, std::nullopt};
  EXPECT_EQ(judge_exit(facts), ScanResult::left);
  facts.inside = false;
  EXPECT_EQ(judge_exit(facts), ScanResult::not_inside);
  facts.scanned_at_show = ShowId{2};
  EXPECT_EQ(judge_exit(facts), ScanResult::wrong_show);
}

TEST(JudgeEntry, who_has_left_may_come_in_again) {
  const EntryFacts facts{TicketStatus::used, ShowId{1}, ShowId{1}, false, std::nullopt};
  EXPECT_EQ(judge_entry(facts, kNow), ScanResult::admitted);
}

}  // namespace
}  // namespace usher::tickets
