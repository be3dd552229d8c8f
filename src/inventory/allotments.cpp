#include "inventory/allotments.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "base/log.hpp"
#include "inventory/boards.hpp"
#include "inventory/seat_editing.hpp"
#include "inventory/seat_views.hpp"
#include "inventory/sql.hpp"
#include "shows/events.hpp"
#include "shows/shows.hpp"

namespace usher::inventory {
namespace {

// One after the other, so that a show's first allotments can be told apart.
constexpr std::array<std::string_view, 6> kColors{"#7c3aed", "#0f766e", "#b45309",
                                                  "#be185d", "#1d4ed8", "#4d7c0f"};
constexpr std::size_t kAllotmentsOfShow = 100;

struct Made {
  AllotmentId id;
};
BOOST_DESCRIBE_STRUCT(Made, (), (id))

// What the audit log keeps: everything but the code, which is a secret.
struct AuditedAllotment {
  std::string name;
  std::string color;
  bool has_access_code = false;
  std::optional<std::int64_t> max_tickets;
  std::optional<Timestamp> releases_at;
  std::optional<Timestamp> released_at;
};
BOOST_DESCRIBE_STRUCT(AuditedAllotment, (),
                      (name, color, has_access_code, max_tickets, releases_at, released_at))

std::string audited(const Allotment& allotment) {
  return to_json_text(AuditedAllotment{allotment.name.value, allotment.color.value,
                                       allotment.access_code.has_value(), allotment.max_tickets,
                                       allotment.releases_at, allotment.released_at});
}

void record(store::Transaction& tx, const audit::Entry& by, std::string action,
            const Allotment& allotment, std::string before, std::string after) {
  audit::record(tx, by,
                {"allotment." + std::move(action), "allotment", allotment.id.text(),
                 std::move(before), std::move(after)});
}

Status check_version(std::optional<std::int64_t> wanted, const Allotment& allotment) {
  return usher::check_version(wanted, allotment.version);
}

Status check_code(store::Queries& q, const Allotment& wanted) {
  if (!wanted.code_key) return {};
  for (const auto& other : *list_allotments(q, wanted.show_id)) {
    if (other.id == wanted.id || other.code_key != wanted.code_key) continue;
    return refuse(ErrorKind::conflict, "access_code_taken",
                  "Another allotment of this show has this code.");
  }
  return {};
}

Status check_release(std::optional<Timestamp> releases_at, Timestamp now) {
  if (!releases_at || *releases_at > now) return {};
  return refuse_field("/releases_at", "in_the_past", "That time has passed.");
}

void set_code(Allotment& allotment, std::optional<AccessCode> code) {
  allotment.code_key = code ? std::optional(code_key(code->value)) : std::nullopt;
  allotment.access_code = std::move(code);
}

void insert(store::Transaction& tx, const Allotment& allotment) {
  tx.run(sql::insert_allotment, allotment.id, allotment.show_id, allotment.name, allotment.color,
         allotment.access_code, allotment.code_key, allotment.max_tickets, allotment.releases_at);
}

Result<Allotment> planned(const Allotment& before, const AllotmentPatch& patch, Timestamp now) {
  if (patch.name.is_null()) return refuse_field("/name", "wrong_type", "Must not be null.");
  if (patch.color.is_null()) return refuse_field("/color", "wrong_type", "Must not be null.");
  Allotment after = before;
  patch.name.apply_to(after.name);
  patch.color.apply_to(after.color);
  if (!patch.access_code.absent()) {
    std::optional<AccessCode> code;
    patch.access_code.apply_to(code);
    set_code(after, std::move(code));
  }
  if (!patch.max_tickets.absent()) {
    std::optional<Bounded<1, kMaxTicketsOfCode>> most;
    patch.max_tickets.apply_to(most);
    after.max_tickets = most ? std::optional(most->value) : std::nullopt;
  }
  patch.releases_at.apply_to(after.releases_at);
  // An unchanged form changes nothing, whatever time it is by now (rule 50).
  if (after.releases_at != before.releases_at) TRY_OK(check_release(after.releases_at, now));
  return after;
}

AllotmentView view(const Allotment& allotment, const AllotmentCounts& counts, Timestamp now) {
  return {allotment.id,
          allotment.show_id,
          allotment.name,
          allotment.color,
          allotment.access_code,
          allotment.max_tickets,
          allotment.releases_at,
          allotment.released_at,
          allotment.open_at(now) ? AllotmentStatus::open : AllotmentStatus::released,
          {counts.total, counts.sold, counts.reserved, counts.available},
          allotment.version};
}

// Errors: rate_limited while the pair is blocked. Else whether anything is counted against it.
// Names as the client did those of `seat_ids` that are taken.
Error taken_error_of(const Layout& layout, const std::vector<std::string>& seat_ids,
                     const std::vector<ShowSeatId>& taken) {
  std::vector<std::string> named;
  for (const auto& text : seat_ids) {
    const auto index = layout.find(text);
    if (index && std::ranges::find(taken, layout.seats[*index].id) != taken.end())
      named.push_back(text);
  }
  return taken_error(named);
}

}  // namespace

Error unknown_code(ErrorKind kind) {
  return {kind, "access_code_unknown", "No seats of this show are set aside for this code."};
}

Result<Allotment> get_allotment(store::Queries& q, ShowId show, AllotmentId id) {
  auto found = find_allotment(q, id);
  if (found && found->show_id == show) return *std::move(found);
  return refuse(ErrorKind::not_found, "allotment_not_found", "The show has no such allotment.");
}

Allotments::Allotments(store::Store& store, const Clock& clock, IdGenerator& ids,
                       Inventory& inventory, const accounts::AttemptLimiter* attempts,
                       std::function<void(Timestamp)> due)
    : store_(store),
      clock_(clock),
      ids_(ids),
      inventory_(inventory),
      attempts_(attempts),
      due_(std::move(due)) {
  listen_to_shows();
}

void Allotments::listen_to_shows() {
  auto& events = store_.events();
  events.on<shows::ShowDuplicated>(
      [this](store::Transaction& tx, const shows::ShowDuplicated& event) -> Status {
        std::map<AllotmentId, AllotmentId> copies;
        for (auto copy : *list_allotments(tx, event.from)) {
          const auto original = copy.id;
          copy.id = ids_.next<AllotmentId>();
          copies[original] = copy.id;
          copy.show_id = event.to;
          if (copy.releases_at) {
            copy.releases_at = event.shifted(*copy.releases_at);
            tx.after_commit([this, due = *copy.releases_at] { due_(due); });
          }
          insert(tx, copy);
        }
        return inventory_.copy_seats(tx, event.from, event.to, copies);
      });
  events.on<shows::ShowDeleting>(
      [](store::Transaction& tx, const shows::ShowDeleting& event) -> Status {
        tx.run(sql::delete_allotments_of_show, event.show_id);
        return {};
      });
}

Allotments::Answer<std::vector<AllotmentView>> Allotments::list(ShowId show) {
  CO_TRY(const auto board, co_await inventory_.board(show));
  const auto allotments = co_await store_.read(
      store::Viewer::staff(), [show](store::Queries& q) { return list_allotments(q, show); });
  const auto counts = count_allotments(*board);
  std::vector<AllotmentView> views;
  for (const auto& allotment : *allotments) {
    const auto found = std::ranges::find(counts, allotment.id, &AllotmentCounts::allotment_id);
    views.push_back(
        view(allotment, found == counts.end() ? AllotmentCounts{} : *found, clock_.now()));
  }
  co_return views;
}

Allotments::Answer<AllotmentView> Allotments::find(ShowId show, AllotmentId id) {
  CO_TRY(auto views, co_await list(show));
  const auto found = std::ranges::find(views, id, &AllotmentView::id);
  if (found != views.end()) co_return std::move(*found);
  co_return refuse(ErrorKind::not_found, "allotment_not_found", "The show has no such allotment.");
}

Allotments::Answer<AllotmentView> Allotments::create(ShowId show, AllotmentBody body,
                                                     std::optional<jobs::OnceKey> once,
                                                     audit::Entry by) {
  CO_TRY(const auto board, co_await inventory_.board(show));
  const auto layout = board->layout();
  std::vector<std::string> seat_ids;
  if (body.seat_ids) seat_ids = *body.seat_ids;
  CO_TRY(const auto seats, named_seats(*layout, seat_ids));
  auto work = [this, show, body, layout, seat_ids, seats, by = std::move(by),
               once = std::move(once)](store::Transaction& tx) -> Result<Made> {
    return jobs::once<Made>(tx, once, [&]() -> Result<Made> {
      TRY_OK(shows::get_show(tx, show));
      const auto count = list_allotments(tx, show)->size();
      if (count >= kAllotmentsOfShow) {
        return refuse(ErrorKind::conflict, "too_many_allotments",
                      "A show has at most 100 allotments.");
      }
      Allotment made;
      made.id = ids_.next<AllotmentId>();
      made.show_id = show;
      made.name = body.name;
      made.color = body.color.value_or(HexColor{std::string(kColors.at(count % kColors.size()))});
      made.releases_at = body.releases_at;
      set_code(made, body.access_code);
      if (body.max_tickets) made.max_tickets = body.max_tickets->value;
      TRY_OK(check_release(made.releases_at, tx.now()));
      TRY_OK(check_code(tx, made));
      auto edited = edit_seats(tx, show, seats, {.into = made.id});
      if (!edited.taken.empty()) return refuse(taken_error_of(*layout, seat_ids, edited.taken));
      insert(tx, made);
      tell_boards(tx, std::move(edited.set));
      record(tx, by, "created", made, "", audited(made));
      if (made.releases_at) tx.after_commit([this, at = *made.releases_at] { due_(at); });
      return Made{made.id};
    });
  };
  CO_TRY(const auto made, co_await store_.write(store::lane_of(show), std::move(work)));
  co_return co_await find(show, made.id);
}

Allotments::Answer<AllotmentView> Allotments::update(ShowId show, AllotmentId id,
                                                     std::optional<std::int64_t> if_match,
                                                     AllotmentPatch patch, audit::Entry by) {
  auto work = [this, show, id, if_match, patch,
               by = std::move(by)](store::Transaction& tx) -> Status {
    TRY(const auto before, get_allotment(tx, show, id));
    TRY_OK(check_version(if_match, before));
    TRY_OK(check_version(patch.version, before));
    TRY(const auto after, planned(before, patch, tx.now()));
    TRY_OK(check_code(tx, after));
    tx.run(sql::update_allotment, id, after.name, after.color, after.access_code, after.code_key,
           after.max_tickets, after.releases_at);
    tell_boards(tx, {.show = show});
    record(tx, by, "updated", after, audited(before), audited(after));
    if (after.releases_at) tx.after_commit([this, at = *after.releases_at] { due_(at); });
    return {};
  };
  CO_TRY_OK(co_await store_.write(store::lane_of(show), std::move(work)));
  co_return co_await find(show, id);
}

Allotments::Answer<void> Allotments::remove(ShowId show, AllotmentId id,
                                            std::optional<std::int64_t> if_match, audit::Entry by) {
  auto work = [show, id, if_match, by = std::move(by)](store::Transaction& tx) -> Status {
    TRY(const auto before, get_allotment(tx, show, id));
    TRY_OK(check_version(if_match, before));
    auto set = empty_allotment(tx, before);
    tx.run(sql::delete_allotment, id);
    tell_boards(tx, std::move(set));
    record(tx, by, "deleted", before, audited(before), "");
    return {};
  };
  co_return co_await store_.write(store::lane_of(show), std::move(work));
}

Allotments::Answer<AllotmentView> Allotments::release(ShowId show, AllotmentId id, audit::Entry by,
                                                      std::optional<jobs::OnceKey> once) {
  // Releasing again changes nothing, so what a key remembers is only what it was given with.
  auto work = [show, id, by = std::move(by),
               once = std::move(once)](store::Transaction& tx) -> Result<Made> {
    return jobs::once<Made>(tx, once, [&]() -> Result<Made> {
      TRY(const auto before, get_allotment(tx, show, id));
      if (!inventory::release(tx, before)) return Made{id};
      TRY(const auto after, get_allotment(tx, show, id));
      record(tx, by, "released", after, audited(before), audited(after));
      return Made{id};
    });
  };
  CO_TRY_OK(co_await store_.write(store::lane_of(show), std::move(work)));
  co_return co_await find(show, id);
}

boost::asio::awaitable<void> Allotments::release_due() {
  const auto due = co_await store_.read(
      [](store::Queries& q) { return q.all<Allotment>(sql::list_due_allotments, q.now()); });
  for (const auto& planned : due) {
    const auto released = co_await store_.write(
        store::lane_of(planned.show_id),
        [show = planned.show_id, id = planned.id](store::Transaction& tx) -> Status {
          TRY(const auto before, get_allotment(tx, show, id));
          // It may have been put off since it was found due.
          if (before.open_at(tx.now()) || !inventory::release(tx, before)) return {};
          TRY(const auto after, get_allotment(tx, show, id));
          record(tx, {}, "released", after, audited(before), audited(after));
          return {};
        });
    if (!released && released.error().kind != ErrorKind::not_found)
      log::warning("release_failed", {{"allotment", planned.id.text()}});
  }
}

Allotments::Answer<std::optional<Allotment>> Allotments::open(std::shared_ptr<SeatBoard> board,
                                                              std::string code,
                                                              std::string network) {
  std::optional<Allotment> found;
  const auto key = code_key(code);
  for (const auto& allotment : *board->allotments()) {
    if (allotment.opened_by(key)) found = allotment;
  }
  if (attempts_ == nullptr) co_return found;
  const auto attempt = attempts_->key(accounts::AttemptClass::code_entry, network,
                                      "access code " + board->layout()->show.text());
  // In the order of the lane, also a right one: of many guesses sent at once those behind the third
  // are blocked. The failure must be stored, so being wrong is no refusal here.
  CO_TRY_OK(co_await store_.write(
      store::kHouseLane,
      [this, attempt, right = found.has_value()](store::Transaction& tx) -> Status {
        if (right) return attempts_->record_success(tx, attempt);
        TRY_OK(attempts_->record_failure(tx, attempt));
        return {};
      }));
  co_return found;
}

}  // namespace usher::inventory
