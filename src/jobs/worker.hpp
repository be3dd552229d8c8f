// Purpose: runs due jobs. Place: jobs; app/ makes one and registers the slices' handlers.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "base/measures.hpp"
#include "jobs/claim_loop.hpp"
#include "jobs/queue.hpp"
#include "jobs/timers.hpp"
#include "store/store.hpp"

namespace usher::jobs {

inline constexpr std::size_t kWorkersMax = 4;

// Does the work of one job. It must bear being run again after a crash at any instruction: either
// its effects are idempotent, or its last transaction calls Queue::complete itself.
// Returns nothing when done; an Error is a reason to try again later. May throw, which counts as a
// failure too.
using Handler = std::function<boost::asio::awaitable<Status>(Job)>;

// Lives from before serving until the executor has stopped; start() and stop() from one thread.
// At most kWorkersMax jobs run at a time on a node; several nodes share the table.
class Worker {
 public:
  Worker(store::Store& store, Queue& queue, Timers& timers, boost::asio::any_io_executor executor);
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Before start(). A job without handler waits for a binary that has one.
  void on(std::string kind, Handler handler);
  void start();
  // No further job is begun; those that run finish as long as the executor runs.
  void stop() { loop_.stop(); }
  void say_measures(MeasureReader& reader) const;
  // Jobs that run now.
  std::size_t busy() const { return loop_.busy(); }

 private:
  boost::asio::awaitable<void> run(Job job);
  boost::asio::awaitable<void> put_off(Job job);

  store::Store& store_;
  Queue& queue_;
  std::map<std::string, Handler> handlers_;
  CountsBy runs_{"outcome", {"done", "failed"}};
  ClaimLoop<Job> loop_;
};

}  // namespace usher::jobs
