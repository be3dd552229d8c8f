#include "payments/test_provider.hpp"

#include "base/crypto.hpp"
#include "payments/sql.hpp"

namespace usher::payments {
namespace asio = boost::asio;
namespace {

constexpr std::string_view kIntentPrefix = "pi_test_";
constexpr std::string_view kRefundPrefix = "re_test_";
constexpr std::int64_t kResumedMax = 10'000;

// A row of test_refunds, in the order of its columns.
struct TestRefund {
  std::int64_t id = 0;
  std::int64_t payment_id = 0;
  Money amount;
  ProviderRefundStatus status = ProviderRefundStatus::pending;
  std::string failure;
  std::optional<Timestamp> settles_at;
};
BOOST_DESCRIBE_STRUCT(TestRefund, (), (id, payment_id, amount, status, failure, settles_at))

// The row's id of an idempotency key: 63 bits of its digest, never 0.
std::int64_t id_of_key(std::string_view key) {
  const Digest digest = sha256(key);
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value = value << 8 | digest[i];
  return static_cast<std::int64_t>(value >> 1 | 1);
}

std::string text_of(std::string_view prefix, std::int64_t id) {
  return std::string(prefix) + format_id(id);
}
std::int64_t id_of_text(std::string_view prefix, std::string_view text) {
  return text.starts_with(prefix) ? parse_id(text.substr(prefix.size())) : 0;
}

Intent intent_of(const TestPayment& payment) {
  return {text_of(kIntentPrefix, payment.id),
          payment.order,
          payment.attempt,
          payment.status,
          payment.amount,
          payment.currency,
          payment.client_secret,
          payment.decline_code};
}

ProviderRefund answer_of(const TestRefund& refund, Timestamp now) {
  const bool settled = refund.settles_at && *refund.settles_at <= now;
  return {text_of(kRefundPrefix, refund.id),
          settled ? ProviderRefundStatus::succeeded : refund.status, refund.failure};
}

auto unknown_intent() {
  return refuse(ErrorKind::not_found, "payment_intent_not_found", "No such payment.");
}
auto unexpected_state(std::string detail) {
  return refuse(ErrorKind::conflict, "payment_intent_unexpected_state", std::move(detail));
}
auto refused(std::string detail) {
  return refuse(ErrorKind::conflict, "provider_refused", std::move(detail));
}

std::optional<TestPayment> find_payment(store::Queries& q, std::string_view intent_id) {
  auto payment = q.find<TestPayment>(sql::find_test_payment, id_of_text(kIntentPrefix, intent_id));
  if (payment) payment = as_of(*std::move(payment), q.now());
  return payment;
}

TestPayment get_payment(store::Queries& q, std::string_view intent_id) {
  auto payment = find_payment(q, intent_id);
  if (!payment) throw store::DataError("there is no test payment " + std::string(intent_id));
  return *std::move(payment);
}

void save(store::Transaction& tx, const TestPayment& payment) {
  tx.run(sql::update_test_payment, payment.id, payment.status, payment.decline_code,
         payment.decline_after_action, payment.refunds, payment.settles_at);
}

store::LaneKey lane_of(std::string_view text) { return {id_of_key(text)}; }

Result<TestPayment> declined(TestPayment payment, std::string code) {
  payment.status = IntentStatus::requires_payment_method;
  payment.decline_code = std::move(code);
  payment.decline_after_action.clear();
  return payment;
}

Result<TestPayment> after_authentication(TestPayment payment) {
  if (payment.status != IntentStatus::requires_action)
    return unexpected_state("There is nothing to authenticate.");
  if (std::string code = payment.decline_after_action; !code.empty())
    return declined(std::move(payment), std::move(code));
  payment.status = IntentStatus::succeeded;
  return payment;
}

}  // namespace

TestPayment as_of(TestPayment payment, Timestamp now) {
  if (payment.status == IntentStatus::processing && payment.settles_at &&
      *payment.settles_at <= now)
    payment.status = IntentStatus::succeeded;
  return payment;
}

Result<TestPayment> after_card(TestPayment payment, const CardForm& form, Timestamp now) {
  payment = as_of(std::move(payment), now);
  if (payment.status == IntentStatus::succeeded || payment.status == IntentStatus::processing)
    return payment;
  if (payment.status == IntentStatus::canceled)
    return unexpected_state("This payment was canceled.");
  if (form.authenticate) return after_authentication(std::move(payment));
  if (form.card_digits.empty())
    return refuse_field("/card_number", "required", "A card number is needed.");
  auto outcome = outcome_of(form.card_digits);
  if (!outcome.decline_code.empty())
    return declined(std::move(payment), std::move(outcome.decline_code));
  payment.status = outcome.status;
  payment.decline_code.clear();
  payment.decline_after_action = std::move(outcome.decline_after_action);
  payment.refunds = outcome.refunds;
  if (payment.status == IntentStatus::processing) payment.settles_at = now + kLateAfter;
  return payment;
}

asio::awaitable<Result<Intent>> TestProvider::create_intent(IntentRequest request) {
  const auto id = id_of_key(request.idempotency_key());
  auto secret = text_of(kIntentPrefix, id) + "_secret_" + random_token(random_, 18);
  auto made = co_await store_.write(
      store::LaneKey{id},
      [request, id, secret = std::move(secret)](store::Transaction& tx) -> Result<Intent> {
        TestPayment payment;
        payment.id = id;
        payment.order = request.order;
        payment.attempt = request.attempt;
        payment.amount = request.amount;
        payment.currency = request.currency;
        payment.client_secret = secret;
        const bool is_new = tx.run(sql::insert_test_payment, id, request.order, request.attempt,
                                   request.amount, request.currency, payment.client_secret) == 1;
        if (!is_new) payment = get_payment(tx, text_of(kIntentPrefix, id));
        return intent_of(payment);
      },
      store::Undo::decides_first);
  const bool same = !made || (made->order == request.order && made->attempt == request.attempt &&
                              made->amount == request.amount && made->currency == request.currency);
  if (!same) co_return refused("This idempotency key was used for another payment.");
  co_return made;
}

asio::awaitable<Result<Intent>> TestProvider::retrieve(std::string intent_id) {
  const auto payment =
      co_await store_.read([intent_id](store::Queries& q) { return find_payment(q, intent_id); });
  if (!payment) co_return refused("No such payment.");
  co_return intent_of(*payment);
}

asio::awaitable<Result<Intent>> TestProvider::cancel(std::string intent_id) {
  co_return co_await store_.write(
      lane_of(intent_id), [intent_id](store::Transaction& tx) -> Result<Intent> {
        auto payment = find_payment(tx, intent_id);
        if (!payment) return refused("No such payment.");
        const bool too_late = payment->status == IntentStatus::succeeded ||
                              payment->status == IntentStatus::processing;
        if (!too_late) payment->status = IntentStatus::canceled;
        save(tx, *payment);
        return intent_of(*payment);
      });
}

asio::awaitable<Result<ProviderRefund>> TestProvider::refund(RefundRequest request) {
  co_return co_await store_.write(
      lane_of(request.intent_id), [request](store::Transaction& tx) -> Result<ProviderRefund> {
        const auto id = id_of_key(request.idempotency_key());
        if (const auto known = tx.find<TestRefund>(sql::find_test_refund, id)) {
          if (known->amount != request.amount) return refused("This key was used before.");
          return answer_of(*known, tx.now());
        }
        auto payment = find_payment(tx, request.intent_id);
        if (!payment) return refused("No such payment.");
        save(tx, *payment);  // a late payment may have succeeded by now
        TestRefund refund{id, payment->id, request.amount, ProviderRefundStatus::succeeded, "", {}};
        if (payment->refunds == RefundManner::late) {
          refund.status = ProviderRefundStatus::pending;
          refund.settles_at = tx.now() + kLateRefundAfter;
        } else if (payment->refunds == RefundManner::fails) {
          refund.status = ProviderRefundStatus::failed;
          refund.failure = "lost_or_stolen_card";
        } else if (tx.run(sql::add_test_refunded, payment->id, request.amount) == 0) {
          return refused("That is more than what is left of the charge.");
        }
        tx.run(sql::insert_test_refund, refund.id, refund.payment_id, refund.amount, refund.status,
               refund.failure, refund.settles_at);
        return answer_of(refund, tx.now());
      });
}

asio::awaitable<Result<ProviderRefund>> TestProvider::retrieve_refund(std::string refund_id) {
  co_return co_await store_.read([refund_id](store::Queries& q) -> Result<ProviderRefund> {
    const auto known =
        q.find<TestRefund>(sql::find_test_refund, id_of_text(kRefundPrefix, refund_id));
    if (!known) return refused("No such refund.");
    return answer_of(*known, q.now());
  });
}

Result<Intent> TestProvider::confirm_now(store::Transaction& tx, TestPayment payment,
                                         const CardForm& form) {
  const auto before = payment.status;
  TRY(const auto after, after_card(std::move(payment), form, tx.now()));
  save(tx, after);
  const bool declined_now = after.status == IntentStatus::requires_payment_method;
  if (after.status != before || declined_now) tell(tx, after, tx.now());
  if (after.status != before && after.status == IntentStatus::processing && after.settles_at)
    tell(tx, as_of(after, *after.settles_at), *after.settles_at);
  return intent_of(after);
}

asio::awaitable<Result<Intent>> TestProvider::confirm(std::string intent_id,
                                                      std::string client_secret, CardForm form) {
  auto intent = co_await store_.write(
      lane_of(intent_id),
      [this, intent_id, client_secret, form](store::Transaction& tx) -> Result<Intent> {
        auto payment = find_payment(tx, intent_id);
        if (!payment || !constant_time_equal(payment->client_secret, client_secret))
          return unknown_intent();
        return confirm_now(tx, *std::move(payment), form);
      },
      store::Undo::decides_first);
  // After the commit, so that the provider remembers the decline that it answers.
  if (intent && intent->status == IntentStatus::requires_payment_method)
    co_return std::unexpected(declined_error(intent->decline_code));
  co_return intent;
}

void TestProvider::tell(store::Transaction& tx, const TestPayment& payment, Timestamp at) {
  if (!changed_) return;
  tx.after_commit([this, intent = intent_of(payment), at] { changed_(intent, at); });
}

asio::awaitable<void> TestProvider::resume() {
  const auto processing = co_await store_.read([](store::Queries& q) {
    return q.all<TestPayment>(sql::processing_test_payments, kResumedMax);
  });
  if (!changed_) co_return;
  for (const auto& payment : processing) {
    const auto settles_at = payment.settles_at;
    if (settles_at) changed_(intent_of(as_of(payment, *settles_at)), *settles_at);
  }
}

}  // namespace usher::payments
