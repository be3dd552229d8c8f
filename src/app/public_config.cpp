#include "app/public_config.hpp"

#include <atomic>
#include <memory>

#include "app/mail.hpp"
#include "app/web_settings.hpp"
#include "web/endpoint.hpp"

namespace usher::app {
namespace {

struct PaymentConfig {
  std::string provider;
  std::string publishable_key;
};
BOOST_DESCRIBE_STRUCT(PaymentConfig, (), (provider, publishable_key))

struct CaptchaConfig {
  std::string provider = "altcha";
  // Every order needs a solution. Look-ups and signing in say so when they do: `captcha_required`.
  bool on_orders = false;
};
BOOST_DESCRIBE_STRUCT(CaptchaConfig, (), (provider, on_orders))

struct PublicConfig {
  Currency currency;
  std::string locale;
  PaymentConfig payment;
  std::string payment_provider;
  CaptchaConfig captcha;
  // Whether messages leave the outbox; where not, pages promise no mail.
  bool mail = false;
  // Nobody can sign in yet: the page says how the first administrator is made.
  bool first_admin_needed = false;
  // The organiser's own site, which the shop links to; "" when there is none.
  std::string site_url;
  std::string version;
};
BOOST_DESCRIBE_STRUCT(PublicConfig, (),
                      (currency, locale, payment, payment_provider, captcha, mail,
                       first_admin_needed, site_url, version))

// An installation that has had an administrator is asked no more: the last one cannot be removed.
class Installation {
 public:
  explicit Installation(accounts::Accounts& accounts) : accounts_(accounts) {}

  boost::asio::awaitable<bool> is_empty() {
    if (has_people_.load(std::memory_order_relaxed)) co_return false;
    const auto people = co_await accounts_.list_users({.limit = 1});
    const bool empty = people && people->total == 0;
    if (people && !empty) has_people_.store(true, std::memory_order_relaxed);
    co_return empty;
  }

 private:
  accounts::Accounts& accounts_;
  std::atomic<bool> has_people_{false};
};

boost::asio::awaitable<Result<web::Reply<PublicConfig>>> answer(
    PublicConfig config, std::shared_ptr<Installation> installation) {
  config.first_admin_needed = co_await installation->is_empty();
  const bool changes_soon = config.first_admin_needed;
  co_return web::ok(std::move(config))
      .with_cache_control(changes_soon ? "no-store" : "public, max-age=60");
}

}  // namespace

void add_public_config_endpoint(web::Router& router, const Settings& settings,
                                payments::Provider& provider, accounts::Accounts& accounts) {
  PublicConfig config;
  config.currency = Currency{settings.currency};
  config.locale = settings.locale;
  config.payment_provider = std::string(provider.name());
  config.payment = {config.payment_provider, provider.publishable_key()};
  config.captcha.on_orders = settings.captcha_on_orders;
  config.mail = sends_mail(settings);
  config.site_url = marketing_site(settings);
  config.version = USHER_VERSION;
  router.add(web::get("/api/public/config")
                 .access(web::Access::anyone)
                 .tag("System")
                 .summary("What pages need to know of this installation")
                 .answers<PublicConfig>()
                 .handle([config, installation = std::make_shared<Installation>(accounts)](
                             web::Request) { return answer(config, installation); }));
}

}  // namespace usher::app
