#include "base/json_write.hpp"

#include <boost/json/serialize.hpp>

namespace usher {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

// What stands behind the backslash; 'u' for the long form, 0 for characters written as they are.
constexpr std::array<char, 256> make_escapes() {
  std::array<char, 256> table{};
  for (std::size_t c = 0; c < 0x20; ++c) table[c] = 'u';
  table['\b'] = 'b';
  table['\f'] = 'f';
  table['\n'] = 'n';
  table['\r'] = 'r';
  table['\t'] = 't';
  table['"'] = '"';
  table['\\'] = '\\';
  table[0x7f] = 'u';
  return table;
}
constexpr auto kEscapes = make_escapes();

void put_digits(char* at, int count, std::int64_t value) {
  for (int i = count - 1; i >= 0; --i) {
    at[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t clean = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char escape = kEscapes[static_cast<unsigned char>(text[i])];
    if (escape == 0) continue;
    out.append(text, clean, i - clean);
    clean = i + 1;
    out += '\\';
    out += escape;
    if (escape != 'u') continue;
    const auto code = static_cast<unsigned char>(text[i]);
    out += "00";
    out += kHex[code >> 4];
    out += kHex[code & 15];
  }
  out.append(text, clean);
  out += '"';
}

namespace json_detail {

void append_integer(std::string& out, std::int64_t value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, end);
}

void append_number(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  // Whole numbers are written as such: not every reader takes 1e+05 for an integer.
  constexpr double kExact = 9'007'199'254'740'992.0;
  if (value == std::trunc(value) && std::abs(value) < kExact) {
    return append_integer(out, static_cast<std::int64_t>(value));
  }
  char digits[40];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, end);
}

void append_timestamp(std::string& out, Timestamp at) {
  if (at >= kNever) {
    out += "null";
    return;
  }
  const std::chrono::sys_time<Duration> instant{Duration{at.ms}};
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date{day};
  const std::int64_t in_day = (instant - day).count();
  char text[] = "\"0000-00-00T00:00:00.000Z\"";
  put_digits(text + 1, 4, static_cast<int>(date.year()));
  put_digits(text + 6, 2, static_cast<unsigned>(date.month()));
  put_digits(text + 9, 2, static_cast<unsigned>(date.day()));
  put_digits(text + 12, 2, in_day / 3'600'000);
  put_digits(text + 15, 2, in_day / 60'000 % 60);
  put_digits(text + 18, 2, in_day / 1000 % 60);
  put_digits(text + 21, 3, in_day % 1000);
  out.append(text, sizeof text - 1);
}

void append_dom(std::string& out, const boost::json::value& value) {
  out += boost::json::serialize(value);
}

}  // namespace json_detail
}  // namespace usher
