// Purpose: the address that ends reminders, without signing in. Place: notifications.
// Source: RFC 8058 for the one click, RFC 2369 for the header.
#pragma once
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/random.hpp"
#include "store/store.hpp"
#include "web/router.hpp"

namespace usher::notifications {

// Names the message and proves that we wrote it; says nothing of who got it.
std::string unsubscribe_path(MessageId message, const Bytes& secret);

// `store` outlives the router.
void add_unsubscribe_endpoints(web::Router& router, store::Store& store, Bytes secret);

}  // namespace usher::notifications
