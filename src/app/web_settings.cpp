#include "app/web_settings.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "base/crypto.hpp"
#include "store/connection.hpp"
#include "store/store.hpp"

namespace usher::app {
namespace {

constexpr std::size_t kSecretBytes = 32;

[[noreturn]] void wrong(std::string_view setting, std::string_view what) {
  throw std::runtime_error(fmt::format("{}: {}", setting, what));
}

std::optional<Bytes> read_secret(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const auto bytes = from_hex(text.substr(0, text.find('\n')));
  if (!bytes || bytes->size() < kSecretBytes) wrong(file.string(), "is not a secret key");
  return bytes;
}

// Written whole or not at all: to another name, synced, then renamed.
void write_secret(const std::filesystem::path& file, const Bytes& secret) {
  const std::string text = to_hex(secret) + '\n';
  const std::string temporary = file.string() + ".new";
  const int out = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool written =
      out >= 0 && ::write(out, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      ::fsync(out) == 0;
  if (out >= 0) ::close(out);
  if (!written || ::rename(temporary.c_str(), file.c_str()) != 0) {
    wrong("data_dir", fmt::format("cannot write {}", file.string()));
  }
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

Bytes site_secret(const Settings& settings, Random& random) {
  if (!settings.secret.empty()) {
    if (settings.secret.size() < kSecretBytes) wrong("secret", "must have 32 characters or more");
    const auto digest = sha256(settings.secret);
    return {digest.begin(), digest.end()};
  }
  const std::filesystem::path directory(settings.data_dir);
  std::error_code failure;
  std::filesystem::create_directories(directory, failure);
  const auto file = directory / "secret.key";
  if (auto known = read_secret(file)) return *std::move(known);
  const Bytes secret = random.bytes(kSecretBytes);
  write_secret(file, secret);
  return secret;
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
