#include "payments/stripe_provider.hpp"

#include <boost/json/serialize.hpp>

#include "base/log.hpp"
#include "payments/test_cards.hpp"

namespace usher::payments {
namespace asio = boost::asio;
namespace {

using net::HttpMethod;

constexpr std::string_view kIntents = "/v1/payment_intents";
constexpr std::string_view kRefunds = "/v1/refunds";
constexpr std::string_view kCharges = "/v1/charges";
constexpr std::string_view kPageSize = "100";
// What a webhook should send us; docs/payments.md lists the same.
constexpr std::array<std::string_view, 13> kEventKinds = {"payment_intent.succeeded",
                                                          "payment_intent.payment_failed",
                                                          "payment_intent.processing",
                                                          "payment_intent.canceled",
                                                          "charge.refunded",
                                                          "charge.refund.updated",
                                                          "refund.created",
                                                          "refund.updated",
                                                          "refund.failed",
                                                          "charge.dispute.created",
                                                          "charge.dispute.updated",
                                                          "charge.dispute.closed",
                                                          "charge.dispute.funds_withdrawn"};

std::unexpected<Error> refused(std::string detail) {
  return refuse(ErrorKind::conflict, "provider_refused", std::move(detail));
}

// What Stripe's refusal means here. Its words may name keys or accounts: they are logged, not
// shown.
std::unexpected<Error> refusal_of(const StripeAnswer& answer) {
  const auto error = read_stripe_error(answer.body);
  if (error.type == "card_error")
    return refuse(declined_error(error.decline_code.empty() ? error.code : error.decline_code));
  log::warning("stripe_refused",
               {{"status", answer.status}, {"type", error.type}, {"code", error.code}});
  if (error.type == "idempotency_error")
    return refused("This idempotency key was used for another payment.");
  if (error.code == "resource_missing") return refused("No such payment.");
  return refused(error.code.empty() ? "The payment provider refuses this." : error.code);
}

Result<Intent> intent_of(const StripeAnswer& answer) {
  if (!answer.good()) return refusal_of(answer);
  auto intent = read_intent(answer.body, answer.told_at);
  if (!intent) return refused("The payment is not one of this installation.");
  return *std::move(intent);
}

Result<ProviderRefund> refund_of(const StripeAnswer& answer) {
  if (!answer.good()) return refusal_of(answer);
  auto refund = read_refund(answer.body);
  if (!refund) return refused("The refund is not one of this installation.");
  return *std::move(refund);
}

// An id from outside becomes part of a path: nothing but letters, digits and underscores does.
bool is_plain(std::string_view id) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !id.empty() && std::ranges::all_of(id, plain);
}

std::string path_of(std::string_view kind, std::string_view id, std::string_view action = "") {
  std::string path(kind);
  path += '/';
  path += id;
  path += action;
  return path;
}

struct Listed {
  std::vector<const boost::json::object*> objects;
  std::string next;
};

Listed objects_of(const boost::json::object& body) {
  Listed listed;
  const auto* value = body.if_contains("data");
  const auto* data = value ? value->if_array() : nullptr;
  if (!data) return listed;
  for (const auto& each : *data)
    if (const auto* object = each.if_object()) listed.objects.push_back(object);
  const auto* more = body.if_contains("has_more");
  if (more && more->is_bool() && more->get_bool() && !listed.objects.empty())
    listed.next = text_at(*listed.objects.back(), "id");
  return listed;
}

}  // namespace

