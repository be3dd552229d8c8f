// Purpose: refusals as problem documents. Place: web; alone knows the status of an ErrorKind.
// Source: RFC 9457.
#pragma once
#include <exception>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "web/answer.hpp"

namespace usher::web {

int status_of(ErrorKind kind);

// Writes the whole answer: status, application/problem+json, Retry-After.
void write_problem(Answer& answer, const Error& error, std::string_view request_id);
// The same with a status that no ErrorKind has (405, 408, 431, 500 …).
void write_problem(Answer& answer, int status, const Error& error, std::string_view request_id);

// Turns an exception that left a handler into what the client may know: 500 `internal_error`, 503
// `overloaded` for a full worker queue. Registered by app for exceptions that web does not know
// (a database that is gone); returns nullopt to leave it to web.
using ExceptionMapper = std::function<std::optional<Error>(std::exception_ptr)>;

}  // namespace usher::web
