#include "payments/checks.hpp"

#include <fmt/format.h>

#include "payments/sql.hpp"

namespace usher::payments {
namespace {

struct BrokenPayment {
  OrderId order;
  std::int64_t attempt = 0;
  Money paid;
  Money kept;
  Money refunds;
};
BOOST_DESCRIBE_STRUCT(BrokenPayment, (), (order, attempt, paid, kept, refunds))

}  // namespace

BOOST_DESCRIBE_STRUCT(GivenBack, (), (order, attempt, amount))

BOOST_DESCRIBE_STRUCT(Taken, (), (order, attempt, amount))

std::vector<Taken> list_taken(store::Queries& q) { return q.all<Taken>(sql::list_taken); }

void check(store::Queries& q, Findings& findings) {
  for (const auto& row : q.all<BrokenPayment>(sql::list_broken_payments)) {
    findings.add(18, fmt::format("payment {} of order {} over {}: {} refunded by its own count, {} "
                                 "by its refunds",
                                 row.attempt, row.order.text(), row.paid.minor, row.kept.minor,
                                 row.refunds.minor));
  }
}

std::vector<GivenBack> list_given_back(store::Queries& q) {
  return q.all<GivenBack>(sql::list_given_back);
}

}  // namespace usher::payments
