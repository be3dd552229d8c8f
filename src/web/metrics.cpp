#include "web/metrics.hpp"

#include <fmt/format.h>
#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "web/router.hpp"

namespace usher::web {
namespace {

constexpr std::array kKnownStatuses{101, 200, 201, 202, 204, 206, 301, 302, 303, 304, 307, 308,
                                    400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 412, 413,
                                    414, 415, 417, 422, 428, 429, 431, 500, 501, 503, 505};

constexpr Measure kRequests{"usher_http_requests_total", MeasureKind::counter,
                            "Answered requests, by route and status."};
constexpr Measure kRequestSeconds{"usher_http_request_seconds", MeasureKind::histogram,
                                  "From the last byte of the request to the first of the answer."};
constexpr Measure kConnections{"usher_http_connections", MeasureKind::gauge, "Open connections."};
constexpr Measure kStreams{"usher_http_streams", MeasureKind::gauge, "Open event streams."};
constexpr Measure kRefused{"usher_http_connections_refused_total", MeasureKind::counter,
                           "Connections beyond the limit."};
constexpr Measure kMalformed{"usher_http_malformed_total", MeasureKind::counter,
                             "Requests that broke HTTP."};
constexpr Measure kTimeouts{"usher_http_timeouts_total", MeasureKind::counter,
                            "Clients that were too slow."};
constexpr Measure kRateLimited{"usher_http_rate_limited_total", MeasureKind::counter,
                               "Requests beyond a rate limit."};

std::size_t slot_of_status(int status) {
  const auto found = std::ranges::lower_bound(kKnownStatuses, status);
  if (found == kKnownStatuses.end() || *found != status) return kKnownStatuses.size();
  return static_cast<std::size_t>(found - kKnownStatuses.begin());
}

std::string status_text(std::size_t slot) {
  return slot < kKnownStatuses.size() ? std::to_string(kKnownStatuses[slot]) : "other";
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

// Collects what the rooms say as the library's families.
class Families final : public MeasureReader {
 public:
  void family(const Measure& measure) override { static_cast<void>(of(measure)); }

  void number(const Measure& measure, MeasureLabels labels, double value) override {
    auto metric = labelled(labels);
    if (measure.kind == MeasureKind::counter) {
      metric.counter.value = value;
    } else {
      metric.gauge.value = value;
    }
    of(measure).metric.push_back(std::move(metric));
  }

  void histogram(const Measure& measure, MeasureLabels labels, const Histogram& source) override {
    const auto reading = source.reading();
    auto metric = labelled(labels);
    metric.histogram.sample_count = reading.at_most.back();
    metric.histogram.sample_sum = reading.sum;
    for (std::size_t i = 0; i < reading.bounds.size(); ++i)
      metric.histogram.bucket.push_back({reading.at_most[i], reading.bounds[i]});
    of(measure).metric.push_back(std::move(metric));
  }

  const std::vector<prometheus::MetricFamily>& families() const { return families_; }

 private:
  static prometheus::ClientMetric labelled(MeasureLabels labels) {
    prometheus::ClientMetric metric;
    for (const auto& [name, value] : labels)
      metric.label.push_back({std::string(name), std::string(value)});
    return metric;
  }

  static prometheus::MetricType type_of(MeasureKind kind) {
    switch (kind) {
      case MeasureKind::counter:
        return prometheus::MetricType::Counter;
      case MeasureKind::histogram:
        return prometheus::MetricType::Histogram;
      case MeasureKind::gauge:
        break;
    }
    return prometheus::MetricType::Gauge;
  }

  prometheus::MetricFamily& of(const Measure& measure) {
    const auto [at, is_new] = places_.try_emplace(measure.name, families_.size());
    if (is_new) {
      families_.push_back(
          {std::string(measure.name), std::string(measure.help), type_of(measure.kind), {}});
    }
    return families_[at->second];
  }

  std::vector<prometheus::MetricFamily> families_;
  std::unordered_map<std::string_view, std::size_t> places_;
};

std::string_view kind_text(prometheus::MetricType type) {
  if (type == prometheus::MetricType::Counter) return "counter";
  return type == prometheus::MetricType::Histogram ? "histogram" : "gauge";
}

}  // namespace

void Metrics::prepare(const Router& router) {
  static_assert(kKnownStatuses.size() < kStatuses);
  router_ = &router;
  counters_ = std::make_unique<Counters[]>(router.routes().size() + 1);
}

void Metrics::count(std::size_t route, int status, std::chrono::nanoseconds took) {
  if (!counters_) return;
  Counters& counters = counters_[std::min(route, router_->routes().size())];
  counters.by_status[slot_of_status(status)].fetch_add(1, std::memory_order_relaxed);
  counters.seconds.observe(took);
}

void Metrics::say_requests(MeasureReader& reader) const {
  for (std::size_t i = 0; i <= router_->routes().size(); ++i) {
    const auto [method, pattern] = name_of(*router_, i);
    for (std::size_t slot = 0; slot <= kKnownStatuses.size(); ++slot) {
      const auto number = counters_[i].by_status[slot].load(std::memory_order_relaxed);
      if (number == 0) continue;
      const std::string status = status_text(slot);
      reader.number(kRequests, {{"method", method}, {"route", pattern}, {"status", status}},
                    static_cast<double>(number));
    }
  }
}

void Metrics::say_latencies(MeasureReader& reader) const {
  for (std::size_t i = 0; i <= router_->routes().size(); ++i) {
    const Histogram& seconds = counters_[i].seconds;
    if (seconds.reading().at_most.back() == 0) continue;
    const auto [method, pattern] = name_of(*router_, i);
    reader.histogram(kRequestSeconds, {{"method", method}, {"route", pattern}}, seconds);
  }
}

void Metrics::say(MeasureReader& reader) const {
  reader.family(kRequests);
  reader.family(kRequestSeconds);
  if (counters_) {
    say_requests(reader);
    say_latencies(reader);
  }
  const auto now = [](const auto& number) { return static_cast<double>(number.load()); };
  reader.number(kConnections, now(connections));
  reader.number(kStreams, now(streams));
  reader.number(kRefused, now(connections_refused));
  reader.number(kMalformed, now(malformed));
  reader.number(kTimeouts, now(timeouts));
  reader.number(kRateLimited, now(rate_limited));
  for (const auto& source : sources_) source(reader);
}

std::string Metrics::text() const {
  Families families;
  say(families);
  return prometheus::TextSerializer{}.Serialize(families.families());
}

std::string Metrics::table() const {
  Families families;
  say(families);
  std::map<std::string, std::string> rows;
  for (const auto& family : families.families())
    rows[family.name] =
        fmt::format("| `{}` | {} | {} |\n", family.name, kind_text(family.type), family.help);
  std::string table = "| name | kind | what it says |\n|---|---|---|\n";
  for (const auto& [name, row] : rows) table += row;
  return table;
}

}  // namespace usher::web
