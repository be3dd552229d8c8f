#include "store/reader_pool.hpp"

#include "base/log.hpp"
#include "store/write_lane.hpp"

namespace usher::store {
namespace {

// A read that waited longer is not made: whoever asked has given up.
constexpr std::chrono::seconds kWaitMax{10};

constexpr Measure kQueued{"usher_reader_queued_reads", MeasureKind::gauge,
                          "Reads that wait for a connection."};
constexpr Measure kReadSeconds{"usher_reader_read_seconds", MeasureKind::histogram,
                               "What a read took, without its wait."};

}  // namespace

ReaderPool::ReaderPool(std::vector<std::unique_ptr<Connection>> connections, const Clock& clock,
                       std::size_t queue_max)
    : connections_(std::move(connections)), clock_(clock), queue_max_(queue_max) {
  for (auto& connection : connections_) {
    threads_.emplace_back([this, &connection] { loop(*connection); });
  }
}

ReaderPool::~ReaderPool() { stop(); }

void ReaderPool::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

bool ReaderPool::submit(std::unique_ptr<ReadJob>& job) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= queue_max_ || stopping_) return false;
    queue_.push_back(std::move(job));
  }
  wake_.notify_one();
  return true;
}

void ReaderPool::say_measures(MeasureReader& reader) const {
  const auto waiting = [this] {
    const std::lock_guard lock(mutex_);
    return queue_.size();
  }();
  reader.number(kQueued, static_cast<double>(waiting));
  reader.histogram(kReadSeconds, read_seconds_);
}

void ReaderPool::loop(Connection& connection) {
  for (;;) {
    std::unique_ptr<ReadJob> job;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return !queue_.empty() || stopping_; });
      if (queue_.empty()) return;
      job = std::move(queue_.front());
      queue_.pop_front();
    }
    try {
      std::vector<std::unique_ptr<Waiting>> done;
      done.reserve(1);
      if (std::chrono::steady_clock::now() - job->since > kWaitMax) {
        job->fail(std::make_exception_ptr(OverloadedError("waited too long for a reader")));
      } else {
        run(connection, *job);
      }
      done.push_back(std::move(job));
      complete_all(std::move(done));
    } catch (const std::exception& failure) {
      log::error("reader_failed", {{"cause", std::string_view(failure.what())}});
    }
  }
}

void ReaderPool::run(Connection& connection, ReadJob& job) {
  reads_.fetch_add(1, std::memory_order_relaxed);
  // Only a metric: no decision rests on it, so it may bypass the Clock.
  const auto start = std::chrono::steady_clock::now();
  // A connection that broke while it was idle shows it only when it is used: reading again harms
  // nobody.
  if (!try_once(connection, job, false)) try_once(connection, job, true);
  read_seconds_.observe(std::chrono::steady_clock::now() - start);
}

bool ReaderPool::try_once(Connection& connection, ReadJob& job, bool last) {
  try {
    connection.begin_read(job.viewer);
    Queries queries(connection, clock_.now());
    job.execute(queries);
    connection.commit();
    return true;
  } catch (const UnavailableError&) {
    connection.rollback();
    if (last) job.fail(std::current_exception());
    return false;
  } catch (...) {
    connection.rollback();
    job.fail(std::current_exception());
    return true;
  }
}

}  // namespace usher::store
