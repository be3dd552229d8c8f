// Purpose: what a show's tickets cost, version by version: a hold names the terms that it was made
// under, and its order is compared with them (rule 64). Place: inventory; part of its door.
//
// A version is written once, in the transaction of the change that makes it, and never changed. So
// it may be kept in memory for ever, on any node, and whoever decides reads inside its transaction
// which version is the one of now.
#pragma once
#include <memory>
#include <mutex>
#include <unordered_map>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "pricing/pricing.hpp"
#include "store/store.hpp"

namespace usher::inventory {

struct FrozenTerms {
  std::int64_t version = 0;
  Currency currency;
  std::int64_t max_tickets_per_order = 0;
  pricing::Terms terms;
  pricing::PriceBook book;
};

// Thread-safe. Lives as long as the application.
class TermsVersions {
 public:
  using Terms = std::shared_ptr<const FrozenTerms>;

  explicit TermsVersions(const store::Store& store) : store_(store) {}

  // The terms of now, in the show's turn. Errors: not_found `show_not_found`.
  Result<Terms> current(store::Transaction& tx, ShowId show);
  // Those of a version; nullptr when it is not known.
  Terms find(store::Transaction& tx, ShowId show, std::int64_t version);
  // Writes the terms of now down when they are others than the newest version; before whoever
  // holds a seat can have seen them. Errors: not_found `show_not_found`.
  Status note(store::Transaction& tx, ShowId show);

 private:
  static constexpr std::size_t kShowsMax = 10'000;

  const store::Store& store_;
  std::mutex mutex_;
  std::unordered_map<ShowId, std::unordered_map<std::int64_t, Terms>> kept_;
};

// The number of the newest version; 0 when none was written down.
std::int64_t find_terms_version(store::Queries& q, ShowId show);

}  // namespace usher::inventory
