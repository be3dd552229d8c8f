// usher_load MODE --port N: one measurement against a server on this machine, as one line of JSON.
// Modes: get (--path), holds and orders (--seats), streams (--path, --seats). See bench/README.md.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>

#include "load/generator.hpp"
#include "load/streams.hpp"

namespace {

using usher::load::LoadResult;

std::uint32_t percentile(const std::vector<std::uint32_t>& sorted, double share) {
  if (sorted.empty()) return 0;
  const auto last = static_cast<double>(sorted.size() - 1);
  return sorted[static_cast<std::size_t>(share * last)];
}

std::string json_text(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out + "\"";
}

std::string to_json(LoadResult result) {
  auto& times = result.latencies_us;
  std::ranges::sort(times);
  std::string statuses;
  for (const auto& [status, count] : result.statuses) {
    statuses += fmt::format("{}\"{}\":{}", statuses.empty() ? "" : ",", status, count);
  }
  return fmt::format(
      R"({{"count":{},"seconds":{:.3f},"per_second":{:.1f},"p50_us":{},"p90_us":{},"p99_us":{},)"
      R"("max_us":{},"unexpected":{},"used":{},"statuses":{{{}}},"first_unexpected":{}}})",
      times.size(), result.seconds,
      static_cast<double>(times.size()) / std::max(result.seconds, 1e-9), percentile(times, 0.5),
      percentile(times, 0.9), percentile(times, 0.99), percentile(times, 1.0), result.unexpected,
      result.used, statuses, json_text(result.first_unexpected));
}

std::string to_json(usher::load::StreamResult result) {
  auto& times = result.latencies_us;
  std::ranges::sort(times);
  return fmt::format(
      R"({{"streams":{},"holds":{},"bytes":{},"seen":{},"p50_us":{},"p99_us":{},"max_us":{},)"
      R"("server_cores":{:.3f},"kb_per_stream":{:.2f}}})",
      result.streams, result.holds, result.bytes, times.size(), percentile(times, 0.5),
      percentile(times, 0.99), percentile(times, 1.0), result.server_cores, result.kb_per_stream);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Loads a server on this machine and says how fast it answered."};
  std::string mode;
  usher::load::Settings settings;
  usher::load::LoadPlan plan;
  double seconds = 3;
  double warm_up = 0.5;
  app.add_option("mode", mode, "get, holds, orders or streams")->required();
  app.add_option("--port", plan.port, "on 127.0.0.1")->required();
  app.add_option("--connections", plan.connections)->check(CLI::Range(1, 20'000));
  app.add_option("--seconds", seconds)->check(CLI::Range(0.1, 120.0));
  app.add_option("--warm-up", warm_up, "seconds that are not counted")
      ->check(CLI::Range(0.0, 30.0));
  app.add_option("--path", settings.path);
  app.add_option("--header", settings.headers, "\"Name: value\", sent with every request");
  app.add_option("--seats", settings.seats_file, "one purchase a line: show seat seat…");
  app.add_option("--skip", settings.skip, "lines of --seats to leave out");
  app.add_flag("--repeat", settings.repeat, "begin --seats again at its end");
  app.add_option("--expect", settings.expect, "the status that counts");
  usher::load::StreamPlan streams;
  app.add_option("--streams", streams.streams)->check(CLI::Range(1, 20'000));
  app.add_option("--server-pid", streams.server_pid, "whose memory and processor time to read");
  app.add_option("--rate", streams.holds_per_second, "holds a second beside the streams");
  CLI11_PARSE(app, argc, argv);

  try {
    plan.duration = std::chrono::milliseconds(static_cast<int>(seconds * 1000));
    plan.warm_up = std::chrono::milliseconds(static_cast<int>(warm_up * 1000));
    settings.connections = plan.connections;
    settings.host = fmt::format("127.0.0.1:{}", plan.port);
    if (mode == "streams") {
      streams.port = plan.port;
      streams.duration = plan.duration;
      fmt::print("{}\n", to_json(usher::load::run_streams(streams, settings)));
      return 0;
    }
    const auto workload = usher::load::make_workload(mode, settings);
    fmt::print("{}\n", to_json(usher::load::run_load(plan, *workload)));
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "usher_load: {}\n", error.what());
    return 1;
  }
}
