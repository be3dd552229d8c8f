// Purpose: what every request needs to know of the site it came to. Place: web.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "web/problem.hpp"
#include "web/proxies.hpp"
#include "web/session.hpp"
#include "web/site_pages.hpp"

namespace usher::web {

// Made by app before serving, read only by all threads, outlives the server.
struct Site {
  Authenticator* authenticator = nullptr;  // nullptr: nobody can sign in
  BuyerSessions* buyers = nullptr;
  ExceptionMapper map_exception{};
  TrustedProxies proxies{};
  ProxyWatch* proxy_watch = nullptr;
  std::string public_url{};  // "https://tickets.example.org"; "" follows the Host header
  SitePages pages{};
  std::string metrics_token{};  // "" allows loopback only
  bool log_requests = false;    // a line for each
};

}  // namespace usher::web
