// Purpose: the test provider's card form and the provider's webhook over HTTP. Place: payments.
#pragma once
#include "base/clock.hpp"
#include "payments/payments.hpp"
#include "web/router.hpp"

namespace usher::payments {

class TestProvider;

// `test_provider` is nullptr when another provider is in use: its card form is 404 then.
void add_endpoints(web::Router& router, Payments& payments, TestProvider* test_provider,
                   const Clock& clock);

}  // namespace usher::payments
