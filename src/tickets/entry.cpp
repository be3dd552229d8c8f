// Entry: what happens when a ticket is held under a scanner.
#include "shows/shows.hpp"
#include "tickets/key_ring.hpp"
#include "tickets/repository.hpp"
#include "tickets/rules.hpp"
#include "tickets/tickets.hpp"

namespace usher::tickets {
namespace {

constexpr Measure kScans{"usher_scans_total", MeasureKind::counter,
                         "Scans that the server judged, by the answer."};
constexpr Measure kMergedScans{"usher_merged_scans_total", MeasureKind::counter,
                               "Scans that scanners judged without the network, as they came in."};

}  // namespace

void Tickets::say_measures(MeasureReader& reader) const {
  scans_.say(reader, kScans);
  merged_scans_.say(reader, kMergedScans);
}

Timestamp Tickets::opening(const shows::ShowInfo& show) const {
  constexpr std::chrono::hours kBeforeShow{12};
  return show.doors_at ? *show.doors_at - options_.early_margin : show.starts_at - kBeforeShow;
}

EarlyScans Tickets::early_scans(const std::optional<EarlyScans>& wanted) const {
  return wanted.value_or(options_.refuse_early ? EarlyScans::ask : EarlyScans::admit);
}

ScanResult Tickets::judge(store::Queries& q, const Ticket& ticket, const Place& place,
                          Timestamp at) const {
  EntryFacts facts{ticket.state(), ticket.show_id, place.show, ticket.inside(), std::nullopt};
  if (place.direction == Direction::exit) return judge_exit(facts);
  if (place.early == EarlyScans::ask) {
    if (const auto show = shows::find_show(q, ticket.show_id)) facts.opens_at = opening(*show);
  }
  return judge_entry(facts, at);
}

Verification Tickets::describe(store::Queries& q, ScanResult result,
                               const std::optional<Ticket>& ticket, std::optional<FirstScan> first,
                               const Place& place) const {
  Verification answer;
  answer.result = result;
  if (!ticket || ticket->show_id != place.show) return answer;
  answer.first_scan = std::move(first);
  if (const auto show = shows::find_show(q, ticket->show_id)) {
    answer.ticket = door_view(*ticket, *show);
    const Timestamp opens = opening(*show);
    if (place.direction == Direction::entry && q.now() < opens) answer.opens_at = opens;
  }
  return answer;
}

boost::asio::awaitable<Verification> Tickets::look_at(std::string code, std::optional<ShowId> show,
                                                      Direction direction) {
  co_return co_await store_.read(viewer_of(code), [this, code, show, direction](store::Queries& q) {
    const auto ticket = ticket_of(q, code);
    if (!ticket) return Verification{};
    const Place place{show.value_or(ticket->show_id), direction, early_scans(std::nullopt)};
    const ScanResult result = judge(q, *ticket, place, q.now());
    return describe(q, result, ticket, find_first_scan(q, ticket->id), place);
  });
}

boost::asio::awaitable<Result<Verification>> Tickets::admit(Scan scan) {
  const auto lane = store::lane_of(scan.show);
  auto answer = co_await store_.write(
      lane, [this, scan = std::move(scan)](store::Transaction& tx) { return admit_in(tx, scan); });
  if (answer) scans_.add(enum_text(answer->result));
  co_return answer;
}

Result<std::optional<Verification>> Tickets::answer_again(store::Queries& q, const Scan& scan,
                                                          const Bytes& hash) const {
  if (!scan.scan_id) return std::nullopt;
  const auto stored = find_scan(q, *scan.scan_id);
  if (!stored) return std::nullopt;
  if (stored->request_hash != hash) {
    return refuse_field("/scan_id", "scan_id_reused", "Was used for another code or show.");
  }
  std::optional<Ticket> ticket;
  if (stored->ticket) ticket = find_ticket(q, *stored->ticket);
  return describe(q, stored->result(), ticket, stored->first(), {scan.show, scan.direction});
}

// Judges, and lets through whom nobody else has let through since.
ScanResult Tickets::pass(store::Transaction& tx, const Ticket& ticket, const Scan& scan,
                         Timestamp at) const {
  const ScanResult result =
      judge(tx, ticket, {scan.show, scan.direction, early_scans(scan.early)}, tx.now());
  if (result == ScanResult::admitted && !let_in(tx, ticket.id, at, scan.gate)) {
    return ScanResult::already_used;
  }
  if (result == ScanResult::left && !let_out(tx, ticket.id)) return ScanResult::not_inside;
  return result;
}

namespace {

// A scan that the server judges happens when it judges it, whatever the scanner's clock says, and
// after everything that it knew of the ticket then, also when its own clock was stepped back.
Timestamp time_of_scan(store::Queries& q, const Ticket& ticket) {
  const auto known = passages_of(q, ticket.id, ticket.show_id);
  if (known.empty() || known.back().scanned_at < q.now()) return q.now();
  return known.back().scanned_at + Duration{1};
}

}  // namespace

Result<Verification> Tickets::admit_in(store::Transaction& tx, const Scan& scan) {
  const Bytes hash = scan_hash(scan.show, scan.code, scan.direction);
  TRY(auto again, answer_again(tx, scan, hash));
  if (again) return *std::move(again);

  std::optional<Ticket> ticket =
      scan.by_number ? ticket_at_door(tx, scan.code) : ticket_of(tx, scan.code);
  const Timestamp at = ticket ? time_of_scan(tx, *ticket) : tx.now();
  ScanResult result = ScanResult::not_found;
  std::optional<FirstScan> first;
  if (ticket) {
    first = find_first_scan(tx, ticket->id);
    result = pass(tx, *ticket, scan, at);
    // Another node may have let somebody in since we looked.
    if (result == ScanResult::already_used) first = find_first_scan(tx, ticket->id);
  }
  if (!ticket && !scan.scan_id) return Verification{};
  NewScan record{.id = ids_.next_value(),
                 .ticket = std::nullopt,
                 .show = scan.show,
                 .scan_id = scan.scan_id,
                 .request_hash = hash,
                 .result = result,
                 .gate = scan.gate,
                 .scanned_at = at,
                 .scanned_by = scan.scanned_by,
                 .first = first,
                 .direction = scan.direction};
  if (ticket) record.ticket = ticket->id;
  if (!insert_scan(tx, record)) {
    TRY(again, answer_again(tx, scan, hash));
    if (again) return *std::move(again);
  }
  if (ticket) {
    if (passes(result)) settle(tx, *ticket);
    ticket = find_ticket(tx, ticket->id);
  }
  return describe(tx, result, ticket, std::move(first), {scan.show, scan.direction});
}

boost::asio::awaitable<Result<StaffTicket>> Tickets::undo_scan(TicketId ticket, UserId by,
                                                               audit::Entry entry) {
  co_return co_await store_.write(
      store::kHouseLane, [this, ticket, by, entry](store::Transaction& tx) -> Result<StaffTicket> {
        TRY(const auto before, get_staff_view(tx, ticket));
        const auto used = find_ticket(tx, ticket);
        if (!used || used->status != "used") {
          return refuse(ErrorKind::conflict, "ticket_not_used",
                        "Nobody was let in with this ticket, so there is nothing to take back.");
        }
        lock_ticket(tx, ticket);
        undo_passages(tx, ticket, by);
        settle(tx, *used);
        audit::Entry undone = entry;
        undone.action = "ticket.scan_undone";
        undone.subject = "ticket";
        undone.subject_id = ticket.text();
        undone.before_json = R"({"status":"used"})";
        undone.after_json = R"({"status":"valid"})";
        audit::record(tx, undone);
        return get_staff_view(tx, ticket);
      });
}

boost::asio::awaitable<Result<Admissions>> Tickets::admissions(ShowId show) {
  co_return co_await store_.read(store::Viewer::staff(),
                                 [show](store::Queries& q) -> Result<Admissions> {
                                   TRY_OK(shows::get_show(q, show));
                                   return count_admissions(q, show);
                                 });
}

}  // namespace usher::tickets
