// Purpose: described structs into JSON text without a document in between.
// Place: base, part of json_binding.hpp.
#pragma once
#include <array>
#include <boost/json/parse.hpp>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>

#include "base/json_types.hpp"

namespace usher {

// Appends `text` in quotes, escaped. Source: RFC 8259 section 7.
void append_json_string(std::string& out, std::string_view text);

template <class T>
void append_json(std::string& out, const T& value);

namespace json_detail {

void append_integer(std::string& out, std::int64_t value);
void append_number(std::string& out, double value);
void append_timestamp(std::string& out, Timestamp at);
void append_dom(std::string& out, const boost::json::value& value);

// `"name":` made at compile time.
template <class Member>
inline constexpr auto kKeyText = [] {
  constexpr std::string_view name = kMemberName<Member>;
  std::array<char, name.size() + 3> text{};
  text.front() = '"';
  for (std::size_t i = 0; i < name.size(); ++i) text[i + 1] = name[i];
  text[name.size() + 1] = '"';
  text[name.size() + 2] = ':';
  return text;
}();

template <class T>
void append_struct(std::string& out, const T& value) {
  char before = '{';
  boost::mp11::mp_for_each<Members<T>>([&](auto member) {
    const auto& content = value.*member.pointer;
    if constexpr (is_omit<std::remove_cvref_t<decltype(content)>>) {
      if (!content.value) return;
    }
    constexpr const auto& key = kKeyText<decltype(member)>;
    out += before;
    out.append(key.data(), key.size());
    append_json(out, content);
    before = ',';
  });
  if (before == '{') out += '{';
  out += '}';
}

template <class T>
void append_items(std::string& out, const T& items) {
  out += '[';
  bool first = true;
  for (const auto& item : items) {
    if (!first) out += ',';
    first = false;
    append_json(out, item);
  }
  out += ']';
}

template <class T>
void append_map(std::string& out, const T& map) {
  out += '{';
  bool first = true;
  for (const auto& [name, item] : map) {
    if (!first) out += ',';
    first = false;
    append_json_string(out, name);
    out += ':';
    append_json(out, item);
  }
  out += '}';
}

}  // namespace json_detail

// Writes any type that read_json reads, and RawJson. An empty optional is null, an empty Omit is
// left out, kNever is null.
template <class T>
void append_json(std::string& out, const T& value) {
  using namespace json_detail;
  if constexpr (std::is_same_v<T, RawJson>) {
    out += value.text;
  } else if constexpr (std::is_same_v<T, bool>) {
    out += value ? "true" : "false";
  } else if constexpr (std::is_same_v<T, double>) {
    append_number(out, value);
  } else if constexpr (std::is_integral_v<T>) {
    append_integer(out, static_cast<std::int64_t>(value));
  } else if constexpr (std::is_same_v<T, Money>) {
    append_integer(out, value.minor);
  } else if constexpr (is_bounded<T>) {
    append_integer(out, value.value);
  } else if constexpr (std::is_same_v<T, Timestamp>) {
    append_timestamp(out, value);
  } else if constexpr (std::is_same_v<T, Currency>) {
    append_json_string(out, value.code);
  } else if constexpr (is_id<T>) {
    out += '"';
    out += value.text();
    out += '"';
  } else if constexpr (is_optional<T> || is_omit<T>) {
    const auto& content = [&]() -> const auto& {
      if constexpr (is_omit<T>)
        return value.value;
      else
        return value;
    }();
    if (content)
      append_json(out, *content);
    else
      out += "null";
  } else if constexpr (is_patch<T>) {
    if (value.has_value())
      append_json(out, value.content);
    else
      out += "null";
  } else if constexpr (is_vector<T> || is_sized_list<T>) {
    append_items(out, value);
  } else if constexpr (is_string_map<T>) {
    append_map(out, value);
  } else if constexpr (DescribedEnum<T>) {
    append_json_string(out, enum_text(value));
  } else if constexpr (std::is_same_v<T, boost::json::value> ||
                       std::is_same_v<T, boost::json::object> ||
                       std::is_same_v<T, boost::json::array>) {
    append_dom(out, value);
  } else if constexpr (TextType<T>) {
    append_json_string(out, value.value);
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    append_json_string(out, value);
  } else {
    static_assert(DescribedStruct<T>, "this type cannot be written");
    append_struct(out, value);
  }
}

template <class T>
std::string to_json_text(const T& value) {
  std::string text;
  append_json(text, value);
  return text;
}

// As a document; for the few places that must look into one (audit, problem members).
template <class T>
boost::json::value to_json_value(const T& value) {
  return boost::json::parse(to_json_text(value));
}

}  // namespace usher
