#include "accounts/captcha.hpp"

#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <charconv>

#include "accounts/sql.hpp"
#include "base/crypto.hpp"
#include "base/json_binding.hpp"

namespace usher::accounts {
namespace {

constexpr std::string_view kAlgorithm = "SHA-256";
constexpr std::size_t kSaltBytes = 12;
constexpr std::size_t kSolutionMax = 2000;  // characters; a real one has about 350

// What a client sends back; `took` is how long it was at it, in ms.
struct Solution {
  std::string algorithm;
  std::string challenge;
  std::int64_t number = 0;
  std::string salt;
  std::string signature;
  std::optional<std::int64_t> took;
};
BOOST_DESCRIBE_STRUCT(Solution, (), (algorithm, challenge, number, salt, signature, took))

std::unexpected<Error> refuse_captcha(std::string code, std::string detail) {
  Error error{ErrorKind::invalid, code, detail};
  error.fields.push_back({"/captcha", std::move(code), std::move(detail)});
  return refuse(std::move(error));
}

std::unexpected<Error> not_right() {
  return refuse_captcha("captcha_invalid",
                        "This solution is wrong, too old, or was used before. Solve a new one.");
}

// The salt ends in "&", so that no digit of the number can pass for the end of a parameter.
std::string salt_text(ByteView random, std::int64_t expires_s, CaptchaForm form) {
  return fmt::format("{}?expires={}&form={}&", to_hex(random), expires_s, enum_text(form));
}

// The end of its life, when the salt is one of ours for this form.
std::optional<std::int64_t> expires_of(std::string_view salt, CaptchaForm form) {
  const std::string end = fmt::format("&form={}&", enum_text(form));
  constexpr std::string_view kExpires = "?expires=";
  const auto at = salt.find(kExpires);
  if (at == std::string_view::npos || !salt.ends_with(end)) return std::nullopt;
  salt.remove_suffix(end.size());
  if (salt.size() < at + kExpires.size()) return std::nullopt;
  salt.remove_prefix(at + kExpires.size());
  std::int64_t seconds = 0;
  const std::string digits(salt);
  const char* const last = digits.data() + digits.size();
  const auto [read_to, failure] = std::from_chars(digits.data(), last, seconds);
  if (failure != std::errc{} || read_to != last) return std::nullopt;
  return seconds;
}

Digest puzzle(std::string_view salt, std::int64_t number) {
  return sha256(fmt::format("{}{}", salt, number));
}

std::optional<Solution> parse_solution(std::string_view text) {
  if (text.size() > kSolutionMax) return std::nullopt;
  const auto bytes = from_base64(text);
  if (!bytes) return std::nullopt;
  boost::system::error_code failed;
  const auto document = boost::json::parse(
      std::string_view(reinterpret_cast<const char*>(bytes->data()), bytes->size()), failed);
  if (failed) return std::nullopt;
  auto solution = read_json<Solution>(document);
  if (!solution) return std::nullopt;
  return *std::move(solution);
}

}  // namespace

struct Captcha::Proof {
  Bytes challenge;
  Timestamp expires_at;
};

Captcha::Captcha(const Bytes& secret, CaptchaOptions options) : options_(options) {
  const Digest own = hmac_sha256(secret, "usher captcha");
  secret_.assign(own.begin(), own.end());
}

CaptchaChallenge Captcha::challenge(CaptchaForm form, Random& random, Timestamp now) const {
  const auto expires = std::chrono::ceil<std::chrono::seconds>(Duration{(now + kLifetime).ms});
  const auto salt = salt_text(random.bytes(kSaltBytes), expires.count(), form);
  const auto numbers = static_cast<std::uint64_t>(options_.max_number) + 1;
  const auto number = static_cast<std::int64_t>(random.u64() % numbers);
  const auto challenge = to_hex(puzzle(salt, number));
  return {std::string(kAlgorithm), challenge, options_.max_number, salt,
          to_hex(hmac_sha256(secret_, challenge))};
}

Result<Captcha::Proof> Captcha::read(CaptchaForm form, const std::optional<std::string>& solution,
                                     Timestamp now) const {
  if (!solution || solution->empty()) {
    return refuse_captcha("captcha_required",
                          "Solve a challenge of GET /api/public/captcha and send it along.");
  }
  const auto given = parse_solution(*solution);
  if (!given || given->algorithm != kAlgorithm) return not_right();
  const auto expires_s = expires_of(given->salt, form);
  if (!expires_s || *expires_s <= now.ms / 1000) return not_right();
  const Digest right = puzzle(given->salt, given->number);
  if (!constant_time_equal(given->challenge, to_hex(right))) return not_right();
  if (!constant_time_equal(given->signature, to_hex(hmac_sha256(secret_, given->challenge)))) {
    return not_right();
  }
  return Proof{Bytes(right.begin(), right.end()), Timestamp{*expires_s * 1000}};
}

Status Captcha::check(store::Queries& queries, CaptchaForm form,
                      const std::optional<std::string>& solution) const {
  TRY(const auto proof, read(form, solution, queries.now()));
  if (queries.find<std::int64_t>(sql::find_spent_captcha, proof.challenge)) return not_right();
  return {};
}

Status Captcha::spend(store::Transaction& tx, CaptchaForm form,
                      const std::optional<std::string>& solution,
                      const std::optional<Bytes>& spender) const {
  TRY(const auto proof, read(form, solution, tx.now()));
  if (tx.run(sql::spend_captcha, proof.challenge, proof.expires_at, spender) == 1) return {};
  const auto before = tx.find<std::optional<Bytes>>(sql::find_spender, proof.challenge);
  if (spender && before && *before == spender) return {};
  return not_right();
}

std::int64_t Captcha::forget_spent(store::Transaction& tx, std::int64_t limit) const {
  return tx.run(sql::forget_spent_captchas, tx.now(), limit);
}

}  // namespace usher::accounts
