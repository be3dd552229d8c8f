#include "venues/repository.hpp"
#include "venues/venues.hpp"

namespace usher::venues {

std::vector<std::string> list_map_objects_json(store::Queries& q, VenueId venue) {
  std::vector<std::string> objects;
  for (auto& row : list_map_objects(q, venue)) objects.push_back(std::move(row.body));
  return objects;
}

}  // namespace usher::venues
