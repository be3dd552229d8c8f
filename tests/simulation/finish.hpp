// Purpose: World::finish. Place: tests/simulation.
#pragma once
#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

#include "simulation/world.hpp"

namespace usher::simulation {

template <class T>
T World::finish(boost::asio::awaitable<T> work) {
  const bool before = std::exchange(store.at_once, true);
  std::optional<T> value;
  std::exception_ptr failure;
  boost::asio::co_spawn(context, std::move(work), [&](std::exception_ptr error, T result) {
    failure = error;
    if (!error) value.emplace(std::move(result));
  });
  context.restart();
  context.run();
  store.at_once = before;
  if (failure) std::rethrow_exception(failure);
  if (!value) throw std::runtime_error("the coroutine did not end");
  return *std::move(value);
}

}  // namespace usher::simulation
