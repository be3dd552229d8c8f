// Purpose: what the use cases of shows share inside a transaction. Place: shows, its .cpp files.
#pragma once
#include <string>
#include <string_view>

#include "base/json_write.hpp"
#include "shows/repository.hpp"
#include "shows/shows.hpp"

namespace usher::shows {

// Errors: not_found `recital_not_found`.
Result<Recital> get_recital(store::Queries& q, RecitalId id);

// Errors: invalid at `pointer` when a member that has no empty form is null.
template <class T>
Status check_not_null(std::string_view name, const Patch<T>& patch) {
  if (!patch.is_null()) return {};
  return refuse_field('/' + std::string(name), "wrong_type", "Must not be null.");
}

// Registers what shows do when a venue changes.
void listen_to_venues(store::EventBus& events);

// What the audit log keeps of a show.
std::string show_json(const ShowInfo& show);

// Whether a text is in one of the others, without regard to case and accents.
bool matches_search(const std::optional<std::string>& wanted,
                    std::initializer_list<std::string_view> texts);

}  // namespace usher::shows
