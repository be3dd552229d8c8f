#include "payments/repository.hpp"

#include "payments/sql.hpp"

namespace usher::payments {

std::vector<Payment> select_payments(store::Queries& q, OrderId order) {
  return q.all<Payment>(sql::payments_of_order, order);
}

std::optional<Payment> select_payment(store::Queries& q, OrderId order, std::int64_t attempt) {
  return q.find<Payment>(sql::find_payment, order, attempt);
}

bool insert_payment(store::Transaction& tx, const Payment& payment) {
  return tx.run(sql::insert_payment, payment.order, payment.attempt, payment.show, payment.provider,
                payment.intent_id, payment.amount, payment.currency, tx.now()) == 1;
}

bool settle_payment(store::Transaction& tx, const Payment& payment, PaymentStatus status) {
  return tx.run(sql::settle_payment, payment.order, payment.attempt, status, tx.now()) == 1;
}

bool mark_processing(store::Transaction& tx, const Payment& payment) {
  return tx.run(sql::mark_processing, payment.order, payment.attempt) == 1;
}

bool mark_open_again(store::Transaction& tx, const Payment& payment) {
  return tx.run(sql::mark_open_again, payment.order, payment.attempt) == 1;
}

bool mark_canceled(store::Transaction& tx, const Payment& payment) {
  return tx.run(sql::mark_canceled, payment.order, payment.attempt, tx.now()) == 1;
}

bool add_refunded(store::Transaction& tx, const Payment& payment, Money amount) {
  return tx.run(sql::add_refunded, payment.order, payment.attempt, amount) == 1;
}

void take_back_refunded(store::Transaction& tx, const Refund& refund) {
  tx.run(sql::take_back_refunded, refund.order, refund.attempt, refund.amount);
}

std::vector<Refund> select_refunds(store::Queries& q, OrderId order) {
  return q.all<Refund>(sql::refunds_of_order, order);
}

std::optional<Refund> select_refund(store::Queries& q, OrderId order, std::int64_t number) {
  return q.find<Refund>(sql::find_refund, order, number);
}

std::int64_t next_refund_number(store::Queries& q, OrderId order) {
  return q.find<std::int64_t>(sql::next_refund_number, order).value_or(1);
}

void insert_refund(store::Transaction& tx, const Refund& refund) {
  tx.run(sql::insert_refund, refund.order, refund.number, refund.attempt, refund.show,
         refund.intent_id, refund.amount, refund.fees, refund.tax, refund.currency, refund.reason,
         tx.now());
}

void note_provider_refund(store::Transaction& tx, const Refund& refund, std::string_view id) {
  tx.run(sql::note_provider_refund, refund.order, refund.number, id);
}

bool finish_refund(store::Transaction& tx, const Refund& refund) {
  return tx.run(sql::finish_refund, refund.order, refund.number, refund.status,
                refund.provider_refund_id, refund.failure, tx.now()) == 1;
}

bool keep_event(store::Transaction& tx, std::string_view id, std::string_view type) {
  return tx.run(sql::keep_event, id, type, tx.now()) == 1;
}

std::int64_t forget_events(store::Transaction& tx, Timestamp before) {
  return tx.run(sql::forget_events, before);
}

}  // namespace usher::payments
