// Purpose: what the other nodes are told of seats, and how a node takes it over. Place: inventory;
// private to it.
//
// Where several nodes share the database, each batch leaves its numbered change sets in
// seat_changes. A node that hears of them (NOTIFY), meets a gap, or asks once a second, reads what
// it lacks and applies it in the order of the numbers; what the log cannot tell (a new layout,
// other prices, rows that are forgotten already) is read from the tables as a whole.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "inventory/changes.hpp"
#include "inventory/seat_board.hpp"
#include "store/store.hpp"

namespace usher::inventory {

std::string encode_changes(const std::vector<const ChangeSet*>& sets);
// Errors: throws boost::system::system_error when it is not what encode_changes() made.
std::vector<ChangeSet> decode_changes(ShowId show, std::string_view body);

// What a board lacks.
struct Missed {
  // In their order, without a gap after what the board has.
  std::vector<ChangeSet> sets{};
  // Read anew, when the sets cannot tell everything.
  std::shared_ptr<SeatBoard> fresh{};
  // There is no such show (any more).
  bool gone = false;
};

// `known` is the number of the last set that the board has.
Missed read_missed(store::Queries& q, ShowId show, std::int64_t known);

// The shows whose last number is another than the board's: `boards` with what they know.
struct Known {
  ShowId show;
  std::int64_t change = 0;
};
std::vector<ShowId> list_behind(store::Queries& q, const std::vector<Known>& boards);

}  // namespace usher::inventory
