#include "simulation/step_store.hpp"

#include "store/migrate.hpp"

namespace usher::simulation {
namespace {

using store::SqliteConnection;
using store::SqliteRole;

constexpr std::size_t kQueueMax = 4096;
constexpr std::size_t kBatchMax = 512;

}  // namespace

StepStore::StepStore(const std::string& path, const Clock& clock) : clock_(clock) {
  auto writer = std::make_unique<SqliteConnection>(path, SqliteRole::writer);
  // Rule 54, as SqliteStore does it.
  writer->checkpoint(SqliteConnection::Checkpoint::truncate);
  store::migrate(*writer, store::all_migrations(), clock.now());
  writer_ = writer.get();
  reader_ = std::make_unique<SqliteConnection>(path, SqliteRole::reader);
  checkpointer_ = std::make_unique<SqliteConnection>(path, SqliteRole::checkpointer);
  lane_ =
      std::make_unique<store::WriteLane>(store::WriteLane::Parts{.connection = std::move(writer),
                                                                 .clock = clock_,
                                                                 .bus = events_,
                                                                 .before_commit = before_commit_,
                                                                 .between_batches = {},
                                                                 .queue_max = kQueueMax,
                                                                 .batch_max = kBatchMax,
                                                                 .threaded = false});
}

void StepStore::step_reader() {
  auto job = std::move(reads_.front());
  reads_.pop_front();
  try {
    reader_->begin_read();
    store::Queries queries(*reader_, clock_.now());
    job->execute(queries);
    reader_->commit();
  } catch (...) {
    reader_->rollback();
    job->fail(std::current_exception());
  }
  std::vector<std::unique_ptr<store::Waiting>> done;
  done.push_back(std::move(job));
  store::complete_all(std::move(done));
}

void StepStore::checkpoint(SqliteConnection::Checkpoint mode) {
  try {
    if (mode == SqliteConnection::Checkpoint::passive)
      checkpointer_->checkpoint(mode);
    else
      writer_->checkpoint(mode);
  } catch (const store::DatabaseError&) {
    // A broken disk: the log only grows.
  }
}

std::optional<store::Store::NotTaken> StepStore::submit(store::LaneKeys keys,
                                                        std::unique_ptr<store::Command>& command) {
  command->keys = std::move(keys);
  if (!lane_->submit(command)) return NotTaken::queue_full;
  if (at_once) lane_->step(kBatchMax);
  return std::nullopt;
}

std::optional<store::Store::NotTaken> StepStore::submit_read(std::unique_ptr<store::ReadJob>& job) {
  reads_.push_back(std::move(job));
  if (at_once) step_reader();
  return std::nullopt;
}

}  // namespace usher::simulation
