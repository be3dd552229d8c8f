// Purpose: who owns which seat, for the slices above: part of inventory's door. Place: inventory.
//
// All functions run inside the caller's transaction on the show's lane. A claim is one row per show
// seat, so two owners are impossible by the primary key (rules 1, 36). Each change is numbered and
// published after the commit.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "inventory/types.hpp"
#include "store/transaction.hpp"

namespace usher::inventory {

class HoldTokens;

class Claims {
 public:
  explicit Claims(const HoldTokens& tokens) : tokens_(tokens) {}

  // Hands the seats of a hold to an order until `until` (rule 11); the hold is over.
  // Errors: 404 `reservation_not_found` (unknown token, other session, other show);
  // 409 `reservation_expired` (also when it was released or converted before).
  Result<HoldForOrder> convert_hold(store::Transaction& tx, std::string_view token,
                                    const SessionKey& session, ShowId show, OrderId order,
                                    Timestamp until);

  // The show that a hold is of. Errors: 404 `reservation_not_found`.
  Result<ShowId> show_of_hold(store::Queries& q, std::string_view token,
                              const SessionKey& session) const;
  // What convert_hold() would hand over; changes nothing. Errors: the same.
  Result<HoldForOrder> look_at_hold(store::Queries& q, std::string_view token,
                                    const SessionKey& session, ShowId show) const;

  // A hold that is given up, by itself or with the order that it became, leaves its session the
  // time that was left of it.
  void keep_clock(store::Transaction& tx, HoldId hold);

  // For orders of several shows, which take the seats of all of them or of none: whether
  // extend_order(), sell() and sell_again() would answer true. Changes nothing.
  bool owns(store::Transaction& tx, OrderId order, const std::vector<ShowSeatId>& seats) const;
  bool can_sell(store::Transaction& tx, ShowId show, OrderId order,
                const std::vector<ShowSeatId>& seats) const;
  bool can_sell_again(store::Transaction& tx, ShowId show,
                      const std::vector<ShowSeatId>& seats) const;

  // Moves the end of an order's claims. False when not all seats are the order's any more (its
  // time had passed and somebody else took one); then nothing is changed.
  bool extend_order(store::Transaction& tx, ShowId show, OrderId order,
                    const std::vector<ShowSeatId>& seats, Timestamp until);

  // Gives up what an unpaid order still owns; seats that others own by now are left alone.
  void release_order(store::Transaction& tx, ShowId show, OrderId order,
                     const std::vector<ShowSeatId>& seats);

  // The order is paid: its seats are sold. Seats that the order still owns or that are free are
  // taken (rules 14, 15); false when one belongs to somebody else: then nothing is changed and the
  // money must go back.
  bool sell(store::Transaction& tx, ShowId show, OrderId order,
            const std::vector<ShowSeatId>& seats);

  // Ends the sale of refunded seats: back on sale, or kept blocked. Only seats sold to this order.
  void release_sold(store::Transaction& tx, ShowId show, OrderId order,
                    const std::vector<ShowSeatId>& seats, ReleaseTo to);
  // Sells refunded seats to the order again, whether they are free or were kept blocked. False when
  // one belongs to somebody else by now: then nothing is changed.
  bool sell_again(store::Transaction& tx, ShowId show, OrderId order,
                  const std::vector<ShowSeatId>& seats);

  // Puts those of the seats on sale that are blocked and nobody's.
  void unblock(store::Transaction& tx, ShowId show, const std::vector<ShowSeatId>& seats);

 private:
  const HoldTokens& tokens_;
};

}  // namespace usher::inventory
