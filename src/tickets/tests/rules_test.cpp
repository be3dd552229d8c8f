#include "tickets/rules.hpp"

#include <gtest/gtest.h>

namespace usher::tickets {
namespace {

constexpr Timestamp kNow{1'000'000};

EntryFacts valid_ticket() {
  return {TicketStatus::valid, ShowId{1}, ShowId{1}, false, std::nullopt};
}

TEST(JudgeEntry, admits_a_valid_ticket_of_this_show) {
  EXPECT_EQ(judge_entry(valid_ticket(), kNow), ScanResult::admitted);
}

TEST(JudgeEntry, judges_validity_before_use_and_everything_else) {
  EntryFacts facts = valid_ticket();
  facts.status = TicketStatus::void_;
  facts.scanned_at_show = ShowId{2};
  EXPECT_EQ(judge_entry(facts, kNow), ScanResult::void_);
  facts.status = TicketStatus::transferred;
  EXPECT_EQ(judge_entry(facts, kNow), ScanResult::void_);
}

TEST(JudgeEntry, judges_the_show_before_use) {
  EntryFacts facts = valid_ticket();
  facts.status = TicketStatus::used;
  facts.inside = true;
  facts.scanned_at_show = ShowId{2};
  EXPECT_EQ(judge_entry(facts, kNow), ScanResult::wrong_show);
  facts.scanned_at_show = ShowId{1};
  EXPECT_EQ(judge_entry(facts, kNow), ScanResult::already_used);
}

TEST(JudgeEntry, refuses_early_scans_only_where_an_opening_is_set) {
  EntryFacts facts = valid_ticket();
  facts.opens_at = kNow;
  EXPECT_EQ(judge_entry(facts, kNow - Duration{1}), ScanResult::too_early);
  EXPECT_EQ(judge_entry(facts, kNow), ScanResult::admitted);
}

TEST(WhyVoid, says_nothing_of_a_good_ticket_and_the_cause_of_every_other) {
  using shows::ShowStatus;
  EXPECT_FALSE(why_void(TicketStatus::valid, ShowStatus::on_sale));
  EXPECT_FALSE(why_void(TicketStatus::used, ShowStatus::cancelled));
  EXPECT_EQ(why_void(TicketStatus::void_, ShowStatus::on_sale), VoidReason::refunded);
  EXPECT_EQ(why_void(TicketStatus::void_, ShowStatus::cancelled), VoidReason::show_cancelled);
  EXPECT_EQ(why_void(TicketStatus::transferred, ShowStatus::on_sale), VoidReason::passed_on);
}

TEST(MakeTicketNumber, has_the_date_and_six_characters) {
  EXPECT_EQ(make_ticket_number(*parse_rfc3339("2026-11-24T23:59:59Z"), 0), "TKT-20261124-000000");
  EXPECT_EQ(make_ticket_number(*parse_rfc3339("2026-11-24T23:59:59Z"), ~0ULL),
            "TKT-20261124-ZZZZZZ");
}

TEST(TicketNumberIn, reads_a_number_however_it_is_typed) {
  for (const char* text : {"TKT-20261125-V00PBH", " tkt-20261125-v00pbh\n", "TKT-2O26II25-VOOPBH"})
    EXPECT_EQ(ticket_number_in(text), "TKT-20261125-V00PBH") << text;
}

TEST(TicketNumberIn, finds_none_in_anything_else) {
  for (const char* text : {"", "   ", "V00PBH", "TKT-20261125-V00PB", "TKT-20261125-V00PBU",
                           "ORD-20261125-V00PBH", "TKT-2026112A-V00PBH", "TKT 20261125 V00PBH"})
    EXPECT_EQ(ticket_number_in(text), std::nullopt) << text;
}

}  // namespace
}  // namespace usher::tickets
