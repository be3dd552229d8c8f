// Purpose: seating plans of pretix as maps of ours. Place: venues. Pure.
//
// Its zones become sections, its categories price zones, its areas shapes. Places are nested there:
// a seat's is relative to its row's, that to its zone's. What comes out can be saved as it is: what
// our rules do not allow is tidied and noted, or refused with its place. No row and no number that
// the plan has is ever given another name in silence. Source: the schema of pretix seating plans,
// and what its editor adds to it (shapes, texts, GUIDs).
#pragma once
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "venues/seat_file.hpp"
#include "venues/views.hpp"

namespace usher::venues {

struct SeatingPlan {
  struct Division {
    Label name;
    HexColor color;
  };
  std::vector<Division> sections;
  std::vector<Division> zones;
  std::vector<SeatLine> seats;
  std::vector<MapObject> objects;
  std::vector<PlanNote> notes;
};

// Whether the text is JSON at all: such files are plans, others tables.
bool looks_like_plan(std::string_view bytes);

// Errors: malformed when it is no JSON; invalid `validation_failed` with the place of each fault.
Result<SeatingPlan> read_pretix_plan(std::string_view bytes);

// The same for clients: what POST seat-map takes, with names of its own instead of ids.
MapConversion conversion_of(const SeatingPlan& plan);

}  // namespace usher::venues
