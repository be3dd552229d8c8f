#include "jobs/worker.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

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
    : store_(store), queue_(queue), timers_(timers), executor_(std::move(executor)) {}

void Worker::on(std::string kind, Handler handler) {
  const bool added = handlers_.emplace(std::move(kind), std::move(handler)).second;
  USHER_ASSERT(added);
}

void Worker::start() {
  next_due_.start(timers_);
  queue_.on_new_job([this](Timestamp due) { next_due_.by(due); });
  timers_.every("jobs.look_around", kLookAround, [this] { wake(); });
  boost::asio::post(executor_, [this] { wake(); });
}

void Worker::stop() {
  stopping_ = true;
  timers_.cancel("jobs.look_around");
  next_due_.stop();
}

void Worker::say_measures(MeasureReader& reader) const {
  runs_.say(reader, kRuns);
  reader.number(kRunning, static_cast<double>(busy()));
}

void Worker::wake() {
  if (stopping_) return;
  if (busy_.fetch_add(1) >= kWorkersMax) {
    --busy_;
    missed_ = true;
    return;
  }
  try {
    boost::asio::co_spawn(executor_, work_until_idle(), [this](std::exception_ptr failure) {
      --busy_;
      // The database failed; the next look around tries again.
      if (failure) log::error("job_worker_failed");
      if (!failure && missed_.exchange(false)) wake();
    });
  } catch (...) {
    --busy_;
    throw;
  }
}

boost::asio::awaitable<void> Worker::work_until_idle() {
  while (!stopping_) {
    auto job = co_await next_job();
    if (!job) co_return;
    co_await run(*std::move(job));
  }
}

boost::asio::awaitable<std::optional<Job>> Worker::next_job() {
  // A look costs no write; only a job that is due costs one.
  auto look = [this](store::Queries& q) { return std::pair(queue_.next_due(q), q.now()); };
  const auto due = co_await store_.read(std::move(look));
  if (due.first > due.second) {
    next_due_.by(due.first);
    co_return std::nullopt;
  }
  auto take = [this](store::Transaction& tx) -> Result<std::optional<Job>> {
    return queue_.claim(tx);
  };
  auto claimed = co_await store_.write(store::kHouseLane, std::move(take));
  if (!claimed) co_return std::nullopt;
  co_return *std::move(claimed);
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
