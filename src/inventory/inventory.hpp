// Purpose: the door of inventory: the seats of a show, who holds them, who may have them.
// Place: inventory.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "inventory/claims.hpp"
#include "inventory/tokens.hpp"
#include "inventory/types.hpp"
#include "store/store.hpp"

namespace usher::inventory {

class Boards;

// Thread-safe. Lives as long as the application.
class Inventory {
 public:
  // What the slices above do with seats, inside their own transactions.
  Claims& claims();
};

}  // namespace usher::inventory