asio::awaitable<Result<Intent>> StripeProvider::create_intent(IntentRequest request) {
  const auto amount = stripe_amount(request.amount, request.currency);
  if (!amount) co_return refused("Stripe cannot charge this amount.");
  StripeCall call{HttpMethod::post, std::string(kIntents), {}, request.idempotency_key()};
  std::string currency = request.currency.code;
  for (char& c : currency) c = static_cast<char>(c - 'A' + 'a');
  call.fields = {{"amount", std::to_string(*amount)},
                 {"currency", std::move(currency)},
                 {"automatic_payment_methods[enabled]", "true"},
                 {"description", "Order " + request.order.text()},
                 {"metadata[order_id]", request.order.text()},
                 {"metadata[attempt]", std::to_string(request.attempt)}};
  CO_TRY(const auto answer, co_await client_.call(std::move(call)));
  auto intent = intent_of(answer);
  // A repeated answer says how things were when the key was used first.
  if (intent && answer.replayed) co_return co_await retrieve(intent->id);
  co_return intent;
}

asio::awaitable<Result<Intent>> StripeProvider::retrieve(std::string intent_id) {
  if (!is_plain(intent_id)) co_return refused("No such payment.");
  // The charge says how much has gone back.
  CO_TRY(const auto answer,
         co_await client_.call(
             {HttpMethod::get, path_of(kIntents, intent_id), {{"expand[]", "latest_charge"}}}));
  co_return intent_of(answer);
}

asio::awaitable<Result<Intent>> StripeProvider::cancel(std::string intent_id) {
  if (!is_plain(intent_id)) co_return refused("No such payment.");
  // Without a key: repeating it is harmless, and a remembered "too late" might be out of date.
  CO_TRY(const auto answer, co_await client_.call({HttpMethod::post,
                                                   path_of(kIntents, intent_id, "/cancel"),
                                                   {{"cancellation_reason", "abandoned"}}}));
  if (answer.good()) co_return intent_of(answer);
  if (read_stripe_error(answer.body).code != "payment_intent_unexpected_state")
    co_return refusal_of(answer);
  CO_TRY(auto intent, co_await retrieve(std::move(intent_id)));
  const bool over = intent.status == IntentStatus::canceled ||
                    intent.status == IntentStatus::succeeded ||
                    intent.status == IntentStatus::processing;
  if (over) co_return intent;
  co_return refuse(ErrorKind::unavailable, "provider_unavailable",
                   "The payment is changing at this moment. Try again.");
}

asio::awaitable<Result<std::vector<ProviderRefund>>> StripeProvider::refunds_of(
    std::string intent_id) {
  std::vector<ProviderRefund> refunds;
  std::string after;
  do {
    CO_TRY(const auto answer,
           co_await list(std::string(kRefunds), {{"payment_intent", intent_id}}, {}, after));
    if (!answer.good()) co_return refusal_of(answer);
    auto listed = objects_of(answer.body);
    for (const auto* object : listed.objects)
      if (auto refund = read_refund(*object)) refunds.push_back(*std::move(refund));
    after = std::move(listed.next);
  } while (!after.empty());
  co_return refunds;
}

// The one with our order and number; an id of "" when there is none.
asio::awaitable<Result<ProviderRefund>> StripeProvider::find_refund(RefundRequest request) {
  CO_TRY(auto refunds, co_await refunds_of(std::move(request.intent_id)));
  for (auto& refund : refunds)
    if (refund.order == request.order && refund.number == request.number)
      co_return std::move(refund);
  co_return ProviderRefund{};
}

asio::awaitable<Result<std::string>> StripeProvider::intent_of_charge(std::string charge_id) {
  if (!is_plain(charge_id)) co_return std::string{};
  CO_TRY(const auto answer, co_await client_.call({HttpMethod::get, path_of(kCharges, charge_id)}));
  if (!answer.good()) co_return refusal_of(answer);
  co_return text_at(answer.body, "payment_intent");
}

