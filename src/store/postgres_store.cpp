#include "store/postgres_store.hpp"

#include <algorithm>

#include "store/inspection.hpp"
#include "store/migrate.hpp"

namespace usher::store {
namespace {

// How long a statement may wait once the watch has found the database away.
constexpr std::chrono::milliseconds kPatience{2000};
// How long a command may wait for its lane and its turn.
constexpr std::chrono::milliseconds kWaitMax{4000};

constexpr Query kBackend{"store.backend", "", "SELECT pg_backend_pid()::bigint"};

std::int64_t backend_of(PostgresConnection& connection) {
  std::int64_t backend = 0;
  connection.visit(kBackend, {}, [&](const Row& row) {
    backend = row.integer(0);
    return false;
  });
  return backend;
}

// Whether two connections share a session of the server, or one changes it between transactions:
// then nothing that is prepared or set lasts, and every second request would fail.
bool shares_sessions(PostgresConnection& one, PostgresConnection& other) {
  constexpr int kRounds = 3;
  const auto alone = [&] {
    one.begin_read();
    const auto backend = backend_of(one);
    one.commit();
    return backend;
  };
  for (int round = 0; round < kRounds; ++round) {
    const auto before = alone();
    other.begin_read();
    const bool shared = backend_of(other) == before || alone() != before;
    other.commit();
    if (shared) return true;
  }
  return false;
}

void refuse_a_pooler(const PostgresUrl& url, PostgresConnection& connection) {
  bool pooled = false;
  try {
    PostgresConnection other(url);
    pooled = shares_sessions(connection, other);
  } catch (const UnavailableError&) {
    throw;
  } catch (const DatabaseError&) {
    pooled = true;  // what was prepared is not there, or somebody else's
  }
  if (!pooled) return;
  throw DatabaseError(
      "the database is behind a pooler in transaction mode: add prepare=off to its URL, and give "
      "database_listen past the pooler");
}

}  // namespace

PostgresStore::PostgresStore(const StoreOptions& options, const Clock& clock) {
  const auto url = PostgresUrl::parse(options.url);
  {
    PostgresConnection connection(url);
    if (url.prepare) refuse_a_pooler(url, connection);
    migrate(connection, all_migrations(), clock.now());
  }
  if (!options.holder.empty()) pulse_ = std::make_unique<PostgresPulse>(url, clock);
  watch_ = std::make_unique<PostgresWatch>(url, options.listen_url);
  for (std::size_t i = 0; i < std::max<std::size_t>(options.lanes, 1); ++i) {
    lanes_.push_back(std::make_unique<WriteLane>(WriteLane::Parts{
        .connection = connect(url, PostgresRole::lane),
        .clock = clock,
        .bus = events_,
        .before_commit = before_commit_,
        .between_batches = nullptr,
        .queue_max = options.lane_queue_max,
        .batch_max = options.batch_max,
        .turns = &turns_,
        .wait_max = kWaitMax,
    }));
  }
  std::vector<std::unique_ptr<Connection>> readers;
  for (std::size_t i = 0; i < options.readers; ++i) {
    readers.push_back(connect(url, PostgresRole::reader));
  }
  readers_ = std::make_unique<ReaderPool>(std::move(readers), clock, options.reader_queue_max);
  watch_->on_round([this](bool away) {
    const bool hangs = away || !healthy();
    for (auto* connection : connections_) {
      hangs ? connection->interrupt_after(kPatience) : connection->interrupt_if_overdue();
    }
  });
}

std::unique_ptr<PostgresConnection> PostgresStore::connect(const PostgresUrl& url,
                                                           PostgresRole role) {
  auto connection = std::make_unique<PostgresConnection>(url, role);
  connections_.push_back(connection.get());
  return connection;
}

void PostgresStore::backup_to(const std::string&) { back_up("postgresql://", {}); }

void PostgresStore::stop() {
  for (auto& lane : lanes_) lane->stop();
  readers_->stop();
}

Store::Statistics PostgresStore::statistics() const {
  Statistics sum;
  for (const auto& lane : lanes_) {
    const auto numbers = lane->statistics();
    sum.commands += numbers.commands;
    sum.batches += numbers.batches;
    sum.refused_full += numbers.refused_full;
    sum.effects_failed += numbers.effects_failed;
    sum.queue_now += numbers.queue_now;
    sum.retries += numbers.retries;
    sum.late += numbers.late;
  }
  sum.reads = readers_->reads();
  return sum;
}

void PostgresStore::say_measures(MeasureReader& reader) const {
  for (std::size_t i = 0; i < lanes_.size(); ++i)
    lanes_[i]->say_measures(reader, std::to_string(i));
  readers_->say_measures(reader);
  Store::say_measures(reader);
}

std::size_t PostgresStore::lane_index(const LaneKeys& keys, std::size_t lanes) {
  // Ids end in chance, but their lowest bits may be a counter: spread by all bits.
  const auto mixed = static_cast<std::uint64_t>(keys.smallest()) * 0x9e3779b97f4a7c15ULL;
  return (mixed >> 32) % lanes;
}

std::optional<Store::NotTaken> PostgresStore::submit(LaneKeys keys,
                                                     std::unique_ptr<Command>& command) {
  if (!healthy()) return NotTaken::database_away;
  auto& lane = *lanes_[lane_index(keys, lanes_.size())];
  command->keys = std::move(keys);
  if (lane.submit(command)) return std::nullopt;
  return NotTaken::queue_full;
}

std::optional<Store::NotTaken> PostgresStore::submit_read(std::unique_ptr<ReadJob>& job) {
  if (!watch_->healthy()) return NotTaken::database_away;
  if (readers_->submit(job)) return std::nullopt;
  return NotTaken::queue_full;
}

}  // namespace usher::store
