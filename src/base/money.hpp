// Purpose: amounts without floating point. Place: base.
#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace usher {

// An amount in the currency's smallest unit (cents, yen); which currency, the context says.
struct Money {
  std::int64_t minor = 0;
  auto operator<=>(const Money&) const = default;
  friend Money operator+(Money a, Money b) { return {a.minor + b.minor}; }
  friend Money operator-(Money a, Money b) { return {a.minor - b.minor}; }
  friend Money operator*(Money a, std::int64_t times) { return {a.minor * times}; }
  Money& operator+=(Money other) {
    minor += other.minor;
    return *this;
  }
  Money& operator-=(Money other) {
    minor -= other.minor;
    return *this;
  }
};

// The largest price or fee that the API takes: far above any ticket, far below overflow when
// multiplied by a whole arena and a percentage.
inline constexpr Money kMaxPrice{100'000'000'00};

// An ISO 4217 code.
struct Currency {
  std::string code = "USD";
  auto operator<=>(const Currency&) const = default;
  // Digits after the point: 0 for JPY, 2 for USD, 3 for KWD.
  int exponent() const;
  // nullopt when it is not an ISO 4217 code in circulation.
  static std::optional<Currency> parse(std::string_view code);
};

// Dollars, yen, dinars: for statistics alone, since it is not exact.
double in_main_units(Money amount, const Currency& currency);

// "25.50 USD": for documents and logs; pages format by locale themselves.
std::string format_money(Money amount, const Currency& currency);

}  // namespace usher
