#include "payments/reconciliation.hpp"

#include "base/json_binding.hpp"
#include "base/log.hpp"
#include "payments/repository.hpp"

namespace usher::payments {
namespace asio = boost::asio;
namespace {

constexpr std::int64_t kBatch = 100;
constexpr std::size_t kEventsMax = 20'000;
constexpr std::int64_t kFindingsMax = 500;
constexpr Duration kKeepRuns = std::chrono::days(90);
// What lies at the edge of what was looked at is not taken for settled.
constexpr Duration kEdge = std::chrono::days(1);

struct JobPayload {
  std::int64_t look_back_ms = 0;
};
BOOST_DESCRIBE_STRUCT(JobPayload, (), (look_back_ms))

std::string payload_of(Duration look_back) { return to_json_text(JobPayload{look_back.count()}); }

bool is_away(const Error& error) { return error.kind == ErrorKind::unavailable; }

bool agree(RefundStatus ours, ProviderRefundStatus theirs) {
  return (ours == RefundStatus::requested && theirs == ProviderRefundStatus::pending) ||
         (ours == RefundStatus::completed && theirs == ProviderRefundStatus::succeeded) ||
         (ours == RefundStatus::failed && theirs == ProviderRefundStatus::failed);
}

}  // namespace

struct Reconciliation::Work {
  Timestamp since;
  Timestamp until;  // what is younger may still be on its way
  ReconciliationRun run;
  std::set<std::string> refunds_there;
};

asio::awaitable<ReconciliationRun> Reconciliation::run(Duration look_back) {
  const auto work = std::make_shared<Work>();
  const Timestamp now = clock_.now();
  work->run.started_at = now;
  work->since = now - look_back;
  work->until = now - kSettleTime;
  const auto compared = co_await compare(work);
  if (!compared) work->run.failure = compared.error().code;
  work->run.finished_at = clock_.now();
  const auto kept = co_await store_.write(
      store::kHouseLane, [work, whole = compared.has_value()](store::Transaction& tx) -> Status {
        if (whole && work->since < work->run.started_at)
          forget_settled_findings(tx, work->run.started_at, work->since + kEdge);
        work->run.findings = std::ssize(select_findings(tx, kFindingsMax));
        insert_run(tx, work->run);
        forget_runs(tx, tx.now() - kKeepRuns);
        return {};
      });
  const auto& done = work->run;
  if (!kept || done.findings > 0 || !done.failure.empty()) {
    log::warning(
        "payments_reconciled",
        {{"repaired", done.repaired}, {"findings", done.findings}, {"failure", done.failure}});
  } else {
    log::info(
        "payments_reconciled",
        {{"payments", done.payments}, {"refunds", done.refunds}, {"repaired", done.repaired}});
  }
  co_return done;
}

asio::awaitable<Status> Reconciliation::compare(std::shared_ptr<Work> work) {
  if (payments_.provider().has_lists()) CO_TRY_OK(co_await catch_up_on_events(work));
  CO_TRY_OK(co_await ask_for_live_payments(work));
  CO_TRY_OK(co_await finish_requested_refunds(work));
  if (!payments_.provider().has_lists()) co_return Status{};
  CO_TRY_OK(co_await compare_intents(work));
  CO_TRY_OK(co_await book_found_refunds());
  CO_TRY_OK(co_await compare_refunds(work));
  co_return co_await look_for_our_refunds(work);
}

// The oldest first, as they would have come.
asio::awaitable<Status> Reconciliation::catch_up_on_events(std::shared_ptr<Work> work) {
  std::vector<std::string> events;
  std::string after;
  do {
    CO_TRY(auto page, co_await payments_.provider().list_events(work->since, std::move(after)));
    for (auto& event : page.items) events.push_back(std::move(event));
    after = std::move(page.next);
  } while (!after.empty() && events.size() < kEventsMax);
  while (!events.empty()) {
    auto event = std::move(events.back());
    events.pop_back();
    CO_TRY(const bool is_new, co_await payments_.take_event(std::move(event), clock_.now()));
    if (is_new) ++work->run.events;
  }
  co_return Status{};
}

asio::awaitable<Status> Reconciliation::ask_for_live_payments(std::shared_ptr<Work> work) {
  Timestamp place{};
  OrderId order{};
  for (;;) {
    const auto batch = co_await store_.read([name = std::string(payments_.provider().name()),
                                             until = work->until, place, order](store::Queries& q) {
      return select_live_payments(q, name, until, place, order, kBatch);
    });
    for (const auto& payment : batch) {
      place = payment.created_at;
      order = payment.order;
      ++work->run.payments;
      const auto intent = co_await payments_.reconcile(payment);
      if (!intent && is_away(intent.error())) co_return std::unexpected(intent.error());
      if (!intent) continue;
      const bool settled =
          intent->status == IntentStatus::succeeded || intent->status == IntentStatus::canceled;
      if (settled) ++work->run.repaired;
    }
    if (std::cmp_less(batch.size(), kBatch)) co_return Status{};
  }
}

// All of them, the oldest first, whatever becomes of one.
asio::awaitable<Status> Reconciliation::finish_requested_refunds(std::shared_ptr<Work> work) {
  Refund last;
  for (;;) {
    const auto batch = co_await store_.read([until = work->until, last](store::Queries& q) {
      return select_requested_refunds(q, until, last, kBatch);
    });
    for (const auto& refund : batch) {
      last = refund;
      ++work->run.refunds;
      const auto done = co_await payments_.carry_out(refund.order, refund.number);
      if (!done && is_away(done.error())) co_return std::unexpected(done.error());
      if (done && done->status != RefundStatus::requested) ++work->run.repaired;
    }
    if (std::cmp_less(batch.size(), kBatch)) co_return Status{};
  }
}

// Such refunds were once only found, not booked.
asio::awaitable<Status> Reconciliation::book_found_refunds() {
  const auto found =
      co_await store_.read([](store::Queries& q) { return select_unbooked_refunds(q, kBatch); });
  for (const auto& id : found) {
    auto refund = co_await payments_.provider().retrieve_refund(id);
    if (!refund && is_away(refund.error())) co_return std::unexpected(refund.error());
    if (refund) CO_TRY_OK(co_await payments_.take_refund(*std::move(refund)));
  }
  co_return Status{};
}

asio::awaitable<Status> Reconciliation::find(Finding finding) {
  co_return co_await store_.write(store::kHouseLane, [finding](store::Transaction& tx) -> Status {
    if (see_finding(tx, finding))
      log::error("payment_finding", {{"kind", enum_text(finding.kind)}, {"id", finding.subject}});
    return {};
  });
}

asio::awaitable<Status> Reconciliation::compare_intents(std::shared_ptr<Work> work) {
  std::string after;
  do {
    CO_TRY(auto page, co_await payments_.provider().list_intents(work->since, std::move(after)));
    for (auto& intent : page.items) CO_TRY_OK(co_await compare_intent(work, std::move(intent)));
    after = std::move(page.next);
  } while (!after.empty());
  co_return Status{};
}

asio::awaitable<Status> Reconciliation::compare_intent(std::shared_ptr<Work> work, Intent intent) {
  ++work->run.payments;
  const auto ours =
      co_await store_.read([order = intent.order, attempt = intent.attempt](store::Queries& q) {
        return select_payment(q, order, attempt);
      });
  const bool taken = intent.status == IntentStatus::succeeded;
  Finding finding{FindingKind::unknown_payment,
                  intent.id,
                  intent.order,
                  std::nullopt,
                  intent.amount,
                  intent.currency};
  if (!ours || ours->intent_id != intent.id) {
    if (taken) co_return co_await find(std::move(finding));
    co_return Status{};
  }
  finding.ours = ours->amount;
  const bool settled = ours->taken();
  if (settled && !taken) {
    finding.kind = FindingKind::payment_not_at_provider;
    finding.theirs.reset();
    co_return co_await find(std::move(finding));
  }
  const bool differs = ours->amount != intent.amount || ours->currency != intent.currency ||
                       ours->status == PaymentStatus::mismatched;
  if (taken && differs && ours->refunded < ours->amount) {
    finding.kind = FindingKind::amount_differs;
    CO_TRY_OK(co_await find(std::move(finding)));
  }
  if (settled || !taken) co_return Status{};
  ++work->run.repaired;
  co_return co_await store_.write(ours->keys,
                                  [this, intent = std::move(intent)](store::Transaction& tx) {
                                    return payments_.apply(tx, intent);
                                  });
}

asio::awaitable<Status> Reconciliation::compare_refunds(std::shared_ptr<Work> work) {
  std::string after;
  do {
    CO_TRY(auto page, co_await payments_.provider().list_refunds(work->since, std::move(after)));
    for (auto& refund : page.items) CO_TRY_OK(co_await compare_refund(work, std::move(refund)));
    after = std::move(page.next);
  } while (!after.empty());
  co_return Status{};
}

asio::awaitable<Status> Reconciliation::compare_refund(std::shared_ptr<Work> work,
                                                       ProviderRefund refund) {
  ++work->run.refunds;
  work->refunds_there.insert(refund.id);
  struct Ours {
    std::optional<Payment> payment;
    std::optional<Refund> refund;
  };
  const auto ours = co_await store_.read([refund](store::Queries& q) {
    return Ours{select_payment_by_intent(q, refund.intent_id), select_refund_of(q, refund)};
  });
  if (!ours.payment) co_return Status{};  // of somebody else who uses the same account
  const bool right = ours.refund && ours.refund->amount == refund.amount;
  const bool decided =
      ours.refund && (!ours.refund->outside() || ours.refund->decision != RefundDecision::nothing);
  const bool agreed = right && agree(ours.refund->status, refund.status);
  if (agreed && decided) co_return Status{};
  if (!agreed && right) ++work->run.repaired;
  const auto taken = co_await payments_.take_refund(std::move(refund));
  // One that has to wait for another is settled in the next run.
  if (!taken && taken.error().code == "refund_waits") co_return Status{};
  co_return taken;
}

asio::awaitable<Status> Reconciliation::look_for_our_refunds(std::shared_ptr<Work> work) {
  OrderId order{};
  std::int64_t number = 0;
  for (;;) {
    // What was asked for at the edge may have been made just before it.
    const auto batch =
        co_await store_.read([name = std::string(payments_.provider().name()), since = work->since,
                              order, number](store::Queries& q) {
          return select_completed_refunds(q, name, since, order, number, kBatch);
        });
    for (const auto& refund : batch) {
      order = refund.order;
      number = refund.number;
      if (work->refunds_there.contains(refund.provider_refund_id)) continue;
      auto there = co_await payments_.provider().retrieve_refund(refund.provider_refund_id);
      if (!there && is_away(there.error())) co_return std::unexpected(there.error());
      if (there) {
        CO_TRY_OK(co_await compare_refund(work, *std::move(there)));
        continue;
      }
      const auto id = refund.provider_refund_id.empty()
                          ? refund.order.text() + "-" + std::to_string(refund.number)
                          : refund.provider_refund_id;
      CO_TRY_OK(co_await find({FindingKind::refund_not_at_provider, id, refund.order, refund.amount,
                               std::nullopt, refund.currency}));
    }
    if (std::cmp_less(batch.size(), kBatch)) co_return Status{};
  }
}

ReconciliationView read_reconciliation(store::Queries& q) {
  return {select_last_run(q), select_findings(q, kFindingsMax)};
}

asio::awaitable<ReconciliationView> Reconciliation::view() {
  co_return co_await store_.read(read_reconciliation);
}

asio::awaitable<Status> Reconciliation::resolve(FindingKind kind, std::string subject,
                                                audit::Entry by) {
  co_return co_await store_.write(
      store::kHouseLane,
      [kind, subject = std::move(subject), by = std::move(by)](store::Transaction& tx) -> Status {
        if (!resolve_finding(tx, kind, subject))
          return refuse(ErrorKind::not_found, "finding_not_found", "There is no such finding.");
        auto entry = by;
        entry.action = "payment_finding.resolved";
        entry.subject = "payment_finding";
        entry.subject_id = subject;
        entry.after_json = to_json_text(
            std::map<std::string, std::string>{{"kind", std::string(enum_text(kind))}});
        audit::record(tx, entry);
        return {};
      });
}

asio::awaitable<void> Reconciliation::schedule() {
  co_await store_.write(store::kHouseLane, [this](store::Transaction& tx) -> Status {
    const std::int64_t slot = tx.now().ms / kEvery.count() + 1;
    queue_.enqueue(tx, {std::string(kJob), payload_of(kLookBack),
                        "reconcile " + std::to_string(slot), Timestamp{slot * kEvery.count()}});
    return {};
  });
}

asio::awaitable<Status> Reconciliation::run_job(jobs::Job job) {
  CO_TRY(const auto payload, read_json_text<JobPayload>(job.payload));
  co_await schedule();
  // What could not be asked now is asked in an hour.
  co_await run(Duration{payload.look_back_ms});
  co_return Status{};
}

bool Reconciliation::ask_server(store::Transaction& tx, jobs::Queue& queue, Duration look_back) {
  return queue.enqueue(tx, {std::string(kJob), payload_of(look_back),
                            "reconcile by command " + std::to_string(tx.now().ms)});
}

}  // namespace usher::payments
