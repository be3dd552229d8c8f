#include "store/inspection.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "store/migrate.hpp"
#include "store/postgres_connection.hpp"
#include "store/sqlite_connection.hpp"

namespace usher::store {
namespace {

namespace fs = std::filesystem;

constexpr Query kIntegrity{
    "store.integrity", "PRAGMA integrity_check(20)",
    // Foreign keys are always enforced; what can be wrong is an index or a constraint that a
    // broken-off CREATE INDEX CONCURRENTLY or NOT VALID left.
    "SELECT 'the index ' || c.relname || ' is not valid' FROM pg_index i"
    " JOIN pg_class c ON c.oid = i.indexrelid WHERE NOT i.indisvalid"
    " UNION ALL SELECT 'the constraint ' || conname || ' is not validated' FROM pg_constraint"
    " WHERE NOT convalidated LIMIT 20"};
constexpr Query kForeignKeys{"store.foreign_keys", "PRAGMA foreign_key_check",
                             "SELECT '', 0, '' WHERE false"};
constexpr Query kApplied{"store.applied_migrations",
                         "SELECT name FROM schema_migrations ORDER BY name"};
constexpr Query kJournal{"store.leave_wal", "PRAGMA journal_mode=DELETE"};

std::string path_of(const std::string& url) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (!url.starts_with(kSqlite)) {
    throw DatabaseError("the database must be given as sqlite:FILE or postgresql://HOST/NAME");
  }
  return url.substr(kSqlite.size());
}

void refuse_postgres(const std::string& url, std::string_view use) {
  if (!is_postgres_url(url)) return;
  throw DatabaseError(fmt::format("PostgreSQL has its own tools for this: {}", use));
}

// Makes a new or renamed file durable: its content and its directory's entry.
void sync_path(const fs::path& path) {
  for (const auto& part : {path, path.has_parent_path() ? path.parent_path() : fs::path(".")}) {
    const int handle = ::open(part.c_str(), O_RDONLY | O_CLOEXEC);
    const bool synced = handle >= 0 && ::fsync(handle) == 0;
    if (handle >= 0) ::close(handle);
    if (!synced) throw DatabaseError("cannot make durable: " + part.string());
  }
}

// Leaving WAL mode needs the database for oneself alone, so it tells whether somebody uses it; it
// also moves the log into the database.
bool is_used(const std::string& path) {
  SqliteConnection connection(path, SqliteRole::checkpointer);
  std::string mode;
  try {
    connection.visit(kJournal, {}, [&](const Row& row) {
      mode = row.text(0);
      return true;
    });
  } catch (const DatabaseError&) {
    return true;
  }
  return mode != "delete";
}

void require_unused(const std::string& path) {
  if (is_used(path)) throw DatabaseError("the database is in use: stop the server first");
}

}  // namespace

bool is_served(const std::string& url) { return !is_postgres_url(url) && is_used(path_of(url)); }

std::unique_ptr<Connection> connect(const std::string& url, Purpose purpose) {
  if (is_postgres_url(url)) {
    return std::make_unique<PostgresConnection>(PostgresUrl::parse(url));
  }
  return std::make_unique<SqliteConnection>(
      path_of(url), purpose == Purpose::writing ? SqliteRole::writer : SqliteRole::reader);
}

Inspection::Inspection(const std::string& url, const Clock& clock)
    : connection_(connect(url, Purpose::reading)) {
  connection_->begin_read();
  queries_ = std::make_unique<Queries>(*connection_, clock.now());
  static_cast<void>(queries_->all<std::string>(kApplied));
}

Inspection::~Inspection() { connection_->rollback(); }

std::vector<std::string> Inspection::integrity_faults() {
  std::vector<std::string> faults;
  for (auto& line : queries_->all<std::string>(kIntegrity)) {
    if (line != "ok") faults.push_back(std::move(line));
  }
  connection_->visit(kForeignKeys, {}, [&](const Row& row) {
    faults.push_back(fmt::format("a row of {} refers to a row of {} that is not there", row.text(0),
                                 row.text(2)));
    return faults.size() < 20;
  });
  return faults;
}

std::vector<std::string> Inspection::schema_faults() const {
  auto applied = queries_->all<std::string>(kApplied);
  std::vector<std::string> faults;
  for (const auto& migration : all_migrations()) {
    if (!is_for(migration, connection_->engine())) continue;
    const auto found = std::ranges::find(applied, migration.name);
    if (found == applied.end()) {
      faults.push_back(fmt::format("migration {} is missing: run usher migrate", migration.name));
    } else {
      applied.erase(found);
    }
  }
  for (const auto& name : applied) {
    faults.push_back(fmt::format("migration {} is of a newer version of Usher", name));
  }
  return faults;
}

void back_up(const std::string& url, const std::string& file) {
  refuse_postgres(url,
                  "PGOPTIONS='-c usher.viewer=server' pg_dump --enable-row-security "
                  "--format=custom --file=FILE --dbname=URL");
  if (fs::exists(file)) throw DatabaseError("the file exists already: " + file);
  const std::string partial = file + ".partial";
  fs::remove(partial);
  SqliteConnection source(path_of(url), SqliteRole::checkpointer);
  source.copy_to(partial);
  fs::rename(partial, file);
  sync_path(file);
}

void restore(const std::string& file, const std::string& url, const Clock& clock) {
  refuse_postgres(url, "pg_restore --clean --if-exists --dbname=URL FILE");
  {
    Inspection inspection("sqlite:" + file, clock);
    if (const auto faults = inspection.integrity_faults(); !faults.empty()) {
      throw DatabaseError("the backup is damaged: " + faults.front());
    }
  }
  const fs::path target = path_of(url);
  const fs::path arriving = target.string() + ".restoring";
  if (fs::exists(target)) require_unused(target);
  fs::copy_file(file, arriving, fs::copy_options::overwrite_existing);
  sync_path(arriving);
  if (fs::exists(target)) fs::rename(target, target.string() + ".before-restore");
  for (const char* suffix : {"-wal", "-shm"}) fs::remove(target.string() + suffix);
  fs::rename(arriving, target);
  sync_path(target);
}

}  // namespace usher::store
