#include "orders/order_pricing.hpp"

#include "base/crypto.hpp"

namespace usher::orders {
namespace {

using inventory::ClaimedSeat;
using inventory::FrozenTerms;
using inventory::HoldForOrder;

constexpr std::size_t kDigestLetters = 32;

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

}  // namespace

Result<Priced> price_hold(const FrozenTerms& terms, const HoldForOrder& hold,
                          const std::vector<std::string>& types) {
  std::vector<Money> prices;
  for (std::size_t i = 0; i < hold.seats.size(); ++i) {
    TRY(const Money price, price_of(terms, hold.currency, hold.seats[i], types[i]));
    prices.push_back(price);
  }
  TRY(auto quote, pricing::quote(prices, {}, terms.terms));
  return Priced{terms.currency, std::move(quote)};
}

QuoteView quote_view(const Priced& priced, const HoldForOrder& hold,
                     const std::vector<std::string>& types) {
  const auto& quote = priced.quote;
  QuoteView view{priced.currency,
                 quote.subtotal,
                 quote.discount,
                 quote.fees,
                 quote.tax,
                 quote.tax_inclusive,
                 quote.total,
                 {},
                 {},
                 {}};
  for (const auto& fee : quote.fee_lines) view.fee_lines.push_back({fee.name, fee.amount, fee.tax});
  for (std::size_t i = 0; i < hold.seats.size(); ++i) {
    const auto& seat = hold.seats[i];
    const auto& share = quote.shares[i];
    view.items.push_back({seat.id, seat.seat_id, seat.section, seat.row_name, seat.seat_number,
                          std::string(enum_text(seat.seat_type)),
                          types[i].empty() ? std::nullopt : std::optional(types[i]), share.price,
                          share.discount, share.fees, share.tax, share.total});
  }
  view.digest = to_hex(sha256(to_json_text(view))).substr(0, kDigestLetters);
  return view;
}

Status check_agreed(const Priced& now, const FrozenTerms* held, const HoldForOrder& hold,
                    const std::vector<std::string>& types,
                    const std::optional<std::string>& agreed_quote) {
  const auto before =
      held != nullptr ? std::optional(price_hold(*held, hold, types)) : std::nullopt;
  const bool known = before && before->has_value();
  if (known ? costs_the_same(**before, now) : held == nullptr && now.currency == hold.currency)
    return {};
  const auto view = quote_view(now, hold, types);
  if (agreed_quote == view.digest) return {};
  Error error{ErrorKind::conflict, "terms_changed",
              "The price has changed since these seats were held. Nothing was charged. Look at the "
              "new one, and order again with its digest as agreed_quote if it is right for you."};
  error.members["quote"] = boost::json::parse(to_json_text(view));
  if (known) {
    const PreviousTotal previous{(*before)->currency, (*before)->quote.total};
    error.members["previous"] = boost::json::parse(to_json_text(previous));
  }
  return refuse(std::move(error));
}

}  // namespace usher::orders
