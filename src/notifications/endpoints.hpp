// Purpose: the outbox and the templates of mails over HTTP, for administrators. Place:
// notifications.
#pragma once
#include "notifications/notifications.hpp"
#include "notifications/outbox.hpp"
#include "store/store.hpp"
#include "web/router.hpp"

namespace usher::notifications {

// Everything here outlives the router.
struct MailDesk {
  store::Store& store;
  Notifications& notifications;
  Outbox* outbox = nullptr;  // nullptr: nothing is sent
  MailHouse house;
};

void add_endpoints(web::Router& router, const MailDesk& desk);

}  // namespace usher::notifications
