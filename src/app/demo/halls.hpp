// Purpose: the two houses of the demo, drawn as an organiser would. Place: app.
#pragma once
#include "venues/views.hpp"

namespace usher::app {

// A proscenium theatre of 1,200 places: orchestra, mezzanine, balcony and boxes in curved rows.
venues::SeatMapBody theatre_map();
// A dance studio's hall of 180 places: straight rows, one aisle.
venues::SeatMapBody studio_map();

}  // namespace usher::app
