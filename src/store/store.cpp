#include "store/store.hpp"

#include <fmt/format.h>

#include "store/postgres_connection.hpp"
#include "store/postgres_store.hpp"
#include "store/sqlite_store.hpp"

namespace usher::store {
namespace {

constexpr Measure kHealthy{"usher_database_healthy", MeasureKind::gauge,
                           "1 while the database answers and takes writes."};
constexpr Measure kNodes{"usher_database_nodes", MeasureKind::gauge,
                         "Servers that use the database at this moment."};
constexpr Measure kClockLead{"usher_database_clock_lead_seconds", MeasureKind::gauge,
                             "How far this machine's clock is ahead of the database's."};

}  // namespace

std::unique_ptr<Store> open_store(const StoreOptions& options, const Clock& clock) {
  constexpr std::string_view kSqlite = "sqlite:";
  const bool shared = is_postgres_url(options.url);
  if (!options.listen_url.empty() && !(shared && is_postgres_url(options.listen_url))) {
    throw DatabaseError("listening needs a database and a way to it that are postgresql://…");
  }
  if (options.url.starts_with(kSqlite)) {
    return std::make_unique<SqliteStore>(options, options.url.substr(kSqlite.size()), clock);
  }
  if (shared) return std::make_unique<PostgresStore>(options, clock);
  throw DatabaseError("the database must be given as sqlite:FILE or postgresql://HOST/NAME");
}

void not_readable(int column, std::string_view text) {
  constexpr std::size_t kShown = 80;
  throw DataError(fmt::format("column {} of a row holds '{}'", column + 1, text.substr(0, kShown)));
}

Viewer Viewer::of_session(std::span<const std::uint8_t> key) {
  std::string text = "session:";
  for (const auto byte : key) text += fmt::format("{:02x}", byte);
  return Viewer(std::move(text));
}

void Store::say_measures(MeasureReader& reader) const {
  reader.number(kHealthy, healthy() ? 1 : 0);
  reader.number(kNodes, static_cast<double>(nodes()));
  reader.number(kClockLead, std::chrono::duration<double>(clock_lead()).count());
}

void Store::describe_holder(std::string_view) {}
void Store::tell_nodes(std::string) {}
void Store::on_news(const void*, NewsHandler) {}

Error not_taken_error(Store::NotTaken why) {
  Error error;
  if (why == Store::NotTaken::queue_full) {
    error = {ErrorKind::unavailable, "overloaded",
             "Too many people are buying at this moment. Please try again."};
    error.retry_after = std::chrono::seconds{1};
  } else {
    error = {ErrorKind::unavailable, "database_unavailable",
             "The database does not answer. Nothing was changed; try again in a moment."};
    error.retry_after = std::chrono::seconds{2};
  }
  return error;
}

std::exception_ptr not_taken_exception(Store::NotTaken why) {
  if (why == Store::NotTaken::queue_full) {
    return std::make_exception_ptr(OverloadedError("too many reads are waiting"));
  }
  return std::make_exception_ptr(UnavailableError("the database does not answer"));
}

}  // namespace usher::store
