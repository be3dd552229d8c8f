#include "web/problem.hpp"

#include <boost/json/serialize.hpp>

#include "base/json_write.hpp"

namespace usher::web {
namespace {

void append_member(std::string& out, std::string_view name, std::string_view value) {
  out += ",\"";
  out += name;
  out += "\":";
  append_json_string(out, value);
}

void append_fields(std::string& out, const std::vector<FieldError>& fields) {
  out += ",\"errors\":[";
  bool first = true;
  for (const auto& field : fields) {
    if (!first) out += ',';
    first = false;
    out += "{\"pointer\":";
    append_json_string(out, field.pointer);
    append_member(out, "code", field.code);
    append_member(out, "detail", field.detail);
    out += '}';
  }
  out += ']';
}

}  // namespace

int status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::malformed:
      return 400;
    case ErrorKind::unauthenticated:
      return 401;
    case ErrorKind::payment_refused:
      return 402;
    case ErrorKind::forbidden:
      return 403;
    case ErrorKind::not_found:
      return 404;
    case ErrorKind::conflict:
      return 409;
    case ErrorKind::gone:
      return 410;
    case ErrorKind::version_conflict:
      return 412;
    case ErrorKind::too_large:
      return 413;
    case ErrorKind::unsupported_media:
      return 415;
    case ErrorKind::invalid:
      return 422;
    case ErrorKind::precondition_required:
      return 428;
    case ErrorKind::rate_limited:
      return 429;
    case ErrorKind::unavailable:
      return 503;
  }
  return 500;
}

void write_problem(Answer& answer, const Error& error, std::string_view request_id) {
  write_problem(answer, status_of(error.kind), error, request_id);
}

void write_problem(Answer& answer, int status, const Error& error, std::string_view request_id) {
  answer.status = status;
  answer.shared_body.reset();
  answer.static_body = {};
  answer.content_type("application/problem+json");
  answer.add_header("Cache-Control", "no-store");
  if (status == 401) answer.add_header("WWW-Authenticate", "Bearer");
  if (error.retry_after) {
    answer.add_header("Retry-After", std::to_string(error.retry_after->count()));
  } else if (status == 503) {
    answer.add_header("Retry-After", "1");
  }
  std::string& out = answer.body;
  out = "{\"type\":\"about:blank\"";
  append_member(out, "title", reason_phrase(status));
  out += ",\"status\":";
  json_detail::append_integer(out, status);
  append_member(out, "detail", error.detail);
  append_member(out, "code", error.code);
  append_member(out, "request_id", request_id);
  if (!error.fields.empty()) append_fields(out, error.fields);
  for (const auto& member : error.members) {
    out += ',';
    append_json_string(out, member.key());
    out += ':';
    out += boost::json::serialize(member.value());
  }
  out += '}';
}

}  // namespace usher::web
