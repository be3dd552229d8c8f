#include "orders/sale_terms.hpp"

#include "venues/venues.hpp"

namespace usher::orders {
namespace asio = boost::asio;
namespace {

using Terms = std::shared_ptr<const SaleTerms>;

Result<Terms> load(store::Queries& q, ShowId id) {
  auto loaded = std::make_shared<SaleTerms>();
  TRY(loaded->show, shows::get_show(q, id));
  loaded->config = shows::find_ticket_config(q, id);
  loaded->terms = pricing::terms_of(loaded->config);
  std::unordered_map<PriceZoneId, std::optional<Money>> defaults;
  for (const auto& zone : venues::list_price_zones(q, loaded->show.venue_id))
    defaults[zone.id] = zone.default_price;
  loaded->book = pricing::price_book_of(loaded->config, defaults);
  return Terms(std::move(loaded));
}

}  // namespace

SaleTermsCache::SaleTermsCache(store::Store& store, const Clock& clock)
    : store_(store), clock_(clock) {
  store.events().on<shows::ShowChanged>(
      [this](store::Transaction& tx, const shows::ShowChanged& changed) {
        tx.after_commit([this, show = changed.show_id] { forget(show); });
        return Status{};
      });
}

asio::awaitable<Result<Terms>> SaleTermsCache::find(ShowId show) {
  if (auto terms = fresh(show)) co_return terms;
  CO_TRY(auto loaded, co_await store_.read([show](store::Queries& q) { return load(q, show); }));
  keep(show, loaded);
  co_return loaded;
}

Terms SaleTermsCache::fresh(ShowId show) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(show);
  if (found == entries_.end()) return nullptr;
  if (clock_.monotonic() - found->second.loaded_at >= kFreshFor) return nullptr;
  return found->second.terms;
}

void SaleTermsCache::keep(ShowId show, Terms terms) {
  const std::lock_guard lock(mutex_);
  if (entries_.size() >= kShowsMax) entries_.clear();
  entries_[show] = {std::move(terms), clock_.monotonic()};
}

void SaleTermsCache::forget(ShowId show) {
  const std::lock_guard lock(mutex_);
  entries_.erase(show);
}

}  // namespace usher::orders
