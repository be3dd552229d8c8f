#include "accounts/rules.hpp"

#include <algorithm>

#include "base/crypto.hpp"

namespace usher::accounts {

bool includes(Role holder, Role needed) {
  switch (holder) {
    case Role::admin:
      return true;
    case Role::staff:
      return needed == Role::staff || needed == Role::scanner;
    case Role::scanner:
    case Role::report:
      return holder == needed;
  }
  return false;
}

Timestamp session_ends(Timestamp created_at, Timestamp last_seen_at) {
  return std::min(created_at + kSessionLifeMax, last_seen_at + kSessionIdleMax);
}

std::string csrf_token(std::string_view session_token) {
  return to_base64url(hmac_sha256(as_bytes(session_token), "usher csrf"));
}

bool is_blocked(const AttemptState& state, Timestamp now) { return now < state.blocked_until; }

AttemptState after_failure(const AttemptState& state, Timestamp now) {
  if (is_blocked(state, now)) return state;
  const auto recent = [now](Timestamp failed) {
    return failed.ms != 0 && failed > now - kAttemptWindow;
  };
  if (recent(state.failed_1) && recent(state.failed_2)) return {{}, {}, now + kBlockFor};
  return {now, recent(state.failed_1) ? state.failed_1 : Timestamp{}, state.blocked_until};
}

bool is_site_blocked(const SubjectState& state, Timestamp now) {
  return state.failures >= kSiteBlockedAfter && now < state.last_failed_at + kAttemptWindow;
}

bool asks_captcha(const SubjectState& state, Timestamp now) {
  return state.failures >= kCaptchaAfter && now < state.last_failed_at + kAttemptWindow;
}

}  // namespace usher::accounts
