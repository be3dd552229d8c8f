// Purpose: the door of orders: from a hold to a paid, shown and refunded order. Place: orders.
#pragma once
#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "accounts/accounts.hpp"
#include "audit/audit.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/text.hpp"
#include "inventory/inventory.hpp"
#include "jobs/next_wake.hpp"
#include "jobs/once.hpp"
#include "jobs/timers.hpp"
#include "notifications/notifications.hpp"
#include "orders/admin_views.hpp"
#include "orders/events.hpp"
#include "orders/looks.hpp"
#include "orders/quoting.hpp"
#include "orders/rules.hpp"
#include "orders/setbacks.hpp"
#include "orders/ticket_keeper.hpp"
#include "orders/tokens.hpp"
#include "orders/types.hpp"
#include "orders/views.hpp"
#include "payments/payments.hpp"
#include "shows/events.hpp"
#include "shows/shows.hpp"
#include "store/store.hpp"

namespace usher::orders {

using Once = std::optional<jobs::OnceKey>;

struct OrderRequest {
  std::vector<std::string> reservation_tokens;
  // Where one token is given with its show, which then need not be looked for.
  std::optional<ShowId> show{};
  Label customer_name;
  Email customer_email;
  std::optional<Phone> customer_phone;
  // By show seat or seat id, as the client named it.
  std::map<std::string, std::string> ticket_types;
  std::optional<std::string> captcha{};  // solved, where the settings ask for it
  std::string locale{};  // the language that the buyer reads (BCP 47); "" when unknown
  // The digest of the quote of a `terms_changed` that the buyer agrees to.
  std::optional<std::string> agreed_quote{};
};

// A hold that is to be ordered, and the show it is of.
struct HeldShow {
  std::string token;
  ShowId show;
};

// How a caller proves that an order is theirs: any one of these that fits. Staff see every order.
struct Proof {
  std::optional<inventory::SessionKey> session{};
  std::string order_token{};
  // The order that a look-up has found for this very request: its number or id with its address.
  OrderId looked_up{};
  bool staff = false;
};

// Whom an order is for, corrected; what is absent stays.
struct CustomerChange {
  std::optional<Label> name{};
  std::optional<Email> email{};
  Patch<Phone> phone{};
  // The version that was read.
  std::optional<std::int64_t> if_match{};
};

// What a look-up knows, and from where it comes (rule 59).
struct LookUp {
  std::string order_number{};
  OrderId order{};
  std::string email;
  std::string network;
  std::optional<std::string> captcha{};  // solved, where it is asked for
};

struct RefundRequest {
  std::optional<Money> amount{};
  // Ids of tickets or of items.
  std::optional<std::vector<std::string>> ticket_ids{};
  std::string reason{};
  bool release_seats = false;
};

// What refunds that were made at the provider were for: some tickets, none of them, or all of the
// order that is left.
BOOST_DEFINE_ENUM_CLASS(AssignTo, tickets, goodwill, order)

struct Assignment {
  std::vector<std::int64_t> refunds{};  // their numbers
  AssignTo to = AssignTo::goodwill;
  std::vector<std::string> ticket_ids{};  // of tickets or items, where they are for tickets
  bool release_seats = false;
  std::string note{};
};

// Made by app/ from the lower doors; all outlive this.
struct OrdersParts {
  store::Store& store;
  const Clock& clock;
  Random& random;
  IdGenerator& ids;
  inventory::Inventory& inventory;
  payments::Payments& payments;
  notifications::Notifications& notifications;
  const accounts::AttemptLimiter& attempts;
  OrderTokens tokens;
};

// Every step of an order is one transaction with its timeline row, its audit row, its messages and
// what payments, inventory and tickets do about it (rules 10, 17). No provider is called inside one
// (rule 43). Thread-safe. Lives as long as the application; made before serving.
class Orders {
  // A part of this room: what is done about all orders of a show at once.
  friend class ShowChanges;

 public:
  // Registers its handlers of payments' and shows' events with the store.
  explicit Orders(OrdersParts parts);
  Orders(const Orders&) = delete;
  Orders& operator=(const Orders&) = delete;

  // Before serving.
  void use(const TicketSource& tickets) { tickets_ = &tickets; }
  void use(const HeatMapSource& heat) { heat_ = &heat; }

  // --- buyers ---

