#include "store/store.hpp"

#include "store/sqlite_store.hpp"

namespace usher::store {

std::unique_ptr<Store> open_store(const StoreOptions& options, const Clock& clock) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (options.url.starts_with(kSqlite)) {
    return std::make_unique<SqliteStore>(options, options.url.substr(kSqlite.size()), clock);
  }
  throw DatabaseError("the database must be given as sqlite:FILE");
}

Error overloaded_error() {
  Error error{ErrorKind::unavailable, "overloaded",
              "Too many people are buying at this moment. Please try again."};
  error.retry_after = std::chrono::seconds{1};
  return error;
}

}  // namespace usher::store
