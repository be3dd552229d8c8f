#include "ledger/ledger.hpp"

#include "ledger/sql.hpp"

namespace usher::ledger {

BOOST_DESCRIBE_STRUCT(PostedRow, (),
                      (cause, at, currency, position, account, amount, show, line, tax_rate,
                       subject))
BOOST_DESCRIBE_STRUCT(Balance, (), (account, currency, amount))

bool post(store::Transaction& tx, const PostingSet& set) {
  if (tx.run(sql::insert_set, set.cause(), set.order(), set.currency(), tx.now()) == 0) {
    return false;
  }
  std::int64_t position = 0;
  for (const auto& posting : set.postings()) {
    tx.run(sql::insert_posting, set.cause(), ++position, posting.account, posting.amount,
           posting.show, posting.line, posting.tax_rate, posting.subject);
  }
  return true;
}

std::vector<PostedRow> postings_of(store::Queries& q, OrderId order) {
  return q.all<PostedRow>(sql::list_postings, order);
}

std::vector<Balance> balances(store::Queries& q, OrderId order) {
  return q.all<Balance>(sql::list_balances, order);
}

}  // namespace usher::ledger
