// Purpose: what an order's steps are in the ledger: the postings of sale, payment, refund and what
// undoes them (rule 86). Place: orders; private to it.
//
// A refund is posted when it is asked for: from then on the money is the buyer's (receivable falls
// below 0) until the provider has given it back. What came to nothing is posted the other way
// round. Money that pays for nothing stays unapplied until it goes back.
#pragma once
#include <vector>

#include "orders/repository.hpp"
#include "payments/types.hpp"

namespace usher::orders {

// The order is sold: what each show, the fees and the tax by rate earn is owed by the buyer.
void book_sale(store::Transaction& tx, const Order& order, const std::vector<Line>& lines);
// A payment has come that pays the order.
void book_payment(store::Transaction& tx, const Order& order, std::int64_t attempt);
// A payment has come that pays for nothing here.
void book_unapplied(store::Transaction& tx, const payments::Payment& payment, Money amount,
                    const Currency& currency);
// A refund is asked for. `parts` is what it is for.
void book_refund(store::Transaction& tx, const Order& order, const std::vector<Line>& lines,
                 std::int64_t payment_refund, const std::vector<RefundLine>& parts);
// It becomes known what a refund is for that was for nothing in particular.
void book_assignment(store::Transaction& tx, const Order& order, const std::vector<Line>& lines,
                     std::int64_t payment_refund, const std::vector<RefundLine>& before,
                     const std::vector<RefundLine>& after);
// The provider has given the money back. `counts`: of the payment that paid the order.
void book_payout(store::Transaction& tx, const payments::Refund& refund, bool counts);
// A refund has come to nothing: all that was posted for it, the other way round.
void undo_refund(store::Transaction& tx, const payments::Refund& refund);
// A bank claims money back, or has given it up, or has won.
void book_dispute(store::Transaction& tx, const payments::Dispute& dispute);
void book_end_of_dispute(store::Transaction& tx, const payments::Dispute& dispute);

}  // namespace usher::orders
