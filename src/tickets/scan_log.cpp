// What happened at the doors of a show, for staff: every scan, and what does not fit together
// (rules 23, 48, 49).
#include "shows/shows.hpp"
#include "tickets/repository.hpp"
#include "tickets/tickets.hpp"

namespace usher::tickets {

Conflict Tickets::describe(store::Queries& q, const ConflictRow& row) const {
  Conflict conflict{.id = row.id,
                    .kind = enum_from_text<ConflictKind>(row.kind).value(),
                    .show_id = row.show,
                    .direction = row.direction,
                    .gate = row.gate,
                    .scanned_at = row.scanned_at,
                    .recorded_at = row.recorded_at,
                    .offline = row.offline,
                    .ticket = std::nullopt,
                    .first_scan = std::nullopt,
                    .seen_at = row.seen_at,
                    .seen_by = row.seen_by,
                    .note = row.note};
  if (!row.ticket) return conflict;
  const auto ticket = find_ticket(q, *row.ticket);
  if (!ticket || ticket->show_id != row.show) return conflict;
  conflict.first_scan = find_first_scan(q, *row.ticket);
  if (const auto show = shows::find_show(q, ticket->show_id)) {
    conflict.ticket = door_view(*ticket, *show);
  }
  return conflict;
}

boost::asio::awaitable<ConflictList> Tickets::conflicts(ConflictFilter filter, ScanId after,
                                                        std::int64_t limit) {
  co_return co_await store_.read(
      store::Viewer::staff(), [this, filter = std::move(filter), after, limit](store::Queries& q) {
        ConflictList list;
        auto rows = list_conflicts(q, filter, after, limit + 1);
        list.more = std::ssize(rows) > limit;
        if (list.more) rows.pop_back();
        for (const auto& row : rows) list.items.push_back(describe(q, row));
        list.total = count_conflicts(q, filter);
        return list;
      });
}

boost::asio::awaitable<Result<Conflict>> Tickets::mark_seen(ScanId scan, UserId by,
                                                            std::string note, audit::Entry entry) {
  co_return co_await store_.write(
      store::kHouseLane,
      [this, scan, by, note = std::move(note), entry](store::Transaction& tx) -> Result<Conflict> {
        const auto before = find_conflict(tx, scan);
        if (!before) {
          return refuse(ErrorKind::not_found, "conflict_not_found", "There is no such conflict.");
        }
        if (before->seen_at) {
          // Nobody's words are dropped without telling.
          if (!note.empty() && note != before->note) {
            return refuse(ErrorKind::conflict, "conflict_already_seen",
                          "Somebody else has just seen to this. Your note was not saved.");
          }
          return describe(tx, *before);
        }
        mark_conflict_seen(tx, scan, by, note);
        audit::Entry seen = entry;
        seen.action = "scan_conflict.seen";
        seen.subject = "scan";
        seen.subject_id = scan.text();
        audit::record(tx, seen);
        return describe(tx, find_conflict(tx, scan).value());
      });
}

boost::asio::awaitable<Result<ScanLog>> Tickets::scan_log(ScanFilter filter,
                                                          std::optional<ScanPlace> after,
                                                          std::int64_t limit) {
  co_return co_await store_.read(
      store::Viewer::staff(),
      [filter = std::move(filter), after, limit](store::Queries& q) -> Result<ScanLog> {
        TRY_OK(shows::get_show(q, filter.show));
        ScanLog log;
        log.items = list_scans(q, filter, after, limit + 1);
        log.more = std::ssize(log.items) > limit;
        if (log.more) log.items.pop_back();
        log.total = count_scans(q, filter);
        return log;
      });
}

}  // namespace usher::tickets
