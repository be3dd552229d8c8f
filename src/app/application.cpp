#include "app/application.hpp"

#include <thread>

#include "app/access_table.hpp"
#include "app/web_settings.hpp"
#include "base/random.hpp"
#include "base/test_clock.hpp"
#include "base/worker_pool.hpp"
#include "store/store.hpp"
#include "web/openapi.hpp"
#include "web/server.hpp"
#include "web/system_endpoints.hpp"

namespace usher::app {
namespace {

std::unique_ptr<Clock> make_clock() {
#ifdef USHER_TEST_CLOCK
  if (const char* file = std::getenv("USHER_TEST_CLOCK_FILE")) {
    return std::make_unique<TestClock>(file);
  }
#endif
  return std::make_unique<SystemClock>();
}

store::StoreOptions store_options(const Settings& settings) {
  return {settings.database, static_cast<std::size_t>(settings.lane_queue_max),
          static_cast<std::size_t>(settings.lane_batch_max),
          static_cast<std::size_t>(settings.readers)};
}

}  // namespace

// In the order of making; taken down in reverse.
struct Application::Parts {
  explicit Parts(const Settings& settings)
      : clock(make_clock()),
        store(store::open_store(store_options(settings), *clock)),
        workers(static_cast<std::size_t>(settings.worker_threads),
                static_cast<std::size_t>(settings.worker_queue_max)),
        buyers(site_secret(settings, random), *clock, random),
        rate_limit(rate_limit_options(settings)),
        files(web::embedded_assets()),
        site(make_site(settings)),
        dispatcher(site, router, files, metrics, rate_limit),
        server(server_options(settings), dispatcher, *clock, random) {
    site.buyers = &buyers;
    site.map_exception = map_database_exception;
    web::add_system_endpoints(
        router, {&metrics, [this] { return store->healthy(); }, USHER_VERSION});
    check_routes(router.apply(access_table()));
    metrics.prepare(router);
  }

  std::unique_ptr<Clock> clock;
  SecureRandom random;
  std::unique_ptr<store::Store> store;
  WorkerPool workers;
  web::BuyerSessions buyers;
  web::RateLimit rate_limit;
  web::Metrics metrics;
  web::Router router;
  web::StaticFiles files;
  web::Site site;
  web::Dispatcher dispatcher;
  web::Server server;
};

Application::Application(const Settings& settings) : parts_(std::make_unique<Parts>(settings)) {}
Application::~Application() = default;

void Application::start() { parts_->server.start(); }
void Application::stop() { parts_->server.stop(); }
std::string Application::url() const { return parts_->server.url(); }
std::string Application::openapi() const {
  return web::openapi_document(parts_->router, USHER_VERSION);
}

}  // namespace usher::app