  // A pending order from the holds of one or several shows, with totals computed here; a free one
  // is paid at once (O1, O4, rule 66). Errors: 404 `reservation_not_found`, `show_not_found`; 409
  // `reservation_expired`, `not_on_sale`, `terms_changed` with `quote` when it costs something else
  // by now than when the seats were held (rule 64); 422 `unknown_ticket_type`,
  // `seat_not_in_reservation`, `too_many_seats`, `captcha_required`, `captcha_invalid`,
  // `total_below_minimum`; 409 `currency_mismatch`. What is about one hold names it as
  // `reservation_token`.
  boost::asio::awaitable<Result<CreatedView>> create(OrderRequest request,
                                                     inventory::SessionKey session, Once once);
  // What create() would make of it now; nothing is stored. Errors: the same but for those of
  // captchas and `terms_changed`.
  boost::asio::awaitable<Result<QuoteView>> quote(OrderRequest request,
                                                  inventory::SessionKey session);
  // The one PaymentIntent that this order can be paid with now (rule 42).
  // Errors: 404 `order_not_found`; 409 `order_not_pending`, `not_on_sale`; 503
  // `provider_unavailable`.
  boost::asio::awaitable<Result<IntentView>> open_intent(OrderId order, Proof proof);
  // What the caller has proved, as the scope of a repeated request: a stranger never hears what
  // somebody else was answered. Errors: 404 `order_not_found`.
  boost::asio::awaitable<Result<std::string>> proved_scope(OrderId order, Proof proof);
  // Asks the provider whether the payment has succeeded: the one that is named, or with "" the one
  // that can still succeed.
  // Errors: 404 `order_not_found`, `payment_intent_not_found`; 409 `payment_not_complete` with
  // `payment_status`, `order_not_pending`; 429 `too_many_attempts`; 503 `provider_unavailable`.
  boost::asio::awaitable<Result<OrderView>> confirm(OrderId order, std::string intent_id,
                                                    Proof proof);
  // Gives up a pending order. Errors: 404 `order_not_found`; 409 `order_not_pending` (also when it
  // turns out to be paid), `payment_processing`; 503 `provider_unavailable`.
  boost::asio::awaitable<Result<OrderView>> cancel(OrderId order, Proof proof, audit::Entry by);
  // Corrects whom the order is for; its tickets are the new name's. Buyers can until it is paid,
  // staff always. Nothing is mailed. Errors: 404 `order_not_found`; 409 `order_not_pending`.
  boost::asio::awaitable<Result<OrderView>> change_customer(OrderId order, CustomerChange change,
                                                            Proof proof, audit::Entry by);
  // Errors: 404 `order_not_found`.
  boost::asio::awaitable<Result<OrderView>> find(OrderId order, Proof proof);
  // The newest orders of a browser session, the last one first.
  boost::asio::awaitable<std::vector<SessionOrderView>> orders_of(inventory::SessionKey session);
  // By number or id together with the e-mail address.
  // Errors: 404 `order_not_found`, whichever of the two is wrong; 429 `too_many_attempts`; 422
  // `captcha_required`, `captcha_invalid` after many failures about the order or address.
  boost::asio::awaitable<Result<OrderView>> look_up(LookUp wanted);
  // Counts that somebody asks for a mail of links, whatever the address.
  // Errors: 422 `captcha_required`, `captcha_invalid` after many from one network.
  boost::asio::awaitable<Status> allow_links(std::string network,
                                             std::optional<std::string> captcha);
  // Mails links to all orders of the address, if it has any, some times a day; never says whether
  // it has (rule 25).
  boost::asio::awaitable<void> send_links(std::string email);
  // At most one in two minutes, and of a buyer some a day; what is too many is left out quietly.
  // Errors: 404 `order_not_found`; 409 `order_not_paid`.
  boost::asio::awaitable<Status> resend_confirmation(OrderId order, Proof proof, audit::Entry by,
                                                     Once once = {});

  // --- staff ---

