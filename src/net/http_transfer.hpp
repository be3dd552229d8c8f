// Purpose: one request on its way, as libcurl wants it. Place: net; only http_client uses it.
#pragma once
#include <curl/curl.h>

#include <functional>

#include "net/http_client.hpp"

namespace usher::net {

// Owned by the client's thread from the moment it is queued. Its address must not change.
class Transfer {
 public:
  using Done = std::move_only_function<void(Result<HttpResponse>)>;

  Transfer(HttpRequest request, Done done);
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  // Errors: 503 `http_invalid_request` when libcurl refuses a part of it.
  Status prepare(const std::string& ca_file);
  CURL* handle() const { return easy_; }
  // Tells the caller how it ended; once.
  void finish(CURLcode code);
  void fail(Error error) { done_(std::unexpected(std::move(error))); }

 private:
  static std::size_t take_body(char* data, std::size_t one, std::size_t count, void* self);
  static std::size_t take_header(char* data, std::size_t one, std::size_t count, void* self);
  static curl_socket_t open_socket(void* self, curlsocktype, curl_sockaddr* address);

  bool set_method();
  bool set_headers();
  bool set_limits();
  Error error_of(CURLcode code) const;

  HttpRequest request_;
  Done done_;
  HttpResponse response_;
  std::size_t header_bytes_ = 0;
  bool too_large_ = false;
  bool address_refused_ = false;
  CURL* easy_ = nullptr;
  curl_slist* header_list_ = nullptr;
};

// Whether an address leads to the public internet. Source: the special-purpose registries of IANA
// (RFC 6890), as far as they matter to rule 60.
bool is_public_address(const sockaddr& address);

}  // namespace usher::net
