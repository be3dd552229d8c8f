// Purpose: who is asking: staff by cookie or token, buyers by their own cookie. Place: web.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/random.hpp"
#include "base/result.hpp"

namespace usher::web {

enum class Role : std::uint8_t { admin, staff, scanner, report };
BOOST_DESCRIBE_ENUM(Role, admin, staff, scanner, report)

// Who signed the request; by default nobody. Email is for answers, never for logs.
struct Identity {
  bool signed_in = false;
  UserId user{};
  Role role = Role::scanner;
  SessionId session{};     // set when signed in by cookie
  ApiTokenId api_token{};  // set when signed in by Authorization: Bearer
  std::string email{};
  std::string csrf_token{};  // what X-CSRF-Token must say; only with `session`
};

// Who may use an endpoint. One row each in app/access_table.cpp.
enum class Access : std::uint8_t {
  anyone,
  buyer,            // anyone; the slice checks that it is theirs
  signed_in,        // any role
  scanner,          // scanner, staff, admin
  staff,            // staff, admin
  staff_or_report,  // staff, admin, and report for reading
  admin,
  signature,  // signed by the caller (webhooks); the slice checks
  metrics,    // loopback or the metrics token
};
BOOST_DESCRIBE_ENUM(Access, anyone, buyer, signed_in, scanner, staff, staff_or_report, admin,
                    signature, metrics)

// Turns credentials into an identity. Implemented by accounts; thread-safe; outlives the server.
class Authenticator {
 public:
  virtual ~Authenticator() = default;

  enum class Kind : std::uint8_t { session_cookie, bearer_token };
  // An answer from memory, if there is one: the fast path, asked on every signed request. An
  // Identity that is not signed in says that the credential is known to be worthless.
  virtual std::optional<Identity> cached(Kind kind, std::string_view credential) = 0;
  // The answer from the database. An Identity that is not signed in: unknown, ended or expired.
  virtual boost::asio::awaitable<Identity> authenticate(Kind kind, std::string credential) = 0;
};

inline constexpr std::string_view kStaffCookie = "usher_session";
inline constexpr std::string_view kBuyerCookie = "reservation_session";

// Sixteen bytes that name a buyer's browser session; what slices store and compare.
using SessionKey = Bytes;

// Makes and checks the buyers' cookie: base64url(16 random bytes, time of issue, HMAC-SHA-256 cut
// to 16 bytes). Nothing is stored on the server. Thread-safe.
class BuyerSessions {
 public:
  static constexpr std::chrono::hours kLifetime{24};
  // A cookie older than this is issued again with the same key while it is used.
  static constexpr std::chrono::hours kRenewAfter{1};

  BuyerSessions(Bytes secret, const Clock& clock, Random& random);

  // A new cookie value.
  std::string make();
  // The key of a cookie value; nullopt when it is forged or older than kLifetime.
  std::optional<SessionKey> key_of(std::string_view cookie) const;
  // The same session's value issued now, when `cookie` is valid and older than kRenewAfter.
  std::optional<std::string> renewed(std::string_view cookie) const;

 private:
  struct Content;
  std::optional<Content> open(std::string_view cookie) const;
  std::string seal(std::span<const std::uint8_t> random, Timestamp issued_at) const;

  Bytes secret_;
  const Clock& clock_;
  Random& random_;
};

// A cookie to set. `secure` is added by itself when the site is served over https.
struct Cookie {
  std::string name;
  std::string value;
  std::optional<std::chrono::seconds> max_age{};  // absent: until the browser closes; 0: delete
  std::string path = "/";
  bool http_only = true;
};

}  // namespace usher::web
