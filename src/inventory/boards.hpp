// Purpose: the seat boards of all shows that somebody looks at. Place: inventory; private to it.
#pragma once
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "inventory/changes.hpp"
#include "inventory/seat_board.hpp"

namespace usher::inventory {

// Thread-safe. One thread of its own tells the streams, so that no lane and no connection pays for
// ten thousand open charts.
class Boards {
 public:
  Boards();
  ~Boards();
  Boards(const Boards&) = delete;
  Boards& operator=(const Boards&) = delete;

  std::shared_ptr<SeatBoard> find(ShowId show) const;
  void put(ShowId show, std::shared_ptr<SeatBoard> board);
  std::vector<std::shared_ptr<SeatBoard>> all() const;
  // On the lane, after the commit, in the order of the commits.
  void apply(const std::vector<ChangeSet>& sets);
  // Open streams over all shows.
  std::size_t streams() const;

 private:
  void publish_loop();

  mutable std::shared_mutex mutex_;
  std::unordered_map<ShowId, std::shared_ptr<SeatBoard>> boards_;

  std::mutex publish_mutex_;
  std::condition_variable publish_wake_;
  std::set<std::shared_ptr<SeatBoard>> to_publish_;
  bool stopping_ = false;
  std::thread publisher_;
};

// The hook before each COMMIT: numbers the batch's change sets (rule 6) and hands them to the
// boards once they are durable.
void number_changes(store::Transaction& tx, Boards& boards);

// Reads a show's board in the lane's transaction. Errors: not_found `show_not_found`.
Result<std::shared_ptr<SeatBoard>> load_board(store::Queries& q, ShowId show);

}  // namespace usher::inventory
