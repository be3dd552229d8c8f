// Both engines end with the same tables, columns, constraints and indexes.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <thread>

#include "store/migrate.hpp"
#include "store/sqlite_connection.hpp"
#include "support/postgres.hpp"
#include "support/temp_dir.hpp"

namespace usher::store {
namespace {

// One line for each thing in the schema, in words that are the same for both engines.
using Schema = std::set<std::string>;
using Lines = std::vector<std::vector<std::string>>;

Lines all(Connection& connection, const Query& query, int columns, const std::string& arg = {}) {
  const auto param = text_param(arg);
  Lines lines;
  connection.visit(query, {&param, arg.empty() ? 0U : 1U}, [&](const Row& row) {
    auto& line = lines.emplace_back();
    for (int i = 0; i < columns; ++i) line.emplace_back(row.null(i) ? "" : row.text(i));
    return true;
  });
  return lines;
}

constexpr Query kTables{"t.tables",
                        "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name"};
constexpr Query kColumns{"t.columns",
                         "SELECT name, type, \"notnull\", dflt_value, pk FROM "
                         "pragma_table_info($1)"};
constexpr Query kIndexes{"t.indexes",
                         "SELECT name, \"unique\", origin, partial FROM pragma_index_list($1)"};
constexpr Query kIndexColumns{"t.index_columns",
                              "SELECT name FROM pragma_index_info($1) ORDER BY seqno"};
constexpr Query kForeign{"t.foreign",
                         "SELECT id, \"from\", \"table\", \"to\" FROM pragma_foreign_key_list($1) "
                         "ORDER BY id, seq"};

// bigint keys are row ids in SQLite.
std::string plain_type(std::string type) {
  std::ranges::transform(type, type.begin(), [](char c) { return std::tolower(c); });
  return type == "integer" ? "bigint" : type;
}

std::size_t checks_in(const std::string& sql) {
  static const std::regex check("\\bcheck\\s*\\(", std::regex::icase);
  return static_cast<std::size_t>(
      std::distance(std::sregex_iterator(sql.begin(), sql.end(), check), std::sregex_iterator()));
}

std::string without_comments(const std::string& sql) {
  static const std::regex comment("--[^\\n]*");
  return std::regex_replace(sql, comment, "");
}

void describe_indexes(Connection& db, const std::string& table, Schema& schema) {
  for (const auto& index : all(db, kIndexes, 4, table)) {
    if (index[2] == "pk") continue;
    std::string columns;
    for (const auto& column : all(db, kIndexColumns, 1, index[0])) columns += column[0] + ' ';
    // The engines name the indexes of constraints differently.
    schema.insert(fmt::format("{}: index {} on {}{}{}", table, index[2] == "c" ? index[0] : "",
                              columns, index[1] == "1" ? "unique" : "",
                              index[3] == "1" ? " partial" : ""));
  }
}

Schema sqlite_schema(Connection& db) {
  Schema schema;
  for (const auto& table : all(db, kTables, 2)) {
    if (table[0].starts_with("sqlite_")) continue;
    std::vector<std::pair<std::string, std::string>> key;
    for (const auto& column : all(db, kColumns, 5, table[0])) {
      const bool required = column[2] == "1" || column[4] != "0";
      schema.insert(fmt::format("{}.{} {}{}{}", table[0], column[0], plain_type(column[1]),
                                required ? " required" : "",
                                column[3].empty() ? "" : " default " + column[3]));
      if (column[4] != "0") key.emplace_back(column[4], column[0]);
    }
    std::ranges::sort(key);
    std::string columns;
    for (const auto& [position, name] : key) columns += name + ' ';
    schema.insert(fmt::format("{}: key {}", table[0], columns));
    schema.insert(fmt::format("{}: {} checks", table[0], checks_in(without_comments(table[1]))));
    std::map<std::string, std::string> references;
    for (const auto& foreign : all(db, kForeign, 4, table[0])) {
      references[foreign[0]] += fmt::format(" {}>{}.{}", foreign[1], foreign[2], foreign[3]);
    }
    for (const auto& [id, text] : references) {
      schema.insert(fmt::format("{}: references{}", table[0], text));
    }
    describe_indexes(db, table[0], schema);
  }
  return schema;
}

constexpr Query kPgColumns{
    "t.pg_columns",
    "SELECT table_name, column_name, data_type, is_nullable, column_default FROM "
    "information_schema.columns WHERE table_schema = 'public'"};
constexpr Query kPgKeys{
    "t.pg_keys",
    "SELECT c.conrelid::regclass::text, string_agg(a.attname, ' ' ORDER BY k.n) FROM "
    "pg_constraint c CROSS JOIN unnest(c.conkey) WITH ORDINALITY k(attnum, n) JOIN pg_attribute a "
    "ON a.attrelid = c.conrelid AND a.attnum = k.attnum WHERE c.connamespace = "
    "'public'::regnamespace AND c.contype = 'p' GROUP BY c.oid, "
    "c.conrelid"};
constexpr Query kPgChecks{
    "t.pg_checks",
    "SELECT t.oid::regclass::text, (SELECT count(*) FROM pg_constraint c WHERE c.conrelid = t.oid "
    "AND c.contype = 'c') FROM pg_class t WHERE t.relkind = 'r' AND t.relnamespace = "
    "'public'::regnamespace"};
constexpr Query kPgForeign{
    "t.pg_foreign",
    "SELECT c.conrelid::regclass::text, string_agg(format(' %s>%s.%s', a.attname, "
    "c.confrelid::regclass, b.attname), '' ORDER BY k.n) FROM pg_constraint c CROSS JOIN "
    "unnest(c.conkey, c.confkey) WITH ORDINALITY k(here, there, n) JOIN pg_attribute a ON "
    "a.attrelid = c.conrelid AND a.attnum = k.here JOIN pg_attribute b ON b.attrelid = c.confrelid "
    "AND b.attnum = k.there WHERE c.contype = 'f' GROUP BY c.oid, c.conrelid"};
constexpr Query kPgIndexes{
    "t.pg_indexes",
    "SELECT i.indrelid::regclass::text, x.relname, i.indisunique, i.indpred IS NOT NULL, "
    "EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype = 'u'), "
    "(SELECT string_agg(a.attname, ' ' ORDER BY k.n) FROM unnest(i.indkey::int2[]) WITH ORDINALITY "
    "k(attnum, n) JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum) FROM "
    "pg_index i JOIN pg_class x ON x.oid = i.indexrelid WHERE NOT i.indisprimary AND "
    "x.relnamespace = 'public'::regnamespace"};

// PostgreSQL says the type of a text: ''::text.
std::string without_cast(const std::string& value) { return value.substr(0, value.find("::")); }

Schema postgres_schema(Connection& db) {
  Schema schema;
  for (const auto& column : all(db, kPgColumns, 5)) {
    schema.insert(fmt::format("{}.{} {}{}{}", column[0], column[1], plain_type(column[2]),
                              column[3] == "NO" ? " required" : "",
                              column[4].empty() ? "" : " default " + without_cast(column[4])));
  }
  for (const auto& key : all(db, kPgKeys, 2)) {
    schema.insert(fmt::format("{}: key {} ", key[0], key[1]));
  }
  for (const auto& check : all(db, kPgChecks, 2)) {
    schema.insert(fmt::format("{}: {} checks", check[0], check[1]));
  }
  for (const auto& foreign : all(db, kPgForeign, 2)) {
    schema.insert(fmt::format("{}: references{}", foreign[0], foreign[1]));
  }
  for (const auto& index : all(db, kPgIndexes, 6)) {
    schema.insert(fmt::format("{}: index {} on {} {}{}", index[0], index[4] == "t" ? "" : index[1],
                              index[5], index[2] == "t" ? "unique" : "",
                              index[3] == "t" ? " partial" : ""));
  }
  return schema;
}

TEST(Schema, is_the_same_on_both_engines) {
  usher::testing::TempDir dir;
  SqliteConnection sqlite(dir.file("schema.db"), SqliteRole::writer);
  migrate(sqlite, all_migrations(), Timestamp{1});
  const usher::testing::PostgresDatabase database;
  PostgresConnection postgres(PostgresUrl::parse(database.url()));
  postgres.begin_read();
  const auto of_sqlite = sqlite_schema(sqlite);
  const auto of_postgres = postgres_schema(postgres);
  postgres.commit();
  EXPECT_GT(of_sqlite.size(), 100U);
  std::vector<std::string> only_sqlite;
  std::vector<std::string> only_postgres;
  std::ranges::set_difference(of_sqlite, of_postgres, std::back_inserter(only_sqlite));
  std::ranges::set_difference(of_postgres, of_sqlite, std::back_inserter(only_postgres));
  EXPECT_EQ(only_sqlite, std::vector<std::string>{});
  EXPECT_EQ(only_postgres, std::vector<std::string>{});
}

TEST(Schema, text_sorts_by_its_bytes_on_postgres) {
  const usher::testing::PostgresDatabase database;
  PostgresConnection postgres(PostgresUrl::parse(database.url()));
  postgres.begin_read();
  constexpr Query kOthers{
      "t.collations",
      "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema "
      "= 'public' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C' AND table_name <> "
      "'schema_migrations'"};
  std::vector<std::string> others;
  for (const auto& line : all(postgres, kOthers, 1)) others.push_back(line[0]);
  EXPECT_EQ(others, std::vector<std::string>{});
}

TEST(Schema, two_nodes_that_start_together_migrate_once) {
  usher::testing::PostgresCluster::shared().administer(
      "CREATE DATABASE usher_together OWNER usher_owner");
  const auto url = usher::testing::PostgresCluster::shared().url("usher_together");
  std::vector<std::thread> nodes;
  for (int i = 0; i < 4; ++i) {
    nodes.emplace_back([&] {
      PostgresConnection connection(PostgresUrl::parse(url));
      EXPECT_NO_THROW(migrate(connection, all_migrations(), Timestamp{1}));
    });
  }
  for (auto& node : nodes) node.join();
  usher::testing::PostgresCluster::shared().administer("DROP DATABASE usher_together WITH (FORCE)");
}

}  // namespace
}  // namespace usher::store
