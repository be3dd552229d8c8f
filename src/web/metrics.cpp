#include "web/metrics.hpp"

#include <algorithm>
#include <charconv>

#include "web/router.hpp"

namespace usher::web {
namespace {

constexpr std::array kKnownStatuses{101, 200, 201, 202, 204, 206, 301, 302, 303, 304, 307, 308,
                                    400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 412, 413,
                                    414, 415, 417, 422, 428, 429, 431, 500, 501, 503, 505};

// Upper bounds in microseconds; the last bucket has none.
constexpr std::array<std::int64_t, 11> kBounds{100,    250,    500,     1'000,   2'500,    5'000,
                                               10'000, 50'000, 100'000, 500'000, 2'500'000};

std::size_t slot_of_status(int status) {
  const auto found = std::ranges::lower_bound(kKnownStatuses, status);
  if (found == kKnownStatuses.end() || *found != status) return kKnownStatuses.size();
  return static_cast<std::size_t>(found - kKnownStatuses.begin());
}

std::string status_text(std::size_t slot) {
  return slot < kKnownStatuses.size() ? std::to_string(kKnownStatuses[slot]) : "other";
}

void append_number(std::string& out, double value) {
  char digits[40];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, end);
}

void append_single(std::string& out, std::string_view name, std::string_view type,
                   std::string_view help, double value) {
  append_family(out, name, type, help);
  append_sample(out, name, {}, value);
}

struct RouteName {
  std::string_view method;
  std::string_view pattern;
};

RouteName name_of(const Router& router, std::size_t index) {
  if (index >= router.routes().size()) return {"", "other"};
  const Route& route = *router.routes()[index];
  return {method_text(route.method), route.pattern};
}

}  // namespace

void append_family(std::string& out, std::string_view name, std::string_view type,
                   std::string_view help) {
  out += "# HELP ";
  out += name;
  out += ' ';
  out += help;
  out += "\n# TYPE ";
  out += name;
  out += ' ';
  out += type;
  out += '\n';
}

void append_sample(std::string& out, std::string_view name, std::span<const MetricLabel> labels,
                   double value) {
  out += name;
  char before = '{';
  for (const auto& label : labels) {
    out += before;
    before = ',';
    out += label.name;
    out += "=\"";
    for (const char c : label.value) {
      if (c == '\\' || c == '"') out += '\\';
      if (c == '\n')
        out += "\\n";
      else
        out += c;
    }
    out += '"';
  }
  if (!labels.empty()) out += '}';
  out += ' ';
  append_number(out, value);
  out += '\n';
}

void Metrics::prepare(const Router& router) {
  static_assert(kKnownStatuses.size() < kStatuses && kBounds.size() + 1 == kBuckets);
  router_ = &router;
  counters_ = std::make_unique<Counters[]>(router.routes().size() + 1);
}

void Metrics::count(std::size_t route, int status, std::chrono::nanoseconds took) {
  if (!counters_) return;
  Counters& counters = counters_[std::min(route, router_->routes().size())];
  const std::int64_t us = took.count() / 1000;
  const auto bucket =
      static_cast<std::size_t>(std::ranges::lower_bound(kBounds, us) - kBounds.begin());
  counters.by_status[slot_of_status(status)].fetch_add(1, std::memory_order_relaxed);
  counters.by_bucket[bucket].fetch_add(1, std::memory_order_relaxed);
  counters.total_us.fetch_add(static_cast<std::uint64_t>(us), std::memory_order_relaxed);
}

void Metrics::append_requests(std::string& out) const {
  append_family(out, "usher_http_requests_total", "counter", "Answered requests.");
  for (std::size_t i = 0; i <= router_->routes().size(); ++i) {
    const auto [method, pattern] = name_of(*router_, i);
    for (std::size_t slot = 0; slot <= kKnownStatuses.size(); ++slot) {
      const auto number = counters_[i].by_status[slot].load(std::memory_order_relaxed);
      if (number == 0) continue;
      const std::string status = status_text(slot);
      const std::array<MetricLabel, 3> labels{
          {{"method", method}, {"route", pattern}, {"status", status}}};
      append_sample(out, "usher_http_requests_total", labels, static_cast<double>(number));
    }
  }
}

void Metrics::append_latencies(std::string& out) const {
  append_family(out, "usher_http_request_seconds", "histogram",
                "From the last byte of the request to the first of the answer.");
  for (std::size_t i = 0; i <= router_->routes().size(); ++i) {
    const Counters& counters = counters_[i];
    const auto [method, pattern] = name_of(*router_, i);
    std::uint64_t sum = 0;
    for (const auto& each : counters.by_bucket) sum += each.load(std::memory_order_relaxed);
    if (sum == 0) continue;
    std::uint64_t below = 0;
    for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
      below += counters.by_bucket[bucket].load(std::memory_order_relaxed);
      std::string bound = "+Inf";
      if (bucket < kBounds.size()) {
        bound.clear();
        append_number(bound, static_cast<double>(kBounds[bucket]) / 1e6);
      }
      const std::array<MetricLabel, 3> labels{
          {{"method", method}, {"route", pattern}, {"le", bound}}};
      append_sample(out, "usher_http_request_seconds_bucket", labels, static_cast<double>(below));
    }
    const std::array<MetricLabel, 2> labels{{{"method", method}, {"route", pattern}}};
    const auto total_us = counters.total_us.load(std::memory_order_relaxed);
    append_sample(out, "usher_http_request_seconds_sum", labels,
                  static_cast<double>(total_us) / 1e6);
    append_sample(out, "usher_http_request_seconds_count", labels, static_cast<double>(below));
  }
}

std::string Metrics::text() const {
  std::string out;
  if (counters_) {
    append_requests(out);
    append_latencies(out);
  }
  const auto now = [](const auto& number) { return static_cast<double>(number.load()); };
  append_single(out, "usher_http_connections", "gauge", "Open connections.", now(connections));
  append_single(out, "usher_http_streams", "gauge", "Open event streams.", now(streams));
  append_single(out, "usher_http_connections_refused_total", "counter",
                "Connections beyond the limit.", now(connections_refused));
  append_single(out, "usher_http_malformed_total", "counter", "Requests that broke HTTP.",
                now(malformed));
  append_single(out, "usher_http_timeouts_total", "counter", "Clients that were too slow.",
                now(timeouts));
  append_single(out, "usher_http_rate_limited_total", "counter", "Requests beyond a rate limit.",
                now(rate_limited));
  for (const auto& collector : collectors_) collector(out);
  return out;
}

}  // namespace usher::web
