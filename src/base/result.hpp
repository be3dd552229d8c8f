// Purpose: expected refusals as values. Place: base, used by every room.
//
// An Error is what a caller may be told: its kind decides the HTTP status (web/problem maps it),
// its code is stable and part of the API. Faults of the environment (database gone, disk full) are
// exceptions instead and never become an Error.
#pragma once
#include <boost/json/object.hpp>
#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace usher {

// What sort of refusal it is. web/problem alone knows the status of each.
enum class ErrorKind {
  malformed,              // 400 the request cannot be read
  unauthenticated,        // 401 nobody is signed in
  payment_refused,        // 402 the provider declined
  forbidden,              // 403 signed in, but not allowed
  not_found,              // 404 unknown, or not for this caller to know
  conflict,               // 409 the state does not allow it
  gone,                   // 410 was here once
  version_conflict,       // 412 somebody else saved first
  too_large,              // 413
  unsupported_media,      // 415
  invalid,                // 422 readable, but some fields are wrong
  precondition_required,  // 428 If-Match is missing
  rate_limited,           // 429, with retry_after
  unavailable,            // 503, with retry_after
};

// One fault of a request body or query; `pointer` is a JSON Pointer (RFC 6901), "" is the whole.
struct FieldError {
  std::string pointer;
  std::string code;
  std::string detail;
};

// A refusal. Copyable, owned by whoever holds it, free of threads.
struct Error {
  ErrorKind kind = ErrorKind::conflict;
  std::string code;
  std::string detail;
  std::vector<FieldError> fields{};
  // Further members of the problem document, such as `unavailable_seat_ids`.
  boost::json::object members{};
  std::optional<std::chrono::seconds> retry_after{};
};

template <class T>
using Result = std::expected<T, Error>;
using Status = Result<void>;

// Makes a refusal ready to return: `return refuse(ErrorKind::conflict, "not_on_sale", "…");`
inline std::unexpected<Error> refuse(ErrorKind kind, std::string code, std::string detail) {
  return std::unexpected(Error{kind, std::move(code), std::move(detail)});
}
inline std::unexpected<Error> refuse(Error error) { return std::unexpected(std::move(error)); }

// Optimistic concurrency: refuses a change that was made to another version than the present one.
// Errors: version_conflict `version_conflict` with the present version as member.
inline Status check_version(std::optional<std::int64_t> if_match, std::int64_t current) {
  if (!if_match || *if_match == current) return {};
  Error error{ErrorKind::version_conflict, "version_conflict",
              "Somebody else saved first. Load it again and repeat your change."};
  error.members["version"] = current;
  return refuse(std::move(error));
}

// A 422 with one wrong field.
inline std::unexpected<Error> refuse_field(std::string pointer, std::string code,
                                           std::string detail) {
  Error error{ErrorKind::invalid, "validation_failed", "Some fields are not right."};
  error.fields.push_back({std::move(pointer), std::move(code), std::move(detail)});
  return std::unexpected(std::move(error));
}

}  // namespace usher

#define USHER_CONCAT_2(a, b) a##b
#define USHER_CONCAT(a, b) USHER_CONCAT_2(a, b)
#define USHER_TRY(keyword, tmp, decl, expression)            \
  auto tmp = (expression);                                   \
  if (!tmp) keyword std::unexpected(std::move(tmp).error()); \
  decl = *std::move(tmp)
#define USHER_TRY_OK(keyword, expression)                                        \
  do {                                                                           \
    auto usher_status = (expression);                                            \
    if (!usher_status) keyword std::unexpected(std::move(usher_status).error()); \
  } while (false)

// TRY(auto hold, find_hold(tx, token));   leaves the function with the error, if it is one
#define TRY(decl, ...) USHER_TRY(return, USHER_CONCAT(usher_result_, __LINE__), decl, (__VA_ARGS__))
// TRY_OK(check_limit(seats));             the same where there is no value
#define TRY_OK(...) USHER_TRY_OK(return, (__VA_ARGS__))
// The same inside coroutines.
#define CO_TRY(decl, ...) \
  USHER_TRY(co_return, USHER_CONCAT(usher_result_, __LINE__), decl, (__VA_ARGS__))
#define CO_TRY_OK(...) USHER_TRY_OK(co_return, (__VA_ARGS__))
