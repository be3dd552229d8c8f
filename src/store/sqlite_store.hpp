// Purpose: the Store on SQLite: one write lane, some readers, one checkpointer. Place: store.
#pragma once
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "store/database_lock.hpp"
#include "store/reader_pool.hpp"
#include "store/sqlite_connection.hpp"
#include "store/store.hpp"
#include "store/write_lane.hpp"

namespace usher::store {

// Moves the log into the database beside the lane, so that a commit never pays for it: an automatic
// checkpoint inside COMMIT is what hurts the slowest answers most.
class Checkpointer {
 public:
  explicit Checkpointer(const std::string& path);
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  // Between two batches on the lane's thread: starts the log anew when it has grown past its bound
  // although the background work keeps up.
  void restart_if_large(SqliteConnection& writer);

 private:
  void loop();

  SqliteConnection connection_;
  std::atomic<int> wal_pages_{0};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

class SqliteStore final : public Store {
 public:
  SqliteStore(const StoreOptions& options, const std::string& path, const Clock& clock);

  std::string_view engine() const override { return "sqlite"; }
  void backup_to(const std::string& file) override;
  void describe_holder(std::string_view what) override;
  Statistics statistics() const override;
  void say_measures(MeasureReader& reader) const override;
  void stop() override;
  bool healthy() const override { return lane_->healthy(); }
  std::optional<NotTaken> submit(LaneKeys keys, std::unique_ptr<Command>& command) override;
  std::optional<NotTaken> submit_read(std::unique_ptr<ReadJob>& job) override;

 private:
  std::string path_;
  std::unique_ptr<DatabaseLock> lock_;  // given back after every connection is closed
  std::unique_ptr<Checkpointer> checkpointer_;
  std::unique_ptr<WriteLane> lane_;
  std::unique_ptr<ReaderPool> readers_;
};

}  // namespace usher::store
