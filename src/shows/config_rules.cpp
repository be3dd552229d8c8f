// What a ticket configuration may say.
#include <algorithm>
#include <cmath>
#include <set>

#include "shows/rules.hpp"

namespace usher::shows {
namespace {

constexpr double kMilliPerUnit = 1000;

bool is_percentage(FeeKind kind) {
  return kind == FeeKind::percent || kind == FeeKind::percent_of_total;
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

  void read_fees(const std::vector<FeeBody>& given, std::vector<Fee>& target) {
    target.clear();
    std::int64_t of_total = 0;
    for (std::size_t i = 0; i < given.size(); ++i) {
      const std::string pointer = "/fees/" + std::to_string(i) + "/amount";
      const auto amount = is_percentage(given[i].kind)
                              ? percent_milli(given[i].amount, kMaxPercentMilli, pointer)
                              : whole(given[i].amount, pointer);
      if (!amount) {
        take(amount.error());
        continue;
      }
      if (given[i].kind == FeeKind::percent_of_total) of_total += *amount;
      target.push_back({given[i].name, given[i].kind, *amount});
    }
    if (of_total > kMaxPercentOfTotalMilli) {
      add("/fees", "out_of_range", "Fees of the total must be 40 percent together at most.");
    }
  }

  void read_tax(const TaxBody& given, Tax& target) {
    const auto percent = percent_milli(given.percent, kMaxPercentMilli, "/tax/percent");
    if (!percent) return take(percent.error());
    target = {given.name.value_or(OptionalLabel{}), *percent, given.inclusive.value_or(false)};
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

Result<std::int64_t> percent_milli(double percent, std::int64_t max_milli,
                                   const std::string& pointer) {
  if (!(percent >= 0 && percent * kMilliPerUnit <= static_cast<double>(max_milli))) {
    return refuse_field(pointer, "out_of_range", "Must be a percentage from 0 to 100.");
  }
  const std::int64_t milli = std::llround(percent * kMilliPerUnit);
  constexpr double kSlack = 1e-6;  // of binary fractions that stand for decimal ones
  if (std::abs(percent * kMilliPerUnit - static_cast<double>(milli)) > kSlack) {
    return refuse_field(pointer, "too_precise", "A percentage has at most three decimals.");
  }
  return milli;
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
  if (body.tax.is_null()) config.tax = {};
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
    const auto amount = static_cast<double>(fee.amount);
    view.fees.push_back(
        {fee.name, fee.kind, is_percentage(fee.kind) ? amount / kMilliPerUnit : amount});
  }
  if (config.tax.percent_milli > 0 || !config.tax.name.value.empty()) {
    view.tax =
        TaxView{config.tax.name, static_cast<double>(config.tax.percent_milli) / kMilliPerUnit,
                config.tax.inclusive};
  }
  view.rounding = config.rounding;
  view.sales_start = config.sales_start;
  view.sales_end = config.sales_end;
  view.version = config.version;
  view.orphan_seats = config.orphan_seats;
  view.accessible_release_at = config.accessible_release_at;
  return view;
}

}  // namespace usher::shows
