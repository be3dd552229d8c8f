// Purpose: what the server counts, in Prometheus' text form. Place: web.
// Source: Prometheus exposition formats, version 0.0.4.
#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace usher::web {

class Router;

struct MetricLabel {
  std::string_view name;
  std::string_view value;
};

// Append one family's head and one sample; for collectors too.
void append_family(std::string& out, std::string_view name, std::string_view type,
                   std::string_view help);
void append_sample(std::string& out, std::string_view name, std::span<const MetricLabel> labels,
                   double value);

// Counters of requests, connections and streams. Counting is a few relaxed increments; made before
// the server, outlives it.
class Metrics {
 public:
  // Adds lines of another room (the store, a queue) when /metrics is read; before serving only.
  using Collector = std::function<void(std::string& out)>;

  // Call after all routes are added.
  void prepare(const Router& router);
  void add_collector(Collector collector) { collectors_.push_back(std::move(collector)); }

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

 private:
  static constexpr std::size_t kStatuses = 40;
  static constexpr std::size_t kBuckets = 12;
  struct Counters {
    std::array<std::atomic<std::uint64_t>, kStatuses> by_status{};
    std::array<std::atomic<std::uint64_t>, kBuckets> by_bucket{};  // not cumulative
    std::atomic<std::uint64_t> total_us{0};
  };
  void append_requests(std::string& out) const;
  void append_latencies(std::string& out) const;

  const Router* router_ = nullptr;
  std::unique_ptr<Counters[]> counters_;
  std::vector<Collector> collectors_;
};

}  // namespace usher::web
