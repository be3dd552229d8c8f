// Purpose: tells administrators by mail what they have to act on. Place: app, since it joins events
// of payments to the people of accounts and the outbox of notifications.
#pragma once
#include "notifications/notifications.hpp"
#include "store/store.hpp"

namespace usher::app {

// Every active administrator hears once of each dispute. `notifications` outlives the bus.
void tell_admins_of_disputes(store::EventBus& bus, notifications::Notifications& notifications);

}  // namespace usher::app
