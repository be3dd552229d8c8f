// Every table against every word that a connection may read for: a new table without a wall fails.
#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <set>

#include "store/migrate.hpp"
#include "store/postgres_connection.hpp"
#include "store/store.hpp"
#include "support/postgres.hpp"

namespace usher::store {
namespace {

using Words = std::set<std::string>;

// Everything in the database is of order 1, ticket 1 and session 01. Words that name nobody see
// nothing, whatever they look like.
const Words kKnown{"server",  "staff",   "anyone",   "session:01", "session:02",
                   "order:1", "order:2", "ticket:1", "ticket:2"};
const Words kUnknown{"",         " ",       "nobody",   "Server",    "server ",  "staff:1",
                     "anyone:",  "session", "session:", "order:",    "order:1 ", "order:x",
                     "order:-1", "ticket:", "root",     "ticket:1;2"};

const Words kServer{"server"};
const Words kStaff{"server", "staff"};
const Words kHolder{"server", "staff", "session:01"};
const Words kBuyer{"server", "staff", "session:01", "order:1"};
const Words kTicketHolder{"server", "staff", "session:01", "order:1", "ticket:1"};
const Words kEverybody = [] {
  Words all = kKnown;
  all.insert(kUnknown.begin(), kUnknown.end());
  return all;
}();

// Who may read a table. What is not named here is for the server's own work alone.
const std::map<std::string, Words> kReaders{// what the house publishes
                                            {"venues", kKnown},
                                            {"venue_sections", kKnown},
                                            {"price_zones", kKnown},
                                            {"seats", kKnown},
                                            {"seat_map_objects", kKnown},
                                            {"recitals", kKnown},
                                            {"shows", kKnown},  // of drafts see walls_test.cpp
                                            {"ticket_configs", kKnown},
                                            {"ticket_config_zones", kKnown},
                                            {"ticket_fees", kKnown},
                                            {"ticket_types", kKnown},
                                            {"show_seats", kKnown},
                                            {"seat_claims", kKnown},
                                            {"show_sequences", kKnown},
                                            {"show_terms", kKnown},
                                            {"show_maps", kKnown},
                                            // what a buyer made
                                            {"holds", kHolder},
                                            {"orders", kBuyer},
                                            {"order_lines", kBuyer},
                                            {"order_adjustments", kBuyer},
                                            {"order_tenders", kBuyer},
                                            {"order_refunds", kStaff},
                                            {"order_refund_lines", kStaff},
                                            {"order_refund_legs", kStaff},
                                            {"payments", kBuyer},
                                            {"refunds", kBuyer},
                                            {"tickets", kTicketHolder},
                                            {"scans", kTicketHolder},
                                            // what people who work here see
                                            {"audit_log", kStaff},
                                            {"allotments", kStaff},
                                            {"ledger_sets", kStaff},
                                            {"ledger_postings", kStaff},
                                            {"order_events", kStaff},
                                            {"order_incidents", kStaff},
                                            {"show_changes", kStaff},
                                            {"show_change_orders", kStaff},
                                            {"disputes", kStaff},
                                            {"payment_findings", kStaff},
                                            {"reconciliation_runs", kStaff},
                                            // names of migrations
                                            {"schema_migrations", kEverybody}};

// The rows below need no truth, only to be somebody's.
constexpr std::string_view kLoosen = R"(
  DO $$ DECLARE c record; BEGIN
    FOR c IN SELECT conrelid::regclass AS t, conname FROM pg_constraint
      WHERE contype IN ('c', 'f') AND connamespace = 'public'::regnamespace
    LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.t, c.conname); END LOOP;
  END $$)";

// One row in each table: every number 1, every key 01.
constexpr std::string_view kFill = R"(
  DO $$ DECLARE t record; BEGIN
    FOR t IN SELECT table_name AS name, string_agg(CASE data_type
        WHEN 'bigint' THEN '1' WHEN 'integer' THEN '1' WHEN 'bytea' THEN '''\x01'''
        WHEN 'double precision' THEN '1' WHEN 'boolean' THEN 'true' ELSE '''x''' END,
        ', ' ORDER BY ordinal_position) AS values
      FROM information_schema.columns WHERE table_schema = 'public'
        AND table_name <> 'schema_migrations' GROUP BY table_name
    LOOP EXECUTE format('INSERT INTO %I VALUES (%s)', t.name, t.values); END LOOP;
  END $$)";

constexpr Query kTables{"test.tables",
                        "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace ="
                        " 'public'::regnamespace ORDER BY relname"};
constexpr Query kWriters{"test.writers",
                         "SELECT tablename || '.' || policyname || ': ' || coalesce(with_check,"
                         " qual) FROM pg_policies WHERE cmd <> 'SELECT'"
                         " AND coalesce(with_check, qual) NOT LIKE '%= ''server''::text)%'"};

class AllWalls : public ::testing::Test {
 protected:
  usher::testing::PostgresDatabase database;
  std::vector<std::string> tables;

  void SetUp() override {
    PostgresConnection owner(PostgresUrl::parse(database.url()));
    owner.script(kLoosen);
    owner.script(kFill);
    owner.begin_read();
    owner.visit(kTables, {}, [&](const Row& row) {
      tables.emplace_back(row.text(0));
      return true;
    });
    owner.commit();
  }
};

TEST_F(AllWalls, every_table_shows_its_rows_to_whom_it_says_and_to_no_other_word) {
  std::string count;
  for (const auto& table : tables) {
    count += count.empty() ? "" : " UNION ALL ";
    count += "SELECT '" + table + "', count(*) FROM \"" + table + '"';
  }
  const Query seen{"test.seen", count};
  PostgresConnection app(PostgresUrl::parse(database.app_url()));
  for (const auto& word : kEverybody) {
    app.begin_read();
    app.script("SET LOCAL usher.viewer = '" + word + "'");
    app.visit(seen, {}, [&](const Row& row) {
      const std::string table(row.text(0));
      const auto found = kReaders.find(table);
      const Words& readers = found == kReaders.end() ? kServer : found->second;
      EXPECT_EQ(row.integer(1) > 0, readers.contains(word))
          << table << " for \"" << word << "\": see store/README.md";
      return true;
    });
    app.commit();
  }
}

TEST_F(AllWalls, nobody_but_the_server_changes_or_removes_a_row) {
  std::deque<std::string> texts;
  std::deque<Query> changes;
  for (const auto& table : tables) {
    if (table == "schema_migrations") continue;  // the serving role may not even try
    changes.push_back({"test.change", texts.emplace_back("DELETE FROM \"" + table + '"')});
    changes.push_back(
        {"test.change", texts.emplace_back("SELECT FROM \"" + table + "\" FOR UPDATE")});
  }
  PostgresConnection app(PostgresUrl::parse(database.app_url()));
  for (const auto& word : kEverybody) {
    if (word == "server") continue;
    app.begin_write();
    app.script("SET LOCAL usher.viewer = '" + word + "'");
    for (const auto& change : changes) EXPECT_EQ(app.run(change, {}), 0) << word << change.text;
    app.rollback();
  }
}

TEST_F(AllWalls, every_policy_that_lets_rows_in_names_the_server) {
  PostgresConnection owner(PostgresUrl::parse(database.url()));
  owner.begin_read();
  owner.visit(kWriters, {}, [](const Row& row) {
    ADD_FAILURE() << row.text(0);
    return true;
  });
  owner.commit();
}

}  // namespace
}  // namespace usher::store