  // With timeline, refunds and incident. Errors: 404 `order_not_found`.
  boost::asio::awaitable<Result<OrderView>> details(OrderId order);
  // Gives money back, whole, by ticket or by amount (O6).
  // Errors: 404 `order_not_found`, `ticket_not_found`; 409 `order_not_paid`,
  // `refund_exceeds_payment`, `ticket_already_refunded`.
  boost::asio::awaitable<Result<OrderView>> refund(OrderId order, RefundRequest request, Once once,
                                                   audit::Entry by);
  // Says what refunds were for that were made at the provider; their tickets are void.
  // Errors: 404 `order_not_found`, `refund_not_found`, `ticket_not_found`; 409
  // `refund_not_outside`, `refund_decided`, `ticket_already_refunded`.
  boost::asio::awaitable<Result<OrderView>> assign_refunds(OrderId order, Assignment wish,
                                                           Once once, audit::Entry by);
  // Two ways back from a refund that failed: the same again, or its tickets are good again.
  // Errors: 404 `order_not_found`, `refund_not_found`; 409 `refund_not_failed`, `refund_decided`,
  // `refund_not_ours`, `refund_exceeds_payment`; of reinstate() also `nothing_to_reinstate`,
  // `seats_unavailable`, `show_cancelled`.
  boost::asio::awaitable<Result<OrderView>> retry_refund(OrderId order, std::int64_t number,
                                                         Once once, audit::Entry by);
  boost::asio::awaitable<Result<OrderView>> reinstate(OrderId order, std::int64_t number, Once once,
                                                      audit::Entry by);
  // Gives a payment back that was taken and pays for nothing: another amount than was asked for.
  // Errors: 404 `order_not_found`, `payment_not_found`; 409 `payment_not_returnable`,
  // `refund_exceeds_payment`; 503 `provider_unavailable`.
  boost::asio::awaitable<Result<OrderView>> return_payment(OrderId order, std::int64_t attempt,
                                                           std::string reason, Once once,
                                                           audit::Entry by);
  // Writes into the timeline. Errors: 404 `order_not_found`.
  boost::asio::awaitable<Result<TimelineEntry>> add_note(OrderId order, std::string text, Once once,
                                                         audit::Entry by);
  // Says that a person has seen to the incident: it is no longer shown, and nothing else changes.
  // The note goes into the timeline. `incident` is the one that was looked at: its id, or its kind.
  // Errors: 404 `order_not_found`; 409 `no_incident`, `incident_changed`. Source: rule 10.
  boost::asio::awaitable<Result<OrderView>> clear_incident(OrderId order, std::string incident,
                                                           std::string note, audit::Entry by);
  // A page of what the filter finds, and how many there are.
  boost::asio::awaitable<OrderList> list(OrderFilter filter, OrderPlace after, std::int64_t limit);
  // Sales at a glance: all of them, and a period beside the one before it.
  boost::asio::awaitable<DashboardView> dashboard(DashboardWish wish);
  // CSV of what the filter finds; recorded in the audit log (A4).
  boost::asio::awaitable<std::string> export_csv(OrderFilter filter, audit::Entry by);

  // For work that may safely be repeated: a key's second request gets the first answer, also while
  // the first is still being answered; another body is refused. A refusal is not kept, and should
  // the answer not have been kept before a crash, the work is done again.
  // Errors: 422 `idempotency_key_reused`; 409 `idempotency_key_in_use`; those of the work.
  template <class T>
  boost::asio::awaitable<Result<T>> once_around(Once once, boost::asio::awaitable<Result<T>> work) {
    if (!once) co_return co_await std::move(work);
    CO_TRY(const auto turn, co_await begin_answering(*once));
    CO_TRY(const auto stored,
           co_await store_.read([once](store::Queries& q) { return jobs::find_answer(q, *once); }));
    if (stored) co_return read_json_text<T>(*stored);
    CO_TRY(auto answer, co_await std::move(work));
    co_await keep_answer(*std::move(once), to_json_text(answer));
    co_return answer;
  }

  // --- time ---

  // Begins to expire what is due. `timers` and `executor` outlive this.
  void start(jobs::Timers& timers, boost::asio::any_io_executor executor);
  // Expires what is due now. For the timer, commands and tests.
  boost::asio::awaitable<void> sweep();

  const OrderTokens& tokens() const { return parts_.tokens; }
  // Whose seats become orders.
  inventory::Inventory& inventory() { return parts_.inventory; }

 private:
  struct Snapshot {
    std::optional<Order> order;
    std::vector<payments::Payment> payments;
  };
  enum class Closed : std::uint8_t { done, not_pending, not_due, again };

