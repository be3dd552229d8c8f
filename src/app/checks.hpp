// Purpose: runs the proofs of every slice on one snapshot of a database. Place: app.
#pragma once
#include "base/finding.hpp"
#include "store/inspection.hpp"

namespace usher::app {

// Every invariant that is marked ∎ in the rules, and the engine's own checks first. Errors: throws
// DatabaseError when the database cannot be read.
Findings check_all(store::Inspection& inspection);

}  // namespace usher::app
