// Purpose: decisions of accounts, pure. Place: accounts.
#pragma once
#include <string>
#include <string_view>

#include "accounts/types.hpp"

namespace usher::accounts {

inline constexpr Duration kSessionIdleMax = std::chrono::hours(12);
inline constexpr Duration kSessionLifeMax = std::chrono::hours(24 * 7);
// How stale `last_seen_at` may be: a busy session costs one write in this time.
inline constexpr Duration kSeenEvery = std::chrono::minutes(5);
inline constexpr std::int64_t kSessionsPerUserMax = 50;

// Whether who holds one role may do what the other may: admin includes staff includes scanner.
bool includes(Role holder, Role needed);

// The first instant at which a session no longer counts.
Timestamp session_ends(Timestamp created_at, Timestamp last_seen_at);

// The value that X-CSRF-Token must have: derived from the cookie, which a foreign page cannot read.
std::string csrf_token(std::string_view session_token);

// Wrong proofs of one (endpoint class, network, subject). Source: rules 26 and 59.
struct AttemptState {
  Timestamp failed_1{};  // the later of the last two; 0: none
  Timestamp failed_2{};
  Timestamp blocked_until{};
};
BOOST_DESCRIBE_STRUCT(AttemptState, (), (failed_1, failed_2, blocked_until))

inline constexpr Duration kAttemptWindow = std::chrono::minutes(15);
inline constexpr Duration kBlockFor = std::chrono::seconds(900);

bool is_blocked(const AttemptState& state, Timestamp now);
// The state after one more failure; a failure during a block changes nothing.
AttemptState after_failure(const AttemptState& state, Timestamp now);

// Wrong proofs about one subject from anywhere, none of them a window apart from the next.
struct SubjectState {
  std::int64_t failures = 0;
  Timestamp last_failed_at{};
};
BOOST_DESCRIBE_STRUCT(SubjectState, (), (failures, last_failed_at))

// More than three networks have been blocked by then.
inline constexpr std::int64_t kCaptchaAfter = 10;

// Four networks of an IPv6 /48 have been blocked by then; the /48 is, until a window without any.
inline constexpr std::int64_t kSiteBlockedAfter = 12;
bool is_site_blocked(const SubjectState& state, Timestamp now);

// Whether there were so many that a captcha is asked for; it is until a window without any.
bool asks_captcha(const SubjectState& state, Timestamp now);

}  // namespace usher::accounts
