#include "pricing/terms.hpp"

namespace usher::pricing {
namespace {

bool within(Percent percent, Percent max) {
  return percent.thousandths >= 0 && percent.thousandths <= max.thousandths;
}

}  // namespace

bool is_percentage(FeeKind kind) {
  return kind == FeeKind::percent || kind == FeeKind::percent_of_total;
}

Fee fee_of(KeptFee kept) {
  Fee fee{std::move(kept.name), kept.kind, {}, {}};
  (is_percentage(kept.kind) ? fee.percent.thousandths : fee.amount.minor) = kept.amount;
  return fee;
}

KeptFee kept(const Fee& fee) {
  return {fee.name, fee.kind, is_percentage(fee.kind) ? fee.percent.thousandths : fee.amount.minor};
}

std::optional<Tax> tax_of(Tax tax) {
  if (tax.percent.thousandths == 0 && tax.name.empty()) return std::nullopt;
  return tax;
}

bool can_be_calculated(const Terms& terms) {
  bool good = terms.step >= 1 && terms.fees.size() <= kMaxFees &&
              (!terms.tax || within(terms.tax->percent, kMaxTax));
  std::int64_t of_total = 0;
  for (const auto& fee : terms.fees) {
    good = good && fee.amount.minor >= 0 && fee.amount <= kMaxPrice &&
           within(fee.percent, kMaxFeePercent);
    if (fee.kind == FeeKind::percent_of_total) of_total += fee.percent.thousandths;
    good = good && of_total <= kMaxFeeOfTotal.thousandths;
  }
  return good;
}

Money fee_of_total(Money base, Percent percent, const std::optional<Tax>& tax) {
  const std::int64_t on_top = tax && !tax->inclusive ? kWhole + tax->percent.thousandths : kWhole;
  const Wide part = Wide{percent.thousandths} * on_top;
  return {divide_half_even(base.minor * part, Wide{kWhole} * kWhole - part)};
}

Terms counted_in_steps(Terms terms) {
  for (auto& fee : terms.fees) fee.amount.minor /= terms.step;
  terms.step = 1;
  return terms;
}

}  // namespace usher::pricing
