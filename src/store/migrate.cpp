#include "store/migrate.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <map>
#include <regex>
#include <string>

#include "store/transaction.hpp"

namespace usher::store {
namespace {

constexpr std::string_view kCreateTable =
    "CREATE TABLE IF NOT EXISTS schema_migrations ("
    "name text PRIMARY KEY, checksum text NOT NULL, applied_at bigint NOT NULL)";
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
// table. PostgreSQL takes the text as written.
std::string for_sqlite(std::string_view sql) {
  static const std::regex key("bigint( not null)? primary key", std::regex::icase);
  return std::regex_replace(std::string(sql), key, "integer primary key");
}

void apply(Connection& connection, const Migration& migration, Timestamp now) {
  connection.begin_write();
  try {
    connection.script(for_sqlite(migration.sql));
    const auto sum = checksum(migration.sql);
    const std::array<Param, 3> params{to_param(migration.name), to_param(sum), to_param(now)};
    connection.run(kRecord, params);
    connection.commit();
  } catch (const DatabaseError& failure) {
    connection.rollback();
    throw DatabaseError(fmt::format("migration {}: {}", migration.name, failure.what()));
  }
}

}  // namespace

void migrate(Connection& connection, std::span<const Migration> migrations, Timestamp now) {
  connection.script(kCreateTable);
  std::map<std::string, std::string, std::less<>> applied;
  connection.visit(kList, {}, [&](const Row& row) {
    applied.emplace(row.text(0), row.text(1));
    return true;
  });
  for (const auto& migration : migrations) {
    const auto found = applied.find(migration.name);
    if (found == applied.end()) {
      apply(connection, migration, now);
      continue;
    }
    if (found->second != checksum(migration.sql)) {
      throw DatabaseError(
          fmt::format("migration {} was changed after it had been applied", migration.name));
    }
    applied.erase(found);
  }
  if (!applied.empty()) {
    throw DatabaseError(fmt::format("the database is newer than this binary: it has migration {}",
                                    applied.begin()->first));
  }
}

}  // namespace usher::store
