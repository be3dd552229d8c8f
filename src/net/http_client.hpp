// Purpose: outgoing HTTP for providers, file stores and webhooks, over libcurl. Place: net.
//
// One thread drives all transfers, so that a provider that is slow holds up nobody else. Nothing of
// a request or an answer is logged here: they carry keys and personal data (rule 30).
#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace usher::net {

enum class HttpMethod { get, head, post, put, del };

struct HttpHeader {
  std::string name;
  std::string value;
};

struct HttpRequest {
  HttpMethod method = HttpMethod::get;
  std::string url;  // http or https; nothing else is spoken
  std::vector<HttpHeader> headers{};
  std::string body{};
  Duration connect_timeout = std::chrono::seconds(5);
  Duration total_timeout = std::chrono::seconds(20);
  std::size_t max_body = std::size_t{1} << 20;  // of the answer
  // "user:password", for Basic authentication, or as key id and secret of `aws_sigv4`.
  std::string credentials{};
  // "aws:amz:REGION:s3": signs the request as Amazon's stores want it.
  std::string aws_sigv4{};
  // Refuses private, loopback and link-local addresses after name resolution (rule 60).
  bool public_addresses_only = false;
};

struct HttpResponse {
  int status = 0;
  std::vector<HttpHeader> headers{};
  std::string body{};

  // The first header of this name, whatever its case; "" when there is none.
  std::string_view header(std::string_view name) const;
};

// What slices see, so that their tests can play the other side. Thread-safe.
class Http {
 public:
  virtual ~Http() = default;

  // Any status is an answer; redirects are answers too and never followed.
  // Errors: all 503. `http_timeout`, `http_failed`: the request may have had its effect.
  // `http_unreachable`, `http_tls_failed`, `http_invalid_request`, `http_overloaded`: it had none.
  // `http_too_large`: the answer is longer than `max_body`; the effect is there.
  virtual boost::asio::awaitable<Result<HttpResponse>> send(HttpRequest request) = 0;
};

struct HttpClientSettings {
  std::size_t in_flight_max = 256;  // more are refused with `http_overloaded`
  std::string ca_file{};            // "" is the system's
};

// Keeps connections open and uses them again; certificates are always verified. Honours the
// environment's proxy settings (https_proxy, no_proxy). Thread-safe.
class HttpClient final : public Http {
 public:
  explicit HttpClient(HttpClientSettings settings = {});
  ~HttpClient() override;
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  boost::asio::awaitable<Result<HttpResponse>> send(HttpRequest request) override;
  // Ends what is in flight with `http_failed` and refuses the rest; once, also by the destructor.
  // Before the executors of those that wait are destroyed.
  void stop();

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace usher::net
