// Purpose: one thread, one connection, commands in batches that share a commit. Place: store.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "store/node_turns.hpp"
#include "store/parked_commands.hpp"
#include "store/store.hpp"

namespace usher::store {

// Takes all that is queued (bounded), runs it in one transaction, commits (one fsync for all), runs
// the effects, resumes the callers. What meets the lock of somebody who does not give it back is
// put aside, and so is what comes after it for any of its keys; it is tried again now and then, and
// refused when it has waited too long. The lane goes on with the others. Submit from any thread.
// Stops in its destructor after running what is queued.
class WriteLane {
 public:
  struct Parts {
    std::unique_ptr<Connection> connection;
    const Clock& clock;
    const EventBus& bus;
    const std::vector<BeforeCommit>& before_commit;
    // Between batches, on the lane's thread: the engine's own upkeep (checkpoints).
    std::function<void(Connection&)> between_batches;
    std::size_t queue_max;
    std::size_t batch_max;
    // Where other lanes and nodes write (PostgreSQL): take turns by the commands' keys, look ahead.
    NodeTurns* turns = nullptr;
    // Without a thread the owner lets it work by step(), as the simulation does.
    bool threaded = true;
    // Commands that waited longer are refused and never run: whoever asked has given up.
    std::chrono::milliseconds wait_max{5000};
  };
  explicit WriteLane(Parts parts);
  ~WriteLane();
  // Runs what is queued, takes no more and ends the thread. By one thread; may be repeated.
  void stop();
  WriteLane(const WriteLane&) = delete;
  WriteLane& operator=(const WriteLane&) = delete;

  // False, and takes nothing, when `queue_max` commands are waiting.
  bool submit(std::unique_ptr<Command>& command);
  // Without a thread: runs a batch of the first `most` commands. False when none was waiting.
  bool step(std::size_t most);
  Store::Statistics statistics() const;
  void say_measures(MeasureReader& reader, std::string_view lane) const;
  // False since the last commit failed, until one succeeds, and while a batch takes too long.
  bool healthy() const;

 private:
  using Batch = CommandBatch;
  // What the commands of a batch leave to be done.
  struct Left {
    std::vector<std::function<void()>> effects;
    std::vector<std::function<void(Transaction&)>> last_steps;
    void take_from(Transaction& tx);
  };

  using Commands = std::span<std::unique_ptr<Command>>;
  enum class Outcome : std::uint8_t { stored, run_again, run_singly, failed, blocked };

  void loop();
  bool take(Batch& batch);
  void take_waiting(Batch& batch, std::size_t most);
  void run_and_answer(Batch& batch);
  void answer(Batch& batch);
  void run(Commands commands, LockPatience patience);
  // One transaction. On `failed` every command has its cause; on `blocked` nothing was done.
  Outcome try_once(Commands commands, int attempt, LockPatience patience);
  // Throws BlockedError when a turn is not to be had. None where one writes alone.
  std::optional<NodeTurns::Turn> begin(Commands commands, LockPatience patience);
  // What is blocked, group by group, so that nobody waits for what is not his: none was run.
  void run_by_keys(Commands commands);
  // Commands that hang together by their keys.
  void run_group(Commands commands);
  // Puts commands aside, in their order.
  void park(Commands commands);
  // Looks whether what kept the parked ones is gone.
  void try_parked();
  void refuse_parked(std::chrono::steady_clock::duration older_than);
  // Everything between BEGIN and COMMIT. Throws what makes the whole batch fail.
  void run_commands(Commands commands, Left& left);
  void finish(BatchState& state, Left& left);
  void look_ahead(Commands commands, BatchState& state, Left& left);
  void run_command(Command& command, BatchState& state, Left& left);
  void commit();
  void run_effects(const Left& left);

  Parts parts_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::unique_ptr<Command>> queue_;
  Store::Statistics numbers_;
  Histogram batch_commands_{1, 2, 4, 8, 16, 32, 64, 128, 256, 512};
  Histogram commit_seconds_{kSecondsBounds};
  Histogram wait_seconds_{kSecondsBounds};
  bool sleeping_ = false;
  bool stopping_ = false;
  ParkedCommands parked_;         // on the lane's thread
  std::size_t parked_count_ = 0;  // under the mutex
  std::chrono::steady_clock::time_point next_try_{};
  // When the running batch began; 0 between batches.
  std::atomic<std::chrono::steady_clock::rep> busy_since_{0};
  // The commands that run hang together, apart from others already.
  bool alone_ = false;
  // The last transaction did not get as far as its turns.
  bool turn_blocked_ = false;
  // A command broke in a way that takes its whole transaction along; on the lane's thread.
  bool spoilt_ = false;
  std::atomic<bool> healthy_{true};
  std::thread thread_;
};

// Resumes callers, one post per executor rather than one per caller.
void complete_all(std::vector<std::unique_ptr<Waiting>> done);

}  // namespace usher::store
