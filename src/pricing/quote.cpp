#include "pricing/quote.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "base/assert.hpp"
#include "pricing/group.hpp"

namespace usher::pricing {
namespace {

// The dearest order: every line at the highest price, under as many fees as a configuration takes,
// each as much as all the prices, and taxed once more.
constexpr Wide kDearest = Wide{kMaxPrice.minor} * kMaxQuoteLines * (1 + kMaxFees) * 2;
static_assert(kDearest < std::numeric_limits<std::int64_t>::max());
// What largest_remainder() and fee_of_total() multiply.
static_assert(kDearest < (Wide{1} << 126) / kDearest);
static_assert(kDearest < (Wide{1} << 126) / (Wide{kWhole} * (kWhole + kMaxTax.thousandths)));
// A fee on the total leaves something that it is a part of, even of what is taxed on top.
static_assert(Wide{kMaxFeeOfTotal.thousandths} * (kWhole + kMaxTax.thousandths) <
              Wide{kWhole} * kWhole);

// A fee of an order is known by its name; of two of one name in the same terms by which it is.
using FeeKey = std::pair<std::string, int>;

class FeeKeys {
 public:
  FeeKey next(const std::string& name) { return {name, seen_[name]++}; }

 private:
  std::map<std::string, int> seen_;
};

// The whole of a calculation: every step changes what the steps above have made.
struct Draft {
  std::vector<Share> shares;
  Amounts due;  // by line: its list price less all adjustments so far
};

// Lines of the same terms, in the order of the lines.
struct Party {
  Group group;
  std::vector<std::size_t> lines;
};

bool sensible(const Line& line) {
  bool good = line.list_price.minor >= 0 && line.list_price <= kMaxPrice &&
              line.adjustments.size() <= kMaxLineAdjustments;
  Money due = line.list_price;
  for (const auto& adjustment : line.adjustments) {
    // Each by itself, so that no sum of them can run over.
    good = good && adjustment.amount.minor <= 0 && adjustment.amount.minor >= -kMaxPrice.minor;
    if (good) due += adjustment.amount;
    good = good && due.minor >= 0;
  }
  return good;
}

bool sensible(const OrderWide& wide) {
  return wide.percent.thousandths >= 0 && wide.percent.thousandths <= kWhole &&
         wide.amount.minor >= 0;
}

Status check(std::span<const Line> lines, std::span<const OrderWide> order_wide,
             std::span<const Terms> terms) {
  const bool good =
      lines.size() <= kMaxQuoteLines && order_wide.size() <= kMaxOrderWide &&
      std::ranges::all_of(lines, [](const Line& line) { return sensible(line); }) &&
      std::ranges::all_of(order_wide, [](const OrderWide& wide) { return sensible(wide); }) &&
      std::ranges::all_of(terms, [&](const Terms& each) {
        return can_be_calculated(each) && each.step == terms.front().step;
      });
  if (!good)
    return refuse(ErrorKind::invalid, "terms_out_of_range",
                  "A price, fee, tax or discount is beyond what can be calculated.");
  for (const auto& line : lines) USHER_ASSERT(!line.bears_terms || line.terms < terms.size());
  return {};
}

Draft take_adjustments(std::span<const Line> lines) {
  Draft draft;
  for (const auto& line : lines) {
    Share share;
    share.adjustments = line.adjustments;
    draft.due.push_back(line.list_price.minor);
    for (const auto& adjustment : line.adjustments) draft.due.back() += adjustment.amount.minor;
    draft.shares.push_back(std::move(share));
  }
  return draft;
}

void take_off(Draft& draft, const OrderWide& wide, std::int64_t amount, const Amounts& weights) {
  const Amounts parts = largest_remainder(amount, std::span(weights));
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i] == 0) continue;
    draft.due[i] -= parts[i];
    draft.shares[i].adjustments.push_back({wide.source, wide.label, {-parts[i]}});
  }
}

void take_order_wide(Draft& draft, std::span<const Line> lines,
                     std::span<const OrderWide> order_wide) {
  const auto weights = [&] {
    Amounts due = draft.due;
    for (std::size_t i = 0; i < due.size(); ++i)
      if (!lines[i].bears_terms) due[i] = 0;
    return due;
  };
  for (const auto& wide : order_wide) {
    const Amounts due = weights();
    take_off(draft, wide, percent_of({sum(due)}, wide.percent).minor, due);
  }
  for (const auto& wide : order_wide) {
    const Amounts due = weights();
    take_off(draft, wide, std::min(wide.amount.minor, sum(due)), due);
  }
}

