#include "store/migrate.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <functional>
#include <map>
#include <regex>
#include <string>

#include "store/transaction.hpp"

namespace usher::store {
namespace {

constexpr std::string_view kCreateTable =
    "CREATE TABLE IF NOT EXISTS schema_migrations ("
    "name text PRIMARY KEY, checksum text NOT NULL, applied_at bigint NOT NULL)";
// Only who owns the table adds to it: a role that serves may look.
constexpr std::string_view kWall =
    "ALTER TABLE schema_migrations ENABLE ROW LEVEL SECURITY;"
    "CREATE POLICY look ON schema_migrations FOR SELECT USING (true)";
constexpr Query kIsThere{
    "store.is_there",
    "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'",
    "SELECT count(*) FROM pg_class WHERE oid = to_regclass('schema_migrations')"};
constexpr Query kList{"store.list_migrations",
                      "SELECT name, checksum FROM schema_migrations ORDER BY name"};
constexpr Query kRecord{"store.record_migration",
                        "INSERT INTO schema_migrations (name, checksum, applied_at) "
                        "VALUES ($1, $2, $3)"};

std::string checksum(std::string_view sql) {
  unsigned char digest[crypto_hash_sha256_BYTES];
  crypto_hash_sha256(digest, reinterpret_cast<const unsigned char*>(sql.data()), sql.size());
  std::string text;
  for (const auto byte : digest) text += fmt::format("{:02x}", byte);
  return text;
}

// Only "integer primary key" is SQLite's row id itself; anything else costs a second tree per
// table.
std::string for_sqlite(std::string_view sql) {
  static const std::regex key("bigint( not null)? primary key", std::regex::icase);
  return std::regex_replace(std::string(sql), key, "integer primary key");
}

// Text sorts and compares by its bytes on both engines, whatever the server's locale is.
std::string for_postgres(std::string_view sql) {
  static const std::regex column("(^|\\n|add column)(\\s+\\w+) text\\b", std::regex::icase);
  return std::regex_replace(std::string(sql), column, "$1$2 text COLLATE \"C\"");
}

// Nodes that start together bring the schema up to date one after another.
constexpr std::int64_t kSchemaTurn = 0x7573686572646200;

constexpr Query kBrokenReferences{"store.broken_references", "PRAGMA foreign_key_check",
                                  "SELECT 1"};

// A table of SQLite that is made anew is dropped first, and must not take along the rows that name
// its own. So references are not watched while the schema changes, and looked through before each
// commit instead. Source: SQLite, "Making Other Kinds Of Table Schema Changes".
// Should a migration fail, the connection is of no more use.
void watch_references(Connection& connection, bool watch) {
  if (connection.engine() == "sqlite")
    connection.script(watch ? "PRAGMA foreign_keys=ON" : "PRAGMA foreign_keys=OFF");
}

void check_references(Connection& connection, std::string_view migration) {
  if (connection.engine() != "sqlite") return;
  connection.visit(kBrokenReferences, {}, [&](const Row& row) -> bool {
    throw DatabaseError(fmt::format("migration {} leaves a row of {} without what it names",
                                    migration, row.text(0)));
  });
}

bool is_there(Connection& connection) {
  bool there = false;
  connection.visit(kIsThere, {}, [&](const Row& row) { return there = row.integer(0) > 0; });
  return there;
}

using Applied = std::map<std::string, std::string, std::less<>>;

Applied list_applied(Connection& connection) {
  Applied applied;
  connection.visit(kList, {}, [&](const Row& row) {
    applied.emplace(row.text(0), row.text(1));
    return true;
  });
  return applied;
}

void apply(Connection& connection, const Migration& migration, Timestamp now) {
  connection.script(connection.engine() == "sqlite" ? for_sqlite(migration.sql)
                                                    : for_postgres(migration.sql));
  check_references(connection, migration.name);
  const auto sum = checksum(migration.sql);
  const std::array<Param, 3> params{to_param(migration.name), to_param(sum), to_param(now)};
  connection.run(kRecord, params);
}

// Runs `work` in a transaction that is alone with the schema.
void in_turn(Connection& connection, const std::string& doing, const std::function<void()>& work) {
  const std::array<std::int64_t, 1> turn{kSchemaTurn};
  connection.begin_write(turn);
  try {
    work();
    connection.commit();
  } catch (const DatabaseError& failure) {
    connection.rollback();
    const std::string_view why = failure.what();
    const bool may_not = why.find("(42501)") != std::string_view::npos;  // insufficient privilege
    throw DatabaseError(
        fmt::format("{}: {}{}", doing, why,
                    may_not ? "; run usher migrate as the role that owns the tables" : ""));
  }
}

void make_table(Connection& connection) {
  if (is_there(connection)) return;
  in_turn(connection, "schema_migrations", [&] {
    if (is_there(connection)) return;
    connection.script(kCreateTable);
    if (connection.engine() == "postgresql") connection.script(kWall);
  });
}

}  // namespace

bool is_for(const Migration& migration, std::string_view engine) {
  if (migration.name.ends_with(".postgres")) return engine == "postgresql";
  if (migration.name.ends_with(".sqlite")) return engine == "sqlite";
  return true;
}

bool is_up_to_date(Connection& connection, std::span<const Migration> migrations) {
  if (!is_there(connection)) return false;
  const auto applied = list_applied(connection);
  return std::ranges::all_of(migrations, [&](const Migration& migration) {
    return !is_for(migration, connection.engine()) || applied.contains(migration.name);
  });
}

void migrate(Connection& connection, std::span<const Migration> migrations, Timestamp now) {
  make_table(connection);
  auto applied = list_applied(connection);
  watch_references(connection, false);
  for (const auto& migration : migrations) {
    if (!is_for(migration, connection.engine())) continue;
    if (!applied.contains(migration.name)) {
      in_turn(connection, fmt::format("migration {}", migration.name), [&] {
        // Another node may have come first.
        const auto others = list_applied(connection);
        const auto found = others.find(migration.name);
        if (found == others.end()) {
          apply(connection, migration, now);
          applied.emplace(migration.name, checksum(migration.sql));
        } else {
          applied.insert(*found);
        }
      });
    }
    const auto found = applied.find(migration.name);
    if (found->second != checksum(migration.sql)) {
      throw DatabaseError(
          fmt::format("migration {} was changed after it had been applied", migration.name));
    }
    applied.erase(found);
  }
  watch_references(connection, true);
  if (!applied.empty()) {
    throw DatabaseError(fmt::format("the database is newer than this binary: it has migration {}",
                                    applied.begin()->first));
  }
}

}  // namespace usher::store
