// Purpose: what venues tells the slices above, inside its transaction. Place: venues.
// A handler refuses the change by returning an error (409 with its own code).
#pragma once
#include <optional>
#include <unordered_set>
#include <vector>

#include "base/ids.hpp"
#include "base/money.hpp"

namespace usher::venues {

// The venue and everything in it is about to be deleted.
struct VenueDeleting {
  VenueId venue_id;
};

// These seats are about to disappear from the venue's map. Whoever has sold or held one of them
// refuses (rule 51).
struct SeatsRemoving {
  VenueId venue_id;
  std::vector<SeatId> seat_ids;
};

// One seat is about to be deleted by itself; said before SeatsRemoving, so that whoever has sold it
// can say so.
struct SeatDeleting {
  VenueId venue_id;
  SeatId seat_id;
};

// Which seats of the venue are sold or held for a show? Handlers add them to `used`.
struct SeatUseAsked {
  VenueId venue_id;
  std::unordered_set<SeatId>* used;
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
