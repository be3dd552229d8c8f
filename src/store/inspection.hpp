// Purpose: looking at a database without serving it: checks, backups, restores. Place: store.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "store/database_lock.hpp"
#include "store/transaction.hpp"

namespace usher::store {

// One snapshot of a database, also of one that a server uses at this moment. Changes nothing,
// brings no schema up to date. One thread.
class Inspection {
 public:
  // Errors: throws DatabaseError when it cannot be opened or is no database of Usher.
  Inspection(const std::string& url, const Clock& clock);
  ~Inspection();
  Inspection(const Inspection&) = delete;
  Inspection& operator=(const Inspection&) = delete;

  Queries& queries() { return *queries_; }
  Connection& connection() const { return *connection_; }
  // What the engine itself finds wrong: damaged pages, broken references. Empty when all is well.
  std::vector<std::string> integrity_faults();
  // Names of applied migrations that this binary does not know, and of its own that are missing.
  std::vector<std::string> schema_faults() const;

 private:
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<Queries> queries_;
};

// What the database thinks of who asks.
struct AskedBy {
  bool passes_policies = false;    // a role that no row-level security holds back
  std::optional<Timestamp> now{};  // by the database's clock; SQLite has none of its own
};
AskedBy asked_by(Queries& queries);

// Whether a server uses this SQLite file now. Always false for PostgreSQL, which is shared anyway.
bool is_served(const std::string& url);

// For what must be alone with a database: keeps servers off a SQLite file while the answer lives;
// on PostgreSQL (null) it only looks for their connections. `what` as for DatabaseLock. Errors:
// throws DatabaseError that says who uses the database.
std::unique_ptr<DatabaseLock> require_unused(const std::string& url, std::string_view what,
                                             const Clock& clock);

// A connection of a command's own. A SQLite file is made for `writing` only.
enum class Purpose : std::uint8_t { reading, writing };
std::unique_ptr<Connection> connect(const std::string& url, Purpose purpose);

// A copy of the whole database as of one instant, also while a server uses it. `file` appears whole
// and durable or not at all. Errors: throws DatabaseError, also when `file` exists and for
// PostgreSQL, naming pg_dump.
void back_up(const std::string& url, const std::string& file);

// Puts the backup `file` in the place of the database; what was there stays beside it as
// "<name>.before-restore", and what stood there as "<name>.before-restore-<time>". Errors: throws
// DatabaseError when `file` is not a sound database of Usher or a server is using the database;
// nothing is changed then.
void restore(const std::string& file, const std::string& url, const Clock& clock);

}  // namespace usher::store
