// Purpose: runs a coroutine to its end inside an ordinary test. Place: tests/support.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace usher::testing {

// No single await of a test takes longer; a deadlock becomes a failure instead of a hang.
inline constexpr std::chrono::seconds kAwaitLimit{60};

// One for each thread that awaits, for as long as it lives: a lane or worker that has just posted
// the end of the work may still be inside post() when the waiting thread goes on.
inline boost::asio::io_context& await_context() {
  static thread_local boost::asio::io_context context;
  context.restart();
  return context;
}

// auto held = await(inventory.hold_seats(...));
// Errors: throws what the coroutine throws, and runtime_error when it does not end in time.
template <class T>
T await(boost::asio::awaitable<T> work) {
  boost::asio::io_context& context = await_context();
  std::exception_ptr failure;
  bool done = false;
  if constexpr (std::is_void_v<T>) {
    boost::asio::co_spawn(context, std::move(work), [&](std::exception_ptr error) {
      failure = error;
      done = true;
    });
    context.run_for(kAwaitLimit);
    if (!done) throw std::runtime_error("the awaited coroutine did not end in time");
    if (failure) std::rethrow_exception(failure);
  } else {
    std::optional<T> value;
    boost::asio::co_spawn(context, std::move(work), [&](std::exception_ptr error, T result) {
      failure = error;
      if (!error) value.emplace(std::move(result));
      done = true;
    });
    context.run_for(kAwaitLimit);
    if (!done) throw std::runtime_error("the awaited coroutine did not end in time");
    if (failure) std::rethrow_exception(failure);
    return std::move(*value);
  }
}

}  // namespace usher::testing
