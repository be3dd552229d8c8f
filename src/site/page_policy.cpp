#include "site/page_policy.hpp"

namespace usher::site {
namespace {

// What the pages may load: themselves, and Stripe's card form where Stripe takes the payments.
// Source: https://docs.stripe.com/security/guide#content-security-policy
#define USHER_POLICY(stripe_script, stripe_connect, frames)                                 \
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'" stripe_script                  \
  "; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob: https:; " \
  "font-src 'self'; connect-src 'self'" stripe_connect "; frame-src " frames                \
  "; worker-src 'self' blob:; manifest-src 'self'; object-src 'none'; base-uri 'self'; "    \
  "form-action 'self'; frame-ancestors 'none'"
constexpr std::string_view kOwnPolicy = USHER_POLICY("", "", "'none'");
constexpr std::string_view kStripePolicy =
    USHER_POLICY(" https://js.stripe.com https://*.js.stripe.com", " https://api.stripe.com",
                 "https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com");
#undef USHER_POLICY

}  // namespace

web::PageHeaders policy_of(std::string_view path, CardForm card_form) {
  const bool reads_codes = path.starts_with("/scan");
  return {{"Content-Security-Policy", card_form == CardForm::stripe ? kStripePolicy : kOwnPolicy},
          {"Referrer-Policy", "strict-origin-when-cross-origin"},
          {"Cross-Origin-Opener-Policy", "same-origin"},
          {"Permissions-Policy", reads_codes ? "camera=(self), microphone=(), geolocation=()"
                                             : "camera=(), microphone=(), geolocation=()"}};
}

}  // namespace usher::site
