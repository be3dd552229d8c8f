#include "audit/audit.hpp"

#include <fmt/format.h>

#include "audit/sql.hpp"
#include "base/crypto.hpp"

namespace usher::audit {
namespace {

struct Head {
  std::int64_t last_id = 0;
  Bytes hash;
};
BOOST_DESCRIBE_STRUCT(Head, (), (last_id, hash))

// The hash before the first row.
Bytes genesis() {
  const Digest digest = sha256("usher audit log");
  return {digest.begin(), digest.end()};
}

// Lengths go first, so that no two rows have the same text.
void append_field(std::string& text, std::string_view field) {
  text += fmt::format("{}:", field.size());
  text += field;
  text += ',';
}

Bytes chain_hash(const Bytes& previous, const Row& row) {
  std::string text(previous.begin(), previous.end());
  append_field(text, fmt::format("{}", row.id));
  append_field(text, fmt::format("{}", row.at.ms));
  for (const std::string* field :
       {&row.actor, &row.actor_role, &row.action, &row.subject, &row.subject_id, &row.before_json,
        &row.after_json, &row.address, &row.request_id}) {
    append_field(text, *field);
  }
  const Digest digest = sha256(text);
  return {digest.begin(), digest.end()};
}

Head take_turn(store::Transaction& tx) {
  auto head = tx.run_returning<Head>(sql::take_turn);
  if (!head) {
    tx.run(sql::make_head, genesis());
    head = tx.run_returning<Head>(sql::take_turn);
  }
  USHER_ASSERT(head.has_value());
  return *std::move(head);
}

void append(store::Transaction& tx, Row row) {
  const Head head = take_turn(tx);
  row.id = head.last_id;
  row.hash = chain_hash(head.hash, row);
  tx.run(sql::insert_row, row.id, row.at, row.actor, row.actor_role, row.action, row.subject,
         row.subject_id, row.before_json, row.after_json, row.address, row.request_id, row.hash);
  tx.run(sql::move_head, row.hash);
}

}  // namespace

// The head is one row for the whole house. It is locked last, when nothing else is waited for: two
// writers that hold what the other one needs would stand still until the database notices.
void record(store::Transaction& tx, const Entry& entry) {
  Row row{0,
          tx.now(),
          entry.actor,
          entry.actor_role,
          entry.action,
          entry.subject,
          entry.subject_id,
          entry.before_json,
          entry.after_json,
          entry.address,
          entry.request_id,
          {}};
  tx.at_end([row = std::move(row)](store::Transaction& last) { append(last, row); });
}

ChainReport verify_chain(store::Queries& queries) {
  ChainReport report;
  Bytes previous = genesis();
  queries.visit(sql::all_rows, [&](const store::Row& stored) {
    const Row row = store::row_as<Row>(stored);
    if (row.id != report.rows + 1) {
      report.fault = fmt::format("row {} is missing from the audit log", report.rows + 1);
    } else if (chain_hash(previous, row) != row.hash) {
      report.fault = fmt::format("row {} of the audit log was changed", row.id);
    }
    previous = row.hash;
    ++report.rows;
    return !report.fault.has_value();
  });
  if (report.fault) return report;
  const auto head = queries.find<Head>(sql::find_head);
  if (head ? head->last_id != report.rows || head->hash != previous : report.rows != 0) {
    report.fault = fmt::format("the audit log ends at row {}, but its head says {}", report.rows,
                               head ? head->last_id : 0);
  }
  return report;
}

boost::asio::awaitable<Rows> Audit::list(Filter filter, Order order, std::int64_t after,
                                         std::int64_t limit) {
  auto work = [=](store::Queries& q) {
    Rows found;
    const bool newest = order == Order::newest_first;
    const std::int64_t start = after != 0 || !newest ? after : INT64_MAX;
    const auto& query = newest ? sql::list_newest_first : sql::list_oldest_first;
    found.rows = q.all<Row>(query, filter.actor, filter.action, filter.subject, filter.subject_id,
                            filter.from, filter.to, start, limit + 1);
    found.more = std::cmp_greater(found.rows.size(), limit);
    if (found.more) found.rows.pop_back();
    found.total = q.find<std::int64_t>(sql::count_rows, filter.actor, filter.action, filter.subject,
                                       filter.subject_id, filter.from, filter.to)
                      .value_or(0);
    return found;
  };
  co_return co_await store_.read(store::Viewer::staff(), std::move(work));
}

void record(store::Transaction& tx, const Entry& by, Change change) {
  Entry entry = by;
  entry.action = std::move(change.action);
  entry.subject = std::move(change.subject);
  entry.subject_id = std::move(change.subject_id);
  if (!change.before.empty()) entry.before_json = std::move(change.before);
  if (!change.after.empty()) entry.after_json = std::move(change.after);
  record(tx, entry);
}

}  // namespace usher::audit
