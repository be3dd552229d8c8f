#include "orders/quoting.hpp"

#include <algorithm>

#include "base/crypto.hpp"

namespace usher::orders {
namespace {

using inventory::ClaimedSeat;
using inventory::FrozenTerms;

constexpr std::size_t kDigestLetters = 32;
constexpr double kThousandths = 1000;

std::unexpected<Error> unknown_type(const ClaimedSeat& seat) {
  auto error = refuse_field("/ticket_types/" + seat.id.text(), "unknown_ticket_type",
                            "There is no such ticket type for this seat.");
  error.error().code = "unknown_ticket_type";
  return error;
}

Result<Money> price_of(const FrozenTerms& terms, const Currency& held_in, const ClaimedSeat& seat,
                       const std::string& type) {
  const bool same_currency = terms.currency == held_in;
  if (type.empty() && same_currency) return seat.price;
  const auto own = same_currency && seat.has_own_price ? std::optional(seat.price)
                   : same_currency                     ? std::nullopt
                                                       : seat.price_override;
  const auto price =
      pricing::resolve_price(terms.book, seat.price_zone_id.value_or(PriceZoneId{}), own, type);
  if (price) return *price;
  if (!type.empty()) return unknown_type(seat);
  return refuse(ErrorKind::conflict, "not_on_sale",
                "The show sells in another currency by now, and a seat has no price in it.");
}

std::unexpected<Error> mismatch(const Currency& one, const Currency& other) {
  Error error{ErrorKind::conflict, "currency_mismatch",
              "These shows sell in different currencies. Order each by itself."};
  error.members["currencies"] = boost::json::array{one.code, other.code};
  return refuse(std::move(error));
}

// `then`: by the terms that the holds were made under, as far as they are known.
Result<Priced> price_by(std::span<const Held> holds, bool then) {
  std::vector<pricing::Line> lines;
  std::vector<pricing::Terms> terms;
  Priced priced;
  for (const auto& held : holds) {
    const auto& applies = then && held.then ? *held.then : *held.now;
    if (!terms.empty() && applies.currency != priced.currency)
      return mismatch(priced.currency, applies.currency);
    priced.currency = applies.currency;
    for (std::size_t i = 0; i < held.hold.seats.size(); ++i) {
      TRY(const Money price,
          price_of(applies, held.hold.currency, held.hold.seats[i], held.types[i]));
      lines.push_back({.list_price = price, .terms = terms.size()});
    }
    terms.push_back(applies.terms);
  }
  TRY(priced.quote, pricing::quote(lines, {}, terms));
  return priced;
}

bool costs_the_same(const Priced& a, const Priced& b) {
  return a.currency == b.currency && a.quote.subtotal == b.quote.subtotal &&
         a.quote.discount == b.quote.discount && a.quote.fees == b.quote.fees &&
         a.quote.tax == b.quote.tax && a.quote.total == b.quote.total &&
         a.quote.tax_inclusive == b.quote.tax_inclusive;
}

struct PreviousTotal {
  Currency currency;
  Money total;
};
BOOST_DESCRIBE_STRUCT(PreviousTotal, (), (currency, total))

std::optional<std::string> named(const std::string& type) {
  return type.empty() ? std::nullopt : std::optional(type);
}

QuoteItemView item_view(ShowId show, const ClaimedSeat& seat, const std::string& type,
                        const pricing::Share& share) {
  return {show,
          seat.id,
          seat.seat_id,
          seat.section,
          seat.row_name,
          seat.seat_number,
          std::string(enum_text(seat.seat_type)),
          named(type),
          share.price,
          share.discount,
          share.fees,
          share.tax,
          share.total};
}

LineView line_view(ShowId show, const ClaimedSeat& seat, const std::string& type,
                   const pricing::Share& share) {
  LineView view;
  view.show_id = show;
  view.list_price = share.price;
  for (const auto& each : share.adjustments)
    view.adjustments.push_back({each.source, each.label, each.amount});
  view.discount = share.discount;
  view.fees = share.fees;
  view.tax = share.tax;
  view.total = share.total;
  auto& ticket = view.ticket.value.emplace();
  ticket.show_seat_id = seat.id;
  ticket.seat_id = seat.seat_id;
  ticket.section = seat.section;
  ticket.row_name = seat.row_name;
  ticket.seat_number = seat.seat_number;
  ticket.seat_type = enum_text(seat.seat_type);
  ticket.ticket_type = named(type);
  return view;
}

// What has changed of it changes what is agreed to.
std::string digest_of(const QuoteView& view) {
  return to_hex(sha256(to_json_text(view))).substr(0, kDigestLetters);
}

}  // namespace

Status choose_types(std::vector<Held>& holds, const std::map<std::string, std::string>& wanted) {
  for (auto& held : holds) held.types.assign(held.hold.seats.size(), "");
  for (const auto& [id_text, type] : wanted) {
    const std::int64_t id = parse_id(id_text);
    bool found = false;
    for (auto& held : holds) {
      const auto& seats = held.hold.seats;
      const auto seat = std::ranges::find_if(
          seats, [&](const ClaimedSeat& s) { return s.id.value == id || s.seat_id.value == id; });
      if (seat == seats.end()) continue;
      held.types[static_cast<std::size_t>(seat - seats.begin())] = type;
      found = true;
    }
    if (found) continue;
    auto error = refuse_field("/ticket_types/" + id_text, "seat_not_in_reservation",
                              "This seat is not among the reserved ones.");
    error.error().code = "seat_not_in_reservation";
    return error;
  }
  return {};
}

Result<Priced> price_holds(std::span<const Held> holds) { return price_by(holds, false); }

QuoteView quote_view(const Priced& priced, std::span<const Held> holds) {
  const auto& quote = priced.quote;
  QuoteView view;
  view.currency = priced.currency;
  view.subtotal = quote.subtotal;
  view.discount = quote.discount;
  view.fees = quote.fees;
  view.tax = quote.tax;
  view.tax_inclusive = quote.tax_inclusive;
  view.total = quote.total;
  view.due = quote.total;
  for (const auto& fee : quote.fee_lines) view.fee_lines.push_back({fee.name, fee.amount, fee.tax});
  for (const auto& tax : quote.taxes) {
    view.taxes.push_back({tax.name, static_cast<double>(tax.percent.thousandths) / kThousandths,
                          tax.inclusive, tax.net, tax.tax});
  }
  if (quote.total.minor > 0)
    view.tenders.push_back({.kind = TenderKind::card, .amount = quote.total});
  auto share = quote.shares.begin();
  for (const auto& held : holds) {
    for (std::size_t i = 0; i < held.hold.seats.size(); ++i, ++share) {
      const auto& seat = held.hold.seats[i];
      view.items.push_back(item_view(held.hold.show, seat, held.types[i], *share));
      view.lines.push_back(line_view(held.hold.show, seat, held.types[i], *share));
    }
  }
  view.digest = digest_of(view);
  return view;
}

Status check_agreed(const Priced& now, std::span<const Held> holds,
                    const std::optional<std::string>& agreed_quote) {
  if (std::ranges::all_of(holds, [](const Held& held) { return held.then == held.now; })) return {};
  const bool known =
      std::ranges::all_of(holds, [](const Held& held) { return held.then != nullptr; });
  const bool same_currency = std::ranges::all_of(
      holds, [&](const Held& held) { return held.hold.currency == now.currency; });
  // What is not known any more is taken to have been as it is, as long as the currency is the same.
  const auto before = price_by(holds, true);
  if (before && costs_the_same(*before, now) && (known || same_currency)) return {};
  const auto view = quote_view(now, holds);
  if (agreed_quote == view.digest) return {};
  Error error{ErrorKind::conflict, "terms_changed",
              "The price has changed since these seats were held. Nothing was charged. Look at the "
              "new one, and order again with its digest as agreed_quote if it is right for you."};
  error.members["quote"] = boost::json::parse(to_json_text(view));
  if (before && known) {
    const PreviousTotal previous{before->currency, before->quote.total};
    error.members["previous"] = boost::json::parse(to_json_text(previous));
  }
  return refuse(std::move(error));
}

}  // namespace usher::orders
