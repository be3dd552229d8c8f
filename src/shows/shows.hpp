// Purpose: the door of shows: recitals, their performances and how tickets are sold. Place: shows.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <vector>

#include "audit/audit.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "jobs/once.hpp"
#include "shows/events.hpp"
#include "shows/rules.hpp"
#include "shows/types.hpp"
#include "shows/views.hpp"
#include "store/store.hpp"
#include "web/reply.hpp"

namespace usher::shows {

// --- for the slices above, inside their own unit of work ---

std::optional<ShowInfo> find_show(store::Queries& q, ShowId id);
// Errors: not_found `show_not_found`.
Result<ShowInfo> get_show(store::Queries& q, ShowId id);
// What staff has set, to decide by inside a transaction in the show's turn.
std::optional<ShowStatus> find_show_status(store::Queries& q, ShowId id);
// Shows whose sale was ended for good, and when.
std::vector<CancelledShow> list_cancelled_shows(store::Queries& q);
std::optional<Recital> find_recital(store::Queries& q, RecitalId id);
// Those that start in [from, to), by start.
std::vector<ShowInfo> shows_between(store::Queries& q, Timestamp from, Timestamp to);
// Every show that takes place at the venue.
std::vector<ShowId> shows_of(store::Queries& q, VenueId venue);
// The show's configuration, or the defaults when nobody has made one.
TicketConfig find_ticket_config(store::Queries& q, ShowId show);
// Shows that sell and whose release of accessible seats the audit log does not know yet.
std::vector<ShowId> list_due_accessible_releases(store::Queries& q, Timestamp now,
                                                 std::int64_t limit);
// The first release after `now`.
std::optional<Timestamp> find_next_accessible_release(store::Queries& q, Timestamp now);
// Writes a release whose time has come to the audit log; false when somebody did that before.
bool log_accessible_release(store::Transaction& tx, ShowId show);
// Counts a generation of the show's seats and returns the new layout version.
std::int64_t advance_layout_version(store::Transaction& tx, ShowId show);

using IfMatch = std::optional<std::int64_t>;

// Ends the sale for good (S8), by somebody who sees to the show's orders; nothing changes when that
// was done before.
// Errors: not_found `show_not_found`; version_conflict; those of the slices above.
Result<ShowInfo> cancel_show(store::Transaction& tx, const audit::Entry& by, ShowId show,
                             IfMatch if_match);
// Gives the show another start; doors and the end of the sale move along, its beginning only when
// that is still to come.
// Errors: as cancel_show; conflict `show_cancelled`; invalid `unchanged`, `in_the_past` and those
// of resolve_start and check_times.
Result<ShowInfo> move_show(store::Transaction& tx, const audit::Entry& by, ShowId show,
                           IfMatch if_match, const WantedStart& wanted);

// --- use cases ---

using Once = std::optional<jobs::OnceKey>;

// Thread-safe; lives as long as the application. Every change is one transaction with its audit row
// and its events. Errors of all that take an id: not_found `recital_not_found`, `show_not_found`;
// of all that take IfMatch: version_conflict.
class Shows {
 public:
  template <class T>
  using Answer = boost::asio::awaitable<Result<T>>;

  // Also listens to what happens to venues; before serving.
  // `currency` is that of new shows.
  Shows(store::Store& store, IdGenerator& ids, Currency currency);

  // Before serving; `source` outlives this. Without one, numbers of seats are left out.
  void use_availability(const AvailabilitySource& source) { availability_ = &source; }

  // By title, or as `sort` says. Errors: invalid at /sort or /cursor.
  Answer<web::Page<Recital>> list_recitals(RecitalQuery query);
  // One recital.
  Answer<Recital> get_recital(RecitalId recital);
  // A slug that is not given is made from the title. Errors: conflict `slug_taken`.
  Answer<Recital> create_recital(audit::Entry by, Once once, RecitalBody body);
  Answer<Recital> update_recital(audit::Entry by, RecitalId recital, IfMatch if_match,
                                 RecitalPatch patch);
  // Errors: conflict `recital_has_shows`.
  Answer<void> remove_recital(audit::Entry by, RecitalId recital, IfMatch if_match);

  // By start, or as `sort` says. Errors: invalid at /sort or /cursor.
  Answer<web::Page<ShowView>> list_shows(ShowQuery query);
  // One show, as staff see it.
  Answer<ShowView> get_show(ShowId show);
  // Errors: invalid with `unknown_recital`, `unknown_venue`, and those of resolve_start and
  // check_times.
  Answer<ShowView> create_show(audit::Entry by, Once once, ShowBody body);
  // Errors: as create_show; conflict `invalid_status_change` and those of the slices above.
  Answer<ShowView> update_show(audit::Entry by, ShowId show, IfMatch if_match, ShowPatch patch);
  // Errors: conflicts of the slices above.
  Answer<void> remove_show(audit::Entry by, ShowId show, IfMatch if_match);
  // A draft with the same configuration, whose other times keep their distance from the start.
  Answer<ShowView> duplicate_show(audit::Entry by, Once once, ShowId show, DuplicateBody body);

  // How the show's tickets are sold.
  Answer<TicketConfigView> get_ticket_config(ShowId show);
  // The answer warns of prices that no card can be charged (rule 65).
  // Errors: those of changed_config and check_times; conflicts of the slices above.
  Answer<TicketConfigView> configure(audit::Entry by, Once once, ShowId show, IfMatch if_match,
                                     TicketConfigBody body);

  // What buyers may see: no drafts, and in lists no show that has begun.
  Answer<web::Page<PublicRecitalItem>> public_recitals(PublicQuery query);
  Answer<PublicRecitalPage> public_recital(Slug slug);
  Answer<web::Page<PublicShow>> public_shows(PublicQuery query);
  Answer<PublicShow> public_show(ShowId show);
  // All shows to come that everybody may see: those whose pages search engines are told of.
  boost::asio::awaitable<std::vector<ListedShow>> listed_shows();

 private:
  ShowView view(const ShowInfo& show, Timestamp now) const;

  store::Store& store_;
  IdGenerator& ids_;
  const Currency currency_;
  const AvailabilitySource* availability_ = nullptr;
};

}  // namespace usher::shows
