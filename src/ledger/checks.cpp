#include "ledger/checks.hpp"

#include <fmt/format.h>

#include "ledger/ledger.hpp"
#include "ledger/sql.hpp"

namespace usher::ledger {
namespace {

struct BrokenSet {
  std::string cause;
  std::int64_t postings = 0;
  Money sum;
};
BOOST_DESCRIBE_STRUCT(BrokenSet, (), (cause, postings, sum))

}  // namespace

BOOST_DESCRIBE_STRUCT(OrderBalance, (), (order, account, amount))

std::vector<OrderBalance> list_order_balances(store::Queries& q) {
  return q.all<OrderBalance>(sql::list_order_balances);
}

void check(store::Queries& q, Findings& findings) {
  for (const auto& set : q.all<BrokenSet>(sql::list_broken_sets)) {
    findings.add(86, set.postings == 0
                         ? fmt::format("the set \"{}\" of the ledger has no posting", set.cause)
                         : fmt::format("the set \"{}\" of the ledger sums to {} instead of 0",
                                       set.cause, set.sum.minor));
  }
  for (const auto& cause : q.all<std::string>(sql::list_lost_postings)) {
    findings.add(86, fmt::format("postings of \"{}\" have no set in the ledger", cause));
  }
  // As text: an account that this version does not know is a finding, not a fault.
  for (const auto& account : q.all<std::string>(sql::list_accounts)) {
    Account known{};
    if (boost::describe::enum_from_string(account.c_str(), known)) continue;
    findings.add(86, fmt::format("the ledger knows no account \"{}\"", account));
  }
}

}  // namespace usher::ledger
