// Purpose: the door of the store: write lanes with group commit, read snapshots. Place: store.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/worker_pool.hpp"
#include "store/transaction.hpp"

namespace usher::store {

// Commands with one key run one after another in the order they came (on SQLite all do).
struct LaneKey {
  std::int64_t value = 0;
};
inline LaneKey lane_of(ShowId show) { return {show.value}; }
// For everything that belongs to no show: venues, users, settings.
inline constexpr LaneKey kHouseLane{0};

// A caller that waits for its work. Made by the caller, owned by the queue until completed.
class Waiting {
 public:
  virtual ~Waiting() = default;
  // On the working thread, when the database failed: `cause` becomes the outcome.
  virtual void fail(std::exception_ptr cause) = 0;
  // Resumes the caller; called once, on `executor()` when there is one, else on the working thread.
  virtual void complete() = 0;
  // Null for callers that block a thread.
  virtual boost::asio::any_io_executor executor() const = 0;
};

// One unit of work for a lane.
class Command : public Waiting {
 public:
  explicit Command(Undo undo) : undo(undo) {}
  // On the lane's thread. Returns false when the command refused.
  virtual bool execute(Transaction& tx) = 0;

  const Undo undo;
};

// A read-only unit of work for a reader.
class ReadJob : public Waiting {
 public:
  virtual void execute(Queries& queries) = 0;
};

// Called on the lane after the commands of a batch and before its COMMIT, inside the transaction;
// inventory numbers the batch's seat changes here. Must not refuse; may throw DatabaseError.
using BeforeCommit = std::function<void(Transaction&)>;

struct StoreOptions {
  std::string url;                    // "sqlite:usher.db" or "postgresql://…"
  std::size_t lane_queue_max = 4096;  // waiting commands; more are refused with 503
  std::size_t batch_max = 512;        // commands in one transaction
  std::size_t readers = 2;            // threads and connections for reads
  std::size_t reader_queue_max = 4096;
};

// Thread-safe. Made by open_store(); destroyed after every coroutine that uses it.
// A caller may await from any executor; it is resumed there.
class Store {
 public:
  virtual ~Store() = default;

  // Runs `work`, a Result<T>(Transaction&), on the lane of `key`; the answer comes only after the
  // commit is durable. Errors: what work refuses; `overloaded` (503) when the lane's queue is full;
  // throws DatabaseError when the database failed (nothing of the command is stored then).
  template <class F>
  auto write(LaneKey key, F work, Undo undo = Undo::savepoint)
      -> boost::asio::awaitable<std::invoke_result_t<F&, Transaction&>>;

  // Runs `work`, a T(Queries&), in one read snapshot. Errors: throws DatabaseError,
  // and OverloadedError when the readers' queue is full. T must not be void.
  template <class F>
  auto read(F work) -> boost::asio::awaitable<std::invoke_result_t<F&, Queries&>>;

  // The same for commands and tests, blocking the calling thread.
  template <class F>
  auto write_now(LaneKey key, F work) -> std::invoke_result_t<F&, Transaction&>;
  template <class F>
  auto read_now(F work) -> std::invoke_result_t<F&, Queries&>;

  EventBus& events() { return events_; }
  // Before serving only.
  void before_commit(BeforeCommit hook) { before_commit_.push_back(std::move(hook)); }

  // "sqlite" or "postgresql".
  virtual std::string_view engine() const = 0;
  // A copy of the whole database as of one instant, while serving. Errors: throws DatabaseError.
  virtual void backup_to(const std::string& file) = 0;
  // Numbers for /metrics.
  struct Statistics {
    std::uint64_t commands = 0, batches = 0, refused_full = 0, queue_now = 0, reads = 0;
    std::uint64_t commit_us_total = 0, commit_us_max = 0;
  };
  virtual Statistics statistics() const = 0;
  // True while the database answers.
  virtual bool healthy() const = 0;

  // What the templates stand on. When the queue is full they return false and take nothing.
  virtual bool submit(LaneKey key, std::unique_ptr<Command>& command) = 0;
  virtual bool submit_read(std::unique_ptr<ReadJob>& job) = 0;

 protected:
  EventBus events_;
  std::vector<BeforeCommit> before_commit_;
};

// Opens the database and brings its schema up to date. Errors: throws DatabaseError, also when
// the schema is newer than this binary.
std::unique_ptr<Store> open_store(const StoreOptions& options, const Clock& clock);

// The 503 of a full queue.
Error overloaded_error();

}  // namespace usher::store

#include "store/store_impl.hpp"
