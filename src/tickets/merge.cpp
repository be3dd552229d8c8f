// Scanners without the network: what they load beforehand, and how their scans come together
// (rules 21, 23, 48, 49).
#include <algorithm>

#include "shows/shows.hpp"
#include "tickets/repository.hpp"
#include "tickets/rules.hpp"
#include "tickets/tickets.hpp"

namespace usher::tickets {
namespace {

std::vector<Passage> passages(const std::vector<PassageRow>& rows) {
  std::vector<Passage> made;
  made.reserve(rows.size());
  for (const auto& row : rows) {
    made.push_back({row.direction, row.scanned_at, row.gate, row.offline, row.recorded_at});
  }
  return made;
}

std::optional<std::string> text_of(std::optional<ConflictKind> kind) {
  if (!kind) return std::nullopt;
  return std::string(enum_text(*kind));
}

// What is known at once to be wrong with letting somebody through; the rest settle() finds.
std::optional<ConflictKind> conflict_at_once(const std::optional<Ticket>& ticket, ShowId show) {
  if (!ticket) return ConflictKind::not_found;
  if (ticket->show_id != show) return ConflictKind::wrong_show;
  return std::nullopt;
}

// Nobody goes in from the future: what a scanner's clock that runs ahead says is taken for now, and
// its scans stay in their order, each a millisecond behind the one before.
void bound_times(std::vector<OfflineScan>& scans, Timestamp now) {
  std::vector<OfflineScan*> ahead;
  for (auto& scan : scans) {
    if (scan.scanned_at > now) ahead.push_back(&scan);
  }
  std::ranges::sort(ahead, {}, [](const auto* scan) { return std::pair(scan->scanned_at, scan); });
  Timestamp at = now - Duration{std::ssize(ahead)};
  for (auto* scan : ahead) scan->scanned_at = at = at + Duration{1};
}

}  // namespace

Bytes scan_hash(ShowId show, const std::string& code, Direction direction) {
  std::string text = show.text() + '\n' + code;
  if (direction == Direction::exit) text += "\nexit";
  const Digest digest = sha256(text);
  return {digest.begin(), digest.end()};
}

void Tickets::settle(store::Transaction& tx, const Ticket& ticket) {
  const auto rows = passages_of(tx, ticket.id, ticket.show_id);
  const Story story = tell(passages(rows), ticket.voided_at);
  settle_ticket(tx, ticket.id, story);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].conflict != text_of(story.conflicts[i])) {
      set_conflict(tx, rows[i].id, story.conflicts[i]);
    }
  }
}

MergedScan Tickets::merge_one(store::Transaction& tx, ShowId show, const OfflineScan& scan,
                              UserId by, std::vector<TicketId>& touched) {
  MergedScan merged;
  merged.scan_id = scan.scan_id;
  const Bytes hash = scan_hash(show, scan.code, scan.direction);
  const auto ticket = ticket_at_door(tx, scan.code);
  const auto conflict =
      passes(scan.result) ? conflict_at_once(ticket, show) : std::optional<ConflictKind>();
  const NewScan record{.id = ids_.next_value(),
                       .ticket = ticket ? std::optional(ticket->id) : std::nullopt,
                       .show = show,
                       .scan_id = scan.scan_id,
                       .request_hash = hash,
                       .result = scan.result,
                       .gate = scan.gate,
                       .scanned_at = scan.scanned_at,
                       .scanned_by = by,
                       .first = std::nullopt,
                       .direction = scan.direction,
                       .offline = true,
                       .conflict = conflict};
  if (!insert_scan(tx, record)) {
    const auto stored = find_scan(tx, scan.scan_id);
    if (!stored || stored->request_hash != hash) {
      merged.error = "scan_id_reused";
      return merged;
    }
    // The server had refused, but its answer was lost and the scanner decided otherwise.
    if (passes(scan.result) && !stored->passed) {
      pass_scan(tx, stored->id, scan.scanned_at, scan.gate, conflict);
    }
  }
  if (ticket && ticket->show_id == show) touched.push_back(ticket->id);
  merged.result = find_scan(tx, scan.scan_id)->result();
  return merged;
}

boost::asio::awaitable<Result<MergedScans>> Tickets::merge(ShowId show,
                                                           std::vector<OfflineScan> scans,
                                                           UserId by) {
  auto answer = co_await store_.write(
      store::lane_of(show),
      [this, show, sent = std::move(scans), by](store::Transaction& tx) -> Result<MergedScans> {
        TRY_OK(shows::get_show(tx, show));
        auto scans = sent;
        bound_times(scans, tx.now());
        MergedScans merged;
        std::vector<TicketId> touched;
        for (const auto& scan : scans) {
          merged.results.push_back(merge_one(tx, show, scan, by, touched));
        }
        // Tickets are taken in one order by everybody (rule 61).
        std::ranges::sort(touched);
        const auto repeated = std::ranges::unique(touched);
        touched.erase(repeated.begin(), repeated.end());
        for (const auto id : touched) {
          lock_ticket(tx, id);
          settle(tx, find_ticket(tx, id).value());
        }
        for (std::size_t i = 0; i < scans.size(); ++i) {
          auto& result = merged.results[i];
          if (result.error) continue;
          result.conflict = conflict_of(tx, result.scan_id);
          const auto ticket = ticket_at_door(tx, scans[i].code);
          if (ticket && ticket->show_id == show) {
            result.first_scan = find_first_scan(tx, ticket->id);
          }
        }
        return merged;
      });
  if (!answer) co_return answer;
  for (const auto& merged : answer->results)
    if (merged.result) merged_scans_.add(enum_text(*merged.result));
  co_return answer;
}

boost::asio::awaitable<Result<ScanList>> Tickets::scan_list(ShowId show) {
  co_return co_await store_.read(
      store::Viewer::staff(), [this, show](store::Queries& q) -> Result<ScanList> {
        TRY(const auto info, shows::get_show(q, show));
        ScanList list{show, q.now(), opening(info), {}};
        for (auto& row : tickets::scan_list(q, show)) {
          const auto status =
              enum_from_text<TicketStatus>(row.status).value_or(TicketStatus::void_);
          list.tickets.push_back(
              {row.id, std::move(row.ticket_number), to_base64url(row.nonce), std::move(row.status),
               row.presence == enum_text(Presence::inside), std::move(row.section),
               std::move(row.row_name), std::move(row.seat_number), std::move(row.seat_type),
               std::move(row.ticket_type), row.used_at, std::move(row.used_gate), row.voided_at,
               why_void(status, info.status)});
        }
        return list;
      });
}

}  // namespace usher::tickets
