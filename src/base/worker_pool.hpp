// Purpose: threads for blocking work (Argon2, PDF, compression, providers). Place: base.
// Never an I/O thread or a lane.
#pragma once
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <type_traits>
#include <vector>

namespace usher {

// A bounded queue is full; the client is told to come back (503).
class OverloadedError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Thread-safe. Its destructor finishes what is queued; stop() drops it. One of them is called
// before the executors of the coroutines that await it are gone.
class WorkerPool {
 public:
  WorkerPool(std::size_t threads, std::size_t queue_max);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Runs `work` on a worker; the caller is resumed on its own executor with the value or the
  // exception. `work` owns what it uses. Errors: throws OverloadedError when the queue is full.
  template <class F>
  auto run(F work) -> boost::asio::awaitable<std::invoke_result_t<F&>> {
    using Value = std::invoke_result_t<F&>;
    auto slot = std::make_shared<Slot<Value>>();
    co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
        [this](auto handler, std::shared_ptr<Slot<Value>> into, F owned) {
          auto executor = boost::asio::get_associated_executor(handler);
          auto shared = std::make_shared<decltype(handler)>(std::move(handler));
          const auto resume = [executor, shared] {
            boost::asio::post(executor, [shared] { (*shared)(); });
          };
          const bool queued = submit([into, resume, owned = std::move(owned)]() mutable {
            into->fill(owned);
            resume();
          });
          if (queued) return;
          into->failure = std::make_exception_ptr(OverloadedError("the worker queue is full"));
          resume();
        },
        boost::asio::use_awaitable, slot, std::move(work));
    if (slot->failure) std::rethrow_exception(slot->failure);
    if constexpr (!std::is_void_v<Value>) co_return *std::move(slot->value);
  }

  // Queues work whose outcome nobody awaits. False when the queue is full.
  bool submit(std::move_only_function<void()> job);
  // Drops what is queued, returns when what runs is done. By one thread; may be repeated.
  void stop();
  std::size_t queued() const;

 private:
  template <class Value>
  struct Slot {
    std::optional<Value> value;
    std::exception_ptr failure;
    template <class F>
    void fill(F& work) noexcept {
      try {
        value.emplace(work());
      } catch (...) {
        failure = std::current_exception();
      }
    }
  };

  void run_jobs();
  void join();

  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<std::move_only_function<void()>> jobs_;
  const std::size_t queue_max_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

template <>
struct WorkerPool::Slot<void> {
  std::exception_ptr failure;
  template <class F>
  void fill(F& work) noexcept {
    try {
      work();
    } catch (...) {
      failure = std::current_exception();
    }
  }
};

}  // namespace usher
