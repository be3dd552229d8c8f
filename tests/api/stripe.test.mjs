// Payments through Stripe, played by tests/support/stripe over the network: O2, O6, O12, rules 14–18,
// 42–45, 55, 57.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { rows } from '../support/database.mjs';
import { ROOT, startServer } from '../support/server.mjs';
import { openShop, WEBHOOK_SECRET } from '../support/stripe/shop.mjs';
import { signatureOf } from '../support/stripe/webhooks.mjs';

const Stripe = createRequire(path.join(ROOT, 'ui/package.json'))('stripe');
const MINUTE = 60_000;

describe('paying with Stripe', () => {
  let shop, stripe;
  before(async () => {
    shop = await openShop();
    stripe = shop.stripe;
  });
  after(() => shop?.close());

  test('tells the page what it needs and lets it load the card form', async () => {
    const config = (await shop.server.client().get('/api/public/config')).expectStatus(200);
    assert.equal(config.payment_provider, 'stripe');
    assert.deepEqual(config.payment, { provider: 'stripe', publishable_key: stripe.publishableKey });
    const policy = (await shop.server.client().get('/no-such-page')).headers['content-security-policy'];
    assert.match(policy, /script-src 'self' 'wasm-unsafe-eval' https:\/\/js\.stripe\.com/);
    assert.match(policy, /connect-src 'self' https:\/\/api\.stripe\.com/);
    assert.match(policy, /frame-src https:\/\/js\.stripe\.com .*https:\/\/hooks\.stripe\.com/);
  });

  test('makes one intent with the order\'s amount, key and version', async () => {
    const { buyer, order } = await shop.order();
    const from = stripe.calls.length;
    const answers = await Promise.all(Array.from({ length: 5 }, () => shop.intent(buyer, order)));
    const intents = answers.map((answer) => answer.expectStatus(200));
    assert.equal(new Set(intents.map((intent) => intent.payment_intent_id)).size, 1);
    assert.equal(intents[0].provider, 'stripe');
    assert.equal(intents[0].publishable_key, stripe.publishableKey);
    const made = stripe.books.intent(intents[0].payment_intent_id);
    assert.equal(made.client_secret, intents[0].client_secret);
    assert.equal(made.amount, order.total);
    assert.equal(made.currency, 'usd');
    assert.deepEqual({ ...made.metadata }, { order_id: order.id, attempt: '1' });
    const call = stripe.calls.slice(from).find((each) => each.method === 'POST');
    assert.equal(call.key, `${order.id}-intent-1`);
    assert.match(call.version, /^20\d\d-\d\d-\d\d/);
  });

  test('pays an order when the page confirms, and gives its tickets once', async () => {
    const { buyer, order } = await shop.order();
    const intent = (await shop.intent(buyer, order)).expectStatus(200);
    (await shop.confirm(buyer, order, intent)).expectStatus(409, 'payment_not_complete');
    stripe.confirm(intent.payment_intent_id);
    const answers = await Promise.all(Array.from({ length: 4 }, () => shop.confirm(buyer, order, intent)));
    for (const answer of answers) assert.equal(answer.expectStatus(200).order.status, 'paid');
    assert.equal(answers[0].body.order.tickets.length, 2);
  });

  test('pays an order whose buyer has closed the page', async () => {
    const { buyer, order } = await shop.order();
    const intent = (await shop.intent(buyer, order)).expectStatus(200);
    stripe.confirm(intent.payment_intent_id);
    await shop.until('the webhook pays', async () => (await shop.details(order)).status === 'paid');
  });

  test('keeps a declined payment open and says why, once', async () => {
    const { buyer, order } = await shop.order();
    const intent = (await shop.intent(buyer, order)).expectStatus(200);
    assert.throws(() => stripe.confirm(intent.payment_intent_id, { card: '4000000000009995' }));
    const answer = await shop.confirm(buyer, order, intent);
    assert.equal(answer.expectStatus(409, 'payment_not_complete').decline_code, 'insufficient_funds');
    await stripe.webhooks.idle();
    assert.equal(shop.kinds(await shop.details(order)).filter((kind) => kind === 'payment_declined').length, 1);
    assert.equal((await shop.intent(buyer, order)).expectStatus(200).payment_intent_id, intent.payment_intent_id);
    stripe.confirm(intent.payment_intent_id);
    (await shop.confirm(buyer, order, intent)).expectStatus(200);
  });

  test('waits for a bank that has to ask its customer', async () => {
    const { buyer, order } = await shop.order();
    const intent = (await shop.intent(buyer, order)).expectStatus(200);
    assert.equal(stripe.confirm(intent.payment_intent_id, { card: '4000002500003155' }).status, 'requires_action');
    (await shop.confirm(buyer, order, intent)).expectStatus(409, 'payment_not_complete');
    stripe.authenticate(intent.payment_intent_id);
    assert.equal((await shop.confirm(buyer, order, intent)).expectStatus(200).order.status, 'paid');
  });

  test('gives no tickets for another amount', async () => {
    const { buyer, order } = await shop.order();
    const intent = (await shop.intent(buyer, order)).expectStatus(200);
    stripe.books.intent(intent.payment_intent_id).amount = 100;
    stripe.confirm(intent.payment_intent_id);
    (await shop.confirm(buyer, order, intent)).expectStatus(409);
    const seen = await shop.details(order);
    assert.equal(seen.incident, 'payment_mismatch');
    assert.equal(seen.tickets.length, 0);
    // What was taken goes back from here.
    const [payment] = seen.payments;
    assert.deepEqual([payment.status, payment.amount, payment.counts], ['mismatched', 100, false]);
    const giveBack = (attempt) => shop.admin.post(`/api/admin/ticketing/orders/${order.id}/return-payment`, { attempt, reason: 'wrong amount' });
    (await giveBack(2)).expectStatus(404, 'payment_not_found');
    const returned = (await giveBack(payment.attempt)).expectStatus(200).order;
    assert.deepEqual([returned.incident, returned.payments[0].refunded, returned.refunds[0].status], ['', 100, 'completed']);
    assert.equal(stripe.books.balance(intent.payment_intent_id), 0);
    (await giveBack(payment.attempt)).expectStatus(409, 'refund_exceeds_payment');
  });

  test('cancels the payment of an order that is cancelled', async () => {
    const { buyer, order } = await shop.order();
    const intent = (await shop.intent(buyer, order)).expectStatus(200);
    (await buyer.post('/api/ticket-orders/cancel', { order_id: order.id })).expectStatus(200);
    assert.equal(stripe.books.intent(intent.payment_intent_id).status, 'canceled');
  });

  test('pays instead of cancelling when the buyer was quicker', async () => {
    const { buyer, order } = await shop.order();
    const intent = (await shop.intent(buyer, order)).expectStatus(200);
    stripe.webhooks.manner = { hold: true };
    stripe.confirm(intent.payment_intent_id);
    (await buyer.post('/api/ticket-orders/cancel', { order_id: order.id })).expectStatus(409, 'order_not_pending');
    assert.equal((await shop.details(order)).status, 'paid');
    stripe.webhooks.manner = {};
    await stripe.webhooks.release();
  });

  describe('refunds', () => {
    test('give back whole orders and single tickets, and no cent more', async () => {
      const { buyer, order, intent } = await shop.paid();
      const ticket = (await buyer.get(`/api/public/orders/${order.id}`)).body.tickets[0];
      const part = await shop.refund(order, { ticket_ids: [ticket.id] });
      assert.equal(part.status, 'partially_refunded');
      assert.equal(stripe.books.balance(intent.payment_intent_id), order.total - part.refunded);
      const whole = await shop.refund(order);
      assert.equal(whole.status, 'refunded');
      assert.equal(whole.refunded, order.total);
      assert.equal(stripe.books.balance(intent.payment_intent_id), 0);
      const keys = stripe.calls.filter((call) => call.path === '/v1/refunds' && call.key?.startsWith(order.id)).map((call) => call.key);
      assert.deepEqual([...new Set(keys)], [`${order.id}-refund-1`, `${order.id}-refund-2`]);
    });

    test('may take their time', async () => {
      const { order } = await shop.paid({ card: '4000000000007726' });
      const asked = await shop.refund(order);
      assert.equal(asked.refunds[0].status, 'requested');
      assert.equal(asked.status, 'paid');
      assert.ok(asked.tickets.every((ticket) => ticket.status === 'void' || ticket.status === 'refunded'), JSON.stringify(asked.tickets.map((t) => t.status)));
      const [refund] = [...stripe.books.refunds.values()].slice(-1);
      stripe.settleRefund(refund.id);
      await shop.until('the refund completes', async () => (await shop.details(order)).status === 'refunded');
    });

    test('that a bank sends back are told and can be made again', async () => {
      const { order, intent } = await shop.paid({ card: '4000000000005126' });
      assert.equal((await shop.refund(order)).status, 'refunded');
      stripe.settleRefund([...stripe.books.refunds.values()].at(-1).id);
      const failed = await shop.until('the failure is told', async () => {
        const seen = await shop.details(order);
        return seen.incident === 'refund_failed' && seen;
      });
      assert.equal(failed.status, 'refunded');
      assert.equal(failed.refunded, 0);
      assert.equal(failed.refunds[0].status, 'failed');
      assert.equal(failed.refunds[0].failure, 'lost_or_stolen_card');
      assert.equal(stripe.books.balance(intent.payment_intent_id), order.total);
      await shop.prove();
      // What a person has seen to is no longer shown; state and money are what they were (rule 10).
      const clear = `/api/admin/ticketing/orders/${order.id}/clear-incident`;
      (await shop.admin.post(clear, { incident: 'dispute', note: 'Looked at something else.' })).expectStatus(409, 'incident_changed');
      const cleared = (await shop.admin.post(clear, { incident: 'refund_failed', note: 'Will take it by transfer.' })).expectStatus(200).order;
      assert.deepEqual([cleared.incident, cleared.status, cleared.refunded, cleared.total], ['', 'refunded', 0, order.total]);
      assert.deepEqual([cleared.timeline.at(-1).kind, cleared.timeline.at(-1).detail], ['incident_cleared', 'Will take it by transfer.']);
      await shop.prove();
      stripe.books.methods.get(intent.payment_intent_id).refund = undefined;
      assert.equal((await shop.refund(order)).refunded, order.total);
      assert.equal(stripe.books.balance(intent.payment_intent_id), 0);
    });

    test('that somebody made at Stripe are booked, and no seat is guessed', async () => {
      const { order, intent } = await shop.paid();
      stripe.books.createRefund({ payment_intent: intent.payment_intent_id, amount: '700' });
      const seen = await shop.until('staff see it', async () => {
        const now = await shop.details(order);
        return now.incident === 'refund_outside' && now;
      });
      assert.deepEqual([seen.status, seen.refunded], ['partially_refunded', 700]);
      assert.equal(shop.kinds(seen).filter((kind) => kind === 'refund_outside').length, 1);
      assert.ok(seen.tickets.every((ticket) => ticket.status === 'valid'));
    });
  });

  describe('disputes', () => {
    test('mark the order for staff and leave the tickets alone', async () => {
      const { order, intent } = await shop.paid({ card: '4000000000000259' });
      const open = await shop.until('staff see it', async () => {
        const seen = await shop.details(order);
        return seen.incident === 'dispute' && seen;
      });
      assert.equal(open.disputes.length, 1);
      assert.equal(open.disputes[0].reason, 'fraudulent');
      assert.equal(open.disputes[0].status, 'open');
      assert.ok(open.disputes[0].answer_by);
      assert.equal(open.tickets.filter((ticket) => ticket.status === 'valid').length, 2);
      const listed = (await shop.admin.get('/api/admin/ticketing/orders')).expectStatus(200).items.find((item) => item.id === order.id);
      assert.equal(listed.incident, 'dispute');
      const audit = (await shop.admin.get('/api/admin/audit-log')).expectStatus(200).items;
      assert.ok(audit.some((entry) => entry.action === 'order.dispute_opened'));
      const mails = await rows(shop.server, "select recipient, facts from outbox_messages where kind = 'payment_disputed'");
      assert.equal(mails.length, 1, 'every administrator is told once');
      assert.deepEqual(JSON.parse(mails[0].facts), { ...JSON.parse(mails[0].facts), amount: order.total, note: 'fraudulent' });
      await shop.refund(order);
      const [dispute] = [...stripe.books.disputes.values()].filter((each) => each.payment_intent === intent.payment_intent_id);
      stripe.books.reviewDispute(dispute.id);
      stripe.books.closeDispute(dispute.id, 'won');
      await shop.until('it is closed', async () => (await shop.details(order)).disputes[0].status === 'won');
    });

    test('that are lost stay marked', async () => {
      const { order, intent } = await shop.paid();
      const dispute = stripe.books.openDispute(intent.payment_intent_id, { reason: 'product_not_received' });
      stripe.books.closeDispute(dispute.id, 'lost');
      await shop.until('it is lost', async () => (await shop.details(order)).incident === 'dispute_lost');
      await stripe.webhooks.idle();
      assert.deepEqual(shop.kinds(await shop.details(order)).filter((kind) => kind.startsWith('dispute')), ['dispute_opened', 'dispute_closed']);
    });
  });

  test('everything is as it should be at the end', async () => {
    await stripe.webhooks.idle();
    await shop.prove();
    assert.ok(!shop.server.log().includes(stripe.secretKey), 'the key is in no log');
    assert.ok(!shop.server.log().includes(WEBHOOK_SECRET));
    assert.ok(!shop.server.log().includes('_secret_'));
  });
});

