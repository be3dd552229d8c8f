#include "payments/endpoints.hpp"

#include "base/text.hpp"
#include "payments/test_provider.hpp"
#include "web/endpoint.hpp"

namespace usher::payments {
namespace asio = boost::asio;
namespace {

constexpr std::size_t kWebhookBytesMax = 512 * 1024;

struct IntentPath {
  Code payment_intent_id;
};
BOOST_DESCRIBE_STRUCT(IntentPath, (), (payment_intent_id))

struct CardFormBody {
  std::optional<std::string> card_number;
  Code client_secret;
  std::optional<bool> authenticate;
};
BOOST_DESCRIBE_STRUCT(CardFormBody, (), (card_number, client_secret, authenticate))

struct CardFormView {
  std::string payment_intent_id;
  IntentStatus status = IntentStatus::requires_payment_method;
};
BOOST_DESCRIBE_STRUCT(CardFormView, (), (payment_intent_id, status))

struct ReceivedView {
  bool received = true;
};
BOOST_DESCRIBE_STRUCT(ReceivedView, (), (received))

asio::awaitable<Result<web::Reply<CardFormView>>> confirm_card(TestProvider* provider,
                                                               IntentPath path, CardFormBody body) {
  if (!provider)
    co_return refuse(ErrorKind::not_found, "payment_intent_not_found", "No such payment.");
  CardForm form;
  form.authenticate = body.authenticate.value_or(false);
  if (body.card_number) {
    CO_TRY(form.card_digits, card_digits(*body.card_number));
  } else if (!form.authenticate) {
    co_return refuse_field("/card_number", "required", "A card number is needed.");
  }
  CO_TRY(auto intent,
         co_await provider->confirm(std::move(path.payment_intent_id.value),
                                    std::move(body.client_secret.value), std::move(form)));
  co_return web::ok(CardFormView{std::move(intent.id), intent.status});
}

asio::awaitable<Result<web::Reply<ReceivedView>>> receive(Payments& payments, const Clock& clock,
                                                          web::Request request) {
  CO_TRY_OK(co_await payments.receive_event(std::string(request.header("Stripe-Signature")),
                                            std::string(request.body_text()), clock.now()));
  co_return web::ok(ReceivedView{});
}

}  // namespace

void add_endpoints(web::Router& router, Payments& payments, TestProvider* test_provider,
                   const Clock& clock) {
  router.describe_tag("Payment", "The provider's webhook, and the card form of the test provider.");
  router.add(web::post("/api/public/test-payments/{payment_intent_id}/confirm")
                 .access(web::Access::buyer)
                 .tag("Payment")
                 .summary("Pay with a test card")
                 .description("Only with the built-in test provider: plays the part of the card "
                              "form. Takes Stripe's published test card numbers with the same "
                              "outcomes; 4000000000005555 is processed first and succeeds by "
                              "itself after 5 seconds. After `requires_action`, send "
                              "`authenticate: true` without a card number.")
                 .path<IntentPath>()
                 .body<CardFormBody>()
                 .answers<CardFormView>(200)
                 .refuses(402, {"card_declined"})
                 .refuses(404, {"payment_intent_not_found"})
                 .refuses(409, {"payment_intent_unexpected_state"})
                 .handle([test_provider](web::Request, IntentPath path, CardFormBody body) {
                   return confirm_card(test_provider, std::move(path), std::move(body));
                 }));
  router.add(web::post("/api/webhooks/stripe/ticket-payment")
                 .access(web::Access::signature)
                 .tag("Payment")
                 .summary("Receive an event of Stripe")
                 .description("Signed with the header Stripe-Signature over the raw body. Each "
                              "event is applied once, in whatever order they come.")
                 .takes_raw({"application/json", "*/*"}, kWebhookBytesMax)
                 .answers<ReceivedView>(200)
                 .refuses(400, {"invalid_signature", "malformed_event"})
                 .refuses(503, {"refund_waits"})
                 .handle([&payments, &clock](web::Request request) {
                   return receive(payments, clock, request);
                 }));
}

}  // namespace usher::payments
