#include "orders/rules.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <chrono>

#include "base/assert.hpp"
#include "payments/types.hpp"
#include "shows/shows.hpp"

namespace usher::orders {
namespace {

constexpr std::string_view kCrockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kNumberLetters = 6;

static_assert(kPayWithin < kProcessWithin, "who is being paid waits longer");
static_assert(kClaimGrace > payments::kProviderAnswersWithin,
              "the seats outlive a payment that began at the last moment (rule 43)");

std::unexpected<Error> exceeds() {
  return refuse(ErrorKind::conflict, "refund_exceeds_payment",
                "That is more than what is left of the payment.");
}

// Crockford's reading of a letter: O is 0, I and L are 1.
char canonical_letter(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'O') return '0';
  if (c == 'I' || c == 'L') return '1';
  return c;
}

struct Chosen {
  std::vector<OrderItemId> items;
  pricing::Refundable sum;
};

void choose(Chosen& chosen, const RefundItem& item) {
  chosen.items.push_back(item.id);
  chosen.sum.amount += item.total;
  chosen.sum.fees += item.fees;
  chosen.sum.tax += item.tax;
}

Result<Chosen> choose_by_id(std::span<const RefundItem> items,
                            const std::vector<OrderItemId>& wanted) {
  Chosen chosen;
  for (const auto id : wanted) {
    const auto item = std::ranges::find(items, id, &RefundItem::id);
    if (item == items.end())
      return refuse(ErrorKind::not_found, "ticket_not_found", "This order has no such ticket.");
    const bool twice = std::ranges::find(chosen.items, id) != chosen.items.end();
    if (item->refunded || twice) {
      return refuse(ErrorKind::conflict, "ticket_already_refunded",
                    "A ticket can be refunded only once.");
    }
    choose(chosen, *item);
  }
  return chosen;
}

Chosen choose_all(std::span<const RefundItem> items) {
  Chosen chosen;
  for (const auto& item : items)
    if (!item.refunded) choose(chosen, item);
  return chosen;
}

// Fees and tax of the part: the tickets' own where they fit, so that what stays is never more than
// the amount that stays (rule 40).
Money fitting(Money own, Money left, Money amount_after, Money amount) {
  const Money least{std::max<std::int64_t>(0, left.minor - amount_after.minor)};
  return std::clamp(own, least, std::max(least, std::min(left, amount)));
}

pricing::Refundable tickets_part(const Chosen& chosen, const pricing::Refundable& left) {
  const Money amount = chosen.sum.amount;
  const Money rest = left.amount - amount;
  return {amount, fitting(chosen.sum.fees, left.fees, rest, amount),
          fitting(chosen.sum.tax, left.tax, rest, amount)};
}

}  // namespace

std::optional<OrderStatus> after(OrderStatus status, Step step) {
  using enum OrderStatus;
  switch (step) {
    case Step::pay:
      return status == pending ? std::optional(paid) : std::nullopt;
    case Step::expire:
      return status == pending ? std::optional(expired) : std::nullopt;
    case Step::cancel:
      return status == pending ? std::optional(cancelled) : std::nullopt;
    case Step::revive:
      return status == expired || status == cancelled ? std::optional(paid) : std::nullopt;
    case Step::refund_part:
      return status == paid || status == partially_refunded ? std::optional(partially_refunded)
                                                            : std::nullopt;
    case Step::refund_all:
      return status == paid || status == partially_refunded ? std::optional(refunded)
                                                            : std::nullopt;
  }
  return std::nullopt;
}

bool is_paid(OrderStatus status) {
  return status == OrderStatus::paid || status == OrderStatus::partially_refunded ||
         status == OrderStatus::refunded;
}

Status check_sold(std::optional<shows::ShowStatus> status) {
  if (!status) return refuse(ErrorKind::not_found, "show_not_found", "There is no such show.");
  if (shows::may_be_bought(*status)) return {};
  return refuse(ErrorKind::conflict, "not_on_sale",
                *status == shows::ShowStatus::cancelled
                    ? "This show was cancelled. Nothing was charged."
                    : "This show is not on sale.");
}

