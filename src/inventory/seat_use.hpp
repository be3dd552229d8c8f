// Purpose: tells venues which of its seats and labels shows cannot do without. Place: inventory;
// private to it.
#pragma once
#include "store/transaction.hpp"
#include "venues/events.hpp"

namespace usher::inventory {

// The seats that are sold or held for any show.
void tell_use(store::Queries& q, const venues::SeatUseAsked& asked);

// The labels that sold and held seats of coming shows keep, whatever the map says. A seat that is
// sold or held itself does not take its new label, so that it is in nobody's way.
void tell_taken_labels(store::Queries& q, const venues::LabelsAsked& asked);

}  // namespace usher::inventory
