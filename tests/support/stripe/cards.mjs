// Purpose: what Stripe's published test cards do. Place: tests/support/stripe.
// Source: https://docs.stripe.com/testing
const decline = (code, declineCode = code) => ({ outcome: 'decline', code, declineCode });
const BRANDS = {
  4242424242424242: 'visa', 4000056655665556: 'visa', 5555555555554444: 'mastercard', 2223003122003222: 'mastercard',
  378282246310005: 'amex', 6011111111111117: 'discover', 3056930009020004: 'diners', 3566002020360505: 'jcb',
  6200000000000005: 'unionpay',
};
const SPECIAL = {
  4000000000000002: decline('card_declined', 'generic_decline'),
  4000000000009995: decline('card_declined', 'insufficient_funds'),
  4000000000009987: decline('card_declined', 'lost_card'),
  4000000000009979: decline('card_declined', 'stolen_card'),
  4000000000000069: decline('expired_card'),
  4000000000000127: decline('incorrect_cvc'),
  4000000000000119: decline('processing_error'),
  4242424242424241: decline('incorrect_number'),
  4000000000006975: decline('card_declined', 'card_velocity_exceeded'),
  4100000000000019: decline('card_declined', 'fraudulent'),
  4000002500003155: { outcome: 'authenticate' },
  4000002760003184: { outcome: 'authenticate' },
  4000000000003220: { outcome: 'authenticate' },
  4000008260003178: { outcome: 'authenticate', then: decline('card_declined', 'insufficient_funds') },
  4000000000000259: { outcome: 'succeed', dispute: 'fraudulent' },
  4000000000002685: { outcome: 'succeed', dispute: 'product_not_received' },
  4000000000007726: { outcome: 'succeed', refund: 'pending' },
  4000000000005126: { outcome: 'succeed', refund: 'fails_later' },
};
// Payment methods by name, as the official libraries' tests use them; the bank account settles later.
const METHODS = {
  pm_card_visa: '4242424242424242', pm_card_mastercard: '5555555555554444', pm_card_amex: '378282246310005',
  pm_card_visa_chargeDeclined: '4000000000000002', pm_card_chargeDeclined: '4000000000000002',
  pm_card_visa_chargeDeclinedInsufficientFunds: '4000000000009995',
  pm_card_chargeDeclinedInsufficientFunds: '4000000000009995', pm_card_authenticationRequired: '4000002760003184',
  pm_card_createDispute: '4000000000000259', pm_card_pendingRefund: '4000000000007726',
  pm_card_refundFail: '4000000000005126',
};

/** What a card number or payment method leads to; undefined when Stripe would not know it. */
export function methodOf(text) {
  if (text === 'pm_usBankAccount_success') return { type: 'us_bank_account', outcome: 'process', settles: 'succeed', last4: '6789' };
  if (text === 'pm_usBankAccount_insufficientFunds') {
    return { type: 'us_bank_account', outcome: 'process', settles: 'fail', last4: '2227',
      ...{ code: 'payment_method_debit_not_authorized', declineCode: 'insufficient_funds' } };
  }
  const number = String(METHODS[text] ?? text ?? '').replace(/[ -]/g, '');
  const known = SPECIAL[number] ?? (BRANDS[number] && { outcome: 'succeed' });
  if (known) return { type: 'card', brand: BRANDS[number] ?? 'visa', last4: number.slice(-4), ...known };
  if (!/^\d{12,19}$/.test(number)) return undefined;
  return { type: 'card', brand: 'unknown', last4: number.slice(-4), ...decline('card_declined', 'test_mode_live_card') };
}

/** Stripe's sentence for a decline. */
export function declineMessage(code) {
  const sentences = {
    expired_card: 'Your card has expired.', incorrect_cvc: "Your card's security code is incorrect.",
    incorrect_number: 'Your card number is incorrect.', insufficient_funds: 'Your card has insufficient funds.',
    processing_error: 'An error occurred while processing your card. Try again in a little bit.',
  };
  return sentences[code] ?? 'Your card was declined.';
}
