// Refunds that somebody made at Stripe, and refunds that came to nothing: they are booked at once,
// staff say what they were for, and nobody is left without money and ticket (rules 18, 19, 40).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { openShop } from '../support/stripe/shop.mjs';

describe('refunds made at Stripe', () => {
  let shop, stripe;
  before(async () => {
    shop = await openShop({ manner: { hold: true } });
    stripe = shop.stripe;
  });
  after(() => shop?.close());

  const path = (order, action) => `/api/admin/ticketing/orders/${order.id}/${action}`;
  const assign = (order, body, options) => shop.admin.post(path(order, 'assign-refund'), { release_seats: false, ...body }, options);
  const statuses = (seen) => seen.tickets.map((ticket) => ticket.status).sort();
  const isRefund = (event) => /^refund\.|^charge\.refund/.test(event.type);
  /** What Stripe tells of the refunds of one payment. */
  async function tell({ intent }, wanted = isRefund) {
    await stripe.webhooks.release((events) => events.filter((event) => wanted(event)
      && event.data.object.payment_intent === intent.payment_intent_id));
  }
  async function outside(paid, amount, wanted) {
    const refund = stripe.books.createRefund({ payment_intent: paid.intent.payment_intent_id, ...(amount && { amount: String(amount) }) });
    await tell(paid, wanted);
    return refund;
  }
  async function atTheDoor(seen) {
    const answer = await shop.admin.post('/api/tickets/verify', { code: seen.tickets[0].code, show_id: shop.show.id });
    return answer.expectStatus(200).result;
  }

  test('show before any comparison when charge.refunded is all that Stripe tells', async () => {
    const paid = await shop.paid();
    await outside(paid, 700, (event) => event.type === 'charge.refunded');
    const seen = await shop.details(paid.order);
    assert.deepEqual([seen.status, seen.refunded, seen.incident], ['partially_refunded', 700, 'refund_outside']);
    assert.deepEqual(statuses(seen), ['valid', 'valid'], 'no seat is guessed');
    const [booked] = seen.refunds;
    assert.deepEqual([booked.origin, booked.decision, booked.status, booked.amount], ['provider', 'nothing', 'completed', 700]);
    await shop.prove();
  });

  test('are told again by Stripe while it cannot be asked which they were', async () => {
    const paid = await shop.paid();
    stripe.books.createRefund({ payment_intent: paid.intent.payment_intent_id, amount: '700' });
    const told = stripe.webhooks.held.find((event) => event.type === 'charge.refunded');
    await stripe.webhooks.release(() => []);
    stripe.faults.push({ kind: 'error500', path: '/v1/refunds', method: 'GET', times: 100 });
    assert.equal(await stripe.webhooks.send(told), 503);
    assert.equal((await shop.details(paid.order)).refunded, 0);
    stripe.faults.length = 0;
    assert.equal(await stripe.webhooks.send(told), 200);
    assert.equal((await shop.details(paid.order)).refunded, 700);
  });

  test('count in what is left to give back, to the cent of fees and tax', async () => {
    const paid = await shop.paid();
    await outside(paid, 1000);
    await outside(paid, 1000);
    assert.equal((await shop.details(paid.order)).refunded, 2000);
    const whole = await shop.refund(paid.order);
    assert.deepEqual([whole.status, whole.refunded], ['refunded', paid.order.total]);
    assert.deepEqual(whole.refunds.map((refund) => refund.amount), [1000, 1000, paid.order.total - 2000]);
    const sum = (name) => whole.refunds.reduce((total, refund) => total + refund[name], 0);
    assert.deepEqual([sum('fees'), sum('tax')], [paid.order.fees, paid.order.tax]);
    assert.equal(stripe.books.balance(paid.intent.payment_intent_id), 0);
    await shop.prove();
  });

  test('of everything leave no ticket that opens the door', async () => {
    const paid = await shop.paid();
    await outside(paid);
    const seen = await shop.details(paid.order);
    assert.deepEqual([seen.status, seen.refunded, statuses(seen)], ['refunded', paid.order.total, ['void', 'void']]);
    assert.equal(await atTheDoor(seen), 'void');
    // The seats stay off the sale until staff say so.
    const state = async () => (await shop.admin.get(`/api/recital-shows/${shop.show.id}/seats?limit=200`)).expectStatus(200).items
      .filter((seat) => seen.items.some((item) => item.show_seat_id === seat.id)).map((seat) => seat.status);
    assert.deepEqual(await state(), ['blocked', 'blocked']);
    const decided = (await assign(paid.order, { refunds: [1], to: 'order', release_seats: true })).expectStatus(200).order;
    assert.deepEqual([decided.incident, decided.status], ['', 'refunded']);
    assert.deepEqual(await state(), ['available', 'available']);
    await shop.prove();
  });

  test('are assigned to tickets, to goodwill or to the order in one step', async () => {
    const paid = await shop.paid({ count: 3 });
    await outside(paid, 500);
    await outside(paid, 400);
    await outside(paid, 300);
    const seen = await shop.details(paid.order);
    assert.deepEqual(seen.incidents.map(({ kind, subject }) => [kind, subject]),
      [['refund_outside', '1'], ['refund_outside', '2'], ['refund_outside', '3']]);
    const [first, second] = seen.tickets;
    (await assign(paid.order, { refunds: [1], to: 'tickets' })).expectStatus(422);
    (await assign(paid.order, { refunds: [1], to: 'tickets', ticket_ids: null })).expectStatus(422);
    (await assign(paid.order, { refunds: [1], to: 'goodwill', ticket_ids: [first.id] })).expectStatus(422);
    (await assign(paid.order, { refunds: [9], to: 'goodwill' })).expectStatus(404, 'refund_not_found');
    (await assign(paid.order, { refunds: [1], to: 'tickets', ticket_ids: ['nonsense'] })).expectStatus(404, 'ticket_not_found');

    const body = { refunds: [1], to: 'tickets', ticket_ids: [first.id], release_seats: true, note: 'Called us.' };
    for (let i = 0; i < 2; ++i) {
      const one = (await assign(paid.order, body, { key: 'assign-1' })).expectStatus(200).order;
      assert.deepEqual(statuses(one), ['valid', 'valid', 'void']);
      assert.deepEqual([one.refunded, one.incidents.length, one.status], [1200, 2, 'partially_refunded']);
      assert.equal(one.refunds[0].decision, 'tickets');
      assert.equal(one.refunds[0].item_ids.length, 1);
      assert.equal(one.timeline.at(-1).detail, 'tickets: Called us.');
    }
    (await assign(paid.order, { refunds: [1], to: 'goodwill' })).expectStatus(409, 'refund_decided');
    (await assign(paid.order, { refunds: [2], to: 'tickets', ticket_ids: [first.id] })).expectStatus(409, 'ticket_already_refunded');
    const kind = (await assign(paid.order, { refunds: [2], to: 'goodwill' })).expectStatus(200).order;
    assert.deepEqual([statuses(kind), kind.incidents.length], [['valid', 'valid', 'void'], 1]);
    assert.equal(second.status, 'valid');
    const gone = (await assign(paid.order, { refunds: [3], to: 'order' })).expectStatus(200).order;
    assert.deepEqual([statuses(gone), gone.incident, gone.status], [['void', 'void', 'void'], '', 'partially_refunded']);
    const audit = (await shop.admin.get('/api/admin/audit-log')).expectStatus(200).items;
    assert.equal(audit.filter((entry) => entry.action === 'order.refund_assigned').length >= 3, true);
    await shop.prove();
    (await assign(paid.order, { refunds: [1, 2], to: 'order' })).expectStatus(409, 'refund_decided');
  });

  test('that a bank sends back before anybody decided leave all as it was', async () => {
    const paid = await shop.paid({ card: '4000000000005126' });
    const refund = await outside(paid);
    assert.equal((await shop.details(paid.order)).status, 'refunded');
    stripe.settleRefund(refund.id);
    await tell(paid);
    const seen = await shop.details(paid.order);
    assert.deepEqual([seen.status, seen.refunded, seen.incident, statuses(seen)], ['paid', 0, '', ['valid', 'valid']]);
    assert.equal(await atTheDoor(seen).then((result) => ['admitted', 'too_early'].includes(result)), true);
    await shop.prove();
  });

  test('that failed before we heard of them are never booked, whatever is told late', async () => {
    const paid = await shop.paid({ card: '4000000000005126' });
    const refund = stripe.books.createRefund({ payment_intent: paid.intent.payment_intent_id, amount: '700' });
    stripe.settleRefund(refund.id);
    const told = stripe.webhooks.held.filter((event) => event.data.object.id === refund.id);
    await stripe.webhooks.release(() => []);
    for (const event of [...told.reverse(), ...told]) assert.equal(await stripe.webhooks.send(event), 200);
    const seen = await shop.details(paid.order);
    assert.deepEqual([seen.status, seen.refunded, seen.incident, statuses(seen)], ['paid', 0, '', ['valid', 'valid']]);
    await shop.prove();
  });

  test('win over a refund of ours that has not reached Stripe', async () => {
    const paid = await shop.paid();
    stripe.faults.push({ kind: 'drop_before', path: '/v1/refunds', method: 'POST', times: 100 });
    assert.equal((await shop.refund(paid.order)).refunds[0].status, 'requested');
    stripe.faults.length = 0;
    await shop.advance(16_000);  // the circuit closes again
    await outside(paid);
    const seen = await shop.details(paid.order);
    assert.deepEqual(seen.refunds.map(({ origin, status }) => [origin, status]), [['usher', 'failed'], ['provider', 'completed']]);
    assert.deepEqual([seen.status, seen.refunded, statuses(seen)], ['refunded', paid.order.total, ['void', 'void']]);
    await shop.prove();
  });

  test('are found when the buyer comes back though no news of anything arrived', async () => {
    const { buyer, order } = await shop.order();
    const intent = (await shop.intent(buyer, order)).expectStatus(200);
    stripe.confirm(intent.payment_intent_id);
    stripe.books.createRefund({ payment_intent: intent.payment_intent_id });
    await stripe.webhooks.release(() => []);
    await shop.confirm(buyer, order, intent);
    const seen = await shop.details(order);
    assert.deepEqual([seen.status, statuses(seen)], ['refunded', ['void', 'void']]);
    await shop.prove();
  });

  test('are booked as in the case that was met in the field', async () => {
    const paid = await shop.paid();
    const file = process.env.USHER_CASES && `${process.env.USHER_CASES}/w03_dashboard_partial_refund.json`;
    const event = file ? JSON.parse(readFileSync(file, 'utf8')) : { id: 'evt_hunt_3', object: 'event', api_version: '2020-08-27',
      created: 1760000000, livemode: false, type: 'charge.refunded', data: { object: { object: 'charge', amount: 8000,
        amount_refunded: 3000, currency: 'usd', refunded: false, metadata: {} } } };
    stripe.books.createRefund({ payment_intent: paid.intent.payment_intent_id, amount: '3000' });
    await stripe.webhooks.release(() => []);
    Object.assign(event.data.object, { id: stripe.books.intent(paid.intent.payment_intent_id).latest_charge, payment_intent: paid.intent.payment_intent_id });
    for (let i = 0; i < 2; ++i) assert.equal(await stripe.webhooks.send(event), 200);
    assert.equal((await shop.details(paid.order)).refunded, 3000);
    await shop.prove();
  });

  describe('and those of ours that fail', () => {
    async function failed() {
      const paid = await shop.paid({ card: '4000000000005126' });
      await shop.refund(paid.order, { release_seats: false });
      stripe.settleRefund([...stripe.books.refunds.values()].at(-1).id);
      await tell(paid);
      const seen = await shop.details(paid.order);
      assert.deepEqual([seen.incident, seen.refunded, statuses(seen)], ['refund_failed', 0, ['void', 'void']]);
      return { ...paid, seen };
    }
    const back = (order, number, action, options) => shop.admin.post(path(order, `refunds/${number}/${action}`), undefined, options);

    test('are asked for again, once', async () => {
      const { order, intent } = await failed();
      stripe.books.methods.get(intent.payment_intent_id).refund = undefined;
      (await back(order, 7, 'retry')).expectStatus(404, 'refund_not_found');
      for (let i = 0; i < 2; ++i) {
        const seen = (await back(order, 1, 'retry', { key: `retry-${order.id}` })).expectStatus(200).order;
        assert.deepEqual([seen.status, seen.refunded, seen.incident, seen.refunds.length], ['refunded', order.total, '', 2]);
      }
      (await back(order, 1, 'retry')).expectStatus(409, 'refund_decided');
      (await back(order, 2, 'retry')).expectStatus(409, 'refund_not_failed');
      assert.equal(stripe.books.balance(intent.payment_intent_id), 0);
      await shop.prove();
    });

    test('give their tickets back, with their codes, while the seats are there', async () => {
      const { order, seen } = await failed();
      const again = (await back(order, 1, 'reinstate')).expectStatus(200).order;
      assert.deepEqual([again.status, again.incident, statuses(again)], ['paid', '', ['valid', 'valid']]);
      assert.deepEqual(again.tickets.map((ticket) => ticket.code), seen.tickets.map((ticket) => ticket.code));
      (await back(order, 1, 'reinstate')).expectStatus(409, 'nothing_to_reinstate');
      await shop.prove();
      assert.deepEqual(statuses(await shop.refund(order)), ['void', 'void'], 'and can be refunded anew');
    });

    test('do not take a seat from whoever bought it since', async () => {
      const paid = await shop.paid({ card: '4000000000005126', count: 1 });
      const released = await shop.refund(paid.order);
      shop.seats.unshift(released.items[0].show_seat_id);
      await shop.paid({ count: 1 });
      stripe.settleRefund([...stripe.books.refunds.keys()].find((id) => stripe.books.refund(id).payment_intent === paid.intent.payment_intent_id));
      await tell(paid);
      (await back(paid.order, 1, 'reinstate')).expectStatus(409, 'seats_unavailable');
      assert.equal((await shop.details(paid.order)).incident, 'refund_failed');
      await shop.prove();
    });
  });

  describe('beside them', () => {
    test('several incidents of one order are a list, cleared one by one', async () => {
      const paid = await shop.paid();
      await outside(paid, 200);
      const dispute = stripe.books.openDispute(paid.intent.payment_intent_id);
      await stripe.webhooks.release((events) => events.filter((event) => event.type.startsWith('charge.dispute')));
      const seen = await shop.details(paid.order);
      assert.deepEqual(seen.incidents.map((each) => each.kind), ['refund_outside', 'dispute']);
      assert.equal(seen.incidents[1].subject, dispute.id);
      const clear = (incident) => shop.admin.post(path(paid.order, 'clear-incident'), { incident, note: 'Seen.' });
      const one = (await clear(seen.incidents[0].id)).expectStatus(200).order;
      assert.deepEqual([one.incident, one.incidents.map((each) => each.kind)], ['dispute', ['dispute']]);
      (await clear(seen.incidents[0].id)).expectStatus(409, 'incident_changed');
      const none = (await clear('dispute')).expectStatus(200).order;
      assert.deepEqual([none.incident, none.incidents], ['', []]);
      (await clear('dispute')).expectStatus(409, 'no_incident');
    });

    test('a dispute that names only its charge finds its order', async () => {
      const paid = await shop.paid();
      stripe.books.openDispute(paid.intent.payment_intent_id);
      const [told] = stripe.webhooks.held.filter((event) => event.type === 'charge.dispute.created');
      await stripe.webhooks.release(() => []);
      told.data.object.payment_intent = null;
      assert.equal(await stripe.webhooks.send(told), 200);
      assert.equal((await shop.details(paid.order)).incident, 'dispute');
    });

    test('a dispute that nobody can place is a finding of the house', async () => {
      const told = { id: 'evt_stray_dispute', object: 'event', type: 'charge.dispute.created', created: Math.floor(shop.server.now() / 1000),
        data: { object: { id: 'dp_stray', object: 'dispute', amount: 4200, charge: 'ch_of_old', currency: 'usd', payment_intent: null,
          reason: 'general', status: 'needs_response' } } };
      for (let i = 0; i < 2; ++i) assert.equal(await stripe.webhooks.send(told), 200);
      const { findings } = (await shop.admin.get('/api/admin/payments/reconciliation')).expectStatus(200);
      assert.deepEqual(findings.filter((each) => each.kind === 'unknown_dispute').map(({ subject, theirs, order_id }) => [subject, theirs, order_id]),
        [['dp_stray', 4200, null]]);
    });
  });
});
