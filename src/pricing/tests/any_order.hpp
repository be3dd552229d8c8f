// Purpose: orders by lot, for properties. Place: pricing's tests.
#pragma once
#include "pricing/quote.hpp"
#include "support/properties.hpp"

namespace usher::pricing {

// No discount, a percentage of every ticket, or one amount off all of them.
struct Discount {
  Percent percent;
  Money amount;
};

// Tickets of one show.
inline Result<Quote> quote(const std::vector<Money>& prices, const Discount& discount,
                           const Terms& terms) {
  std::vector<Line> lines;
  for (const Money price : prices) {
    lines.push_back({price});
    const Money off = percent_of(price, discount.percent, terms.step);
    if (off.minor != 0)
      lines.back().adjustments.push_back({AdjustmentSource::code, "", Money{} - off});
  }
  const OrderWide off{AdjustmentSource::code, "", {}, discount.amount};
  return quote(lines, std::span(&off, 1), std::span(&terms, 1));
}

inline rc::Gen<Money> any_price() {
  return rc::gen::map(rc::gen::oneOf(rc::gen::inRange<std::int64_t>(0, 20'000),
                                     rc::gen::inRange<std::int64_t>(0, kMaxPrice.minor + 1),
                                     rc::gen::element<std::int64_t>(0, 1, 2, 3, kMaxPrice.minor)),
                      [](std::int64_t minor) { return Money{minor}; });
}

inline Fee any_fee() {
  const auto kind = *rc::gen::element(FeeKind::per_ticket, FeeKind::per_order, FeeKind::percent,
                                      FeeKind::percent_of_total);
  return {*rc::gen::element<std::string>("Fee", "Service"),
          kind,
          {*rc::gen::inRange<std::int64_t>(0, 5'000)},
          {*rc::gen::inRange<std::int64_t>(0, 13'000)}};
}

inline Terms any_terms() {
  Terms terms;
  const auto fees = *rc::gen::inRange(0, 4);
  for (int i = 0; i < fees; ++i) terms.fees.push_back(any_fee());
  if (*rc::gen::arbitrary<bool>())
    terms.tax =
        Tax{"Tax", {*rc::gen::inRange<std::int64_t>(0, 100'001)}, *rc::gen::arbitrary<bool>()};
  terms.rounding =
      *rc::gen::element(RoundingMode::per_line, RoundingMode::net_sum, RoundingMode::keep_gross);
  return terms;
}

inline OrderWide any_order_wide() {
  const auto source = *rc::gen::element(AdjustmentSource::code, AdjustmentSource::offer);
  if (*rc::gen::arbitrary<bool>())
    return {source, "Percent", {*rc::gen::inRange<std::int64_t>(0, 100'001)}, {}};
  return {source, "Amount", {}, {*rc::gen::inRange<std::int64_t>(0, 100'000)}};
}

// What quote() takes.
struct AnyOrder {
  std::vector<Terms> terms;
  std::vector<Line> lines;
  std::vector<OrderWide> order_wide;
};

inline Line any_line(std::size_t terms) {
  Line line{*any_price(), *rc::gen::inRange<std::size_t>(0, terms)};
  Money due = line.list_price;
  for (int steps = *rc::gen::inRange(0, 3); steps > 0; --steps) {
    const Money off{*rc::gen::inRange<std::int64_t>(0, due.minor + 1)};
    line.adjustments.push_back({AdjustmentSource::code, "Code", Money{} - off});
    due -= off;
  }
  line.bears_terms = *rc::gen::inRange(0, 8) > 0;
  return line;
}

inline AnyOrder any_order() {
  AnyOrder order;
  const auto terms = *rc::gen::inRange<std::size_t>(1, 4);
  for (std::size_t i = 0; i < terms; ++i) order.terms.push_back(any_terms());
  const auto lines = *rc::gen::inRange(0, 9);
  for (int i = 0; i < lines; ++i) order.lines.push_back(any_line(terms));
  const auto wide = *rc::gen::inRange(0, 3);
  for (int i = 0; i < wide; ++i) order.order_wide.push_back(any_order_wide());
  return order;
}

inline Quote quote_of(const AnyOrder& order) {
  auto made = quote(order.lines, order.order_wide, order.terms);
  RC_ASSERT(made.has_value());
  return *std::move(made);
}

}  // namespace usher::pricing
