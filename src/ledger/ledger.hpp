// Purpose: the door of the ledger: balanced postings of everything that moves (rule 86).
// Place: ledger; whoever moves money or seats posts in the transaction of the movement itself.
#pragma once
#include <vector>

#include "ledger/posting_set.hpp"
#include "store/transaction.hpp"

namespace usher::ledger {

// Appends the set; commits or rolls back with its cause. False, and nothing is written, when this
// cause was posted before, so that news that come twice move nothing twice.
bool post(store::Transaction& tx, const PostingSet& set);

// A posting as stored.
struct PostedRow {
  std::string cause;
  Timestamp at;
  Currency currency;
  std::int64_t position = 0;  // within its set, from 1
  Account account{};
  Money amount;
  std::optional<ShowId> show;
  std::optional<std::int64_t> line;
  std::optional<std::int64_t> tax_rate;
  std::string subject;
};

// All that was posted for an order, oldest set first.
std::vector<PostedRow> postings_of(store::Queries& q, OrderId order);

// What stands on one account; 0 where all that came has gone.
struct Balance {
  Account account{};
  Currency currency;
  Money amount;
  bool operator==(const Balance&) const = default;
};

// What stands on each account that this order has touched, by the account's name.
std::vector<Balance> balances(store::Queries& q, OrderId order);

}  // namespace usher::ledger
