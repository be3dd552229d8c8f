// Purpose: JSON and query text into described structs, all faults at once.
// Place: base, part of json_binding.hpp.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json_types.hpp"
#include "base/result.hpp"

namespace usher {

// Parses strictly: RFC 8259 only, valid UTF-8, at most kJsonDepthMax deep, no member name twice.
// Errors: malformed `malformed_json`.
Result<boost::json::value> parse_json(std::string_view text, boost::json::storage_ptr storage = {});

namespace json_detail {

// Where the reader is, as a chain on the stack; becomes text only when something is wrong there.
class Place {
 public:
  Place() = default;
  Place(const Place& parent, std::string_view name) : parent_(&parent), name_(name) {}
  Place(const Place& parent, std::size_t index)
      : parent_(&parent), index_(index), is_index_(true) {}
  // A JSON Pointer. Source: RFC 6901.
  std::string pointer() const;

 private:
  const Place* parent_ = nullptr;
  std::string_view name_{};
  std::size_t index_ = 0;
  bool is_index_ = false;
};

class Faults {
 public:
  void add(const Place& place, std::string_view code, std::string detail) {
    if (list_.size() < kJsonFaultsMax) {
      list_.push_back({place.pointer(), std::string(code), std::move(detail)});
    }
  }
  bool empty() const { return list_.empty(); }
  Error error() &&;

