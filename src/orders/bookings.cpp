#include "orders/bookings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/ledger.hpp"
#include "pricing/rounding.hpp"

namespace usher::orders {
namespace {

using ledger::Account;
using ledger::Posting;
using ledger::PostingSet;

// An amount of which `fees` and `tax` are parts, told apart: what is earned net, by show.
struct Earned {
  Money amount;
  Money fees;
  Money tax;
  bool tax_inclusive = false;
  std::optional<ShowId> show{};
  std::optional<std::int64_t> tax_rate{};
};

Money operator-(Money amount) { return Money{} - amount; }

// With tax in the prices the fees have their part of it, by their part of the amount.
void credit(std::vector<Posting>& postings, const Earned& earned, Account account) {
  Money fees = earned.fees;
  if (earned.tax_inclusive && earned.amount.minor > 0) {
    fees -= Money{pricing::divide_half_even(pricing::Wide{earned.tax.minor} * earned.fees.minor,
                                            earned.amount.minor)};
  }
  postings.push_back({account, -(earned.amount - fees - earned.tax), earned.show});
  postings.push_back({Account::fees, -fees, earned.show});
  postings.push_back({Account::tax, -earned.tax, earned.show, {}, earned.tax_rate});
}

void post(store::Transaction& tx, std::string cause, OrderId order, const Currency& currency,
          std::vector<Posting> postings) {
  const auto set =
      PostingSet::balanced_or_none(std::move(cause), order, currency, std::move(postings));
  if (set) ledger::post(tx, *set);
}

std::string name_of(std::string_view what, OrderId order, std::int64_t number) {
  return fmt::format("{} {}/{}", what, order.text(), number);
}

// What a refund takes from whom. Without a line it is a courtesy of its show.
std::vector<Posting> given_back(const Order& order, const std::vector<Line>& lines,
                                const std::vector<RefundLine>& parts) {
  std::vector<Posting> postings;
  Money sum;
  for (const auto& part : parts) {
    Earned earned{part.amount, part.fees, part.tax, order.tax_inclusive};
    const auto line = part.line ? std::ranges::find(lines, *part.line, &Line::id) : lines.end();
    if (line != lines.end()) {
      earned.tax_inclusive = line->tax_inclusive;
      earned.show = line->show;
      earned.tax_rate = line->tax_rate;
    } else {
      earned.show = part.show;
    }
    credit(postings, earned, line != lines.end() ? Account::revenue : Account::goodwill);
    sum += part.amount;
  }
  for (auto& posting : postings) posting.amount = -posting.amount;
  postings.push_back({Account::receivable, -sum});
  return postings;
}

// All that was posted under these causes, the other way round.
std::vector<Posting> undone(store::Queries& q, OrderId order,
                            const std::vector<std::string>& causes) {
  std::vector<Posting> postings;
  for (const auto& row : ledger::postings_of(q, order)) {
    if (std::ranges::find(causes, row.cause) == causes.end()) continue;
    postings.push_back({row.account, -row.amount, row.show, row.line, row.tax_rate, row.subject});
  }
  return postings;
}

}  // namespace

void book_sale(store::Transaction& tx, const Order& order, const std::vector<Line>& lines) {
  std::vector<Posting> postings{{Account::receivable, order.total}};
  for (const auto& line : lines) {
    credit(postings,
           {line.total, line.fees, line.tax, line.tax_inclusive, line.show, line.tax_rate},
           Account::revenue);
  }
  post(tx, "sale " + order.id.text(), order.id, order.currency, std::move(postings));
}

void book_payment(store::Transaction& tx, const Order& order, std::int64_t attempt) {
  post(tx, name_of("payment", order.id, attempt), order.id, order.currency,
       {{Account::provider, order.total}, {Account::receivable, -order.total}});
}

void book_unapplied(store::Transaction& tx, const payments::Payment& payment, Money amount,
                    const Currency& currency) {
  post(tx, name_of("payment", payment.order, payment.attempt), payment.order, currency,
       {{Account::provider, amount}, {Account::unapplied, -amount}});
}

void book_refund(store::Transaction& tx, const Order& order, const std::vector<Line>& lines,
                 std::int64_t payment_refund, const std::vector<RefundLine>& parts) {
  post(tx, name_of("refund", order.id, payment_refund), order.id, order.currency,
       given_back(order, lines, parts));
}

void book_assignment(store::Transaction& tx, const Order& order, const std::vector<Line>& lines,
                     std::int64_t payment_refund, const std::vector<RefundLine>& before,
                     const std::vector<RefundLine>& after) {
  auto postings = given_back(order, lines, before);
  for (auto& posting : postings) posting.amount = -posting.amount;
  std::ranges::move(given_back(order, lines, after), std::back_inserter(postings));
  post(tx, name_of("assignment", order.id, payment_refund), order.id, order.currency,
       std::move(postings));
}

void book_payout(store::Transaction& tx, const payments::Refund& refund, bool counts) {
  post(tx, name_of("payout", refund.order, refund.number), refund.order, refund.currency,
       {{counts ? Account::receivable : Account::unapplied, refund.amount},
        {Account::provider, -refund.amount}});
}

void undo_refund(store::Transaction& tx, const payments::Refund& refund) {
  post(tx, name_of("undone", refund.order, refund.number), refund.order, refund.currency,
       undone(tx, refund.order,
              {name_of("refund", refund.order, refund.number),
               name_of("assignment", refund.order, refund.number),
               name_of("payout", refund.order, refund.number)}));
}

void book_dispute(store::Transaction& tx, const payments::Dispute& dispute) {
  post(tx, "dispute " + dispute.id, dispute.order, dispute.currency,
       {{Account::disputed, dispute.amount, {}, {}, {}, dispute.id},
        {Account::provider, -dispute.amount, {}, {}, {}, dispute.id}});
}

void book_end_of_dispute(store::Transaction& tx, const payments::Dispute& dispute) {
  auto postings = undone(tx, dispute.order, {"dispute " + dispute.id});
  // What the bank has won is lost; the money was gone already.
  if (dispute.status == payments::DisputeStatus::lost) {
    for (auto& posting : postings)
      if (posting.account == Account::provider) posting.account = Account::losses;
  }
  post(tx, "dispute over " + dispute.id, dispute.order, dispute.currency, std::move(postings));
}

}  // namespace usher::orders
