// Purpose: the labels under which a map's seats are sold. Place: venues, its .cpp files.
#pragma once
#include <span>
#include <vector>

#include "store/transaction.hpp"
#include "venues/use_cases.hpp"

namespace usher::venues {

bool same_label(const Seat& a, const Seat& b);
// What no two seats of a map have in common.
std::string label_key(SectionId section, const Label& row, const Label& number);

// A map before and after a change.
struct Labelled {
  std::span<const Seat> seats;
  const std::vector<Section>& sections;
};
// What is sold under another label afterwards than before, and what is new.
std::vector<SeatLabel> new_labels(const Labelled& before, const Labelled& after);

// The seats whose number is also that of an area's place ("GA-17" beside an area "GA").
std::vector<Seat> clashes_with_places(std::span<const Seat> seats);

// Errors: conflict `seat_label_taken` when a sold or held seat keeps one of them (rule 1a).
Status check_kept_labels(const store::EventBus& events, store::Queries& q, VenueId venue,
                         const std::vector<SeatLabel>& labels);

// Errors: conflict `seat_in_use` with `seat_ids` when one is sold or held for a show (rule 51).
Status check_unused(const store::EventBus& events, store::Queries& q, VenueId venue,
                    const std::vector<SeatId>& seats);

// Errors: conflict `duplicate_seat` that names them, unless there are none.
Status refuse_duplicates(const std::vector<Seat>& duplicates, const std::vector<Section>& sections);

}  // namespace usher::venues
