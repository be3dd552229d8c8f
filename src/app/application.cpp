#include "app/application.hpp"

#include <fmt/format.h>

#include <thread>

#include "accounts/accounts.hpp"
#include "accounts/endpoints.hpp"
#include "accounts/users.hpp"
#include "app/access_table.hpp"
#include "app/admin_notices.hpp"
#include "app/background.hpp"
#include "app/backlog.hpp"
#include "app/doctor.hpp"
#include "app/job_endpoints.hpp"
#include "app/mail.hpp"
#include "app/public_config.hpp"
#include "app/show_seats.hpp"
#include "app/slice_settings.hpp"
#include "app/web_settings.hpp"
#include "audit/endpoints.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "base/test_clock.hpp"
#include "base/worker_pool.hpp"
#include "inventory/allotments.hpp"
#include "inventory/endpoints.hpp"
#include "jobs/worker.hpp"
#include "notifications/notifications.hpp"
#include "notifications/outbox.hpp"
#include "orders/endpoints.hpp"
#include "orders/measures.hpp"
#include "orders/price_preview.hpp"
#include "orders/show_changes.hpp"
#include "payments/endpoints.hpp"
#include "payments/measures.hpp"
#include "payments/stripe_provider.hpp"
#include "payments/test_feed.hpp"
#include "payments/test_provider.hpp"
#include "shows/endpoints.hpp"
#include "site/site.hpp"
#include "store/private_files.hpp"
#include "store/store.hpp"
#include "tickets/endpoints.hpp"
#include "venues/endpoints.hpp"
#include "web/openapi.hpp"
#include "web/server.hpp"
#include "web/system_endpoints.hpp"

namespace usher::app {
namespace {

std::unique_ptr<Clock> make_clock() {
#ifdef USHER_TEST_CLOCK
  // Read before any thread starts. NOLINTNEXTLINE(concurrency-mt-unsafe)
  if (const char* file = std::getenv("USHER_TEST_CLOCK_FILE")) {
    return std::make_unique<TestClock>(file);
  }
#endif
  return std::make_unique<SystemClock>();
}

store::StoreOptions store_options(const Settings& settings, std::string_view command) {
  return {.url = settings.database,
          .lane_queue_max = static_cast<std::size_t>(settings.lane_queue_max),
          .batch_max = static_cast<std::size_t>(settings.lane_batch_max),
          .readers = static_cast<std::size_t>(settings.readers),
          .lanes = static_cast<std::size_t>(settings.write_lanes),
          .listen_url = settings.database_listen,
          .holder = std::string(command)};
}

// The dashboard's heat map, drawn from inventory's boards: orders may not look up to them.
class HeatMap final : public orders::HeatMapSource {
 public:
  explicit HeatMap(const inventory::Inventory& inventory) : inventory_(inventory) {}
  std::vector<orders::RowHeat> heat_map(ShowId show) const override {
    std::vector<orders::RowHeat> rows;
    for (auto& row : inventory_.row_counts(show)) {
      rows.push_back({std::move(row.section), std::move(row.row_name), row.counts.total,
                      row.counts.available, row.counts.reserved, row.counts.sold,
                      row.counts.blocked + row.counts.house});
    }
    return rows;
  }

 private:
  const inventory::Inventory& inventory_;
};

std::unique_ptr<payments::StripeProvider> make_stripe(const Settings& settings, net::Http& http,
                                                      const Clock& clock, Random& random) {
  auto wanted = stripe_settings(settings);
  if (!wanted) return nullptr;
  if (settings.stripe_webhook_secret.empty())
    log::warning("stripe_webhook_secret_is_missing", {{"effect", "no webhook is believed"}});
  if (wanted->publishable_key.empty())
    log::warning("stripe_publishable_key_is_missing", {{"effect", "no page shows the card form"}});
  return std::make_unique<payments::StripeProvider>(http, clock, random, *std::move(wanted));
}

constexpr Duration kAccountsSweepEvery = std::chrono::minutes(5);
constexpr Duration kRemindEvery = std::chrono::minutes(5);
constexpr Duration kForgetEventsEvery = std::chrono::hours(6);
constexpr Duration kForgetMessagesEvery = std::chrono::hours(1);
constexpr Duration kShareEvery = std::chrono::seconds(2);
constexpr Duration kReadBacklogEvery = std::chrono::seconds(10);
constexpr Duration kLookAfterEvery = std::chrono::minutes(1);
constexpr Duration kClearSeatSetsEvery = std::chrono::minutes(10);

}  // namespace

// In the order of making; taken down in reverse. Everything that a coroutine may still hold when
// the program ends lies below the threads that run it.
struct Application::Parts {
  Parts(const Settings& settings, std::string_view command);
  ~Parts();

