// What is PostgreSQL's own: types, lost connections, turns, batches that are run again.
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <thread>

#include "store/copy.hpp"
#include "store/postgres_store.hpp"
#include "support/temp_store.hpp"

namespace usher::store {
namespace {

using usher::testing::PostgresDatabase;
using namespace std::chrono_literals;

constexpr Query kMake{"test.make",
                      "CREATE TABLE things (id bigint PRIMARY KEY, flag integer, name text, raw "
                      "bytea, x double precision)"};
constexpr Query kAdd{"test.add",
                     "INSERT INTO things (id, flag, name, raw, x) VALUES ($1, $2, $3, "
                     "$4, $5)"};
constexpr Query kGet{"test.get", "SELECT flag, name, raw, x FROM things WHERE id = $1"};
constexpr Query kCount{"test.count", "SELECT count(*) FROM things"};
constexpr Query kSum{"test.sum", "SELECT coalesce(sum(id), 0) FROM things"};
constexpr Query kFilter{"test.filter",
                        "SELECT count(*) FROM things WHERE (CAST($1 AS text) IS NULL OR name = $1) "
                        "AND ($2 = $2) AND flag = $3"};
constexpr Query kShare{"test.share", "SELECT 100 / $1"};
constexpr Query kBump{"test.bump", "UPDATE things SET flag = flag + 1 WHERE id = $1"};
constexpr Query kEndOthers{
    "test.end_others",
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = "
    "current_database() AND pid <> pg_backend_pid()"};

struct Thing {
  std::optional<bool> flag;
  std::optional<std::string> name;
  std::optional<Bytes> raw;
  std::optional<double> x;
};
BOOST_DESCRIBE_STRUCT(Thing, (), (flag, name, raw, x))

struct Postgres : ::testing::Test {
  PostgresDatabase database;
  SystemClock clock;

