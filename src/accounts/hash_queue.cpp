#include "accounts/hash_queue.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"

namespace usher::accounts {

using Standing = HashTurn::Standing;

std::size_t HashQueue::Line::waiting_of(const std::string& whose) const {
  const auto found = jobs.find(whose);
  return found == jobs.end() ? 0 : found->second.size();
}

std::size_t HashQueue::Line::most() const {
  std::size_t count = 0;
  for (const auto& [whose, queue] : jobs) count = std::max(count, queue.size());
  return count;
}

void HashQueue::Line::add(const std::string& whose, Job job) {
  auto& queue = jobs[whose];
  if (queue.empty()) turns.push_back(whose);
  queue.push_back(std::move(job));
  ++waiting;
}

HashQueue::Job HashQueue::Line::take_next() {
  std::string whose = std::move(turns.front());
  turns.pop_front();
  const auto found = jobs.find(whose);
  USHER_ASSERT(found != jobs.end());
  Job job = std::move(found->second.front());
  found->second.pop_front();
  if (found->second.empty())
    jobs.erase(found);
  else
    turns.push_back(std::move(whose));
  --waiting;
  return job;
}

HashQueue::Job HashQueue::Line::drop_last() {
  const auto heaviest =
      std::ranges::max_element(jobs, {}, [](const auto& entry) { return entry.second.size(); });
  USHER_ASSERT(heaviest != jobs.end());
  Job job = std::move(heaviest->second.back());
  heaviest->second.pop_back();
  if (heaviest->second.empty()) {
    std::erase(turns, heaviest->first);
    jobs.erase(heaviest);
  }
  --waiting;
  return job;
}

HashQueue::Pushed HashQueue::push(const HashTurn& turn, Job job) {
  Line& own = line(turn.standing);
  const std::size_t mine = own.waiting_of(turn.whose);
  const bool stranger = turn.standing == Standing::stranger;
  if (mine >= (stranger ? kOfStrangerMax : kOfOneMax)) return {false, std::move(job)};
  Pushed pushed{true};
  if (waiting_ == kWaitingMax) {
    // Room is made by whoever stands behind, or has more of one's own line.
    Line* from = nullptr;
    for (const auto standing : {Standing::stranger, Standing::solved}) {
      Line& behind = line(standing);
      if (from == nullptr && standing > turn.standing && behind.waiting > 0) from = &behind;
    }
    if (from == nullptr && own.most() > mine + 1) from = &own;
    if (from == nullptr) return {false, std::move(job)};
    pushed.dropped = from->drop_last();
    --waiting_;
  }
  own.add(turn.whose, std::move(job));
  ++waiting_;
  return pushed;
}

HashQueue::Job HashQueue::pop() {
  for (Line& each : lines_) {
    if (each.waiting == 0) continue;
    --waiting_;
    return each.take_next();
  }
  return {};
}

bool HashQueue::is_crowded_for(const std::string& network) const {
  const Line& strangers = lines_.at(static_cast<std::size_t>(Standing::stranger));
  return strangers.waiting >= kCrowd || strangers.waiting_of(network) >= kCrowdOfOne;
}

}  // namespace usher::accounts
