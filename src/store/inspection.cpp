#include "store/inspection.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "store/migrate.hpp"
#include "store/postgres_connection.hpp"
#include "store/private_files.hpp"
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
constexpr Query kOthers{"store.others", "SELECT '' WHERE false",
                        "SELECT format('%s connections of usher from %s since %s', count(*),"
                        " coalesce(host(client_addr), 'this machine'),"
                        " to_char(min(backend_start) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'))"
                        " FROM pg_stat_activity"
                        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                        " AND application_name = 'usher' GROUP BY client_addr"};
constexpr Query kAskedBy{"store.asked_by", "SELECT 0, 0",
                         "SELECT (rolsuper OR rolbypassrls)::int::bigint,"
                         " (extract(epoch FROM clock_timestamp()) * 1000)::bigint"
                         " FROM pg_roles WHERE rolname = current_user"};
constexpr int kLooksMax = 20;
constexpr std::chrono::milliseconds kLookAgain{100};
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

// Where the database that `target` had before it was replaced the time before goes: named by when
// it was last written, and never in the place of another one.
fs::path older_place(const fs::path& set_aside) {
  struct stat found{};
  if (::stat(set_aside.c_str(), &found) != 0)
    throw DatabaseError("cannot read " + set_aside.string());
  std::string time = format_rfc3339({std::int64_t{found.st_mtim.tv_sec} * 1000});
  std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
  const auto name = fmt::format("{}-{}Z", set_aside.string(), time.substr(0, time.find('.')));
  fs::path place = name;
  for (int n = 2; fs::exists(place); ++n) place = fmt::format("{}-{}", name, n);
  return place;
}

void set_aside(const fs::path& target) {
  const fs::path place = target.string() + ".before-restore";
  if (fs::exists(place)) fs::rename(place, older_place(place));
  fs::rename(target, place);
  make_private(place);
}

// A server's connections outlive their transactions; one that was just stopped takes a moment to
// go.
void require_unused_postgres(const std::string& url) {
  const auto connection = connect(url, Purpose::reading);
  std::string who;
  for (int looks = 0; looks < kLooksMax; ++looks) {
    who.clear();
    connection->begin_read();
    connection->visit(kOthers, {}, [&](const Row& row) {
      who = row.text(0);
      return false;
    });
    connection->commit();
    if (who.empty()) return;
    std::this_thread::sleep_for(kLookAgain);
  }
  throw DatabaseError(fmt::format("the database is in use by {}: stop every server first", who));
}

}  // namespace

AskedBy asked_by(Queries& queries) {
  AskedBy found;
  queries.visit(kAskedBy, [&](const Row& row) {
    found.passes_policies = row.integer(0) != 0;
    if (row.integer(1) != 0) found.now = Timestamp{row.integer(1)};
    return false;
  });
  return found;
}

bool is_served(const std::string& url) {
  if (is_postgres_url(url)) return false;
  return !DatabaseLock::holder(path_of(url)).empty() || is_used(path_of(url));
}

std::unique_ptr<DatabaseLock> require_unused(const std::string& url, std::string_view what,
                                             const Clock& clock) {
  if (is_postgres_url(url)) {
    require_unused_postgres(url);
    return nullptr;
  }
  const auto path = path_of(url);
  auto lock = std::make_unique<DatabaseLock>(path, what, clock);
  // Who has it open without the lock: an older server, another program.
  if (fs::exists(path) && is_used(path)) {
    throw DatabaseError(fmt::format("the database {} is in use: stop the server first", path));
  }
  return lock;
}

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
  make_database_private(partial);  // an empty file is what SQLite copies into as well
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
  const auto lock = require_unused(url, "usher restore", clock);
  const fs::path arriving = target.string() + ".restoring";
  fs::remove(arriving);
  make_database_private(arriving);  // before anything is in it
  fs::copy_file(file, arriving, fs::copy_options::overwrite_existing);
  make_private(arriving);
  sync_path(arriving);
  if (fs::exists(target)) set_aside(target);
  for (const char* suffix : {"-wal", "-shm"}) fs::remove(target.string() + suffix);
  fs::rename(arriving, target);
  sync_path(target);
}

}  // namespace usher::store
