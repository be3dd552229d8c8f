// Purpose: very many event streams, and how soon a change reaches them. Place: bench/load.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "load/workload.hpp"

namespace usher::load {

struct StreamPlan {
  std::uint16_t port = 0;
  int streams = 1000;
  int server_pid = 0;  // whose processor time and memory are read
  int holds_per_second = 500;
  std::chrono::milliseconds duration{5000};
};

struct StreamResult {
  int streams = 0;                          // open at the end
  std::uint64_t holds = 0;                  // made meanwhile
  std::uint64_t bytes = 0;                  // received by all streams
  std::vector<std::uint32_t> latencies_us;  // from the answer to a hold to its event, in a sample
  double server_cores = 0;
  double kb_per_stream = 0;
};

// Opens the streams at settings.path, then makes holds of settings.seats_file, all of that show.
// The n-th hold is the change with the n-th sequence number after the snapshot's: nobody else may
// use the show meanwhile. Errors: throws std::system_error and std::runtime_error.
StreamResult run_streams(const StreamPlan& plan, const Settings& settings);

}  // namespace usher::load
