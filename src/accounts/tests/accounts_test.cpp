#include "accounts/accounts.hpp"

#include <gtest/gtest.h>

#include "accounts/rules.hpp"
#include "accounts/totp.hpp"
#include "support/await.hpp"
#include "support/temp_store.hpp"

namespace usher::accounts {
namespace {

using usher::testing::await;
using Kind = web::Authenticator::Kind;

struct AccountsTest : ::testing::Test {
  usher::testing::TempStore db;
  Accounts accounts{db.store(), db.clock, db.random, db.ids, {PasswordCost::minimal, "Usher"}};
  UserView admin = make("admin@example.org", Role::admin);

  UserView make(std::string email, Role role, std::string password = "correct horse") {
    return *await(accounts.create_user({Email{std::move(email)}, {}, role, {std::move(password)}},
                                       Caller{}, std::nullopt));
  }
  Caller from(std::string network = "203.0.113.7") {
    Caller caller;
    caller.network = std::move(network);
    return caller;
  }
  Result<SignedIn> sign_in(std::string email, std::string password = "correct horse",
                           std::optional<std::string> totp = {}, std::string old_cookie = "") {
    return await(accounts.sign_in({std::move(email), std::move(password), std::move(totp)}, from(),
                                  std::move(old_cookie)));
  }
  web::Identity who(const std::string& cookie, Kind kind = Kind::session_cookie) {
    auto& authenticator = accounts.authenticator();
    if (auto known = authenticator.cached(kind, cookie)) return *known;
    return await(authenticator.authenticate(kind, cookie));
  }
  Caller signed_in_as(const std::string& cookie) {
    Caller caller = from();
    caller.identity = who(cookie);
    caller.origin.actor = caller.identity.user.text();
    return caller;
  }
  std::vector<std::string> actions() {
    return db->read_now([](store::Queries& q) {
      static constexpr store::Query kActions{"test.actions",
                                             "SELECT action FROM audit_log ORDER BY id"};
      return q.all<std::string>(kActions);
    });
  }
};

TEST_F(AccountsTest, signs_in_with_the_right_password_only) {
  const auto signed_in = sign_in("Admin@Example.ORG");
  ASSERT_TRUE(signed_in);
  EXPECT_EQ(signed_in->user.id, admin.id);
  const auto identity = who(signed_in->cookie);
  EXPECT_TRUE(identity.signed_in);
  EXPECT_EQ(identity.role, Role::admin);
  EXPECT_EQ(identity.csrf_token, signed_in->csrf_token);
  EXPECT_EQ(sign_in("admin@example.org", "wrong").error().code, "invalid_credentials");
  EXPECT_EQ(sign_in("nobody@example.org").error().code, "invalid_credentials");
  EXPECT_FALSE(who("made up").signed_in);
  EXPECT_FALSE(who(signed_in->cookie, Kind::bearer_token).signed_in);
}

TEST_F(AccountsTest, three_wrong_passwords_block_the_right_one_from_there_only) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(sign_in("admin+x@example.org", "wrong").error().code, "invalid_credentials");
  }
  EXPECT_EQ(sign_in("admin@example.org").error().code, "too_many_attempts");
  EXPECT_TRUE(
      await(accounts.sign_in({"admin@example.org", "correct horse", {}}, from("203.0.113.8"), "")));
  db.clock.advance(std::chrono::seconds(900));
  EXPECT_TRUE(sign_in("admin@example.org"));
}

TEST_F(AccountsTest, an_unknown_address_is_blocked_like_a_known_one) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(sign_in("nobody@example.org").error().code, "invalid_credentials");
  }
  EXPECT_EQ(sign_in("nobody@example.org").error().code, "too_many_attempts");
}

TEST_F(AccountsTest, log_in_ends_the_session_that_the_browser_had) {
  const auto first = sign_in("admin@example.org");
  const auto second = sign_in("admin@example.org", "correct horse", {}, first->cookie);
  EXPECT_FALSE(who(first->cookie).signed_in);
  EXPECT_TRUE(who(second->cookie).signed_in);
}

TEST_F(AccountsTest, log_out_ends_the_session_at_once) {
  const auto signed_in = sign_in("admin@example.org");
  ASSERT_TRUE(who(signed_in->cookie).signed_in);
  ASSERT_TRUE(await(accounts.sign_out(from(), signed_in->cookie)));
  EXPECT_FALSE(who(signed_in->cookie).signed_in);
}

