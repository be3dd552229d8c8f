#include "accounts/rules.hpp"

#include <gtest/gtest.h>

#include "support/properties.hpp"

namespace usher::accounts {
namespace {

constexpr Timestamp kNow{1'795'543'200'000};

TEST(Roles, admin_includes_staff_includes_scanner) {
  EXPECT_TRUE(includes(Role::admin, Role::report));
  EXPECT_TRUE(includes(Role::staff, Role::scanner));
  EXPECT_FALSE(includes(Role::staff, Role::admin));
  EXPECT_FALSE(includes(Role::staff, Role::report));
  EXPECT_FALSE(includes(Role::scanner, Role::staff));
  EXPECT_FALSE(includes(Role::report, Role::scanner));
}

TEST(SessionEnds, after_twelve_idle_hours_or_seven_days) {
  EXPECT_EQ(session_ends(kNow, kNow), kNow + std::chrono::hours(12));
  EXPECT_EQ(session_ends(kNow, kNow + std::chrono::hours(167)), kNow + std::chrono::hours(168));
}

TEST(CsrfToken, belongs_to_one_session) {
  EXPECT_EQ(csrf_token("a"), csrf_token("a"));
  EXPECT_NE(csrf_token("a"), csrf_token("b"));
}

TEST(Attempts, the_third_failure_within_fifteen_minutes_blocks) {
  AttemptState state;
  state = after_failure(state, kNow);
  state = after_failure(state, kNow + Duration{1000});
  EXPECT_FALSE(is_blocked(state, kNow + Duration{1000}));
  const Timestamp third = kNow + kAttemptWindow - Duration{1};
  state = after_failure(state, third);
  EXPECT_EQ(state.blocked_until, third + std::chrono::seconds(900));
  EXPECT_TRUE(is_blocked(state, third + std::chrono::seconds(900) - Duration{1}));
  EXPECT_FALSE(is_blocked(state, third + std::chrono::seconds(900)));
}

TEST(Attempts, the_window_slides) {
  AttemptState state;
  state = after_failure(state, kNow);
  state = after_failure(state, kNow + std::chrono::minutes(14));
  state = after_failure(state, kNow + std::chrono::minutes(15));  // the first is out by now
  EXPECT_FALSE(is_blocked(state, kNow + std::chrono::minutes(15)));
  state = after_failure(state, kNow + std::chrono::minutes(16));
  EXPECT_TRUE(is_blocked(state, kNow + std::chrono::minutes(16)));
}

TEST(Attempts, a_failure_during_a_block_does_not_extend_it) {
  AttemptState state;
  for (int i = 0; i < 3; ++i) state = after_failure(state, kNow);
  const AttemptState later = after_failure(state, kNow + std::chrono::minutes(10));
  EXPECT_EQ(later.blocked_until, state.blocked_until);
}

TEST(Attempts, counting_begins_anew_after_a_block) {
  AttemptState state;
  for (int i = 0; i < 3; ++i) state = after_failure(state, kNow);
  const Timestamp free = kNow + kBlockFor;
  state = after_failure(state, free);
  state = after_failure(state, free);
  EXPECT_FALSE(is_blocked(state, free));
  EXPECT_TRUE(is_blocked(after_failure(state, free), free));
}

// Against the plain definition: a list of all failures.
PROPERTY(Attempts, blocks_exactly_when_three_fall_into_one_window) {
  const auto gaps = *rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange(0, 600'000));
  AttemptState state;
  std::vector<Timestamp> counted;
  Timestamp now = kNow;
  Timestamp blocked_until{};
  for (const std::int64_t gap : gaps) {
    now = now + Duration{gap};
    if (now >= blocked_until) {
      counted.push_back(now);
      const auto recent =
          std::ranges::count_if(counted, [now](Timestamp at) { return at > now - kAttemptWindow; });
      if (recent >= 3) {
        blocked_until = now + kBlockFor;
        counted.clear();
      }
    }
    state = after_failure(state, now);
    RC_ASSERT(is_blocked(state, now) == (now < blocked_until));
    if (now < blocked_until) RC_ASSERT(state.blocked_until == blocked_until);
  }
}

}  // namespace
}  // namespace usher::accounts
