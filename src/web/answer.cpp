#include "web/answer.hpp"

#include "base/assert.hpp"

namespace usher::web {

void Answer::clear() {
  status = 200;
  body.clear();
  if (body.capacity() > 64 * 1024) body = std::string();
  shared_body.reset();
  static_body = {};
  compress = Compress::when_large;
  has_content_type = false;
  lines_.clear();
}

void Answer::add_header(std::string_view name, std::string_view value) {
  USHER_ASSERT(name.find_first_of("\r\n:") == std::string_view::npos);
  USHER_ASSERT(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
  lines_ += name;
  lines_ += ": ";
  lines_ += value;
  lines_ += "\r\n";
}

void Answer::content_type(std::string_view type) {
  add_header("Content-Type", type);
  has_content_type = true;
}

std::string_view Answer::content() const {
  if (shared_body) return *shared_body;
  return static_body.empty() ? std::string_view(body) : static_body;
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 402:
      return "Payment Required";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 428:
      return "Precondition Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "";
  }
}

}  // namespace usher::web