describe('a Stripe that fails', () => {
  let shop, stripe;
  before(async () => {
    shop = await openShop({ manner: { hold: true } });
    stripe = shop.stripe;
  });
  after(() => shop?.close());
  const fault = (kind, more = {}) => stripe.faults.push({ kind, ...more });

  for (const kind of ['error500', 'busy429', 'conflict409', 'drop_before', 'drop_after']) {
    test(`${kind}: a call is repeated with its key, and has its effect once`, async () => {
      const before = stripe.books.intents.size;
      const { buyer, order } = await shop.order(1);
      fault(kind, { path: '/v1/payment_intents', method: 'POST' });
      const intent = (await shop.intent(buyer, order)).expectStatus(200);
      assert.equal(stripe.books.intents.size, before + 1);
      stripe.confirm(intent.payment_intent_id);
      (await shop.confirm(buyer, order, intent)).expectStatus(200);
      fault(kind, { path: '/v1/refunds', method: 'POST' });
      assert.equal((await shop.refund(order)).status, 'refunded');
      assert.equal(stripe.books.balance(intent.payment_intent_id), 0);
    });
  }

  test('an answer that never comes leaves the refund requested; the job completes it', async () => {
    const { order, intent } = await shop.paid({ count: 1 });
    fault('drop_after', { path: '/v1/refunds', method: 'POST', times: 100 });
    const asked = await shop.refund(order);
    assert.equal(asked.refunds[0].status, 'requested');
    assert.equal(stripe.books.balance(intent.payment_intent_id), 0);
    stripe.faults.length = 0;
    await shop.advance(31_000);
    await shop.until('the job completes it', async () => (await shop.details(order)).status === 'refunded', 40_000);
    assert.equal([...stripe.books.refunds.values()].filter((refund) => refund.payment_intent === intent.payment_intent_id).length, 1);
  });

  test('a Stripe that has forgotten the key makes no second refund', async () => {
    const { order, intent } = await shop.paid({ count: 1 });
    const part = Math.floor(order.total / 3);
    fault('drop_after', { path: '/v1/refunds', method: 'POST', times: 100 });
    await shop.refund(order, { amount: part });
    stripe.faults.length = 0;
    stripe.forgetKeys();
    await shop.advance(13 * 60 * MINUTE);
    await shop.until('the job completes it', async () => (await shop.details(order)).refunded === part, 40_000);
    assert.equal(stripe.books.balance(intent.payment_intent_id), order.total - part);
  });

  test('a webhook that comes before the answer, or after the crash, is enough', async () => {
    const { buyer, order } = await shop.order(1);
    const intent = (await shop.intent(buyer, order)).expectStatus(200);
    await shop.server.kill9();
    stripe.confirm(intent.payment_intent_id);
    await shop.restart();
    await stripe.webhooks.release();
    assert.equal((await shop.details(order)).status, 'paid');
  });

  test('a Stripe that is down is said at once and keeps nobody waiting', async () => {
    fault('drop_before', { times: 1000 });
    const { buyer, order } = await shop.order(1);
    let answer;
    for (let i = 0; i < 4; ++i) {
      answer = await shop.intent(buyer, order);
      answer.expectStatus(503, 'provider_unavailable');
    }
    assert.ok(Number(answer.headers['retry-after']) >= 1);
    const from = stripe.calls.length;
    const begun = Date.now();
    (await shop.intent(buyer, order)).expectStatus(503, 'provider_unavailable');
    assert.equal(stripe.calls.length, from, 'nobody is asked while the circuit is open');
    assert.ok(Date.now() - begun < 1000);
    stripe.faults.length = 0;
    await shop.until('Stripe is asked again', async () => (await shop.intent(buyer, order)).status === 200, 30_000);
  });

  test('an order expires while Stripe is slow, and nothing is lost', async () => {
    const { buyer, order } = await shop.order(1);
    const intent = (await shop.intent(buyer, order)).expectStatus(200);
    stripe.confirm(intent.payment_intent_id);
    fault('slow', { ms: 1500 });
    await shop.advance(16 * MINUTE);
    await shop.until('it is paid instead', async () => (await shop.details(order)).status === 'paid', 40_000);
    await stripe.webhooks.release();
    await shop.prove();
  });
});

