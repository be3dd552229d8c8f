// Purpose: a store on a real database, for the tests of slices. Place: tests/support.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "base/ids.hpp"
#include "base/random.hpp"
#include "store/store.hpp"
#include "support/manual_clock.hpp"
#include "support/postgres.hpp"
#include "support/temp_dir.hpp"

namespace usher::testing {

// An empty database: a file, or with USHER_TEST_ENGINE=postgresql one in a cluster of the tests.
struct TempDatabase {
  TempDir directory;
  std::optional<PostgresDatabase> postgres;
  std::string url = "sqlite:" + directory.file("usher.db");

  TempDatabase() {
    if (!tests_use_postgres()) return;
    postgres.emplace();
    url = postgres->url();
  }
};

// Everything that a door's constructor takes, with the schema up to date. One thread makes and
// destroys it; destroyed after the doors that use it, so declare it first.
struct TempStore {
  TempDatabase database;
  TempDir& directory = database.directory;
  ManualClock clock;
  SeededRandom random{20261124};
  IdGenerator ids{clock, random};
  std::string url = database.url;
  std::unique_ptr<store::Store> owned = open();

  store::Store& store() { return *owned; }
  store::Store* operator->() { return owned.get(); }

  // Closes the database and opens it again, as a restart does. Doors made before are dangling.
  void reopen() {
    owned.reset();
    owned = open();
  }

 private:
  std::unique_ptr<store::Store> open() {
    store::StoreOptions options;
    options.url = url;
    return store::open_store(options, clock);
  }
};

}  // namespace usher::testing
