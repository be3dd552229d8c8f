#include "app/web_settings.hpp"

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>

#include "store/connection.hpp"
#include "store/store.hpp"

namespace usher::app {
namespace {

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

web::Site make_site(const Settings& settings) {
  web::Site site;
  auto proxies = web::TrustedProxies::parse(settings.trusted_proxies);
  if (!proxies) wrong("trusted_proxies", "must be addresses or networks such as 10.0.0.0/8");
  site.proxies = *std::move(proxies);
  site.public_url = settings.public_url;
  while (site.public_url.ends_with('/')) site.public_url.pop_back();
  const bool has_scheme =
      site.public_url.starts_with("https://") || site.public_url.starts_with("http://");
  if (!site.public_url.empty() && !has_scheme) wrong("public_url", "must begin with https://");
  site.metrics_token = settings.metrics_token;
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
