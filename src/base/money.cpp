#include "base/money.hpp"

#include <fmt/format.h>
#include <unicode/ucurr.h>

#include <cmath>
#include <cstdlib>

namespace usher {

std::optional<Currency> Currency::parse(std::string_view code) {
  if (code.size() != 3) return std::nullopt;
  UChar wide[4] = {};
  for (std::size_t i = 0; i < 3; ++i) {
    if (code[i] < 'A' || code[i] > 'Z') return std::nullopt;
    wide[i] = static_cast<UChar>(code[i]);
  }
  UErrorCode status = U_ZERO_ERROR;
  if (ucurr_getNumericCode(wide) == 0 || !ucurr_isAvailable(wide, 1.7e12, 1.7e12, &status) ||
      U_FAILURE(status)) {
    return std::nullopt;
  }
  return Currency{std::string(code)};
}

int Currency::exponent() const {
  UChar wide[4] = {};
  for (std::size_t i = 0; i < 3 && i < code.size(); ++i) wide[i] = static_cast<UChar>(code[i]);
  UErrorCode status = U_ZERO_ERROR;
  const int digits = ucurr_getDefaultFractionDigits(wide, &status);
  return U_FAILURE(status) ? 2 : digits;
}

double in_main_units(Money amount, const Currency& currency) {
  return static_cast<double>(amount.minor) / std::pow(10, currency.exponent());
}

std::string format_money(Money amount, const Currency& currency) {
  const int digits = currency.exponent();
  std::int64_t unit = 1;
  for (int i = 0; i < digits; ++i) unit *= 10;
  const std::int64_t absolute = std::llabs(amount.minor);
  std::string text = amount.minor < 0 ? "-" : "";
  text += fmt::format("{}", absolute / unit);
  if (digits > 0) text += fmt::format(".{:0{}}", absolute % unit, digits);
  return text + ' ' + currency.code;
}

}  // namespace usher
