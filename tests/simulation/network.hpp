// Purpose: where messages wait for their turn. Place: tests/simulation.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "base/random.hpp"

namespace usher::simulation {

// One thread. Destroyed after a crash together with all that waits.
class Network {
 public:
  explicit Network(Random& chance) : chance_(chance) {}

  // No message is lost any more.
  bool healed = false;

  // Resumes when the simulation lets the message through; false when it was lost.
  boost::asio::awaitable<bool> pass() {
    namespace asio = boost::asio;
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(
        [this](auto handler) {
          auto kept = std::make_shared<decltype(handler)>(std::move(handler));
          waiting_.emplace_back([kept] { std::move (*kept)(); });
        },
        asio::use_awaitable);
    co_return healed || chance_.below(kLossOneIn) != 0;
  }

  bool busy() const { return !waiting_.empty(); }
  // Lets one of them through, whichever.
  void deliver_one() {
    const auto at = waiting_.begin() + static_cast<long>(chance_.below(waiting_.size()));
    auto resume = std::move(*at);
    waiting_.erase(at);
    resume();
  }

 private:
  static constexpr std::uint64_t kLossOneIn = 12;

  Random& chance_;
  std::vector<std::function<void()>> waiting_;
};

}  // namespace usher::simulation
