// Purpose: the test provider's card form and the provider's webhook over HTTP. Place: payments.
#pragma once
#include "base/clock.hpp"
#include "payments/payments.hpp"
#include "web/router.hpp"

namespace usher::payments {

class Reconciliation;
class TestProvider;

// `test_provider` is nullptr when another provider is in use: its card form is 404 then.
void add_endpoints(web::Router& router, Payments& payments, TestProvider* test_provider,
                   const Clock& clock);
// For administrators: what the provider and we see differently.
void add_reconciliation_endpoints(web::Router& router, Reconciliation& reconciliation);

}  // namespace usher::payments
