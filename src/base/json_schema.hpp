// Purpose: JSON Schema 2020-12 from the same descriptions. Place: base, part of json_binding.hpp.
#pragma once
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <map>
#include <string>
#include <string_view>
#include <typeindex>
#include <utility>

#include "base/json_types.hpp"

namespace usher {

// An optional member may be absent in what is read, and is always there (or null) in what is
// written.
enum class SchemaUse : std::uint8_t { read, written };

// Collects the named schemas of one document (OpenAPI's components/schemas).
class SchemaRegistry {
 public:
  // The component's name for a type, unique in the document; `made` says whether it is new.
  struct Named {
    std::string name;
    bool made;
  };
  Named name_of(std::type_index type, std::string_view cpp_name, SchemaUse use);
  void put(const std::string& name, boost::json::object schema) {
    components_[name] = std::move(schema);
  }
  const boost::json::object& components() const { return components_; }

 private:
  std::map<std::pair<std::type_index, SchemaUse>, std::string> names_;
  boost::json::object components_;
};

namespace json_detail {

// "usher::orders::OrderView" of a type, by the compiler's own spelling.
template <class T>
constexpr std::string_view cpp_name() {
  std::string_view text = __PRETTY_FUNCTION__;
  text.remove_prefix(text.find("T = ") + 4);
  text.remove_suffix(1);
  return text;
}

boost::json::object reference_to(const std::string& name);
boost::json::object or_null(boost::json::object schema);
boost::json::object integer_schema(std::int64_t low, std::int64_t high);
boost::json::object text_schema(std::string_view format);

}  // namespace json_detail

template <class T>
boost::json::object json_schema(SchemaRegistry& registry, SchemaUse use);

namespace json_detail {

template <class T>
boost::json::object struct_schema(SchemaRegistry& registry, SchemaUse use) {
  const auto [name, made] = registry.name_of(typeid(T), cpp_name<T>(), use);
  if (!made) return reference_to(name);
  boost::json::object properties;
  boost::json::array required;
  boost::mp11::mp_for_each<Members<T>>([&](auto member) {
    using Member = MemberType<T, decltype(member)>;
    const boost::json::string member_name(kMemberName<decltype(member)>);
    properties[member_name] = json_schema<Member>(registry, use);
    const bool may_lack = is_omit<Member> || is_patch<Member> || is_given<Member> ||
                          (use == SchemaUse::read && is_optional<Member>);
    if (!may_lack) required.push_back(boost::json::value(member_name));
  });
  boost::json::object schema{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) schema["required"] = std::move(required);
  if (use == SchemaUse::read) schema["additionalProperties"] = false;
  registry.put(name, std::move(schema));
  return reference_to(name);
}

template <class T>
boost::json::object enum_schema(SchemaRegistry& registry, SchemaUse) {
  const auto [name, made] = registry.name_of(typeid(T), cpp_name<T>(), SchemaUse::written);
  if (made) {
    boost::json::array values;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
        [&](auto entry) { values.emplace_back(public_name(entry.name)); });
    registry.put(name, {{"type", "string"}, {"enum", std::move(values)}});
  }
  return reference_to(name);
}

template <class T>
boost::json::object text_type_schema() {
  const auto rules = T::schema();
  boost::json::object schema{{"type", "string"}};
  if (rules.min_length > 0) schema["minLength"] = static_cast<std::int64_t>(rules.min_length);
  if (rules.max_length > 0) schema["maxLength"] = static_cast<std::int64_t>(rules.max_length);
  const std::string pattern(rules.pattern);
  const std::string format(rules.format);
  if (!pattern.empty()) schema["pattern"] = pattern;
  if (!format.empty()) schema["format"] = format;
  return schema;
}

template <class T>
boost::json::object list_schema(SchemaRegistry& registry, SchemaUse use) {
  boost::json::object schema{{"type", "array"},
                             {"items", json_schema<typename T::value_type>(registry, use)}};
  if (Limits<T>::low > 0) schema["minItems"] = Limits<T>::low;
  if (is_sized_list<T>) schema["maxItems"] = Limits<T>::high;
  return schema;
}

}  // namespace json_detail

// The schema of T: a reference for structs and enums, which are put into the registry.
template <class T>
boost::json::object json_schema(SchemaRegistry& registry, SchemaUse use) {
  using namespace json_detail;
  if constexpr (is_optional<T>) {
    return or_null(json_schema<typename T::value_type>(registry, use));
  } else if constexpr (is_patch<T>) {
    return or_null(json_schema<decltype(T::content)>(registry, use));
  } else if constexpr (is_given<T>) {
    return json_schema<typename T::value_type>(registry, use);
  } else if constexpr (is_omit<T>) {
    return json_schema<typename decltype(T::value)::value_type>(registry, use);
  } else if constexpr (std::is_same_v<T, bool>) {
    return {{"type", "boolean"}};
  } else if constexpr (std::is_same_v<T, double>) {
    return {{"type", "number"}};
  } else if constexpr (std::is_same_v<T, std::int32_t>) {
    return {{"type", "integer"}, {"format", "int32"}};
  } else if constexpr (std::is_integral_v<T>) {
    return {{"type", "integer"}, {"format", "int64"}};
  } else if constexpr (std::is_same_v<T, Money>) {
    return use == SchemaUse::read ? integer_schema(0, kMaxPrice.minor)
                                  : boost::json::object{{"type", "integer"}, {"format", "int64"}};
  } else if constexpr (is_bounded<T>) {
    return integer_schema(Limits<T>::low, Limits<T>::high);
  } else if constexpr (std::is_same_v<T, Timestamp>) {
    return text_schema("date-time");
  } else if constexpr (std::is_same_v<T, Currency>) {
    return {{"type", "string"}, {"pattern", "^[A-Z]{3}$"}};
  } else if constexpr (is_id<T>) {
    return {{"type", "string"}, {"maxLength", kJsonIdMax}};
  } else if constexpr (is_vector<T> || is_sized_list<T>) {
    return list_schema<T>(registry, use);
  } else if constexpr (is_string_map<T>) {
    return {{"type", "object"},
            {"additionalProperties", json_schema<typename T::mapped_type>(registry, use)}};
  } else if constexpr (DescribedEnum<T>) {
    return enum_schema<T>(registry, use);
  } else if constexpr (std::is_same_v<T, std::string>) {
    return text_schema("");
  } else if constexpr (std::is_same_v<T, boost::json::object>) {
    return {{"type", "object"}};
  } else if constexpr (std::is_same_v<T, boost::json::array>) {
    return {{"type", "array"}, {"items", boost::json::object{}}};
  } else if constexpr (std::is_same_v<T, boost::json::value> || std::is_same_v<T, RawJson>) {
    return {};
  } else if constexpr (TextType<T>) {
    return text_type_schema<T>();
  } else {
    static_assert(DescribedStruct<T>, "this type has no schema");
    return struct_schema<T>(registry, use);
  }
}

}  // namespace usher
