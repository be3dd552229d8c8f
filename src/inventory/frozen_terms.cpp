#include "inventory/frozen_terms.hpp"

#include "base/json_binding.hpp"
#include "inventory/sql.hpp"
#include "shows/shows.hpp"
#include "venues/venues.hpp"

namespace usher::inventory {
namespace {

struct KeptTax {
  std::string name;
  std::int64_t percent_milli = 0;
  bool inclusive = false;
};
BOOST_DESCRIBE_STRUCT(KeptTax, (), (name, percent_milli, inclusive))

// What a version holds: all that the price of an order rests on.
struct KeptTerms {
  Currency currency;
  std::int64_t max_tickets_per_order = 0;
  std::vector<shows::ZoneConfig> zones;
  // The venue's prices, for zones that the show gives none.
  std::vector<shows::ZoneConfig> defaults;
  std::vector<shows::TicketType> ticket_types;
  std::vector<pricing::KeptFee> fees;
  KeptTax tax;
  pricing::RoundingMode rounding = pricing::RoundingMode::per_line;
};
BOOST_DESCRIBE_STRUCT(KeptTerms, (),
                      (currency, max_tickets_per_order, zones, defaults, ticket_types, fees, tax,
                       rounding))

struct TermsRow {
  std::int64_t version = 0;
  std::string body;
};
BOOST_DESCRIBE_STRUCT(TermsRow, (), (version, body))

Result<std::string> read_body(store::Queries& q, ShowId show) {
  TRY(const auto info, shows::get_show(q, show));
  auto config = shows::find_ticket_config(q, show);
  KeptTerms kept;
  kept.currency = std::move(config.currency);
  kept.max_tickets_per_order = config.max_tickets_per_order;
  kept.zones = std::move(config.zones);
  for (const auto& zone : venues::list_price_zones(q, info.venue_id))
    kept.defaults.push_back({zone.id, true, zone.default_price});
  std::ranges::sort(kept.defaults, {}, &shows::ZoneConfig::price_zone_id);
  kept.ticket_types = std::move(config.ticket_types);
  for (const auto& fee : config.fees) kept.fees.push_back(pricing::kept(fee));
  if (config.tax)
    kept.tax = {config.tax->name, config.tax->percent.thousandths, config.tax->inclusive};
  kept.rounding = config.rounding;
  return to_json_text(kept);
}

Result<TermsVersions::Terms> terms_of(const TermsRow& row) {
  TRY(auto kept, read_json_text<KeptTerms>(row.body));
  shows::TicketConfig config;
  config.currency = std::move(kept.currency);
  config.zones = std::move(kept.zones);
  config.ticket_types = std::move(kept.ticket_types);
  for (auto& fee : kept.fees) config.fees.push_back(pricing::fee_of(std::move(fee)));
  config.tax = pricing::tax_of({kept.tax.name, {kept.tax.percent_milli}, kept.tax.inclusive});
  config.rounding = kept.rounding;
  std::unordered_map<PriceZoneId, std::optional<Money>> defaults;
  for (const auto& zone : kept.defaults) defaults[zone.price_zone_id] = zone.price;
  auto terms = std::make_shared<FrozenTerms>();
  terms->version = row.version;
  terms->currency = config.currency;
  terms->max_tickets_per_order = kept.max_tickets_per_order;
  terms->terms = config.terms();
  terms->book = config.price_book(defaults);
  return TermsVersions::Terms(std::move(terms));
}

}  // namespace

std::int64_t find_terms_version(store::Queries& q, ShowId show) {
  return q.find<std::optional<std::int64_t>>(sql::find_terms_version, show)
      .value_or(std::nullopt)
      .value_or(0);
}

Result<TermsVersions::Terms> TermsVersions::current(store::Transaction& tx, ShowId show) {
  auto version = find_terms_version(tx, show);
  if (version == 0) {
    TRY_OK(note(tx, show));
    version = find_terms_version(tx, show);
  }
  auto terms = find(tx, show, version);
  if (!terms) throw store::DatabaseError("the terms of a show cannot be read");
  return terms;
}

TermsVersions::Terms TermsVersions::find(store::Transaction& tx, ShowId show,
                                         std::int64_t version) {
  {
    const std::lock_guard lock(mutex_);
    const auto versions = kept_.find(show);
    if (versions != kept_.end()) {
      const auto kept = versions->second.find(version);
      if (kept != versions->second.end()) return kept->second;
    }
  }
  const auto row = tx.find<TermsRow>(sql::find_terms, show, version);
  auto terms = row ? terms_of(*row) : Result<Terms>(nullptr);
  if (!terms || !*terms) return nullptr;
  // Only then: a version that is undone never was.
  tx.after_commit([this, show, version, terms = *terms] {
    const std::lock_guard lock(mutex_);
    if (kept_.size() >= kShowsMax) kept_.clear();
    kept_[show].insert_or_assign(version, terms);
  });
  return *terms;
}

Status TermsVersions::note(store::Transaction& tx, ShowId show) {
  TRY(auto body, read_body(tx, show));
  auto newest = tx.find<TermsRow>(sql::find_newest_terms, show);
  if (newest && newest->body == body) return {};
  if (store_.shared()) {
    // The house changes venues without the show's turn: one of the two writes after the other.
    tx.run(sql::count_change, show, 0);
    TRY(body, read_body(tx, show));
    newest = tx.find<TermsRow>(sql::find_newest_terms, show);
    if (newest && newest->body == body) return {};
  }
  const auto version = newest ? newest->version + 1 : 1;
  if (tx.run(sql::insert_terms, show, version, body, tx.now()) == 0)
    throw store::RetryError("another node wrote down the terms of a show");
  return {};
}

}  // namespace usher::inventory
