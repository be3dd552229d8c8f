#include "accounts/admin_endpoints.hpp"

#include "accounts/endpoints.hpp"
#include "web/endpoint.hpp"
#include "web/paging.hpp"

namespace usher::accounts {
namespace {

template <class T>
using Answer = boost::asio::awaitable<Result<web::Reply<T>>>;

// The states that a client may ask for; deleting has its own verb.
enum class Activity : std::uint8_t { active, disabled };
BOOST_DESCRIBE_ENUM(Activity, active, disabled)

UserStatus status_of(Activity activity) {
  return activity == Activity::active ? UserStatus::active : UserStatus::disabled;
}

struct UserPath {
  UserId id;
};
BOOST_DESCRIBE_STRUCT(UserPath, (), (id))

struct UsersQuery {
  std::optional<Role> role;
  std::optional<Activity> status;
  std::optional<std::string> sort, cursor;
  std::optional<Bounded<1, 200>> limit;
};
BOOST_DESCRIBE_STRUCT(UsersQuery, (), (role, status, sort, cursor, limit))

struct NewUserBody {
  Email email;
  std::optional<OptionalLabel> name;
  Role role = Role::scanner;
  Password password;
};
BOOST_DESCRIBE_STRUCT(NewUserBody, (), (email, name, role, password))

struct UserBody {
  std::optional<Email> email;
  std::optional<OptionalLabel> name;
  std::optional<Role> role;
  std::optional<Activity> status;
  std::optional<Password> password;
  std::optional<bool> totp_enabled;
};
BOOST_DESCRIBE_STRUCT(UserBody, (), (email, name, role, status, password, totp_enabled))

struct TokenPath {
  ApiTokenId id;
};
BOOST_DESCRIBE_STRUCT(TokenPath, (), (id))

struct TokenBody {
  Label name;
  Role role = Role::report;
  std::optional<Timestamp> expires_at;
};
BOOST_DESCRIBE_STRUCT(TokenBody, (), (name, role, expires_at))

struct TokenView {
  ApiTokenId id;
  std::string name;
  Role role = Role::report;
  UserId created_by;
  Timestamp created_at;
  std::optional<Timestamp> expires_at;
  std::optional<Timestamp> last_used_at;
};
BOOST_DESCRIBE_STRUCT(TokenView, (),
                      (id, name, role, created_by, created_at, expires_at, last_used_at))

TokenView view_of(ApiToken token) {
  TokenView view{token.id,         std::move(token.name), token.role,        token.created_by,
                 token.created_at, std::nullopt,          token.last_used_at};
  if (token.expires_at < kNever) view.expires_at = token.expires_at;
  return view;
}

template <class View, class T>
web::Page<View> page_of(Listed<T> listed) {
  web::Page<View> page;
  for (auto& item : listed.items) {
    if constexpr (std::is_same_v<View, T>)
      page.items.push_back(std::move(item));
    else
      page.items.push_back(view_of(std::move(item)));
  }
  if (listed.next_cursor) page.next_cursor = to_base64url(as_bytes(*listed.next_cursor));
  page.total.value = listed.total;
  return page;
}

// What a cursor was made from. Errors: `invalid_format` when it is none of ours.
Result<std::string> opened(const std::optional<std::string>& cursor) {
  if (!cursor) return "";
  const auto bytes = from_base64url(*cursor);
  std::string text = bytes ? std::string(bytes->begin(), bytes->end()) : "";
  if (text.empty() || !is_valid_utf8(text)) {
    return refuse_field("/cursor", "invalid_format", "Must be the next_cursor of an answer.");
  }
  return text;
}

Answer<web::Page<UserView>> list_users(Accounts& accounts, UsersQuery query) {
  UserFilter filter;
  filter.role = query.role;
  if (query.status) filter.status = status_of(*query.status);
  const std::string sort = query.sort.value_or("email");
  if (sort != "email" && sort != "-created_at") {
    co_return refuse_field("/sort", "not_one_of", "Must be one of email, -created_at.");
  }
  filter.order = sort == "email" ? UserOrder::by_email : UserOrder::newest_first;
  CO_TRY(filter.after, opened(query.cursor));
  if (query.limit) filter.limit = query.limit->value;
  CO_TRY(auto listed, co_await accounts.list_users(std::move(filter)));
  co_return web::ok(page_of<UserView>(std::move(listed)));
}

Answer<UserView> create_user(Accounts& accounts, web::Request request, NewUserBody body) {
  CO_TRY(auto once, jobs::once_key(request));
  NewUser user{std::move(body.email), body.name.value_or(OptionalLabel{}), body.role,
               std::move(body.password)};
  CO_TRY(auto view,
         co_await accounts.create_user(std::move(user), caller_of(request), std::move(once)));
  const std::string location = "/api/admin/users/" + view.id.text();
  const std::int64_t version = view.version;
  co_return web::created(std::move(view), location).with_etag(version);
}

Answer<UserView> get_user(Accounts& accounts, UserPath path) {
  CO_TRY(auto view, co_await accounts.find_user(path.id));
  const std::int64_t version = view.version;
  co_return web::ok(std::move(view)).with_etag(version);
}

Answer<UserView> change_user(Accounts& accounts, web::Request request, UserPath path,
                             UserBody body) {
  if (body.totp_enabled.value_or(false)) {
    co_return refuse_field("/totp_enabled", "not_one_of",
                           "Only the users themselves can set up a second factor.");
  }
  UserChange change{std::move(body.email), std::move(body.name), body.role, std::nullopt,
                    std::move(body.password)};
  if (body.status) change.status = status_of(*body.status);
  change.remove_totp = body.totp_enabled.has_value();
  change.if_version = request.if_match();
  CO_TRY(auto view, co_await accounts.change_user(path.id, std::move(change), caller_of(request)));
  const std::int64_t version = view.version;
  co_return web::ok(std::move(view)).with_etag(version);
}

Answer<web::NoContent> delete_user(Accounts& accounts, web::Request request, UserPath path) {
  CO_TRY_OK(co_await accounts.delete_user(path.id, caller_of(request)));
  co_return web::no_content();
}

Answer<web::Page<TokenView>> list_tokens(Accounts& accounts, web::ListQuery query) {
  CO_TRY_OK(web::check_sort(query.sort, "-created_at"));
  CO_TRY(auto after, opened(query.cursor));
  CO_TRY(auto listed,
         co_await accounts.list_tokens(std::move(after), query.limit ? query.limit->value : 50));
  co_return web::ok(page_of<TokenView>(std::move(listed)));
}

Answer<TokenView> get_token(Accounts& accounts, TokenPath path) {
  CO_TRY(auto token, co_await accounts.find_token(path.id));
  co_return web::ok(view_of(std::move(token)));
}

Answer<MadeApiToken> create_token(Accounts& accounts, web::Request request, TokenBody body) {
  CO_TRY(auto once, jobs::once_key(request));
  NewApiToken token{std::move(body.name), body.role, body.expires_at};
  CO_TRY(auto made,
         co_await accounts.create_token(std::move(token), caller_of(request), std::move(once)));
  const std::string location = "/api/admin/api-tokens/" + made.id.text();
  co_return web::created(std::move(made), location);
}

Answer<web::NoContent> delete_token(Accounts& accounts, web::Request request, ApiTokenId id) {
  CO_TRY_OK(co_await accounts.delete_token(id, caller_of(request)));
  co_return web::no_content();
}

void add_users(web::Router& router, Accounts& accounts) {
  router.add(web::get("/api/admin/users")
                 .access(web::Access::admin)
                 .tag("Accounts")
                 .summary("Users, by e-mail address")
                 .query<UsersQuery>()
                 .answers<web::Page<UserView>>()
                 .handle([&accounts](web::Request, UsersQuery query) {
                   return list_users(accounts, std::move(query));
                 }));
  router.add(web::post("/api/admin/users")
                 .access(web::Access::admin)
                 .tag("Accounts")
                 .summary("Make a user")
                 .body<NewUserBody>()
                 .answers<UserView>(201)
                 .refuses(409, {"email_taken"})
                 .idempotent()
                 .handle([&accounts](web::Request r, NewUserBody body) {
                   return create_user(accounts, r, std::move(body));
                 }));
  router.add(
      web::get("/api/admin/users/{id}")
          .access(web::Access::admin)
          .tag("Accounts")
          .summary("A user")
          .path<UserPath>()
          .answers<UserView>()
          .refuses(404, {"user_not_found"})
          .handle([&accounts](web::Request, UserPath path) { return get_user(accounts, path); }));
  router.add(web::put("/api/admin/users/{id}")
                 .access(web::Access::admin)
                 .tag("Accounts")
                 .summary("Change a user; role, status and password end the user's sessions")
                 .path<UserPath>()
                 .body<UserBody>()
                 .answers<UserView>()
                 .refuses(404, {"user_not_found"})
                 .refuses(409, {"last_admin", "email_taken"})
                 .refuses(412, {"version_conflict"})
                 .takes_if_match()
                 .handle([&accounts](web::Request r, UserPath path, UserBody body) {
                   return change_user(accounts, r, path, std::move(body));
                 }));
  router.add(web::delete_("/api/admin/users/{id}")
                 .access(web::Access::admin)
                 .tag("Accounts")
                 .summary("Delete a user")
                 .path<UserPath>()
                 .answers_nothing()
                 .refuses(404, {"user_not_found"})
                 .refuses(409, {"last_admin"})
                 .handle([&accounts](web::Request r, UserPath path) {
                   return delete_user(accounts, r, path);
                 }));
}

void add_tokens(web::Router& router, Accounts& accounts) {
  router.add(web::get("/api/admin/api-tokens")
                 .access(web::Access::admin)
                 .tag("Accounts")
                 .summary("API tokens, the newest first")
                 .description("sort: -created_at.")
                 .query<web::ListQuery>()
                 .answers<web::Page<TokenView>>()
                 .handle([&accounts](web::Request, web::ListQuery query) {
                   return list_tokens(accounts, std::move(query));
                 }));
  router.add(web::post("/api/admin/api-tokens")
                 .access(web::Access::admin)
                 .tag("Accounts")
                 .summary("Make an API token; the token itself is told only now")
                 .description("A program sends it as `Authorization: Bearer …`. It may what its "
                              "role may, as long as whoever made it may that too.")
                 .body<TokenBody>()
                 .answers<MadeApiToken>(201)
                 .idempotent()
                 .handle([&accounts](web::Request r, TokenBody body) {
                   return create_token(accounts, r, std::move(body));
                 }));
  router.add(web::delete_("/api/admin/api-tokens")
                 .access(web::Access::admin)
                 .tag("Accounts")
                 .summary("Delete the API token that ?id= names")
                 .operation_id("delete_api_token_by_query")
                 .query<TokenPath>()
                 .answers_nothing()
                 .refuses(404, {"api_token_not_found"})
                 .handle([&accounts](web::Request r, TokenPath query) {
                   return delete_token(accounts, r, query.id);
                 }));
  router.add(
      web::get("/api/admin/api-tokens/{id}")
          .access(web::Access::admin)
          .tag("Accounts")
          .summary("Read an API token, without the token itself")
          .path<TokenPath>()
          .answers<TokenView>()
          .refuses(404, {"api_token_not_found"})
          .handle([&accounts](web::Request, TokenPath path) { return get_token(accounts, path); }));
  router.add(web::delete_("/api/admin/api-tokens/{id}")
                 .access(web::Access::admin)
                 .tag("Accounts")
                 .summary("Delete an API token")
                 .path<TokenPath>()
                 .answers_nothing()
                 .refuses(404, {"api_token_not_found"})
                 .handle([&accounts](web::Request r, TokenPath path) {
                   return delete_token(accounts, r, path.id);
                 }));
}

}  // namespace

void add_admin_endpoints(web::Router& router, Accounts& accounts) {
  add_users(router, accounts);
  add_tokens(router, accounts);
}

}  // namespace usher::accounts
