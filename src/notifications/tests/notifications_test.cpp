#include "notifications/notifications.hpp"

#include <gtest/gtest.h>

#include "notifications/outbox.hpp"
#include "support/temp_store.hpp"

namespace usher::notifications {
namespace {

struct OutboxTest : ::testing::Test {
  usher::testing::TempStore db;
  Notifications notifications{db.ids};

  Result<bool> enqueue(const Message& message, bool then_refuse = false) {
    return db->write_now(store::kHouseLane, [&](store::Transaction& tx) -> Result<bool> {
      const bool made = notifications.enqueue(tx, message);
      if (then_refuse) return refuse(ErrorKind::conflict, "no", "No.");
      return made;
    });
  }
  std::vector<StoredMessage> waiting(MessageId before = {}, std::int64_t limit = 10) {
    return db->read_now([&](store::Queries& q) {
      return notifications.list(q, MessageState::waiting, before, limit);
    });
  }
};

const Message kPaid{MessageKind::order_confirmation, "zoe@example.org", OrderId{7}, "order 7 paid"};

TEST_F(OutboxTest, one_cause_makes_one_message) {
  EXPECT_TRUE(*enqueue(kPaid));
  EXPECT_FALSE(*enqueue(kPaid));
  EXPECT_TRUE(*enqueue({MessageKind::order_refunded, "zoe@example.org", OrderId{7}, "refund 1"}));
  const auto messages =
      db->read_now([&](store::Queries& q) { return notifications.of_order(q, OrderId{7}); });
  ASSERT_EQ(messages.size(), 2);
  EXPECT_EQ(messages[0].kind, MessageKind::order_confirmation);
  EXPECT_EQ(messages[0].recipient, "zoe@example.org");
  EXPECT_EQ(messages[0].state, MessageState::waiting);
  EXPECT_EQ(messages[1].cause, "refund 1");
}

TEST_F(OutboxTest, a_message_goes_with_its_cause_when_that_is_rolled_back) {
  EXPECT_FALSE(enqueue(kPaid, true));
  EXPECT_TRUE(waiting().empty());
}

TEST_F(OutboxTest, forgets_what_is_over_in_time_and_never_what_waits) {
  for (const char* cause : {"old, sent", "old, waiting"}) {
    ASSERT_TRUE(enqueue({MessageKind::order_confirmation, "a@b.co", OrderId{7}, cause}));
  }
  static constexpr store::Query kSend{
      "test.send", "UPDATE outbox_messages SET state = 'sent' WHERE cause LIKE '%sent'"};
  db.clock.advance(std::chrono::days(10));
  ASSERT_TRUE(enqueue({MessageKind::order_confirmation, "a@b.co", OrderId{7}, "new, sent"}));
  const auto forget = [&](Duration keep) {
    ASSERT_TRUE(db->write_now(store::kHouseLane, [&](store::Transaction& tx) -> Status {
      tx.run(kSend);
      EXPECT_FALSE(forget_sent(tx, tx.now() - keep));
      return {};
    }));
  };
  const auto left = [&] {
    return db->read_now([&](store::Queries& q) { return notifications.of_order(q, OrderId{7}); })
        .size();
  };
  forget(std::chrono::days(11));
  EXPECT_EQ(left(), 3U);
  forget(std::chrono::days(9));
  EXPECT_EQ(left(), 2U);
  ASSERT_EQ(waiting().size(), 1U);
  EXPECT_EQ(waiting().front().cause, "old, waiting");
}

TEST_F(OutboxTest, lists_the_newest_first_in_pages) {
  for (int i = 0; i < 3; ++i) {
    db.clock.advance(Duration{1});
    ASSERT_TRUE(enqueue(
        {MessageKind::order_confirmation, "a@b.co", std::nullopt, "cause " + std::to_string(i)}));
  }
  const auto first = waiting({}, 2);
  ASSERT_EQ(first.size(), 2);
  EXPECT_EQ(first[0].cause, "cause 2");
  const auto second = waiting(first[1].id, 2);
  ASSERT_EQ(second.size(), 1);
  EXPECT_EQ(second[0].cause, "cause 0");
  EXPECT_EQ(db->read_now(
                [&](store::Queries& q) { return notifications.count(q, MessageState::waiting); }),
            3);
}

TEST_F(OutboxTest, revives_nothing_but_dead_letters) {
  ASSERT_TRUE(*enqueue(kPaid));
  const auto id = waiting().front().id;
  const auto retry = [&](MessageId message) {
    return db->write_now(store::kHouseLane,
                         [&](store::Transaction& tx) { return notifications.retry(tx, message); });
  };
  EXPECT_EQ(retry(id).error().code, "message_not_dead");
  EXPECT_EQ(retry(MessageId{1}).error().code, "message_not_found");
  const auto retried = db->write_now(
      store::kHouseLane,
      [&](store::Transaction& tx) -> Result<std::int64_t> { return notifications.retry_all(tx); });
  EXPECT_EQ(*retried, 0);
}

TEST_F(OutboxTest, keeps_the_facts_that_the_data_forgets) {
  Message refund = kPaid;
  refund.facts = {.amount = Money{450}, .note = "Größe"};
  ASSERT_TRUE(*enqueue(refund));
  EXPECT_EQ(
      waiting().front().facts,
      R"({"amount":450,"was_starts_at":null,"was_venue_name":null,"note":"Größe","show_id":null})");
}

TEST_F(OutboxTest, drops_what_was_made_up) {
  ASSERT_TRUE(*enqueue(kPaid));
  const auto dropped = db->write_now(store::kHouseLane, [](store::Transaction& tx) -> Status {
    drop_what_waits(tx, "made up");
    return {};
  });
  ASSERT_TRUE(dropped);
  EXPECT_TRUE(waiting().empty());
}

TEST(OutboxPauses, grow_with_every_failure) {
  Duration before{};
  for (std::int64_t attempt = 1; attempt < kMailAttemptsMax; ++attempt) {
    EXPECT_GT(pause_after_failed_mail(attempt), before);
    before = pause_after_failed_mail(attempt);
  }
}

}  // namespace
}  // namespace usher::notifications