describe('webhooks of Stripe', () => {
  const OLD = 'whsec_old';
  let shop, stripe, official;
  before(async () => {
    shop = await openShop({ manner: { hold: true }, server: { env: { STRIPE_WEBHOOK_SECRET: `${OLD},${WEBHOOK_SECRET}` } } });
    stripe = shop.stripe;
    official = new Stripe('sk_test_x');
  });
  after(() => shop?.close());

  const post = (body, signature) => shop.server.client().request('POST', '/api/webhooks/stripe/ticket-payment',
    { body, headers: { 'content-type': 'application/json; charset=utf-8', ...(signature && { 'stripe-signature': signature }) } });
  const seconds = () => Math.floor(shop.server.now() / 1000);
  const payload = (id, type = 'ping') => JSON.stringify({ id, object: 'event', type, created: seconds(), data: { object: { object: 'x' } } }, null, 2);

  test('are taken when the official package has signed them, with any of the secrets', async () => {
    for (const secret of [OLD, WEBHOOK_SECRET]) {
      const body = payload(`evt_official_${secret}`);
      const header = official.webhooks.generateTestHeaderString({ payload: body, secret, timestamp: seconds() });
      official.webhooks.constructEvent(body, header, secret, 300);
      (await post(body, header)).expectStatus(200);
    }
  });

  test('are refused as the official package refuses them, and more strictly', async () => {
    const body = payload('evt_refused');
    const sign = (more = {}) => official.webhooks.generateTestHeaderString({ payload: body, secret: WEBHOOK_SECRET, timestamp: seconds(), ...more });
    const refused = [sign({ secret: 'whsec_other' }), sign({ timestamp: seconds() - 301 }), sign({ payload: `${body} ` }),
      '', 'nonsense', 't=,v1=', sign().replace(/v1=./, 'v1='), sign().replace('v1=', 'v0=')];
    for (const header of refused) {
      assert.throws(() => official.webhooks.constructEvent(body, header, WEBHOOK_SECRET, 300, undefined, shop.server.now()), `official: ${header}`);
      (await post(body, header)).expectStatus(400, 'invalid_signature');
    }
    // Rule 57: the official package takes these two.
    (await post(body, sign({ timestamp: seconds() + 301 }))).expectStatus(400, 'invalid_signature');
    (await post(body, `t=${seconds()},${sign()}`)).expectStatus(400, 'invalid_signature');
    (await post(body, sign())).expectStatus(200);
    const rolled = signatureOf(body, ['whsec_other', WEBHOOK_SECRET], seconds());
    official.webhooks.constructEvent(body, rolled, WEBHOOK_SECRET);
    (await post(body, rolled)).expectStatus(200);
  });

  test('of unknown kinds are fine', async () => {
    for (const type of ['customer.created', 'invoice.paid', 'payment_intent.amount_capturable_updated', 'refund.brand_new', 'charge.dispute.x']) {
      const body = payload(`evt_${type}`, type);
      (await post(body, signatureOf(body, WEBHOOK_SECRET, seconds()))).expectStatus(200);
    }
  });

  test('whose effect fails are answered with an error, and their id is not kept', async () => {
    const body = JSON.stringify({ id: 'evt_broken', type: 'payment_intent.succeeded' });
    (await post(body, signatureOf(body, WEBHOOK_SECRET, seconds()))).expectStatus(400, 'malformed_event');
    assert.equal((await rows(shop.server, "select event_id from provider_events where event_id = 'evt_broken'")).length, 0);
  });
});

describe('without Stripe', () => {
  test('pages may load nothing of it', async (t) => {
    const server = await startServer();
    t.after(() => server.stop());
    const policy = (await server.client().get('/no-such-page')).headers['content-security-policy'];
    assert.doesNotMatch(policy, /stripe/);
    assert.equal((await server.client().get('/api/public/config')).body.payment.provider, 'test');
  });
});
