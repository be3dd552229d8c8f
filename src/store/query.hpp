// Purpose: SQL with a name, its parameters and its rows, alike on every engine. Place: store.
//
// SQL is written in <slice>/sql/*.sql and becomes a `constexpr Query` at build time. Parameters are
// $1, $2, … on both engines; nothing is ever concatenated into SQL.
#pragma once
#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/assert.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/money.hpp"
#include "base/random.hpp"

namespace usher::store {

// One named statement. `name` ("inventory.find_hold") labels metrics. Always static: its address
// is the key of the prepared statement.
struct Query {
  std::string_view name;
  std::string_view text;
  // What PostgreSQL runs instead, where the engines must differ (<file>.postgres.sql).
  std::string_view postgres{};
};

// A row holds what no version of this code writes there: it is damaged, or somebody else wrote it.
class DataError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A bound parameter; views stay valid for the call only.
struct Param {
  enum class Kind : std::uint8_t { null, integer, real, text, bytes };
  Kind kind = Kind::null;
  std::int64_t integer = 0;
  const void* data = nullptr;
  std::size_t size = 0;
  double real = 0;
  // What a null would be if it were none: engines with typed parameters need it.
  Kind null_of = Kind::null;
};

// What a column can be read as. Valid until the cursor moves on.
class Row {
 public:
  virtual ~Row() = default;
  virtual bool null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual double real(int column) const = 0;
  virtual std::string_view text(int column) const = 0;
  virtual std::span<const std::uint8_t> bytes(int column) const = 0;
};

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_id = false;
template <class Tag>
inline constexpr bool is_id<Id<Tag>> = true;
// The strong text types of base/text.hpp: { std::string value; }.
template <class T>
concept TextLike = requires(const T& t) {
  { t.value } -> std::convertible_to<std::string_view>;
} && std::is_class_v<T>;

// What is composed of parts and has a text of its own as a column.
template <class T>
concept ColumnText = requires(const T& value, std::string_view text) {
  { value.column_text() } -> std::same_as<std::string>;
  { T::from_column_text(text) } -> std::same_as<std::optional<T>>;
};
// What a parameter is made from; must outlive it.
template <class T>
decltype(auto) stored_form(const T& value) {
  if constexpr (ColumnText<T>) {
    return value.column_text();
  } else {
    return (value);
  }
}

inline Param text_param(std::string_view text) {
  return {Param::Kind::text, 0, text.data(), text.size()};
}

template <class T>
Param to_param(const T& value);

// The kind of parameter that values of T become.
template <class T>
constexpr Param::Kind param_kind() {
  if constexpr (is_optional<T>) {
    return param_kind<typename T::value_type>();
  } else if constexpr (std::is_same_v<T, Bytes>) {
    return Param::Kind::bytes;
  } else if constexpr (std::is_floating_point_v<T>) {
    return Param::Kind::real;
  } else if constexpr (is_id<T> || std::is_same_v<T, Timestamp> || std::is_same_v<T, Money> ||
                       (std::is_integral_v<T> && !std::is_enum_v<T>)) {
    return Param::Kind::integer;
  } else {
    return Param::Kind::text;
  }
}

// How a C++ value is stored: ids, money and times as bigint, described enums and strings as text,
// bool as 0/1, coordinates as double precision, Bytes as bytea, an empty optional as NULL.
template <class T>
Param to_param(const T& value) {
  if constexpr (is_optional<T>) {
    if (value) return to_param(*value);
    Param null;
    null.null_of = param_kind<T>();
    return null;
  } else if constexpr (std::is_same_v<T, Bytes>) {
    return {Param::Kind::bytes, 0, value.data(), value.size()};
  } else if constexpr (is_id<T>) {
    return {Param::Kind::integer, value.value};
  } else if constexpr (std::is_same_v<T, Timestamp>) {
    return {Param::Kind::integer, value.ms};
  } else if constexpr (std::is_same_v<T, Money>) {
    return {Param::Kind::integer, value.minor};
  } else if constexpr (std::is_same_v<T, Currency>) {
    return text_param(value.code);
  } else if constexpr (std::is_enum_v<T>) {
    return text_param(boost::describe::enum_to_string(value, ""));
  } else if constexpr (std::is_floating_point_v<T>) {
    return {Param::Kind::real, 0, nullptr, 0, static_cast<double>(value)};
  } else if constexpr (std::is_integral_v<T>) {
    return {Param::Kind::integer, static_cast<std::int64_t>(value)};
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    return text_param(std::string_view(value));
  } else {
    static_assert(TextLike<T>, "this type has no column form");
    return text_param(value.value);
  }
}

// Errors: throws DataError that names the column and what it holds.
[[noreturn]] void not_readable(int column, std::string_view text);

// Errors: throws DataError for a text that T does not know.
template <class T>
T column(const Row& row, int index) {
  if constexpr (is_optional<T>) {
    if (row.null(index)) return std::nullopt;
    return column<typename T::value_type>(row, index);
  } else if constexpr (std::is_same_v<T, Bytes>) {
    const auto view = row.bytes(index);
    return Bytes(view.begin(), view.end());
  } else if constexpr (is_id<T> || std::is_same_v<T, Timestamp> || std::is_same_v<T, Money>) {
    return T{row.integer(index)};
  } else if constexpr (std::is_same_v<T, Currency>) {
    return T{std::string(row.text(index))};
  } else if constexpr (std::is_same_v<T, bool>) {
    return row.integer(index) != 0;
  } else if constexpr (std::is_enum_v<T>) {
    T value{};
    const std::string text(row.text(index));
    if (!boost::describe::enum_from_string(text.c_str(), value)) not_readable(index, text);
    return value;
  } else if constexpr (ColumnText<T>) {
    const auto text = row.text(index);
    auto value = T::from_column_text(text);
    if (!value) not_readable(index, text);
    return *std::move(value);
  } else if constexpr (std::is_floating_point_v<T>) {
    return static_cast<T>(row.real(index));
  } else if constexpr (std::is_integral_v<T>) {
    return static_cast<T>(row.integer(index));
  } else if constexpr (std::is_same_v<T, std::string>) {
    return std::string(row.text(index));
  } else {
    static_assert(TextLike<T>, "this type has no column form");
    return T{std::string(row.text(index))};
  }
}

// A described struct takes one column per member, in the order of the members.
template <class T>
T row_as(const Row& row) {
  if constexpr (boost::describe::has_describe_members<T>::value && !is_id<T> && !TextLike<T>) {
    T value{};
    int index = 0;
    boost::mp11::mp_for_each<boost::describe::describe_members<
        T, boost::describe::mod_public | boost::describe::mod_inherited>>([&](auto member) {
      using Member = std::remove_reference_t<decltype(value.*member.pointer)>;
      value.*member.pointer = column<Member>(row, index++);
    });
    return value;
  } else {
    return column<T>(row, 0);
  }
}

}  // namespace usher::store
