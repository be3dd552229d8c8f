// Purpose: commands that met somebody's lock, and those that came after them. Place: store; private
// to the write lane.
#pragma once
#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "store/store.hpp"

namespace usher::store {

using CommandBatch = std::vector<std::unique_ptr<Command>>;

// Brings commands that hang together by their keys next to each other, each group in its order, and
// tells the groups' sizes.
std::vector<std::size_t> group_by_keys(std::span<std::unique_ptr<Command>> commands);

// On the lane's thread. Keeps the order of what is put in.
class ParkedCommands {
 public:
  bool empty() const { return commands_.empty(); }
  // Whether a command with these keys has to wait behind one that is parked.
  bool hold_back(const LaneKeys& keys) const;
  void add(std::unique_ptr<Command> command);
  // Takes out up to `most` groups that hang together, those that waited longest first.
  std::vector<CommandBatch> take_groups(std::size_t most);
  // Takes out who waits since `oldest` or longer.
  CommandBatch take_since(std::chrono::steady_clock::time_point oldest);

 private:
  void forget(const Command& command);

  CommandBatch commands_;
  std::map<std::int64_t, std::size_t> held_;  // by key: how many of them have it
};

}  // namespace usher::store
