// Purpose: the one table of who may use which endpoint (rule 28). Place: app.
#pragma once
#include <span>

#include "web/router.hpp"

namespace usher::app {

std::span<const web::AccessRow> access_table();

}  // namespace usher::app
