#include "app/web_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>
#include <stdexcept>

#include "base/text.hpp"
#include "store/connection.hpp"
#include "store/postgres_connection.hpp"
#include "store/store.hpp"

namespace usher::app {
namespace {

// What pages and mails have texts in.
constexpr std::array<std::string_view, 2> kLanguages{"en", "es"};

[[noreturn]] void wrong(std::string_view setting, std::string_view what) {
  throw std::runtime_error(fmt::format("{}: {}", setting, what));
}

}  // namespace

web::ServerOptions server_options(const Settings& settings) {
  const auto colon = settings.listen.rfind(':');
  if (colon == std::string::npos) wrong("listen", "must be an address and a port");
  std::string address = settings.listen.substr(0, colon);
  if (address.starts_with('[') && address.ends_with(']')) {
    address = address.substr(1, address.size() - 2);
  }
  if (address.empty() || address == "*") address = "0.0.0.0";
  if (address == "localhost") address = "127.0.0.1";
  boost::system::error_code failure;
  boost::asio::ip::make_address(address, failure);
  if (failure) wrong("listen", "must begin with an IP address");
  const std::string_view port = std::string_view(settings.listen).substr(colon + 1);
  web::ServerOptions options;
  const auto [end, code] = std::from_chars(port.data(), port.data() + port.size(), options.port);
  if (code != std::errc{} || end != port.data() + port.size()) {
    wrong("listen", "must end with a port from 0 to 65535");
  }
  options.address = std::move(address);
  options.threads = static_cast<std::size_t>(settings.io_threads);
  options.connections_max = settings.connections_max;
  options.connections_per_address_max = settings.connections_per_address_max;
  options.body_bytes_max = settings.body_memory_max_mib * 1024 * 1024;
  options.patience.head = std::chrono::seconds(settings.head_timeout_s);
  options.patience.body = std::chrono::seconds(settings.body_timeout_s);
  options.patience.idle = std::chrono::seconds(settings.idle_timeout_s);
  options.patience.write = std::chrono::seconds(settings.write_timeout_s);
  options.drain = std::chrono::seconds(settings.drain_timeout_s);
  return options;
}

web::RateLimitOptions rate_limit_options(const Settings& settings) {
  web::RateLimitOptions options;
  options.limit_loopback = settings.rate_limit_loopback;
  const std::string& text = settings.rate_limit;
  if (text == "off") {
    options.per_second = 0;
    return options;
  }
  const char* const end = text.data() + text.size();
  const auto [at, code] = std::from_chars(text.data(), end, options.per_second);
  if (code != std::errc{} || at != end || options.per_second == 0) {
    wrong("rate_limit", "must be off or a number of requests a second");
  }
  return options;
}

web::TrustedProxies trusted_proxies(const Settings& settings) {
  auto proxies = web::TrustedProxies::parse(settings.trusted_proxies);
  if (!proxies) wrong("trusted_proxies", "must be addresses or networks such as 10.0.0.0/8");
  return *std::move(proxies);
}

std::string public_url(const Settings& settings) {
  if (settings.public_url.empty()) return {};
  const auto url = boost::urls::parse_uri(settings.public_url);
  if (!url || (url->scheme() != "https" && url->scheme() != "http") || url->host().empty())
    wrong("public_url", "must be an address such as https://tickets.example.org");
  const bool bare = (url->path().empty() || url->path() == "/") && !url->has_query() &&
                    !url->has_fragment() && !url->has_userinfo();
  if (!bare) {
    wrong("public_url", "must end after the host: Usher answers at the root of its address");
  }
  std::string address = settings.public_url;
  while (address.ends_with('/')) address.pop_back();
  return address;
}

std::string marketing_site(const Settings& settings) {
  const auto& address = settings.marketing_site_url;
  if (!address.empty() && !HttpUrl::parse(address))
    wrong("marketing_site_url", "must be an address such as https://www.example.org");
  return address;
}

std::string house_locale(const Settings& settings) {
  // A language with texts, and perhaps a country: en, en-GB, es-MX.
  const std::string_view tag = settings.locale;
  const auto language = tag.substr(0, tag.find('-'));
  const auto country = tag.substr(std::min(language.size(), tag.size()));
  const bool has_texts = std::ranges::find(kLanguages, language) != kLanguages.end();
  const bool is_country =
      country.empty() || (country.size() == 3 && std::ranges::all_of(country.substr(1), [](char c) {
                            return c >= 'A' && c <= 'Z';
                          }));
  if (!has_texts || !is_country)
    wrong("locale", "must be en or es, or one of them with a country: en-GB, es-MX");
  return settings.locale;
}

std::string database_url(const Settings& settings) {
  const std::string_view url = settings.database;
  if (!url.starts_with("sqlite:") && !store::is_postgres_url(settings.database))
    wrong("database", "must be sqlite:FILE or postgresql://HOST/NAME");
  if (url == "sqlite:") wrong("database", "names no file");
  if (!settings.database_listen.empty() && !(store::is_postgres_url(settings.database) &&
                                             store::is_postgres_url(settings.database_listen)))
    wrong("database_listen", "must be postgresql://…, and so must database");
  return settings.database;
}

web::Site make_site(const Settings& settings) {
  web::Site site;
  site.proxies = trusted_proxies(settings);
  site.public_url = public_url(settings);
  site.metrics_token = settings.metrics_token;
  site.log_requests = settings.log_requests;
  return site;
}

void check_routes(const std::vector<std::string>& faults) {
  if (faults.empty()) return;
  std::string list = "the access table does not fit the endpoints:";
  for (const auto& fault : faults) list += "\n  " + fault;
  throw std::runtime_error(list);
}

std::optional<Error> map_database_exception(std::exception_ptr cause) {
  try {
    std::rethrow_exception(cause);
  } catch (const store::ConstraintError&) {
    return std::nullopt;
  } catch (const store::CommitUnknownError&) {
    Error error{ErrorKind::unavailable, "database_unavailable",
                "The database did not say whether this is stored. Send it again in a moment with "
                "the same Idempotency-Key, or look before you repeat it."};
    error.retry_after = std::chrono::seconds(5);
    return error;
  } catch (const store::DatabaseError&) {
    Error error{ErrorKind::unavailable, "database_unavailable",
                "The database does not answer. Nothing was changed; try again in a moment."};
    error.retry_after = std::chrono::seconds(2);
    return error;
  } catch (...) {
    return std::nullopt;
  }
}

}  // namespace usher::app
