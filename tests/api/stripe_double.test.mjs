// The local Stripe (tests/support/stripe) is what the real one is, as far as Usher uses it: the
// official package talks to it, parses its errors and believes its signatures.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ROOT } from '../support/server.mjs';
import { startStripe } from '../support/stripe/server.mjs';
import { signatureOf } from '../support/stripe/webhooks.mjs';

const Stripe = createRequire(path.join(ROOT, 'ui/package.json'))('stripe');

describe('the local Stripe', () => {
  let fake, stripe;
  before(async () => {
    fake = await startStripe();
    const url = new URL(fake.url);
    stripe = new Stripe(fake.secretKey, { host: url.hostname, port: url.port, protocol: 'http', maxNetworkRetries: 0, telemetry: false });
  });
  after(() => fake.stop());

  const create = (more = {}, options) => stripe.paymentIntents.create({ amount: 5000, currency: 'usd',
    automatic_payment_methods: { enabled: true }, metadata: { order_id: '1k', attempt: '1' }, ...more }, options);
  const refusal = async (work) => {
    try {
      await work;
    } catch (error) {
      return error;
    }
    assert.fail('nothing was refused');
  };

  test('makes, finds, lists and cancels payment intents', async () => {
    const made = await create();
    assert.match(made.id, /^pi_/);
    assert.equal(made.status, 'requires_payment_method');
    assert.ok(made.client_secret.startsWith(`${made.id}_secret_`));
    assert.deepEqual((await stripe.paymentIntents.retrieve(made.id)).metadata, { order_id: '1k', attempt: '1' });
    assert.equal((await stripe.paymentIntents.cancel(made.id)).status, 'canceled');
    const again = await refusal(stripe.paymentIntents.cancel(made.id));
    assert.ok(again instanceof Stripe.errors.StripeInvalidRequestError);
    assert.equal(again.code, 'payment_intent_unexpected_state');
    assert.equal(again.payment_intent.status, 'canceled');
    const ids = [];
    for await (const intent of stripe.paymentIntents.list({ limit: 1 })) ids.push(intent.id);
    assert.ok(ids.includes(made.id));
  });

  test('repeats its answer under a key, and refuses the key for anything else', async () => {
    const first = await create({}, { idempotencyKey: 'k1' });
    const again = await create({}, { idempotencyKey: 'k1' });
    assert.equal(again.id, first.id);
    assert.equal(again.lastResponse.headers['idempotent-replayed'], 'true');
    const other = await refusal(create({ amount: 5001 }, { idempotencyKey: 'k1' }));
    assert.ok(other instanceof Stripe.errors.StripeIdempotencyError, String(other));
    // The answer is that of the first time, whatever has happened since.
    await stripe.paymentIntents.cancel(first.id);
    assert.equal((await create({}, { idempotencyKey: 'k1' })).status, 'requires_payment_method');
  });

  test('refuses wrong keys, ids, amounts and addresses in the official words', async () => {
    const url = new URL(fake.url);
    const stranger = new Stripe('sk_test_other', { host: url.hostname, port: url.port, protocol: 'http', maxNetworkRetries: 0, telemetry: false });
    assert.ok(await refusal(stranger.paymentIntents.list()) instanceof Stripe.errors.StripeAuthenticationError);
    const missing = await refusal(stripe.paymentIntents.retrieve('pi_none'));
    assert.equal(missing.code, 'resource_missing');
    assert.equal(missing.statusCode, 404);
    assert.equal((await refusal(create({ amount: 1 }))).code, 'amount_too_small');
    assert.equal((await refusal(stripe.customers.list())).statusCode, 404);
  });

  test('knows the published cards', async () => {
    const cases = [['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
      ['pm_card_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
      ['4000000000000069', 'expired_card'], ['4000000000000127', 'incorrect_cvc']];
    for (const [card, code, declineCode] of cases) {
      const intent = await create();
      const error = await refusal(stripe.paymentIntents.confirm(intent.id, { payment_method: card }));
      assert.ok(error instanceof Stripe.errors.StripeCardError, String(error));
      assert.equal(error.code, code);
      assert.equal(error.decline_code || undefined, declineCode);
      const now = await stripe.paymentIntents.retrieve(intent.id);
      assert.equal(now.status, 'requires_payment_method');
      assert.match(now.last_payment_error.charge, /^ch_/);
      const paid = await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' });
      assert.equal(paid.status, 'succeeded');
      assert.equal(paid.amount_received, 5000);
      assert.equal(paid.last_payment_error, null);
    }
    const secured = await create();
    assert.equal((await stripe.paymentIntents.confirm(secured.id, { payment_method: 'pm_card_authenticationRequired' })).status, 'requires_action');
    fake.authenticate(secured.id);
    assert.equal((await stripe.paymentIntents.retrieve(secured.id)).status, 'succeeded');
  });

  test('refunds what was paid, in parts, once', async () => {
    const intent = await create();
    assert.ok((await refusal(stripe.refunds.create({ payment_intent: intent.id }))).statusCode === 400);
    await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' });
    const part = await stripe.refunds.create({ payment_intent: intent.id, amount: 2000, metadata: { number: '1' } });
    assert.equal(part.status, 'succeeded');
    assert.equal(fake.books.balance(intent.id), 3000);
    assert.equal((await refusal(stripe.refunds.create({ payment_intent: intent.id, amount: 3001 }))).type, 'StripeInvalidRequestError');
    await stripe.refunds.create({ payment_intent: intent.id });
    assert.equal((await refusal(stripe.refunds.create({ payment_intent: intent.id }))).code, 'charge_already_refunded');
    assert.equal((await stripe.refunds.list({ payment_intent: intent.id })).data.length, 2);
    assert.equal(fake.books.balance(intent.id), 0);
  });

  test('lets refunds take their time or fail, as their cards say', async () => {
    for (const [card, first, last] of [['pm_card_pendingRefund', 'pending', 'succeeded'], ['pm_card_refundFail', 'succeeded', 'failed']]) {
      const intent = await create();
      await stripe.paymentIntents.confirm(intent.id, { payment_method: card });
      const refund = await stripe.refunds.create({ payment_intent: intent.id });
      assert.equal(refund.status, first);
      fake.settleRefund(refund.id);
      assert.equal((await stripe.refunds.retrieve(refund.id)).status, last);
    }
  });

  test('lists its events, which its signatures prove', async () => {
    const intent = await create();
    await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' });
    const { data } = await stripe.events.list({ types: ['payment_intent.succeeded'], limit: 1 });
    assert.equal(data[0].data.object.id, intent.id);
    const payload = JSON.stringify(data[0]);
    const event = stripe.webhooks.constructEvent(payload, signatureOf(payload, 'whsec_1'), 'whsec_1');
    assert.equal(event.type, 'payment_intent.succeeded');
    assert.throws(() => stripe.webhooks.constructEvent(payload, signatureOf(payload, 'whsec_2'), 'whsec_1'),
      Stripe.errors.StripeSignatureVerificationError);
  });

  test('opens disputes for the cards that are disputed', async () => {
    const intent = await create();
    await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_createDispute' });
    const { data } = await stripe.disputes.list({ payment_intent: intent.id });
    assert.equal(data[0].status, 'needs_response');
    assert.equal((await stripe.disputes.close(data[0].id)).status, 'lost');
  });
});
