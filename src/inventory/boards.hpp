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
#include "store/store.hpp"

namespace usher::inventory {

struct Missed;

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
  // After the commit, in the order of the commits where the sets have no numbers.
  void apply(const std::vector<ChangeSet>& sets);
  // What another node did, or what a board lacks.
  void apply(ShowId show, const Missed& missed);
  // Open streams over all shows.
  std::size_t streams() const;

 private:
  void erase(ShowId show);
  void tell(std::set<std::shared_ptr<SeatBoard>> boards);
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
// boards once they are durable. Where other nodes can be it also leaves the sets for them, reads
// what they did in between, and tells them.
void number_changes(store::Transaction& tx, store::Store& store, Boards& boards);

// How nodes tell each other that something happened to a show's seats.
std::string news_of(ShowId show);
std::optional<ShowId> show_of_news(std::string_view news);

// Reads a show's board. Errors: not_found `show_not_found`.
Result<std::shared_ptr<SeatBoard>> load_board(store::Queries& q, ShowId show);

}  // namespace usher::inventory
