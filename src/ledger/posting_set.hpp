// Purpose: what moved, as postings that balance (rule 86). Place: ledger; pure.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/money.hpp"

namespace usher::ledger {

// The chart of accounts; what each sign means is in README.md.
BOOST_DEFINE_ENUM_CLASS(Account, receivable, provider, cash, stored_value, points, revenue, fees,
                        tax, goodwill, unapplied, disputed, losses, donations)

// One side of a movement: on which account, how much, and what for.
struct Posting {
  Account account{};
  Money amount;  // + debit, − credit
  std::optional<ShowId> show{};
  std::optional<std::int64_t> line{};      // the id of the order's line
  std::optional<std::int64_t> tax_rate{};  // thousandths of a percent; of tax alone
  std::string subject{};                   // what else it is about: a product, a gift card; or ""
  auto operator<=>(const Posting&) const = default;
};
BOOST_DESCRIBE_STRUCT(Posting, (), (account, amount, show, line, tax_rate, subject))

// The postings of one cause in one currency: they sum to 0, or the set does not exist. Immutable,
// copyable. Whoever posts the same twice posts it once: the cause is the set's name.
class PostingSet {
 public:
  // Postings that agree in everything but their amount become one, those of 0 are left out; what
  // remains is in one order, whatever order it came in. A sum that is not 0 or a set in which
  // nothing moves is a programmer's error: where something may be free, ask balanced_or_none.
  static PostingSet balanced(std::string cause, OrderId order, Currency currency,
                             std::vector<Posting> postings);
  // The same, but nothing where nothing moves.
  static std::optional<PostingSet> balanced_or_none(std::string cause, OrderId order,
                                                    Currency currency,
                                                    std::vector<Posting> postings);

  const std::string& cause() const { return cause_; }
  OrderId order() const { return order_; }
  const Currency& currency() const { return currency_; }
  std::span<const Posting> postings() const { return postings_; }
  bool operator==(const PostingSet&) const = default;

 private:
  PostingSet(std::string cause, OrderId order, Currency currency, std::vector<Posting> postings);

  std::string cause_;
  OrderId order_;
  Currency currency_;
  std::vector<Posting> postings_;
};

}  // namespace usher::ledger
