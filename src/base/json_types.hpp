// Purpose: what bodies are made of beyond plain C++ types. Place: base, part of json_binding.hpp.
#pragma once
#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/json/value.hpp>
#include <boost/mp11/algorithm.hpp>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/money.hpp"

namespace usher {

// A member of a PUT body: left out (keeps its value), null (is cleared) or a value.
template <class T>
struct Patch {
  enum class State : std::uint8_t { absent, null, value };
  State state = State::absent;
  T content{};

  bool absent() const { return state == State::absent; }
  bool is_null() const { return state == State::null; }
  bool has_value() const { return state == State::value; }
  const T& value() const { return content; }
  // Changes `target` unless the member was left out; null leaves a default value.
  void apply_to(T& target) const {
    if (state == State::value) target = content;
    if (state == State::null) target = T{};
  }
  void apply_to(std::optional<T>& target) const {
    if (state == State::value) target = content;
    if (state == State::null) target.reset();
  }
};

// A member of a request that may be left out but is never null: where leaving it out asks for the
// most (a refund of everything), null is a mistake and no wish.
template <class T>
struct Given : std::optional<T> {
  using std::optional<T>::optional;
};

// A member of an answer that is left out, instead of null, when it is empty.
template <class T>
struct Omit {
  std::optional<T> value{};
};

// An integer within [kLow, kHigh].
template <std::int64_t kLow, std::int64_t kHigh>
struct Bounded {
  std::int64_t value = kLow;
  auto operator<=>(const Bounded&) const = default;
};

// A list of kMin to kMax items.
template <class T, std::size_t kMin, std::size_t kMax>
struct SizedList : std::vector<T> {
  using std::vector<T>::vector;
};

// JSON text that is written as it is.
struct RawJson {
  std::string text = "null";
};

inline constexpr std::size_t kJsonStringMax = 10'000;  // code units of a plain std::string
inline constexpr std::size_t kJsonListMax = 100'000;   // items
inline constexpr std::size_t kJsonIdMax = 64;          // characters of an id
inline constexpr std::uint32_t kJsonDepthMax = 32;
inline constexpr std::size_t kJsonFaultsMax = 100;  // reported at once

namespace json_detail {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_given = false;
template <class T>
inline constexpr bool is_given<Given<T>> = true;
template <class T>
inline constexpr bool is_patch = false;
template <class T>
inline constexpr bool is_patch<Patch<T>> = true;
template <class T>
inline constexpr bool is_omit = false;
template <class T>
inline constexpr bool is_omit<Omit<T>> = true;
template <class T>
inline constexpr bool is_id = false;
template <class Tag>
inline constexpr bool is_id<Id<Tag>> = true;
template <class T>
inline constexpr bool is_bounded = false;
template <std::int64_t kLow, std::int64_t kHigh>
inline constexpr bool is_bounded<Bounded<kLow, kHigh>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_sized_list = false;
template <class T, std::size_t kMin, std::size_t kMax>
inline constexpr bool is_sized_list<SizedList<T, kMin, kMax>> = true;
template <class T>
inline constexpr bool is_string_map = false;
template <class T>
inline constexpr bool is_string_map<std::map<std::string, T>> = true;

template <class T>
struct Limits;
template <std::int64_t kLow, std::int64_t kHigh>
struct Limits<Bounded<kLow, kHigh>> {
  static constexpr std::int64_t low = kLow;
  static constexpr std::int64_t high = kHigh;
};
template <class T>
struct Limits<std::vector<T>> {
  static constexpr std::size_t low = 0;
  static constexpr std::size_t high = kJsonListMax;
};
template <class T, std::size_t kMin, std::size_t kMax>
struct Limits<SizedList<T, kMin, kMax>> {
  static constexpr std::size_t low = kMin;
  static constexpr std::size_t high = kMax;
};

// The strong text types of base/text.hpp.
template <class T>
concept TextType = std::is_class_v<T> && requires(std::string_view text, const T& value) {
  { T::parse(text).error().code };
  { T::schema() };
  { value.value } -> std::convertible_to<std::string_view>;
};

template <class T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;

template <class T>
concept DescribedStruct = std::is_class_v<T> && !TextType<T> && !is_id<T> &&
                          boost::describe::has_describe_members<T>::value;

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public |
                                                         boost::describe::mod_inherited>;

// "void_" stands for "void", which C++ keeps for itself.
constexpr std::string_view public_name(const char* name) {
  std::string_view text(name);
  if (text.ends_with('_')) text.remove_suffix(1);
  return text;
}

template <class Member>
inline constexpr std::string_view kMemberName = public_name(Member::name);

template <class T, class Member>
using MemberType = std::remove_cvref_t<decltype(std::declval<T&>().*Member::pointer)>;

}  // namespace json_detail

// The JSON text of an enumerator: its name. Empty for a value outside the enumeration.
template <json_detail::DescribedEnum E>
constexpr std::string_view enum_text(E value) {
  std::string_view text;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto entry) {
    if (entry.value == value) text = json_detail::public_name(entry.name);
  });
  return text;
}
template <json_detail::DescribedEnum E>
constexpr std::optional<E> enum_from_text(std::string_view text) {
  std::optional<E> found;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto entry) {
    if (json_detail::public_name(entry.name) == text) found = entry.value;
  });
  return found;
}

}  // namespace usher