  void start();
  void stop();

  std::unique_ptr<Clock> clock;
  SecureRandom random;
  IdGenerator ids{*clock, random};
  Background background;
  std::unique_ptr<store::Store> store;
  WorkerPool workers;
  jobs::Timers timers;
  jobs::Queue queue;
  jobs::Worker worker;
  audit::Audit audit;
  accounts::Accounts accounts;
  notifications::Notifications notifications;
  net::HttpClient http;
  payments::TestProvider test_provider;
  std::unique_ptr<payments::StripeProvider> stripe;  // nullptr: the test provider is in use
  payments::Payments payments;
  payments::Reconciliation reconciliation{*store, *clock, payments, queue};
  payments::TestFeed test_feed{payments, store->events(), timers, background.executor()};
  venues::Venues venues;
  shows::Shows shows;
  inventory::Inventory inventory;
  HeatMap heat_map{inventory};
  orders::Orders orders;
  orders::ShowChanges show_changes{orders, queue};
  tickets::Tickets tickets;
  Mail mail;
  orders::Measures order_measures{store->events()};
  payments::Measures payment_measures{store->events()};
  Backlog backlog{*store, *clock, notifications, queue};
  ShowSeats show_seats{inventory};
  tickets::Sheets sheets{*store, workers, tickets, show_seats};
  web::BuyerSessions buyers;
  web::RateLimit rate_limit;
  web::Metrics metrics;
  web::Router router;
  web::StaticFiles files;
  web::ProxyWatch proxy_watch;
  Doctor doctor;
  web::Site site;
  web::Dispatcher dispatcher;
  web::Server server;
  const Duration keep_messages;

