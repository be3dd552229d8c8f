// Purpose: the face that a Disk shows to SQLite. Place: tests/simulation.
#pragma once
#include "simulation/disk.hpp"

namespace usher::simulation {

// From here on sqlite3_open opens files of this disk. `disk` outlives every connection that was
// opened on it. One thread, and no transaction lasts beyond a step: the one lock that can be
// refused is that of the last user of a file, who may tidy up.
void use_as_default_vfs(Disk& disk);

}  // namespace usher::simulation
