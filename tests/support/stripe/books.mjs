// Purpose: Stripe's objects and how they change: payment intents, charges, refunds, disputes, events.
// Place: tests/support/stripe. No HTTP here.
// Source: https://docs.stripe.com/payments/paymentintents/lifecycle and the API reference.
import crypto from 'node:crypto';
import { declineMessage, methodOf } from './cards.mjs';

/** What a caller did wrong, as Stripe says it. */
export class StripeRefusal extends Error {
  constructor(status, error) {
    super(error.message);
    this.status = status;
    this.error = error;
  }
}
export const invalid = (message, more = {}, status = 400) =>
  new StripeRefusal(status, { type: 'invalid_request_error', message, ...more });
const missing = (what, id) =>
  invalid(`No such ${what}: '${id}'`, { code: 'resource_missing', param: what === 'payment_intent' ? 'intent' : 'id' }, 404);

const CANCELLABLE = ['requires_payment_method', 'requires_confirmation', 'requires_action', 'requires_capture'];
const copy = (value) => JSON.parse(JSON.stringify(value));
const random = (length) => crypto.randomBytes(length).toString('base64url').replace(/[-_]/g, 'x').slice(0, length);

export class Books {
  /** `emit(event)` hears every event; `now()` is the clock in milliseconds. */
  constructor({ emit = () => {}, now = Date.now } = {}) {
    this.emit = emit;
    this.now = now;
    this.intents = new Map();
    this.charges = new Map();
    this.refunds = new Map();
    this.disputes = new Map();
    this.events = new Map();
    this.methods = new Map();  // what was last entered for an intent
  }
  get seconds() {
    return Math.floor(this.now() / 1000);
  }
  #id(prefix) {
    return `${prefix}_${random(24)}`;
  }
  #tell(type, object, previous) {
    const event = {
      id: this.#id('evt'), object: 'event', api_version: '2025-03-31.basil', created: this.seconds,
      data: { object: copy(object), ...(previous && { previous_attributes: previous }) },
      livemode: false, pending_webhooks: 1, request: { id: null, idempotency_key: null }, type,
    };
    this.events.set(event.id, event);
    this.emit(event);
  }
  #find(map, what, id) {
    const found = map.get(id);
    if (!found) throw missing(what, id);
    return found;
  }
  intent(id) {
    return this.#find(this.intents, 'payment_intent', id);
  }
  refund(id) {
    return this.#find(this.refunds, 'refund', id);
  }
  charge(id) {
    return this.#find(this.charges, 'charge', id);
  }
  dispute(id) {
    return this.#find(this.disputes, 'dispute', id);
  }

  // --- payment intents ---

  createIntent(params) {
    const amount = wholeNumber(params.amount, 'amount');
    if (!params.currency) throw invalid('Missing required param: currency.', { code: 'parameter_missing', param: 'currency' });
    if (!/^[a-z]{3}$/.test(params.currency)) throw invalid(`Invalid currency: ${params.currency}.`, { param: 'currency' });
    if (amount < 50 && params.currency === 'usd') {
      throw invalid('Amount must be at least $0.50 usd', { code: 'amount_too_small', param: 'amount' });
    }
    const id = this.#id('pi');
    const intent = {
      id, object: 'payment_intent', amount, amount_capturable: 0, amount_received: 0,
      automatic_payment_methods: params.automatic_payment_methods?.enabled === 'true' ? { allow_redirects: 'always', enabled: true } : null,
      canceled_at: null, cancellation_reason: null, capture_method: 'automatic_async',
      client_secret: `${id}_secret_${random(25)}`, confirmation_method: 'automatic', created: this.seconds,
      currency: params.currency, customer: null, description: params.description ?? null, last_payment_error: null,
      latest_charge: null, livemode: false, metadata: params.metadata ?? {}, next_action: null, payment_method: null,
      payment_method_types: ['card'], receipt_email: params.receipt_email ?? null, status: 'requires_payment_method',
    };
    this.intents.set(id, intent);
    this.#tell('payment_intent.created', intent);
    return intent;
  }

  /** A buyer enters a card, as Stripe.js does it. Throws a card_error when it is declined. */
  confirm(id, { card } = {}) {
    const intent = this.intent(id);
    if (!['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(intent.status)) {
      throw this.#unexpectedState(intent, 'confirm', 'requires_payment_method, requires_confirmation, requires_action');
    }
    const method = methodOf(card);
    if (!method) throw invalid(`No such PaymentMethod: '${card}'`, { code: 'resource_missing', param: 'payment_method' });
    this.methods.set(id, method);
    intent.payment_method = this.#id('pm');
    intent.payment_method_types = [method.type];
    intent.last_payment_error = null;
    if (method.outcome === 'decline') return this.#decline(intent, method);
    if (method.outcome === 'authenticate') {
      intent.status = 'requires_action';
      intent.next_action = { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect' } };
      this.#tell('payment_intent.requires_action', intent);
      return intent;
    }
    if (method.outcome === 'process') {
      intent.status = 'processing';
      intent.latest_charge = this.#newCharge(intent, method, 'pending').id;
      this.#tell('payment_intent.processing', intent);
      return intent;
    }
    return this.#succeed(intent, method);
  }

  /** The bank's page has been passed, or not. */
  authenticate(id, passed = true) {
    const intent = this.intent(id);
    if (intent.status !== 'requires_action') throw this.#unexpectedState(intent, 'confirm', 'requires_action');
    const method = this.methods.get(id);
    intent.next_action = null;
    if (!passed) {
      return this.#decline(intent, { ...method, code: 'payment_intent_authentication_failure', declineCode: undefined });
    }
    return method.then ? this.#decline(intent, { ...method, ...method.then }) : this.#succeed(intent, method);
  }

  /** What was processing comes to its end. */
  settle(id) {
    const intent = this.intent(id);
    const method = this.methods.get(id);
    if (intent.status !== 'processing') return intent;
    if (method.settles === 'succeed') return this.#succeed(intent, method, this.charge(intent.latest_charge));
    try {
      this.#decline(intent, method, this.charge(intent.latest_charge));
    } catch (refusal) {
      if (!(refusal instanceof StripeRefusal)) throw refusal;
    }
    return intent;
  }

  cancel(id, reason = null) {
    const intent = this.intent(id);
    if (!CANCELLABLE.includes(intent.status)) throw this.#unexpectedState(intent, 'cancel', CANCELLABLE.join(', '));
    Object.assign(intent, { status: 'canceled', canceled_at: this.seconds, cancellation_reason: reason, next_action: null });
    this.#tell('payment_intent.canceled', intent);
    return intent;
  }

  #unexpectedState(intent, verb, states) {
    return invalid(`You cannot ${verb} this PaymentIntent because it has a status of ${intent.status}. Only a ` +
      `PaymentIntent with one of the following statuses may be ${verb}ed: ${states}.`,
    { code: 'payment_intent_unexpected_state', payment_intent: copy(intent) });
  }

  #newCharge(intent, method, status) {
    const charge = {
      id: this.#id('ch'), object: 'charge', amount: intent.amount, amount_captured: status === 'succeeded' ? intent.amount : 0,
      amount_refunded: 0, captured: status === 'succeeded', created: this.seconds, currency: intent.currency, disputed: false,
      failure_code: null, failure_message: null, livemode: false, metadata: copy(intent.metadata), paid: status === 'succeeded',
      payment_intent: intent.id, payment_method_details: { type: method.type, [method.type]: { brand: method.brand, last4: method.last4 } },
      refunded: false, status,
    };
    this.charges.set(charge.id, charge);
    return charge;
  }

  #decline(intent, method, charge = this.#newCharge(intent, method, 'failed')) {
    const message = declineMessage(method.declineCode ?? method.code);
    Object.assign(charge, { status: 'failed', failure_code: method.code, failure_message: message });
    intent.status = 'requires_payment_method';
    intent.payment_method = null;
    intent.latest_charge = charge.id;
    intent.last_payment_error = {
      charge: charge.id, code: method.code, ...(method.code === 'card_declined' && { decline_code: method.declineCode }),
      doc_url: `https://stripe.com/docs/error-codes/${method.code.replaceAll('_', '-')}`, message,
      payment_method: { id: this.#id('pm'), object: 'payment_method', type: method.type }, type: 'card_error',
    };
    this.#tell('charge.failed', charge);
    this.#tell('payment_intent.payment_failed', intent);
    throw new StripeRefusal(402, { ...copy(intent.last_payment_error), payment_intent: copy(intent) });
  }

  #succeed(intent, method, charge = this.#newCharge(intent, method, 'succeeded')) {
    Object.assign(charge, { status: 'succeeded', paid: true, captured: true, amount_captured: intent.amount });
    Object.assign(intent, { status: 'succeeded', amount_received: intent.amount, latest_charge: charge.id, next_action: null });
    this.#tell('charge.succeeded', charge);
    this.#tell('payment_intent.succeeded', intent);
    if (method.dispute) this.openDispute(intent.id, { reason: method.dispute });
    return intent;
  }

  // --- refunds ---

  createRefund(params) {
    const charge = this.#chargeToRefund(params);
    const left = charge.amount_captured - charge.amount_refunded;
    const amount = params.amount === undefined ? left : wholeNumber(params.amount, 'amount');
    if (left === 0) throw invalid(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' });
    if (charge.disputed) throw invalid(`Charge ${charge.id} has been charged back.`, { code: 'charge_disputed' });
    if (amount > left) {
      throw invalid(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`, { param: 'amount' });
    }
    const manner = this.methods.get(charge.payment_intent)?.refund;
    const refund = {
      id: this.#id('re'), object: 'refund', amount, charge: charge.id, created: this.seconds, currency: charge.currency,
      metadata: params.metadata ?? {}, payment_intent: charge.payment_intent, reason: params.reason ?? null,
      status: manner === 'pending' ? 'pending' : 'succeeded',
    };
    this.refunds.set(refund.id, refund);
    charge.amount_refunded += amount;
    charge.refunded = charge.amount_refunded === charge.amount_captured;
    this.#tell('refund.created', refund);
    this.#tell('charge.refunded', charge);
    return refund;
  }

  #chargeToRefund({ payment_intent: intentId, charge: chargeId }) {
    if (chargeId) return this.charge(chargeId);
    if (!intentId) throw invalid('One of the following params should be provided for this request: payment_intent or charge.');
    const intent = this.intent(intentId);
    if (intent.status !== 'succeeded') {
      throw invalid(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`, { param: 'payment_intent' });
    }
    return this.charge(intent.latest_charge);
  }

  /** A refund that takes its time comes to its end: pending → succeeded, or succeeded → failed. */
  settleRefund(id) {
    const refund = this.refund(id);
    const manner = this.methods.get(refund.payment_intent)?.refund;
    if (manner === 'pending' && refund.status === 'pending') {
      refund.status = 'succeeded';
      this.#tell('refund.updated', refund, { status: 'pending' });
      this.#tell('charge.refund.updated', refund, { status: 'pending' });
    } else if (manner === 'fails_later' && refund.status === 'succeeded') {
      Object.assign(refund, { status: 'failed', failure_reason: 'lost_or_stolen_card' });
      const charge = this.charge(refund.charge);
      charge.amount_refunded -= refund.amount;
      charge.refunded = false;
      this.#tell('refund.failed', refund, { status: 'succeeded' });
      this.#tell('charge.refund.updated', refund, { status: 'succeeded' });
    }
    return refund;
  }

  // --- disputes ---

  openDispute(intentId, { reason = 'fraudulent', amount } = {}) {
    const charge = this.charge(this.intent(intentId).latest_charge);
    const dispute = {
      id: this.#id('dp'), object: 'dispute', amount: amount ?? charge.amount, charge: charge.id, created: this.seconds,
      currency: charge.currency, evidence_details: { due_by: this.seconds + 7 * 86_400, has_evidence: false, past_due: false, submission_count: 0 },
      is_charge_refundable: false, livemode: false, metadata: {}, payment_intent: intentId, reason, status: 'needs_response',
    };
    charge.disputed = true;
    this.disputes.set(dispute.id, dispute);
    this.#tell('charge.dispute.created', dispute);
    this.#tell('charge.dispute.funds_withdrawn', dispute);
    return dispute;
  }
  reviewDispute(id) {
    const dispute = this.dispute(id);
    dispute.status = 'under_review';
    this.#tell('charge.dispute.updated', dispute, { status: 'needs_response' });
    return dispute;
  }
  closeDispute(id, status = 'lost') {
    const dispute = this.dispute(id);
    dispute.status = status;
    if (status === 'won') this.#tell('charge.dispute.funds_reinstated', dispute);
    this.#tell('charge.dispute.closed', dispute);
    return dispute;
  }

  /** What is left at Stripe of each payment: captured less refunded, by intent. */
  balance(intentId) {
    const intent = this.intent(intentId);
    const charge = intent.latest_charge && this.charges.get(intent.latest_charge);
    return charge?.status === 'succeeded' ? charge.amount_captured - charge.amount_refunded : 0;
  }
}

function wholeNumber(text, param) {
  if (text === undefined) throw invalid(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
  if (!/^\d+$/.test(String(text))) throw invalid(`Invalid integer: ${text}`, { code: 'parameter_invalid_integer', param });
  const value = Number(text);
  if (value < 1) throw invalid('This value must be greater than or equal to 1.', { code: 'parameter_invalid_integer', param });
  return value;
}
