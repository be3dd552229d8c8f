#include "store/parked_commands.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>

namespace usher::store {

std::vector<std::size_t> group_by_keys(std::span<std::unique_ptr<Command>> commands) {
  // The first command of the group that each belongs to, followed from one to the next.
  std::vector<std::size_t> leader(commands.size());
  std::iota(leader.begin(), leader.end(), std::size_t{0});
  const auto first_of = [&leader](std::size_t at) {
    while (leader[at] != at) at = leader[at] = leader[leader[at]];
    return at;
  };
  std::map<std::int64_t, std::size_t> of_key;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    for (const auto key : commands[i]->keys.values()) {
      const auto a = first_of(of_key.try_emplace(key, i).first->second);
      const auto b = first_of(i);
      leader[std::max(a, b)] = std::min(a, b);
    }
  }
  std::map<std::size_t, CommandBatch> groups;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    groups[first_of(i)].push_back(std::move(commands[i]));
  }
  std::vector<std::size_t> sizes;
  auto next = commands.begin();
  for (auto& [first, group] : groups) {
    sizes.push_back(group.size());
    next = std::ranges::move(group, next).out;
  }
  return sizes;
}

bool ParkedCommands::hold_back(const LaneKeys& keys) const {
  return !held_.empty() &&
         std::ranges::any_of(keys.values(), [this](auto key) { return held_.contains(key); });
}

void ParkedCommands::add(std::unique_ptr<Command> command) {
  for (const auto key : command->keys.values()) ++held_[key];
  commands_.push_back(std::move(command));
}

void ParkedCommands::forget(const Command& command) {
  for (const auto key : command.keys.values()) {
    const auto held = held_.find(key);
    if (--held->second == 0) held_.erase(held);
  }
}

std::vector<CommandBatch> ParkedCommands::take_groups(std::size_t most) {
  std::vector<CommandBatch> groups;
  auto next = std::make_move_iterator(commands_.begin());
  for (const auto size : group_by_keys(commands_)) {
    groups.emplace_back(next, next + static_cast<std::ptrdiff_t>(size));
    next += static_cast<std::ptrdiff_t>(size);
  }
  std::ranges::sort(groups, {}, [](const auto& group) { return group.front()->since; });
  commands_.clear();
  held_.clear();
  for (; groups.size() > most; groups.pop_back()) {
    for (auto& command : groups.back()) add(std::move(command));
  }
  return groups;
}

CommandBatch ParkedCommands::take_since(std::chrono::steady_clock::time_point oldest) {
  CommandBatch taken;
  for (auto& command : commands_) {
    if (command->since > oldest) continue;
    forget(*command);
    taken.push_back(std::move(command));
  }
  std::erase(commands_, nullptr);
  return taken;
}

}  // namespace usher::store
