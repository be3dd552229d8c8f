// Purpose: pages of lists that are small enough to be held whole. Place: web.
#pragma once
#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "web/reply.hpp"

namespace usher::web {

inline constexpr std::int64_t kPageDefault = 50;

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

}  // namespace usher::web
