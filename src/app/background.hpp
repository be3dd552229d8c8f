// Purpose: the thread on which timers, sweepers and jobs run. Place: app.
#pragma once
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <string>
#include <thread>

#include "base/clock.hpp"
#include "jobs/timers.hpp"

namespace usher::app {

// Runs from construction to stop(). Coroutines of it may use everything that outlives it.
class Background {
 public:
  Background();
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  boost::asio::any_io_executor executor() { return context_.get_executor(); }
  // Begins a coroutine; what it throws is logged as `name` failed.
  void spawn(std::string name, std::function<boost::asio::awaitable<void>()> work);
  // Begins it anew every `period`.
  void every(jobs::Timers& timers, const std::string& name, Duration period,
             std::function<boost::asio::awaitable<void>()> work);
  // Returns when nothing runs any more; what waits for a timer is dropped.
  void stop();

 private:
  void run();

  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_;
  std::thread thread_;
};

}  // namespace usher::app