// The party whose first line comes first is the first: where the terms lie does not matter.
std::vector<Party> party_lines(const Draft& draft, std::span<const Line> lines,
                               std::span<const Terms> terms) {
  std::vector<Party> parties;
  std::vector<std::size_t> place(terms.size(), terms.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!lines[i].bears_terms) continue;
    const std::size_t of = lines[i].terms;
    if (place[of] == terms.size()) {
      place[of] = parties.size();
      parties.push_back({{&terms[of], {}, Amounts(terms[of].fees.size(), 0)}, {}});
    }
    auto& party = parties[place[of]];
    party.lines.push_back(i);
    party.group.due.push_back(draft.due[i]);
  }
  return parties;
}

// A fee per order comes once, at the highest amount that is asked, and is borne by all who ask it
// as far as they are charged anything.
void settle_order_fees(std::vector<Party>& parties) {
  struct Asked {
    std::int64_t amount = 0;
    Amounts weights;
    std::vector<std::int64_t*> parts;
  };
  std::map<FeeKey, Asked> fees;
  for (auto& party : parties) {
    const std::int64_t due = sum(party.group.due);
    FeeKeys keys;
    for (std::size_t i = 0; i < party.group.terms->fees.size(); ++i) {
      const Fee& fee = party.group.terms->fees[i];
      if (fee.kind != FeeKind::per_order) continue;
      auto& asked = fees[keys.next(fee.name)];
      if (due == 0) continue;
      asked.amount = std::max(asked.amount, fee.amount.minor);
      asked.weights.push_back(due);
      asked.parts.push_back(&party.group.order_fees[i]);
    }
  }
  for (auto& [key, asked] : fees) {
    if (asked.parts.empty()) continue;
    const Amounts parts = largest_remainder(asked.amount, std::span(asked.weights));
    for (std::size_t i = 0; i < parts.size(); ++i) *asked.parts[i] = parts[i];
  }
}

// The receipt's lines: fees of one name are one line, and so are taxes of one name and rate.
class Receipt {
 public:
  explicit Receipt(Quote& quote) : quote_(quote) {}

  void add(const ChargedGroup& charged, const std::optional<Tax>& tax) {
    FeeKeys keys;
    Money fees;
    for (const auto& fee : charged.fee_lines) {
      const FeeKey key = keys.next(fee.name);
      fees += fee.amount;
      if (fee.amount.minor > 0) add(key, fee);
    }
    if (tax) add(*tax, Money{sum(charged.gross)} + fees, {sum(charged.tax)});
  }

 private:
  void add(const FeeKey& key, const FeeLine& fee) {
    const auto [entry, fresh] = places_.emplace(key, quote_.fee_lines.size());
    if (fresh) quote_.fee_lines.push_back({fee.name, {}, {}});
    auto& line = quote_.fee_lines[entry->second];
    line.amount += fee.amount;
    line.tax += fee.tax;
  }

  void add(const Tax& tax, Money charged, Money amount) {
    auto line = std::ranges::find_if(quote_.taxes, [&](const TaxLine& each) {
      return each.name == tax.name && each.percent == tax.percent &&
             each.inclusive == tax.inclusive;
    });
    if (line == quote_.taxes.end())
      line = quote_.taxes.insert(line, {tax.name, tax.percent, tax.inclusive, {}, {}});
    line->net += tax.inclusive ? charged - amount : charged;
    line->tax += amount;
  }

  Quote& quote_;
  std::map<FeeKey, std::size_t> places_;
};

// What the terms of one party have made of its lines.
void take_terms(Draft& draft, const Party& party, const ChargedGroup& charged) {
  const auto& tax = party.group.terms->tax;
  for (std::size_t i = 0; i < party.lines.size(); ++i) {
    auto& share = draft.shares[party.lines[i]];
    draft.due[party.lines[i]] = charged.gross[i];
    share.fees.minor = charged.fees[i];
    share.tax.minor = charged.tax[i];
    if (!tax) continue;
    share.tax_percent = tax->percent;
    share.tax_inclusive = tax->inclusive;
  }
}

