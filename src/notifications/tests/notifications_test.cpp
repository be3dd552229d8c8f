#include "notifications/notifications.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace usher::notifications
