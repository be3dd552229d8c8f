#include "base/json_schema.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

namespace usher {
namespace {

// "usher::web::Page<usher::orders::OrderView>" → {"web", "PageOfOrderView"}.
struct CppName {
  std::string room;
  std::string type;
};

CppName split_name(std::string_view full) {
  std::string_view arguments;
  if (const auto open = full.find('<'); open != std::string_view::npos) {
    arguments = full.substr(open + 1, full.rfind('>') - open - 1);
    full = full.substr(0, open);
  }
  CppName name;
  const auto last = full.rfind("::");
  name.type = full.substr(last == std::string_view::npos ? 0 : last + 2);
  if (last != std::string_view::npos) {
    const auto before = full.substr(0, last);
    const auto room = before.rfind("::");
    name.room = before.substr(room == std::string_view::npos ? 0 : room + 2);
  }
  if (!arguments.empty()) name.type += "Of" + split_name(arguments).type;
  std::erase_if(name.type, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; });
  std::erase_if(name.room, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; });
  if (!name.room.empty()) {
    name.room.front() =
        static_cast<char>(std::toupper(static_cast<unsigned char>(name.room.front())));
  }
  return name;
}

}  // namespace

SchemaRegistry::Named SchemaRegistry::name_of(std::type_index type, std::string_view cpp_name,
                                              SchemaUse use) {
  const auto key = std::pair(type, use);
  if (const auto found = names_.find(key); found != names_.end()) return {found->second, false};
  const CppName base = split_name(cpp_name);
  const std::string suffix = use == SchemaUse::read ? "Input" : "Output";
  const std::string qualified = base.room + base.type;
  // A type that is both read and written has two schemas; two types of one name have two rooms.
  const auto other = use == SchemaUse::read ? SchemaUse::written : SchemaUse::read;
  const bool both = names_.contains(std::pair(type, other));
  const std::vector<std::string> candidates{base.type, both ? base.type + suffix : qualified,
                                            both ? qualified + suffix : base.type + suffix,
                                            qualified + suffix};
  std::string name = candidates.back() + std::to_string(names_.size());
  for (const auto& candidate : candidates) {
    if (!components_.contains(candidate)) {
      name = candidate;
      break;
    }
  }
  names_.emplace(key, name);
  components_[name] = boost::json::object{};  // taken, also while the type refers to itself
  return {name, true};
}

namespace json_detail {

boost::json::object reference_to(const std::string& name) {
  return {{"$ref", "#/components/schemas/" + name}};
}

boost::json::object or_null(boost::json::object schema) {
  auto* type = schema.if_contains("type");
  if (type != nullptr && type->is_string() && !schema.contains("enum")) {
    *type = boost::json::array{*type, "null"};
    return schema;
  }
  if (schema.empty()) return schema;
  return {{"anyOf", boost::json::array{std::move(schema), boost::json::object{{"type", "null"}}}}};
}

boost::json::object integer_schema(std::int64_t low, std::int64_t high) {
  return {{"type", "integer"}, {"format", "int64"}, {"minimum", low}, {"maximum", high}};
}

boost::json::object text_schema(std::string_view format) {
  boost::json::object schema{{"type", "string"}};
  if (!format.empty()) schema["format"] = format;
  return schema;
}

}  // namespace json_detail
}  // namespace usher
