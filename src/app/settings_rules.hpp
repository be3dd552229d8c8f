// Purpose: what settings must be beyond their type: addresses, keys, and what they are to each
// other. Place: app.
#pragma once
#include <string>
#include <vector>

#include "app/config.hpp"

namespace usher::app {

// Every fault at once, each as "setting: what is wrong"; none: a server can be made of them.
std::vector<std::string> setting_faults(const Settings& settings);

}  // namespace usher::app