 private:
  void add_all_endpoints();
  void add_all_measures();
  boost::asio::awaitable<void> forget_sent_messages();
  boost::asio::awaitable<void> share_rate_limit();
  payments::Provider& provider() {
    if (stripe) return *stripe;
    return test_provider;
  }
};

Application::Parts::Parts(const Settings& settings, std::string_view command)
    : clock(make_clock()),
      store(store::open_store(store_options(settings, command), *clock)),
      workers(static_cast<std::size_t>(settings.worker_threads),
              static_cast<std::size_t>(settings.worker_queue_max)),
      timers(*clock, background.executor()),
      queue(ids),
      worker(*store, queue, timers, background.executor()),
      audit(*store),
      accounts(*store, *clock, random, ids, accounts_options(settings)),
      notifications(ids),
      test_provider(*store, random),
      stripe(make_stripe(settings, http, *clock, random)),
      payments(*store, provider(), queue, payment_settings(settings)),
      venues(*store, ids, workers),
      shows(*store, ids, house_currency(settings)),
      inventory(*store, *clock, ids,
                inventory::HoldTokens(accounts::house_secret(*store, random, "holds")),
                {{&accounts.limiter().captcha(), settings.held_seats_per_network,
                  settings.rate_limit_loopback},
                 &accounts.limiter()}),
      orders({*store, *clock, random, ids, inventory, payments, notifications, accounts.limiter(),
              orders::OrderTokens(accounts::house_secret(*store, random, "orders"))}),
      tickets(*store, *clock, random, ids, workers, notifications,
              ticket_options(settings, http, *clock)),
      mail({settings, *store, *clock, random, ids, timers, notifications, orders, tickets, http,
            background.executor()}),
      buyers(accounts::house_secret(*store, random, "buyers"), *clock, random),
      rate_limit(rate_limit_options(settings)),
      files(web::embedded_assets()),
      doctor({settings, *store, *clock, provider(), mail, backlog, proxy_watch}),
      site(make_site(settings)),
      dispatcher(site, router, files, metrics, rate_limit),
      server(server_options(settings), dispatcher, *clock, random),
      keep_messages(std::chrono::days(settings.sent_messages_days)) {
  site.buyers = &buyers;
  site.proxy_watch = &proxy_watch;
  site.pages = site::pages(stripe != nullptr ? site::CardForm::stripe : site::CardForm::own);
  site.authenticator = &accounts.authenticator();
  site.map_exception = map_database_exception;
  shows.use_availability(inventory);
  orders.use(tickets);
  orders.use(heat_map);
  tickets.use(accounts.limiter());
  if (const auto ready = tickets.prepare(); !ready) throw std::runtime_error(ready.error().detail);
  tell_admins_of_disputes(store->events(), notifications);
  test_provider.on_change(
      [this](payments::Intent intent, Timestamp at) { test_feed.add(std::move(intent), at); });
  worker.on(std::string(payments::kRefundJob),
            [this](jobs::Job job) { return payments.finish_refund_job(std::move(job)); });
  worker.on(std::string(orders::kShowChangeJob),
            [this](jobs::Job job) { return show_changes.run(std::move(job)); });
  worker.on(std::string(payments::Reconciliation::kJob),
            [this](jobs::Job job) { return reconciliation.run_job(std::move(job)); });
  add_public_config_endpoint(router, settings, provider(), accounts);
  site::add_endpoints(router, shows, web::embedded_assets(), settings.locale);
  add_all_endpoints();
  check_routes(router.apply(access_table()));
  metrics.prepare(router);
  add_all_measures();
}

Application::Parts::~Parts() { stop(); }

void Application::Parts::add_all_measures() {
  metrics.add([this](MeasureReader& reader) {
    store->say_measures(reader);
    accounts.say_measures(reader);
    inventory.say_measures(reader);
    order_measures.say(reader);
    payment_measures.say(reader);
    payments.say_measures(reader);
    tickets.say_measures(reader);
    mail.say_measures(reader);
    worker.say_measures(reader);
    backlog.say_measures(reader);
  });
}

void Application::Parts::add_all_endpoints() {
  web::add_system_endpoints(router, {.metrics = &metrics,
                                     .ready = [this] { return store->healthy(); },
                                     .warnings = [this] { return doctor.warnings(); },
                                     .version = USHER_VERSION});
  audit::add_endpoints(router, audit);
  accounts::add_endpoints(router, accounts);
  venues::add_endpoints(router, venues);
  shows::add_endpoints(router, shows);
  inventory::add_endpoints(router, inventory, *clock);
  payments::add_endpoints(router, payments, stripe ? nullptr : &test_provider, *clock);
  payments::add_reconciliation_endpoints(router, reconciliation);
  orders::add_endpoints(router, orders);
  orders::add_show_change_endpoints(router, show_changes);
  orders::add_price_preview_endpoint(router, *store);
  tickets::add_endpoints(router, tickets, orders);
  tickets::add_sheet_endpoints(router, sheets);
  mail.add_endpoints(router);
  add_job_endpoints(router, *store, queue);
}

boost::asio::awaitable<void> Application::Parts::share_rate_limit() {
  rate_limit.share_among(store->nodes());
  co_return;
}

boost::asio::awaitable<void> Application::Parts::forget_sent_messages() {
  if (keep_messages == Duration{}) co_return;
  for (bool more = true; more;) {
    const auto gone = co_await store->write(
        store::kHouseLane, [keep = keep_messages](store::Transaction& tx) -> Result<bool> {
          return notifications::forget_sent(tx, tx.now() - keep);
        });
    more = gone.value_or(false);
  }
}

void Application::Parts::start() {
  inventory.start(timers, background.executor());
  orders.start(timers, background.executor());
  worker.start();
  mail.start();
  background.spawn("mail.remind", [this] { return mail.remind(); });
  background.every(timers, "mail.remind", kRemindEvery, [this] { return mail.remind(); });
  background.spawn("read_backlog", [this] { return backlog.read(); });
  background.every(timers, "read_backlog", kReadBacklogEvery, [this] { return backlog.read(); });
  background.spawn("look_after_house", [this] { return doctor.look(); });
  background.every(timers, "look_after_house", kLookAfterEvery, [this] { return doctor.look(); });
  background.spawn("schedule_reconciliation", [this] { return reconciliation.schedule(); });
  background.spawn("resume_test_payments", [this] { return test_provider.resume(); });
  background.every(timers, "accounts.sweep", kAccountsSweepEvery,
                   [this] { return accounts.sweep(); });
  background.every(timers, "payments.forget", kForgetEventsEvery,
                   [this] { return payments.forget_old_events(); });
  background.every(timers, "messages.forget", kForgetMessagesEvery,
                   [this] { return forget_sent_messages(); });
  background.every(timers, "share_rate_limit", kShareEvery, [this] { return share_rate_limit(); });
  const auto clear = [this] { return venues.clear_spare_seat_sets(); };
  background.spawn("venues.clear", clear);
  background.every(timers, "venues.clear", kClearSeatSetsEvery, clear);
  server.start();
  store->describe_holder("usher serve on " + server.url());
}

void Application::Parts::stop() {
  // Log-ins that wait for a hash are refused, so that the others' requests can be finished in time.
  accounts.stop();
  server.stop();
  // Who is no longer waited for need not be served: what waits for a thread is dropped.
  workers.stop();
  worker.stop();
  mail.stop();
  timers.stop();
  background.stop();
  http.stop();
  // Nothing may run in a slice that is being taken down.
  store->stop();
}

Application::Application(const Settings& settings, std::string_view command) {
  // The default is where the command was started, which is not Usher's to close to others.
  if (settings.data_dir != ".") store::make_private_directory(settings.data_dir);
  parts_ = std::make_unique<Parts>(settings, command);
}
Application::~Application() = default;

void Application::start() { parts_->start(); }
void Application::stop() { parts_->stop(); }
std::string Application::url() const { return parts_->server.url(); }
boost::asio::awaitable<Result<DemoReport>> Application::fill_demo() {
  auto& parts = *parts_;
  auto report = co_await app::fill_demo({*parts.clock, parts.random, parts.venues, parts.shows,
                                         parts.inventory, parts.orders, parts.test_provider});
  if (!report) co_return report;
  // Made-up guests get no mail, also when the demo is served with a mail server later.
  CO_TRY_OK(co_await parts.store->write(store::kHouseLane, [](store::Transaction& tx) -> Status {
    notifications::drop_what_waits(tx, "The guests of the demo are made up.");
    return {};
  }));
  co_return report;
}

boost::asio::awaitable<payments::ReconciliationRun> Application::reconcile(Duration look_back) {
  return parts_->reconciliation.run(look_back);
}
boost::asio::awaitable<payments::ReconciliationView> Application::findings() {
  return parts_->reconciliation.view();
}

Status Application::add_admin(const std::string& email, const std::string& password) {
  const auto address = Email::parse(email);
  const auto secret = Password::parse(password);
  USHER_ASSERT(address && secret);
  const accounts::NewUser user{*address, {}, accounts::Role::admin, *secret};
  const auto hash = hash_password(password);
  auto& parts = *parts_;
  const auto added =
      parts.store->write_now(store::kHouseLane, [&parts, user, hash](store::Transaction& tx) {
        return accounts::add_user(tx, parts.ids, user, hash, {.actor = "command"});
      });
  if (!added) return std::unexpected(added.error());
  return {};
}

std::string Application::metrics_table() const { return parts_->metrics.table(); }

std::string Application::openapi() const {
  return web::openapi_document(parts_->router, USHER_VERSION);
}

}  // namespace usher::app
