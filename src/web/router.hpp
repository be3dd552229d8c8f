// Purpose: finds the endpoint of a method and path. Place: web. Filled before serving, then read
// only by all threads.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "web/openapi.hpp"
#include "web/request.hpp"

namespace usher::web {

// One row of app/access_table.cpp.
struct AccessRow {
  Method method;
  std::string_view pattern;
  Access access;
};

// What a handler may take as a body, checked before it runs.
struct BodyRule {
  enum class Kind : std::uint8_t { none, json, raw };
  Kind kind = Kind::none;
  std::size_t max_bytes = 64 * 1024;
  std::vector<std::string> media_types{};
  // Nothing at all is read as {}.
  bool may_be_empty = false;
};

// Runs one request. Either the answer is written when it returns, or it returns the rest of the
// work.
using Invoke = std::function<std::optional<boost::asio::awaitable<void>>(Request)>;

// A registered endpoint, made by Endpoint::handle(). Immutable once serving.
struct Route {
  Method method = Method::get;
  std::string pattern;  // "/api/venues/{id}/seats"
  // What the endpoint says itself; the table must say the same.
  std::optional<Access> stated{};
  Access access = Access::admin;
  BodyRule body{};
  bool needs_csrf_on_public = false;
  bool streams = false;
  OperationDoc doc{};
  Invoke invoke{};
  std::size_t index = 0;  // labels metrics
};

class Router {
 public:
  Router();
  ~Router();
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;

  // A second route with the same method and pattern is a fault that apply() tells of.
  void add(Route route);

  struct Match {
    const Route* route = nullptr;  // nullptr: unknown path or wrong method
    // Values of {…} in order; views into the path, still percent-encoded.
    std::vector<std::string_view> params{};
    // For 405 and OPTIONS: "GET, HEAD, PUT"; "" when the path is unknown.
    std::string allow{};
  };
  // `path` is without the query. HEAD finds the GET route.
  void find(Method method, std::string_view path, Match& match) const;

  // Joins the table of accesses to the routes. Returns what is wrong: a route without a row, a row
  // without a route, a row or a route twice, an endpoint that says other than its row. The server
  // refuses to start unless it is empty.
  std::vector<std::string> apply(std::span<const AccessRow> table);

  // What a tag of the OpenAPI document stands for.
  void describe_tag(std::string tag, std::string text) { tags_[std::move(tag)] = std::move(text); }

  const std::vector<std::unique_ptr<Route>>& routes() const { return routes_; }
  // "" for a tag that nobody described.
  std::string tag_text(const std::string& tag) const {
    const auto found = tags_.find(tag);
    return found == tags_.end() ? std::string() : found->second;
  }

 private:
  struct Node;
  std::unique_ptr<Node> root_;
  std::vector<std::unique_ptr<Route>> routes_;
  std::vector<std::string> repeated_;
  std::map<std::string, std::string> tags_;
};

}  // namespace usher::web
