// What a ticket configuration may say.
#include <algorithm>
#include <cmath>
#include <set>

#include "pricing/pricing.hpp"
#include "shows/rules.hpp"

namespace usher::shows {
namespace {

constexpr double kThousandths = 1000;  // of a percent

static_assert(kMaxTicketsPerOrder <= static_cast<std::int64_t>(pricing::kMaxQuoteLines));

double to_number(pricing::Percent percent) {
  return static_cast<double>(percent.thousandths) / kThousandths;
}

// Collects the faults of one body.
class ConfigReader {
 public:
  explicit ConfigReader(const std::vector<PriceZoneId>& zones) : zones_(zones) {}

  void read_zones(const std::vector<ZoneConfigBody>& given, std::vector<ZoneConfig>& target) {
    target.clear();
    std::set<PriceZoneId> seen;
    for (std::size_t i = 0; i < given.size(); ++i) {
      const std::string pointer = "/zones/" + std::to_string(i) + "/price_zone_id";
      check_zone(given[i].price_zone_id, pointer);
      if (!seen.insert(given[i].price_zone_id).second) {
        add(pointer, "duplicate_price_zone", "This zone is in the list twice.");
      }
      target.push_back({given[i].price_zone_id, given[i].enabled.value_or(true), given[i].price});
    }
  }

  void read_types(const std::vector<TicketType>& given, std::vector<TicketType>& target) {
    std::set<std::pair<std::string, PriceZoneId>> seen;
    for (std::size_t i = 0; i < given.size(); ++i) {
      const std::string pointer = "/ticket_types/" + std::to_string(i);
      const auto& zone = given[i].price_zone_id;
      if (zone) check_zone(*zone, pointer + "/price_zone_id");
      if (!seen.emplace(given[i].name.value, zone.value_or(PriceZoneId{})).second) {
        add(pointer + "/name", "duplicate_ticket_type",
            "This ticket type is in the list twice for the same zone.");
      }
    }
    target = given;
  }

  void read_fees(const std::vector<FeeBody>& given, std::vector<pricing::Fee>& target) {
    target.clear();
    std::int64_t of_total = 0;
    for (std::size_t i = 0; i < given.size(); ++i) {
      const std::string pointer = "/fees/" + std::to_string(i) + "/amount";
      auto fee = read_fee(given[i], pointer);
      if (!fee) {
        take(fee.error());
        continue;
      }
      if (fee->kind == pricing::FeeKind::percent_of_total) of_total += fee->percent.thousandths;
      target.push_back(*std::move(fee));
    }
    if (of_total > pricing::kMaxFeeOfTotal.thousandths) {
      add("/fees", "out_of_range", "Fees of the total must be 40 percent together at most.");
    }
  }

  void read_tax(const TaxBody& given, std::optional<pricing::Tax>& target) {
    const auto percent = read_percent(given.percent, pricing::kMaxTax, "/tax/percent");
    if (!percent) return take(percent.error());
    target = pricing::tax_of(
        {given.name.value_or(OptionalLabel{}).value, *percent, given.inclusive.value_or(false)});
  }

  Status status() && {
    if (fields_.empty()) return {};
    Error error{ErrorKind::invalid, "validation_failed", "Some fields are not right."};
    error.fields = std::move(fields_);
    return refuse(std::move(error));
  }

 private:
  void add(std::string pointer, std::string code, std::string detail) {
    if (fields_.size() < kJsonFaultsMax) {
      fields_.push_back({std::move(pointer), std::move(code), std::move(detail)});
    }
  }
  void take(const Error& error) {
    for (const auto& field : error.fields) add(field.pointer, field.code, field.detail);
  }
  void check_zone(PriceZoneId zone, const std::string& pointer) {
    if (std::ranges::find(zones_, zone) != zones_.end()) return;
    add(pointer, "unknown_price_zone", "The show's venue has no such price zone.");
  }
  static Result<pricing::Fee> read_fee(const FeeBody& given, const std::string& pointer) {
    pricing::Fee fee{given.name.value, given.kind, {}, {}};
    if (pricing::is_percentage(given.kind)) {
      TRY(fee.percent, read_percent(given.amount, pricing::kMaxFeePercent, pointer));
    } else {
      TRY(fee.amount.minor, whole(given.amount, pointer));
    }
    return fee;
  }
  static Result<std::int64_t> whole(double amount, const std::string& pointer) {
    if (!(amount >= 0 && amount <= static_cast<double>(kMaxPrice.minor))) {
      return refuse_field(pointer, "out_of_range", "Must be from 0 to 10000000000.");
    }
    if (amount != std::trunc(amount)) {
      return refuse_field(pointer, "wrong_type", "Must be an integer: cents, not dollars.");
    }
    return static_cast<std::int64_t>(amount);
  }

