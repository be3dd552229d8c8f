#include "simulation/client.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "inventory/boards.hpp"
#include "orders/repository.hpp"
#include "simulation/finish.hpp"

namespace usher::simulation {
namespace asio = boost::asio;

namespace {

constexpr std::size_t kSeatsWanted = 12;  // few, so that buyers meet
constexpr std::size_t kOrdersMax = 4;

// Counts an action for as long as its coroutine lives.
struct Asked {
  int& count;
  explicit Asked(int& counter) : count(counter) { ++count; }
  ~Asked() { --count; }
  Asked(const Asked&) = delete;
  Asked& operator=(const Asked&) = delete;
};

void expect_sound(const std::string& doing, const Error& error) {
  if (error.kind == ErrorKind::invalid && error.code == "validation_failed")
    throw Broken(fmt::format("{}: {} {}", doing, error.code, error.detail));
}

}  // namespace

bool Client::owns(ShowSeatId seat, Timestamp now) const {
  const auto has = [&](const Promise& promise) {
    return now < promise.until && std::ranges::find(promise.seats, seat) != promise.seats.end();
  };
  if (std::ranges::any_of(held_, [&](const auto& held) { return has(held.second.promise); }))
    return true;
  return std::ranges::any_of(orders_, [&](const Bought& order) { return has(order.promise); });
}

void Client::expect_free_of_others(const std::vector<Client>& all, const Promise& promise,
                                   Timestamp now) {
  if (now >= promise.until) return;
  for (const auto& other : all) {
    if (other.number_ == number_) continue;
    for (const auto seat : promise.seats) {
      if (!other.owns(seat, now)) continue;
      throw Broken(fmt::format("seat {} was promised to buyers {} and {}", seat.text(), number_,
                               other.number_));
    }
  }
}

Bought* Client::find(OrderId id) {
  const auto found = std::ranges::find(orders_, id, &Bought::id);
  return found == orders_.end() ? nullptr : &*found;
}

asio::awaitable<void> Client::act(World& world, const std::vector<Client>& all, Company& company) {
  const Asked asked(asked_);
  co_await choose_and_act(world, all, company);
}

asio::awaitable<void> Client::choose_and_act(World& world, const std::vector<Client>& all,
                                             Company& company) {
  const auto what = chance_.below(20);
  if (what < 5 || (held_.empty() && orders_.empty())) co_return co_await reserve(world, all);
  if (!held_.empty()) {
    if (what < 6) co_return co_await extend(world);
    if (what < 7) co_return co_await release(world);
    if (what < 12) co_return co_await order(world, all);
  }
  if (orders_.empty()) co_return;
  // Copied: the list may grow while the coroutine waits.
  const Bought chosen = any_order();
  if (what < 9 || chosen.intent.empty()) co_return co_await open_intent(world, chosen.id);
  if (what < 13) {
    const auto card = chance_.below(6);
    company.use_card(chosen.intent, card == 0   ? Company::Card::declined
                                    : card == 1 ? Company::Card::late
                                                : Company::Card::good);
  }
  if (what < 15) co_return co_await confirm(world, all, chosen.id);
  if (what < 16) co_return co_await cancel(world, chosen.id);
  if (what < 17) co_return co_await refund(world, chosen.id);
  if (what < 19) co_return co_await scan(world, chosen.id);
  co_await look(world, chosen.id);
}

asio::awaitable<void> Client::reserve(World& world, const std::vector<Client>& all) {
  const auto show = chance_.below(3) == 0 ? kSecondShow : kShow;
  const auto board = co_await world.inventory.board(show);
  if (!board) throw Broken("the show is gone: " + board.error().code);
  const auto layout = (*board)->layout();
  std::vector<std::string> names;
  Promise promise;
  const auto first = chance_.below(kSeatsWanted);
  const auto count = 1 + chance_.below(3);
  for (std::size_t i = 0; i < count; ++i) {
    const auto& seat = layout->seats[(first + i) % kSeatsWanted];
    names.push_back(chance_.below(2) == 0 ? seat.id.text() : seat.seat_id.text());
    promise.seats.push_back(seat.id);
  }
  auto plan =
      world.inventory.plan_hold(**board, std::move(names), session(), chance_.below(4) != 0);
  if (!plan) co_return expect_sound("plan_hold", plan.error());
  // From here on the old hold may be replaced without our hearing of it.
  held_.erase(show);
  const auto answer = co_await world.inventory.hold_seats(*std::move(plan), std::nullopt);
  if (!answer) co_return expect_sound("hold_seats", answer.error());
  promise.until = answer->expires_at;
  expect_free_of_others(all, promise, world.latest);
  // With two questions at once nobody knows which hold came last.
  if (asked_ == 1) held_[show] = Held{answer->reservation_token, std::move(promise)};
}

asio::awaitable<void> Client::extend(World& world) {
  const auto [show, held] = *held_.begin();
  const auto answer = co_await world.inventory.extend_hold(held.token, session());
  const auto now = held_.find(show);
  if (answer && now != held_.end() && now->second.token == held.token)
    now->second.promise.until = answer->expires_at;
}

asio::awaitable<void> Client::release(World& world) {
  const auto token = held_.begin()->second.token;
  held_.erase(held_.begin());
  const auto answer = co_await world.inventory.release_hold(token, session());
  if (!answer) expect_sound("release_hold", answer.error());
}

asio::awaitable<void> Client::order(World& world, const std::vector<Client>& all) {
  if (orders_.size() >= kOrdersMax) co_return;
  const auto all_held = std::exchange(held_, {});
  Bought wanted;
  std::vector<std::string> tokens;
  for (const auto& [show, held] : all_held) {
    tokens.push_back(held.token);
    wanted.promise.seats.insert(wanted.promise.seats.end(), held.promise.seats.begin(),
                                held.promise.seats.end());
  }
  // Whatever order they are named in, their turns are taken in one.
  if (chance_.below(2) == 0) std::ranges::reverse(tokens);
  const auto key = fmt::format("{}-{}", number_, ++keys_);
  for (int repeat = 0; repeat < 2; ++repeat) {
    orders::OrderRequest request{tokens, {}, Label{"Zoë"}, Email{"zoe@example.org"}, {}, {}};
    const jobs::OnceKey once{"create", key, Bytes(32, 1)};
    const auto answer = co_await world.orders.create(std::move(request), session(), once);
    if (!answer) co_return expect_sound("create", answer.error());
    if (repeat == 0) {
      Bought bought = wanted;
      bought.id = answer->order.id;
      bought.promise.until = answer->order.expires_at.value_or(kNever);
      expect_free_of_others(all, bought.promise, world.latest);
      orders_.push_back(std::move(bought));
    } else if (answer->order.id != orders_.back().id && find(answer->order.id) == nullptr) {
      throw Broken("a repeated request made a second order");
    }
    if (chance_.below(3) != 0) co_return;
  }
}

asio::awaitable<void> Client::open_intent(World& world, OrderId id) {
  const auto answer = co_await world.orders.open_intent(id, proof());
  if (!answer) co_return expect_sound("open_intent", answer.error());
  if (auto* order = find(id)) order->intent = answer->payment_intent_id;
}

asio::awaitable<void> Client::confirm(World& world, const std::vector<Client>& all, OrderId id) {
  const auto intent = find(id)->intent;
  const auto answer = co_await world.orders.confirm(id, intent, proof());
  if (!answer) co_return expect_sound("confirm", answer.error());
  auto* order = find(id);
  if (answer->status != orders::OrderStatus::paid || order->refunded.minor > 0) co_return;
  order->paid = true;
  order->codes.clear();
  for (const auto& ticket : answer->tickets) order->codes.emplace_back(ticket.code, ticket.show.id);
  if (order->promise.until == Timestamp{}) co_return;
  order->promise.until = kNever;
  expect_free_of_others(all, order->promise, world.latest);
}

asio::awaitable<void> Client::cancel(World& world, OrderId id) {
  auto* order = find(id);
  order->closing = true;
  if (!order->paid) order->promise.until = {};
  const auto answer = co_await world.orders.cancel(id, proof(), {});
  if (!answer) co_return expect_sound("cancel", answer.error());
  find(id)->cancelled = true;
}

asio::awaitable<void> Client::look(World& world, OrderId id) {
  const auto answer = co_await world.orders.find(id, proof());
  if (!answer) throw Broken("an order that was promised is unknown: " + answer.error().code);
}

asio::awaitable<void> Client::refund(World& world, OrderId id) {
  orders::RefundRequest request;
  request.reason = "asked for";
  request.release_seats = chance_.below(2) == 0;
  const auto manner = chance_.below(3);
  if (manner == 1) {
    request.amount = Money{static_cast<std::int64_t>(1 + chance_.below(3000))};
  } else if (manner == 2) {
    const auto view = co_await world.orders.details(id);
    if (!view || view->tickets.empty()) co_return;
    request.ticket_ids = {view->tickets.front().id.text()};
  }
  find(id)->promise.until = {};
  const auto answer = co_await world.orders.refund(id, std::move(request), std::nullopt, {});
  if (!answer) co_return expect_sound("refund", answer.error());
  auto* order = find(id);
  order->refunded.minor = std::max(order->refunded.minor, answer->refunded.minor);
}

asio::awaitable<void> Client::scan(World& world, OrderId id) {
  const auto codes = find(id)->codes;
  if (codes.empty()) co_return;
  const auto [code, show] = codes[chance_.below(codes.size())];
  auto answer = co_await world.tickets.admit(
      {.code = code, .show = show, .scan_id = fmt::format("s{}-{}", number_, ++keys_)});
  if (!answer) co_return expect_sound("admit", answer.error());
  if (answer->result != tickets::ScanResult::admitted) co_return;
  auto* order = find(id);
  if (std::ranges::find(order->admitted, code) != order->admitted.end())
    throw Broken("a ticket admitted twice");
  order->admitted.push_back(code);
}

void Client::verify(World& world) {
  for (const auto& [show, held] : held_) {
    if (world.latest >= held.promise.until) continue;
    const auto found = world.finish(world.inventory.find_hold(held.token, session()));
    if (!found) throw Broken("a hold that was promised is unknown");
    if (found->status != inventory::HoldStatus::active ||
        found->seats.size() != held.promise.seats.size())
      throw Broken("a hold that was promised is not active");
  }
  for (const auto& bought : orders_) {
    const auto order =
        world.store.read_now([&](store::Queries& q) { return orders::find_order(q, bought.id); });
    if (!order) throw Broken("an order that was promised is gone");
    const bool has_paid = order->status == orders::OrderStatus::paid ||
                          order->status == orders::OrderStatus::partially_refunded ||
                          order->status == orders::OrderStatus::refunded;
    if (bought.paid && !has_paid) throw Broken("an order was paid and is not any more");
    if (bought.cancelled && order->status == orders::OrderStatus::pending)
      throw Broken("an order was cancelled and is pending again");
    if (order->refunded < bought.refunded) throw Broken("a refund that was promised is gone");
    for (const auto& [code, show] : bought.codes) {
      if (std::ranges::find(bought.admitted, code) == bought.admitted.end()) continue;
      const auto seen = world.finish(world.tickets.look_at(code, show));
      if (seen.result == tickets::ScanResult::admitted)
        throw Broken("a ticket was admitted and may come in again");
    }
  }
}

}  // namespace usher::simulation
