#include "app/public_config.hpp"

#include "app/mail.hpp"
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
  std::string version;
};
BOOST_DESCRIBE_STRUCT(PublicConfig, (),
                      (currency, locale, payment, payment_provider, captcha, mail, version))

}  // namespace

void add_public_config_endpoint(web::Router& router, const Settings& settings,
                                payments::Provider& provider) {
  PublicConfig config;
  config.currency = Currency{settings.currency};
  config.locale = settings.locale;
  config.payment_provider = std::string(provider.name());
  config.payment = {config.payment_provider, provider.publishable_key()};
  config.captcha.on_orders = settings.captcha_on_orders;
  config.mail = sends_mail(settings);
  config.version = USHER_VERSION;
  router.add(web::get("/api/public/config")
                 .tag("System")
                 .summary("What pages need to know of this installation")
                 .answers<PublicConfig>()
                 .handle([config](web::Request) -> Result<web::Reply<PublicConfig>> {
                   return web::ok(config).with_cache_control("public, max-age=60");
                 }));
}

}  // namespace usher::app
