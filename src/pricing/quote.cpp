#include "pricing/quote.hpp"

#include <algorithm>
#include <numeric>

#include "base/assert.hpp"

namespace usher::pricing {
namespace {

using Amounts = std::vector<std::int64_t>;

std::int64_t sum(const Amounts& amounts) {
  return std::accumulate(amounts.begin(), amounts.end(), std::int64_t{0});
}

bool within(Percent percent, Percent max) {
  return percent.thousandths >= 0 && percent.thousandths <= max.thousandths;
}
bool within(Money amount) { return amount.minor >= 0 && amount <= kMaxPrice; }

// One fee of the order, with how it is spread over the tickets.
struct FeeDraft {
  std::string name;
  std::int64_t amount = 0;
  Amounts weights;
};

// The whole of a calculation: every step fills its own members from those above.
struct Draft {
  Amounts price, discount, due;  // by ticket; due = price − discount
  std::vector<FeeDraft> fees;
  Amounts gross, net, tax;  // by line: the tickets, then the fees
};

Status check(const std::vector<Money>& prices, const Discount& discount, const Terms& terms) {
  bool good = prices.size() <= kMaxQuoteLines && within(discount.percent, {kWhole}) &&
              discount.amount.minor >= 0 && (!terms.tax || within(terms.tax->percent, kMaxTax));
  for (const Money price : prices) good = good && within(price);
  std::int64_t of_total = 0;
  for (const auto& fee : terms.fees) {
    good = good && within(fee.amount) && within(fee.percent, kMaxFeePercent);
    if (fee.kind == FeeKind::percent_of_total) of_total += fee.percent.thousandths;
    good = good && of_total <= kMaxFeeOfTotal.thousandths;
  }
  if (good) return {};
  return refuse(ErrorKind::invalid, "terms_out_of_range",
                "A price, fee, tax or discount is beyond what can be calculated.");
}

void take_discount(Draft& draft, const std::vector<Money>& prices, const Discount& discount) {
  for (const Money price : prices) draft.price.push_back(price.minor);
  const std::int64_t subtotal = sum(draft.price);
  for (const auto price : draft.price)
    draft.discount.push_back(percent_of({price}, discount.percent).minor);
  if (discount.amount.minor > 0 && subtotal > 0)
    draft.discount =
        largest_remainder(std::min(discount.amount.minor, subtotal), std::span(draft.price));
  for (std::size_t i = 0; i < prices.size(); ++i)
    draft.due.push_back(draft.price[i] - draft.discount[i]);
}

// The part of `base` that, taken as a fee on top of it, is `percent` of what is then charged.
// Closed form instead of iteration: the same at every recalculation (rule 39).
std::int64_t fee_of_total(std::int64_t base, Percent percent, const std::optional<Tax>& tax) {
  const std::int64_t on_top = tax && !tax->inclusive ? kWhole + tax->percent.thousandths : kWhole;
  const Wide part = Wide{percent.thousandths} * on_top;
  return divide_half_even(base * part, Wide{kWhole} * kWhole - part);
}

FeeDraft draft_fee(const Fee& fee, const Draft& draft) {
  FeeDraft line{fee.name, 0, Amounts(draft.due.size(), 0)};
  for (std::size_t i = 0; i < draft.due.size(); ++i) {
    if (fee.kind == FeeKind::per_ticket) line.weights[i] = draft.due[i] > 0 ? fee.amount.minor : 0;
    if (fee.kind == FeeKind::percent)
      line.weights[i] = percent_of({draft.due[i]}, fee.percent).minor;
  }
  line.amount = sum(line.weights);
  return line;
}

void add_fees(Draft& draft, const Terms& terms) {
  const std::int64_t due = sum(draft.due);
  std::int64_t base = due;
  Percent of_total;
  std::string of_total_name;
  for (const auto& fee : terms.fees) {
    if (fee.kind == FeeKind::percent_of_total) {
      of_total.thousandths += fee.percent.thousandths;
      of_total_name += (of_total_name.empty() ? "" : ", ") + fee.name;
      continue;
    }
    FeeDraft line = fee.kind == FeeKind::per_order
                        ? FeeDraft{fee.name, due > 0 ? fee.amount.minor : 0, draft.due}
                        : draft_fee(fee, draft);
    base += line.amount;
    draft.fees.push_back(std::move(line));
  }
  // Several fees on the final amount depend on each other; together they are one.
  if (of_total.thousandths > 0)
    draft.fees.push_back({of_total_name, fee_of_total(base, of_total, terms.tax), draft.due});
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

void add_tax(Draft& draft, const Terms& terms) {
  draft.gross = draft.due;
  for (const auto& fee : draft.fees) draft.gross.push_back(fee.amount);
  if (!terms.tax) {
    draft.tax.assign(draft.gross.size(), 0);
  } else if (terms.tax->inclusive) {
    add_inclusive_tax(draft, terms.tax->percent, terms.rounding);
  } else {
    add_exclusive_tax(draft, terms.tax->percent, terms.rounding);
  }
}

// Whether everything that goes into the calculation is in whole steps.
bool in_steps(const std::vector<Money>& prices, const Discount& discount, const Terms& terms) {
  const auto fits = [&](Money amount) { return amount.minor % terms.step == 0; };
  return std::ranges::all_of(prices, fits) && fits(discount.amount) &&
         std::ranges::all_of(terms.fees, fits, &Fee::amount);
}

Terms terms_by_step(Terms terms) {
  for (auto& fee : terms.fees) fee.amount.minor /= terms.step;
  terms.step = 1;
  return terms;
}

Quote times(Quote quote, std::int64_t step) {
  for (auto* sum : {&quote.subtotal, &quote.discount, &quote.fees, &quote.tax, &quote.total})
    sum->minor *= step;
  for (auto& share : quote.shares) {
    for (auto* part : {&share.price, &share.discount, &share.fees, &share.tax, &share.total})
      part->minor *= step;
  }
  for (auto& line : quote.fee_lines) {
    line.amount.minor *= step;
    line.tax.minor *= step;
  }
  return quote;
}

Quote finish(const Draft& draft, bool inclusive) {
  Quote quote;
  quote.tax_inclusive = inclusive;
  const std::size_t tickets = draft.due.size();
  for (std::size_t i = 0; i < tickets; ++i)
    quote.shares.push_back(
        {{draft.gross[i] + draft.discount[i]}, {draft.discount[i]}, {}, {draft.tax[i]}, {}});
  for (std::size_t k = 0; k < draft.fees.size(); ++k) {
    const auto& fee = draft.fees[k];
    const std::int64_t amount = draft.gross[tickets + k];
    const std::int64_t tax = draft.tax[tickets + k];
    if (amount == 0) continue;
    const Amounts amounts = largest_remainder(amount, std::span(fee.weights));
    const Amounts taxes = largest_remainder(tax, std::span(fee.weights));
    for (std::size_t i = 0; i < tickets; ++i) {
      quote.shares[i].fees.minor += amounts[i];
      quote.shares[i].tax.minor += taxes[i];
    }
    quote.fee_lines.push_back({fee.name, {amount}, {tax}});
  }
  for (auto& share : quote.shares) {
    share.total = share.price - share.discount + share.fees + (inclusive ? Money{} : share.tax);
    quote.subtotal += share.price;
    quote.discount += share.discount;
    quote.fees += share.fees;
    quote.tax += share.tax;
    quote.total += share.total;
  }
  return quote;
}

}  // namespace

Result<Quote> quote(const std::vector<Money>& prices, const Discount& discount,
                    const Terms& terms) {
  TRY_OK(check(prices, discount, terms));
  if (terms.step > 1 && in_steps(prices, discount, terms)) {
    // Counted in steps, all that follows is whole steps, and adds up as ever.
    auto by_step = prices;
    for (auto& price : by_step) price.minor /= terms.step;
    const Discount less{discount.percent, {discount.amount.minor / terms.step}};
    TRY(auto counted, quote(by_step, less, terms_by_step(terms)));
    return times(std::move(counted), terms.step);
  }
  Draft draft;
  take_discount(draft, prices, discount);
  add_fees(draft, terms);
  add_tax(draft, terms);
  return finish(draft, terms.tax && terms.tax->inclusive);
}

Refundable part_of(const Refundable& left, Money amount) {
  USHER_ASSERT(amount.minor >= 0 && amount <= left.amount);
  if (left.amount.minor == 0) return left;
  const auto part = [&](Money whole) {
    return Money{divide_half_even(Wide{whole.minor} * amount.minor, left.amount.minor)};
  };
  return {amount, part(left.fees), part(left.tax)};
}

AllInPrice all_in_price(Money price, const Terms& terms) {
  AllInPrice all{price, {}};
  if (price.minor == 0) return all;
  if (terms.step > 1 && in_steps({price}, {}, terms)) {
    const auto counted = all_in_price({price.minor / terms.step}, terms_by_step(terms));
    return {counted.seat * terms.step, counted.order * terms.step};
  }
  Percent of_total;
  for (const auto& fee : terms.fees) {
    switch (fee.kind) {
      case FeeKind::per_ticket:
        all.seat += fee.amount;
        break;
      case FeeKind::per_order:
        all.order += fee.amount;
        break;
      case FeeKind::percent:
        all.seat += percent_of(price, fee.percent);
        break;
      case FeeKind::percent_of_total:
        of_total.thousandths += fee.percent.thousandths;
        break;
    }
  }
  if (of_total.thousandths > 0) {
    all.seat.minor += fee_of_total(all.seat.minor, of_total, terms.tax);
    all.order.minor += fee_of_total(all.order.minor, of_total, terms.tax);
  }
  return all;
}

}  // namespace usher::pricing
