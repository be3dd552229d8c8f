// Reconciliation (O12): what the provider has and what we have are compared; what is certain is
// repaired, what is not is listed.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { rows } from '../support/database.mjs';
import { openShop } from '../support/stripe/shop.mjs';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('reconciliation', () => {
  let shop, stripe;
  before(async () => {
    shop = await openShop({ manner: { hold: true } });
    stripe = shop.stripe;
  });
  after(() => shop?.close());

  const compare = async () => (await shop.admin.post('/api/admin/payments/reconciliation', {})).expectStatus(200);
  const loseNews = () => stripe.webhooks.release(() => []);

  test('finds nothing where everything is right', async () => {
    const { order } = await shop.paid();
    await shop.refund(order);
    const seen = await compare();
    assert.deepEqual(seen.findings, []);
    assert.equal(seen.last_run.failure, '');
    assert.ok(seen.last_run.payments >= 1);
    assert.ok(seen.last_run.refunds >= 1);
  });

  test('pays an order whose news were lost', async () => {
    const { buyer, order } = await shop.order();
    const intent = (await shop.intent(buyer, order)).expectStatus(200);
    stripe.confirm(intent.payment_intent_id);
    await loseNews();
    const seen = await compare();
    assert.equal((await shop.details(order)).status, 'paid');
    assert.ok(seen.last_run.events > 0, 'messages are caught up on');
    assert.deepEqual(seen.findings, []);
  });

  test('finishes a refund whose answer and job were lost', async () => {
    const { order, intent } = await shop.paid({ count: 1 });
    stripe.faults.push({ path: '/v1/refunds', method: 'POST', kind: 'drop_after', times: 100 });
    assert.equal((await shop.refund(order)).refunds[0].status, 'requested');
    stripe.faults.length = 0;
    await loseNews();
    assert.equal(stripe.books.balance(intent.payment_intent_id), 0);
    stripe.books.events.clear();  // Stripe keeps them for thirty days only
    await compare();
    assert.equal((await shop.details(order)).status, 'refunded');
  });

  test('hears of disputes and of refunds that a bank has sent back', async () => {
    const disputed = await shop.paid({ count: 1 });
    stripe.books.openDispute(disputed.intent.payment_intent_id);
    const failed = await shop.paid({ count: 1, card: '4000000000005126' });
    await shop.refund(failed.order);
    stripe.settleRefund([...stripe.books.refunds.values()].at(-1).id);
    await loseNews();
    await compare();
    assert.equal((await shop.details(disputed.order)).incident, 'dispute');
    assert.equal((await shop.details(failed.order)).incident, 'refund_failed');
    await shop.prove();
  });

  test('lists what only a person can settle, until that person has', async () => {
    const { order, intent } = await shop.paid({ count: 1 });
    const refund = stripe.books.createRefund({ payment_intent: intent.payment_intent_id, amount: '300' });
    const stray = stripe.books.createIntent({ amount: '5000', currency: 'usd', metadata: { order_id: order.id, attempt: '7' } });
    stripe.confirm(stray.id);
    const other = stripe.books.createIntent({ amount: '5000', currency: 'usd' });  // of another program
    stripe.confirm(other.id);
    await loseNews();

    for (let i = 0; i < 2; ++i) {
      const { findings } = await compare();
      assert.deepEqual(findings.map(({ kind, subject, order_id, theirs }) => [kind, subject, order_id, theirs]).sort(),
        [['refund_outside', refund.id, order.id, 300], ['unknown_payment', stray.id, order.id, 5000]].sort());
    }
    assert.equal((await shop.details(order)).incident, 'refund_outside');
    assert.equal(shop.kinds(await shop.details(order)).filter((kind) => kind === 'refund_outside').length, 1);

    const resolve = (body) => shop.admin.post('/api/admin/payments/findings/resolve', body);
    (await resolve({ kind: 'refund_outside', subject: 'nothing' })).expectStatus(404, 'finding_not_found');
    (await resolve({ kind: 'no_such_kind', subject: refund.id })).expectStatus(422);
    (await resolve({ kind: 'refund_outside', subject: refund.id })).expectStatus(200);
    (await resolve({ kind: 'unknown_payment', subject: stray.id })).expectStatus(200);
    assert.deepEqual((await compare()).findings, [], 'what was seen to does not come back');
    const audit = (await shop.admin.get('/api/admin/audit-log')).expectStatus(200).items;
    assert.equal(audit.filter((entry) => entry.action === 'payment_finding.resolved').length, 2);
    // The proof below counts what Stripe keeps of orders.
    stripe.books.intents.delete(stray.id);
    stripe.books.intents.delete(other.id);
  });

  test('says what Stripe does not know of', async () => {
    const { order, intent } = await shop.paid({ count: 1 });
    const known = stripe.books.intent(intent.payment_intent_id);
    known.status = 'requires_payment_method';
    const { findings } = await compare();
    assert.deepEqual(findings.map((finding) => [finding.kind, finding.order_id, finding.ours]), [['payment_not_at_provider', order.id, order.total]]);
    known.status = 'succeeded';
    assert.deepEqual((await compare()).findings, [], 'what is right again is no finding any more');
  });

  test('does it by itself, once every hour', async () => {
    const before = (await rows(shop.server, 'select started_at from reconciliation_runs')).length;
    const { buyer, order } = await shop.order();
    const intent = (await shop.intent(buyer, order)).expectStatus(200);
    stripe.confirm(intent.payment_intent_id, { card: 'pm_usBankAccount_success' });
    (await shop.confirm(buyer, order, intent)).expectStatus(409);
    stripe.settle(intent.payment_intent_id);
    await loseNews();
    await shop.advance(HOUR);
    await shop.until('the order is paid', async () => (await shop.details(order)).status === 'paid', 40_000);
    await shop.until('the run is written down', async () =>
      (await rows(shop.server, 'select started_at from reconciliation_runs')).length > before, 40_000);
    await shop.prove();
  });

  test('is a command, beside a server that runs and without one', async () => {
    const { buyer, order } = await shop.order();
    const intent = (await shop.intent(buyer, order)).expectStatus(200);
    stripe.confirm(intent.payment_intent_id);
    await loseNews();
    const beside = await shop.server.command(['reconcile']);
    assert.equal(beside.code, 0, beside.stdout + beside.stderr);
    assert.match(beside.stdout, /Nothing differs/);
    assert.equal((await shop.details(order)).status, 'paid');

    const late = await shop.order();
    const second = (await shop.intent(late.buyer, late.order)).expectStatus(200);
    stripe.confirm(second.payment_intent_id);
    await loseNews();
    const stray = stripe.books.createIntent({ amount: '5000', currency: 'usd', metadata: { order_id: order.id, attempt: '9' } });
    stripe.confirm(stray.id);
    await loseNews();
    await shop.server.terminate();
    const alone = await shop.server.command(['reconcile', '--days', '7']);
    assert.equal(alone.code, 1, alone.stdout + alone.stderr);
    assert.match(alone.stdout, new RegExp(`unknown_payment: ${stray.id} of order ${order.id}: nothing here, 50.00 USD at the provider`));
    assert.match(alone.stdout, /1 findings need a person/);
    stripe.books.intents.delete(stray.id);
    await shop.restart();
    await shop.advance(0);
    assert.equal((await shop.details(late.order)).status, 'paid');
    assert.equal((await shop.details(late.order)).tickets.length, 2);
    await shop.prove();
  });

  test('says when Stripe does not answer, and loses nothing', async () => {
    stripe.faults.push({ kind: 'drop_before', times: 1000 });
    (await shop.admin.post('/api/admin/payments/reconciliation', {})).expectStatus(503, 'provider_unavailable');
    stripe.faults.length = 0;
    assert.equal((await shop.admin.get('/api/admin/payments/reconciliation')).expectStatus(200).last_run.failure, 'provider_unavailable');
  });

  test('is for administrators alone', async () => {
    for (const [method, path] of [['GET', 'reconciliation'], ['POST', 'reconciliation'], ['POST', 'findings/resolve']]) {
      (await shop.server.client().request(method, `/api/admin/payments/${path}`, method === 'POST' ? { json: {} } : {})).expectStatus(401);
    }
  });
});
