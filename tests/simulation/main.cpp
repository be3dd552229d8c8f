// Purpose: ./dev sim: runs seeds until one breaks an invariant. Place: tests/simulation.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <string>
#include <utility>

#include "base/log.hpp"
#include "simulation/simulation.hpp"

namespace {

using usher::simulation::RunOptions;

struct Options {
  std::uint64_t from = 1;
  std::uint64_t seeds = 200;
  RunOptions run;
  bool twice = false;
  bool prove = false;
};

// A simulation that finds nothing may be blind: each defect must be seen.
int prove(const Options& options) {
  using usher::simulation::Defect;
  const usher::simulation::Stage stage;
  const std::pair<const char*, Defect> defects[] = {
      {"lying disk", Defect::lying_disk},
      {"forgetful company", Defect::forgetful_company},
      {"short holds", Defect::short_holds}};
  int missed = 0;
  for (const auto& [name, defect] : defects) {
    std::string found;
    auto run = options.run;
    run.defect = defect;
    for (run.seed = options.from; run.seed < options.from + options.seeds; ++run.seed) {
      found = usher::simulation::run(stage, run).fault;
      if (!found.empty()) break;
    }
    missed += found.empty() ? 1 : 0;
    std::printf("%s: %s (seed %llu)\n", name, found.empty() ? "NOT FOUND" : found.c_str(),
                static_cast<unsigned long long>(run.seed));
  }
  return missed;
}

// Errors: the number of seeds that failed.
int run_all(const Options& options) {
  const usher::simulation::Stage stage;
  std::uint64_t crashes = 0;
  std::uint64_t orders = 0;
  std::uint64_t paid = 0;
  int failed = 0;
  for (std::uint64_t seed = options.from; seed < options.from + options.seeds; ++seed) {
    auto run = options.run;
    run.seed = seed;
    auto report = usher::simulation::run(stage, run);
    if (options.twice && report.fault.empty()) {
      if (usher::simulation::run(stage, run).trail != report.trail)
        report.fault = "the same seed went another way";
    }
    crashes += static_cast<std::uint64_t>(report.crashes);
    orders += static_cast<std::uint64_t>(report.orders);
    paid += static_cast<std::uint64_t>(report.paid);
    if (report.fault.empty()) continue;
    ++failed;
    std::printf("seed %llu: %s\n", static_cast<unsigned long long>(seed), report.fault.c_str());
  }
  std::printf("%llu seeds, %llu crashes, %llu orders, %llu paid: %d failed\n",
              static_cast<unsigned long long>(options.seeds),
              static_cast<unsigned long long>(crashes), static_cast<unsigned long long>(orders),
              static_cast<unsigned long long>(paid), failed);
  return failed;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Runs the core with simulated time, disk, network and crashes.");
  Options options;
  app.add_option("--seeds", options.seeds, "How many seeds");
  app.add_option("--from", options.from, "The first seed");
  app.add_option("--events", options.run.events, "Events in a run before everything heals");
  app.add_flag("--trace", options.run.trace, "Print every event");
  app.add_flag("--twice", options.twice, "Run each seed twice and compare");
  app.add_flag("--prove", options.prove, "Plant defects and see that each is found");
  CLI11_PARSE(app, argc, argv);
  usher::log::start(usher::log::Level::off, usher::log::Format::text);
  try {
    return (options.prove ? prove(options) : run_all(options)) == 0 ? 0 : 1;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "%s\n", failure.what());
    return 2;
  }
}