TEST_F(AccountsTest, a_session_ends_after_twelve_idle_hours) {
  const auto signed_in = sign_in("admin@example.org");
  db.clock.advance(kSessionIdleMax - Duration{1});
  EXPECT_TRUE(who(signed_in->cookie).signed_in);
  db.clock.advance(kSessionIdleMax - Duration{1});
  EXPECT_TRUE(who(signed_in->cookie).signed_in);
  db.clock.advance(kSessionIdleMax);
  EXPECT_FALSE(who(signed_in->cookie).signed_in);
}

TEST_F(AccountsTest, a_busy_session_ends_after_seven_days) {
  const auto signed_in = sign_in("admin@example.org");
  for (int i = 0; i < 7 * 24 - 1; ++i) {
    db.clock.advance(std::chrono::hours(1));
    ASSERT_TRUE(who(signed_in->cookie).signed_in) << i;
  }
  db.clock.advance(std::chrono::hours(1));
  EXPECT_FALSE(who(signed_in->cookie).signed_in);
}

TEST_F(AccountsTest, a_change_of_role_ends_sessions_and_is_recorded) {
  const auto staff = make("staff@example.org", Role::staff);
  const auto cookie = sign_in("staff@example.org")->cookie;
  ASSERT_TRUE(who(cookie).signed_in);
  ASSERT_TRUE(await(accounts.change_user(staff.id, {.role = Role::scanner}, from())));
  EXPECT_FALSE(who(cookie).signed_in);
  EXPECT_EQ(who(sign_in("staff@example.org")->cookie).role, Role::scanner);
  const auto recorded = actions();
  EXPECT_EQ(std::ranges::count(recorded, "user.role_changed"), 1);
}

TEST_F(AccountsTest, a_changed_name_ends_no_session) {
  const auto cookie = sign_in("admin@example.org")->cookie;
  ASSERT_TRUE(await(accounts.change_user(admin.id, {.name = OptionalLabel{"Ada"}}, from())));
  EXPECT_TRUE(who(cookie).signed_in);
}

TEST_F(AccountsTest, a_disabled_user_is_out_at_once_and_stays_out) {
  const auto staff = make("staff@example.org", Role::staff);
  const auto cookie = sign_in("staff@example.org")->cookie;
  ASSERT_TRUE(who(cookie).signed_in);
  ASSERT_TRUE(await(accounts.change_user(staff.id, {.status = UserStatus::disabled}, from())));
  EXPECT_FALSE(who(cookie).signed_in);
  EXPECT_EQ(sign_in("staff@example.org").error().code, "invalid_credentials");
}

TEST_F(AccountsTest, the_last_administrator_stays) {
  const auto refused = [](const auto& result) { return result.error().code; };
  EXPECT_EQ(refused(await(accounts.change_user(admin.id, {.role = Role::staff}, from()))),
            "last_admin");
  EXPECT_EQ(
      refused(await(accounts.change_user(admin.id, {.status = UserStatus::disabled}, from()))),
      "last_admin");
  EXPECT_EQ(refused(await(accounts.delete_user(admin.id, from()))), "last_admin");
  const auto second = make("second@example.org", Role::admin);
  EXPECT_TRUE(await(accounts.delete_user(admin.id, from())));
  EXPECT_EQ(refused(await(accounts.delete_user(second.id, from()))), "last_admin");
}

TEST_F(AccountsTest, an_address_belongs_to_one_user) {
  const auto again = await(accounts.create_user(
      {Email{"ADMIN@example.org"}, {}, Role::staff, {"correct horse"}}, from(), std::nullopt));
  EXPECT_EQ(again.error().code, "email_taken");
  const auto staff = make("staff@example.org", Role::staff);
  EXPECT_EQ(await(accounts.change_user(staff.id, {.email = Email{"admin@example.org"}}, from()))
                .error()
                .code,
            "email_taken");
}

TEST_F(AccountsTest, a_deleted_address_can_be_used_again) {
  const auto staff = make("staff@example.org", Role::staff);
  ASSERT_TRUE(await(accounts.delete_user(staff.id, from())));
  EXPECT_EQ(await(accounts.find_user(staff.id)).error().code, "user_not_found");
  EXPECT_NE(make("staff@example.org", Role::staff).id, staff.id);
}

TEST_F(AccountsTest, saving_over_somebody_elses_change_is_refused) {
  ASSERT_TRUE(await(
      accounts.change_user(admin.id, {.name = OptionalLabel{"Ada"}, .if_version = 1}, from())));
  EXPECT_EQ(
      await(accounts.change_user(admin.id, {.name = OptionalLabel{"Bob"}, .if_version = 1}, from()))
          .error()
          .code,
      "version_conflict");
}

