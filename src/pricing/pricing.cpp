#include "pricing/pricing.hpp"

namespace usher::pricing {
namespace {

// Both enumerations have one spelling in the API; a new enumerator must be thought of here.
RoundingMode rounding_of(shows::RoundingMode mode) {
  switch (mode) {
    case shows::RoundingMode::per_line:
      return RoundingMode::per_line;
    case shows::RoundingMode::net_sum:
      return RoundingMode::net_sum;
    case shows::RoundingMode::keep_gross:
      return RoundingMode::keep_gross;
  }
  return RoundingMode::per_line;
}

Fee fee_of(const shows::Fee& fee) {
  const std::string& name = fee.name.value;
  switch (fee.kind) {
    case shows::FeeKind::per_ticket:
      return {name, FeeKind::per_ticket, {fee.amount}, {}};
    case shows::FeeKind::per_order:
      return {name, FeeKind::per_order, {fee.amount}, {}};
    case shows::FeeKind::percent:
      return {name, FeeKind::percent, {}, {fee.amount}};
    case shows::FeeKind::percent_of_total:
      return {name, FeeKind::percent_of_total, {}, {fee.amount}};
  }
  return {};
}

}  // namespace

Terms terms_of(const shows::TicketConfig& config) {
  Terms terms;
  for (const auto& fee : config.fees) terms.fees.push_back(fee_of(fee));
  if (config.tax.percent_milli > 0) {
    terms.tax = Tax{config.tax.name.value, {config.tax.percent_milli}, config.tax.inclusive};
  }
  terms.rounding = rounding_of(config.rounding);
  terms.step = charge_step(config.currency);
  return terms;
}

PriceBook price_book_of(const shows::TicketConfig& config,
                        const std::unordered_map<PriceZoneId, std::optional<Money>>& defaults) {
  PriceBook book;
  for (const auto& [zone, price] : defaults) book.zones[zone] = {true, std::nullopt, price};
  for (const auto& zone : config.zones) {
    auto& entry = book.zones[zone.price_zone_id];
    entry.enabled = zone.enabled;
    entry.price = zone.price;
  }
  for (const auto& type : config.ticket_types) {
    book.types.push_back({type.name.value, type.price_zone_id, type.price});
  }
  return book;
}

}  // namespace usher::pricing
