// Purpose: one connection to one database; the only thing an engine implements. Place: store.
#pragma once
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "store/query.hpp"
#include "store/viewer.hpp"

namespace usher::store {

// The environment failed: file gone, disk full, connection lost. Never an answer to bad input.
class DatabaseError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A UNIQUE, CHECK or foreign key constraint refused a row that the code thought right. Slices let
// constraints decide by ON CONFLICT and row counts; this is what is left: a race between nodes or
// a programming error.
class ConstraintError : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

// Another transaction won a race (serialization failure, deadlock, a claim that was free a moment
// ago): the same work run again from its beginning will see who won. Lanes do so by themselves.
class RetryError : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

// The database does not answer: nothing was begun, or nothing of it is stored.
class UnavailableError : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

// The COMMIT was sent and not confirmed: it is unknown whether it is stored, or is where a
// fail-over would find it. Never to be answered as success.
class CommitUnknownError : public UnavailableError {
 public:
  using UnavailableError::UnavailableError;
};

// Somebody else has a lock and did not give it back in the time that a statement may wait for one:
// a frozen node, a person at a console. Nothing is stored.
class BlockedError : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

// How long a transaction waits for the locks of others.
enum class LockPatience : std::uint8_t {
  usual,  // for a turn among those who work
  brief,  // to see whether a lock that was not given back is free now
};

// Used by one thread at a time: a lane, a reader or a command. Statements are prepared once.
// Errors: every function throws DatabaseError.
class Connection {
 public:
  virtual ~Connection() = default;

  // Runs a statement without rows; returns how many rows it changed.
  virtual std::int64_t run(const Query& query, std::span<const Param> params) = 0;
  // Visits each row; the visitor returns false to stop early.
  virtual void visit(const Query& query, std::span<const Param> params,
                     const std::function<bool(const Row&)>& visitor) = 0;
  // Runs statements without parameters (migrations).
  virtual void script(std::string_view sql) = 0;

  // "sqlite" or "postgresql".
  virtual std::string_view engine() const = 0;

  // Returns once this transaction alone, over all nodes, has `turns` (ascending); they are given
  // back with its end. One writer at a time has every turn anyway.
  // Errors: throws BlockedError when somebody keeps a turn.
  virtual void begin_write(std::span<const std::int64_t> turns, LockPatience patience) = 0;
  void begin_write(std::span<const std::int64_t> turns = {}) {
    begin_write(turns, LockPatience::usual);
  }
  // One snapshot of what `viewer` may see.
  virtual void begin_read(const Viewer& viewer) = 0;
  void begin_read() { begin_read(Viewer::server()); }
  // In a transaction: between these two the server itself looks, whoever it is for.
  virtual void raise_viewer() {}
  virtual void lower_viewer() {}
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;
  virtual void savepoint() = 0;
  virtual void release_savepoint() = 0;
  virtual void rollback_to_savepoint() = 0;
  // False when the engine gave the transaction up (disk full, connection lost, a statement failed
  // outside of a savepoint).
  virtual bool in_transaction() const = 0;
};

}  // namespace usher::store
