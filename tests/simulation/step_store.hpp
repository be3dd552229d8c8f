// Purpose: the real store on SQLite without threads: it works when the simulation lets it. Place:
// tests/simulation.
#pragma once
#include <deque>
#include <memory>

#include "store/sqlite_connection.hpp"
#include "store/store.hpp"
#include "store/write_lane.hpp"

namespace usher::simulation {

// Opens the file as SqliteStore does. One thread. While `at_once`, work is done inside submit(), so
// that code which blocks on it can run; the simulation turns that off when it begins.
class StepStore final : public store::Store {
 public:
  StepStore(const std::string& path, const Clock& clock);

  bool at_once = true;
  bool lane_waits() const { return statistics().queue_now > 0; }
  bool reader_waits() const { return !reads_.empty(); }
  // One batch of at most `most` commands; one read.
  void step_lane(std::size_t most) { lane_->step(most); }
  void step_reader();
  // As the background thread does it, and as the lane does it when the log is large.
  void checkpoint(store::SqliteConnection::Checkpoint mode);

  std::string_view engine() const override { return "sqlite"; }
  void backup_to(const std::string&) override {}
  Statistics statistics() const override { return lane_->statistics(); }
  void stop() override {}
  bool healthy() const override { return lane_->healthy(); }
  std::optional<NotTaken> submit(store::LaneKeys keys,
                                 std::unique_ptr<store::Command>& command) override;
  std::optional<NotTaken> submit_read(std::unique_ptr<store::ReadJob>& job) override;

 private:
  const Clock& clock_;
  store::SqliteConnection* writer_ = nullptr;
  std::unique_ptr<store::SqliteConnection> reader_;
  std::unique_ptr<store::SqliteConnection> checkpointer_;
  std::unique_ptr<store::WriteLane> lane_;
  std::deque<std::unique_ptr<store::ReadJob>> reads_;
};

}  // namespace usher::simulation
