#include "web/openapi.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "web/problem.hpp"
#include "web/router.hpp"

namespace usher::web {
namespace {

namespace json = boost::json;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

// "get_recital_shows_id_seats" of GET /api/recital-shows/{id}/seats.
std::string operation_id_of(const Route& route) {
  std::string id = lower(method_text(route.method));
  std::string_view pattern = route.pattern;
  if (pattern.starts_with("/api/")) pattern.remove_prefix(4);
  bool gap = true;
  for (const char c : pattern) {
    const bool word = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (word && gap) id += '_';
    if (word) id += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    gap = !word;
  }
  return id;
}

std::string_view access_text(Access access) {
  switch (access) {
    case Access::anyone:
      return "anybody";
    case Access::buyer:
      return "the buyer that owns it (session or token)";
    case Access::signed_in:
      return "whoever is signed in";
    case Access::scanner:
      return "scanner, staff, admin";
    case Access::staff:
      return "staff, admin";
    case Access::staff_or_report:
      return "staff, admin, report";
    case Access::admin:
      return "admin";
    case Access::signature:
      return "a provider whose signature is checked";
    case Access::metrics:
      return "the server's own machine, or who has the metrics token";
  }
  return "";
}

json::array security_of(const Route& route) {
  switch (route.access) {
    case Access::anyone:
    case Access::signature:
    case Access::metrics:
      return {json::object{}};
    case Access::buyer:
      return {json::object{{"buyer_session", json::array{}}}, json::object{}};
    default:
      break;
  }
  json::object cookie{{"staff_session", json::array{}}};
  if (route.method != Method::get) cookie["csrf_token"] = json::array{};
  return {std::move(cookie), json::object{{"api_token", json::array{}}}};
}

json::object parameter(std::string_view in, const ParameterDoc& doc, SchemaRegistry& registry) {
  json::object object{{"name", doc.name}, {"in", in}, {"required", doc.required || in == "path"}};
  json::object schema = doc.schema(registry, SchemaUse::read);
  if (in == "query" && schema.contains("items")) {
    object["style"] = "form";
    object["explode"] = false;
  }
  object["schema"] = std::move(schema);
  return object;
}

json::array parameters_of(const Route& route, SchemaRegistry& registry) {
  json::array list;
  for (const auto& doc : route.doc.path) list.push_back(parameter("path", doc, registry));
  for (const auto& doc : route.doc.query) list.push_back(parameter("query", doc, registry));
  if (route.doc.takes_idempotency_key) {
    list.push_back(json::object{{"$ref", "#/components/parameters/IdempotencyKey"}});
  }
  if (route.doc.takes_if_match) {
    list.push_back(json::object{{"$ref", "#/components/parameters/IfMatch"}});
  }
  if (route.streams) list.push_back(json::object{{"$ref", "#/components/parameters/LastEventId"}});
  return list;
}

json::object request_body(const Route& route, SchemaRegistry& registry) {
  json::object content;
  if (route.body.kind == BodyRule::Kind::json) {
    content["application/json"] =
        json::object{{"schema", route.doc.body(registry, SchemaUse::read)}};
  }
  for (const auto& type : route.body.media_types) {
    content[type] = json::object{{"schema", json::object{{"type", "string"}}}};
  }
  return {{"required", !route.body.may_be_empty}, {"content", std::move(content)}};
}

json::object problem_answer(std::string description) {
  return {{"description", std::move(description)},
          {"content",
           json::object{{"application/problem+json",
                         json::object{{"schema",
                                       json::object{{"$ref", "#/components/schemas/Problem"}}}}}}}};
}

std::string join(const std::set<std::string>& codes) {
  std::string text;
  for (const auto& code : codes) text += (text.empty() ? "`" : ", `") + code + '`';
  return text;
}

// The codes of an endpoint by status; what web refuses by itself is added.
std::map<int, std::set<std::string>> refusals_of(const Route& route) {
  std::map<int, std::set<std::string>> by_status;
  for (const auto& doc : route.doc.refusals) {
    by_status[doc.status].insert(doc.codes.begin(), doc.codes.end());
  }
  const bool needs_role = route.access != Access::anyone && route.access != Access::buyer &&
                          route.access != Access::signature && route.access != Access::metrics;
  if (needs_role) {
    by_status[401].insert("not_signed_in");
    by_status[403].insert("forbidden");
    if (route.method != Method::get) by_status[403].insert("csrf_token_invalid");
  }
  if (route.access == Access::metrics) by_status[403].insert("forbidden");
  if (route.body.kind == BodyRule::Kind::json) {
    by_status[400].insert("malformed_json");
    by_status[422].insert("validation_failed");
  }
  if (route.body.kind != BodyRule::Kind::none) {
    by_status[413].insert("body_too_large");
    by_status[415].insert("unsupported_media_type");
  }
  if (!route.doc.query.empty()) by_status[422].insert("validation_failed");
  if (!route.doc.path.empty()) by_status[404].insert("not_found");
  if (route.doc.takes_if_match) by_status[412].insert("version_conflict");
  if (route.doc.takes_idempotency_key) {
    by_status[400].insert("invalid_idempotency_key");
    by_status[409].insert("idempotency_key_in_use");
    by_status[422].insert("idempotency_key_reused");
  }
  if (route.method != Method::get && route.access != Access::signature)
    by_status[403].insert("cross_site_request");
  return by_status;
}

json::object success(const AnswerDoc& doc, SchemaRegistry& registry) {
  std::string_view text = doc.description.empty() ? reason_phrase(doc.status) : doc.description;
  json::object answer{{"description", text}};
  if (doc.media_type.empty()) return answer;
  json::object content;
  if (doc.schema != nullptr) {
    content["schema"] = doc.schema(registry, SchemaUse::written);
  } else if (doc.media_type.ends_with("json")) {
    content["schema"] = json::object{};
  } else {
    content["schema"] = json::object{{"type", "string"}};
  }
  answer["content"] = json::object{{doc.media_type, std::move(content)}};
  return answer;
}

json::object responses_of(const Route& route, SchemaRegistry& registry) {
  json::object responses;
  for (const auto& doc : route.doc.answers) {
    json::object answer = success(doc, registry);
    auto& slot = responses[std::to_string(doc.status)];
    if (!slot.is_object()) {
      slot = std::move(answer);
      continue;
    }
    // The same status in another media type.
    auto& content = slot.as_object()["content"];
    if (!content.is_object()) content = json::object{};
    if (auto* more = answer.if_contains("content")) {
      for (auto& each : more->as_object()) content.as_object()[each.key()] = each.value();
    }
  }
  for (const auto& [status, codes] : refusals_of(route)) {
    const std::string key = status == 0 ? "4XX" : std::to_string(status);
    responses[key] = problem_answer("Refused: " + join(codes));
  }
  responses["default"] = json::object{{"$ref", "#/components/responses/Problem"}};
  return responses;
}

json::object operation_of(const Route& route, SchemaRegistry& registry) {
  const OperationDoc& doc = route.doc;
  json::object operation;
  operation["operationId"] = doc.operation_id.empty() ? operation_id_of(route) : doc.operation_id;
  operation["tags"] = json::array{json::string(doc.tag.empty() ? "Other" : doc.tag)};
  operation["summary"] = doc.summary.empty() ? operation_id_of(route) : doc.summary;
  if (!doc.description.empty()) operation["description"] = doc.description;
  operation["x-access"] = access_text(route.access);
  operation["security"] = security_of(route);
  if (auto list = parameters_of(route, registry); !list.empty()) {
    operation["parameters"] = std::move(list);
  }
  if (route.body.kind != BodyRule::Kind::none) {
    operation["requestBody"] = request_body(route, registry);
  }
  operation["responses"] = responses_of(route, registry);
  return operation;
}

json::object problem_schema() {
  const json::object text{{"type", "string"}};
  const json::object field{
      {"type", "object"},
      {"required", json::array{"pointer", "code", "detail"}},
      {"properties", json::object{{"pointer", text}, {"code", text}, {"detail", text}}}};
  return {
      {"type", "object"},
      {"description", "RFC 9457. `code` is stable; some codes bring further members."},
      {"required", json::array{"type", "title", "status", "detail", "code", "request_id"}},
      {"properties", json::object{{"type", text},
                                  {"title", text},
                                  {"status", json::object{{"type", "integer"}}},
                                  {"detail", text},
                                  {"code", text},
                                  {"request_id", text},
                                  {"errors", json::object{{"type", "array"}, {"items", field}}}}},
      {"additionalProperties", true}};
}

json::object header_parameter(std::string_view name, std::string_view description,
                              json::object schema) {
  return {{"name", name},
          {"in", "header"},
          {"required", false},
          {"description", description},
          {"schema", std::move(schema)}};
}

json::object shared_parameters() {
  return {{"IdempotencyKey",
           header_parameter("Idempotency-Key",
                            "The same key and body answer the same result for 24 hours.",
                            {{"type", "string"}, {"minLength", 1}, {"maxLength", 200}})},
          {"IfMatch", header_parameter("If-Match", "The ETag of the version that was read.",
                                       {{"type", "string"}})},
          {"LastEventId",
           header_parameter("Last-Event-ID", "Resumes after this event.", {{"type", "string"}})}};
}

json::object security_schemes() {
  return {
      {"staff_session", json::object{{"type", "apiKey"}, {"in", "cookie"}, {"name", kStaffCookie}}},
      {"csrf_token", json::object{{"type", "apiKey"}, {"in", "header"}, {"name", "X-CSRF-Token"}}},
      {"buyer_session", json::object{{"type", "apiKey"}, {"in", "cookie"}, {"name", kBuyerCookie}}},
      {"api_token", json::object{{"type", "http"}, {"scheme", "bearer"}}}};
}

}  // namespace

std::string openapi_document(const Router& router, std::string_view version) {
  SchemaRegistry registry;
  registry.put("Problem", problem_schema());
  std::map<std::string, json::object> paths;
  std::set<std::string> tags;
  for (const auto& route : router.routes()) {
    if (route->doc.hidden) continue;
    paths[route->pattern][lower(method_text(route->method))] = operation_of(*route, registry);
    tags.insert(route->doc.tag.empty() ? "Other" : route->doc.tag);
  }
  json::object path_items;
  for (auto& [pattern, item] : paths) path_items[pattern] = std::move(item);
  json::array tag_list;
  for (const auto& tag : tags) {
    json::object entry{{"name", tag}};
    if (const auto text = router.tag_text(tag); !text.empty()) entry["description"] = text;
    tag_list.push_back(std::move(entry));
  }
  const json::object document{
      {"openapi", "3.1.0"},
      {"info", json::object{{"title", "Usher"},
                            {"version", version},
                            {"summary", "Reserved-seat ticketing"},
                            {"license", json::object{{"name", "See LICENSE"},
                                                     {"identifier", "LicenseRef-Usher"}}}}},
      {"servers", json::array{json::object{{"url", "/"}}}},
      {"tags", std::move(tag_list)},
      {"paths", std::move(path_items)},
      {"components",
       json::object{{"schemas", registry.components()},
                    {"parameters", shared_parameters()},
                    {"responses", json::object{{"Problem", problem_answer("Any refusal")}}},
                    {"securitySchemes", security_schemes()}}}};
  return json::serialize(document);
}

}  // namespace usher::web