TEST_F(AccountsTest, changing_the_own_password_ends_all_other_sessions) {
  const auto other = sign_in("admin@example.org")->cookie;
  const auto mine = sign_in("admin@example.org")->cookie;
  const auto refused =
      await(accounts.change_own_password("wrong", {"new password"}, signed_in_as(mine)));
  EXPECT_EQ(refused.error().code, "wrong_password");
  const auto changed =
      await(accounts.change_own_password("correct horse", {"new password"}, signed_in_as(mine)));
  ASSERT_TRUE(changed);
  EXPECT_FALSE(who(other).signed_in);
  EXPECT_FALSE(who(mine).signed_in);
  EXPECT_TRUE(who(changed->cookie).signed_in);
  EXPECT_FALSE(sign_in("admin@example.org"));
  EXPECT_TRUE(sign_in("admin@example.org", "new password"));
}

TEST_F(AccountsTest, a_second_factor_is_asked_for_and_counts_once) {
  const auto cookie = sign_in("admin@example.org")->cookie;
  const auto enrolment = await(accounts.enrol_totp("correct horse", signed_in_as(cookie)));
  ASSERT_TRUE(enrolment);
  const Bytes secret = *from_base32(enrolment->secret);
  const auto code = [&] { return totp_code(secret, db.clock.now().ms / kTotpStepMs); };
  EXPECT_TRUE(sign_in("admin@example.org")) << "not confirmed yet";
  EXPECT_EQ(await(accounts.confirm_totp("000000x", signed_in_as(cookie))).error().code,
            "totp_invalid");
  ASSERT_TRUE(await(accounts.confirm_totp(code(), signed_in_as(cookie))));
  EXPECT_EQ(sign_in("admin@example.org").error().code, "totp_required");
  EXPECT_EQ(sign_in("admin@example.org", "correct horse", code()).error().code, "totp_invalid")
      << "the code that confirmed is spent";
  db.clock.advance(Duration{kTotpStepMs});
  EXPECT_TRUE(sign_in("admin@example.org", "correct horse", code()));
  EXPECT_EQ(sign_in("admin@example.org", "correct horse", code()).error().code, "totp_invalid");
  const auto disabled = await(accounts.disable_totp("correct horse", signed_in_as(cookie)));
  EXPECT_FALSE(disabled->totp_enabled);
  EXPECT_TRUE(sign_in("admin@example.org"));
}

TEST_F(AccountsTest, wrong_codes_block_like_wrong_passwords) {
  const auto cookie = sign_in("admin@example.org")->cookie;
  const auto secret =
      *from_base32(await(accounts.enrol_totp("correct horse", signed_in_as(cookie)))->secret);
  ASSERT_TRUE(await(accounts.confirm_totp(totp_code(secret, db.clock.now().ms / kTotpStepMs),
                                          signed_in_as(cookie))));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(sign_in("admin@example.org", "correct horse", "12345").error().code, "totp_invalid");
  }
  EXPECT_EQ(sign_in("admin@example.org", "correct horse", "12345").error().code,
            "too_many_attempts");
}

TEST_F(AccountsTest, sessions_are_listed_and_ended_by_their_owner_only) {
  const auto mine = sign_in("admin@example.org")->cookie;
  make("staff@example.org", Role::staff);
  const auto theirs = sign_in("staff@example.org")->cookie;
  const auto list = await(accounts.own_sessions(signed_in_as(mine)));
  ASSERT_EQ(list->size(), 1);
  EXPECT_EQ(await(accounts.end_own_session(who(theirs).session, signed_in_as(mine))).error().code,
            "session_not_found");
  EXPECT_TRUE(await(accounts.end_own_session(who(mine).session, signed_in_as(mine))));
  EXPECT_FALSE(who(mine).signed_in);
}

TEST_F(AccountsTest, a_token_may_what_its_role_may_until_it_is_deleted) {
  const auto cookie = sign_in("admin@example.org")->cookie;
  const auto made = await(
      accounts.create_token({Label{"till"}, Role::staff, {}}, signed_in_as(cookie), std::nullopt));
  ASSERT_TRUE(made);
  const auto identity = who(made->token, Kind::bearer_token);
  EXPECT_TRUE(identity.signed_in);
  EXPECT_EQ(identity.role, Role::staff);
  EXPECT_EQ(identity.api_token, made->id);
  EXPECT_FALSE(who(made->token, Kind::session_cookie).signed_in);
  const auto listed = await(accounts.list_tokens("", 10));
  EXPECT_EQ(listed->total, 1);
  EXPECT_TRUE(await(accounts.delete_token(made->id, signed_in_as(cookie))));
  EXPECT_FALSE(who(made->token, Kind::bearer_token).signed_in);
}

