// Purpose: a house some of whose seats are set aside, for the tests of inventory. Place:
// inventory/tests.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/finding.hpp"
#include "inventory/allotments.hpp"
#include "inventory/checks.hpp"
#include "inventory/tests/house.hpp"

namespace usher::inventory::testing {

struct AllotmentWish {
  std::string name = "Families";
  std::optional<std::string> code{};
  std::vector<std::uint32_t> seats{};
  std::optional<std::int64_t> max_tickets{};
  std::optional<Timestamp> releases_at{};
};

inline AllotmentBody body_of(House& house, const AllotmentWish& wish) {
  AllotmentBody body;
  body.name = {wish.name};
  if (wish.code) body.access_code = AccessCode{*wish.code};
  if (wish.max_tickets) body.max_tickets = {*wish.max_tickets};
  body.releases_at = wish.releases_at;
  auto& seats = body.seat_ids.emplace();
  for (const auto seat : wish.seats) seats.push_back(house.name_of(seat));
  return body;
}

inline Result<AllotmentView> make_allotment(House& house, const AllotmentWish& wish) {
  return usher::testing::await(
      house.inventory->allotments().create(house.show, body_of(house, wish), std::nullopt, {}));
}

// What somebody knows who typed `code` on the seating page.
inline BuyerAccess access_by(House& house, const std::string& code) {
  const auto found =
      usher::testing::await(house.inventory->allotments().open(house.board(), code, "192.0.2.1"));
  if (!found || !*found) return {};
  return {(*found)->id, (*found)->code_key.value()};
}

inline Result<HoldView> hold_with(House& house, int buyer, const std::vector<std::uint32_t>& seats,
                                  const std::string& code, bool look_at_claims = true) {
  std::vector<std::string> names;
  for (const auto seat : seats) names.push_back(house.name_of(seat));
  TRY(auto plan, house.inventory->plan_hold(*house.board(), names, House::session(buyer),
                                            look_at_claims, false, access_by(house, code)));
  return usher::testing::await(house.inventory->hold_seats(std::move(plan), std::nullopt));
}

inline void expect_sound(House& house) {
  const auto findings = house.db->read_now([](store::Queries& q) {
    Findings all;
    check(q, all);
    return all;
  });
  for (const auto& finding : findings.list()) ADD_FAILURE() << finding.text;
}

}  // namespace usher::inventory::testing
