// Purpose: what an order of a show is calculated with, kept in memory for a moment. Place: orders.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "pricing/pricing.hpp"
#include "shows/shows.hpp"
#include "store/store.hpp"

namespace usher::orders {

struct SaleTerms {
  shows::ShowInfo show;
  shows::TicketConfig config;
  pricing::Terms terms;
  pricing::PriceBook book;
};

// Thread-safe. Lives as long as the application; made before serving. An entry is forgotten when
// the show changes here, and after kFreshFor because it may have changed on another node.
class SaleTermsCache {
 public:
  static constexpr Duration kFreshFor = std::chrono::seconds(1);
  static constexpr std::size_t kShowsMax = 10'000;

  SaleTermsCache(store::Store& store, const Clock& clock);

  // Errors: not_found `show_not_found`.
  boost::asio::awaitable<Result<std::shared_ptr<const SaleTerms>>> find(ShowId show);

 private:
  struct Entry {
    std::shared_ptr<const SaleTerms> terms;
    Duration loaded_at{};
  };
  std::shared_ptr<const SaleTerms> fresh(ShowId show);
  void keep(ShowId show, std::shared_ptr<const SaleTerms> terms);
  void forget(ShowId show);

  store::Store& store_;
  const Clock& clock_;
  std::mutex mutex_;
  std::unordered_map<ShowId, Entry> entries_;
};

}  // namespace usher::orders
