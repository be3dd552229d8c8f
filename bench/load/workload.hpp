// Purpose: what a connection asks next, and whether the answer is right. Place: bench/load.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "load/answer.hpp"

namespace usher::load {

// What an answer means for the measurement. A unit is one request, or one whole purchase.
enum class Outcome : std::uint8_t {
  unit_done,   // counted, with the time since the unit's first request
  step_done,   // the unit goes on
  unexpected,  // counted apart; the connection begins a new unit
};

struct Settings {
  std::string host = "127.0.0.1";
  std::string path = "/healthz";
  std::vector<std::string> headers;  // "Name: value", sent with every request
  std::string seats_file;            // one line per purchase: show seat seat…
  std::uint64_t skip = 0;            // lines of it to leave out
  bool repeat = false;               // begin again at its end
  int expect = 200;                  // the status that counts
  int connections = 1;
};

// Asked by the generator's only thread. One unit per connection is under way at a time.
class Workload {
 public:
  virtual ~Workload() = default;
  // Appends the connection's next request to `out`; false when there is nothing left to ask.
  virtual bool next(int connection, std::string& out) = 0;
  virtual Outcome take(int connection, const Answer& answer) = 0;
  // How many lines of the seats file are used up.
  virtual std::uint64_t used() const { return 0; }
};

// "get", "holds" or "orders". Errors: throws std::runtime_error.
std::unique_ptr<Workload> make_workload(const std::string& mode, const Settings& settings);

}  // namespace usher::load
