#include "base/money.hpp"

#include <fmt/format.h>
#include <unicode/ucurr.h>
#include <unicode/uenum.h>

#include <cmath>
#include <cstdlib>
#include <functional>
#include <set>

namespace usher {

namespace {

// What people pay with today, without metals, funds and test codes. Asking ICU for one code at a
// moment (ucurr_isAvailable) is no way: it knows of no pound sterling and no Danish krone, because
// other countries once had them too.
std::set<std::string, std::less<>> currencies_in_circulation() {
  std::set<std::string, std::less<>> codes;
  UErrorCode status = U_ZERO_ERROR;
  UEnumeration* all = ucurr_openISOCurrencies(UCURR_COMMON | UCURR_NON_DEPRECATED, &status);
  std::int32_t length = 0;
  while (const char* code = uenum_next(all, &length, &status)) codes.emplace(code);
  uenum_close(all);
  return codes;
}

}  // namespace

std::optional<Currency> Currency::parse(std::string_view code) {
  static const auto kCodes = currencies_in_circulation();
  if (!kCodes.contains(code)) return std::nullopt;
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
