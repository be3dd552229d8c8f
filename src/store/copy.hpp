// Purpose: moves everything from one database to another, also of the other engine. Place: store.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "store/connection.hpp"

namespace usher::store {

// A table as both engines know it.
struct Table {
  struct Column {
    std::string name;
    Param::Kind kind = Param::Kind::text;
  };
  std::string name;
  std::vector<Column> columns;
  std::vector<std::string> key;
  std::vector<std::string> references;  // tables that must be filled before
};

// All tables but schema_migrations, those that others refer to first. Errors: throws DatabaseError.
std::vector<Table> read_tables(Connection& connection);

struct CopiedTable {
  std::string name;
  std::int64_t rows = 0;
};

// Copies all rows from `from` to `to`, whose schema is brought up to date first and which must be
// empty; in one transaction, committed only when rows and hashes of every table agree. No server
// may use either of them: what is sold after the copy's snapshot would be lost. Errors: throws
// DatabaseError, also when one does; `to` is then as empty as before.
std::vector<CopiedTable> copy_database(const std::string& from, const std::string& to,
                                       const Clock& clock);

}  // namespace usher::store