  std::unique_ptr<Store> open(std::string suffix = "") {
    StoreOptions options;
    options.url = database.url() + suffix;
    return open_store(options, clock);
  }
  static void make(Store& store) {
    EXPECT_TRUE(store.write_now(kHouseLane, [](Transaction& tx) -> Status {
      tx.run(kMake);
      return {};
    }));
  }
  static bool add(Store& store, std::int64_t id, std::optional<std::string> name = "n") {
    return store
        .write_now(lane_of(ShowId{id}),
                   [=](Transaction& tx) -> Status {
                     tx.run(kAdd, id, true, name, std::optional<Bytes>{}, std::optional<double>{});
                     return {};
                   })
        .has_value();
  }
  static std::int64_t one(Store& store, const Query& query) {
    return store.read_now([&](Queries& q) { return *q.find<std::int64_t>(query); });
  }
};

TEST_F(Postgres, keeps_every_kind_of_value) {
  for (const auto* suffix : {"", "&prepare=off"}) {
    const auto store = open(suffix);
    if (*suffix == 0) make(*store);
    const std::int64_t id = *suffix == 0 ? 1 : 2;
    const Thing thing{true, "it's \"Zoë\" \\ {1}", Bytes{0, 255, 92, 39}, -0.1};
    ASSERT_TRUE(store->write_now(kHouseLane, [&](Transaction& tx) -> Status {
      tx.run(kAdd, id, thing.flag, thing.name, thing.raw, thing.x);
      tx.run(kAdd, id + 100, std::optional<bool>{}, std::optional<std::string>{},
             std::optional<Bytes>{}, std::optional<double>{});
      return {};
    }));
    const auto read = store->read_now([&](Queries& q) { return *q.find<Thing>(kGet, id); });
    EXPECT_EQ(read.flag, thing.flag);
    EXPECT_EQ(read.name, thing.name);
    EXPECT_EQ(read.raw, thing.raw);
    EXPECT_EQ(read.x, thing.x);
    const auto empty = store->read_now([&](Queries& q) { return *q.find<Thing>(kGet, id + 100); });
    EXPECT_FALSE(empty.flag || empty.name || empty.raw || empty.x);
  }
}

TEST_F(Postgres, knows_the_types_of_nulls_and_of_parameters_without_a_column) {
  const auto store = open();
  make(*store);
  ASSERT_TRUE(add(*store, 1));
  const auto count = [&](std::optional<std::string> name) {
    return store->read_now([&](Queries& q) {
      return *q.find<std::int64_t>(kFilter, name, std::optional<std::int64_t>{5}, true);
    });
  };
  EXPECT_EQ(count(std::nullopt), 1);
  EXPECT_EQ(count("n"), 1);
  EXPECT_EQ(count("m"), 0);
  EXPECT_EQ(one(*store, kSum), 1) << "a sum of bigint is numeric";
}

TEST_F(Postgres, ended_connections_are_made_again_without_anybody_noticing) {
  const auto store = open();
  make(*store);
  PostgresConnection assassin(PostgresUrl::parse(database.url()));
  for (int round = 1; round <= 3; ++round) {
    assassin.begin_read();
    assassin.visit(kEndOthers, {}, [](const Row&) { return true; });
    assassin.commit();
    // The watch finds it out first or later; a refusal then is a 503, never a wrong answer.
    const auto until = std::chrono::steady_clock::now() + 5s;
    bool stored = false;
    while (!stored && std::chrono::steady_clock::now() < until) {
      try {
        stored = add(*store, round);
      } catch (const UnavailableError&) {
        stored = false;
      }
      if (!stored) std::this_thread::sleep_for(10ms);
    }
    EXPECT_TRUE(stored);
    for (int i = 0; i < 500 && !store->healthy(); ++i) std::this_thread::sleep_for(10ms);
    EXPECT_EQ(one(*store, kCount), round);
  }
}

TEST_F(Postgres, a_statement_that_fails_harms_no_neighbour) {
  const auto store = open();
  make(*store);
  boost::asio::io_context io;
  int stored = 0;
  int broken = 0;
  auto run = [](Store& s, std::int64_t id, int& good, int& bad) -> boost::asio::awaitable<void> {
    try {
      const auto done = co_await s.write(
          kHouseLane,
          [id](Transaction& tx) -> Status {
            // A read that fails takes the whole transaction along on PostgreSQL, too.
            (void)tx.find<std::int64_t>(kShare, id % 10);
            tx.run(kAdd, id, true, std::optional<std::string>{"a"}, std::optional<Bytes>{},
                   std::optional<double>{});
            return {};
          },
          Undo::decides_first);
      if (done) ++good;
    } catch (const DatabaseError&) {
      ++bad;
    }
  };
  for (std::int64_t id = 1; id <= 100; ++id) {
    boost::asio::co_spawn(io, run(*store, id, stored, broken), boost::asio::detached);
  }
  io.run();
  EXPECT_EQ(stored, 90);
  EXPECT_EQ(broken, 10);
  EXPECT_EQ(one(*store, kCount), 90);
}

TEST_F(Postgres, one_key_has_its_turn_on_one_node_at_a_time) {
  const auto here = open();
  const auto there = open();
  make(*here);
  ASSERT_TRUE(add(*here, 1));
  // Look, wait, write: two that do so at once would lose one step.
  const auto climb = [](Store& store) {
    for (int i = 0; i < 20; ++i) {
      EXPECT_TRUE(store.write_now(lane_of(ShowId{77}), [](Transaction& tx) -> Status {
        const auto before = tx.find<Thing>(kGet, std::int64_t{1});
        std::this_thread::sleep_for(2ms);
        constexpr Query kSet{"test.set", "UPDATE things SET x = $2 WHERE id = $1"};
        tx.run(kSet, std::int64_t{1}, before->x.value_or(0) + 1);
        return {};
      }));
    }
  };
  std::thread other([&] { climb(*there); });
  climb(*here);
  other.join();
  EXPECT_EQ(here->read_now([](Queries& q) { return q.find<Thing>(kGet, std::int64_t{1})->x; }), 40);
}

TEST_F(Postgres, a_deadlock_is_run_again) {
  const auto here = open();
  const auto there = open();
  make(*here);
  ASSERT_TRUE(add(*here, 1));
  ASSERT_TRUE(add(*here, 2));
  std::atomic<int> begun{0};
  const auto cross = [&](Store& store, std::int64_t first, std::int64_t second) {
    EXPECT_TRUE(store.write_now(lane_of(ShowId{first}), [&, first, second](Transaction& tx) {
      tx.run(kBump, first);
      ++begun;
      for (int i = 0; i < 300 && begun < 2; ++i) std::this_thread::sleep_for(1ms);
      tx.run(kBump, second);
      return Status{};
    }));
  };
  std::thread other([&] { cross(*there, 2, 1); });
  cross(*here, 1, 2);
  other.join();
  EXPECT_GE(here->statistics().retries + there->statistics().retries, 1U);
  constexpr Query kFlags{"test.flags", "SELECT sum(flag) FROM things"};
  EXPECT_EQ(one(*here, kFlags), 6);
}

TEST_F(Postgres, news_reaches_other_nodes_and_not_oneself) {
  const auto here = open();
  const auto there = open();
  std::mutex mutex;
  std::vector<std::string> heard_here;
  std::vector<std::string> heard_there;
  const auto into = [&mutex](std::vector<std::string>& list) {
    return [&mutex, &list](std::string_view text) {
      const std::lock_guard lock(mutex);
      if (!text.empty()) list.emplace_back(text);
    };
  };
  here->on_news(this, into(heard_here));
  there->on_news(this, into(heard_there));
  // The first round of the other's watch has to have begun to listen.
  std::this_thread::sleep_for(200ms);
  here->tell_nodes("a \"show\" \\ 1");
  for (int i = 0; i < 300; ++i) {
    std::this_thread::sleep_for(10ms);
    const std::lock_guard lock(mutex);
    if (!heard_there.empty()) break;
  }
  here->on_news(this, nullptr);
  there->on_news(this, nullptr);
  EXPECT_EQ(heard_there, (std::vector<std::string>{"a \"show\" \\ 1"}));
  EXPECT_TRUE(heard_here.empty());
}

TEST_F(Postgres, the_url_tells_whether_statements_may_be_prepared) {
  const auto plain = PostgresUrl::parse("postgresql://h/d?user=u");
  EXPECT_TRUE(plain.prepare);
  EXPECT_EQ(plain.text, "postgresql://h/d?user=u");
  const auto off = PostgresUrl::parse("postgresql://h/d?user=u&prepare=off&host=/tmp");
  EXPECT_FALSE(off.prepare);
  EXPECT_EQ(off.text, "postgresql://h/d?user=u&host=/tmp");
  EXPECT_EQ(PostgresUrl::parse("postgresql://h/d?prepare=off").text, "postgresql://h/d");
}

constexpr Query kVenue{"test.venue",
                       "INSERT INTO venues (id, name, address, city, state, zip, country, "
                       "time_zone, capacity, version, map_version, created_at, updated_at) VALUES "
                       "($1, $2, '', '', '', '', '', 'UTC', 0, 1, 1, 0, 0)"};
constexpr Query kSection{"test.section",
                         "INSERT INTO venue_sections (id, venue_id, name, color, position) VALUES "
                         "($1, $2, 'Ärger', '#112233', 0)"};
constexpr Query kVenues{"test.venues", "SELECT count(*) FROM venues"};

TEST_F(Postgres, a_copy_goes_there_and_back_whole) {
  usher::testing::TempDir dir;
  StoreOptions options;
  options.url = "sqlite:" + dir.file("from.db");
  {
    const auto source = open_store(options, clock);
    ASSERT_TRUE(source->write_now(kHouseLane, [](Transaction& tx) -> Status {
      for (std::int64_t id = 1; id <= 300; ++id) {
        tx.run(kVenue, id, std::string("Haus \"Zoë\" ") + std::to_string(id * 7919 % 301));
        tx.run(kSection, id + 1000, id);
      }
      return {};
    }));
  }
  const auto there = copy_database(options.url, database.url(), clock);
  std::int64_t rows = 0;
  for (const auto& table : there) rows += table.rows;
  EXPECT_EQ(rows, 600);
  EXPECT_EQ(one(*open(), kVenues), 300);
  EXPECT_THROW(copy_database(options.url, database.url(), clock), DatabaseError)
      << "the target is not empty";
  const auto back = "sqlite:" + dir.file("back.db");
  EXPECT_EQ(copy_database(database.url(), back, clock).size(), there.size());
}

TEST_F(Postgres, a_copy_refuses_a_database_that_a_server_uses) {
  usher::testing::TempDir dir;
  const auto served = open();
  const auto elsewhere = "sqlite:" + dir.file("elsewhere.db");
  for (const auto& [from, to] :
       {std::pair{database.url(), elsewhere}, std::pair{elsewhere, database.url()}}) {
    try {
      copy_database(from, to, clock);
      ADD_FAILURE() << from;
    } catch (const DatabaseError& refused) {
      EXPECT_NE(std::string_view(refused.what()).find("in use by"), std::string_view::npos);
    }
  }
}

}  // namespace
}  // namespace usher::store