Status check_chargeable(Money total, const Currency& currency) {
  const auto outcome = pricing::chargeable(total, currency);
  if (outcome == pricing::Chargeable::yes) return {};
  Error error{ErrorKind::invalid, "total_below_minimum",
              outcome == pricing::Chargeable::below_minimum
                  ? "No card can be charged less than " +
                        format_money(pricing::minimum_charge(currency), currency) + "."
                  : "Cards take no third decimal but 0, and this order costs " +
                        format_money(total, currency) + "."};
  error.members["minimum"] = pricing::minimum_charge(currency).minor;
  return refuse(std::move(error));
}

Status check_refundable(Money amount, const Currency& currency) {
  if (amount.minor % pricing::charge_step(currency) == 0) return {};
  return refuse(ErrorKind::invalid, "refund_not_chargeable",
                "Cards take no third decimal but 0: " + format_money(amount, currency) +
                    " cannot be given back. Choose another amount; no ticket was made void.");
}

std::string make_order_number(Timestamp now, Random& random) {
  const auto day = std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(now.ms)));
  const std::chrono::year_month_day date(day);
  std::string number =
      fmt::format("ORD-{:04}{:02}{:02}-", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  std::uint64_t chance = random.u64();
  for (std::size_t i = 0; i < kNumberLetters; ++i, chance >>= 5) number += kCrockford[chance & 31];
  return number;
}

std::string canonical_order_number(std::string_view typed) {
  std::string plain;
  for (const char c : typed)
    if (c != ' ' && c != '-') plain += canonical_letter(c);
  constexpr std::size_t kDay = 8;
  if (plain.starts_with("0RD")) plain.erase(0, 3);
  if (plain.size() != kDay + kNumberLetters) return "";
  for (const char c : plain)
    if (kCrockford.find(c) == std::string_view::npos) return "";
  return "ORD-" + plain.substr(0, kDay) + "-" + plain.substr(kDay);
}

Result<RefundPlan> plan_refund(std::span<const RefundItem> items, const pricing::Refundable& left,
                               const RefundWish& wish) {
  RefundPlan plan;
  if (wish.items) {
    TRY(const auto chosen, choose_by_id(items, *wish.items));
    const Money amount = wish.amount.value_or(chosen.sum.amount);
    if (amount > left.amount) return exceeds();
    plan.items = chosen.items;
    plan.part = wish.amount ? pricing::part_of(left, *wish.amount) : tickets_part(chosen, left);
  } else if (wish.amount) {
    if (*wish.amount > left.amount) return exceeds();
    plan.part = pricing::part_of(left, *wish.amount);
  } else {
    plan.part = left;
    plan.items = choose_all(items).items;
    if (left.amount.minor == 0 && plan.items.empty()) return exceeds();
  }
  if (plan.part.amount == left.amount && left.amount.minor > 0) {
    for (const auto& item : items) {
      const bool chosen = std::ranges::find(plan.items, item.id) != plan.items.end();
      const bool unpaid_now = item.total.minor > 0 || !wish.items;
      if (!item.refunded && !chosen && unpaid_now) plan.items.push_back(item.id);
    }
  }
  return plan;
}

std::vector<RefundItem> refund_items(const std::vector<Line>& lines) {
  std::vector<RefundItem> list;
  for (const auto& line : lines)
    list.push_back(
        {line.id, line.fees, line.tax, line.total, line.refunded_at.has_value(), line.show});
  return list;
}

