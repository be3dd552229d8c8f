#include "orders/show_changes.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "orders/repository.hpp"
#include "orders/sql.hpp"

namespace usher::orders {
namespace asio = boost::asio;
namespace {

constexpr std::int64_t kBatch = 100;
// A show that gets new orders faster than they can be dealt with does not exist.
constexpr int kPassesMax = 20;

struct JobPayload {
  ShowChangeId change;
};
BOOST_DESCRIBE_STRUCT(JobPayload, (), (change))

struct ConcernedRow {
  OrderStatus status = OrderStatus::pending;
  Currency currency;
  std::int64_t orders = 0;
  Money amount;
  std::int64_t tickets = 0;
};
BOOST_DESCRIBE_STRUCT(ConcernedRow, (), (status, currency, orders, amount, tickets))

struct OutcomeRow {
  ChangeOutcome outcome = ChangeOutcome::told;
  Currency currency;
  std::int64_t orders = 0;
  Money amount;
  std::int64_t failed = 0;
};
BOOST_DESCRIBE_STRUCT(OutcomeRow, (), (outcome, currency, orders, amount, failed))

void add_money(std::vector<ChangeMoney>& all, const Currency& currency, std::int64_t orders,
               Money amount) {
  auto known = std::ranges::find(all, currency, &ChangeMoney::currency);
  if (known == all.end()) known = all.insert(known, {currency, 0, {}});
  known->orders += orders;
  known->amount += amount;
}

ChangePreview preview_of(store::Queries& q, ShowId show) {
  ChangePreview preview;
  for (const auto& row : q.all<ConcernedRow>(sql::concerned_orders, show)) {
    if (row.status == OrderStatus::pending) {
      preview.pending_orders += row.orders;
      continue;
    }
    preview.orders += row.orders;
    preview.tickets += row.tickets;
    add_money(preview.paid, row.currency, row.orders, row.amount);
  }
  preview.people = q.find<std::int64_t>(sql::concerned_people, show).value_or(0);
  return preview;
}

std::string cause_of(ShowChangeId change) { return "show change " + change.text(); }

std::optional<ShowChange> find_change(store::Queries& q, ShowChangeId id) {
  return q.find<ShowChange>(sql::find_show_change, id);
}

std::string change_json(const ShowChange& change, const ChangePreview& concerned) {
  return "{\"kind\":\"" + std::string(enum_text(change.kind)) +
         "\",\"refund\":" + (change.refund ? "true" : "false") + ",\"starts_at\":\"" +
         format_rfc3339(change.starts_at) +
         "\",\"orders\":" + std::to_string(concerned.orders + concerned.pending_orders) + "}";
}

// Buyers are told and refunded by a change alone.
Error must_be_a_change(ShowId show) {
  Error error{ErrorKind::conflict, "show_has_orders",
              "This show has orders. Cancel it by POST /api/recital-shows/" + show.text() +
                  "/changes with kind “cancel”, which tells and refunds its buyers."};
  error.members["see"] = "/api/recital-shows/" + show.text() + "/changes";
  return error;
}

// Refunds that find nothing to give back: everything is on its way already.
bool nothing_left(const Error& error) {
  return error.code == "refund_exceeds_payment" || error.code == "ticket_already_refunded";
}

}  // namespace

ShowChanges::ShowChanges(Orders& orders, jobs::Queue& queue)
    : orders_(orders), queue_(queue), store_(orders.store_) {
  // Orders has refused already when there were any.
  store_.events().on<shows::ShowDeleting>([](store::Transaction& tx, const shows::ShowDeleting& e) {
    tx.run(sql::delete_show_changes, e.show_id);
    return Status{};
  });
  store_.events().on<shows::ShowStatusChanging>(
      [](store::Transaction& tx, const shows::ShowStatusChanging& e) -> Status {
        if (e.to != shows::ShowStatus::cancelled || e.sees_to_orders) return {};
        const auto concerned = preview_of(tx, e.show_id);
        if (concerned.orders + concerned.pending_orders == 0) return {};
        return refuse(must_be_a_change(e.show_id));
      });
}

ChangeView ShowChanges::view_of(store::Queries& q, const ShowChange& change) const {
  ChangeView view;
  view.id = change.id;
  view.show_id = change.show;
  view.kind = change.kind;
  view.refund = change.refund;
  view.message = change.message;
  view.was_starts_at = change.was_starts_at;
  view.starts_at = change.starts_at;
  view.state = change.state;
  view.orders_total = change.orders_total;
  view.created_at = change.created_at;
  view.finished_at = change.finished_at;
  for (const auto& row : q.all<OutcomeRow>(sql::changed_orders, change.id)) {
    view.orders_done += row.orders;
    if (row.outcome == ChangeOutcome::ended) view.ended += row.orders;
    if (row.outcome == ChangeOutcome::told) view.told += row.orders;
    if (row.outcome != ChangeOutcome::refunded) continue;
    view.refunds_failed += row.failed;
    add_money(view.refunded, row.currency, row.orders, row.amount);
  }
  view.given_up = change.given_up;
  if (change.state == ChangeState::running) {
    auto job = queue_.find_by_cause(q, cause_of(change.id));
    if (job && job->state == jobs::JobState::dead) {
      view.failed_job = job->id;
      view.failure = std::move(job->last_error);
    }
  }
  // Who ordered while it began counts as well.
  view.orders_total = std::max(view.orders_total, view.orders_done);
  return view;
}

asio::awaitable<Result<ChangePreview>> ShowChanges::preview(ShowId show) {
  co_return co_await store_.read(store::Viewer::staff(),
                                 [show](store::Queries& q) -> Result<ChangePreview> {
                                   TRY_OK(shows::get_show(q, show));
                                   return preview_of(q, show);
                                 });
}

asio::awaitable<Result<std::vector<ChangeView>>> ShowChanges::list(ShowId show) {
  using Views = Result<std::vector<ChangeView>>;
  co_return co_await store_.read(store::Viewer::staff(), [this, show](store::Queries& q) -> Views {
    TRY_OK(shows::get_show(q, show));
    std::vector<ChangeView> views;
    for (const auto& change : q.all<ShowChange>(sql::show_changes_of, show))
      views.push_back(view_of(q, change));
    return views;
  });
}

asio::awaitable<Result<ChangeView>> ShowChanges::find(ShowId show, ShowChangeId id) {
  co_return co_await store_.read(store::Viewer::staff(),
                                 [this, show, id](store::Queries& q) -> Result<ChangeView> {
                                   const auto change = find_change(q, id);
                                   if (!change || change->show != show) {
                                     return refuse(ErrorKind::not_found, "show_change_not_found",
                                                   "This show has no such change.");
                                   }
                                   return view_of(q, *change);
                                 });
}

// A change whose job was buried would stand in the way for ever.
void ShowChanges::make_room(store::Transaction& tx, ShowId show, const audit::Entry& by) {
  const auto running = tx.find<ShowChange>(sql::running_show_change, show);
  if (!running) return;
  const auto job = queue_.find_by_cause(tx, cause_of(running->id));
  if (job && !queue_.drop_dead(tx, job->id)) return;
  tx.run(sql::give_up_show_change, running->id, tx.now());
  audit::record(tx, by,
                {"show.change_given_up", "show", show.text(), "",
                 "{\"change\":" + to_json_text(running->id) + "}"});
}

Result<ChangeView> ShowChanges::begin_in(store::Transaction& tx, ShowId show,
                                         const ChangeWish& wish, shows::IfMatch if_match,
                                         const audit::Entry& by) {
  TRY(const auto before, shows::get_show(tx, show));
  const auto concerned = preview_of(tx, show);
  TRY(const auto after,
      wish.kind == ChangeKind::cancel
          ? shows::cancel_show(tx, by, show, if_match)
          : shows::move_show(tx, by, show, if_match, {wish.starts_at, wish.starts_at_local}));
  ShowChange change;
  change.id = orders_.parts_.ids.next<ShowChangeId>();
  change.show = show;
  change.kind = wish.kind;
  change.refund = wish.refund;
  change.message = wish.message;
  change.was_starts_at = before.starts_at;
  change.starts_at = after.starts_at;
  change.orders_total = concerned.orders + concerned.pending_orders;
  change.actor = by.actor;
  change.created_at = tx.now();
  make_room(tx, show, by);
  if (tx.run(sql::insert_show_change, change.id, show, change.kind, change.refund, change.message,
             change.was_starts_at, change.starts_at, change.orders_total, change.actor,
             change.created_at) == 0) {
    return refuse(ErrorKind::conflict, "show_change_running",
                  "This show is being cancelled or moved already. Wait until that is done.");
  }
  audit::record(tx, by,
                {change.kind == ChangeKind::cancel ? "show.cancelled" : "show.moved", "show",
                 show.text(), "", change_json(change, concerned)});
  queue_.enqueue(tx, {.kind = std::string(kShowChangeJob),
                      .payload = to_json_text(JobPayload{change.id}),
                      .cause = cause_of(change.id)});
  return view_of(tx, change);
}

asio::awaitable<Result<ChangeView>> ShowChanges::begin(ShowId show, ChangeWish wish,
                                                       shows::IfMatch if_match, Once once,
                                                       audit::Entry by) {
  co_return co_await store_.write(
      store::lane_of(show),
      [this, show, wish = std::move(wish), if_match, once = std::move(once),
       by = std::move(by)](store::Transaction& tx) -> Result<ChangeView> {
        return jobs::once<ChangeView>(tx, once,
                                      [&] { return begin_in(tx, show, wish, if_match, by); });
      });
}

void ShowChanges::enqueue_message(store::Transaction& tx, const ShowChange& change,
                                  const Order& order, std::optional<Money> amount) {
  const bool cancelled = change.kind == ChangeKind::cancel;
  notifications::Message message;
  message.kind = cancelled ? notifications::MessageKind::show_cancelled
                           : notifications::MessageKind::show_moved;
  message.to = order.customer_email;
  message.order_id = order.id;
  message.cause = "show change " + change.id.text() + " order " + order.id.text();
  if (!change.message.empty()) message.facts.note = change.message;
  if (!cancelled) message.facts.was_starts_at = change.was_starts_at;
  message.facts.amount = amount;
  message.facts.show_id = change.show;
  orders_.parts_.notifications.enqueue(tx, message);
}

Status ShowChanges::tell_in(store::Transaction& tx, const ShowChange& change, OrderId id,
                            ChangeOutcome outcome, Money amount) {
  const auto order = find_order(tx, id);
  USHER_ASSERT(order.has_value());
  enqueue_message(tx, change, *order,
                  outcome == ChangeOutcome::refunded ? std::optional(amount) : std::nullopt);
  if (tx.run(sql::insert_changed_order, change.id, id, outcome, amount, order->currency,
             tx.now()) == 0)
    return {};
  orders_.note(tx, id, change.kind == ChangeKind::cancel ? "show_cancelled" : "show_moved",
               "system", change.message);
  return {};
}

// All of an order of one show; of several, what this one's tickets have cost, less what of that was
// given back before (rule 66).
RefundRequest ShowChanges::part_of_show(store::Queries& q, const Order& order, ShowId show) const {
  RefundRequest request;
  if (show_of(order.keys)) return request;
  Money left;
  auto& tickets = request.ticket_ids.emplace();
  for (const auto& line : lines_of(q, order.id)) {
    if (line.show != show) continue;
    left += line.total;
    if (!line.refunded_at) tickets.push_back(line.id.text());
  }
  // A courtesy may have taken more from the others than they cost: never more than the whole has.
  Money left_of_all = order.total;
  for (const auto& refund : orders_.parts_.payments.refunds_of(q, order.id)) {
    if (refund.status == payments::RefundStatus::failed || refund.attempt != order.paid_attempt)
      continue;
    left_of_all -= refund.amount;
    for (const auto& part : refund_lines_of(q, order.id, refund.number))
      if (part.show == show) left -= part.amount;
  }
  request.amount = std::clamp(left, Money{}, std::max(Money{}, left_of_all));
  return request;
}

Result<std::int64_t> ShowChanges::settle_in(store::Transaction& tx, const ShowChange& change,
                                            OrderId id, const jobs::Job& job) {
  // Whoever has lost the job stops here: another worker goes on.
  TRY_OK(queue_.renew(tx, job));
  const auto order = find_order(tx, id);
  if (!order || !is_paid(order->status)) return 0;
  if (!change.refund) {
    TRY_OK(tell_in(tx, change, id, ChangeOutcome::told, {}));
    return 0;
  }
  audit::Entry by;
  by.actor = change.actor;
  RefundRequest request = part_of_show(tx, *order, change.show);
  request.reason = change.kind == ChangeKind::cancel ? "show_cancelled" : "show_moved";
  // The seats of a show that is moved are sold anew; a cancelled one returns no stock (rule 45).
  request.release_seats = change.kind == ChangeKind::move;
  const bool is_over =
      request.ticket_ids && request.ticket_ids->empty() && *request.amount == Money{};
  if (is_over) {
    TRY_OK(tell_in(tx, change, id, ChangeOutcome::left, {}));
    return 0;
  }
  const auto refund = orders_.refund_in(tx, id, request, by);
  if (!refund) {
    if (!nothing_left(refund.error())) return std::unexpected(refund.error());
    TRY_OK(tell_in(tx, change, id, ChangeOutcome::left, {}));
    return 0;
  }
  Money amount;
  for (const auto& each : orders_.parts_.payments.refunds_of(tx, id))
    if (each.number == *refund) amount = each.amount;
  TRY_OK(tell_in(tx, change, id, ChangeOutcome::refunded, amount));
  return *refund;
}

asio::awaitable<Status> ShowChanges::settle(ShowChange change, Order order, jobs::Job job) {
  CO_TRY(const auto number, co_await store_.write(order.keys, [this, change, id = order.id,
                                                               job](store::Transaction& tx) {
    return settle_in(tx, change, id, job);
  }));
  if (number == 0) co_return Status{};
  const auto done = co_await orders_.parts_.payments.carry_out(order.id, number);
  // It stands as requested; its own job asks the provider again.
  if (!done) log::warning("refund_not_carried_out", {{"order", order.id.text()}});
  co_return Status{};
}

// The message is stored before the order is closed: should this die in between, nobody is
// forgotten. An order that turns out to be paid is dealt with in the next pass.
asio::awaitable<Status> ShowChanges::end_pending(ShowChange change, OrderId order) {
  const bool cancelled = change.kind == ChangeKind::cancel;
  CO_TRY_OK(
      co_await store_.write(store::lane_of(change.show),
                            [this, change, order, cancelled](store::Transaction& tx) -> Status {
                              const auto now = find_order(tx, order);
                              if (!now || now->status != OrderStatus::pending) return {};
                              if (!cancelled)
                                return tell_in(tx, change, order, ChangeOutcome::told, {});
                              enqueue_message(tx, change, *now, std::nullopt);
                              return {};
                            }));
  if (!cancelled) co_return Status{};
  CO_TRY(const auto closed, co_await orders_.close(order, Step::cancel, {}));
  if (closed != Orders::Closed::done) co_return Status{};
  co_return co_await store_.write(store::lane_of(change.show),
                                  [this, change, order](store::Transaction& tx) {
                                    return tell_in(tx, change, order, ChangeOutcome::ended, {});
                                  });
}

// Every order that is left, once.
asio::awaitable<Status> ShowChanges::pass(ShowChange change, jobs::Job job) {
  Status outcome;
  OrderId after;
  for (;;) {
    const auto batch = co_await store_.read([change, after](store::Queries& q) {
      return q.all<OrderId>(sql::orders_to_change, change.show, change.id, after, kBatch);
    });
    if (batch.empty()) co_return outcome;
    for (const auto id : batch) {
      after = id;
      const auto order =
          co_await store_.read([id](store::Queries& q) { return find_order(q, id); });
      if (!order) continue;
      const auto done = order->status == OrderStatus::pending
                            ? co_await end_pending(change, id)
                            : co_await settle(change, *order, job);
      if (done) continue;
      if (done.error().code == "job_lost") co_return std::unexpected(done.error());
      // The others shall not wait for this one.
      outcome = std::unexpected(done.error());
      log::warning("show_change_waits", {{"order", id.text()}, {"code", done.error().code}});
    }
  }
}

// True when nothing was left; then the job is over as well.
asio::awaitable<Result<bool>> ShowChanges::finish(ShowChange change, jobs::Job job) {
  co_return co_await store_.write(
      store::lane_of(change.show), [this, change, job](store::Transaction& tx) -> Result<bool> {
        const auto left = tx.all<OrderId>(sql::orders_to_change, change.show, change.id, 0, 1);
        if (!left.empty()) return false;
        tx.run(sql::finish_show_change, change.id, tx.now());
        TRY_OK(queue_.complete(tx, job));
        const auto view = view_of(tx, change);
        audit::record(tx, {},
                      {"show.change_finished", "show", change.show.text(), "",
                       "{\"orders\":" + std::to_string(view.orders_done) + "}"});
        return true;
      });
}

asio::awaitable<Status> ShowChanges::run(jobs::Job job) {
  CO_TRY(const auto payload, read_json_text<JobPayload>(job.payload));
  const auto change =
      co_await store_.read([id = payload.change](store::Queries& q) { return find_change(q, id); });
  if (!change || change->state == ChangeState::done) co_return Status{};
  for (int round = 0; round < kPassesMax; ++round) {
    CO_TRY_OK(co_await pass(*change, job));
    CO_TRY(const bool finished, co_await finish(*change, job));
    if (finished) co_return Status{};
  }
  co_return refuse(ErrorKind::conflict, "order_changed", "The orders change all the time.");
}

}  // namespace usher::orders
