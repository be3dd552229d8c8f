#include "accounts/endpoints.hpp"

#include "accounts/admin_endpoints.hpp"
#include "accounts/rules.hpp"
#include "web/endpoint.hpp"
#include "web/paging.hpp"

namespace usher::accounts {
namespace {

template <class T>
using Answer = boost::asio::awaitable<Result<web::Reply<T>>>;

constexpr std::size_t kUserAgentMax = 200;  // bytes kept of what a browser calls itself

struct LoginBody {
  std::string email;
  std::string password;
  std::optional<std::string> totp;
  std::optional<std::string> captcha;
};
BOOST_DESCRIBE_STRUCT(LoginBody, (), (email, password, totp, captcha))

struct CaptchaQuery {
  std::optional<CaptchaForm> form;
};
BOOST_DESCRIBE_STRUCT(CaptchaQuery, (), (form))

struct MeView {
  UserView user;
  std::optional<std::string> csrf_token;  // null for API tokens, which need none
};
BOOST_DESCRIBE_STRUCT(MeView, (), (user, csrf_token))

struct SignedOutView {
  bool signed_in = false;
};
BOOST_DESCRIBE_STRUCT(SignedOutView, (), (signed_in))

struct PasswordBody {
  std::string current_password;
  Password new_password;
};
BOOST_DESCRIBE_STRUCT(PasswordBody, (), (current_password, new_password))

struct ProofBody {
  std::string password;
};
BOOST_DESCRIBE_STRUCT(ProofBody, (), (password))

struct TotpBody {
  Code code;
};
BOOST_DESCRIBE_STRUCT(TotpBody, (), (code))

struct SessionPath {
  SessionId id;
};
BOOST_DESCRIBE_STRUCT(SessionPath, (), (id))

struct SessionView {
  SessionId id;
  bool current = false;
  Timestamp created_at;
  Timestamp last_seen_at;
  Timestamp expires_at;
  std::string address;
  std::string user_agent;
};
BOOST_DESCRIBE_STRUCT(SessionView, (),
                      (id, current, created_at, last_seen_at, expires_at, address, user_agent))

// What is about a person's own account is not for programs that hold a token.
Status need_session(web::Request request) {
  if (request.identity().session) return {};
  return refuse(ErrorKind::forbidden, "session_required", "Sign in with a password for this.");
}

MeView answer_signed_in(web::Request request, SignedIn signed_in) {
  const auto life = std::chrono::duration_cast<std::chrono::seconds>(kSessionLifeMax);
  request.set_cookie({.name = std::string(web::kStaffCookie),
                      .value = std::move(signed_in.cookie),
                      .max_age = life});
  return {std::move(signed_in.user), std::move(signed_in.csrf_token)};
}

Answer<MeView> login(Accounts& accounts, web::Request request, LoginBody body) {
  Credentials credentials{std::move(body.email), std::move(body.password), std::move(body.totp),
                          std::move(body.captcha), std::string(request.cookie(kDeviceCookie))};
  std::string old_cookie(request.cookie(web::kStaffCookie));
  CO_TRY(auto signed_in, co_await accounts.sign_in(std::move(credentials), caller_of(request),
                                                   std::move(old_cookie)));
  std::string device = std::move(signed_in.device);
  auto answer = answer_signed_in(request, std::move(signed_in));
  request.set_cookie({.name = std::string(kDeviceCookie),
                      .value = std::move(device),
                      .max_age = KnownDevices::kLifetime,
                      .path = "/api/auth"});
  co_return web::ok(std::move(answer));
}

Answer<SignedOutView> logout(Accounts& accounts, web::Request request) {
  std::string cookie(request.cookie(web::kStaffCookie));
  if (!cookie.empty()) {
    CO_TRY_OK(co_await accounts.sign_out(caller_of(request), std::move(cookie)));
    request.set_cookie(
        {.name = std::string(web::kStaffCookie), .value = "", .max_age = std::chrono::seconds(0)});
  }
  co_return web::ok(SignedOutView{});
}

Answer<MeView> me(Accounts& accounts, web::Request request) {
  CO_TRY(auto user, co_await accounts.me(caller_of(request)));
  MeView view{std::move(user), std::nullopt};
  if (request.identity().session) view.csrf_token = request.identity().csrf_token;
  co_return web::ok(std::move(view));
}

Answer<MeView> change_password(Accounts& accounts, web::Request request, PasswordBody body) {
  CO_TRY_OK(need_session(request));
  CO_TRY(auto signed_in,
         co_await accounts.change_own_password(std::move(body.current_password),
                                               std::move(body.new_password), caller_of(request)));
  co_return web::ok(answer_signed_in(request, std::move(signed_in)));
}

Answer<web::Page<SessionView>> sessions(Accounts& accounts, web::Request request,
                                        web::ListQuery query) {
  CO_TRY_OK(need_session(request));
  CO_TRY(auto found, co_await accounts.own_sessions(caller_of(request)));
  std::vector<SessionView> own;
  for (auto& session : found) {
    own.push_back({session.id, session.id == request.identity().session, session.created_at,
                   session.last_seen_at, session_ends(session.created_at, session.last_seen_at),
                   std::move(session.address), std::move(session.user_agent)});
  }
  CO_TRY_OK(web::sort_list<SessionView>(
      own, query.sort,
      {{"created_at",
        [](const SessionView& a, const SessionView& b) { return a.created_at < b.created_at; }},
       {"last_seen_at", [](const SessionView& a, const SessionView& b) {
          return a.last_seen_at < b.last_seen_at;
        }}}));
  CO_TRY(auto page, web::page_of(std::move(own), query,
                                 [](const SessionView& each) { return each.id.text(); }));
  co_return web::ok(std::move(page));
}

Answer<web::NoContent> end_session(Accounts& accounts, web::Request request, SessionPath path) {
  CO_TRY_OK(need_session(request));
  CO_TRY_OK(co_await accounts.end_own_session(path.id, caller_of(request)));
  co_return web::no_content();
}

Answer<TotpEnrolment> enrol(Accounts& accounts, web::Request request, ProofBody body) {
  CO_TRY_OK(need_session(request));
  CO_TRY(auto enrolment,
         co_await accounts.enrol_totp(std::move(body.password), caller_of(request)));
  co_return web::ok(std::move(enrolment));
}

Answer<UserView> confirm(Accounts& accounts, web::Request request, TotpBody body) {
  CO_TRY_OK(need_session(request));
  CO_TRY(auto user, co_await accounts.confirm_totp(std::move(body.code.value), caller_of(request)));
  co_return web::ok(std::move(user));
}

Answer<UserView> disable(Accounts& accounts, web::Request request, ProofBody body) {
  CO_TRY_OK(need_session(request));
  CO_TRY(auto user, co_await accounts.disable_totp(std::move(body.password), caller_of(request)));
  co_return web::ok(std::move(user));
}

void add_sign_in(web::Router& router, Accounts& accounts) {
  router.add(web::post("/api/auth/login")
                 .access(web::Access::anyone)
                 .tag("Accounts")
                 .summary("Sign in")
                 .description("Sets the cookie usher_session. Three failures from one address for "
                              "one account block the pair for 15 minutes. After many failures "
                              "from anywhere, and where many log-ins wait, `captcha` is asked for; "
                              "the latter not of a browser that has signed in there before.")
                 .body<LoginBody>()
                 .answers<MeView>()
                 .refuses(401, {"invalid_credentials", "totp_required", "totp_invalid"})
                 .refuses(422, {"captcha_required", "captcha_invalid"})
                 .refuses(429, {"too_many_attempts"})
                 .handle([&accounts](web::Request r, LoginBody body) {
                   return login(accounts, r, std::move(body));
                 }));
  router.add(web::post("/api/auth/logout")
                 .access(web::Access::anyone)
                 .tag("Accounts")
                 .summary("Sign out")
                 .answers<SignedOutView>()
                 .csrf_when_signed_in()
                 .handle([&accounts](web::Request r) { return logout(accounts, r); }));
  router.add(web::get("/api/auth/me")
                 .access(web::Access::signed_in)
                 .tag("Accounts")
                 .summary("Who is signed in, and the CSRF token of the session")
                 .answers<MeView>()
                 .handle([&accounts](web::Request r) { return me(accounts, r); }));
}

void add_own_account(web::Router& router, Accounts& accounts) {
  router.add(web::post("/api/auth/password")
                 .access(web::Access::signed_in)
                 .tag("Accounts")
                 .summary("Change one's own password; ends all other sessions")
                 .body<PasswordBody>()
                 .answers<MeView>()
                 .refuses(403, {"session_required"})
                 .refuses(422, {"wrong_password"})
                 .refuses(429, {"too_many_attempts"})
                 .handle([&accounts](web::Request r, PasswordBody body) {
                   return change_password(accounts, r, std::move(body));
                 }));
  router.add(web::get("/api/auth/sessions")
                 .access(web::Access::signed_in)
                 .tag("Accounts")
                 .summary("One's own sessions, the newest first")
                 .description("sort: created_at, last_seen_at, with a hyphen before it the other "
                              "way round.")
                 .query<web::ListQuery>()
                 .answers<web::Page<SessionView>>()
                 .refuses(403, {"session_required"})
                 .handle([&accounts](web::Request r, web::ListQuery query) {
                   return sessions(accounts, r, std::move(query));
                 }));
  router.add(web::delete_("/api/auth/sessions/{id}")
                 .access(web::Access::signed_in)
                 .tag("Accounts")
                 .summary("End one of one's own sessions")
                 .path<SessionPath>()
                 .answers_nothing()
                 .refuses(403, {"session_required"})
                 .refuses(404, {"session_not_found"})
                 .handle([&accounts](web::Request r, SessionPath path) {
                   return end_session(accounts, r, path);
                 }));
}

void add_totp(web::Router& router, Accounts& accounts) {
  router.add(web::post("/api/auth/totp/enrol")
                 .access(web::Access::signed_in)
                 .tag("Accounts")
                 .summary("Begin to set up a second factor")
                 .body<ProofBody>()
                 .answers<TotpEnrolment>()
                 .refuses(403, {"session_required"})
                 .refuses(409, {"totp_enabled"})
                 .refuses(422, {"wrong_password"})
                 .refuses(429, {"too_many_attempts"})
                 .handle([&accounts](web::Request r, ProofBody body) {
                   return enrol(accounts, r, std::move(body));
                 }));
  router.add(web::post("/api/auth/totp/confirm")
                 .access(web::Access::signed_in)
                 .tag("Accounts")
                 .summary("Switch the second factor on with its first code")
                 .body<TotpBody>()
                 .answers<UserView>()
                 .refuses(403, {"session_required"})
                 .refuses(409, {"totp_not_enrolled"})
                 .refuses(422, {"totp_invalid"})
                 .refuses(429, {"too_many_attempts"})
                 .handle([&accounts](web::Request r, TotpBody body) {
                   return confirm(accounts, r, std::move(body));
                 }));
  router.add(web::post("/api/auth/totp/disable")
                 .access(web::Access::signed_in)
                 .tag("Accounts")
                 .summary("Switch the second factor off")
                 .body<ProofBody>()
                 .answers<UserView>()
                 .refuses(403, {"session_required"})
                 .refuses(422, {"wrong_password"})
                 .refuses(429, {"too_many_attempts"})
                 .handle([&accounts](web::Request r, ProofBody body) {
                   return disable(accounts, r, std::move(body));
                 }));
}

Result<web::Reply<CaptchaChallenge>> challenge(Accounts& accounts, CaptchaQuery query) {
  const auto form = query.form.value_or(CaptchaForm::order_lookup);
  return web::ok(accounts.captcha_challenge(form));
}

void add_captcha(web::Router& router, Accounts& accounts) {
  router.add(web::get("/api/public/captcha")
                 .access(web::Access::anyone)
                 .tag("System")
                 .summary("A proof-of-work challenge in ALTCHA's format")
                 .description("Find the `number` up to `maxnumber` for which the SHA-256 of `salt` "
                              "followed by it is `challenge`. The solution is the base64 of the "
                              "JSON object {algorithm, challenge, number, salt, signature}; it is "
                              "good once, for ten minutes, for the `form` it was made for "
                              "(`order_lookup` unless said otherwise).")
                 .query<CaptchaQuery>()
                 .answers<CaptchaChallenge>()
                 .handle([&accounts](web::Request, CaptchaQuery query) {
                   return challenge(accounts, query);
                 }));
}

}  // namespace

Caller caller_of(web::Request request) {
  return {request.identity(), audit::by(request), request.client_network(),
          request.header_text("User-Agent", kUserAgentMax), request.is_behind_unknown_proxy()};
}

void add_endpoints(web::Router& router, Accounts& accounts) {
  router.describe_tag("Accounts", "Sign-in, people, sessions and API tokens.");
  add_sign_in(router, accounts);
  add_own_account(router, accounts);
  add_totp(router, accounts);
  add_captcha(router, accounts);
  add_admin_endpoints(router, accounts);
}

}  // namespace usher::accounts
