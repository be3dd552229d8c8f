// Purpose: who may see an order, and what they see. Place: orders.
#include "base/crypto.hpp"
#include "base/email.hpp"
#include "orders/orders.hpp"
#include "orders/repository.hpp"

namespace usher::orders {
namespace asio = boost::asio;
namespace {

using accounts::AttemptClass;

constexpr std::int64_t kSessionOrdersMax = 20;
// How often anybody may have the links of an address mailed to it, and a buyer the confirmation.
constexpr int kLinkMailsADay = 3;
constexpr int kResentADay = 10;
constexpr int kResentByStaffADay = 720;
// How many such mails one network asks for before it has to solve a captcha.
constexpr std::int64_t kLinkMailsFree = 20;

std::unexpected<Error> not_found() {
  return refuse(ErrorKind::not_found, "order_not_found", "There is no such order.");
}

}  // namespace

bool Orders::proves(const Order& order, const Proof& proof) const {
  if (proof.staff || proof.looked_up == order.id) return true;
  if (!proof.order_token.empty() && parts_.tokens.opens(order.id, proof.order_token)) return true;
  return proof.session &&
         constant_time_equal(ByteView(*proof.session), ByteView(order.session_key));
}

asio::awaitable<Result<std::string>> Orders::proved_scope(OrderId id, Proof proof) {
  const auto now = co_await snapshot(id, viewer_of(id, proof));
  if (!now.order || !proves(*now.order, proof)) co_return not_found();
  if (!proof.order_token.empty() && parts_.tokens.opens(id, proof.order_token))
    co_return "order " + to_hex(ByteView(sha256(proof.order_token)));
  if (proof.looked_up == id) co_return "address of " + id.text();
  co_return "buyer " + to_hex(ByteView(*proof.session));
}

OrderView Orders::buyer_view(store::Queries& q, const Order& order) const {
  auto parts = parts_of(q, order);
  if (tickets_ && is_paid(order.status)) parts.tickets = tickets_->tickets_of_order(q, order.id);
  return view_of(order, std::move(parts));
}

void Orders::add_money(store::Queries& q, const Order& order, OrderView& view) const {
  const auto voided = refund_lines_of(q, order.id);
  auto& refunds = view.refunds.value.emplace();
  for (const auto& refund : parts_.payments.refunds_of(q, order.id)) {
    refunds.push_back(view_of(refund));
    for (const auto& row : voided)
      if (row.line && row.payment_refund == refund.number)
        refunds.back().item_ids.push_back(*row.line);
  }
  auto& payments = view.payments.value.emplace();
  for (auto& payment : parts_.payments.payments_of(q, order.id)) {
    payments.push_back({payment.attempt, std::move(payment.provider), std::move(payment.intent_id),
                        payment.amount, payment.currency, payment.status, payment.refunded,
                        order.paid_attempt == payment.attempt, payment.created_at});
  }
}

OrderView Orders::staff_view(store::Queries& q, const Order& order) const {
  auto view = buyer_view(q, order);
  auto& timeline = view.timeline.value.emplace();
  timeline.push_back({order.created_at, "created", "buyer", ""});
  for (auto& row : timeline_of(q, order.id))
    timeline.push_back({row.at, std::move(row.kind), std::move(row.actor), std::move(row.detail)});
  add_money(q, order, view);
  auto& disputes = view.disputes.value.emplace();
  for (auto& dispute : parts_.payments.disputes_of(q, order.id)) {
    disputes.push_back({std::move(dispute.id), dispute.amount, dispute.currency,
                        std::move(dispute.reason), dispute.status,
                        std::move(dispute.provider_status), dispute.answer_by, dispute.opened_at,
                        dispute.closed_at});
  }
  view.incident.value = order.incident;
  auto& incidents = view.incidents.value.emplace();
  for (auto& each : open_incidents(q, order.id))
    incidents.push_back(
        {each.id, std::move(each.kind), std::move(each.subject), std::move(each.detail), each.at});
  return view;
}

store::Viewer Orders::viewer_of(OrderId id, const Proof& proof) const {
  if (proof.staff) return store::Viewer::staff();
  if (proof.looked_up == id) return store::Viewer::of_order(id);
  if (!proof.order_token.empty() && parts_.tokens.opens(id, proof.order_token)) {
    return store::Viewer::of_order(id);
  }
  return proof.session ? store::Viewer::of_session(*proof.session) : store::Viewer::anyone();
}

asio::awaitable<Orders::Snapshot> Orders::snapshot(OrderId id, store::Viewer viewer) {
  co_return co_await store_.read(std::move(viewer), [this, id](store::Queries& q) {
    Snapshot now{find_order(q, id), {}};
    if (now.order) now.payments = parts_.payments.payments_of(q, id);
    return now;
  });
}

// An order whose time is over is expired before anybody looks at it.
asio::awaitable<Result<Orders::Snapshot>> Orders::open(OrderId id, Proof proof) {
  auto now = co_await snapshot(id, viewer_of(id, proof));
  if (!now.order || !proves(*now.order, proof)) co_return not_found();
  const bool due =
      now.order->status == OrderStatus::pending && now.order->expires_at <= parts_.clock.now();
  if (!due) co_return now;
  co_await expire_if_due(*now.order);
  co_return co_await snapshot(id, viewer_of(id, proof));
}

asio::awaitable<Result<OrderView>> Orders::read_view(OrderId id, store::Viewer viewer) {
  co_return co_await store_.read(std::move(viewer),
                                 [this, id](store::Queries& q) -> Result<OrderView> {
                                   const auto order = find_order(q, id);
                                   if (!order) return not_found();
                                   return buyer_view(q, *order);
                                 });
}

asio::awaitable<Result<OrderView>> Orders::find(OrderId id, Proof proof) {
  CO_TRY_OK(co_await open(id, proof));
  co_return co_await read_view(id, viewer_of(id, proof));
}

asio::awaitable<Result<OrderView>> Orders::details(OrderId id) {
  CO_TRY_OK(co_await open(id, {.staff = true}));
  co_return co_await store_.read(store::Viewer::staff(),
                                 [this, id](store::Queries& q) -> Result<OrderView> {
                                   const auto order = find_order(q, id);
                                   if (!order) return not_found();
                                   return staff_view(q, *order);
                                 });
}

std::vector<SessionOrderView> Orders::session_orders(store::Queries& q,
                                                     const inventory::SessionKey& session) const {
  std::vector<SessionOrderView> views;
  for (const auto& row : orders_of_session(q, session, kSessionOrdersMax)) {
    const auto order = find_order(q, row.id);
    if (!order) continue;
    SessionOrderView view{buyer_view(q, *order), parts_.tokens.token_of(row.id), {}, {}, {}};
    for (const auto hold : parse_hold_ids(row.hold_ids))
      view.reservation_tokens.push_back(parts_.inventory.reservation_token(hold));
    if (view.reservation_tokens.size() == 1)
      view.reservation_token = view.reservation_tokens.front();
    const auto payments = parts_.payments.payments_of(q, row.id);
    if (!payments.empty()) view.payment_status = payments.back().status;
    views.push_back(std::move(view));
  }
  return views;
}

asio::awaitable<std::vector<SessionOrderView>> Orders::orders_of(inventory::SessionKey session) {
  const auto viewer = store::Viewer::of_session(session);
  const auto read = [this, session](store::Queries& q) { return session_orders(q, session); };
  auto found = co_await store_.read(viewer, read);
  bool any_due = false;
  for (const auto& each : found) {
    const auto& order = each.order;
    if (order.status != OrderStatus::pending || *order.expires_at > parts_.clock.now()) continue;
    any_due = true;
    // Should the provider not answer, it stays pending as for everybody who looks.
    std::ignore = co_await open(order.id, {.session = session});
  }
  if (any_due) found = co_await store_.read(viewer, read);
  co_return found;
}

// Counts against the address and against the number, so that neither can be tried through.
Result<std::optional<OrderView>> Orders::look_up_in(store::Transaction& tx, const LookUp& wanted) {
  const auto& limiter = parts_.attempts;
  const auto by_email =
      limiter.key(AttemptClass::order_lookup, wanted.network, email_subject(wanted.email));
  const auto by_number = limiter.key(AttemptClass::order_lookup, wanted.network,
                                     wanted.order ? wanted.order.text() : wanted.order_number);
  TRY_OK(limiter.check(tx, by_email));
  TRY_OK(limiter.check(tx, by_number));
  if (limiter.asks_captcha(tx, by_email) || limiter.asks_captcha(tx, by_number)) {
    TRY_OK(limiter.captcha().spend(tx, accounts::CaptchaForm::order_lookup, wanted.captcha));
  }
  const auto order =
      wanted.order ? find_order(tx, wanted.order) : find_order_by_number(tx, wanted.order_number);
  const bool right = order && email_key(order->customer_email) == email_key(wanted.email);
  if (right) {
    TRY_OK(limiter.record_success(tx, by_email));
    TRY_OK(limiter.record_success(tx, by_number));
    return buyer_view(tx, *order);
  }
  TRY_OK(limiter.record_failure(tx, by_email));
  TRY_OK(limiter.record_failure(tx, by_number));
  return std::optional<OrderView>();
}

asio::awaitable<Result<OrderView>> Orders::look_up(LookUp wanted) {
  if (!wanted.order) wanted.order_number = canonical_order_number(wanted.order_number);
  // A failed proof must be stored, so it is a value here and becomes a refusal outside.
  CO_TRY(auto found,
         co_await store_.write(store::kHouseLane, [this, wanted](store::Transaction& tx) {
           return look_up_in(tx, wanted);
         }));
  if (!found) co_return not_found();
  const bool due = found->status == OrderStatus::pending && found->expires_at <= parts_.clock.now();
  if (!due) co_return *std::move(found);
  co_return co_await find(found->id, {.looked_up = found->id});
}

asio::awaitable<Status> Orders::allow_links(std::string network,
                                            std::optional<std::string> captcha) {
  co_return co_await store_.write(
      store::kHouseLane, [this, network, captcha](store::Transaction& tx) -> Status {
        return parts_.attempts.count_use(tx, AttemptClass::order_links, network, kLinkMailsFree,
                                         accounts::CaptchaForm::order_lookup, captcha);
      });
}

asio::awaitable<void> Orders::send_links(std::string email) {
  co_await store_.write(store::kHouseLane, [this, email](store::Transaction& tx) -> Status {
    const auto found = orders_of_address(tx, email, 1);
    if (found.empty()) return {};
    const auto digest = to_hex(ByteView(sha256(email_key(email))).first(8));
    tell_on_request(tx, *find_order(tx, found.front().id),
                    notifications::MessageKind::order_lookup_link, "links " + digest,
                    kLinkMailsADay);
    return {};
  });
}

asio::awaitable<Status> Orders::resend_confirmation(OrderId id, Proof proof, audit::Entry by,
                                                    Once once) {
  CO_TRY(const auto now, co_await open(id, proof));
  if (!is_paid(now.order->status))
    co_return refuse(ErrorKind::conflict, "order_not_paid", "This order is not paid.");
  auto work = [this, id, by = std::move(by), once = std::move(once),
               staff = proof.staff](store::Transaction& tx) -> Status {
    TRY_OK(jobs::once<RawJson>(tx, once, [&]() -> Result<RawJson> {
      const auto order = find_order(tx, id);
      const bool queued = tell_on_request(
          tx, *order, notifications::MessageKind::order_confirmation,
          "order " + id.text() + " resent", staff ? kResentByStaffADay : kResentADay);
      if (!queued) return RawJson{"{}"};
      note(tx, id, "confirmation_resent", staff ? by.actor : "buyer", "");
      if (staff) record(tx, by, "order.confirmation_resent", *order, "{}");
      return RawJson{"{}"};
    }));
    return {};
  };
  co_return co_await store_.write(now.order->keys, std::move(work));
}

}  // namespace usher::orders
