// Purpose: what a show's map shows besides its seats: colours, price zones, stage and shapes.
// Place: inventory; private to it.
//
// Copied from the venue when seats are generated: a layout version is one picture for ever,
// whatever becomes of the venue's map meanwhile.
#pragma once
#include <string>
#include <vector>

#include "inventory/types.hpp"
#include "store/transaction.hpp"

namespace usher::inventory {

struct SectionFace {
  SectionId id;
  std::string color;
};
struct ZoneFace {
  PriceZoneId id;
  std::string name;
  std::string color;
};
BOOST_DESCRIBE_STRUCT(ZoneFace, (), (id, name, color))

struct MapFace {
  std::vector<SectionFace> sections;
  std::vector<ZoneFace> zones;
  // The venue's stage, labels and shapes, each a JSON object.
  std::vector<std::string> objects;
};

// As it was when the show's seats were generated; as the venue has it now when nothing is kept.
MapFace find_map_face(store::Queries& q, ShowId show, VenueId venue);
// Keeps what the venue has now, unless something is kept already: for shows from before faces were.
void keep_map_face(store::Transaction& tx, ShowId show, VenueId venue);
// Takes over what the venue has now. True when that is another.
bool save_map_face(store::Transaction& tx, ShowId show, VenueId venue);

}  // namespace usher::inventory
