// `usher reconcile`: compares payments and refunds with the provider's books (O12).
#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <iostream>
#include <memory>

#include "app/application.hpp"
#include "app/commands/command.hpp"
#include "base/json_types.hpp"
#include "store/inspection.hpp"
#include "store/store.hpp"

namespace usher::app {
namespace {

namespace asio = boost::asio;

constexpr int kFailed = 1;
// How long a server that runs may take; a page of a hundred takes it less than a second.
constexpr int kLooksMax = 600;
constexpr Duration kLookEvery = std::chrono::seconds(1);

template <class T>
T run(asio::awaitable<T> work) {
  asio::io_context context;
  std::optional<T> result;
  std::exception_ptr failure;
  asio::co_spawn(context, std::move(work), [&](std::exception_ptr error, T value) {
    failure = error;
    if (!error) result.emplace(std::move(value));
  });
  context.run();
  if (failure) std::rethrow_exception(failure);
  return *std::move(result);
}

std::string text_of(const std::optional<Money>& amount, const Currency& currency) {
  return amount ? format_money(*amount, currency) : "nothing";
}

int report(const payments::ReconciliationView& view) {
  const auto& run = *view.last_run;
  std::cout << fmt::format(
      "Compared {} payments and {} refunds: {} missed messages, {} repaired.\n", run.payments,
      run.refunds, run.events, run.repaired);
  for (const auto& finding : view.findings) {
    std::cout << fmt::format(
        "{}: {} of order {}: {} here, {} at the provider\n", enum_text(finding.kind),
        finding.subject, finding.order_id ? finding.order_id->text() : "?",
        text_of(finding.ours, finding.currency), text_of(finding.theirs, finding.currency));
  }
  if (!run.failure.empty()) {
    std::cerr << "usher: the comparison ended early: " << run.failure << '\n';
    return kFailed;
  }
  if (view.findings.empty()) {
    std::cout << "Nothing differs.\n";
    return 0;
  }
  std::cout << view.findings.size() << " findings need a person.\n";
  return kFailed;
}

payments::ReconciliationView view_of(store::Store& store) {
  return store.read_now([](store::Queries& q) { return payments::read_reconciliation(q); });
}

// A server keeps its seats in memory: it must do itself what changes them.
int ask_server(const Settings& settings, Duration look_back) {
  const SystemClock clock;
  SecureRandom random;
  IdGenerator ids(clock, random);
  jobs::Queue queue(ids);
  store::StoreOptions options;
  options.url = settings.database;
  const auto store = store::open_store(options, clock);
  const auto before = view_of(*store).last_run;
  const auto asked = store->write_now(store::kHouseLane, [&](store::Transaction& tx) {
    payments::Reconciliation::ask_server(tx, queue, look_back);
    return Status{};
  });
  if (!asked) {
    std::cerr << "usher: " << asked.error().detail << '\n';
    return kFailed;
  }
  std::cout << "The server that uses this database was asked to compare." << std::endl;
  asio::io_context context;
  for (int looks = 0; looks < kLooksMax; ++looks) {
    asio::steady_timer(context, kLookEvery).wait();
    const auto view = view_of(*store);
    const bool is_new =
        view.last_run && (!before || view.last_run->started_at > before->started_at);
    if (is_new) return report(view);
  }
  std::cerr << "usher: the server has not answered; see its log\n";
  return kFailed;
}

int reconcile(const Settings& settings, std::int64_t days) {
  const Duration look_back = std::chrono::days(days);
  if (store::is_served(settings.database)) return ask_server(settings, look_back);
  Application application(settings, "usher reconcile");
  run(application.reconcile(look_back));
  return report(run(application.findings()));
}

}  // namespace

void add_reconcile_command(CLI::App& app, CommandLine& line) {
  auto* command = app.add_subcommand(
      "reconcile",
      "Compare payments and refunds with the provider's books, repair what is certain and list "
      "what is not; exit 1 when a person is needed");
  line.add_settings(*command, {"database", "data_dir", "payment_provider", "stripe_secret_key",
                               "stripe_publishable_key", "stripe_api_base"});
  constexpr std::int64_t kDaysMax = 365;
  const auto days = std::make_shared<std::int64_t>(30);
  command->add_option("--days", *days, "How far to look back")
      ->capture_default_str()
      ->check(CLI::Range(std::int64_t{1}, kDaysMax));
  command->callback([&line, days] {
    line.run = [days](const Settings& settings) { return reconcile(settings, *days); };
  });
}

}  // namespace usher::app
