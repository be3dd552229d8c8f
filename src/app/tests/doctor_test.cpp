#include "app/doctor.hpp"

#include <gtest/gtest.h>

namespace usher::app {
namespace {

Settings defaults() {
  return *load_settings(
      {.flags = {}, .environment = [](const auto&) { return std::nullopt; }, .file = std::nullopt});
}

Settings with_stripe() {
  Settings settings = defaults();
  settings.stripe_secret_key = "sk_live_1";
  settings.stripe_publishable_key = "pk_live_1";
  settings.stripe_webhook_secret = "whsec_1";
  return settings;
}

Status refused(std::string code) {
  return refuse(ErrorKind::unavailable, std::move(code), "Its own words.");
}

std::string_view code_of(const Checks& checks, std::string_view id) {
  const auto found = std::ranges::find(checks, id, &Check::id);
  return found == checks.end() ? "not there" : found->code;
}

TEST(Doctor, is_content_with_a_trial_on_ones_own_machine) {
  const auto settings = defaults();
  EXPECT_EQ(judge_payments(settings, {}).state, CheckState::ok);
  EXPECT_EQ(judge_mail(settings, {}).state, CheckState::ok);
  EXPECT_EQ(code_of(check_machine(settings), "proxy"), "");
  EXPECT_EQ(code_of(check_machine(settings), "data_dir"), "");
}

TEST(Doctor, wants_mail_and_a_named_proxy_of_a_house_that_people_can_reach) {
  auto settings = defaults();
  settings.public_url = "https://tickets.example.org";
  EXPECT_EQ(judge_mail(settings, {}).code, "mail_not_set_up");
  EXPECT_EQ(code_of(check_machine(settings), "proxy"), "proxy_not_named");
  settings.trusted_proxies = "127.0.0.1";
  EXPECT_EQ(code_of(check_machine(settings), "proxy"), "");
}

TEST(Doctor, tells_a_wrong_key_from_a_provider_that_is_away) {
  const auto settings = with_stripe();
  EXPECT_EQ(judge_payments(settings, {}).state, CheckState::ok);
  const auto wrong = judge_payments(settings, refused("provider_key_refused"));
  EXPECT_EQ(wrong.code, "payment_key_refused");
  EXPECT_EQ(wrong.state, CheckState::failed);
  const auto away = judge_payments(settings, refused("provider_unavailable"));
  EXPECT_EQ(away.code, "payment_provider_away");
  EXPECT_EQ(away.state, CheckState::warning);
}

TEST(Doctor, misses_keys_that_pages_and_webhooks_need) {
  auto settings = with_stripe();
  settings.stripe_publishable_key.clear();
  EXPECT_EQ(judge_payments(settings, {}).code, "publishable_key_missing");
  settings = with_stripe();
  settings.stripe_webhook_secret.clear();
  EXPECT_EQ(judge_payments(settings, {}).code, "webhook_secret_missing");
  settings = with_stripe();
  settings.stripe_secret_key = "sk_test_1";
  EXPECT_EQ(judge_payments(settings, {}).state, CheckState::ok);
  settings.public_url = "https://tickets.example.org";
  EXPECT_EQ(judge_payments(settings, {}).code, "payments_are_tests");
}

TEST(Doctor, says_why_mail_is_not_taken) {
  auto settings = defaults();
  settings.smtp_url = "smtp://mail.example.org";
  EXPECT_EQ(judge_mail(settings, {}).state, CheckState::ok);
  EXPECT_EQ(judge_mail(settings, refused("mail_refused")).code, "mail_refused");
  EXPECT_EQ(judge_mail(settings, refused("mail_not_encrypted")).code, "mail_not_encrypted");
  EXPECT_EQ(judge_mail(settings, refused("http_unreachable")).code, "mail_unreachable");
}

TEST(Doctor, warns_of_a_role_that_no_policy_holds_back) {
  EXPECT_EQ(judge_role({.passes_policies = false}).state, CheckState::ok);
  EXPECT_EQ(judge_role({.passes_policies = true}).code, "role_passes_policies");
}

TEST(Doctor, warns_of_a_clock_that_is_off_by_more_than_two_seconds) {
  EXPECT_EQ(judge_clock(Duration(2000)).state, CheckState::ok);
  EXPECT_EQ(judge_clock(Duration(-2000)).state, CheckState::ok);
  EXPECT_EQ(judge_clock(Duration(2001)).code, "clock_ahead");
  const auto behind = judge_clock(Duration(-3500));
  EXPECT_EQ(behind.code, "clock_behind");
  EXPECT_TRUE(behind.text.contains("3.5 s behind")) << behind.text;
}

TEST(Doctor, sees_mail_that_waits_and_work_that_was_given_up) {
  const Timestamp now{1'000'000'000};
  Backlog::Numbers backlog;
  EXPECT_EQ(code_of(judge_backlog(backlog, now), "outbox"), "");
  EXPECT_EQ(code_of(judge_backlog(backlog, now), "jobs"), "");
  backlog.mail = {.waiting = 3, .dead = 0, .oldest = now - Duration(std::chrono::minutes(16))};
  backlog.jobs.dead = 1;
  EXPECT_EQ(code_of(judge_backlog(backlog, now), "outbox"), "mail_waits");
  EXPECT_EQ(code_of(judge_backlog(backlog, now), "jobs"), "jobs_given_up");
  backlog.mail.dead = 1;
  EXPECT_EQ(code_of(judge_backlog(backlog, now), "outbox"), "mails_given_up");
}

}  // namespace
}  // namespace usher::app
