#include "accounts/attempts.hpp"

#include <gtest/gtest.h>

#include "accounts/rules.hpp"
#include "support/temp_store.hpp"

namespace usher::accounts {
namespace {

struct LimiterTest : ::testing::Test {
  usher::testing::TempStore db;
  AttemptLimiter limiter{house_secret(db.store(), db.random, "attempts")};
  AttemptKey zoe = limiter.key(AttemptClass::order_lookup, "203.0.113.7", "zoe@example.org");

  Result<bool> fail(const AttemptKey& key) {
    return db->write_now(store::kHouseLane,
                         [&](store::Transaction& tx) { return limiter.record_failure(tx, key); });
  }
  Status succeed(const AttemptKey& key) {
    return db->write_now(store::kHouseLane,
                         [&](store::Transaction& tx) { return limiter.record_success(tx, key); });
  }
  Status check(const AttemptKey& key) {
    return db->read_now([&](store::Queries& q) { return limiter.check(q, key); });
  }
};

TEST_F(LimiterTest, blocks_after_three_failures_and_says_how_long) {
  EXPECT_FALSE(*fail(zoe));
  EXPECT_FALSE(*fail(zoe));
  EXPECT_TRUE(check(zoe));
  EXPECT_TRUE(*fail(zoe));
  const auto blocked = check(zoe);
  ASSERT_FALSE(blocked);
  EXPECT_EQ(blocked.error().kind, ErrorKind::rate_limited);
  EXPECT_EQ(blocked.error().code, "too_many_attempts");
  EXPECT_EQ(blocked.error().retry_after, std::chrono::seconds(900));
  db.clock.advance(std::chrono::seconds(899) + Duration{1});
  EXPECT_EQ(check(zoe).error().retry_after, std::chrono::seconds(1));
  db.clock.advance(Duration{999});
  EXPECT_TRUE(check(zoe));
}

TEST_F(LimiterTest, a_right_answer_during_a_block_is_blocked_too) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(fail(zoe));
  EXPECT_EQ(succeed(zoe).error().code, "too_many_attempts");
  EXPECT_EQ(fail(zoe).error().code, "too_many_attempts");
  db.clock.advance(std::chrono::seconds(900));
  EXPECT_TRUE(succeed(zoe));
}

TEST_F(LimiterTest, the_networks_of_an_ipv6_site_share_a_bound) {
  const auto from = [&](int site, int network) {
    return limiter.key(AttemptClass::code_entry,
                       "2001:db8:" + std::to_string(site) + ":" + std::to_string(network) + "::/64",
                       "access code 7");
  };
  int guesses = 0;
  for (int network = 0; network < 100; ++network) {
    for (int i = 0; i < 3; ++i) guesses += fail(from(1, network)) ? 1 : 0;
  }
  EXPECT_EQ(guesses, 12);
  EXPECT_EQ(check(from(1, 500)).error().code, "too_many_attempts");
  EXPECT_EQ(succeed(from(1, 500)).error().code, "too_many_attempts");
  EXPECT_TRUE(check(from(2, 0)));
  db.clock.advance(std::chrono::minutes(15));
  EXPECT_TRUE(check(from(1, 500)));
}

TEST_F(LimiterTest, success_clears_the_count) {
  ASSERT_TRUE(fail(zoe));
  ASSERT_TRUE(fail(zoe));
  ASSERT_TRUE(succeed(zoe));
  EXPECT_FALSE(*fail(zoe));
  EXPECT_FALSE(*fail(zoe));
  EXPECT_TRUE(check(zoe));
}

TEST_F(LimiterTest, keeps_classes_networks_and_subjects_apart) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(fail(zoe));
  EXPECT_TRUE(check(limiter.key(AttemptClass::log_in, "203.0.113.7", "zoe@example.org")));
  EXPECT_TRUE(check(limiter.key(AttemptClass::order_lookup, "203.0.113.8", "zoe@example.org")));
  EXPECT_TRUE(check(limiter.key(AttemptClass::order_lookup, "203.0.113.7", "ann@example.org")));
}

TEST_F(LimiterTest, asks_for_a_captcha_when_many_networks_fail_for_one_subject) {
  const auto from = [&](int network) {
    return limiter.key(AttemptClass::order_lookup, "192.0.2." + std::to_string(network),
                       "zoe@example.org");
  };
  const auto asks = [&](const AttemptKey& key) {
    return *db->read_now(
        [&](store::Queries& q) -> Result<bool> { return limiter.asks_captcha(q, key); });
  };
  for (int i = 0; i < kCaptchaAfter; ++i) {
    EXPECT_FALSE(asks(zoe)) << i;
    ASSERT_TRUE(fail(from(i)));
    db.clock.advance(std::chrono::minutes(1));
  }
  EXPECT_TRUE(asks(zoe));
  EXPECT_TRUE(check(zoe)) << "but it locks nobody out";
  EXPECT_FALSE(asks(limiter.key(AttemptClass::order_lookup, "203.0.113.7", "ann@example.org")));
  EXPECT_FALSE(asks(limiter.key(AttemptClass::log_in, "203.0.113.7", "zoe@example.org")));
  ASSERT_TRUE(succeed(zoe));
  EXPECT_TRUE(asks(zoe)) << "a right answer says nothing of who goes on guessing";
  db.clock.advance(std::chrono::minutes(14));
  EXPECT_FALSE(asks(zoe));
  ASSERT_TRUE(fail(from(20)));
  EXPECT_FALSE(asks(zoe)) << "counting began anew";
}

TEST_F(LimiterTest, a_block_survives_a_restart) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(fail(zoe));
  db.reopen();
  EXPECT_EQ(house_secret(db.store(), db.random, "attempts"),
            house_secret(db.store(), db.random, "attempts"));
  const AttemptLimiter after{house_secret(db.store(), db.random, "attempts")};
  const auto key = after.key(AttemptClass::order_lookup, "203.0.113.7", "zoe@example.org");
  EXPECT_EQ(key.value, zoe.value);
  EXPECT_FALSE(check(key));
}

TEST_F(LimiterTest, forgets_what_no_longer_counts_but_no_block) {
  ASSERT_TRUE(fail(zoe));
  const auto other = limiter.key(AttemptClass::log_in, "203.0.113.7", "x");
  db.clock.advance(std::chrono::minutes(10));
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(fail(other));
  db.clock.advance(std::chrono::minutes(10));
  const auto forgotten = db->write_now(
      store::kHouseLane,
      [&](store::Transaction& tx) -> Result<std::int64_t> { return limiter.forget_old(tx, 10); });
  EXPECT_EQ(*forgotten, 1);
  EXPECT_FALSE(check(other));
}

TEST_F(LimiterTest, secrets_of_different_names_differ) {
  EXPECT_NE(house_secret(db.store(), db.random, "a"), house_secret(db.store(), db.random, "b"));
}

}  // namespace
}  // namespace usher::accounts