 private:
  std::vector<FieldError> list_;
};

std::string list_of_names(const std::vector<std::string_view>& names);
void check_plain_text(std::string_view text, const Place& place, Faults& faults);
// Of JSON that is kept as it is: U+0000 anywhere in it, which no database takes.
void check_no_zeros(const boost::json::value& value, const Place& place, Faults& faults);
void wrong_type(const Place& place, Faults& faults, std::string_view wanted);
// The integer of a JSON number; faults are recorded.
std::optional<std::int64_t> integer_of(const boost::json::value& value, const Place& place,
                                       Faults& faults);
// The same of query text.
std::optional<std::int64_t> integer_of(std::string_view text, const Place& place, Faults& faults);
std::optional<double> number_of(const boost::json::value& value, const Place& place,
                                Faults& faults);
std::optional<double> number_of(std::string_view text, const Place& place, Faults& faults);
bool within(std::int64_t value, std::int64_t low, std::int64_t high, const Place& place,
            Faults& faults);

template <class E>
void read_enum(E& out, std::string_view text, const Place& place, Faults& faults) {
  if (const auto found = enum_from_text<E>(text)) {
    out = *found;
    return;
  }
  std::vector<std::string_view> names;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
      [&](auto entry) { names.push_back(public_name(entry.name)); });
  faults.add(place, "not_one_of", "Must be one of " + list_of_names(names) + ".");
}

// Everything that is text in JSON and in a query alike.
template <class T>
void read_text(T& out, std::string_view text, const Place& place, Faults& faults) {
  if constexpr (std::is_same_v<T, std::string>) {
    check_plain_text(text, place, faults);
    out = text;
  } else if constexpr (is_id<T>) {
    if (text.size() > kJsonIdMax) faults.add(place, "too_long", "Is longer than any id.");
    out = T::parse(text);
  } else if constexpr (std::is_same_v<T, Timestamp>) {
    const auto at = parse_rfc3339(text);
    if (!at) faults.add(place, "invalid_format", "Must be a time like 2026-11-24T18:00:00.000Z.");
    out = at.value_or(Timestamp{});
  } else if constexpr (std::is_same_v<T, Currency>) {
    auto currency = Currency::parse(text);
    if (!currency) faults.add(place, "invalid_format", "Must be an ISO 4217 currency like USD.");
    if (currency) out = *std::move(currency);
  } else if constexpr (DescribedEnum<T>) {
    read_enum(out, text, place, faults);
  } else {
    static_assert(TextType<T>, "this type cannot be read");
    if (text.find('\0') != std::string_view::npos) return check_plain_text(text, place, faults);
    auto parsed = T::parse(text);
    if (parsed) {
      out = *std::move(parsed);
    } else {
      faults.add(place, std::string_view(parsed.error().code), std::string(parsed.error().detail));
    }
  }
}

// Numbers, from a JSON value or from query text.
template <class T>
inline constexpr bool is_number =
    std::is_same_v<T, std::int64_t> || std::is_same_v<T, std::int32_t> ||
    std::is_same_v<T, double> || std::is_same_v<T, Money> || is_bounded<T>;

template <class T, class Source>
void read_number(T& out, const Source& source, const Place& place, Faults& faults) {
  if constexpr (std::is_same_v<T, double>) {
    if (const auto number = number_of(source, place, faults)) out = *number;
  } else {
    const auto integer = integer_of(source, place, faults);
    if (!integer) return;
    if constexpr (std::is_same_v<T, std::int64_t>) {
      out = *integer;
    } else if constexpr (std::is_same_v<T, std::int32_t>) {
      if (within(*integer, INT32_MIN, INT32_MAX, place, faults)) {
        out = static_cast<std::int32_t>(*integer);
      }
    } else if constexpr (std::is_same_v<T, Money>) {
      if (within(*integer, 0, kMaxPrice.minor, place, faults)) out = Money{*integer};
    } else {
      if (within(*integer, Limits<T>::low, Limits<T>::high, place, faults)) out.value = *integer;
    }
  }
}

template <class T>
void read_value(T& out, const boost::json::value& value, const Place& place, Faults& faults);

template <class T>
void read_list(T& out, const boost::json::value& value, const Place& place, Faults& faults) {
  const auto* array = value.if_array();
  if (array == nullptr) return wrong_type(place, faults, "a list");
  if (array->size() < Limits<T>::low) {
    return faults.add(place, "too_short",
                      "Must have at least " + std::to_string(Limits<T>::low) + " items.");
  }
  if (array->size() > Limits<T>::high) {
    return faults.add(place, "too_long",
                      "Must have at most " + std::to_string(Limits<T>::high) + " items.");
  }
  out.resize(array->size());
  for (std::size_t i = 0; i < array->size(); ++i) {
    read_value(out[i], (*array)[i], Place(place, i), faults);
  }
}

template <class T>
void read_map(T& out, const boost::json::value& value, const Place& place, Faults& faults) {
  const auto* object = value.if_object();
  if (object == nullptr) return wrong_type(place, faults, "an object");
  if (object->size() > kJsonListMax) {
    return faults.add(place, "too_long", "Has too many members.");
  }
  for (const auto& entry : *object) {
    const Place inside(place, std::string_view(entry.key()));
    check_plain_text(entry.key(), inside, faults);
    read_value(out[std::string(entry.key())], entry.value(), inside, faults);
  }
}

template <class T>
void read_member(T& out, const boost::json::value* value, const Place& place, Faults& faults) {
  if constexpr (is_optional<T>) {
    if (value != nullptr && !value->is_null()) read_value(out.emplace(), *value, place, faults);
  } else if constexpr (is_given<T>) {
    if (value != nullptr) read_value(out.emplace(), *value, place, faults);
  } else if constexpr (is_omit<T>) {
    if (value != nullptr && !value->is_null()) {
      read_value(out.value.emplace(), *value, place, faults);
    }
  } else if constexpr (is_patch<T>) {
    if (value == nullptr) return;
    out.state = value->is_null() ? T::State::null : T::State::value;
    if (!value->is_null()) read_value(out.content, *value, place, faults);
  } else if (value == nullptr) {
    faults.add(place, "required", "Is missing.");
  } else {
    read_value(out, *value, place, faults);
  }
}

template <class T>
void read_struct(T& out, const boost::json::value& value, const Place& place, Faults& faults) {
  const auto* object = value.if_object();
  if (object == nullptr) return wrong_type(place, faults, "an object");
  std::size_t known = 0;
  boost::mp11::mp_for_each<Members<T>>([&](auto member) {
    constexpr std::string_view name = kMemberName<decltype(member)>;
    const boost::json::value* found = object->if_contains(name);
    known += found != nullptr ? 1 : 0;
    read_member(out.*member.pointer, found, Place(place, name), faults);
  });
  if (known == object->size()) return;
  for (const auto& entry : *object) {
    bool is_known = false;
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
      is_known = is_known || std::string_view(entry.key()) == kMemberName<decltype(member)>;
    });
    if (!is_known) {
      faults.add(Place(place, std::string_view(entry.key())), "unknown_field",
                 "There is no such field.");
    }
  }
}

