// Invariants of allotments under random use: setting aside, taking out, holding with and without
// the code, buying, refunding, releasing by hand and by time, deleting, restarting. The model is a
// map of what each seat is; the board, the database and `usher check` must agree with it.
#include <gtest/gtest.h>

#include <map>

#include "inventory/tests/allotted.hpp"
#include "support/properties.hpp"

namespace usher::inventory {
namespace {

using testing::hold_with;
using testing::House;
using testing::make_allotment;
using usher::testing::await;

constexpr std::uint32_t kSeats = 6;
constexpr int kAllotments = 2;

struct ModelSeat {
  char base = 'a';    // a, b, h
  int allotment = 0;  // 0: none
  int buyer = 0;      // 0: nobody
  Timestamp until{};
  bool sold = false;
};

struct ModelAllotment {
  std::optional<AllotmentId> id{};
  std::optional<Timestamp> releases_at{};
  bool shown_released = false;
};

struct Model {
  House house;
  std::map<std::uint32_t, ModelSeat> seats;
  std::map<int, ModelAllotment> allotments;
  std::map<int, HoldView> holds;

  Model() {
    for (std::uint32_t seat = 0; seat < kSeats; ++seat) seats[seat] = {};
    for (int number = 1; number <= kAllotments; ++number) make(number);
  }
  Timestamp now() { return house.db.clock.now(); }
  Allotments& desk() { return house.inventory->allotments(); }
  static std::string code(int number) { return "code " + std::to_string(number); }

  bool taken(const ModelSeat& seat) { return seat.sold || (seat.buyer != 0 && seat.until > now()); }
  bool open(int number) {
    const auto& allotment = allotments[number];
    return !allotment.shown_released && (!allotment.releases_at || *allotment.releases_at > now());
  }
  // Whether somebody with the code `number` may have it, were it nobody's.
  bool opens(const ModelSeat& seat, int number) {
    if (seat.base == 'a') return true;
    return seat.base == 'h' && seat.allotment != 0 &&
           (!open(seat.allotment) || seat.allotment == number);
  }

  void make(int number) {
    auto& allotment = allotments[number];
    if (allotment.id) return;
    allotment = {};
    if (number == 2) allotment.releases_at = now() + std::chrono::minutes(20);
    allotment.id = make_allotment(house, {.name = code(number),
                                          .code = code(number),
                                          .releases_at = allotment.releases_at})
                       .value()
                       .id;
  }
  void set_aside(int number, const std::vector<std::uint32_t>& list) {
    if (!allotments[number].id) return;
    SeatsPatch patch;
    for (const auto seat : list) patch.seat_ids.push_back(house.name_of(seat));
    patch.allotment_id = {Patch<AllotmentId>::State::value, *allotments[number].id};
    const auto done = await(house.inventory->change_seats(house.show, patch, {}));
    RC_ASSERT(done.has_value() == open(number));
    if (!done) return;
    std::size_t skipped = 0;
    for (const auto index : list) {
      auto& seat = seats[index];
      if (seat.base == 'h' && seat.allotment == number) continue;
      if (taken(seat)) {
        ++skipped;
        continue;
      }
      seat.base = 'h';
      seat.allotment = number;
    }
    RC_ASSERT(done->skipped.size() == skipped);
  }
  void set_by_hand(char base, const std::vector<std::uint32_t>& list) {
    SeatsPatch patch;
    for (const auto seat : list) patch.seat_ids.push_back(house.name_of(seat));
    patch.status = base == 'a'   ? SeatStatus::available
                   : base == 'b' ? SeatStatus::blocked
                                 : SeatStatus::house;
    RC_ASSERT(await(house.inventory->change_seats(house.show, patch, {})).has_value());
    for (const auto index : list) {
      auto& seat = seats[index];
      if (taken(seat) || (seat.base == base && base != 'h')) continue;
      seat.base = base;
      seat.allotment = 0;
    }
  }
  void hold(int buyer, int number, const std::vector<std::uint32_t>& list, bool look) {
    const bool expected = std::ranges::all_of(list, [&](auto index) {
      const auto& seat = seats[index];
      return (!taken(seat) || (!seat.sold && seat.buyer == buyer)) && opens(seat, number);
    });
    const auto held = hold_with(house, buyer, list, code(number), look);
    RC_ASSERT(held.has_value() == expected);
    if (!held) return;
    for (auto& [index, seat] : seats) {
      if (seat.buyer == buyer && !seat.sold) seat.buyer = 0;
    }
    for (const auto index : list) {
      seats[index].buyer = buyer;
      seats[index].until = held->expires_at;
    }
    holds[buyer] = *held;
  }
  void buy(int buyer) {
    if (!holds.contains(buyer)) return;
    const OrderId order{7000 + buyer};
    const auto bought = house.in_lane([&](store::Transaction& tx) -> Result<bool> {
      auto& claims = house.inventory->claims();
      TRY(const auto taken_over,
          claims.convert_hold(tx, holds[buyer].reservation_token, House::session(buyer), house.show,
                              order, tx.now() + std::chrono::minutes(15)));
      std::vector<ShowSeatId> ids;
      for (const auto& seat : taken_over.seats) ids.push_back(seat.id);
      return claims.sell(tx, house.show, order, ids);
    });
    RC_ASSERT(bought.has_value() == (holds[buyer].expires_at > now()));
    holds.erase(buyer);
    if (!bought) return;
    for (auto& [index, seat] : seats) {
      if (seat.buyer == buyer && !seat.sold) seat.sold = true;
    }
  }
  void refund(int buyer, ReleaseTo to) {
    for (auto& [index, seat] : seats) {
      if (!seat.sold || seat.buyer != buyer) continue;
      RC_ASSERT(house
                    .in_lane([&, id = house.seat(index)](store::Transaction& tx) -> Status {
                      house.inventory->claims().release_sold(tx, house.show, OrderId{7000 + buyer},
                                                             {id}, to);
                      return {};
                    })
                    .has_value());
      seat.sold = false;
      seat.buyer = 0;
      if (to == ReleaseTo::blocked) seat.base = 'b';
      if (to == ReleaseTo::blocked) seat.allotment = 0;
    }
  }
  // By hand, by time, or by deleting it.
  void open_seats(int number, bool forget) {
    for (auto& [index, seat] : seats) {
      if (seat.allotment != number) continue;
      if (seat.base == 'h') seat.base = 'a';
      if (forget) seat.allotment = 0;
    }
    allotments[number].shown_released = true;
    if (forget) allotments[number] = {};
  }
  void release(int number) {
    if (!allotments[number].id) return;
    RC_ASSERT(await(desk().release(house.show, *allotments[number].id, {})).has_value());
    open_seats(number, false);
  }
  void remove(int number) {
    if (!allotments[number].id) return make(number);
    RC_ASSERT(
        await(desk().remove(house.show, *allotments[number].id, std::nullopt, {})).has_value());
    open_seats(number, true);
  }

