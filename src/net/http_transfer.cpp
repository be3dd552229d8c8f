#include "net/http_transfer.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <cstring>
#include <utility>

namespace usher::net {
namespace {
namespace ip = boost::asio::ip;

constexpr std::size_t kHeaderBytesMax = 64 * 1024;

Error failure(std::string code, std::string detail) {
  return Error{ErrorKind::unavailable, std::move(code), std::move(detail)};
}

template <class T>
bool set(CURL* easy, CURLoption option, T value) {
  return curl_easy_setopt(easy, option, value) == CURLE_OK;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

// A header that would end early or begin another one is never sent.
bool is_clean(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

bool is_private(const ip::address_v4& address) {
  constexpr std::array<const char*, 14> kSpecial = {
      "0.0.0.0/8",       "10.0.0.0/8",     "100.64.0.0/10", "127.0.0.0/8",    "169.254.0.0/16",
      "172.16.0.0/12",   "192.0.0.0/24",   "192.0.2.0/24",  "192.168.0.0/16", "198.18.0.0/15",
      "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",   "240.0.0.0/4"};
  for (const char* text : kSpecial) {
    const auto network = ip::make_network_v4(text);
    const ip::network_v4 around(address, network.prefix_length());
    if (around.network() == network.network()) return true;
  }
  return false;
}

bool is_private(const ip::address_v6& address) {
  if (address.is_v4_mapped()) return is_private(ip::make_address_v4(ip::v4_mapped, address));
  const auto bytes = address.to_bytes();
  // 2000::/3 is what has been given out; of it, Teredo, 6to4 and documentation lead elsewhere.
  if ((bytes[0] & 0xe0) != 0x20) return true;
  const bool transition = bytes[0] == 0x20 && bytes[1] == 0x02;
  const bool special = bytes[0] == 0x20 && bytes[1] == 0x01 && (bytes[2] & 0xfe) == 0;
  const bool documentation =
      bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0d && bytes[3] == 0xb8;
  return transition || special || documentation;
}

}  // namespace

bool is_public_address(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    return !is_private(ip::address_v4(ntohl(v4.sin_addr.s_addr)));
  }
  if (address.sa_family != AF_INET6) return false;
  sockaddr_in6 v6{};
  std::memcpy(&v6, &address, sizeof v6);
  ip::address_v6::bytes_type bytes{};
  std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
  return !is_private(ip::address_v6(bytes));
}

Transfer::Transfer(HttpRequest request, Done done)
    : request_(std::move(request)), done_(std::move(done)) {}

Transfer::~Transfer() {
  curl_easy_cleanup(easy_);
  curl_slist_free_all(header_list_);
}

Status Transfer::prepare(const std::string& ca_file) {
  easy_ = curl_easy_init();
  bool good = easy_ != nullptr;
  good = good && set(easy_, CURLOPT_URL, request_.url.c_str());
  good = good && set(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
  good = good && set(easy_, CURLOPT_FOLLOWLOCATION, 0L);
  good = good && set(easy_, CURLOPT_NOSIGNAL, 1L);
  good = good && set(easy_, CURLOPT_PRIVATE, this);
  good = good && set(easy_, CURLOPT_SSL_VERIFYPEER, 1L);
  good = good && set(easy_, CURLOPT_SSL_VERIFYHOST, 2L);
  good = good && set(easy_, CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  if (!ca_file.empty()) good = good && set(easy_, CURLOPT_CAINFO, ca_file.c_str());
  if (!request_.credentials.empty())
    good = good && set(easy_, CURLOPT_USERPWD, request_.credentials.c_str());
  if (!request_.aws_sigv4.empty())
    good = good && set(easy_, CURLOPT_AWS_SIGV4, request_.aws_sigv4.c_str());
  good = good && set_method() && set_headers() && set_limits();
  if (good) return {};
  return refuse(failure("http_invalid_request", "The request cannot be made."));
}

bool Transfer::set_method() {
  const auto size = static_cast<curl_off_t>(request_.body.size());
  const bool has_body = request_.method == HttpMethod::post || request_.method == HttpMethod::put;
  if (has_body && (!set(easy_, CURLOPT_POSTFIELDSIZE_LARGE, size) ||
                   !set(easy_, CURLOPT_POSTFIELDS, request_.body.data())))
    return false;
  switch (request_.method) {
    case HttpMethod::get:
      return set(easy_, CURLOPT_HTTPGET, 1L);
    case HttpMethod::head:
      return set(easy_, CURLOPT_NOBODY, 1L);
    case HttpMethod::post:
      return set(easy_, CURLOPT_POST, 1L);
    case HttpMethod::put:
      return set(easy_, CURLOPT_CUSTOMREQUEST, "PUT");
    case HttpMethod::del:
      return set(easy_, CURLOPT_CUSTOMREQUEST, "DELETE");
  }
  return false;
}

bool Transfer::set_headers() {
  // Without this, libcurl waits a second for permission to send a long body.
  std::vector<std::string> lines = {"Expect:"};
  for (const auto& header : request_.headers) {
    if (!is_clean(header.name) || !is_clean(header.value)) return false;
    // Source: CURLOPT_HTTPHEADER: a header without a value is written with a semicolon.
    lines.push_back(header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
  }
  for (const auto& line : lines) {
    auto* longer = curl_slist_append(header_list_, line.c_str());
    if (!longer) return false;
    header_list_ = longer;
  }
  return set(easy_, CURLOPT_HTTPHEADER, header_list_) &&
         set(easy_, CURLOPT_USERAGENT, "Usher/" USHER_VERSION);
}

bool Transfer::set_limits() {
  bool good = set(easy_, CURLOPT_CONNECTTIMEOUT_MS, long{request_.connect_timeout.count()}) &&
              set(easy_, CURLOPT_TIMEOUT_MS, long{request_.total_timeout.count()}) &&
              set(easy_, CURLOPT_WRITEFUNCTION, &Transfer::take_body) &&
              set(easy_, CURLOPT_WRITEDATA, this) &&
              set(easy_, CURLOPT_HEADERFUNCTION, &Transfer::take_header) &&
              set(easy_, CURLOPT_HEADERDATA, this);
  if (request_.public_addresses_only) {
    // A proxy would resolve the name after us.
    good = good && set(easy_, CURLOPT_PROXY, "") &&
           set(easy_, CURLOPT_OPENSOCKETFUNCTION, &Transfer::open_socket) &&
           set(easy_, CURLOPT_OPENSOCKETDATA, this) && set(easy_, CURLOPT_FRESH_CONNECT, 1L);
  }
  return good;
}

std::size_t Transfer::take_body(char* data, std::size_t one, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::size_t size = one * count;
  if (size > transfer.request_.max_body - transfer.response_.body.size()) {
    transfer.too_large_ = true;
    return 0;
  }
  transfer.response_.body.append(data, size);
  return size;
}

std::size_t Transfer::take_header(char* data, std::size_t one, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::size_t size = one * count;
  transfer.header_bytes_ += size;
  if (transfer.header_bytes_ > kHeaderBytesMax) {
    transfer.too_large_ = true;
    return 0;
  }
  const auto line = trimmed({data, size});
  // Each answer begins anew: what came before was "100 Continue" or a proxy's.
  if (line.starts_with("HTTP/")) transfer.response_.headers.clear();
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || line.starts_with("HTTP/")) return size;
  transfer.response_.headers.push_back(
      {std::string(trimmed(line.substr(0, colon))), std::string(trimmed(line.substr(colon + 1)))});
  return size;
}

curl_socket_t Transfer::open_socket(void* self, curlsocktype, curl_sockaddr* address) {
  if (!is_public_address(address->addr)) {
    static_cast<Transfer*>(self)->address_refused_ = true;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

Error Transfer::error_of(CURLcode code) const {
  if (too_large_) return failure("http_too_large", "The answer is longer than is accepted.");
  if (address_refused_)
    return failure("http_unreachable", "The address is not one of the public internet.");
  switch (code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
      return failure("http_invalid_request", "The address is not one of http or https.");
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
      return failure("http_unreachable", "No connection could be made.");
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
      return failure("http_tls_failed", "No trusted connection could be made.");
    case CURLE_OPERATION_TIMEDOUT:
      return failure("http_timeout", "The answer did not come in time.");
    default:
      return failure("http_failed", curl_easy_strerror(code));
  }
}

void Transfer::finish(CURLcode code) {
  long status = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  if (code != CURLE_OK || status < 100) {
    fail(error_of(code == CURLE_OK ? CURLE_WEIRD_SERVER_REPLY : code));
    return;
  }
  response_.status = static_cast<int>(status);
  done_(std::move(response_));
}

std::string_view HttpResponse::header(std::string_view name) const {
  for (const auto& each : headers)
    if (same_name(each.name, name)) return each.value;
  return {};
}

}  // namespace usher::net
