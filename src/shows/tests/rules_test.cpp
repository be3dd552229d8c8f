#include "shows/rules.hpp"

#include <gtest/gtest.h>

#include "support/properties.hpp"

namespace usher::shows {
namespace {

Timestamp at(const char* text) { return parse_rfc3339(text).value(); }

ShowInfo show_at(const char* start, ShowStatus status = ShowStatus::on_sale) {
  ShowInfo show;
  show.starts_at = at(start);
  show.status = status;
  return show;
}

TEST(SaleState, follows_status_and_window) {
  auto show = show_at("2026-12-24T19:00:00Z");
  show.sales_start = at("2026-12-01T00:00:00Z");
  EXPECT_EQ(sale_state(show, at("2026-11-30T23:59:59.999Z")), SaleState::not_begun);
  EXPECT_EQ(sale_state(show, at("2026-12-01T00:00:00Z")), SaleState::open);
  EXPECT_EQ(sale_state(show, at("2026-12-24T18:59:59.999Z")), SaleState::open);
  EXPECT_EQ(sale_state(show, at("2026-12-24T19:00:00Z")), SaleState::over);
  show.sales_end = at("2026-12-20T00:00:00Z");
  EXPECT_EQ(sale_state(show, at("2026-12-20T00:00:00Z")), SaleState::over);
  for (const auto& [status, state] : {std::pair{ShowStatus::draft, SaleState::draft},
                                      {ShowStatus::paused, SaleState::paused},
                                      {ShowStatus::sold_out, SaleState::sold_out},
                                      {ShowStatus::cancelled, SaleState::cancelled},
                                      {ShowStatus::past, SaleState::over}}) {
    show.status = status;
    EXPECT_EQ(sale_state(show, at("2026-12-02T00:00:00Z")), state);
  }
}

TEST(EffectiveStatus, is_past_some_hours_after_the_start) {
  const auto show = show_at("2026-12-24T19:00:00Z");
  EXPECT_EQ(effective_status(show, at("2026-12-24T22:59:59Z")), ShowStatus::on_sale);
  EXPECT_EQ(effective_status(show, at("2026-12-24T23:00:00Z")), ShowStatus::past);
  const auto cancelled = show_at("2026-12-24T19:00:00Z", ShowStatus::cancelled);
  EXPECT_EQ(effective_status(cancelled, at("2027-01-01T00:00:00Z")), ShowStatus::cancelled);
}

TEST(StatusChange, knows_which_step_may_follow) {
  EXPECT_TRUE(check_status_change(ShowStatus::draft, ShowStatus::on_sale, true));
  EXPECT_TRUE(check_status_change(ShowStatus::on_sale, ShowStatus::paused, true));
  EXPECT_TRUE(check_status_change(ShowStatus::paused, ShowStatus::on_sale, true));
  EXPECT_TRUE(check_status_change(ShowStatus::sold_out, ShowStatus::sold_out, true));
  EXPECT_FALSE(check_status_change(ShowStatus::cancelled, ShowStatus::on_sale, true));
  EXPECT_FALSE(check_status_change(ShowStatus::draft, ShowStatus::sold_out, true));
  EXPECT_TRUE(check_status_change(ShowStatus::past, ShowStatus::on_sale, true));
  EXPECT_FALSE(check_status_change(ShowStatus::past, ShowStatus::on_sale, false));
}

const TimeZoneName kVienna{"Europe/Vienna"};

// Rules 33 and 50.
TEST(ResolveStart, reads_the_wall_clock_of_the_venue) {
  EXPECT_EQ(resolve_start({{}, "2026-12-24T19:30"}, kVienna, {}), at("2026-12-24T18:30:00Z"));
  EXPECT_EQ(resolve_start({{}, "2026-07-01T19:30:00"}, kVienna, {}), at("2026-07-01T17:30:00Z"));
  EXPECT_EQ(resolve_start({at("2026-07-01T17:30:00Z"), {}}, kVienna, {}),
            at("2026-07-01T17:30:00Z"));
}

TEST(ResolveStart, refuses_times_that_do_not_exist_or_exist_twice) {
  const auto code = [](const char* local, std::optional<Timestamp> current) {
    const auto start = resolve_start({{}, local}, kVienna, current);
    return start ? std::string("ok") : start.error().fields.front().code;
  };
  EXPECT_EQ(code("2026-03-29T02:30:00", {}), "local_time_does_not_exist");
  EXPECT_EQ(code("2026-10-25T02:30:00", {}), "local_time_is_ambiguous");
  EXPECT_EQ(code("2026-10-25T02:30:00", at("2026-10-25T01:30:00Z")), "ok");
  EXPECT_EQ(code("tomorrow", {}), "invalid_format");
  EXPECT_EQ(resolve_start({at("2026-10-25T01:30:00Z"), "2026-10-25T02:30:00"}, kVienna, {}),
            at("2026-10-25T01:30:00Z"));
}

TEST(ResolveStart, takes_the_one_that_changed_when_a_form_sends_both) {
  const auto current = at("2026-12-24T18:30:00Z");
  EXPECT_EQ(resolve_start({current, "2026-12-24T19:30:00"}, kVienna, current), current);
  EXPECT_EQ(resolve_start({current, "2026-12-25T19:30:00"}, kVienna, current),
            at("2026-12-25T18:30:00Z"));
  EXPECT_EQ(resolve_start({at("2026-12-26T18:30:00Z"), "2026-12-24T19:30:00"}, kVienna, current),
            at("2026-12-26T18:30:00Z"));
  EXPECT_FALSE(
      resolve_start({at("2026-12-26T18:30:00Z"), "2026-12-27T19:30:00"}, kVienna, current));
  EXPECT_EQ(resolve_start({{}, {}}, kVienna, current), current);
  EXPECT_FALSE(resolve_start({{}, {}}, kVienna, {}));
}

TEST(ShiftWithStart, keeps_the_time_of_day_over_a_change_of_clocks) {
  // Sales begin at 9:00 on the wall, ten days before; the new date is after the change.
  const auto moved = shift_with_start(at("2026-10-10T07:00:00Z"), at("2026-10-20T17:30:00Z"),
                                      at("2026-11-10T18:30:00Z"), kVienna);
  EXPECT_EQ(moved, at("2026-10-31T08:00:00Z"));
}

PROPERTY(ShiftWithStart, changes_nothing_when_the_show_stays) {
  const Timestamp start{*rc::gen::inRange<std::int64_t>(0, 4'000'000'000'000)};
  const Timestamp other{*rc::gen::inRange<std::int64_t>(0, 4'000'000'000'000)};
  const TimeZoneName zone{
      *rc::gen::element<std::string>("Europe/Vienna", "America/New_York", "Asia/Kathmandu", "UTC")};
  const auto moved = shift_with_start(other, start, start, zone);
  // An hour that exists twice may come back as its first one.
  RC_ASSERT(to_local_string(moved, zone) == to_local_string(other, zone));
}

TEST(CheckTimes, keeps_doors_and_sales_in_order) {
  auto show = show_at("2026-12-24T19:00:00Z");
  EXPECT_TRUE(check_times(show));
  show.doors_at = at("2026-12-24T19:00:01Z");
  EXPECT_EQ(check_times(show).error().fields.front().pointer, "/doors_at");
  show.doors_at.reset();
  show.sales_start = at("2026-12-24T19:00:00Z");
  EXPECT_EQ(check_times(show).error().fields.front().pointer, "/sales_start");
  show.sales_end = at("2026-12-24T20:00:00Z");
  EXPECT_TRUE(check_times(show));
}

constexpr pricing::Percent kAll = pricing::kMaxTax;

TEST(ReadPercent, is_exact_to_three_decimals) {
  EXPECT_EQ(read_percent(8.25, kAll, "/p"), pricing::Percent{8'250});
  EXPECT_EQ(read_percent(8.875, kAll, "/p"), pricing::Percent{8'875});
  EXPECT_EQ(read_percent(19, kAll, "/p"), pricing::Percent{19'000});
  EXPECT_FALSE(read_percent(8.8751, kAll, "/p"));
  EXPECT_FALSE(read_percent(-1, kAll, "/p"));
  EXPECT_FALSE(read_percent(100.001, kAll, "/p"));
}

PROPERTY(ReadPercent, reads_back_what_is_shown) {
  const pricing::Percent percent{*rc::gen::inRange<std::int64_t>(0, kAll.thousandths + 1)};
  TicketConfig config;
  config.tax = pricing::Tax{"VAT", percent, true};
  RC_ASSERT(read_percent(view_of(config).tax->percent, kAll, "/p").value() == percent);
}

}  // namespace
}  // namespace usher::shows
