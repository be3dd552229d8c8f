#include "web/endpoint.hpp"

#include <algorithm>
#include <array>
#include <boost/json/monotonic_resource.hpp>
#include <optional>

#include "base/escape.hpp"
#include "web/problem.hpp"
#include "web/request_state.hpp"
#include "web/uri.hpp"

namespace usher::web {

std::string attachment(std::string_view file_name) {
  std::string ascii;
  for (const char c : file_name) {
    const bool safe = c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '/';
    ascii += safe ? c : '_';
  }
  return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + percent_encode(file_name);
}

namespace endpoint_detail {
namespace {

constexpr std::size_t kDocumentBytes = 16 * 1024;

bool is_json_type(std::string_view type) {
  type = type.substr(0, type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return equals_ignoring_case(type, "application/json");
}

Result<boost::json::value> refuse_type(std::string_view wanted) {
  return refuse(ErrorKind::unsupported_media, "unsupported_media_type",
                "The Content-Type must be " + std::string(wanted) + ".");
}

}  // namespace

void write_error(Request request, const Error& error) {
  write_problem(request.answer(), error, request.request_id());
}

// Only with success: of two requests of a new buyer, the refused one must not replace the session
// that holds the seats.
void write_new_session(Request request) {
  const auto& value = request.state().new_buyer_cookie;
  if (!value) return;
  request.set_cookie({std::string(kBuyerCookie), *value, BuyerSessions::kLifetime});
}

void write_head(Request request, int status, std::string_view location,
                std::optional<std::int64_t> version, std::string_view cache_control) {
  Answer& answer = request.answer();
  answer.status = status;
  if (!location.empty()) answer.add_header("Location", location);
  if (version) answer.add_header("ETag", '"' + std::to_string(*version) + '"');
  answer.add_header("Cache-Control", cache_control.empty() ? "no-store" : cache_control);
}

std::string& json_body(Request request) {
  request.answer().content_type("application/json");
  return request.answer().body;
}

void write_raw(Request request, Raw raw) {
  Answer& answer = request.answer();
  answer.status = raw.status;
  if (!raw.content_type.empty()) answer.content_type(raw.content_type);
  bool cached = false;
  for (const auto& [name, value] : raw.headers) {
    answer.add_header(name, value);
    cached = cached || equals_ignoring_case(name, "Cache-Control");
  }
  if (!cached) answer.add_header("Cache-Control", "no-store");
  const auto has = [&raw](std::string_view text) {
    return raw.content_type.find(text) != std::string::npos;
  };
  const bool compressible = has("text/") || has("json") || has("xml") || has("javascript");
  if (!raw.may_compress || !compressible) answer.compress = Compress::never;
  if (raw.shared_body)
    answer.shared_body = std::move(raw.shared_body);
  else
    answer.body = std::move(raw.body);
}

void write_stream(Request request, StreamSource source) {
  Answer& answer = request.answer();
  answer.status = 200;
  answer.content_type("text/event-stream");
  answer.add_header("Cache-Control", "no-store");
  // Tells nginx in front not to gather events.
  answer.add_header("X-Accel-Buffering", "no");
  answer.compress = Compress::never;
  request.state().stream = std::move(source);
}

TextPairs path_values(Request request) {
  RequestState& state = request.state();
  TextPairs pairs;
  std::string_view pattern = state.match.route->pattern;
  for (const auto raw : state.match.params) {
    const auto open = pattern.find('{');
    const auto close = pattern.find('}', open);
    const auto name = pattern.substr(open + 1, close - open - 1);
    pattern.remove_prefix(close + 1);
    std::string_view value = raw;
    if (raw.find('%') != std::string_view::npos) {
      value = state.decoded.emplace_back(percent_decode(raw).value_or(""));
    }
    pairs.emplace_back(name, value);
  }
  return pairs;
}

boost::json::storage_ptr document_storage() {
  // A small body is read without touching the heap; the copy into the struct ends its use.
  thread_local std::array<unsigned char, kDocumentBytes> bytes;
  // A new one each time: what release() of Boost 1.81 leaves doubles the next block for ever.
  thread_local std::optional<boost::json::monotonic_resource> resource;
  resource.emplace(bytes.data(), bytes.size());
  return &*resource;
}

Result<boost::json::value> json_of_body(Request request, boost::json::storage_ptr storage) {
  if (request.state().match.route->body.may_be_empty && request.body_text().empty())
    return boost::json::value(boost::json::object(std::move(storage)));
  if (!is_json_type(request.header("content-type"))) return refuse_type("application/json");
  return parse_json(request.body_text(), std::move(storage));
}

Result<std::tuple<>> no_query(Request request) {
  if (request.query().empty()) return std::tuple<>();
  json_detail::Faults faults;
  const json_detail::Place root;
  for (const auto& [name, value] : request.query()) {
    faults.add(json_detail::Place(root, name), "unknown_parameter", "There is no such parameter.");
  }
  return std::unexpected(std::move(faults).error());
}

Result<std::tuple<>> no_body(Request request) {
  const BodyRule& rule = request.state().match.route->body;
  if (rule.kind == BodyRule::Kind::raw) {
    std::string_view type = request.header("content-type");
    type = type.substr(0, type.find(';'));
    while (type.ends_with(' ')) type.remove_suffix(1);
    const bool taken = std::ranges::any_of(rule.media_types, [type](const std::string& each) {
      return each == "*/*" || equals_ignoring_case(each, type);
    });
    if (taken || rule.media_types.empty()) return std::tuple<>();
    std::string wanted;
    for (const auto& each : rule.media_types) wanted += (wanted.empty() ? "" : " or ") + each;
    return std::unexpected(refuse_type(wanted).error());
  }
  if (request.body_text().empty()) return std::tuple<>();
  TRY(const auto document, json_of_body(request, document_storage()));
  TRY_OK(read_json<NoContent>(document));
  return std::tuple<>();
}

}  // namespace endpoint_detail
}  // namespace usher::web
