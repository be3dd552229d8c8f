// Purpose: one process alone serves a SQLite file, and others learn which. Place: store.
#pragma once
#include <string>

#include "base/clock.hpp"

namespace usher::store {

// Held for as long as it lives by the process that keeps seats of a SQLite database in memory, or
// that replaces or copies the file: a lock on "<database>.lock", which ends with the process
// however that ends. The file itself stays and says who had it last.
class DatabaseLock {
 public:
  // `what` is what the process does: "usher serve on 127.0.0.1:8080". Errors: throws DatabaseError
  // that names who has the database; nothing is changed then.
  DatabaseLock(const std::string& path, std::string_view what, const Clock& clock);
  ~DatabaseLock();
  DatabaseLock(const DatabaseLock&) = delete;
  DatabaseLock& operator=(const DatabaseLock&) = delete;

  // Says more exactly what the process does, once that is known.
  void describe(std::string_view what);

  // Who has it, in words; empty when nobody has.
  static std::string holder(const std::string& path);

 private:
  int file_ = -1;
  std::string since_;
};

}  // namespace usher::store
