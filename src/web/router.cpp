#include "web/router.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "base/assert.hpp"

namespace usher::web {

// One segment of the paths. A literal wins over a parameter.
struct Router::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> parameter;
  std::array<const Route*, 7> routes{};
  bool any_route = false;
};

namespace {

constexpr std::size_t kParamsMax = 8;

// Takes the first segment off a path that starts with a slash.
std::string_view take_segment(std::string_view& path) {
  path.remove_prefix(1);
  const auto end = std::min(path.find('/'), path.size());
  const auto segment = path.substr(0, end);
  path.remove_prefix(end);
  return segment;
}

template <class Node>
const Node* descend(const Node& node, std::string_view rest,
                    std::vector<std::string_view>& params) {
  if (rest.empty()) return node.any_route ? &node : nullptr;
  const auto segment = take_segment(rest);
  if (const auto literal = node.literals.find(segment); literal != node.literals.end()) {
    if (const Node* found = descend(*literal->second, rest, params)) return found;
  }
  if (!node.parameter || segment.empty() || params.size() == kParamsMax) return nullptr;
  params.push_back(segment);
  if (const Node* found = descend(*node.parameter, rest, params)) return found;
  params.pop_back();
  return nullptr;
}

std::string row_text(Method method, std::string_view pattern) {
  return std::string(method_text(method)) + ' ' + std::string(pattern);
}

}  // namespace

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;

void Router::add(Route route) {
  USHER_ASSERT(route.pattern.starts_with('/') && route.invoke);
  route.index = routes_.size();
  routes_.push_back(std::make_unique<Route>(std::move(route)));
  const Route& added = *routes_.back();
  Node* node = root_.get();
  std::string_view rest = added.pattern;
  while (!rest.empty()) {
    const auto segment = take_segment(rest);
    const bool parameter = segment.starts_with('{') && segment.ends_with('}');
    auto& child = parameter ? node->parameter : node->literals[std::string(segment)];
    if (!child) child = std::make_unique<Node>();
    node = child.get();
  }
  auto& slot = node->routes[static_cast<std::size_t>(added.method)];
  if (slot != nullptr) repeated_.push_back(row_text(added.method, added.pattern));
  slot = &added;
  node->any_route = true;
}

void Router::find(Method method, std::string_view path, Match& match) const {
  match.route = nullptr;
  match.params.clear();
  match.allow.clear();
  const Node* node = descend(*root_, path, match.params);
  if (node == nullptr) return;
  const auto wanted = method == Method::head ? Method::get : method;
  match.route = node->routes[static_cast<std::size_t>(wanted)];
  if (match.route != nullptr) return;
  for (const Method each :
       {Method::get, Method::post, Method::put, Method::patch, Method::delete_}) {
    if (node->routes[static_cast<std::size_t>(each)] == nullptr) continue;
    match.allow += method_text(each);
    match.allow += each == Method::get ? ", HEAD, " : ", ";
  }
  match.allow += "OPTIONS";
}

std::vector<std::string> Router::apply(std::span<const AccessRow> table) {
  std::vector<std::string> faults;
  for (const auto& text : repeated_) faults.push_back("two endpoints for " + text);
  std::map<std::string, const AccessRow*> rows;
  for (const auto& row : table) {
    if (!rows.emplace(row_text(row.method, row.pattern), &row).second) {
      faults.push_back("two rows for " + row_text(row.method, row.pattern));
    }
  }
  for (const auto& route : routes_) {
    const auto text = row_text(route->method, route->pattern);
    const auto row = rows.find(text);
    if (row == rows.end()) {
      faults.push_back("no row for the endpoint " + text);
      continue;
    }
    if (route->stated && *route->stated != row->second->access) {
      faults.push_back(text + " says " + std::string(enum_text(*route->stated)) + ", its row " +
                       std::string(enum_text(row->second->access)));
    }
    route->access = row->second->access;
    rows.erase(row);
  }
  for (const auto& [text, row] : rows) faults.push_back("no endpoint for the row " + text);
  return faults;
}

}  // namespace usher::web
