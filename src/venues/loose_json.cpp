#include "venues/loose_json.hpp"

#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <boost/json/array.hpp>

#include <charconv>
#include <cmath>

#include "venues/rules.hpp"

namespace usher::venues {
namespace {

namespace json = boost::json;

constexpr std::size_t kNotesMax = 1'000;
constexpr std::int32_t kCaptionMax = 200;  // code points, as an OptionalLabel

const json::value* find(const json::object& of, std::string_view member) {
  const auto* value = of.if_contains(member);
  return value == nullptr || value->is_null() ? nullptr : value;
}

std::string at_member(const std::string& at, std::string_view member) {
  return at + '/' + std::string(member);
}

bool is_unseen(UChar32 c) {
  switch (u_charType(c)) {
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
      return true;
    default:
      return false;
  }
}

// One line: what nobody sees becomes a space, several spaces one.
std::string on_one_line(const std::string& text) {
  const auto given = icu::UnicodeString::fromUTF8(text);
  icu::UnicodeString line;
  bool space = false;
  for (std::int32_t i = 0; i < given.length(); i = given.moveIndex32(i, 1)) {
    const UChar32 c = given.char32At(i);
    const bool blank = is_unseen(c) || u_isUWhiteSpace(c) != 0;
    if (!blank) {
      if (space && !line.isEmpty()) line.append(u' ');
      line.append(c);
    }
    space = blank;
  }
  std::string out;
  line.toUTF8String(out);
  return out;
}

std::string trimmed_nfc(const std::string& text) {
  const auto parsed = OptionalLabel::parse(text);
  return parsed ? parsed->value : nfc(text);
}

std::optional<double> number_in(const json::value& value) {
  if (value.is_number()) return value.to_number<double>();
  if (!value.is_string()) return std::nullopt;
  const std::string text = on_one_line(std::string(value.as_string()));
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

void LooseJson::fault(const std::string& pointer, std::string code, std::string detail) {
  faults_.add(pointer, std::move(code), std::move(detail));
}

void LooseJson::note(std::string pointer, std::string code, std::string detail) {
  if (notes_.size() == kNotesMax) return;
  notes_.push_back({std::move(pointer), std::move(code), std::move(detail)});
}

const json::object* LooseJson::object(const json::value& value, const std::string& pointer) {
  if (value.is_object()) return &value.as_object();
  fault(pointer, "wrong_type", "Must be an object.");
  return nullptr;
}

LooseJson::List LooseJson::list(const json::object& of, std::string_view member,
                                const std::string& at, std::size_t most) {
  const auto* value = find(of, member);
  if (value == nullptr) return {};
  const auto pointer = at_member(at, member);
  if (!value->is_array()) {
    fault(pointer, "wrong_type", "Must be a list.");
    return {};
  }
  if (value->as_array().size() > most) {
    fault(pointer, "too_many", "Has more than " + std::to_string(most) + " entries.");
    return {};
  }
  List items;
  for (const auto& item : value->as_array()) items.push_back(&item);
  return items;
}

double LooseJson::number(const json::object& of, std::string_view member, const std::string& at,
                         double otherwise) {
  const auto* value = find(of, member);
  if (value == nullptr) return otherwise;
  const auto found = number_in(*value);
  if (found && std::isfinite(*found) && std::abs(*found) <= kMaxCoordinate) return *found;
  fault(at_member(at, member), found ? "out_of_range" : "wrong_type",
        "Must be a number from -1000000 to 1000000.");
  return 0;
}

double LooseJson::size(const json::object& of, std::string_view member, const std::string& at,
                       double otherwise) {
  const double found = number(of, member, at, otherwise);
  if (found >= 0) return found;
  fault(at_member(at, member), "out_of_range", "Must not be negative.");
  return 0;
}

std::int64_t LooseJson::milli(double value, const std::string& pointer) {
  const auto found = to_milli(value, pointer);
  if (found) return *found;
  faults_.take(found.error());
  return 0;
}

std::string LooseJson::text(const json::object& of, std::string_view member,
                            const std::string& pointer) {
  const auto* value = find(of, member);
  if (value == nullptr) return {};
  std::string given;
  if (value->is_string()) {
    given = value->as_string();
  } else if (value->is_int64()) {
    given = std::to_string(value->as_int64());
  } else if (value->is_number()) {
    given = format_milli(std::llround(value->to_number<double>() * static_cast<double>(kMilli)));
  } else {
    fault(pointer, "wrong_type", "Must be text.");
    return {};
  }
  std::string line = on_one_line(given);
  if (nfc(line) != trimmed_nfc(given)) {
    note(pointer, "tidied",
         "Had line breaks or signs that nobody sees; it is \"" + line + "\" now.");
  }
  return line;
}

std::string LooseJson::label(const json::object& of, std::string_view member,
                             const std::string& at) {
  const auto pointer = at_member(at, member);
  const auto parsed = OptionalLabel::parse(text(of, member, pointer));
  if (parsed) return parsed->value;
  fault(pointer, parsed.error().code, parsed.error().detail);
  return {};
}

std::string LooseJson::caption(const json::object& of, std::string_view member,
                               const std::string& at) {
  const auto pointer = at_member(at, member);
  std::string line = text(of, member, pointer);
  auto whole = icu::UnicodeString::fromUTF8(line);
  if (whole.countChar32() > kCaptionMax) {
    whole.truncate(whole.moveIndex32(0, kCaptionMax));
    line.clear();
    whole.toUTF8String(line);
    note(pointer, "shortened", "Is longer than 200 characters; the rest is left out.");
  }
  const auto parsed = OptionalLabel::parse(line);
  if (parsed) return parsed->value;
  fault(pointer, parsed.error().code, parsed.error().detail);
  return {};
}

}  // namespace usher::venues
