// The lane's promises on a real database: order, isolation of refusals, durability of answers.
#include "store/store.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "store/migrate.hpp"
#include "store/sqlite_connection.hpp"
#include "store/write_lane.hpp"
#include "support/temp_store.hpp"

namespace usher::store {
namespace {

constexpr Query kMake{
    "test.make",
    "CREATE TABLE IF NOT EXISTS counted (id integer PRIMARY KEY, n bigint CHECK (n < 1000))"};
constexpr Query kAdd{"test.add", "INSERT INTO counted (id, n) VALUES ($1, $2)"};
constexpr Query kSum{"test.sum", "SELECT coalesce(sum(n), 0) FROM counted"};
constexpr Query kCount{"test.count", "SELECT count(*) FROM counted"};

struct StoreTest : ::testing::Test {
  usher::testing::TempDatabase database;
  usher::testing::TempDir& dir = database.directory;
  SystemClock clock;
  std::unique_ptr<Store> store = open(4096);

  std::unique_ptr<Store> open(std::size_t queue_max) {
    StoreOptions options;
    options.url = database.url;
    options.lane_queue_max = queue_max;
    auto opened = open_store(options, clock);
    EXPECT_TRUE(opened->write_now(kHouseLane, [](Transaction& tx) -> Status {
      tx.run(kMake);
      return {};
    }));
    return opened;
  }
  std::int64_t one(const Query& query) {
    return store->read_now([&](Queries& q) { return *q.find<std::int64_t>(query); });
  }
};

TEST_F(StoreTest, a_refusal_undoes_only_its_own_command) {
  boost::asio::io_context io;
  int refused = 0;
  auto buy = [](Store& s, std::int64_t id, int& count) -> boost::asio::awaitable<void> {
    auto outcome = co_await s.write(kHouseLane, [id](Transaction& tx) -> Result<std::int64_t> {
      tx.run(kAdd, id, std::int64_t{1});
      if (id % 3 == 0) return refuse(ErrorKind::conflict, "every_third", "Refused after writing.");
      return id;
    });
    if (!outcome) ++count;
  };
  for (std::int64_t id = 1; id <= 300; ++id) {
    boost::asio::co_spawn(io, buy(*store, id, refused), boost::asio::detached);
  }
  io.run();
  EXPECT_EQ(refused, 100);
  EXPECT_EQ(one(kCount), 200);
  EXPECT_LT(store->statistics().batches, 300U) << "commands that wait together share a commit";
}

TEST_F(StoreTest, a_command_that_breaks_fails_alone) {
  auto broken = [&] {
    return store->write_now(kHouseLane, [](Transaction& tx) -> Status {
      tx.run(kAdd, std::int64_t{1}, std::int64_t{1});
      tx.run(kAdd, std::int64_t{2}, std::int64_t{5000});
      return {};
    });
  };
  EXPECT_THROW(static_cast<void>(broken()), ConstraintError);
  EXPECT_EQ(one(kCount), 0);
  EXPECT_TRUE(store->healthy());
}

TEST_F(StoreTest, a_promise_to_decide_first_that_is_broken_stores_nothing) {
  boost::asio::io_context io;
  bool failed = false;
  auto run = [](Store& s, bool& seen) -> boost::asio::awaitable<void> {
    try {
      static_cast<void>(co_await s.write(
          kHouseLane,
          [](Transaction& tx) -> Status {
            tx.run(kAdd, std::int64_t{1}, std::int64_t{1});
            return refuse(ErrorKind::conflict, "late", "Refused after writing.");
          },
          Undo::decides_first));
    } catch (const DatabaseError&) {
      seen = true;
    }
  };
  boost::asio::co_spawn(io, run(*store, failed), boost::asio::detached);
  io.run();
  EXPECT_TRUE(failed);
  EXPECT_EQ(one(kCount), 0);
}

TEST_F(StoreTest, an_effect_that_throws_changes_no_answer_and_stops_no_other) {
  int effects = 0;
  const auto answer = store->write_now(kHouseLane, [&effects](Transaction& tx) -> Status {
    tx.after_commit([] { throw std::bad_alloc(); });
    tx.after_commit([&effects] { ++effects; });
    return {};
  });
  EXPECT_TRUE(answer);
  EXPECT_EQ(effects, 1);
  EXPECT_EQ(store->statistics().effects_failed, 1U);
  EXPECT_TRUE(store->healthy());
}

TEST_F(StoreTest, takes_any_bytes_as_text) {
  static constexpr Query kSame{"test.same", "SELECT CAST($1 AS text)"};
  const auto stored = [&](std::string_view text) {
    return store->read_now(
        [text = std::string(text)](Queries& q) { return q.find<std::string>(kSame, text); });
  };
  EXPECT_EQ(stored("Zoë"), "Zoë");
  EXPECT_EQ(stored("M\xfcnchen \xe2\x88"), "M\xEF\xBF\xBDnchen \xEF\xBF\xBD");
  EXPECT_EQ(stored(std::string_view("a\0b", 3)), "ab");
  EXPECT_EQ(stored(""), "");
}

TEST_F(StoreTest, effects_run_only_after_a_commit) {
  int effects = 0;
  auto command = [&](bool refuse_it) {
    return store->write_now(kHouseLane, [&effects, refuse_it](Transaction& tx) -> Status {
      tx.run(kAdd, std::int64_t{refuse_it ? 1 : 2}, std::int64_t{1});
      tx.after_commit([&effects] { ++effects; });
      if (refuse_it) return refuse(ErrorKind::conflict, "no", "No.");
      return {};
    });
  };
  EXPECT_FALSE(command(true));
  EXPECT_EQ(effects, 0);
  EXPECT_TRUE(command(false));
  EXPECT_EQ(effects, 1);
}

struct Told {
  std::int64_t n;
};

TEST_F(StoreTest, an_event_handler_writes_and_refuses_in_the_same_transaction) {
  store->events().on<Told>([](Transaction& tx, const Told& told) -> Status {
    if (told.n > 10) return refuse(ErrorKind::conflict, "too_much", "Too much.");
    tx.run(kAdd, told.n, told.n);
    return {};
  });
  auto tell = [&](std::int64_t n) {
    return store->write_now(kHouseLane, [n](Transaction& tx) -> Status {
      tx.run(kAdd, n + 100, std::int64_t{0});
      return tx.emit(Told{n});
    });
  };
  EXPECT_TRUE(tell(7));
  EXPECT_FALSE(tell(11));
  EXPECT_EQ(one(kSum), 7);
  EXPECT_EQ(one(kCount), 2);
}

TEST_F(StoreTest, the_hook_before_commit_sees_the_batch_without_undone_commands) {
  struct Counted {
    int n = 0;
  };
  std::vector<int> seen;
  store->before_commit([&seen](Transaction& tx) { seen.push_back(tx.batch().of<Counted>().n); });
  auto count = [&](std::int64_t id, bool refuse_it) {
    return store->write_now(kHouseLane, [id, refuse_it](Transaction& tx) -> Status {
      tx.run(kAdd, id, std::int64_t{1});
      auto& counted = tx.batch().of<Counted>();
      ++counted.n;
      tx.on_undo([&counted] { --counted.n; });
      if (refuse_it) return refuse(ErrorKind::conflict, "no", "No.");
      return {};
    });
  };
  EXPECT_TRUE(count(1, false));
  EXPECT_FALSE(count(2, true));
  EXPECT_EQ(seen, (std::vector<int>{1, 0}));
}

TEST_F(StoreTest, what_was_answered_is_there_after_opening_again) {
  EXPECT_TRUE(store->write_now(kHouseLane, [](Transaction& tx) -> Status {
    tx.run(kAdd, std::int64_t{1}, std::int64_t{42});
    return {};
  }));
  store.reset();
  store = open(16);
  EXPECT_EQ(one(kSum), 42);
}

TEST_F(StoreTest, a_full_lane_refuses_at_once) {
  store.reset();
  store = open(2);
  std::promise<void> entered;
  std::promise<void> release;
  auto wait = release.get_future();
  std::thread blocker([&] {
    EXPECT_TRUE(store->write_now(kHouseLane, [&](Transaction&) -> Status {
      entered.set_value();
      wait.wait();
      return {};
    }));
  });
  entered.get_future().wait();
  boost::asio::io_context io;
  std::vector<std::string> codes;
  auto run = [](Store& s, std::vector<std::string>& out) -> boost::asio::awaitable<void> {
    auto outcome = co_await s.write(kHouseLane, [](Transaction&) -> Status { return {}; });
    out.push_back(outcome ? "" : outcome.error().code);
  };
  for (int i = 0; i < 3; ++i) {
    boost::asio::co_spawn(io, run(*store, codes), boost::asio::detached);
  }
  io.poll();
  EXPECT_EQ(codes, (std::vector<std::string>{"overloaded"}));
  release.set_value();
  blocker.join();
  io.run();
  EXPECT_EQ(codes.size(), 3U);
}

TEST_F(StoreTest, a_backup_is_a_whole_database) {
  if (store->shared()) {
    EXPECT_THROW(store->backup_to("copy"), DatabaseError) << "it names pg_dump instead";
    return;
  }
  EXPECT_TRUE(store->write_now(kHouseLane, [](Transaction& tx) -> Status {
    tx.run(kAdd, std::int64_t{1}, std::int64_t{5});
    return {};
  }));
  const auto file = (dir.path() / "copy.db").string();
  store->backup_to(file);
  SqliteConnection copy(file, SqliteRole::reader);
  std::int64_t sum = 0;
  copy.visit(kSum, {}, [&](const Row& row) {
    sum = row.integer(0);
    return true;
  });
  EXPECT_EQ(sum, 5);
}

TEST_F(StoreTest, migrations_run_once_and_refuse_a_changed_or_newer_schema) {
  SqliteConnection db((dir.path() / "m.db").string(), SqliteRole::writer);
  const std::vector<Migration> first{{"1_a", "CREATE TABLE a (id bigint primary key)"}};
  migrate(db, first, Timestamp{1});
  migrate(db, first, Timestamp{2});
  const std::vector<Migration> changed{{"1_a", "CREATE TABLE a (id bigint primary key, x bigint)"}};
  EXPECT_THROW(migrate(db, changed, Timestamp{3}), DatabaseError);
  EXPECT_THROW(migrate(db, {}, Timestamp{3}), DatabaseError);
  const std::vector<Migration> broken{first[0], {"2_b", "CREATE TABLE b (id bigint; nonsense"}};
  EXPECT_THROW(migrate(db, broken, Timestamp{3}), DatabaseError);
  migrate(db, first, Timestamp{4});
}

}  // namespace
}  // namespace usher::store
