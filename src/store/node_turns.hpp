// Purpose: turns among the lanes of one node, from before the database is asked until the effects
// have run. Place: store.
//
// A database gives a turn back with the COMMIT. Until the effects of that commit have run, another
// lane of the node could commit the next one for the same key and run its effects first; what is
// kept in memory would see the second before the first.
#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <vector>

namespace usher::store {

// Thread-safe. Shared by the lanes of a store, which outlive no turn.
class NodeTurns {
 public:
  // Gives its turns back when it is destroyed.
  class Turn {
   public:
    Turn(Turn&& other) noexcept;
    Turn& operator=(Turn&& other) noexcept;
    ~Turn();

   private:
    friend class NodeTurns;
    using Place = std::list<std::vector<std::int64_t>>::iterator;
    Turn(NodeTurns& turns, Place place) : turns_(&turns), place_(place) {}
    NodeTurns* turns_;
    Place place_;
  };

  // Returns once no lane that came before has any of `keys` (ascending); all are taken at once, in
  // the order in which lanes came. Nothing when that takes longer than `patience`.
  std::optional<Turn> take(std::vector<std::int64_t> keys, std::chrono::milliseconds patience);

 private:
  std::mutex mutex_;
  std::condition_variable given_back_;
  // Of all who have their turns or wait for them, in the order in which they came.
  std::list<std::vector<std::int64_t>> lanes_;
};

}  // namespace usher::store
