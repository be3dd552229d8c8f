#include "venues/damaged_labels.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace usher::venues {
namespace {

constexpr std::string_view kDateSeparators = "-. /";
// In English, German, Spanish and French; longer ones before those that they begin with.
constexpr std::array<std::string_view, 29> kMonths{
    "janv", "jan",  "ene",  "febr", "févr", "feb",  "mars", "mar", "mär", "mrz",
    "apr",  "abr",  "avr",  "may",  "mai",  "juin", "juil", "jun", "jul", "aug",
    "ago",  "août", "sept", "sep",  "oct",  "okt",  "nov",  "dec", "dez"};
constexpr std::array<std::string_view, 2> kLastMonths{"dic", "déc"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes parts off the front of a text, one after another.
class Scan {
 public:
  explicit Scan(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  // From `least` to `most` digits, and no digit after them.
  bool digits(std::size_t least, std::size_t most) {
    const auto end = std::ranges::find_if_not(rest_, is_digit);
    const auto count = static_cast<std::size_t>(end - rest_.begin());
    if (count < least || count > most) return false;
    rest_.remove_prefix(count);
    return true;
  }
  bool one_of(std::string_view signs) {
    if (rest_.empty() || !signs.contains(rest_.front())) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool some_of(std::string_view signs) {
    if (!one_of(signs)) return false;
    while (one_of(signs)) {}
    return true;
  }
  bool month() {
    const auto take = [&](std::string_view name) {
      if (!rest_.starts_with(name)) return false;
      rest_.remove_prefix(name.size());
      return true;
    };
    return std::ranges::any_of(kMonths, take) || std::ranges::any_of(kLastMonths, take);
  }

 private:
  std::string_view rest_;
};

// "#REF!", "#NAME?", "#N/A" and what they are called elsewhere; "####" of a column too narrow.
bool is_error_value(std::string_view label) {
  return label.size() >= 3 && label.front() == '#' &&
         (label.back() == '!' || label.back() == '?' || label == "#N/A" || label == "#NV" ||
          label == "#N/D" || label.find_first_not_of('#') == std::string_view::npos);
}

// "01-Feb", "Feb-01", "1. Mär 26". A month alone may well be a row.
bool is_named_date(std::string_view label) {
  Scan scan(label);
  const bool day_first = scan.digits(1, 2) && scan.some_of(kDateSeparators);
  if (!day_first) scan = Scan(label);
  if (!scan.month()) return false;
  scan.one_of(".");
  if (scan.done()) return day_first;
  return scan.some_of(kDateSeparators) && scan.digits(1, 4) && scan.done();
}

// "3.4.2026", "2026-03-01", "12:30".
bool is_numbered_date(std::string_view label) {
  Scan day(label);
  if (day.digits(1, 2) && day.one_of("./") && day.digits(1, 2) && day.one_of("./") &&
      (day.digits(2, 2) || day.digits(4, 4)) && day.done()) {
    return true;
  }
  Scan clock(label);
  if (clock.digits(1, 2) && clock.one_of(":") && clock.digits(2, 2)) {
    return clock.done() || (clock.one_of(":") && clock.digits(2, 2) && clock.done());
  }
  Scan year(label);
  if (!(year.digits(4, 4) && year.one_of("-") && year.digits(2, 2) && year.one_of("-") &&
        year.digits(2, 2))) {
    return false;
  }
  return year.done() || year.one_of(" t");
}

// "1,00E+05", and "1.0" of what was "1".
bool is_number(std::string_view label) {
  constexpr std::size_t kMany = 20;
  Scan scientific(label);
  if (scientific.digits(1, kMany)) {
    if (scientific.one_of(".,") && !scientific.digits(1, kMany)) return false;
    if (scientific.one_of("e") && scientific.one_of("+-")) return scientific.digits(1, kMany);
  }
  Scan whole(label);
  return whole.digits(1, kMany) && whole.one_of(".,") && whole.some_of("0") && whole.done();
}

}  // namespace

std::optional<Damage> damage_of(std::string_view label) {
  if (is_error_value(label)) {
    return Damage{"spreadsheet_error", "Is an error of a spreadsheet's formula, not a label."};
  }
  // Most labels are over here: letters, or digits, and nothing between them.
  constexpr std::size_t kLongest = 25;
  if (label.size() > kLongest || label.find_first_of(".,-/: ") == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string folded = fold_case(label);
  if (is_number(folded)) {
    return Damage{"spreadsheet_number",
                  "Looks like a number that a spreadsheet wrote in its own way. Format the column "
                  "as text there."};
  }
  if (is_named_date(folded) || is_numbered_date(folded)) {
    return Damage{"spreadsheet_date",
                  "Looks like a date that a spreadsheet made of a label. Format the column as text "
                  "there."};
  }
  return std::nullopt;
}

}  // namespace usher::venues
