// Purpose: pages of lists that are small enough to be held whole. Place: web.
#pragma once
#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json_types.hpp"
#include "base/result.hpp"
#include "web/reply.hpp"

namespace usher::web {

inline constexpr std::int64_t kPageDefault = 50;

// The parameters of a list that takes no others.
struct ListQuery {
  std::optional<Bounded<1, 200>> limit;
  std::optional<std::string> cursor;
  std::optional<std::string> sort;
};
BOOST_DESCRIBE_STRUCT(ListQuery, (), (limit, cursor, sort))

// A list that has one order names it all the same. Errors: invalid at /sort.
inline Status check_sort(const std::optional<std::string>& sort, std::string_view only) {
  if (!sort || *sort == only) return {};
  return refuse_field("/sort", "not_one_of", "Must be " + std::string(only) + '.');
}

// What a list can be sorted by: its name, or with a hyphen before it the other way round.
template <class T>
struct SortKey {
  std::string_view name;
  bool (*less)(const T&, const T&);
};

// Without `sort` the list keeps its order. Errors: invalid at /sort.
template <class T>
Status sort_list(std::vector<T>& items, const std::optional<std::string>& sort,
                 std::initializer_list<SortKey<T>> keys) {
  if (!sort) return {};
  std::string known;
  for (const auto& key : keys) {
    const std::string name(key.name);
    if (*sort == name) {
      std::ranges::sort(items, key.less);
      return {};
    }
    if (*sort == '-' + name) {
      std::ranges::sort(items, [&key](const T& a, const T& b) { return key.less(b, a); });
      return {};
    }
    known += (known.empty() ? "" : ", ") + name + ", -" + name;
  }
  return refuse_field("/sort", "not_one_of", "Must be one of " + known + '.');
}

inline std::unexpected<Error> refuse_cursor() {
  return refuse_field("/cursor", "invalid_cursor",
                      "This cursor is not of this list, or its place in it is gone.");
}

// The page that begins behind the item whose id (a text made by `id_of`) is the cursor.
// Errors: invalid at /cursor when no item has it.
template <class T, class IdOf>
Result<Page<T>> page_of(std::vector<T> items, std::int64_t limit,
                        const std::optional<std::string>& cursor, IdOf id_of) {
  Page<T> page;
  page.total.value = static_cast<std::int64_t>(items.size());
  auto from = items.begin();
  if (cursor) {
    from = std::ranges::find_if(items, [&](const T& item) { return id_of(item) == *cursor; });
    if (from == items.end()) return refuse_cursor();
    ++from;
  }
  const auto size =
      std::min<std::ptrdiff_t>(items.end() - from, static_cast<std::ptrdiff_t>(limit));
  page.items.assign(std::make_move_iterator(from), std::make_move_iterator(from + size));
  if (from + size != items.end()) page.next_cursor = id_of(page.items.back());
  return page;
}

// The same, as the query says.
template <class T, class IdOf>
Result<Page<T>> page_of(std::vector<T> items, const ListQuery& query, IdOf id_of) {
  return page_of(std::move(items), query.limit ? query.limit->value : kPageDefault, query.cursor,
                 id_of);
}

}  // namespace usher::web
