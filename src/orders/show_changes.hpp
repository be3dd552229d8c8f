// Purpose: cancelling and moving a show: every buyer is told once and, if wanted, refunded once
// (S8). Place: orders; the show itself is changed by shows, in the same transaction.
//
// begin() changes the show and stores what is to be done, with a job. The job goes through the
// show's orders, each in one transaction with its refund, its message and its mark, so that it may
// die at any instruction and go on (rules 31, 32).
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jobs/queue.hpp"
#include "orders/orders.hpp"
#include "orders/repository.hpp"

namespace usher::orders {

inline constexpr std::string_view kShowChangeJob = "orders.change_show";

using ShowChangeId = Id<struct ShowChangeTag>;

BOOST_DEFINE_ENUM_CLASS(ChangeKind, cancel, move)
BOOST_DEFINE_ENUM_CLASS(ChangeState, running, done)
// told: keeps its tickets; ended: was not paid yet; left: nothing was left to give back.
BOOST_DEFINE_ENUM_CLASS(ChangeOutcome, told, refunded, ended, left)

struct ChangeWish {
  ChangeKind kind = ChangeKind::cancel;
  bool refund = false;
  std::string message{};  // in the words of the organiser; "" for none
  // move: the new start, as an instant or on the venue's clock.
  std::optional<Timestamp> starts_at{};
  std::optional<std::string> starts_at_local{};
};

// A row of show_changes, in the order of its columns.
struct ShowChange {
  ShowChangeId id;
  ShowId show;
  ChangeKind kind = ChangeKind::cancel;
  bool refund = false;
  std::string message;
  Timestamp was_starts_at;
  Timestamp starts_at;
  ChangeState state = ChangeState::running;
  std::int64_t orders_total = 0;
  std::string actor;
  Timestamp created_at;
  std::optional<Timestamp> finished_at;
  bool given_up = false;  // ended before it was through, for the next one
};
BOOST_DESCRIBE_STRUCT(ShowChange, (),
                      (id, show, kind, refund, message, was_starts_at, starts_at, state,
                       orders_total, actor, created_at, finished_at, given_up))

struct ChangeMoney {
  Currency currency;
  std::int64_t orders = 0;
  Money amount;
};
BOOST_DESCRIBE_STRUCT(ChangeMoney, (), (currency, orders, amount))

// What a change would concern, before it is begun. `paid` is what could be given back.
struct ChangePreview {
  std::int64_t orders = 0;
  std::int64_t tickets = 0;
  std::int64_t pending_orders = 0;
  std::int64_t people = 0;
  std::vector<ChangeMoney> paid;
};
BOOST_DESCRIBE_STRUCT(ChangePreview, (), (orders, tickets, pending_orders, people, paid))

// How far a change has come.
struct ChangeView {
  ShowChangeId id;
  ShowId show_id;
  ChangeKind kind = ChangeKind::cancel;
  bool refund = false;
  std::string message;
  Timestamp was_starts_at;
  Timestamp starts_at;
  ChangeState state = ChangeState::running;
  std::int64_t orders_total = 0;
  std::int64_t orders_done = 0;
  std::int64_t told = 0;
  std::int64_t ended = 0;
  std::int64_t refunds_failed = 0;
  std::vector<ChangeMoney> refunded;
  Timestamp created_at;
  std::optional<Timestamp> finished_at;
  bool given_up = false;  // the next change of the show has taken over what was left
  // When its work has failed for good: that job, which can be tried again, and why it failed.
  std::optional<JobId> failed_job;
  std::optional<std::string> failure;
};
BOOST_DESCRIBE_STRUCT(ChangeView, (),
                      (id, show_id, kind, refund, message, was_starts_at, starts_at, state,
                       orders_total, orders_done, told, ended, refunds_failed, refunded, created_at,
                       finished_at, given_up, failed_job, failure))

// Thread-safe. Lives as long as the application; made before serving.
class ShowChanges {
 public:
  // Also listens to shows that are deleted. `orders` and `queue` outlive this.
  ShowChanges(Orders& orders, jobs::Queue& queue);

  // Errors: 404 `show_not_found`.
  boost::asio::awaitable<Result<ChangePreview>> preview(ShowId show);
  // Cancels or moves the show, and has everybody told and refunded from then on. A show that is
  // cancelled already can be cancelled again, to refund what was kept. A change before whose work
  // has failed for good is given up: this one deals with what is left. Errors: 404
  // `show_not_found`; 409 `show_change_running`, `show_cancelled` and those of shows::cancel_show
  // and shows::move_show; 412 `version_conflict`.
  boost::asio::awaitable<Result<ChangeView>> begin(ShowId show, ChangeWish wish,
                                                   shows::IfMatch if_match, Once once,
                                                   audit::Entry by);
  // The newest first. Errors: 404 `show_not_found`.
  boost::asio::awaitable<Result<std::vector<ChangeView>>> list(ShowId show);
  // Errors: 404 `show_change_not_found`.
  boost::asio::awaitable<Result<ChangeView>> find(ShowId show, ShowChangeId change);

  // The job kShowChangeJob. Errors: 409 `payment_processing` while an order waits for its payment's
  // outcome: it is to be run again.
  boost::asio::awaitable<Status> run(jobs::Job job);

 private:
  Result<ChangeView> begin_in(store::Transaction& tx, ShowId show, const ChangeWish& wish,
                              shows::IfMatch if_match, const audit::Entry& by);
  void make_room(store::Transaction& tx, ShowId show, const audit::Entry& by);
  ChangeView view_of(store::Queries& q, const ShowChange& change) const;
  // What is done about an order that is paid. Answers the number of the refund to carry out, 0 when
  // there is none.
  RefundRequest part_of_show(store::Queries& q, const Order& order, ShowId show) const;
  Result<std::int64_t> settle_in(store::Transaction& tx, const ShowChange& change, OrderId order,
                                 const jobs::Job& job);
  void enqueue_message(store::Transaction& tx, const ShowChange& change, const Order& order,
                       std::optional<Money> amount);
  // The message, the mark and the line of the order's timeline.
  Status tell_in(store::Transaction& tx, const ShowChange& change, OrderId order,
                 ChangeOutcome outcome, Money amount);
  boost::asio::awaitable<Status> settle(ShowChange change, Order order, jobs::Job job);
  boost::asio::awaitable<Status> end_pending(ShowChange change, OrderId order);
  boost::asio::awaitable<Status> pass(ShowChange change, jobs::Job job);
  boost::asio::awaitable<Result<bool>> finish(ShowChange change, jobs::Job job);

  Orders& orders_;
  jobs::Queue& queue_;
  store::Store& store_;
};

}  // namespace usher::orders

namespace usher::web {
class Router;
}

namespace usher::orders {

// Over HTTP.
void add_show_change_endpoints(web::Router& router, ShowChanges& changes);

}  // namespace usher::orders
