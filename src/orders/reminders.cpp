#include "orders/reminders.hpp"

#include <boost/describe/class.hpp>

#include "base/log.hpp"
#include "orders/sql.hpp"
#include "shows/shows.hpp"

namespace usher::orders {
namespace {

constexpr std::int64_t kAtOnce = 100;  // orders in one transaction

struct Guest {
  OrderId order;
  std::string email;
};
BOOST_DESCRIBE_STRUCT(Guest, (), (order, email))

}  // namespace

std::vector<Reminders::Due> Reminders::due(store::Queries& q) const {
  std::vector<Due> due;
  for (const auto& show : shows::shows_between(q, q.now(), q.now() + before_)) {
    if (show.status == shows::ShowStatus::cancelled || show.status == shows::ShowStatus::draft)
      continue;
    if (q.find<Timestamp>(sql::find_reminder, show.id, show.starts_at)) continue;
    due.push_back({show.id, show.starts_at});
  }
  return due;
}

boost::asio::awaitable<void> Reminders::run() {
  const auto shows = co_await store_.read([this](store::Queries& q) { return due(q); });
  for (const auto& show : shows) {
    // What fails is due again at the next run.
    if (!co_await remind(show)) log::warning("reminders_failed", {{"show", show.show.text()}});
  }
}

boost::asio::awaitable<bool> Reminders::remind(Due show) {
  OrderId after;
  do {
    const auto last = co_await store_.write(
        store::lane_of(show.show),
        [this, show, after](store::Transaction& tx) { return remind_some(tx, show, after); });
    if (!last) co_return false;
    after = *last;
  } while (after);
  co_return true;
}

Result<OrderId> Reminders::remind_some(store::Transaction& tx, const Due& show,
                                       OrderId after) const {
  const auto guests = tx.all<Guest>(sql::orders_to_remind, show.show, after, kAtOnce);
  for (const auto& guest : guests) {
    notifications_.enqueue(tx, {.kind = notifications::MessageKind::show_reminder,
                                .to = guest.email,
                                .order_id = guest.order,
                                .cause = "order " + guest.order.text() + " reminder " +
                                         std::to_string(show.starts_at.ms),
                                .facts = {.show_id = show.show}});
  }
  if (std::ssize(guests) == kAtOnce) return guests.back().order;
  tx.run(sql::insert_reminder, show.show, show.starts_at, tx.now());
  return OrderId{};
}

}  // namespace usher::orders
