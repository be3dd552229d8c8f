// Purpose: the OpenAPI 3.1 document, made from the routes themselves. Place: web.
#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_schema.hpp"

namespace usher::web {

class Router;

using SchemaOf = boost::json::object (*)(SchemaRegistry&, SchemaUse);

// One parameter of a path or query, from a member of the declared struct.
struct ParameterDoc {
  std::string name;
  bool required = false;
  SchemaOf schema = nullptr;
};

struct AnswerDoc {
  int status = 200;
  std::string description{};
  std::string media_type{};   // "" without a body
  SchemaOf schema = nullptr;  // for application/json
};

// Stable codes of refusals; status 0 stands for "any 4xx".
struct RefusalDoc {
  int status = 0;
  std::vector<std::string> codes{};
};

// What the document says of an endpoint.
struct OperationDoc {
  std::string tag{};
  std::string summary{};
  std::string description{};
  std::string operation_id{};
  std::vector<ParameterDoc> path{};
  std::vector<ParameterDoc> query{};
  SchemaOf body = nullptr;
  std::vector<AnswerDoc> answers{};
  std::vector<RefusalDoc> refusals{};
  bool takes_idempotency_key = false;
  bool takes_if_match = false;
  bool hidden = false;  // pages and assets are not part of the API
};

// The whole document as JSON text.
std::string openapi_document(const Router& router, std::string_view version);

}  // namespace usher::web
