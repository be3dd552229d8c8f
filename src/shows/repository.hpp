// Purpose: the SQL of the tables that shows owns. Place: shows; used by its use cases only.
// Nothing here checks rules; shows.cpp and recitals.cpp do that first.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "shows/types.hpp"
#include "store/transaction.hpp"

namespace usher::shows {

struct ShowFilter {
  std::optional<RecitalId> recital_id;
  std::optional<VenueId> venue_id;
  std::optional<Timestamp> from;
  std::optional<Timestamp> to;
};

std::optional<Recital> find_recital_by_slug(store::Queries& q, const Slug& slug);
std::vector<Recital> list_recitals(store::Queries& q);
void insert_recital(store::Transaction& tx, const Recital& recital);
void update_recital(store::Transaction& tx, const Recital& recital);
void delete_recital(store::Transaction& tx, RecitalId recital);
std::int64_t count_shows_of(store::Queries& q, RecitalId recital);
// The slug itself, or with the lowest number behind it that makes it free.
Slug free_slug(store::Queries& q, const Slug& wanted);
std::optional<RecitalId> slug_owner(store::Queries& q, const Slug& slug);

// By start, then in the order in which they were made.
std::vector<ShowInfo> list_shows(store::Queries& q, const ShowFilter& filter);
std::vector<ShowId> shows_of(store::Queries& q, RecitalId recital);
void insert_show(store::Transaction& tx, const ShowInfo& show);
void update_show(store::Transaction& tx, const ShowInfo& show);
// Deletes the show with its configuration.
void delete_show(store::Transaction& tx, ShowId show);

// Writes the configuration whole; the sale window goes to the show only when it differs.
// Counts a version, unless it is the show's first.
void save_ticket_config(store::Transaction& tx, const ShowInfo& show, const TicketConfig& config);
// How the tickets of all shows that begin after `now` are sold, without their sale windows: a few
// statements, however many shows there are.
std::map<ShowId, TicketConfig> configs_to_come(store::Queries& q, Timestamp now);
std::int64_t count_ticket_types_of(store::Queries& q, PriceZoneId zone);
std::vector<ShowId> shows_configuring(store::Queries& q, PriceZoneId zone);
// Counts a version: something that the configuration shows was changed elsewhere.
void touch_config(store::Transaction& tx, ShowId show);
void delete_zone_from_configs(store::Transaction& tx, PriceZoneId zone);

}  // namespace usher::shows
