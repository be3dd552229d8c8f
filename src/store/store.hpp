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
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/clock.hpp"
#include "base/measures.hpp"
#include "base/result.hpp"
#include "base/worker_pool.hpp"
#include "store/lane_keys.hpp"
#include "store/transaction.hpp"

namespace usher::store {

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

  // Only ages are measured by it; no decision about data rests on it, so it may bypass the Clock.
  const std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();
};

// Looks after many commands of one kind at once where every question to the database costs a
// round trip: called before neighbours in a batch run, it may ask and write for all of them and
// leave in tx.batch() what each then finds. What it throws fails the batch.
class Foresight {
 public:
  virtual ~Foresight() = default;
  virtual void prepare(Transaction& tx, std::span<const void* const> items) = 0;
};
// What the Foresight of a command is told about it; `item` is owned by the command's work.
struct Together {
  Foresight* kind = nullptr;
  const void* item = nullptr;
};

// One unit of work for a lane.
class Command : public Waiting {
 public:
  explicit Command(Undo undo, Together together = {}) : undo(undo), together(together) {}
  // On the lane's thread. Returns false when the command refused. May be called again when the
  // batch is run again: what an earlier call left is forgotten then.
  virtual bool execute(Transaction& tx) = 0;

  const Undo undo;
  const Together together;
  LaneKeys keys{};
};

// A read-only unit of work for a reader.
class ReadJob : public Waiting {
 public:
  explicit ReadJob(Viewer viewer) : viewer(std::move(viewer)) {}
  virtual void execute(Queries& queries) = 0;

  const Viewer viewer;
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
  std::size_t lanes = 4;  // write lanes of this node on PostgreSQL; SQLite has one
  // Where PostgreSQL is reached without a pooler, for LISTEN; empty: as `url`.
  std::string listen_url{};
  // What this process does, in words, when it keeps seats in memory: it then has a SQLite database
  // for itself. Empty: works beside a server.
  std::string holder{};
};

// Thread-safe. Made by open_store(); destroyed after every coroutine that uses it.
// A caller may await from any executor; it is resumed there.
class Store {
 public:
  virtual ~Store() = default;

  // Runs `work`, a Result<T>(Transaction&), alone with all of `keys`: commands that share one run
  // one after another, on one lane in the order they came, and so do their effects. The answer
  // comes only after the commit is durable. `work` may be called again when the batch lost a race.
  // Errors: what work refuses; `overloaded` or `database_unavailable` (503) when it was not taken;
  // throws OverloadedError when it waited too long for its turn and DatabaseError when the database
  // failed (nothing of the command is stored then, and it will not run later; for
  // CommitUnknownError it is unknown).
  template <class F>
  auto write(LaneKeys keys, F work, Undo undo = Undo::savepoint, Together together = {})
      -> boost::asio::awaitable<std::invoke_result_t<F&, Transaction&>>;

  // Runs `work`, a T(Queries&), in one read snapshot. Errors: throws DatabaseError,
  // and OverloadedError when the readers' queue is full. T must not be void.
  template <class F>
  auto read(F work) -> boost::asio::awaitable<std::invoke_result_t<F&, Queries&>>;
  // The same on behalf of `viewer`: rows that are none of its business are not there (PostgreSQL).
  template <class F>
  auto read(Viewer viewer, F work) -> boost::asio::awaitable<std::invoke_result_t<F&, Queries&>>;

  // The same for commands and tests, blocking the calling thread.
  template <class F>
  auto write_now(LaneKeys keys, F work) -> std::invoke_result_t<F&, Transaction&>;
  template <class F>
  auto read_now(F work) -> std::invoke_result_t<F&, Queries&>;
  template <class F>
  auto read_now(Viewer viewer, F work) -> std::invoke_result_t<F&, Queries&>;

  EventBus& events() { return events_; }
  // Before serving only.
  void before_commit(BeforeCommit hook) { before_commit_.push_back(std::move(hook)); }

  // "sqlite" or "postgresql".
  virtual std::string_view engine() const = 0;
  // True when other nodes may write to the same database.
  virtual bool shared() const { return false; }
  // Says more exactly what the holder of the database does, once it is known.
  virtual void describe_holder(std::string_view what);
  // Tells the other nodes something, soon; the same text several times becomes one. May be lost:
  // whoever depends on it reads again at an empty news().
  virtual void tell_nodes(std::string text);
  // `handler` gets what other nodes told, and an empty text about once a second and after a loss of
  // the connection; on a thread that it must not keep. One for each `listener`; null ends its: it
  // is not called any more.
  using NewsHandler = std::function<void(std::string_view)>;
  virtual void on_news(const void* listener, NewsHandler handler);
  // How many servers use the database at this moment, this one among them.
  virtual std::size_t nodes() const { return 1; }
  // How far this machine's clock is ahead of the database's; negative when it is behind.
  virtual Duration clock_lead() const { return {}; }
  // A copy of the whole database as of one instant, while serving. Errors: throws DatabaseError.
  virtual void backup_to(const std::string& file) = 0;
  // Sums over all lanes.
  struct Statistics {
    std::uint64_t commands = 0, batches = 0, refused_full = 0, queue_now = 0, reads = 0;
    std::uint64_t retries = 0;         // batches run again after a lost race
    std::uint64_t late = 0;            // commands refused after they waited too long
    std::uint64_t effects_failed = 0;  // what was to follow a commit and threw
  };
  virtual Statistics statistics() const = 0;
  // The numbers of lanes, readers and the database.
  virtual void say_measures(MeasureReader& reader) const;
  // True while the database answers and takes writes.
  virtual bool healthy() const = 0;
  // Runs what is queued and takes no more (503): before the slices are taken down whose work it
  // runs. By one thread; may be repeated.
  virtual void stop() = 0;

  // What the templates stand on: why it was not taken, or nothing when it was.
  enum class NotTaken : std::uint8_t { queue_full, database_away };
  virtual std::optional<NotTaken> submit(LaneKeys keys, std::unique_ptr<Command>& command) = 0;
  virtual std::optional<NotTaken> submit_read(std::unique_ptr<ReadJob>& job) = 0;

 protected:
  EventBus events_;
  std::vector<BeforeCommit> before_commit_;
};

// Opens the database and brings its schema up to date. Errors: throws DatabaseError, also when
// the schema is newer than this binary, and when another process has the SQLite file: for a
// `holder` always, else when the schema would change under it.
std::unique_ptr<Store> open_store(const StoreOptions& options, const Clock& clock);

// The 503 of work that was not taken.
Error not_taken_error(Store::NotTaken why);
// The same for reads, which have no Error: OverloadedError or UnavailableError.
std::exception_ptr not_taken_exception(Store::NotTaken why);

}  // namespace usher::store

#include "store/store_impl.hpp"
