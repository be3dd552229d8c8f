#include "jobs/once.hpp"

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "support/temp_store.hpp"

namespace usher::jobs {
namespace {

struct Made {
  std::string token;
  std::int64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(Made, (), (token, number))

OnceKey key_of(std::string key, std::string_view body = "{}", std::string scope = "POST /x") {
  return {std::move(scope), std::move(key), token_hash(body)};
}

struct Once : ::testing::Test {
  usher::testing::TempStore db;
  std::int64_t runs = 0;

  Result<Made> ask(std::optional<OnceKey> key) {
    return db->write_now(store::kHouseLane, [&](store::Transaction& tx) {
      return once<Made>(tx, key, [&]() -> Result<Made> {
        ++runs;
        return Made{"secret-" + std::to_string(runs), runs};
      });
    });
  }
};

TEST_F(Once, answers_the_same_again_and_works_once) {
  EXPECT_EQ(ask(key_of("k1"))->number, 1);
  EXPECT_EQ(ask(key_of("k1"))->number, 1);
  EXPECT_EQ(ask(key_of("k1"))->token, "secret-1");
  EXPECT_EQ(ask(key_of("k2"))->number, 2);
  db.reopen();
  EXPECT_EQ(ask(key_of("k1"))->number, 1);
  EXPECT_EQ(runs, 2);
}

TEST_F(Once, runs_each_time_without_a_key) {
  EXPECT_EQ(ask(std::nullopt)->number, 1);
  EXPECT_EQ(ask(std::nullopt)->number, 2);
}

TEST_F(Once, refuses_a_key_with_another_body) {
  ASSERT_TRUE(ask(key_of("k1", "{}")));
  const auto refused = ask(key_of("k1", R"({"a":1})"));
  EXPECT_EQ(refused.error().code, "idempotency_key_reused");
  EXPECT_EQ(refused.error().kind, ErrorKind::invalid);
}

TEST_F(Once, keeps_scopes_apart) {
  EXPECT_EQ(ask(key_of("k1", "{}", "POST /a user 1"))->number, 1);
  EXPECT_EQ(ask(key_of("k1", "{}", "POST /a user 2"))->number, 2);
}

TEST_F(Once, remembers_for_24_hours) {
  ASSERT_TRUE(ask(key_of("k1")));
  db.clock.advance(kOnceFor - Duration{1});
  EXPECT_EQ(ask(key_of("k1"))->number, 1);
  db.clock.advance(Duration{1});
  EXPECT_EQ(ask(key_of("k1", "another body by now"))->number, 2);
  EXPECT_EQ(ask(key_of("k1", "another body by now"))->number, 2);
}

TEST_F(Once, does_not_remember_a_refusal) {
  const auto refused = db->write_now(store::kHouseLane, [&](store::Transaction& tx) {
    return once<Made>(tx, key_of("k1"), []() -> Result<Made> {
      return refuse(ErrorKind::conflict, "not_now", "Not now.");
    });
  });
  EXPECT_EQ(refused.error().code, "not_now");
  EXPECT_EQ(ask(key_of("k1"))->number, 1);
}

TEST_F(Once, forgets_what_no_longer_answers) {
  ASSERT_TRUE(ask(key_of("k1")));
  db.clock.advance(kOnceFor);
  ASSERT_TRUE(ask(key_of("k2")));
  const auto forgotten = db->write_now(
      store::kHouseLane,
      [](store::Transaction& tx) -> Result<std::int64_t> { return forget_old_answers(tx, 100); });
  EXPECT_EQ(*forgotten, 1);
}

TEST(OnceKeyHeader, must_be_visible_and_short) {
  EXPECT_FALSE((*once_key("s", std::nullopt, {})).has_value());
  EXPECT_TRUE((*once_key("s", "0f8fad5b-d9cb-469f-a165-70867728950e", {})).has_value());
  EXPECT_FALSE(once_key("s", "", {}));
  EXPECT_FALSE(once_key("s", std::string(256, 'x'), {}));
  EXPECT_FALSE(once_key("s", "a\nb", {}));
}

}  // namespace
}  // namespace usher::jobs
