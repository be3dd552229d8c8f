#include "ledger/posting_set.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/assert.hpp"

namespace usher::ledger {
namespace {

auto key_of(const Posting& posting) {
  return std::tie(posting.account, posting.show, posting.line, posting.tax_rate, posting.subject);
}

std::int64_t added(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  USHER_ASSERT(!__builtin_add_overflow(a, b, &sum));
  return sum;
}

std::vector<Posting> merged(std::vector<Posting> postings) {
  std::ranges::sort(postings, {}, key_of);
  std::vector<Posting> kept;
  kept.reserve(postings.size());
  for (auto& posting : postings) {
    if (!kept.empty() && key_of(kept.back()) == key_of(posting)) {
      kept.back().amount.minor = added(kept.back().amount.minor, posting.amount.minor);
    } else {
      kept.push_back(std::move(posting));
    }
  }
  std::erase_if(kept, [](const Posting& posting) { return posting.amount == Money{}; });
  return kept;
}

}  // namespace

PostingSet::PostingSet(std::string cause, OrderId order, Currency currency,
                       std::vector<Posting> postings)
    : cause_(std::move(cause)),
      order_(order),
      currency_(std::move(currency)),
      postings_(std::move(postings)) {}

std::optional<PostingSet> PostingSet::balanced_or_none(std::string cause, OrderId order,
                                                       Currency currency,
                                                       std::vector<Posting> postings) {
  USHER_ASSERT(!cause.empty());
  auto kept = merged(std::move(postings));
  std::int64_t sum = 0;
  for (const auto& posting : kept) sum = added(sum, posting.amount.minor);
  USHER_ASSERT(sum == 0);
  if (kept.empty()) return std::nullopt;
  return PostingSet(std::move(cause), order, std::move(currency), std::move(kept));
}

PostingSet PostingSet::balanced(std::string cause, OrderId order, Currency currency,
                                std::vector<Posting> postings) {
  auto set = balanced_or_none(std::move(cause), order, std::move(currency), std::move(postings));
  USHER_ASSERT(set.has_value());
  return *std::move(set);
}

}  // namespace usher::ledger
