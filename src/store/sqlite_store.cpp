#include "store/sqlite_store.hpp"

#include <fmt/format.h>

#include "store/inspection.hpp"
#include "store/migrate.hpp"
#include "store/private_files.hpp"

namespace usher::store {
namespace {

using Checkpoint = SqliteConnection::Checkpoint;

constexpr std::chrono::milliseconds kCheckpointPause{50};
// Log pages (4 KiB) from which the lane starts the log anew between two batches: 64 MiB. What is
// then left to move is only what came since the last pass of the background thread.
constexpr int kRestartPages = 16'384;

// Longer than browsers wait with patience, and than a disk that is busy with something else takes.
constexpr std::chrono::milliseconds kWaitMax{15'000};

// A server knows its statements by the schema that it opened.
void refuse_to_migrate_under_another(const std::string& path, Connection& connection) {
  const auto who = DatabaseLock::holder(path);
  if (who.empty() || is_up_to_date(connection, all_migrations())) return;
  throw DatabaseError(
      fmt::format("the schema of {} must be brought up to date, but it is in use by {}: stop that "
                  "process first",
                  path, who));
}

}  // namespace

Checkpointer::Checkpointer(const std::string& path)
    : connection_(path, SqliteRole::checkpointer), thread_([this] { loop(); }) {}

Checkpointer::~Checkpointer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Checkpointer::loop() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, kCheckpointPause, [this] { return stopping_; })) {
    lock.unlock();
    try {
      const auto result = connection_.checkpoint(Checkpoint::passive);
      wal_pages_.store(std::max(result.wal_pages, 0), std::memory_order_relaxed);
    } catch (const std::exception&) {
      // The lane meets the same fault at its next commit and reports it; the log only grows.
    }
    lock.lock();
  }
}

void Checkpointer::restart_if_large(SqliteConnection& writer) {
  if (wal_pages_.load(std::memory_order_relaxed) < kRestartPages) return;
  wal_pages_.store(0, std::memory_order_relaxed);
  try {
    writer.checkpoint(Checkpoint::restart);
  } catch (const DatabaseError&) {
    // As in loop(): the next commit reports it.
  }
}

SqliteStore::SqliteStore(const StoreOptions& options, const std::string& path, const Clock& clock)
    : path_(path) {
  if (!options.holder.empty()) {
    lock_ = std::make_unique<DatabaseLock>(path, options.holder, clock);
  }
  make_database_private(path);
  auto writer = std::make_unique<SqliteConnection>(path, SqliteRole::writer);
  // Before anything is served: without it, commits acknowledged by a process whose fsync had failed
  // were lost at a later power cut (rule 54).
  writer->checkpoint(Checkpoint::truncate);
  if (!lock_) refuse_to_migrate_under_another(path, *writer);
  migrate(*writer, all_migrations(), clock.now());
  checkpointer_ = std::make_unique<Checkpointer>(path);
  lane_ = std::make_unique<WriteLane>(WriteLane::Parts{
      .connection = std::move(writer),
      .clock = clock,
      .bus = events_,
      .before_commit = before_commit_,
      .between_batches =
          [this](Connection& connection) {
            checkpointer_->restart_if_large(static_cast<SqliteConnection&>(connection));
          },
      .queue_max = options.lane_queue_max,
      .batch_max = options.batch_max,
      .wait_max = kWaitMax,
  });
  std::vector<std::unique_ptr<Connection>> readers;
  for (std::size_t i = 0; i < options.readers; ++i) {
    readers.push_back(std::make_unique<SqliteConnection>(path, SqliteRole::reader));
  }
  readers_ = std::make_unique<ReaderPool>(std::move(readers), clock, options.reader_queue_max);
}

void SqliteStore::describe_holder(std::string_view what) {
  if (lock_) lock_->describe(what);
}

void SqliteStore::backup_to(const std::string& file) { back_up("sqlite:" + path_, file); }

void SqliteStore::stop() {
  lane_->stop();
  readers_->stop();
}

Store::Statistics SqliteStore::statistics() const {
  auto numbers = lane_->statistics();
  numbers.reads = readers_->reads();
  return numbers;
}

void SqliteStore::say_measures(MeasureReader& reader) const {
  lane_->say_measures(reader, "0");
  readers_->say_measures(reader);
  Store::say_measures(reader);
}

std::optional<Store::NotTaken> SqliteStore::submit(LaneKeys, std::unique_ptr<Command>& command) {
  if (lane_->submit(command)) return std::nullopt;
  return NotTaken::queue_full;
}

std::optional<Store::NotTaken> SqliteStore::submit_read(std::unique_ptr<ReadJob>& job) {
  if (readers_->submit(job)) return std::nullopt;
  return NotTaken::queue_full;
}

}  // namespace usher::store
