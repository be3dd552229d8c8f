#include "pricing/chargeable.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace usher::pricing {
namespace {

struct Minimum {
  std::string_view currency;
  std::int64_t minor = 0;
};

// Source: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts, whose table names
// these currencies and no others; it agrees with those that WooCommerce's Stripe plug-in and
// Mozilla's accounts keep. The minimum is that of the currency in which the account is paid out:
// where that is another one, Stripe converts and may refuse a little more, which is then a payment
// that is not opened and never one that is taken wrongly.
constexpr std::array kMinima{
    Minimum{"AED", 200}, Minimum{"AUD", 50}, Minimum{"BGN", 100},  Minimum{"BRL", 50},
    Minimum{"CAD", 50},  Minimum{"CHF", 50}, Minimum{"CZK", 1500}, Minimum{"DKK", 250},
    Minimum{"EUR", 50},  Minimum{"GBP", 30}, Minimum{"HKD", 400},  Minimum{"HUF", 17'500},
    Minimum{"INR", 50},  Minimum{"JPY", 50}, Minimum{"MXN", 1000}, Minimum{"MYR", 200},
    Minimum{"NOK", 300}, Minimum{"NZD", 50}, Minimum{"PLN", 200},  Minimum{"RON", 200},
    Minimum{"SEK", 300}, Minimum{"SGD", 50}, Minimum{"THB", 1000}, Minimum{"USD", 50},
};

}  // namespace

Money minimum_charge(const Currency& currency) {
  const auto* found = std::ranges::find(kMinima, currency.code, &Minimum::currency);
  return {found == kMinima.end() ? 0 : found->minor};
}

std::int64_t charge_step(const Currency& currency) { return currency.exponent() == 3 ? 10 : 1; }

Chargeable chargeable(Money total, const Currency& currency) {
  if (total.minor == 0) return Chargeable::yes;
  if (total < minimum_charge(currency)) return Chargeable::below_minimum;
  return total.minor % charge_step(currency) == 0 ? Chargeable::yes : Chargeable::too_fine;
}

}  // namespace usher::pricing
