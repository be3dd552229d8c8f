// Purpose: compares what the provider has with what we have, repairs what is certain and lists what
// is not (O12). Place: payments.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <set>
#include <string>
#include <vector>

#include "audit/audit.hpp"
#include "base/clock.hpp"
#include "jobs/queue.hpp"
#include "payments/payments.hpp"

namespace usher::payments {

// What is open, and what the last run did.
struct ReconciliationView {
  std::optional<ReconciliationRun> last_run;
  std::vector<SeenFinding> findings;
};
BOOST_DESCRIBE_STRUCT(ReconciliationView, (), (last_run, findings))

ReconciliationView read_reconciliation(store::Queries& q);

// What is certain: the provider has taken money for an order that waits for it; a refund was asked
// for whose answer never came; a message was missed. Everything else is a finding for a person.
// Repeating a run changes nothing that was right. Thread-safe. Lives as long as the application.
class Reconciliation {
 public:
  static constexpr std::string_view kJob = "payments.reconcile";
  static constexpr Duration kEvery = std::chrono::hours(1);
  // How far back the job looks; the command may look further.
  static constexpr Duration kLookBack = std::chrono::days(3);
  // Longer than a running call needs to be answered, so that nobody is overtaken.
  static constexpr Duration kSettleTime = std::chrono::minutes(2);

  Reconciliation(store::Store& store, const Clock& clock, Payments& payments, jobs::Queue& queue)
      : store_(store), clock_(clock), payments_(payments), queue_(queue) {}

  // Compares everything from `look_back` ago on. A provider that does not answer ends it early; the
  // run says so then.
  boost::asio::awaitable<ReconciliationRun> run(Duration look_back);
  boost::asio::awaitable<ReconciliationView> view();
  // A person has seen to it. Errors: 404 `finding_not_found`.
  boost::asio::awaitable<Status> resolve(FindingKind kind, std::string subject, audit::Entry by);

  // Sees to it that the next run's job waits; once for all nodes.
  boost::asio::awaitable<void> schedule();
  boost::asio::awaitable<Status> run_job(jobs::Job job);
  // Has a server that is running compare now; its run will say when it began.
  static bool ask_server(store::Transaction& tx, jobs::Queue& queue, Duration look_back);

 private:
  struct Work;

  boost::asio::awaitable<Status> compare(std::shared_ptr<Work> work);
  boost::asio::awaitable<Status> catch_up_on_events(std::shared_ptr<Work> work);
  boost::asio::awaitable<Status> ask_for_live_payments(std::shared_ptr<Work> work);
  boost::asio::awaitable<Status> compare_intents(std::shared_ptr<Work> work);
  boost::asio::awaitable<Status> compare_intent(std::shared_ptr<Work> work, Intent intent);
  boost::asio::awaitable<Status> finish_requested_refunds(std::shared_ptr<Work> work);
  boost::asio::awaitable<Status> book_found_refunds();
  boost::asio::awaitable<Status> compare_refunds(std::shared_ptr<Work> work);
  boost::asio::awaitable<Status> compare_refund(std::shared_ptr<Work> work, ProviderRefund refund);
  boost::asio::awaitable<Status> look_for_our_refunds(std::shared_ptr<Work> work);
  boost::asio::awaitable<Status> find(Finding finding);

  store::Store& store_;
  const Clock& clock_;
  Payments& payments_;
  jobs::Queue& queue_;
};

}  // namespace usher::payments
