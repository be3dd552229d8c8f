#include "jobs/worker.hpp"

#include "base/assert.hpp"
#include "base/log.hpp"

namespace usher::jobs {
namespace {

// How often a node looks for jobs that other nodes made.
constexpr Duration kLookAround = std::chrono::seconds(15);
// How long a job waits whose kind this binary does not know (a newer node made it).
constexpr Duration kUnknownKindPause = std::chrono::minutes(10);

constexpr Measure kRuns{"usher_job_runs_total", MeasureKind::counter,
                        "Runs of background jobs on this node, by what became of them."};
constexpr Measure kRunning{"usher_jobs_running", MeasureKind::gauge,
                           "Background jobs that run at this moment, or look for work."};

}  // namespace

Worker::Worker(store::Store& store, Queue& queue, Timers& timers,
               boost::asio::any_io_executor executor)
    : store_(store),
      queue_(queue),
      loop_({"jobs", kWorkersMax, kLookAround}, store, timers, std::move(executor),
            {.next_due = [this](store::Queries& q) { return queue_.next_due(q); },
             .claim = [this](store::Transaction& tx) { return queue_.claim(tx); },
             .work = [this](Job job) { return run(std::move(job)); }}) {}

void Worker::on(std::string kind, Handler handler) {
  const bool added = handlers_.emplace(std::move(kind), std::move(handler)).second;
  USHER_ASSERT(added);
}

void Worker::start() {
  queue_.on_new_job([this](Timestamp due) { loop_.wake_by(due); });
  loop_.start();
}

void Worker::say_measures(MeasureReader& reader) const {
  runs_.say(reader, kRuns);
  reader.number(kRunning, static_cast<double>(busy()));
}

boost::asio::awaitable<void> Worker::run(Job job) {
  const auto handler = handlers_.find(job.kind);
  if (handler == handlers_.end()) {
    log::warning("job_of_unknown_kind", {{"kind", job.kind}, {"job", job.id.text()}});
    co_await put_off(job);
    co_return;
  }
  Status outcome;
  std::string thrown;
  // More attempts than allowed: it took the process with it each time.
  if (job.attempt > kAttemptsMax) {
    outcome = refuse(ErrorKind::conflict, "job_kills", "The process ended each time it ran.");
  } else {
    try {
      outcome = co_await handler->second(job);
    } catch (const std::exception& failure) {
      thrown = failure.what();
    }
    if (!thrown.empty()) outcome = refuse(ErrorKind::unavailable, "job_threw", thrown);
  }
  auto finish = [this, job, outcome](store::Transaction& tx) -> Status {
    if (!outcome) {
      queue_.fail(tx, job, outcome.error().code + ": " + outcome.error().detail);
    } else if (auto done = queue_.complete(tx, job); !done) {
      return {};  // the handler completed it in its own transaction, or lost it
    }
    return {};
  };
  auto stored = co_await store_.write(store::kHouseLane, std::move(finish));
  const bool done = outcome && stored;
  runs_.add(done ? "done" : "failed");
  if (!done) {
    log::warning("job_failed", {{"kind", job.kind},
                                {"job", job.id.text()},
                                {"attempt", job.attempt},
                                {"code", outcome ? stored.error().code : outcome.error().code}});
  }
}

boost::asio::awaitable<void> Worker::put_off(Job job) {
  auto defer = [this, job](store::Transaction& tx) -> Status {
    queue_.postpone(tx, job, tx.now() + kUnknownKindPause);
    return {};
  };
  co_await store_.write(store::kHouseLane, std::move(defer));
}

}  // namespace usher::jobs
