// Purpose: everything that belongs to the request in hand. Place: web; slices see Request only.
#pragma once
#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "web/answer.hpp"
#include "web/event_stream.hpp"
#include "web/http_head.hpp"
#include "web/request.hpp"
#include "web/router.hpp"
#include "web/site.hpp"

namespace usher::web {

// Lives in its connection and is used again for each request of it. Its views point into the
// connection's read buffer, which does not move while a request is being answered.
struct RequestState {
  explicit RequestState(const Site& owner) : site(owner) {}

  const Site& site;
  boost::asio::ip::address peer{};
  Head head{};
  std::optional<Method> method{};  // nullopt: one that nothing here knows
  std::string_view path{};
  std::string_view query_text{};
  TextPairs query{};
  std::deque<std::string> decoded{};  // texts that had escapes
  Router::Match match{};
  std::string_view body{};
  Identity identity{};
  bool admitted = false;  // the gate was passed before the body is read
  std::string request_id{};
  mutable std::string client_address{};  // made when asked for
  std::optional<std::string> new_buyer_cookie{};
  std::optional<StreamSource> stream{};
  Answer answer{};
  std::chrono::steady_clock::time_point began{};

  // Makes it ready for the next request; keeps memory.
  void clear();
  boost::asio::ip::address client() const;
  // As in Request.
  bool is_local() const;
  bool is_behind_unknown_proxy() const;

 private:
  // A proxy says in it whom the request is from; whether it is believed is another question.
  bool names_other_clients() const;
};

}  // namespace usher::web
