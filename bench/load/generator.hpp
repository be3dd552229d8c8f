// Purpose: keeps N connections busy for a bounded time and says how long each unit took.
// Place: bench/load.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "load/workload.hpp"

namespace usher::load {

struct LoadPlan {
  std::uint16_t port = 0;  // on loopback only: this program loads nobody else's server
  int connections = 1;
  std::chrono::milliseconds warm_up{500};  // not counted
  std::chrono::milliseconds duration{3000};
};

struct LoadResult {
  double seconds = 0;  // of counting; shorter than planned when the seats were used up
  std::vector<std::uint32_t> latencies_us;
  std::map<int, std::uint64_t> statuses;  // of every answer
  std::uint64_t unexpected = 0;
  std::uint64_t used = 0;
  std::string first_unexpected;  // the body, to see what is wrong
};

// Closed loop, one request per connection under way, one thread, epoll.
// Errors: throws std::system_error when a connection breaks, ProtocolError, and runtime_error when
// the server answers nothing for ten seconds.
LoadResult run_load(const LoadPlan& plan, Workload& workload);

}  // namespace usher::load
