// Purpose: in which order passwords are hashed when more come than can be. Place: accounts; pure.
#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace usher::accounts {

// Who waits for a hash. A hash costs half a second of a core and 256 MiB, so that a flood of
// log-ins is served in an order that leaves everybody else their turn.
struct HashTurn {
  // In the order of service: who has signed in (on this browser) before, who has solved a captcha,
  // anybody.
  enum class Standing : std::uint8_t { known, solved, stranger };
  Standing standing = Standing::stranger;
  std::string whose;  // user or browser of `known`; else the network
};

// Serves standings in their order, and within one each `whose` in turn. Used under a lock.
class HashQueue {
 public:
  static constexpr std::size_t kWaitingMax = 64;
  static constexpr std::size_t kOfOneMax = 16;
  static constexpr std::size_t kOfStrangerMax = 8;  // of one network
  // From so many waiting strangers on, of one network or of all, a captcha is asked for.
  static constexpr std::size_t kCrowdOfOne = 4;
  static constexpr std::size_t kCrowd = 16;

  // Run with false when it was dropped.
  using Job = std::move_only_function<void(bool run)>;

  struct Pushed {
    bool taken = false;
    Job dropped{};  // who had to go for it: itself, or the last of who waits most
  };
  Pushed push(const HashTurn& turn, Job job);
  // The next; empty when none waits.
  Job pop();
  std::size_t waiting() const { return waiting_; }
  bool is_crowded_for(const std::string& network) const;

 private:
  struct Line {
    std::map<std::string, std::deque<Job>> jobs;  // never an empty one
    std::deque<std::string> turns;                // each once
    std::size_t waiting = 0;

    std::size_t waiting_of(const std::string& whose) const;
    void add(const std::string& whose, Job job);
    Job take_next();
    // Of who has most; at least one must wait.
    Job drop_last();
    std::size_t most() const;
  };
  Line& line(HashTurn::Standing standing) { return lines_.at(static_cast<std::size_t>(standing)); }

  std::array<Line, 3> lines_;
  std::size_t waiting_ = 0;
};

}  // namespace usher::accounts
