// Purpose: writes decided changes of maps without keeping anybody waiting. Place: venues, its .cpp
// files.
//
// A small change edits the seats that the venue shows, in one command. A large one writes a new set
// of seats beside them, some hundred in each command, and then one small command lets the venue
// show it: nobody ever sees half of it, and sales go on in between. What is left of it when a
// server died on the way is cleared later.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <functional>

#include "jobs/once.hpp"
#include "store/store.hpp"
#include "venues/map_change.hpp"

namespace usher::venues {

// So many seats are written in one command.
inline constexpr std::size_t kSeatsAtOnce = 500;
// Up to so many seats are changed where they are: in one command that all of the house waits for.
inline constexpr std::size_t kSeatsInPlace = 200;

// Thread-safe.
class MapWriter {
 public:
  MapWriter(store::Store& store, IdGenerator& ids) : store_(store), ids_(ids) {}

  struct Written {
    RawJson answer;
    // False when `once` had its answer already and nothing was written.
    bool is_new = false;
  };
  // `finish` runs in the transaction that makes the change visible, and gives what `once` keeps.
  // Errors: version_conflict when the map is not the change's base any more; those of `finish` and
  // of the slices above.
  boost::asio::awaitable<Result<Written>> write(
      DecidedChange change, std::optional<jobs::OnceKey> once,
      std::function<Result<RawJson>(store::Transaction&)> finish);

  // Deletes what is left of sets that no venue shows.
  boost::asio::awaitable<void> clear_spare_sets();

 private:
  // The seats themselves, in the transaction that makes them visible.
  using PutSeats = std::function<Status(store::Transaction&)>;
  boost::asio::awaitable<Result<Written>> publish(
      DecidedChange change, std::optional<jobs::OnceKey> once,
      std::function<Result<RawJson>(store::Transaction&)> finish, PutSeats put_seats);
  boost::asio::awaitable<Status> write_set(DecidedChange change, SeatSet fresh);
  boost::asio::awaitable<void> clear_quietly();

  store::Store& store_;
  IdGenerator& ids_;
};

}  // namespace usher::venues
