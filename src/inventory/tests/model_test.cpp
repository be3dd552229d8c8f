// Invariants under random use. Rule 1: a seat has at most one live owner. Rule 3: a hold is
// exclusive until its expiry and free at it. Rule 6: changes are numbered without gaps, and a
// client that applies them has the server's state. The model is a map from seat to owner and
// expiry.
#include <gtest/gtest.h>

#include <map>

#include "inventory/tests/house.hpp"
#include "support/properties.hpp"

namespace usher::inventory {
namespace {

using testing::House;
using usher::testing::await;

constexpr int kBuyers = 4;
constexpr std::uint32_t kSeats = 8;

constexpr store::Query kOwners{"test.owners",
                               "SELECT count(*) FROM seat_claims WHERE expires_at > $1"};

// A client that knows only what the stream told it.
class Listener : public web::EventStream {
 public:
  // Applies what came; false when a number is missing.
  bool catch_up(const Layout& layout) {
    for (const auto& chunk : take()) {
      std::string_view text = *chunk;
      while (!text.empty()) {
        const auto end = text.find("\n\n");
        if (!apply(layout, text.substr(0, end))) return false;
        text.remove_prefix(end + 2);
      }
    }
    return true;
  }
  std::string states;
  std::int64_t sequence = -1;

 protected:
  void wake() override {}

 private:
  bool apply(const Layout& layout, std::string_view event) {
    const auto at = event.find("data: ");
    if (at == std::string_view::npos) return true;
    const auto json = boost::json::parse(event.substr(at + 6)).as_object();
    if (event.find("event: snapshot") != std::string_view::npos) {
      states = json.at("states").as_string();
    } else {
      if (json.at("previous").as_int64() != sequence) return false;
      for (const auto& seat : json.at("seats").as_array()) {
        const auto index = layout.find(std::string_view(seat.at("id").as_string()));
        if (!index) return false;
        states[*index] = seat.at("status").as_string()[0];
      }
    }
    sequence = json.at("sequence").as_int64();
    return true;
  }
};

struct Owner {
  int buyer = 0;
  Timestamp until;
  bool sold = false;
};

struct Model {
  House house;
  std::map<std::uint32_t, Owner> owners;
  std::map<int, HoldView> holds;
  std::int64_t next_order = 7000;
  std::shared_ptr<Listener> listener = std::make_shared<Listener>();

  Model() { house.board()->subscribe(listener, std::nullopt); }

  bool free_for(std::uint32_t seat, int buyer) {
    const auto found = owners.find(seat);
    if (found == owners.end()) return true;
    const auto& owner = found->second;
    return !owner.sold && (owner.until <= house.db.clock.now() || owner.buyer == buyer);
  }
  void forget(int buyer) {
    std::erase_if(owners, [&](const auto& entry) {
      return entry.second.buyer == buyer && !entry.second.sold;
    });
    holds.erase(buyer);
  }
  bool live(int buyer) {
    return holds.contains(buyer) && holds[buyer].expires_at > house.db.clock.now();
  }

  void hold(int buyer, std::vector<std::uint32_t> seats, bool look) {
    const bool expected = std::ranges::all_of(seats, [&](auto s) { return free_for(s, buyer); });
    const auto held = house.hold(buyer, seats, look);
    RC_ASSERT(held.has_value() == expected);
    if (!held) return;
    if (live(buyer)) RC_ASSERT(held->expires_at == holds[buyer].expires_at);
    forget(buyer);
    for (const auto seat : seats) owners[seat] = {buyer, held->expires_at};
    holds[buyer] = *held;
  }
  void release(int buyer) {
    if (!holds.contains(buyer)) return;
    RC_ASSERT(
        await(house.inventory->release_hold(holds[buyer].reservation_token, House::session(buyer)))
            .has_value());
    forget(buyer);
  }
  void extend(int buyer) {
    if (!holds.contains(buyer)) return;
    auto& hold = holds[buyer];
    const bool expected = live(buyer) && hold.can_extend;
    const auto extended =
        await(house.inventory->extend_hold(hold.reservation_token, House::session(buyer)));
    RC_ASSERT(extended.has_value() == expected);
    if (!extended) return;
    hold = *extended;
    for (auto& [seat, owner] : owners) {
      if (owner.buyer == buyer && !owner.sold) owner.until = hold.expires_at;
    }
  }
  void buy(int buyer) {
    if (!holds.contains(buyer)) return;
    const OrderId order{next_order++};
    const auto token = holds[buyer].reservation_token;
    const bool expected = live(buyer);
    const auto bought = house.in_lane([&](store::Transaction& tx) -> Result<bool> {
      auto& claims = house.inventory->claims();
      TRY(const auto converted, claims.convert_hold(tx, token, House::session(buyer), house.show,
                                                    order, tx.now() + std::chrono::minutes(15)));
      std::vector<ShowSeatId> seats;
      for (const auto& seat : converted.seats) seats.push_back(seat.id);
      return claims.sell(tx, house.show, order, seats);
    });
    RC_ASSERT(bought.has_value() == expected);
    if (!bought) return;
    RC_ASSERT(*bought);
    for (auto& [seat, owner] : owners) {
      if (owner.buyer == buyer && !owner.sold) owner = {-1, kNever, true};
    }
    holds.erase(buyer);
  }
  void restart() {
    house.restart();
    listener = std::make_shared<Listener>();
    house.board()->subscribe(listener, std::nullopt);
  }

  void check() {
    house.sweep();
    const auto now = house.db.clock.now();
    std::string expected(30, 'a');
    for (std::size_t i = 20; i < 30; ++i) expected[i] = 'b';
    std::int64_t live_claims = 0;
    for (const auto& [seat, owner] : owners) {
      if (owner.sold)
        expected[seat] = 's';
      else if (owner.until > now)
        expected[seat] = 'r';
      if (owner.sold || owner.until > now) ++live_claims;
    }
    const auto board = house.board();
    RC_ASSERT(house.states() == expected);
    const auto in_database =
        house.db->read_now([&](store::Queries& q) { return *q.find<std::int64_t>(kOwners, now); });
    RC_ASSERT(in_database == live_claims);
    board->publish();
    RC_ASSERT(listener->catch_up(*board->layout()));
    RC_ASSERT(listener->states == expected);
    RC_ASSERT(listener->sequence == board->numbers().sequence);
  }
};

PROPERTY(Inventory, random_use_keeps_every_invariant) {
  Model model;
  const auto steps = *rc::gen::container<std::vector<std::tuple<int, int, int, int>>>(
      rc::gen::tuple(rc::gen::inRange(0, 12), rc::gen::inRange(1, kBuyers + 1),
                     rc::gen::inRange(0, 1 << kSeats), rc::gen::inRange(0, 700)));
  for (const auto& [action, buyer, mask, seconds] : steps) {
    std::vector<std::uint32_t> seats;
    for (std::uint32_t i = 0; i < kSeats; ++i) {
      if ((mask >> i & 1) != 0 && seats.size() < 3) seats.push_back(i);
    }
    if (action <= 5) {
      if (!seats.empty()) model.hold(buyer, seats, action % 2 == 0);
    } else if (action == 6) {
      model.release(buyer);
    } else if (action == 7) {
      model.extend(buyer);
    } else if (action == 8) {
      if (seconds < 300) model.buy(buyer);
    } else if (action == 9) {
      model.house.sweep();
    } else if (action == 10) {
      if (seconds < 100) model.restart();
    } else {
      model.house.db.clock.advance(std::chrono::seconds(seconds));
    }
    model.check();
  }
}

}  // namespace
}  // namespace usher::inventory