  // orders.cpp
  // Held while a key is being answered here.
  using Turn = std::shared_ptr<void>;
  boost::asio::awaitable<Result<Turn>> begin_answering(jobs::OnceKey once);
  boost::asio::awaitable<void> keep_answer(jobs::OnceKey once, std::string answer_json);
  // create.cpp
  boost::asio::awaitable<Status> spend_captcha(std::optional<std::string> solution, Once once);
  using TakeHold = std::function<Result<inventory::HoldForOrder>(const std::string&, ShowId)>;
  boost::asio::awaitable<Result<std::vector<HeldShow>>> shows_held(std::vector<std::string> tokens,
                                                                   std::optional<ShowId> show,
                                                                   inventory::SessionKey session);
  Result<std::vector<Held>> held_in(store::Transaction& tx, const OrderRequest& request,
                                    const std::vector<HeldShow>& shows, const TakeHold& take);
  Result<CreatedView> create_in(store::Transaction& tx, const OrderRequest& request,
                                const std::vector<HeldShow>& shows,
                                const inventory::SessionKey& session);
  // payment.cpp
  Result<bool> record_intent(store::Transaction& tx, const payments::Intent& intent);
  boost::asio::awaitable<Result<payments::Intent>> look_at(payments::Payment payment);
  Status on_succeeded(store::Transaction& tx, const payments::PaymentSucceeded& event);
  Status on_processing(store::Transaction& tx, const payments::PaymentProcessing& event);
  Status on_failed(store::Transaction& tx, const payments::PaymentFailed& event);
  Status on_mismatch(store::Transaction& tx, const payments::PaymentMismatched& event);
  Status pay(store::Transaction& tx, const Order& order, const std::vector<Line>& lines, Step step,
             std::int64_t attempt);
  Status refund_cancelled(store::Transaction& tx, const Order& order,
                          const std::vector<Line>& lines, const std::vector<ShowId>& cancelled);
  Status give_back(store::Transaction& tx, const Order& order, const payments::Payment& payment,
                   std::string why);
  Status give_back_cancelled(store::Transaction& tx, const Order& order,
                             const payments::Payment& payment);
  // closing.cpp
  boost::asio::awaitable<Result<Closed>> close(OrderId id, Step step, audit::Entry by);
  boost::asio::awaitable<Result<Closed>> close_once(OrderId id, Step step, audit::Entry by);
  Result<Closed> close_in(store::Transaction& tx, OrderId id, Step step, audit::Entry by);
  boost::asio::awaitable<void> expire_if_due(Order order);
  void wake_sweeper();
  struct Crew;
  boost::asio::awaitable<void> expire(OrderId id);
  boost::asio::awaitable<void> say_not_ended(OrderId id, std::string cause);
  boost::asio::awaitable<void> expire_next(std::shared_ptr<Crew> crew);
  boost::asio::awaitable<void> expire_together(std::shared_ptr<Crew> crew, std::size_t hands);
  boost::asio::awaitable<Timestamp> sweep_due();
  boost::asio::awaitable<void> sweep_and_set_timer();
  // refunds.cpp
  Result<std::int64_t> refund_in(store::Transaction& tx, OrderId id, const RefundRequest& request,
                                 const audit::Entry& by);
  Result<std::int64_t> refund_plan_in(store::Transaction& tx, const Order& order,
                                      const std::vector<Line>& lines, const RefundRequest& request,
                                      const audit::Entry& by);
  Result<RefundWish> wish_of(store::Queries& q, const Order& order, const std::vector<Line>& lines,
                             const RefundRequest& request) const;
  std::vector<OrderItemId> lines_inside(store::Queries& q, const Order& order) const;
  Status void_lines(store::Transaction& tx, const Order& order, const std::vector<Line>& lines,
                    const std::vector<OrderItemId>& chosen, bool release_seats);
  void write_refund(store::Transaction& tx, const Order& order, const std::vector<Line>& lines,
                    const payments::Refund& refund, std::vector<RefundLine> parts);
  pricing::Refundable left_of(store::Queries& q, const Order& order,
                              const payments::Payment& payment) const;
  boost::asio::awaitable<Result<OrderView>> change_refunds(
      OrderId id, Once once, std::function<Result<std::int64_t>(store::Transaction&)> work);
  Status settle_status(store::Transaction& tx, OrderId id);
  Status on_refund_completed(store::Transaction& tx, const payments::RefundCompleted& event);
  // outside_refunds.cpp
  Status on_refund_outside(store::Transaction& tx, const payments::RefundOutside& event);
  Status void_what_is_left(store::Transaction& tx, const Order& order, std::int64_t refund);
  Result<std::vector<OrderItemId>> lines_to_assign(store::Transaction& tx, const Order& order,
                                                   const std::vector<Line>& lines,
                                                   const Assignment& wish) const;
  void assign_money(store::Transaction& tx, const Order& order, const std::vector<Line>& lines,
                    const std::vector<payments::Refund>& refunds,
                    const std::vector<OrderItemId>& chosen);
  Status assign_in(store::Transaction& tx, OrderId id, const Assignment& wish,
                   const audit::Entry& by);
  void release_kept_seats(store::Transaction& tx, const Order& order,
                          const std::vector<Line>& lines, const std::vector<std::int64_t>& refunds);
  // failed_refunds.cpp
  Status on_refund_failed(store::Transaction& tx, const payments::RefundFailed& event);
  Status undo_outside(store::Transaction& tx, const Order& order, const payments::Refund& refund);
  std::vector<OrderItemId> voided_by(store::Queries& q, OrderId id, std::int64_t number);
  Status reinstate_items(store::Transaction& tx, const Order& order,
                         const std::vector<OrderItemId>& items, std::string actor);
  Result<payments::Refund> failed_refund(store::Queries& q, OrderId id, std::int64_t number) const;
  Status reinstate_in(store::Transaction& tx, OrderId id, std::int64_t number,
                      const audit::Entry& by);
  Result<std::int64_t> retry_refund_in(store::Transaction& tx, OrderId id, std::int64_t number,
                                       const audit::Entry& by);
  Result<std::int64_t> return_payment_in(store::Transaction& tx, OrderId id, std::int64_t attempt,
                                         const std::string& reason, const audit::Entry& by);
  // incidents.cpp
  void raise(store::Transaction& tx, OrderId order, std::string kind, std::string subject,
             std::string detail);
  Status clear_in(store::Transaction& tx, OrderId id, const std::string& incident,
                  const std::string& text, const audit::Entry& by);
  // disputes.cpp
  Status on_dispute_opened(store::Transaction& tx, const payments::DisputeOpened& event);
  Status on_dispute_closed(store::Transaction& tx, const payments::DisputeClosed& event);
  Status finish_refund(store::Transaction& tx, const Order& order, Money amount, std::string cause);
  void carry_out_soon(store::Transaction& tx, const payments::Refund& refund);
  // dashboard.cpp
  void add_periods(store::Queries& q, DashboardView& view, const DashboardWish& wish,
                   const std::vector<shows::ShowInfo>& ahead) const;
  // reading.cpp
  // Whom the database shows what the proof opens (PostgreSQL): its second wall.
  store::Viewer viewer_of(OrderId id, const Proof& proof) const;
  boost::asio::awaitable<Snapshot> snapshot(OrderId id,
                                            store::Viewer viewer = store::Viewer::server());
  boost::asio::awaitable<Result<Snapshot>> open(OrderId id, Proof proof);
  bool proves(const Order& order, const Proof& proof) const;
  OrderView buyer_view(store::Queries& q, const Order& order) const;
  OrderView staff_view(store::Queries& q, const Order& order) const;
  std::vector<SessionOrderView> session_orders(store::Queries& q,
                                               const inventory::SessionKey& session) const;
  void add_money(store::Queries& q, const Order& order, OrderView& view) const;
  boost::asio::awaitable<Result<OrderView>> read_view(
      OrderId id, store::Viewer viewer = store::Viewer::server());
  Result<std::optional<OrderView>> look_up_in(store::Transaction& tx, const LookUp& wanted);
  // orders.cpp
  void note(store::Transaction& tx, OrderId order, std::string kind, std::string actor,
            std::string detail);
  void record(store::Transaction& tx, audit::Entry by, std::string action, const Order& order,
              std::string after_json);
  // False when there is a message of that cause already.
  bool tell(store::Transaction& tx, const Order& order, notifications::MessageKind kind,
            std::string cause, notifications::Facts facts = {});
  // The same, for what somebody asks for: not twice within two minutes, nor more often a day (UTC).
  bool tell_on_request(store::Transaction& tx, const Order& order, notifications::MessageKind kind,
                       const std::string& cause, int a_day);
  void listen_to_events();

  OrdersParts parts_;
  store::Store& store_;
  TicketKeeper keeper_{parts_.inventory};
  const TicketSource* tickets_ = nullptr;
  const HeatMapSource* heat_ = nullptr;
  boost::asio::any_io_executor executor_;
  jobs::NextWake next_sweep_{"orders.expiry", [this] { wake_sweeper(); }};
  std::atomic<bool> sweeping_{false};
  Setbacks setbacks_;
  Looks looks_;
  std::mutex answering_mutex_;
  std::set<Bytes> answering_;
};

}  // namespace usher::orders
