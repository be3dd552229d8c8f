#include "audit/endpoints.hpp"

#include "base/crypto.hpp"
#include "base/json_binding.hpp"
#include "web/endpoint.hpp"

namespace usher::audit {
namespace {

struct AuditQuery {
  std::optional<std::string> actor, action, subject, subject_id;
  std::optional<Timestamp> from, to;
  std::optional<std::string> sort, cursor;
  std::optional<Bounded<1, 200>> limit;
};
BOOST_DESCRIBE_STRUCT(AuditQuery, (),
                      (actor, action, subject, subject_id, from, to, sort, cursor, limit))

struct AuditView {
  std::string id;
  Timestamp at;
  std::string actor, actor_role, action, subject, subject_id;
  RawJson before, after;
  std::string address, request_id, hash;
};
BOOST_DESCRIBE_STRUCT(AuditView, (),
                      (id, at, actor, actor_role, action, subject, subject_id, before, after,
                       address, request_id, hash))

AuditView view_of(Row row) {
  return {format_id(row.id),           row.at,
          std::move(row.actor),        std::move(row.actor_role),
          std::move(row.action),       std::move(row.subject),
          std::move(row.subject_id),   {std::move(row.before_json)},
          {std::move(row.after_json)}, std::move(row.address),
          std::move(row.request_id),   to_hex(row.hash)};
}

boost::asio::awaitable<Result<web::Reply<web::Page<AuditView>>>> list(Audit& audit,
                                                                      AuditQuery query) {
  const std::string sort = query.sort.value_or("-at");
  if (sort != "at" && sort != "-at") {
    co_return refuse_field("/sort", "not_one_of", "Must be one of at, -at.");
  }
  std::int64_t after = 0;
  if (query.cursor && (after = parse_id(*query.cursor)) <= 0) {
    co_return refuse_field("/cursor", "invalid_format", "Must be the next_cursor of an answer.");
  }
  Filter filter{query.actor, query.action, query.subject, query.subject_id};
  filter.from = query.from.value_or(Timestamp{});
  filter.to = query.to.value_or(kNever);
  const auto order = sort == "at" ? Order::oldest_first : Order::newest_first;
  const std::int64_t limit = query.limit ? query.limit->value : 50;
  auto found = co_await audit.list(std::move(filter), order, after, limit);
  web::Page<AuditView> page;
  if (found.more) page.next_cursor = format_id(found.rows.back().id);
  page.total.value = found.total;
  for (auto& row : found.rows) page.items.push_back(view_of(std::move(row)));
  co_return web::ok(std::move(page));
}

}  // namespace

void add_endpoints(web::Router& router, Audit& audit) {
  router.describe_tag("Audit", "Who did what: an append-only, hash-chained log.");
  router.add(web::get("/api/admin/audit-log")
                 .access(web::Access::admin)
                 .tag("Audit")
                 .summary("What was done by whom, newest first")
                 .query<AuditQuery>()
                 .answers<web::Page<AuditView>>()
                 .handle([&audit](web::Request, AuditQuery query) {
                   return list(audit, std::move(query));
                 }));
}

}  // namespace usher::audit