void add_up(Quote& quote, Draft draft) {
  for (std::size_t i = 0; i < draft.shares.size(); ++i) {
    auto& share = draft.shares[i];
    for (const auto& adjustment : share.adjustments) share.discount -= adjustment.amount;
    const Money added = share.tax_inclusive ? Money{} : share.tax;
    share.price = Money{draft.due[i]} + share.discount;
    share.total = share.price - share.discount + share.fees + added;
    quote.subtotal += share.price;
    quote.discount += share.discount;
    quote.fees += share.fees;
    quote.tax += share.tax;
    quote.tax_added += added;
    quote.total += share.total;
  }
  quote.shares = std::move(draft.shares);
}

bool all_inclusive(std::span<const Terms> terms) {
  const auto taxed = [](const Terms& each) {
    return each.tax && each.tax->percent.thousandths > 0;
  };
  const auto added = [&](const Terms& each) { return taxed(each) && !each.tax->inclusive; };
  return std::ranges::any_of(terms, taxed) && std::ranges::none_of(terms, added);
}

// Rule 63.
Quote calculate(std::span<const Line> lines, std::span<const OrderWide> order_wide,
                std::span<const Terms> terms) {
  Quote quote;
  Receipt receipt(quote);
  Draft draft = take_adjustments(lines);
  take_order_wide(draft, lines, order_wide);
  auto parties = party_lines(draft, lines, terms);
  settle_order_fees(parties);
  for (const auto& party : parties) {
    const ChargedGroup charged = charge(party.group);
    take_terms(draft, party, charged);
    receipt.add(charged, party.group.terms->tax);
  }
  quote.tax_inclusive = all_inclusive(terms);
  add_up(quote, std::move(draft));
  return quote;
}

// Whether everything that goes into the calculation is in whole steps.
bool in_steps(std::span<const Line> lines, std::span<const OrderWide> order_wide,
              std::span<const Terms> terms, std::int64_t step) {
  const auto fits = [&](Money amount) { return amount.minor % step == 0; };
  return std::ranges::all_of(lines,
                             [&](const Line& line) {
                               return fits(line.list_price) &&
                                      std::ranges::all_of(line.adjustments, fits,
                                                          &Adjustment::amount);
                             }) &&
         std::ranges::all_of(order_wide, fits, &OrderWide::amount) &&
         std::ranges::all_of(terms, [&](const Terms& each) {
           return std::ranges::all_of(each.fees, fits, &Fee::amount);
         });
}

Quote calculate_in_steps(std::span<const Line> lines, std::span<const OrderWide> order_wide,
                         std::span<const Terms> terms, std::int64_t step) {
  std::vector<Line> counted(lines.begin(), lines.end());
  for (auto& line : counted) {
    line.list_price.minor /= step;
    for (auto& adjustment : line.adjustments) adjustment.amount.minor /= step;
  }
  std::vector<OrderWide> wide(order_wide.begin(), order_wide.end());
  for (auto& each : wide) each.amount.minor /= step;
  std::vector<Terms> by_step;
  for (const auto& each : terms) by_step.push_back(counted_in_steps(each));
  return calculate(counted, wide, by_step);
}

Quote times(Quote quote, std::int64_t step) {
  const auto grow = [step](auto&... amounts) { ((amounts.minor *= step), ...); };
  grow(quote.subtotal, quote.discount, quote.fees, quote.tax, quote.tax_added, quote.total);
  for (auto& share : quote.shares) {
    grow(share.price, share.discount, share.fees, share.tax, share.total);
    for (auto& adjustment : share.adjustments) grow(adjustment.amount);
  }
  for (auto& line : quote.fee_lines) grow(line.amount, line.tax);
  for (auto& line : quote.taxes) grow(line.net, line.tax);
  return quote;
}

}  // namespace

Result<Quote> quote(std::span<const Line> lines, std::span<const OrderWide> order_wide,
                    std::span<const Terms> terms) {
  TRY_OK(check(lines, order_wide, terms));
  const std::int64_t step = terms.empty() ? 1 : terms.front().step;
  // Counted in steps, all that follows is whole steps, and adds up as ever.
  if (step > 1 && in_steps(lines, order_wide, terms, step))
    return times(calculate_in_steps(lines, order_wide, terms, step), step);
  return calculate(lines, order_wide, terms);
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
  const Line line{price};
  if (terms.step > 1 && in_steps(std::span(&line, 1), {}, std::span(&terms, 1), terms.step)) {
    const auto counted = all_in_price({price.minor / terms.step}, counted_in_steps(terms));
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
    all.seat += fee_of_total(all.seat, of_total, terms.tax);
    all.order += fee_of_total(all.order, of_total, terms.tax);
  }
  return all;
}

}  // namespace usher::pricing