TEST_F(AccountsTest, a_token_expires_and_never_may_more_than_its_maker) {
  make("second@example.org", Role::admin);
  const auto cookie = sign_in("second@example.org")->cookie;
  const auto caller = signed_in_as(cookie);
  const auto short_lived = await(accounts.create_token(
      {Label{"a"}, Role::staff, db.clock.now() + std::chrono::hours(1)}, caller, std::nullopt));
  const auto admin_token =
      await(accounts.create_token({Label{"b"}, Role::admin, {}}, caller, std::nullopt));
  db.clock.advance(std::chrono::hours(1));
  EXPECT_FALSE(who(short_lived->token, Kind::bearer_token).signed_in);
  ASSERT_TRUE(who(admin_token->token, Kind::bearer_token).signed_in);
  ASSERT_TRUE(await(accounts.change_user(caller.identity.user, {.role = Role::staff}, from())));
  EXPECT_FALSE(who(admin_token->token, Kind::bearer_token).signed_in);
  EXPECT_FALSE(await(
      accounts.create_token({Label{"c"}, Role::staff, db.clock.now()}, caller, std::nullopt)));
}

TEST_F(AccountsTest, a_change_on_another_node_is_seen_within_seconds) {
  Accounts other_node(db.store(), db.clock, db.random, db.ids, {PasswordCost::minimal, "Usher"});
  const auto cookie = sign_in("admin@example.org")->cookie;
  ASSERT_TRUE(who(cookie).signed_in);
  ASSERT_TRUE(await(other_node.sign_out(from(), cookie)));
  EXPECT_TRUE(who(cookie).signed_in);
  db.clock.advance(CredentialCache::kFreshFor);
  EXPECT_FALSE(who(cookie).signed_in);
}

TEST_F(AccountsTest, lists_users_in_pages) {
  make("b@example.org", Role::staff);
  make("c@example.org", Role::scanner);
  const auto first = await(accounts.list_users({.limit = 2}));
  ASSERT_EQ(first->items.size(), 2);
  EXPECT_EQ(first->items[0].email, "admin@example.org");
  EXPECT_EQ(first->total, 3);
  const auto second = await(accounts.list_users({.after = *first->next_cursor, .limit = 2}));
  ASSERT_EQ(second->items.size(), 1);
  EXPECT_EQ(second->items[0].email, "c@example.org");
  EXPECT_FALSE(second->next_cursor);
  EXPECT_EQ(await(accounts.list_users({.role = Role::staff}))->total, 1);
  const auto newest = await(accounts.list_users({.order = UserOrder::newest_first, .limit = 1}));
  EXPECT_EQ(newest->items[0].email, "c@example.org");
}

TEST_F(AccountsTest, the_audit_log_knows_no_addresses_or_secrets) {
  const auto cookie = sign_in("admin@example.org")->cookie;
  (void)await(
      accounts.create_token({Label{"x"}, Role::staff, {}}, signed_in_as(cookie), std::nullopt));
  (void)await(accounts.change_user(admin.id, {.password = Password{"another one"}}, from()));
  const auto log = db->read_now([](store::Queries& q) {
    static constexpr store::Query kAll{"test.all",
                                       "SELECT actor || action || subject || subject_id || "
                                       "before_json || after_json FROM audit_log"};
    std::string text;
    for (const auto& row : q.all<std::string>(kAll)) text += row + "\n";
    return text;
  });
  for (const char* secret : {"example.org", "argon2", "usher_", "another one"}) {
    EXPECT_EQ(log.find(secret), std::string::npos) << log;
  }
  EXPECT_FALSE(db->read_now([](store::Queries& q) { return audit::verify_chain(q); }).fault);
}

TEST_F(AccountsTest, sweeping_removes_ended_sessions_only) {
  const auto old = sign_in("admin@example.org")->cookie;
  db.clock.advance(kSessionIdleMax);
  const auto fresh = sign_in("admin@example.org")->cookie;
  await(accounts.sweep());
  static constexpr store::Query kCount{"test.count", "SELECT count(*) FROM user_sessions"};
  EXPECT_EQ(db->read_now([](store::Queries& q) { return *q.find<std::int64_t>(kCount); }), 1);
  EXPECT_TRUE(who(fresh).signed_in);
}

}  // namespace
}  // namespace usher::accounts
