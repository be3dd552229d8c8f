#include "simulation/company.hpp"

#include <fmt/format.h>

namespace usher::simulation {
namespace asio = boost::asio;
using payments::Intent;
using payments::IntentStatus;
using payments::ProviderRefund;
using payments::ProviderRefundStatus;

namespace {

std::unexpected<Error> no_answer() {
  return refuse(ErrorKind::unavailable, "provider_unavailable", "No answer.");
}
std::unexpected<Error> refused() {
  return refuse(ErrorKind::conflict, "provider_refused", "The company refused.");
}

}  // namespace

Intent Company::create(const payments::IntentRequest& request) {
  const auto [key, made] = by_key_.try_emplace(request.idempotency_key());
  if (!made && !forgets) return payments_.at(key->second).intent;
  key->second = fmt::format("pi_{}", payments_.size() + 1);
  auto& payment = payments_[key->second];
  payment.intent = {
      key->second,    request.order,    request.attempt, IntentStatus::requires_payment_method,
      request.amount, request.currency, "secret",        ""};
  return payment.intent;
}

std::optional<Intent> Company::look(const std::string& id) const {
  const auto found = payments_.find(id);
  if (found == payments_.end()) return std::nullopt;
  return found->second.intent;
}

std::optional<Intent> Company::cancel(const std::string& id) {
  const auto found = payments_.find(id);
  if (found == payments_.end()) return std::nullopt;
  auto& intent = found->second.intent;
  if (intent.status != IntentStatus::succeeded && intent.status != IntentStatus::processing)
    intent.status = IntentStatus::canceled;
  return intent;
}

std::optional<CompanyRefund> Company::refund(const payments::RefundRequest& request) {
  const auto key = by_key_.find(request.idempotency_key());
  if (key != by_key_.end() && !forgets) return refunds_.at(key->second);
  const auto found = payments_.find(request.intent_id);
  if (found == payments_.end()) return std::nullopt;
  auto& payment = found->second;
  if (payment.intent.status != IntentStatus::succeeded ||
      payment.refunded.minor + request.amount.minor > payment.intent.amount.minor)
    return std::nullopt;
  payment.refunded.minor += request.amount.minor;
  const auto id = fmt::format("re_{}", refunds_.size() + 1);
  by_key_[request.idempotency_key()] = id;
  return refunds_[id] = {id, request.intent_id, request.amount};
}

std::optional<CompanyRefund> Company::look_at_refund(const std::string& id) const {
  const auto found = refunds_.find(id);
  if (found == refunds_.end()) return std::nullopt;
  return found->second;
}

void Company::use_card(const std::string& id, Card card) {
  const auto found = payments_.find(id);
  if (found == payments_.end()) return;
  auto& payment = found->second;
  if (payment.intent.status != IntentStatus::requires_payment_method) return;
  switch (card) {
    case Card::good:
      payment.intent.status = IntentStatus::succeeded;
      break;
    case Card::declined:
      payment.intent.decline_code = "card_declined";
      break;
    case Card::late:
      payment.intent.status = IntentStatus::processing;
      payment.settles = true;
      break;
  }
  tell(payment);
}

void Company::settle_all() {
  for (auto& [id, payment] : payments_) {
    if (!payment.settles) continue;
    payment.settles = false;
    payment.intent.status = IntentStatus::succeeded;
    tell(payment);
  }
}

Mail Company::next_mail() { return mail_[chance_.below(mail_.size())]; }

void Company::acknowledge(std::uint64_t number) {
  if (chance_.below(4) != 0)
    std::erase_if(mail_, [&](const Mail& m) { return m.number == number; });
}

asio::awaitable<Result<Intent>> CompanyLine::create_intent(payments::IntentRequest request) {
  if (!co_await network_.pass()) co_return no_answer();
  auto intent = company_.create(request);
  if (!co_await network_.pass()) co_return no_answer();
  co_return intent;
}

asio::awaitable<Result<Intent>> CompanyLine::retrieve(std::string id) {
  if (!co_await network_.pass()) co_return no_answer();
  auto intent = company_.look(id);
  if (!co_await network_.pass()) co_return no_answer();
  if (!intent) co_return refused();
  co_return *std::move(intent);
}

asio::awaitable<Result<Intent>> CompanyLine::cancel(std::string id) {
  if (!co_await network_.pass()) co_return no_answer();
  auto intent = company_.cancel(id);
  if (!co_await network_.pass()) co_return no_answer();
  if (!intent) co_return refused();
  co_return *std::move(intent);
}

asio::awaitable<Result<ProviderRefund>> CompanyLine::refund(payments::RefundRequest request) {
  if (!co_await network_.pass()) co_return no_answer();
  const auto refund = company_.refund(request);
  if (!co_await network_.pass()) co_return no_answer();
  if (!refund) co_return refused();
  co_return ProviderRefund{refund->id, refund->status, ""};
}

asio::awaitable<Result<ProviderRefund>> CompanyLine::retrieve_refund(std::string id) {
  if (!co_await network_.pass()) co_return no_answer();
  const auto refund = company_.look_at_refund(id);
  if (!co_await network_.pass()) co_return no_answer();
  if (!refund) co_return refused();
  co_return ProviderRefund{refund->id, refund->status, ""};
}

}  // namespace usher::simulation
