// Purpose: brings a database's schema up to this binary's. Place: store.
#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "store/connection.hpp"

namespace usher::store {

struct Migration {
  std::string_view name;  // "20261124060000_inventory_seats": applied in this order
  std::string_view sql;
};

// Migrations whose name ends in ".postgres" or ".sqlite" are for that engine alone.
bool is_for(const Migration& migration, std::string_view engine);

// All rooms' migrations in order; embedded at build time.
std::span<const Migration> all_migrations();

// Whether none of `migrations` is missing.
bool is_up_to_date(Connection& connection, std::span<const Migration> migrations);

// Applies what is missing, each in its own transaction, and records name and checksum. A role that
// may not change the schema will do where nothing is missing.
// Errors: throws DatabaseError when a recorded migration is unknown here (the schema is newer) or
// its text has changed.
void migrate(Connection& connection, std::span<const Migration> migrations, Timestamp now);

}  // namespace usher::store
