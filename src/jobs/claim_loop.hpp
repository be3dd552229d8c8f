// Purpose: works off rows that become due, several at a time and each once. Place: jobs; the queue
// of jobs and the outbox of messages are worked off by one each.
//
// A row is claimed in a transaction, worked on outside of any, and settled by its worker; one whose
// process died is claimed again when its claim has run out. Workers begin when a row is made, when
// one becomes due, and now and then for what other nodes made.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "jobs/next_wake.hpp"
#include "jobs/timers.hpp"
#include "store/store.hpp"

namespace usher::jobs {

struct ClaimLoopOptions {
  std::string name;         // of its timers, and in the log
  std::size_t at_once = 1;  // rows in work on this node
  Duration look_around{};   // how often it looks for what other nodes made
};

// What does not depend on the rows. Thread-safe, but for start() and stop(), which are of one
// thread. Lives from before serving until the executor has stopped.
class ClaimWorkers {
 public:
  ClaimWorkers(ClaimLoopOptions options, Timers& timers, boost::asio::any_io_executor executor);
  virtual ~ClaimWorkers() = default;
  ClaimWorkers(const ClaimWorkers&) = delete;
  ClaimWorkers& operator=(const ClaimWorkers&) = delete;

  void start();
  // Nothing more is begun; what is under way ends as long as the executor runs. False when it was
  // stopped before.
  bool stop();
  // Whether all has ended within `patience`.
  bool wait_until_idle(Duration patience);
  // A row will be due then. For after_commit effects, too.
  void wake_by(Timestamp due) { next_due_.by(due); }
  // Workers that work at this moment, or look for work.
  std::size_t busy() const;

 protected:
  // Works one row off; false when none was due. What it throws ends this worker, until the next
  // look around: the database failed.
  virtual boost::asio::awaitable<bool> work_one() = 0;
  void wake();

 private:
  boost::asio::awaitable<void> work_until_idle();
  void ended(bool failed);

  const ClaimLoopOptions options_;
  Timers& timers_;
  const boost::asio::any_io_executor executor_;
  mutable std::mutex mutex_;
  std::condition_variable idle_;
  std::size_t busy_ = 0;
  bool stopping_ = false;
  bool missed_ = false;  // a wake-up came while all were busy
  NextWake next_due_;
};

// How rows of one kind are found, claimed and worked on.
template <class Row>
class ClaimLoop final : public ClaimWorkers {
 public:
  struct Rows {
    // When the next one can be claimed; kNever when none waits.
    std::function<Timestamp(store::Queries&)> next_due;
    // Claims the one that is due longest.
    std::function<std::optional<Row>(store::Transaction&)> claim;
    std::function<boost::asio::awaitable<void>(Row)> work;
  };

  ClaimLoop(ClaimLoopOptions options, store::Store& store, Timers& timers,
            boost::asio::any_io_executor executor, Rows rows)
      : ClaimWorkers(std::move(options), timers, std::move(executor)),
        store_(store),
        rows_(std::move(rows)) {}

 private:
  boost::asio::awaitable<bool> work_one() override {
    // A look costs no write; only a row that is due costs one.
    auto look = [this](store::Queries& q) { return std::pair(rows_.next_due(q), q.now()); };
    const auto [due, now] = co_await store_.read(std::move(look));
    if (due > now) {
      wake_by(due);
      co_return false;
    }
    auto take = [this](store::Transaction& tx) -> Result<std::optional<Row>> {
      return rows_.claim(tx);
    };
    auto claimed = co_await store_.write(store::kHouseLane, std::move(take));
    if (!claimed || !*claimed) co_return false;
    wake();  // one more helps while there is more to do
    co_await rows_.work(**std::move(claimed));
    co_return true;
  }

  store::Store& store_;
  const Rows rows_;
};

}  // namespace usher::jobs
