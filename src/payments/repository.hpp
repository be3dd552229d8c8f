// Purpose: the rows of payments, refunds and provider events. Place: payments.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "payments/types.hpp"
#include "store/transaction.hpp"

namespace usher::payments {

std::vector<Payment> select_payments(store::Queries& q, OrderId order);
std::optional<Payment> select_payment(store::Queries& q, OrderId order, std::int64_t attempt);
// False when this order and attempt has its payment already.
bool insert_payment(store::Transaction& tx, const Payment& payment);

// Each says whether the row was changed: the one place that decides who acts on it.
bool settle_payment(store::Transaction& tx, const Payment& payment, PaymentStatus status);
bool mark_processing(store::Transaction& tx, const Payment& payment);
bool mark_open_again(store::Transaction& tx, const Payment& payment);
bool mark_canceled(store::Transaction& tx, const Payment& payment);
// False when it would give back more than was paid (rule 18).
bool add_refunded(store::Transaction& tx, const Payment& payment, Money amount);
void take_back_refunded(store::Transaction& tx, const Refund& refund);

std::vector<Refund> select_refunds(store::Queries& q, OrderId order);
std::optional<Refund> select_refund(store::Queries& q, OrderId order, std::int64_t number);
std::int64_t next_refund_number(store::Queries& q, OrderId order);
void insert_refund(store::Transaction& tx, const Refund& refund);
void note_provider_refund(store::Transaction& tx, const Refund& refund, std::string_view id);
// False when it was finished before. Takes status, provider id and failure from `refund`.
bool finish_refund(store::Transaction& tx, const Refund& refund);

// False when the event is known.
bool keep_event(store::Transaction& tx, std::string_view id, std::string_view type);
std::int64_t forget_events(store::Transaction& tx, Timestamp before);

}  // namespace usher::payments
