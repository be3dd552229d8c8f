// Purpose: the card company: it outlives every crash of ours, and its messages may be late, lost or
// doubled. Place: tests/simulation.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "payments/provider.hpp"
#include "simulation/network.hpp"

namespace usher::simulation {

struct CompanyPayment {
  payments::Intent intent;
  Money refunded;
  bool settles = false;  // a late one that is still processing and will succeed
};

struct CompanyRefund {
  std::string id;
  std::string intent_id;
  Money amount;
  payments::ProviderRefundStatus status = payments::ProviderRefundStatus::succeeded;
};

struct Mail {
  std::uint64_t number = 0;
  payments::Intent intent;
};

// What happens at the company itself. One thread.
class Company {
 public:
  explicit Company(Random& chance) : chance_(chance) {}

  // A planted defect: idempotency keys mean nothing.
  bool forgets = false;

  payments::Intent create(const payments::IntentRequest& request);
  std::optional<payments::Intent> look(const std::string& id) const;
  std::optional<payments::Intent> cancel(const std::string& id);
  // Nothing when it would give back more than was taken, or the payment has not succeeded.
  std::optional<CompanyRefund> refund(const payments::RefundRequest& request);
  std::optional<CompanyRefund> look_at_refund(const std::string& id) const;

  // The buyer's card form.
  enum class Card : std::uint8_t { good, declined, late };
  void use_card(const std::string& id, Card card);
  // What is late settles.
  void settle_all();

  // Events that were not delivered yet. Taking one may leave a double behind.
  bool has_mail() const { return !mail_.empty(); }
  // One of what is not acknowledged: like the real one, the company sends it again and again.
  Mail next_mail();
  // The process has answered that the mail had its effect. Now and then the answer is lost.
  void acknowledge(std::uint64_t number);

  const std::map<std::string, CompanyPayment>& payments() const { return payments_; }

 private:
  void tell(const CompanyPayment& payment) { mail_.push_back({++last_mail_, payment.intent}); }

  Random& chance_;
  std::map<std::string, CompanyPayment> payments_;
  std::map<std::string, std::string> by_key_;
  std::map<std::string, CompanyRefund> refunds_;
  std::vector<Mail> mail_;
  std::uint64_t last_mail_ = 0;
};

// The way to the company from one process. Each question and each answer waits in the network for
// its turn; it may be lost on the way there or back, which the caller cannot tell apart.
class CompanyLine final : public payments::Provider {
 public:
  CompanyLine(Company& company, Network& network) : company_(company), network_(network) {}

  std::string_view name() const override { return "simulated"; }
  std::string publishable_key() const override { return "pk"; }
  template <class T>
  using Answer = boost::asio::awaitable<Result<T>>;
  Answer<payments::Intent> create_intent(payments::IntentRequest request) override;
  Answer<payments::Intent> retrieve(std::string id) override;
  Answer<payments::Intent> cancel(std::string id) override;
  Answer<payments::ProviderRefund> refund(payments::RefundRequest request) override;
  Answer<payments::ProviderRefund> retrieve_refund(std::string id) override;

 private:
  Company& company_;
  Network& network_;
};

}  // namespace usher::simulation
