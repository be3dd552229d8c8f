#include "payments/stripe_objects.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/escape.hpp"

namespace usher::payments {
namespace {

std::int64_t positive_of(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  return fault == std::errc{} && end == text.data() + text.size() && value > 0 ? value : 0;
}

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

// Digits after the point as Stripe counts them. ISO 4217, and Unicode's tables that Currency goes
// by, count some currencies otherwise.
int stripe_exponent(const Currency& currency) {
  constexpr std::array<std::string_view, 15> kNone = {"BIF", "CLP", "DJF", "GNF", "JPY",
                                                      "KMF", "KRW", "MGA", "PYG", "RWF",
                                                      "VND", "VUV", "XAF", "XOF", "XPF"};
  constexpr std::array<std::string_view, 5> kThree = {"BHD", "JOD", "KWD", "OMR", "TND"};
  if (std::ranges::find(kNone, currency.code) != kNone.end()) return 0;
  return std::ranges::find(kThree, currency.code) != kThree.end() ? 3 : 2;
}

std::int64_t power_of_ten(int exponent) {
  std::int64_t power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

// What the intent's status is among those that we know; nullopt for one that is newer than we are.
std::optional<IntentStatus> status_of(const std::string& text) {
  // Stripe's page has not sent the card yet.
  if (text == "requires_confirmation") return IntentStatus::requires_payment_method;
  // Set aside on the card, not taken yet; we never ask for that, a person at Stripe might.
  if (text == "requires_capture") return IntentStatus::processing;
  IntentStatus status{};
  if (!boost::describe::enum_from_string(text.c_str(), status)) return std::nullopt;
  return status;
}

struct Metadata {
  OrderId order;
  std::int64_t attempt = 0;
  std::int64_t number = 0;
};

Metadata metadata_of(const boost::json::object& object) {
  const auto* metadata = object_at(object, "metadata");
  if (!metadata) return {};
  return {OrderId::parse(text_at(*metadata, "order_id")),
          positive_of(text_at(*metadata, "attempt")), positive_of(text_at(*metadata, "number"))};
}

// A reference is an id, or the object itself where it was asked to be expanded.
std::string id_at(const boost::json::object& parent, std::string_view name) {
  const auto* expanded = object_at(parent, name);
  return expanded ? text_at(*expanded, "id") : text_at(parent, name);
}

void read_decline(const boost::json::object& object, Intent& intent) {
  const auto* error = object_at(object, "last_payment_error");
  if (!error) return;
  intent.decline_code = text_at(*error, "decline_code");
  if (intent.decline_code.empty()) intent.decline_code = text_at(*error, "code");
  intent.declined_charge = id_at(*error, "charge");
}

}  // namespace

std::string encode_form(const FormFields& fields) {
  std::string out;
  for (const auto& [name, value] : fields) {
    if (!out.empty()) out += '&';
    out += percent_encode(name) + '=' + percent_encode(value);
  }
  return out;
}

std::optional<std::int64_t> stripe_amount(Money amount, const Currency& currency) {
  const int more = stripe_exponent(currency) - currency.exponent();
  if (more >= 0) return amount.minor * power_of_ten(more);
  const auto divisor = power_of_ten(-more);
  if (amount.minor % divisor != 0) return std::nullopt;
  return amount.minor / divisor;
}

Money money_of_stripe(std::int64_t amount, const Currency& currency) {
  const int more = stripe_exponent(currency) - currency.exponent();
  if (more <= 0) return {amount * power_of_ten(-more)};
  const auto divisor = power_of_ten(more);
  // An amount that ours cannot say equals none of ours.
  return {amount % divisor == 0 ? amount / divisor : -1};
}

const boost::json::object* object_at(const boost::json::object& parent, std::string_view name) {
  const auto* value = parent.if_contains(name);
  return value ? value->if_object() : nullptr;
}
std::string text_at(const boost::json::object& parent, std::string_view name) {
  const auto* value = parent.if_contains(name);
  const auto* text = value ? value->if_string() : nullptr;
  return text ? std::string(*text) : std::string();
}
std::int64_t integer_at(const boost::json::object& parent, std::string_view name) {
  const auto* value = parent.if_contains(name);
  const auto* number = value ? value->if_int64() : nullptr;
  return number ? *number : -1;
}

Currency currency_at(const boost::json::object& object) {
  return {upper(text_at(object, "currency"))};
}

std::optional<Intent> read_intent(const boost::json::object& object, Timestamp told_at) {
  const auto status = status_of(text_at(object, "status"));
  const auto metadata = metadata_of(object);
  Intent intent;
  intent.id = text_at(object, "id");
  intent.order = metadata.order;
  intent.attempt = metadata.attempt;
  if (!status || intent.id.empty() || !intent.order || intent.attempt == 0) return std::nullopt;
  intent.status = *status;
  intent.currency = currency_at(object);
  // What has really been taken decides, once something has (rule 42).
  const bool taken = intent.status == IntentStatus::succeeded;
  intent.amount =
      money_of_stripe(integer_at(object, taken ? "amount_received" : "amount"), intent.currency);
  intent.client_secret = text_at(object, "client_secret");
  if (!taken) read_decline(object, intent);
  const auto* charge = object_at(object, "latest_charge");
  const auto refunded = charge ? integer_at(*charge, "amount_refunded") : 0;
  if (refunded > 0) intent.refunded = money_of_stripe(refunded, intent.currency);
  intent.told_at = told_at;
  return intent;
}

std::optional<ProviderRefund> read_refund(const boost::json::object& object) {
  ProviderRefund refund;
  refund.id = text_at(object, "id");
  if (refund.id.empty()) return std::nullopt;
  const auto status = text_at(object, "status");
  refund.status = ProviderRefundStatus::pending;
  if (status == "succeeded") refund.status = ProviderRefundStatus::succeeded;
  if (status == "failed" || status == "canceled") {
    refund.status = ProviderRefundStatus::failed;
    refund.failure = text_at(object, "failure_reason");
    if (refund.failure.empty()) refund.failure = status;
  }
  const auto metadata = metadata_of(object);
  refund.order = metadata.order;
  refund.number = metadata.number;
  refund.intent_id = id_at(object, "payment_intent");
  refund.currency = currency_at(object);
  refund.amount = money_of_stripe(integer_at(object, "amount"), refund.currency);
  return refund;
}

std::optional<ProviderDispute> read_dispute(const boost::json::object& object, Timestamp told_at) {
  ProviderDispute dispute;
  dispute.id = text_at(object, "id");
  dispute.intent_id = id_at(object, "payment_intent");
  dispute.charge_id = id_at(object, "charge");
  const bool nameless = dispute.intent_id.empty() && dispute.charge_id.empty();
  if (dispute.id.empty() || nameless) return std::nullopt;
  dispute.currency = currency_at(object);
  dispute.amount = money_of_stripe(integer_at(object, "amount"), dispute.currency);
  dispute.reason = text_at(object, "reason");
  dispute.provider_status = text_at(object, "status");
  const auto& status = dispute.provider_status;
  if (status == "won") dispute.status = DisputeStatus::won;
  if (status == "lost") dispute.status = DisputeStatus::lost;
  if (status == "warning_closed" || status == "prevented") dispute.status = DisputeStatus::closed;
  if (const auto* evidence = object_at(object, "evidence_details")) {
    const auto due_s = integer_at(*evidence, "due_by");
    if (due_s > 0) dispute.answer_by = Timestamp{due_s * 1000};
  }
  dispute.told_at = told_at;
  return dispute;
}

StripeError read_stripe_error(const boost::json::object& body) {
  const auto* error = object_at(body, "error");
  if (!error) return {};
  return {text_at(*error, "type"), text_at(*error, "code"), text_at(*error, "decline_code"),
          text_at(*error, "message")};
}

}  // namespace usher::payments
