// Purpose: one run: buyers, a card company, a disk and a clock, in an order that a seed decides,
// with crashes; then everything heals and must come to a right end. Place: tests/simulation.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "simulation/client.hpp"
#include "simulation/company.hpp"
#include "simulation/disk.hpp"
#include "simulation/world.hpp"

namespace usher::simulation {

// Defects to plant, which a run must find.
enum class Defect : std::uint8_t {
  none,
  lying_disk,         // a sync answers before it is done
  forgetful_company,  // a repeated request is done again
  short_holds,        // a seat is free again before its time is over
};

struct RunOptions {
  std::uint64_t seed = 1;
  int events = 600;
  bool trace = false;
  Defect defect = Defect::none;
};

struct RunReport {
  std::string fault;        // "" when every invariant held
  std::uint64_t trail = 0;  // a hash of all that happened: the same for the same seed
  int crashes = 0;
  int orders = 0;
  int paid = 0;
};

// The furnished disk that every run begins with. Made once.
class Stage {
 public:
  Stage();
  Disk disk(Random& chance) const { return disk_.copy(chance); }

 private:
  SeededRandom chance_{1};
  Disk disk_{chance_};
};

RunReport run(const Stage& stage, RunOptions options);

}  // namespace usher::simulation