  const std::vector<PriceZoneId>& zones_;
  std::vector<FieldError> fields_;
};

}  // namespace

Result<pricing::Percent> read_percent(double percent, pricing::Percent max,
                                      const std::string& pointer) {
  if (!(percent >= 0 && percent <= to_number(max))) {
    return refuse_field(pointer, "out_of_range", "Must be a percentage from 0 to 100.");
  }
  const pricing::Percent read{std::llround(percent * kThousandths)};
  constexpr double kSlack = 1e-6;  // of binary fractions that stand for decimal ones
  if (std::abs(percent * kThousandths - static_cast<double>(read.thousandths)) > kSlack) {
    return refuse_field(pointer, "too_precise", "A percentage has at most three decimals.");
  }
  return read;
}

pricing::Terms TicketConfig::terms() const {
  return {fees, tax, rounding, pricing::charge_step(currency)};
}

pricing::PriceBook TicketConfig::price_book(
    const std::unordered_map<PriceZoneId, std::optional<Money>>& defaults) const {
  pricing::PriceBook book;
  for (const auto& [zone, price] : defaults) book.zones[zone] = {true, std::nullopt, price};
  for (const auto& zone : zones) {
    auto& entry = book.zones[zone.price_zone_id];
    entry.enabled = zone.enabled;
    entry.price = zone.price;
  }
  for (const auto& type : ticket_types) {
    book.types.push_back({type.name.value, type.price_zone_id, type.price});
  }
  return book;
}

Result<TicketConfig> changed_config(TicketConfig config, const TicketConfigBody& body,
                                    const std::vector<PriceZoneId>& zones) {
  ConfigReader reader(zones);
  config.currency = body.currency.value_or(config.currency);
  if (body.max_tickets_per_order) {
    config.max_tickets_per_order = body.max_tickets_per_order->value;
  }
  if (body.hold_minutes) config.hold_minutes = body.hold_minutes->value;
  if (body.zones) reader.read_zones(*body.zones, config.zones);
  if (body.ticket_types) reader.read_types(*body.ticket_types, config.ticket_types);
  if (body.fees) reader.read_fees(*body.fees, config.fees);
  if (body.tax.is_null()) config.tax.reset();
  if (body.tax.has_value()) reader.read_tax(body.tax.value(), config.tax);
  config.rounding = body.rounding.value_or(config.rounding);
  body.sales_start.apply_to(config.sales_start);
  body.sales_end.apply_to(config.sales_end);
  config.orphan_seats = body.orphan_seats.value_or(config.orphan_seats);
  body.accessible_release_at.apply_to(config.accessible_release_at);
  TRY_OK(std::move(reader).status());
  return config;
}

TicketConfigView view_of(const TicketConfig& config) {
  TicketConfigView view;
  view.currency = config.currency;
  view.max_tickets_per_order = config.max_tickets_per_order;
  view.hold_minutes = config.hold_minutes;
  view.zones = config.zones;
  view.ticket_types = config.ticket_types;
  for (const auto& fee : config.fees) {
    const double amount = pricing::is_percentage(fee.kind) ? to_number(fee.percent)
                                                           : static_cast<double>(fee.amount.minor);
    view.fees.push_back({{fee.name}, fee.kind, amount});
  }
  if (config.tax)
    view.tax = TaxView{{config.tax->name}, to_number(config.tax->percent), config.tax->inclusive};
  view.rounding = config.rounding;
  view.sales_start = config.sales_start;
  view.sales_end = config.sales_end;
  view.version = config.version;
  view.orphan_seats = config.orphan_seats;
  view.accessible_release_at = config.accessible_release_at;
  return view;
}

std::optional<Uncharged> why_uncharged(const TicketConfig& config, Money price) {
  const pricing::Line ticket{price};
  const auto terms = config.terms();
  const auto quote = pricing::quote(std::span(&ticket, 1), {}, std::span(&terms, 1));
  if (!quote) return std::nullopt;
  const auto total = format_money(quote->total, config.currency);
  switch (pricing::chargeable(quote->total, config.currency)) {
    case pricing::Chargeable::yes:
      return std::nullopt;
    case pricing::Chargeable::below_minimum:
      return Uncharged{
          "below_minimum",
          "One such ticket costs " + total + " in all, and no card can be charged less than " +
              format_money(pricing::minimum_charge(config.currency), config.currency) + "."};
    case pricing::Chargeable::too_fine:
      return Uncharged{"too_fine", "One such ticket costs " + total +
                                       " in all, and cards take no third decimal but 0."};
  }
  return std::nullopt;
}

}  // namespace usher::shows