template <class T>
void read_value(T& out, const boost::json::value& value, const Place& place, Faults& faults) {
  if constexpr (std::is_same_v<T, boost::json::value>) {
    check_no_zeros(value, place, faults);
    out = value;
  } else if constexpr (std::is_same_v<T, boost::json::object>) {
    const auto* object = value.if_object();
    if (object == nullptr) return wrong_type(place, faults, "an object");
    check_no_zeros(value, place, faults);
    out = *object;
  } else if constexpr (std::is_same_v<T, bool>) {
    const bool* flag = value.if_bool();
    if (flag == nullptr) return wrong_type(place, faults, "true or false");
    out = *flag;
  } else if constexpr (is_number<T>) {
    read_number(out, value, place, faults);
  } else if constexpr (is_optional<T> || is_given<T> || is_patch<T> || is_omit<T>) {
    read_member(out, &value, place, faults);
  } else if constexpr (is_vector<T> || is_sized_list<T>) {
    read_list(out, value, place, faults);
  } else if constexpr (is_string_map<T>) {
    read_map(out, value, place, faults);
  } else if constexpr (DescribedStruct<T>) {
    read_struct(out, value, place, faults);
  } else {
    const auto* text = value.if_string();
    if (text == nullptr) return wrong_type(place, faults, "text");
    read_text(out, *text, place, faults);
  }
}

// One value of a query or path.
template <class T>
void read_scalar(T& out, std::string_view text, const Place& place, Faults& faults) {
  if constexpr (is_optional<T>) {
    read_scalar(out.emplace(), text, place, faults);
  } else if constexpr (std::is_same_v<T, bool>) {
    if (text != "true" && text != "false" && text != "1" && text != "0") {
      faults.add(place, "wrong_type", "Must be true or false.");
    }
    out = text == "true" || text == "1";
  } else if constexpr (is_number<T>) {
    read_number(out, text, place, faults);
  } else if constexpr (is_vector<T> || is_sized_list<T>) {
    // Several values are separated by commas.
    while (!text.empty()) {
      const auto comma = std::min(text.find(','), text.size());
      read_scalar(out.emplace_back(), text.substr(0, comma), place, faults);
      text.remove_prefix(std::min(comma + 1, text.size()));
    }
  } else {
    read_text(out, text, place, faults);
  }
}

}  // namespace json_detail

// Reads a whole body. A member is required unless it is std::optional, Given, Omit or Patch.
// Errors: invalid `validation_failed` with every fault: required, unknown_field, wrong_type,
// too_short, too_long, out_of_range, not_one_of, invalid_format, and those of text types.
template <class T>
Result<T> read_json(const boost::json::value& value) {
  T out{};
  json_detail::Faults faults;
  json_detail::read_value(out, value, json_detail::Place{}, faults);
  if (!faults.empty()) return std::unexpected(std::move(faults).error());
  return out;
}

// Parses and reads. Errors: as parse_json and read_json.
template <class T>
Result<T> read_json_text(std::string_view text) {
  TRY(const auto value, parse_json(text));
  return read_json<T>(value);
}

using TextPairs = std::vector<std::pair<std::string_view, std::string_view>>;

// Reads the decoded parameters of a query. An optional member may be absent or empty.
// Errors: invalid `validation_failed`: as read_json, and `unknown_parameter`.
template <class T>
Result<T> read_query(const TextPairs& pairs) {
  T out{};
  json_detail::Faults faults;
  const json_detail::Place root;
  std::size_t known = 0;
  boost::mp11::mp_for_each<json_detail::Members<T>>([&](auto member) {
    constexpr std::string_view name = json_detail::kMemberName<decltype(member)>;
    using Member = json_detail::MemberType<T, decltype(member)>;
    const json_detail::Place place(root, name);
    bool found = false;
    for (const auto& [key, text] : pairs) {
      if (key != name) continue;
      ++known;
      if (found) faults.add(place, "duplicate_parameter", "Is given more than once.");
      if (found || (json_detail::is_optional<Member> && text.empty())) continue;
      found = true;
      json_detail::read_scalar(out.*member.pointer, text, place, faults);
    }
    if constexpr (!json_detail::is_optional<Member>) {
      if (!found) faults.add(place, "required", "Is missing.");
    }
  });
  if (known != pairs.size()) {
    for (const auto& [key, text] : pairs) {
      bool is_known = false;
      boost::mp11::mp_for_each<json_detail::Members<T>>([&](auto member) {
        is_known = is_known || key == json_detail::kMemberName<decltype(member)>;
      });
      if (!is_known) {
        faults.add(json_detail::Place(root, key), "unknown_parameter",
                   "There is no such parameter.");
      }
    }
  }
  if (!faults.empty()) return std::unexpected(std::move(faults).error());
  return out;
}

}  // namespace usher
