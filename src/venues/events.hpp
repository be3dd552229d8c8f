// Purpose: what venues tells and asks the slices above. Place: venues.
// A handler refuses the change by returning an error (409 with its own code).
#pragma once
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/ids.hpp"
#include "base/money.hpp"

namespace usher::venues {

// The venue and everything in it is about to be deleted.
struct VenueDeleting {
  VenueId venue_id;
};

// One seat is about to be deleted by itself; said before SeatUseAsked, so that whoever has sold it
// can say so.
struct SeatDeleting {
  VenueId venue_id;
  SeatId seat_id;
};

// Which seats of the venue are sold or held for a show? Handlers add them to `used`. It is asked
// without a transaction, too, by whoever prepares a change of a large map.
struct SeatUseAsked {
  VenueId venue_id;
  std::unordered_set<SeatId>* used;
  // Null: of all seats.
  const std::vector<SeatId>* among = nullptr;
};

// A seat as its tickets name it; a place of an area has the number of that place.
struct SeatLabel {
  SeatId seat_id;
  std::string section;
  std::string row_name;
  std::string seat_number;
};

// Seats of the venue are about to have these labels. Handlers add to `taken` those that a sold or
// held seat of a show that is still to come keeps (rule 1a).
struct LabelsAsked {
  VenueId venue_id;
  const std::vector<SeatLabel>* labels;
  std::vector<SeatLabel>* taken;
};

// A section that has no seats any more is about to be deleted.
struct SectionRemoving {
  VenueId venue_id;
  SectionId section_id;
};

// A price zone that no seat of the venue has any more is about to be deleted.
struct PriceZoneRemoving {
  VenueId venue_id;
  PriceZoneId price_zone_id;
};

// A price zone's default price is about to be another; refused by whoever knows a show in which a
// seat would be priced wrongly by it.
struct ZonePriceChanging {
  VenueId venue_id;
  PriceZoneId price_zone_id;
  std::optional<Money> after;
};

// Something about the venue or its map has changed.
struct VenueChanged {
  VenueId venue_id;
};

}  // namespace usher::venues