asio::awaitable<Result<ProviderRefund>> StripeProvider::refund(RefundRequest request) {
  if (request.look_first) {
    CO_TRY(auto known, co_await find_refund(request));
    if (!known.id.empty()) co_return known;
  }
  const auto amount = stripe_amount(request.amount, request.currency);
  if (!amount) co_return refused("Stripe cannot refund this amount.");
  StripeCall call{HttpMethod::post, std::string(kRefunds), {}, request.idempotency_key()};
  call.fields = {{"payment_intent", request.intent_id},
                 {"amount", std::to_string(*amount)},
                 {"metadata[order_id]", request.order.text()},
                 {"metadata[number]", std::to_string(request.number)}};
  const auto answer = co_await client_.call(std::move(call));
  if (!answer && answer.error().code == "provider_key_spent") {
    CO_TRY(auto known, co_await find_refund(std::move(request)));
    if (!known.id.empty()) co_return known;
    co_return refuse(ErrorKind::unavailable, "provider_unavailable", answer.error().detail);
  }
  if (!answer) co_return std::unexpected(answer.error());
  if (!answer->good()) {
    // Perhaps because an earlier call did it, whose answer and key are both forgotten.
    CO_TRY(auto known, co_await find_refund(std::move(request)));
    if (!known.id.empty()) co_return known;
    co_return refusal_of(*answer);
  }
  auto refund = refund_of(*answer);
  if (refund && answer->replayed) co_return co_await retrieve_refund(refund->id);
  co_return refund;
}

asio::awaitable<Result<ProviderRefund>> StripeProvider::retrieve_refund(std::string refund_id) {
  if (!is_plain(refund_id)) co_return refused("No such refund.");
  CO_TRY(const auto answer, co_await client_.call({HttpMethod::get, path_of(kRefunds, refund_id)}));
  co_return refund_of(answer);
}

asio::awaitable<Result<StripeAnswer>> StripeProvider::list(std::string path, FormFields filter,
                                                           Timestamp since, std::string after) {
  StripeCall call{HttpMethod::get, std::move(path), std::move(filter)};
  call.fields.emplace_back("limit", kPageSize);
  if (since.ms > 0) call.fields.emplace_back("created[gte]", std::to_string(since.ms / 1000));
  if (!after.empty()) call.fields.emplace_back("starting_after", std::move(after));
  co_return co_await client_.call(std::move(call));
}

asio::awaitable<Result<ProviderPage<Intent>>> StripeProvider::list_intents(Timestamp since,
                                                                           std::string after) {
  CO_TRY(const auto answer, co_await list(std::string(kIntents), {}, since, std::move(after)));
  if (!answer.good()) co_return refusal_of(answer);
  auto listed = objects_of(answer.body);
  ProviderPage<Intent> page{{}, std::move(listed.next)};
  for (const auto* object : listed.objects)
    if (auto intent = read_intent(*object, answer.told_at))
      page.items.push_back(*std::move(intent));
  co_return page;
}

asio::awaitable<Result<ProviderPage<ProviderRefund>>> StripeProvider::list_refunds(
    Timestamp since, std::string after) {
  CO_TRY(const auto answer, co_await list(std::string(kRefunds), {}, since, std::move(after)));
  if (!answer.good()) co_return refusal_of(answer);
  auto listed = objects_of(answer.body);
  ProviderPage<ProviderRefund> page{{}, std::move(listed.next)};
  for (const auto* object : listed.objects)
    if (auto refund = read_refund(*object)) page.items.push_back(*std::move(refund));
  co_return page;
}

asio::awaitable<Result<ProviderPage<std::string>>> StripeProvider::list_events(Timestamp since,
                                                                               std::string after) {
  FormFields kinds;
  for (const auto kind : kEventKinds) kinds.emplace_back("types[]", kind);
  CO_TRY(const auto answer, co_await list("/v1/events", std::move(kinds), since, std::move(after)));
  if (!answer.good()) co_return refusal_of(answer);
  auto listed = objects_of(answer.body);
  ProviderPage<std::string> page{{}, std::move(listed.next)};
  for (const auto* object : listed.objects) page.items.push_back(boost::json::serialize(*object));
  co_return page;
}

}  // namespace usher::payments
