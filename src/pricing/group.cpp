#include "pricing/group.hpp"

#include <numeric>

namespace usher::pricing {
namespace {

// One fee of the group, with how it is spread over the tickets.
struct FeeDraft {
  std::string name;
  std::int64_t amount = 0;
  Amounts weights;
};

// By line: the tickets, then the fees. Every step fills its own members from those above.
struct Draft {
  std::vector<FeeDraft> fees;
  Amounts gross, net, tax;
};

FeeDraft draft_fee(const Fee& fee, const Amounts& due) {
  FeeDraft line{fee.name, 0, Amounts(due.size(), 0)};
  for (std::size_t i = 0; i < due.size(); ++i) {
    if (fee.kind == FeeKind::per_ticket) line.weights[i] = due[i] > 0 ? fee.amount.minor : 0;
    if (fee.kind == FeeKind::percent) line.weights[i] = percent_of({due[i]}, fee.percent).minor;
  }
  line.amount = sum(line.weights);
  return line;
}

void add_fees(Draft& draft, const Group& group) {
  std::int64_t base = sum(group.due);
  Percent of_total;
  std::string of_total_name;
  for (std::size_t i = 0; i < group.terms->fees.size(); ++i) {
    const Fee& fee = group.terms->fees[i];
    if (fee.kind == FeeKind::percent_of_total) {
      of_total.thousandths += fee.percent.thousandths;
      of_total_name += (of_total_name.empty() ? "" : ", ") + fee.name;
      continue;
    }
    FeeDraft line = fee.kind == FeeKind::per_order
                        ? FeeDraft{fee.name, group.order_fees[i], group.due}
                        : draft_fee(fee, group.due);
    base += line.amount;
    draft.fees.push_back(std::move(line));
  }
  // Several fees on the final amount depend on each other; together they are one.
  if (of_total.thousandths > 0)
    draft.fees.push_back(
        {of_total_name, fee_of_total({base}, of_total, group.terms->tax).minor, group.due});
}

std::int64_t net_of(std::int64_t gross, Percent percent) {
  return divide_half_even(Wide{gross} * kWhole, kWhole + percent.thousandths);
}

void add_inclusive_tax(Draft& draft, Percent percent, RoundingMode rounding) {
  for (const auto gross : draft.gross) draft.net.push_back(net_of(gross, percent));
  if (rounding == RoundingMode::keep_gross) {
    const std::int64_t gross = sum(draft.gross);
    draft.tax = largest_remainder(gross - net_of(gross, percent), std::span(draft.gross));
    return;
  }
  if (rounding == RoundingMode::net_sum) {
    const std::int64_t net = sum(draft.net);
    draft.gross = largest_remainder(net + percent_of({net}, percent).minor, std::span(draft.net));
  }
  for (std::size_t i = 0; i < draft.gross.size(); ++i)
    draft.tax.push_back(draft.gross[i] - draft.net[i]);
}

void add_exclusive_tax(Draft& draft, Percent percent, RoundingMode rounding) {
  if (rounding == RoundingMode::per_line) {
    for (const auto line : draft.gross) draft.tax.push_back(percent_of({line}, percent).minor);
    return;
  }
  draft.tax =
      largest_remainder(percent_of({sum(draft.gross)}, percent).minor, std::span(draft.gross));
}

void add_tax(Draft& draft, const Group& group) {
  draft.gross = group.due;
  for (const auto& fee : draft.fees) draft.gross.push_back(fee.amount);
  const auto& tax = group.terms->tax;
  if (!tax) {
    draft.tax.assign(draft.gross.size(), 0);
  } else if (tax->inclusive) {
    add_inclusive_tax(draft, tax->percent, group.terms->rounding);
  } else {
    add_exclusive_tax(draft, tax->percent, group.terms->rounding);
  }
}

void add(Amounts& to, const Amounts& parts) {
  for (std::size_t i = 0; i < parts.size(); ++i) to[i] += parts[i];
}

// Fees and their tax come back to the tickets that caused them.
ChargedGroup spread_fees(const Draft& draft, std::size_t tickets) {
  const auto end_of_tickets = static_cast<std::ptrdiff_t>(tickets);
  ChargedGroup charged{{draft.gross.begin(), draft.gross.begin() + end_of_tickets},
                       Amounts(tickets, 0),
                       {draft.tax.begin(), draft.tax.begin() + end_of_tickets},
                       {}};
  for (std::size_t k = 0; k < draft.fees.size(); ++k) {
    const auto& fee = draft.fees[k];
    const std::int64_t amount = draft.gross[tickets + k];
    const std::int64_t tax = draft.tax[tickets + k];
    add(charged.fees, largest_remainder(amount, std::span(fee.weights)));
    add(charged.tax, largest_remainder(tax, std::span(fee.weights)));
    charged.fee_lines.push_back({fee.name, {amount}, {tax}});
  }
  return charged;
}

}  // namespace

std::int64_t sum(const Amounts& amounts) {
  return std::accumulate(amounts.begin(), amounts.end(), std::int64_t{0});
}

ChargedGroup charge(const Group& group) {
  Draft draft;
  add_fees(draft, group);
  add_tax(draft, group);
  return spread_fees(draft, group.due.size());
}

}  // namespace usher::pricing