namespace {

// By what the order's things of each show have cost.
std::vector<RefundLine> spread_over_shows(std::span<const RefundItem> items,
                                          const pricing::Refundable& rest) {
  if (rest.amount.minor == 0 && rest.fees.minor == 0 && rest.tax.minor == 0) return {};
  std::vector<RefundLine> lines;
  std::vector<std::int64_t> cost;
  for (const auto& item : items) {
    if (item.total.minor == 0) continue;
    const auto known = std::ranges::find(lines, item.show, &RefundLine::show);
    const auto at = static_cast<std::size_t>(known - lines.begin());
    if (known == lines.end()) {
      lines.push_back({{}, item.show});
      cost.push_back(0);
    }
    cost[at] += item.total.minor;
  }
  if (lines.empty()) return {{{}, {}, rest.amount, rest.fees, rest.tax}};
  const auto amounts = pricing::largest_remainder(rest.amount.minor, cost);
  const auto fees = pricing::largest_remainder(rest.fees.minor, cost);
  const auto taxes = pricing::largest_remainder(rest.tax.minor, cost);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    lines[i].amount = {amounts[i]};
    lines[i].fees = {fees[i]};
    lines[i].tax = {taxes[i]};
  }
  return lines;
}

}  // namespace

std::vector<RefundLine> spread_refund(std::span<const RefundItem> items,
                                      const pricing::Refundable& part,
                                      const std::vector<OrderItemId>& chosen) {
  std::vector<RefundLine> lines;
  std::vector<std::int64_t> totals;
  std::vector<std::int64_t> fees;
  std::vector<std::int64_t> taxes;
  Money cost;
  for (const auto& item : items) {
    if (std::ranges::find(chosen, item.id) == chosen.end()) continue;
    lines.push_back({item.id, item.show});
    totals.push_back(item.total.minor);
    fees.push_back(item.fees.minor);
    taxes.push_back(item.tax.minor);
    cost += item.total;
  }
  // By what the lines have of it; where they have nothing, by what they cost.
  const auto spread = [&](Money amount, const std::vector<std::int64_t>& own) {
    const bool none = std::ranges::all_of(own, [](auto weight) { return weight == 0; });
    return pricing::largest_remainder(amount.minor, none ? totals : own);
  };
  pricing::Refundable of_lines = part;
  if (part.amount > cost) of_lines = pricing::part_of(part, cost);
  if (cost.minor == 0) of_lines = {};
  const auto amounts = spread(of_lines.amount, totals);
  const auto fee_parts = spread(of_lines.fees, fees);
  const auto tax_parts = spread(of_lines.tax, taxes);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    lines[i].amount = {amounts[i]};
    lines[i].fees = {fee_parts[i]};
    lines[i].tax = {tax_parts[i]};
  }
  const pricing::Refundable rest{part.amount - of_lines.amount, part.fees - of_lines.fees,
                                 part.tax - of_lines.tax};
  std::ranges::move(spread_over_shows(items, rest), std::back_inserter(lines));
  return lines;
}

Result<std::vector<OrderItemId>> choose_items(std::span<const RefundItem> items,
                                              const std::vector<OrderItemId>& wanted) {
  TRY(auto chosen, choose_by_id(items, wanted));
  return std::move(chosen.items);
}

std::vector<OrderItemId> living_items(std::span<const RefundItem> items) {
  return choose_all(items).items;
}

OrderStatus status_of(std::span<const RefundItem> items, Money total, Money refunded) {
  const bool untouched =
      refunded.minor == 0 &&
      std::ranges::none_of(items, [](const RefundItem& item) { return item.refunded; });
  if (untouched) return OrderStatus::paid;
  return step_of_refund(items, total, refunded) == Step::refund_all
             ? OrderStatus::refunded
             : OrderStatus::partially_refunded;
}

std::unexpected<Error> changed_meanwhile() {
  return refuse(ErrorKind::conflict, "order_changed",
                "The order has just changed. Please try again.");
}

Step step_of_refund(std::span<const RefundItem> items, Money total, Money refunded) {
  USHER_ASSERT(refunded <= total);
  const bool no_ticket_left =
      std::ranges::all_of(items, [](const RefundItem& item) { return item.refunded; });
  return refunded == total && no_ticket_left ? Step::refund_all : Step::refund_part;
}

}  // namespace usher::orders