  void check() {
    house.sweep();
    std::string expected(kSeats, 'a');
    for (int number = 1; number <= kAllotments; ++number) {
      if (allotments[number].id && !open(number)) open_seats(number, false);
    }
    for (const auto& [index, seat] : seats) {
      expected[index] = seat.sold ? 's' : taken(seat) ? 'r' : seat.base;
    }
    RC_ASSERT(house.states().substr(0, kSeats) == expected);
    const auto findings = house.db->read_now([](store::Queries& q) {
      Findings all;
      inventory::check(q, all);
      return all;
    });
    RC_ASSERT(findings.empty());
    for (const auto& view : await(desk().list(house.show)).value()) {
      for (const auto& [number, allotment] : allotments) {
        if (allotment.id != view.id) continue;
        RC_ASSERT(view.seats.total == std::ranges::count_if(seats, [&](const auto& entry) {
                    return entry.second.allotment == number;
                  }));
      }
    }
  }
};

PROPERTY(Allotments, random_use_keeps_every_invariant) {
  Model model;
  const auto steps = *rc::gen::container<std::vector<std::tuple<int, int, int, int>>>(
      rc::gen::tuple(rc::gen::inRange(0, 16), rc::gen::inRange(1, 4),
                     rc::gen::inRange(1, 1 << kSeats), rc::gen::inRange(0, 700)));
  for (const auto& [action, who, mask, seconds] : steps) {
    std::vector<std::uint32_t> list;
    for (std::uint32_t i = 0; i < kSeats; ++i) {
      if ((mask >> i & 1) != 0 && list.size() < 3) list.push_back(i);
    }
    const int number = seconds % kAllotments + 1;
    if (action <= 2) {
      model.set_aside(number, list);
    } else if (action <= 4) {
      model.set_by_hand("abh"[seconds % 3], list);
    } else if (action <= 8) {
      model.hold(who, seconds % 3, list, action % 2 == 0);
    } else if (action <= 10) {
      model.buy(who);
    } else if (action == 11) {
      model.refund(who, seconds % 3 == 0 ? ReleaseTo::blocked : ReleaseTo::available);
    } else if (action == 12) {
      model.release(number);
    } else if (action == 13) {
      model.remove(number);
    } else if (action == 14) {
      if (seconds < 100) model.house.restart();
    } else {
      model.house.db.clock.advance(std::chrono::seconds(seconds));
    }
    model.check();
  }
}

}  // namespace
}  // namespace usher::inventory
