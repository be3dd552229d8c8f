#include "accounts/captcha.hpp"

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/json_binding.hpp"
#include "support/temp_store.hpp"

namespace usher::accounts {
namespace {

struct Sent {
  std::string algorithm;
  std::string challenge;
  std::int64_t number = 0;
  std::string salt;
  std::string signature;
};
BOOST_DESCRIBE_STRUCT(Sent, (), (algorithm, challenge, number, salt, signature))

// What a client does.
Sent solve(const CaptchaChallenge& challenge) {
  for (std::int64_t number = 0; number <= challenge.maxnumber; ++number) {
    if (to_hex(sha256(challenge.salt + std::to_string(number))) == challenge.challenge) {
      return {challenge.algorithm, challenge.challenge, number, challenge.salt,
              challenge.signature};
    }
  }
  return {};
}

std::string text_of(const Sent& sent) { return to_base64(as_bytes(to_json_text(sent))); }

struct CaptchaTest : ::testing::Test {
  usher::testing::TempStore db;
  Captcha captcha{Bytes(32, 7), {.max_number = 300}};

  CaptchaChallenge fresh(CaptchaForm form = CaptchaForm::log_in) {
    return captcha.challenge(form, db.random, db.clock.now());
  }
  std::string spend(const std::optional<std::string>& solution,
                    CaptchaForm form = CaptchaForm::log_in) {
    const Status done = db->write_now(store::kHouseLane, [&](store::Transaction& tx) {
      return captcha.spend(tx, form, solution);
    });
    return done ? "" : done.error().code;
  }
};

TEST_F(CaptchaTest, takes_a_solution_once) {
  const auto solution = text_of(solve(fresh()));
  EXPECT_EQ(spend(solution), "");
  EXPECT_EQ(spend(solution), "captcha_invalid");
  const Status seen = db->read_now(
      [&](store::Queries& q) { return captcha.check(q, CaptchaForm::log_in, solution); });
  EXPECT_EQ(seen.error().code, "captcha_invalid");
}

TEST_F(CaptchaTest, is_asked_for_when_it_is_missing) {
  EXPECT_EQ(spend(std::nullopt), "captcha_required");
  EXPECT_EQ(spend(""), "captcha_required");
}

TEST_F(CaptchaTest, is_good_for_its_own_form_only) {
  const auto solution = text_of(solve(fresh(CaptchaForm::order_lookup)));
  EXPECT_EQ(spend(solution, CaptchaForm::log_in), "captcha_invalid");
  EXPECT_EQ(spend(solution, CaptchaForm::order_lookup), "");
}

TEST_F(CaptchaTest, ends_after_ten_minutes) {
  const auto early = text_of(solve(fresh()));
  const auto late = text_of(solve(fresh()));
  db.clock.advance(Captcha::kLifetime - std::chrono::seconds(1));
  EXPECT_EQ(spend(early), "");
  db.clock.advance(std::chrono::seconds(2));
  EXPECT_EQ(spend(late), "captcha_invalid");
}

TEST_F(CaptchaTest, refuses_what_it_did_not_make) {
  const Sent right = solve(fresh());
  Sent forged = right;
  forged.signature[0] = forged.signature[0] == 'a' ? 'b' : 'a';
  EXPECT_EQ(spend(text_of(forged)), "captcha_invalid");

  // An own puzzle of no difficulty, under somebody's signature.
  forged = right;
  forged.number = 1;
  forged.challenge = to_hex(sha256(forged.salt + "1"));
  EXPECT_EQ(spend(text_of(forged)), "captcha_invalid");

  // The life made longer in the salt.
  forged = right;
  forged.salt.replace(forged.salt.find("expires=") + 8, 1, "9");
  forged.challenge = to_hex(sha256(forged.salt + std::to_string(forged.number)));
  EXPECT_EQ(spend(text_of(forged)), "captcha_invalid");

  // A digit moved from the number into the salt would be the same puzzle again.
  forged = right;
  const auto digits = std::to_string(forged.number);
  forged.salt += digits.substr(0, 1);
  forged.number = digits.size() > 1 ? std::stoll(digits.substr(1)) : 0;
  EXPECT_EQ(spend(text_of(forged)), "captcha_invalid");

  EXPECT_EQ(spend(text_of(right)), "");
}

TEST_F(CaptchaTest, refuses_any_other_text) {
  const std::string names =
      R"({"algorithm":"SHA-256","challenge":"","number":-1,"salt":"","signature":""})";
  for (const std::string& text :
       {std::string("x"), std::string("e30="), to_base64(as_bytes("[1]")),
        to_base64(as_bytes(names)), std::string(5000, 'A'), to_base64(as_bytes("{\"a\":"))}) {
    EXPECT_EQ(spend(text), "captcha_invalid") << text.substr(0, 80);
  }
}

TEST_F(CaptchaTest, forgets_spent_solutions_when_they_have_expired) {
  ASSERT_EQ(spend(text_of(solve(fresh()))), "");
  const auto forget = [&] {
    return *db->write_now(store::kHouseLane, [&](store::Transaction& tx) -> Result<std::int64_t> {
      return captcha.forget_spent(tx, 100);
    });
  };
  EXPECT_EQ(forget(), 0);
  db.clock.advance(Captcha::kLifetime + std::chrono::seconds(2));
  EXPECT_EQ(forget(), 1);
}

}  // namespace
}  // namespace usher::accounts
