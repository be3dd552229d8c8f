// Purpose: what `usher check` reports. Place: base; every slice that has invariants adds findings.
#pragma once
#include <string>
#include <utility>
#include <vector>

namespace usher {

// One broken invariant: the rule's number in the list of rules, and what is wrong, for people.
// Names rows by their ids; no personal data.
struct Finding {
  int rule = 0;  // 0: the database itself
  std::string text;
};

// Collects findings; a database that is broken in one way is often broken in thousands of rows, so
// no rule reports more than kFindingsMax.
class Findings {
 public:
  static constexpr std::size_t kFindingsMax = 20;

  void add(int rule, std::string text) {
    std::size_t of_rule = 0;
    for (const auto& finding : list_) of_rule += finding.rule == rule ? 1 : 0;
    if (of_rule < kFindingsMax) list_.push_back({rule, std::move(text)});
  }
  const std::vector<Finding>& list() const { return list_; }
  bool empty() const { return list_.empty(); }

 private:
  std::vector<Finding> list_;
};

}  // namespace usher
