// Purpose: the numbers of all rooms, in Prometheus' text form. Place: web.
// Source: Prometheus exposition formats, version 0.0.4; prometheus-cpp writes it.
#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/measures.hpp"

namespace usher::web {

class Router;

// Counts requests, connections and streams, and asks the other rooms for their numbers. Counting is
// a few relaxed increments; made before the server, outlives it.
class Metrics {
 public:
  // Says a room's numbers whenever /metrics is read, on the reader's thread: quickly.
  using Source = std::function<void(MeasureReader&)>;

  // Call after all routes are added.
  void prepare(const Router& router);
  // Before serving only.
  void add(Source source) { sources_.push_back(std::move(source)); }

  // `route` is Route::index, or kNoRoute.
  static constexpr std::size_t kNoRoute = static_cast<std::size_t>(-1);
  void count(std::size_t route, int status, std::chrono::nanoseconds took);

  std::atomic<std::int64_t> connections{0};
  std::atomic<std::int64_t> streams{0};
  std::atomic<std::uint64_t> connections_refused{0};
  std::atomic<std::uint64_t> malformed{0};
  std::atomic<std::uint64_t> timeouts{0};
  std::atomic<std::uint64_t> rate_limited{0};

  std::string text() const;
  // Every family as a row of a table in Markdown, by name.
  std::string table() const;

 private:
  static constexpr std::size_t kStatuses = 40;
  struct Counters {
    std::array<std::atomic<std::uint64_t>, kStatuses> by_status{};
    Histogram seconds{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 2.5};
  };
  void say(MeasureReader& reader) const;
  void say_requests(MeasureReader& reader) const;
  void say_latencies(MeasureReader& reader) const;

  const Router* router_ = nullptr;
  std::unique_ptr<Counters[]> counters_;
  std::vector<Source> sources_;
};

}  // namespace usher::web
