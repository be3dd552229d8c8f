// Purpose: setting seats of a show aside, opening them by a code, releasing them (H10). Place:
// inventory; private to it but for app, which hands it the limits on attempts.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "accounts/accounts.hpp"
#include "audit/audit.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "inventory/allotment.hpp"
#include "inventory/allotment_views.hpp"
#include "inventory/inventory.hpp"
#include "jobs/once.hpp"
#include "store/store.hpp"

namespace usher::inventory {

// Thread-safe; part of Inventory, and lives as long.
class Allotments {
 public:
  template <class T>
  using Answer = boost::asio::awaitable<Result<T>>;

  // `due` is told when a release is planned. `attempts` null: codes may be tried without end, as in
  // tests of other things.
  Allotments(store::Store& store, const Clock& clock, IdGenerator& ids, Inventory& inventory,
             const accounts::AttemptLimiter* attempts, std::function<void(Timestamp)> due);

  // Errors of all: 404 `show_not_found`; of those that take an id: 404 `allotment_not_found`.
  Answer<std::vector<AllotmentView>> list(ShowId show);
  Answer<AllotmentView> find(ShowId show, AllotmentId id);
  // Errors: 409 `access_code_taken`, `seat_taken` with `seat_ids`; 422.
  Answer<AllotmentView> create(ShowId show, AllotmentBody body, std::optional<jobs::OnceKey> once,
                               audit::Entry by);
  // Errors: 409 `access_code_taken`; 412 `version_conflict`; 422.
  Answer<AllotmentView> update(ShowId show, AllotmentId id, std::optional<std::int64_t> if_match,
                               AllotmentPatch patch, audit::Entry by);
  // Its unsold seats are on sale again. Errors: 412 `version_conflict`.
  Answer<void> remove(ShowId show, AllotmentId id, std::optional<std::int64_t> if_match,
                      audit::Entry by);
  // The same, but it stays for the figures; what is released already stays as it is.
  Answer<AllotmentView> release(ShowId show, AllotmentId id, audit::Entry by,
                                std::optional<jobs::OnceKey> once = {});

  // The open or released allotment of a code; nullopt when there is none. Wrong codes count against
  // the network and the show (rules 26, 59). Errors: 429 `too_many_attempts`, also for a right
  // code.
  Answer<std::optional<Allotment>> open(std::shared_ptr<SeatBoard> board, std::string code,
                                        std::string network);

  // Releases what is due, each in a transaction of its own; returns when nothing is.
  boost::asio::awaitable<void> release_due();

 private:
  void listen_to_shows();

  store::Store& store_;
  const Clock& clock_;
  IdGenerator& ids_;
  Inventory& inventory_;
  const accounts::AttemptLimiter* const attempts_;
  std::function<void(Timestamp)> due_;
};

// What the endpoints answer to a code that opens nothing.
Error unknown_code(ErrorKind kind);

// Errors: 404 `allotment_not_found`.
Result<Allotment> get_allotment(store::Queries& q, ShowId show, AllotmentId id);

}  // namespace usher::inventory
