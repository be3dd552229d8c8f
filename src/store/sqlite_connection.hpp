// Purpose: SQLite behind store::Connection. Place: store.
#pragma once
#include <memory>
#include <string>
#include <unordered_map>

#include "store/connection.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace usher::store {

enum class SqliteRole : std::uint8_t { writer, reader, checkpointer };

// One SQLite connection in WAL mode with synchronous=FULL (rule 54: anything less lost acknowledged
// rows at a power cut). Used by one thread at a time.
class SqliteConnection final : public Connection {
 public:
  // Errors: throws DatabaseError when the file cannot be opened.
  SqliteConnection(const std::string& path, SqliteRole role);
  ~SqliteConnection() override;

  std::int64_t run(const Query& query, std::span<const Param> params) override;
  void visit(const Query& query, std::span<const Param> params,
             const std::function<bool(const Row&)>& visitor) override;
  void script(std::string_view sql) override;
  std::string_view engine() const override { return "sqlite"; }
  using Connection::begin_write;
  void begin_write(std::span<const std::int64_t> turns, LockPatience patience) override;
  using Connection::begin_read;
  void begin_read(const Viewer& viewer) override;
  void commit() override;
  void rollback() noexcept override;
  void savepoint() override;
  void release_savepoint() override;
  void rollback_to_savepoint() override;
  bool in_transaction() const override;

  enum class Checkpoint : std::uint8_t { passive, restart, truncate };
  struct CheckpointResult {
    bool busy = false;
    int wal_pages = 0;    // pages in the log
    int moved_pages = 0;  // of them, moved into the database
  };
  // Moves the log into the database. `passive` blocks nobody; `restart` waits for readers, briefly.
  CheckpointResult checkpoint(Checkpoint mode);
  // Writes a compact copy as of one instant. Errors: throws DatabaseError, also when `file` exists.
  void copy_to(const std::string& file);

 private:
  struct Statement {
    sqlite3_stmt* handle = nullptr;
    std::unique_ptr<int[]> order;  // bind position -> index of the parameter
    int count = 0;
    bool running = false;
  };
  Statement& prepared(const Query& query);
  void bind(Statement& statement, const Query& query, std::span<const Param> params);
  [[noreturn]] void fail(int code, std::string_view doing) const;

  sqlite3* db_ = nullptr;
  std::unordered_map<const void*, Statement> statements_;
};

}  // namespace usher::store
