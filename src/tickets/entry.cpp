// Entry: what happens when a ticket is held under a scanner.
#include <algorithm>

#include "shows/shows.hpp"
#include "tickets/key_ring.hpp"
#include "tickets/repository.hpp"
#include "tickets/rules.hpp"
#include "tickets/tickets.hpp"

namespace usher::tickets {
namespace {

// What a scan_id stands for: this code at this show.
Bytes request_hash(const Scan& scan) {
  const Digest digest = sha256(scan.show.text() + '\n' + scan.code);
  return {digest.begin(), digest.end()};
}

TicketStatus status_of(const Ticket& ticket) {
  return enum_from_text<TicketStatus>(ticket.status).value_or(TicketStatus::void_);
}

}  // namespace

ScanResult Tickets::judge(store::Queries& q, const Ticket& ticket, ShowId show,
                          Timestamp at) const {
  EntryFacts facts{status_of(ticket), ticket.show_id, show, std::nullopt};
  if (options_.refuse_early) {
    const auto info = shows::find_show(q, ticket.show_id);
    if (info && info->doors_at) facts.opens_at = *info->doors_at - options_.early_margin;
  }
  return judge_entry(facts, at);
}

Verification Tickets::describe(store::Queries& q, ScanResult result,
                               const std::optional<Ticket>& ticket,
                               std::optional<FirstScan> first) const {
  Verification answer{result, std::nullopt, std::move(first)};
  if (!ticket) return answer;
  if (const auto show = shows::find_show(q, ticket->show_id)) {
    answer.ticket = view(q, *ticket, *show);
  }
  return answer;
}

boost::asio::awaitable<Verification> Tickets::look_at(std::string code,
                                                      std::optional<ShowId> show) {
  co_return co_await store_.read(viewer_of(code), [this, code, show](store::Queries& q) {
    const auto ticket = ticket_of(q, code);
    if (!ticket) return Verification{};
    const ScanResult result = judge(q, *ticket, show.value_or(ticket->show_id), q.now());
    return describe(q, result, ticket, find_first_scan(q, ticket->id));
  });
}

boost::asio::awaitable<Result<Verification>> Tickets::admit(Scan scan) {
  const auto lane = store::lane_of(scan.show);
  co_return co_await store_.write(
      lane, [this, scan = std::move(scan)](store::Transaction& tx) { return admit_in(tx, scan); });
}

Result<std::optional<Verification>> Tickets::answer_again(store::Queries& q, const Scan& scan,
                                                          const Bytes& hash) const {
  if (!scan.scan_id) return std::nullopt;
  const auto stored = find_scan(q, *scan.scan_id);
  if (!stored) return std::nullopt;
  if (stored->request_hash != hash) {
    return refuse_field("/scan_id", "scan_id_reused", "Was used for another code or show.");
  }
  std::optional<FirstScan> first;
  if (stored->first_at) first = FirstScan{*stored->first_at, stored->first_gate.value_or("")};
  std::optional<Ticket> ticket;
  if (stored->ticket) ticket = find_ticket(q, *stored->ticket);
  const auto result = enum_from_text<ScanResult>(stored->result);
  USHER_ASSERT(result.has_value());
  return describe(q, *result, ticket, std::move(first));
}

Result<Verification> Tickets::admit_in(store::Transaction& tx, const Scan& scan) {
  const Bytes hash = request_hash(scan);
  TRY(auto again, answer_again(tx, scan, hash));
  if (again) return *std::move(again);

  std::optional<Ticket> ticket = ticket_of(tx, scan.code);
  // A scanner's clock that runs ahead cannot let anybody in from the future.
  const Timestamp at = std::min(scan.scanned_at.value_or(tx.now()), tx.now());
  ScanResult result = ScanResult::not_found;
  std::optional<FirstScan> first;
  if (ticket) {
    result = judge(tx, *ticket, scan.show, at);
    first = find_first_scan(tx, ticket->id);
    if (result == ScanResult::admitted && !mark_used(tx, ticket->id, at, scan.gate)) {
      // Another node has let somebody in since we looked.
      result = ScanResult::already_used;
      first = find_first_scan(tx, ticket->id);
    }
    ticket = find_ticket(tx, ticket->id);
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
                 .first = first};
  if (ticket) record.ticket = ticket->id;
  if (!insert_scan(tx, record)) {
    TRY(again, answer_again(tx, scan, hash));
    if (again) return *std::move(again);
  }
  return describe(tx, result, ticket, std::move(first));
}

boost::asio::awaitable<Result<StaffTicket>> Tickets::undo_scan(TicketId ticket, UserId by,
                                                               audit::Entry entry) {
  co_return co_await store_.write(
      store::kHouseLane, [this, ticket, by, entry](store::Transaction& tx) -> Result<StaffTicket> {
        TRY(const auto before, get_staff_view(tx, ticket));
        if (!mark_unused(tx, ticket)) {
          return refuse(ErrorKind::conflict, "ticket_not_used",
                        "Nobody was let in with this ticket, so there is nothing to take back.");
        }
        undo_admissions(tx, ticket, by);
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
