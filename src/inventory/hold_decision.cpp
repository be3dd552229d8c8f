#include "inventory/hold_decision.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

namespace usher::inventory {

Error unavailable_error(boost::json::array seat_ids) {
  Error error{ErrorKind::conflict, "seats_unavailable",
              "Some of these seats were just taken. Nothing was reserved; please choose again."};
  error.members["unavailable_seat_ids"] = std::move(seat_ids);
  return error;
}

namespace {

// How many seats of an open allotment one buyer may have.
Status check_allotments(const WantedSeats& wanted, Timestamp now) {
  for (const auto& allotment : wanted.allotments) {
    if (!allotment.max_tickets || !allotment.open_at(now)) continue;
    const auto count = std::ranges::count_if(wanted.claims, [&](const auto& seat) {
      return seat && seat->allotment_id == allotment.id;
    });
    if (count <= *allotment.max_tickets) continue;
    return refuse(ErrorKind::invalid, "too_many_seats",
                  "With this code you can have at most " + std::to_string(*allotment.max_tickets) +
                      " of the seats that it opens.");
  }
  return {};
}

// Who holds the house from one place solves a puzzle for it; nobody is turned away.
Status check_network(const HoldPlan& plan, const std::optional<Hold>& previous,
                     std::int64_t of_network, Timestamp now) {
  if (!plan.network_most) return {};
  const bool replaces = previous && previous->status_at(now) == HoldStatus::active;
  const auto others = of_network - (replaces ? std::ssize(previous->seats) : 0);
  if (others + std::ssize(plan.seats) <= *plan.network_most) return {};
  const std::string detail =
      "Many seats of this show are held from your network already. Solve a challenge of GET "
      "/api/public/captcha and send it along.";
  Error error{ErrorKind::invalid, "captcha_required", detail};
  error.fields.push_back({"/captcha", "captcha_required", detail});
  return refuse(std::move(error));
}

}  // namespace

Result<HoldDecision> decide_hold(const HoldPlan& plan, const std::optional<Hold>& previous,
                                 const WantedSeats& wanted, Timestamp now, IdGenerator& ids) {
  const auto& claims = wanted.claims;
  USHER_ASSERT(claims.size() == plan.seats.size());
  boost::json::array unavailable;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const auto& claim = claims[i];
    const bool own = previous && claim && claim->held_by(HolderKind::hold, previous->id.value);
    const bool for_sale = claim && claim->show_id == plan.show && plan.seats[i].view.price &&
                          open_to(*claim, wanted.allotments, plan.access.key, now);
    if (!for_sale || (claim->live(now) && !own)) unavailable.emplace_back(plan.seats[i].asked_as);
  }
  if (!unavailable.empty()) return refuse(unavailable_error(std::move(unavailable)));
  TRY_OK(check_allotments(wanted, now));
  TRY_OK(check_network(plan, previous, wanted.of_network, now));

  HoldDecision decision{{ids.next<HoldId>(),
                         plan.show,
                         plan.session,
                         HoldStatus::active,
                         now + plan.hold_for,
                         false,
                         {},
                         plan.currency,
                         plan.terms_version}};
  Hold& hold = decision.hold;
  for (const auto& seat : plan.seats)
    hold.seats.push_back({seat.id, *seat.view.price, seat.has_own_price});
  if (wanted.clock) {
    hold.expires_at = wanted.clock->expires_at;
    hold.extended = wanted.clock->extended;
  }
  if (!previous) return decision;
  const auto status = previous->status_at(now);
  if (status == HoldStatus::active) {
    // Rule 5: holding again never prolongs.
    hold.expires_at = previous->expires_at;
    hold.extended = previous->extended;
  }
  decision.ends = {previous->id,
                   status == HoldStatus::active ? HoldStatus::released : HoldStatus::expired};
  for (const auto& seat : previous->seats) {
    const bool kept =
        std::ranges::any_of(plan.seats, [&](const auto& wanted) { return wanted.id == seat.id; });
    if (!kept) decision.leaves.push_back(seat.id);
  }
  return decision;
}

}  // namespace usher::inventory
