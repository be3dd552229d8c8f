#include "store/sqlite_connection.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <charconv>

#include "base/text.hpp"

namespace usher::store {
namespace {

constexpr int kBusyTimeoutMs = 5000;
// Page cache of a connection, in KiB: the writer keeps the hot pages of a large on-sale.
constexpr int kWriterCacheKib = 16 * 1024;
constexpr int kReaderCacheKib = 4 * 1024;

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* handle) : handle_(handle) {}
  bool null(int column) const override {
    return sqlite3_column_type(handle_, column) == SQLITE_NULL;
  }
  std::int64_t integer(int column) const override { return sqlite3_column_int64(handle_, column); }
  double real(int column) const override { return sqlite3_column_double(handle_, column); }
  std::string_view text(int column) const override {
    const void* data = sqlite3_column_text(handle_, column);
    return {static_cast<const char*>(data),
            static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
  }
  std::span<const std::uint8_t> bytes(int column) const override {
    const void* data = sqlite3_column_blob(handle_, column);
    return {static_cast<const std::uint8_t*>(data),
            static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
  }

 private:
  sqlite3_stmt* handle_;
};

// Statements that belong to the connection itself.
constexpr Query kBeginWrite{"store.begin_write", "BEGIN IMMEDIATE"};
constexpr Query kBeginRead{"store.begin_read", "BEGIN DEFERRED"};
constexpr Query kCommit{"store.commit", "COMMIT"};
constexpr Query kSavepoint{"store.savepoint", "SAVEPOINT command"};
constexpr Query kRelease{"store.release", "RELEASE command"};
constexpr Query kRollbackTo{"store.rollback_to", "ROLLBACK TO command"};
constexpr Query kCopy{"store.copy", "VACUUM INTO $1"};

// Resets the statement however the visit ends.
class Running {
 public:
  Running(sqlite3_stmt* handle, bool& flag) : handle_(handle), flag_(flag) {
    USHER_ASSERT(!flag_);
    flag_ = true;
  }
  ~Running() {
    sqlite3_reset(handle_);
    flag_ = false;
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  sqlite3_stmt* handle_;
  bool& flag_;
};

// Text is text, wherever it came from.
int bind_text(sqlite3_stmt* handle, int place, std::string_view text) {
  if (is_storable(text)) {
    return sqlite3_bind_text64(handle, place, text.empty() ? "" : text.data(), text.size(),
                               SQLITE_STATIC, SQLITE_UTF8);
  }
  const std::string mended = storable(text);
  return sqlite3_bind_text64(handle, place, mended.data(), mended.size(), SQLITE_TRANSIENT,
                             SQLITE_UTF8);
}

}  // namespace

SqliteConnection::SqliteConnection(const std::string& path, SqliteRole role) {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    (role == SqliteRole::writer ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(path.c_str(), &db_, flags, nullptr);
  if (code != SQLITE_OK) {
    const std::string why = db_ != nullptr ? sqlite3_errmsg(db_) : sqlite3_errstr(code);
    sqlite3_close_v2(db_);
    throw DatabaseError(fmt::format("cannot open the database {}: {}", path, why));
  }
  sqlite3_busy_timeout(db_, kBusyTimeoutMs);
  try {
    if (role == SqliteRole::writer) script("PRAGMA journal_mode=WAL");
    script(
        fmt::format("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;"
                    "PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-{}",
                    role == SqliteRole::writer ? kWriterCacheKib : kReaderCacheKib));
    if (role == SqliteRole::reader) script("PRAGMA query_only=ON");
  } catch (...) {
    sqlite3_close_v2(db_);
    throw;
  }
}

SqliteConnection::~SqliteConnection() {
  for (auto& [query, statement] : statements_) sqlite3_finalize(statement.handle);
  sqlite3_close_v2(db_);
}

void SqliteConnection::fail(int code, std::string_view doing) const {
  const auto text = fmt::format("{}: {} ({})", doing, sqlite3_errmsg(db_), sqlite3_errstr(code));
  if ((code & 0xff) == SQLITE_CONSTRAINT) throw ConstraintError(text);
  throw DatabaseError(text);
}

SqliteConnection::Statement& SqliteConnection::prepared(const Query& query) {
  auto& statement = statements_[&query];
  if (statement.handle != nullptr) return statement;
  const int code = sqlite3_prepare_v3(db_, query.text.data(), static_cast<int>(query.text.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement.handle, nullptr);
  if (code != SQLITE_OK) fail(code, query.name);
  statement.count = sqlite3_bind_parameter_count(statement.handle);
  statement.order = std::make_unique<int[]>(static_cast<std::size_t>(statement.count));
  for (int i = 0; i < statement.count; ++i) {
    const char* name = sqlite3_bind_parameter_name(statement.handle, i + 1);
    USHER_ASSERT(name != nullptr && name[0] == '$');
    int number = 0;
    std::from_chars(name + 1, name + std::char_traits<char>::length(name), number);
    USHER_ASSERT(number > 0);
    statement.order[static_cast<std::size_t>(i)] = number - 1;
  }
  return statement;
}

void SqliteConnection::bind(Statement& statement, const Query& query,
                            std::span<const Param> params) {
  for (int i = 0; i < statement.count; ++i) {
    const auto index = static_cast<std::size_t>(statement.order[static_cast<std::size_t>(i)]);
    USHER_ASSERT(index < params.size());
    const Param& param = params[index];
    int code = SQLITE_OK;
    switch (param.kind) {
      case Param::Kind::null:
        code = sqlite3_bind_null(statement.handle, i + 1);
        break;
      case Param::Kind::integer:
        code = sqlite3_bind_int64(statement.handle, i + 1, param.integer);
        break;
      case Param::Kind::real:
        code = sqlite3_bind_double(statement.handle, i + 1, param.real);
        break;
      case Param::Kind::text:
        code =
            bind_text(statement.handle, i + 1, {static_cast<const char*>(param.data), param.size});
        break;
      case Param::Kind::bytes:
        code = param.size == 0 ? sqlite3_bind_zeroblob(statement.handle, i + 1, 0)
                               : sqlite3_bind_blob64(statement.handle, i + 1, param.data,
                                                     param.size, SQLITE_STATIC);
        break;
    }
    if (code != SQLITE_OK) fail(code, query.name);
  }
}

std::int64_t SqliteConnection::run(const Query& query, std::span<const Param> params) {
  Statement& statement = prepared(query);
  const Running running(statement.handle, statement.running);
  bind(statement, query, params);
  int code = sqlite3_step(statement.handle);
  while (code == SQLITE_ROW) code = sqlite3_step(statement.handle);
  if (code != SQLITE_DONE) fail(code, query.name);
  return sqlite3_changes64(db_);
}

void SqliteConnection::visit(const Query& query, std::span<const Param> params,
                             const std::function<bool(const Row&)>& visitor) {
  Statement& statement = prepared(query);
  const Running running(statement.handle, statement.running);
  bind(statement, query, params);
  const SqliteRow row(statement.handle);
  for (;;) {
    const int code = sqlite3_step(statement.handle);
    if (code == SQLITE_DONE) return;
    if (code != SQLITE_ROW) fail(code, query.name);
    if (!visitor(row)) break;
  }
  // A statement with RETURNING has done all its work at its first row; a SELECT may stop here.
}

void SqliteConnection::script(std::string_view sql) {
  char* message = nullptr;
  const int code = sqlite3_exec(db_, std::string(sql).c_str(), nullptr, nullptr, &message);
  if (code == SQLITE_OK) return;
  const std::string why = message != nullptr ? message : sqlite3_errstr(code);
  sqlite3_free(message);
  throw DatabaseError(why);
}

void SqliteConnection::begin_write(std::span<const std::int64_t>, LockPatience) {
  run(kBeginWrite, {});
}
void SqliteConnection::begin_read(const Viewer&) { run(kBeginRead, {}); }
void SqliteConnection::commit() { run(kCommit, {}); }
void SqliteConnection::savepoint() { run(kSavepoint, {}); }
void SqliteConnection::release_savepoint() { run(kRelease, {}); }

void SqliteConnection::rollback_to_savepoint() {
  run(kRollbackTo, {});
  run(kRelease, {});
}

void SqliteConnection::rollback() noexcept {
  if (in_transaction()) sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
}

bool SqliteConnection::in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }

SqliteConnection::CheckpointResult SqliteConnection::checkpoint(Checkpoint mode) {
  CheckpointResult result;
  const int sqlite_mode = mode == Checkpoint::passive   ? SQLITE_CHECKPOINT_PASSIVE
                          : mode == Checkpoint::restart ? SQLITE_CHECKPOINT_RESTART
                                                        : SQLITE_CHECKPOINT_TRUNCATE;
  const int code =
      sqlite3_wal_checkpoint_v2(db_, nullptr, sqlite_mode, &result.wal_pages, &result.moved_pages);
  result.busy = (code & 0xff) == SQLITE_BUSY;
  if (code != SQLITE_OK && !result.busy) fail(code, "checkpoint");
  return result;
}

void SqliteConnection::copy_to(const std::string& file) {
  const Param param = text_param(file);
  run(kCopy, {&param, 1});
}

}  // namespace usher::store
