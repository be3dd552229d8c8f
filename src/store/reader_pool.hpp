// Purpose: reads in snapshots, beside the lanes. Place: store.
#pragma once
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "store/store.hpp"

namespace usher::store {

// One thread for each connection. Submit from any thread. Stops in its destructor after running
// what is queued.
class ReaderPool {
 public:
  ReaderPool(std::vector<std::unique_ptr<Connection>> connections, const Clock& clock,
             std::size_t queue_max);
  ~ReaderPool();
  // Runs what is queued, takes no more and ends the threads. By one thread; may be repeated.
  void stop();
  ReaderPool(const ReaderPool&) = delete;
  ReaderPool& operator=(const ReaderPool&) = delete;

  // False, and takes nothing, when `queue_max` jobs are waiting.
  bool submit(std::unique_ptr<ReadJob>& job);
  std::uint64_t reads() const { return reads_.load(std::memory_order_relaxed); }
  void say_measures(MeasureReader& reader) const;

 private:
  void loop(Connection& connection);
  void run(Connection& connection, ReadJob& job);
  bool try_once(Connection& connection, ReadJob& job, bool last);

  std::vector<std::unique_ptr<Connection>> connections_;
  const Clock& clock_;
  const std::size_t queue_max_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::unique_ptr<ReadJob>> queue_;
  bool stopping_ = false;
  std::atomic<std::uint64_t> reads_{0};
  Histogram read_seconds_{kSecondsBounds};
  std::vector<std::thread> threads_;
};

}  // namespace usher::store
