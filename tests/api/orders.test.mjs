// Orders, payment and refunds over HTTP: what a client that knows api.md relies on.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CARDS, buy, createOrder, createShow, pay, publicSeats, reserve, signedIn } from '../support/fixtures.mjs';
import { startServer } from '../support/server.mjs';

const WEBHOOK_SECRET = 'whsec_test';
const MINUTE = 60_000;

describe('orders', () => {
  let server, admin, show, seats, next = 0;
  const take = (count) => seats.slice(next, (next += count)).map((seat) => seat.id);
  const held = async (buyer, count = 2) => (await reserve(buyer, show.id, take(count))).expectStatus(201);
  const ordered = async (buyer, count, customer) =>
    (await createOrder(buyer, await held(buyer, count), customer)).expectStatus(201);
  const refund = (order, body) => admin.post(`/api/admin/ticketing/orders/${order.id}/refund`, body);
  const seatStatus = async (id) => (await publicSeats(server.client(), show.id)).find((seat) => seat.id === id).status;

  before(async () => {
    server = await startServer({ env: { STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET } });
    admin = await signedIn(server);
    ({ show, seats } = await createShow(admin, { rows: 10, perRow: 20, price: 2500, config: {
      fees: [{ name: 'Service', kind: 'per_ticket', amount: 100 }],
      ticket_types: [{ name: 'Child', price: 1000 }, { name: 'Infant', price: 0 }] } }));
  });
  after(() => server?.stop());

  test('are made from a hold with totals of the server', async () => {
    const buyer = server.client();
    const { order, order_token: token, payment_required: due } = await ordered(buyer, 2, { customer_phone: '+43 1 234567' });
    assert.match(order.order_number, /^ORD-\d{8}-[0-9A-HJKMNP-TV-Z]{6}$/);
    assert.deepEqual([order.status, order.subtotal, order.discount, order.fees, order.tax, order.total, order.refunded],
      ['pending', 5000, 0, 200, 0, 5200, 0]);
    assert.equal(order.items.reduce((sum, item) => sum + item.total, 0), order.total);
    assert.deepEqual(order.tickets, []);
    assert.equal(due, true);
    assert.equal(order.customer_phone, '+431234567');
    assert.ok(token.length >= 22);
    assert.equal(order.timeline, undefined);
    assert.equal(await seatStatus(order.items[0].show_seat_id), 'reserved');
  });

  test('take ticket types by seat, and refuse what does not exist', async () => {
    const buyer = server.client();
    const hold = await held(buyer);
    const [first, second] = hold.seats;
    const attempt = (more) => createOrder(buyer, hold, more);
    (await attempt({ ticket_types: { [first.id]: 'Duke' } })).expectStatus(422, 'unknown_ticket_type');
    (await attempt({ ticket_types: { nonsense: 'Child' } })).expectStatus(422, 'seat_not_in_reservation');
    (await attempt({ discount_code: 'FREE' })).expectStatus(422, 'unknown_discount_code');
    (await attempt({ upsells: [{ upsell_item_id: 'x', quantity: 1 }] })).expectStatus(422);
    (await attempt({ customer_email: 'nobody', customer_name: '', customer_phone: 'call me' })).body.errors
      .map((e) => e.pointer).sort().forEach((pointer, i) => assert.equal(pointer, ['/customer_email', '/customer_name', '/customer_phone'][i]));
    (await attempt({ customer_phone: '+49 30 12345678901234567' })).expectStatus(422);
    (await attempt({ surprise: 1 })).expectStatus(422);
    const { order } = (await attempt({ ticket_types: { [first.id]: 'Child', [second.seat_id]: 'Infant' } })).expectStatus(201);
    assert.equal(order.subtotal, 1000);
    assert.equal(order.fees, 100, 'a free ticket bears no fee');
  });

  test('need the browser that holds the seats, once', async () => {
    const buyer = server.client();
    const hold = await held(buyer);
    (await createOrder(server.client(), hold)).expectStatus(404);
    (await createOrder(buyer, { ...hold, reservation_token: 'wrong' })).expectStatus(404);
    (await createOrder(buyer, hold)).expectStatus(201);
    (await createOrder(buyer, hold)).expectStatus(409, 'reservation_expired');
  });

  test('answer a repeated key the same and another body not at all', async () => {
    const buyer = server.client();
    const hold = await held(buyer);
    const body = { reservation_token: hold.reservation_token, show_id: show.id, customer_name: 'A', customer_email: 'a@b.org' };
    const send = (more) => buyer.post('/api/ticket-orders/create', { ...body, ...more }, { key: 'k-1' });
    const first = (await send()).expectStatus(201);
    assert.deepEqual((await send()).expectStatus(201), first);
    (await send({ customer_name: 'B' })).expectStatus(422, 'idempotency_key_reused');
    const intent = () => buyer.post('/api/ticket-orders/payment-intent', { order_id: first.order.id }, { key: 'k-2' });
    assert.deepEqual((await intent()).expectStatus(200), (await intent()).expectStatus(200));
  });

  test('answer a key again only to who proves the same', async () => {
    const buyer = server.client();
    const { order, order_token } = await ordered(buyer, 1);
    const body = { order_id: order.id };
    const intent = (await buyer.post('/api/ticket-orders/payment-intent', body, { key: 'mine' })).expectStatus(200);
    const strangers = [server.client(), server.client({ headers: { 'x-order-token': 'x'.repeat(order_token.length) } })];
    const other = server.client();
    await held(other);  // with a session, of somebody else
    for (const stranger of [...strangers, other]) {
      for (const [action, more] of [['payment-intent', {}], ['confirm', { payment_intent_id: intent.payment_intent_id }], ['cancel', {}]]) {
        (await stranger.post(`/api/ticket-orders/${action}`, { ...body, ...more }, { key: 'mine' })).expectStatus(404, 'order_not_found');
      }
    }
    // Without a session, by the token alone: heard again by the token, not without it.
    const byToken = () => server.client().post('/api/ticket-orders/payment-intent', body, { key: 'token', headers: { 'x-order-token': order_token } });
    assert.deepEqual((await byToken()).expectStatus(200), (await byToken()).expectStatus(200));
    (await server.client().post('/api/ticket-orders/payment-intent', body, { key: 'token' })).expectStatus(404, 'order_not_found');
    // The same key for another step is another request.
    (await buyer.post('/api/ticket-orders/cancel', body, { key: 'mine' })).expectStatus(200);
  });

  test('are confirmed without the payment\'s id: the one that can still succeed is looked at', async () => {
    const buyer = server.client();
    const { order } = await ordered(buyer, 1);
    const confirm = () => buyer.post('/api/ticket-orders/confirm', { order_id: order.id });
    (await confirm()).expectStatus(409, 'payment_not_complete');
    const intent = (await buyer.post('/api/ticket-orders/payment-intent', { order_id: order.id })).expectStatus(200);
    assert.equal((await confirm()).expectStatus(409, 'payment_not_complete').payment_status, 'requires_payment_method');
    (await buyer.post(`/api/public/test-payments/${intent.payment_intent_id}/confirm`,
      { client_secret: intent.client_secret, card_number: '4000000000005555' })).expectStatus(200);
    assert.equal((await confirm()).expectStatus(409, 'payment_not_complete').payment_status, 'processing');
    await server.advance(6_000);
    assert.equal((await confirm()).expectStatus(200).order.status, 'paid');
    (await server.client().post('/api/ticket-orders/confirm', { order_id: order.id })).expectStatus(404, 'order_not_found');
  });

  test('ask the provider about a payment a bounded number of times, however often they are confirmed', async () => {
    const buyer = server.client();
    const { order } = await ordered(buyer, 1);
    (await buyer.post('/api/ticket-orders/payment-intent', { order_id: order.id })).expectStatus(200);
    const confirm = () => buyer.post('/api/ticket-orders/confirm', { order_id: order.id });
    const together = await Promise.all(Array.from({ length: 60 }, confirm));
    for (const answer of together) assert.ok([409, 429].includes(answer.status), `${answer.status}`);
    let last;
    for (let i = 0; i < 60 && last?.status !== 429; ++i) last = await confirm();
    last.expectStatus(429, 'too_many_attempts');
    assert.ok(Number(last.headers['retry-after']) >= 1);
  });

  test('are paid with a test card, after a decline too', async () => {
    const buyer = server.client();
    const { order } = await ordered(buyer, 2);
    const intent = (await buyer.post('/api/ticket-orders/payment-intent', { order_id: order.id })).expectStatus(200);
    assert.deepEqual([intent.amount, intent.currency, intent.provider], [5200, 'USD', 'test']);
    assert.deepEqual((await buyer.post('/api/ticket-orders/payment-intent', { order_id: order.id })).body, intent);
    const card = (body) => buyer.post(`/api/public/test-payments/${intent.payment_intent_id}/confirm`,
      { client_secret: intent.client_secret, ...body });
    const confirm = () => buyer.post('/api/ticket-orders/confirm', { order_id: order.id, payment_intent_id: intent.payment_intent_id });
    (await confirm()).expectStatus(409, 'payment_not_complete');
    for (const [number, reason] of [[CARDS.declined, 'generic_decline'], [CARDS.insufficientFunds, 'insufficient_funds'],
      [CARDS.expired, 'expired_card'], ['4000000000000127', 'incorrect_cvc']]) {
      assert.equal((await card({ card_number: number })).expectStatus(402, 'card_declined').decline_code, reason);
    }
    (await card({ card_number: '4242' })).expectStatus(422);
    (await card({})).expectStatus(422);
    (await card({ card_number: CARDS.good, client_secret: 'wrong' })).expectStatus(404);
    (await confirm()).expectStatus(409, 'payment_not_complete');
    (await card({ card_number: '4000 0025 0000 3155' })).expectStatus(200);
    (await confirm()).expectStatus(409, 'payment_not_complete');
    assert.equal((await card({ authenticate: true })).expectStatus(200).status, 'succeeded');
    const paid = (await confirm()).expectStatus(200).order;
    assert.equal(paid.status, 'paid');
    assert.equal(paid.tickets.length, 2);
    assert.deepEqual((await confirm()).expectStatus(200).order, paid);
    (await buyer.post('/api/ticket-orders/cancel', { order_id: order.id })).expectStatus(409, 'order_not_pending');
    (await buyer.post('/api/ticket-orders/payment-intent', { order_id: order.id })).expectStatus(409, 'order_not_pending');
  });

  test('are paid though the buyer closes the page after the card form', async () => {
    const buyer = server.client();
    const { order } = await ordered(buyer, 1);
    const intent = (await buyer.post('/api/ticket-orders/payment-intent', { order_id: order.id })).expectStatus(200);
    (await buyer.post(`/api/public/test-payments/${intent.payment_intent_id}/confirm`,
      { card_number: CARDS.good, client_secret: intent.client_secret })).expectStatus(200);
    let status;
    for (let i = 0; i < 50 && status !== 'paid'; ++i) {
      await sleep(100);
      ({ status } = (await buyer.get(`/api/public/orders/${order.id}`)).expectStatus(200));
    }
    assert.equal(status, 'paid');
  });

  test('that cost nothing need no payment', async () => {
    const buyer = server.client();
    const hold = await held(buyer, 1);
    const made = (await createOrder(buyer, hold, { ticket_types: { [hold.seats[0].id]: 'Infant' } })).expectStatus(201);
    assert.equal(made.payment_required, false);
    assert.equal(made.order.status, 'paid');
    assert.equal(made.order.tickets.length, 1);
    (await buyer.post('/api/ticket-orders/confirm', { order_id: made.order.id })).expectStatus(200);
  });

  test('are cancelled by their buyer, and the seats are free again', async () => {
    const buyer = server.client();
    const { order } = await ordered(buyer, 1);
    (await server.client().post('/api/ticket-orders/cancel', { order_id: order.id })).expectStatus(404);
    assert.equal((await buyer.post('/api/ticket-orders/cancel', { order_id: order.id })).expectStatus(200).order.status, 'cancelled');
    assert.equal(await seatStatus(order.items[0].show_seat_id), 'available');
    (await buyer.post('/api/ticket-orders/cancel', { order_id: order.id })).expectStatus(409, 'order_not_pending');
  });

  test('are refunded by ticket, by amount and whole, never beyond what was paid', async () => {
    const { order } = await buy(server, show.id, take(3));
    const [first, second] = order.tickets;
    (await refund(order, { amount: 7801, reason: 'x', release_seats: false })).expectStatus(409, 'refund_exceeds_payment');
    (await refund(order, { ticket_ids: ['nonsense'], reason: 'x', release_seats: false })).expectStatus(404);
    (await refund(order, { amount: 0, reason: 'x', release_seats: false })).expectStatus(422);
    (await refund(order, { reason: 'x' })).expectStatus(422);
    // Leaving a wish out asks for everything; null is a mistake and moves nothing.
    for (const wish of [{ amount: null }, { ticket_ids: null }, { amount: null, ticket_ids: [first.id] }, { release_seats: null }]) {
      (await refund(order, { reason: 'x', release_seats: false, ...wish })).expectStatus(422, 'validation_failed');
    }
    let seen = (await refund(order, { ticket_ids: [first.id], reason: 'ill', release_seats: true })).expectStatus(200).order;
    assert.deepEqual([seen.status, seen.refunded], ['partially_refunded', 2600]);
    assert.deepEqual(seen.tickets.map((ticket) => ticket.status), ['void', 'valid', 'valid']);
    assert.equal(await seatStatus(order.items[0].show_seat_id), 'available');
    (await refund(order, { ticket_ids: [first.id], reason: 'ill', release_seats: true })).expectStatus(409);
    seen = (await refund(order, { ticket_ids: [second.id], reason: 'ill', release_seats: false })).expectStatus(200).order;
    assert.equal(await seatStatus(order.items[1].show_seat_id), 'blocked');
    seen = (await refund(order, { amount: 100, reason: 'kind', release_seats: false })).expectStatus(200).order;
    assert.deepEqual([seen.status, seen.refunded], ['partially_refunded', 5300]);
    seen = (await refund(order, { reason: 'rest', release_seats: true })).expectStatus(200).order;
    assert.deepEqual([seen.status, seen.refunded], ['refunded', 7800]);
    (await refund(order, { reason: 'again', release_seats: true })).expectStatus(409, 'refund_exceeds_payment');
    assert.ok(seen.timeline.some((entry) => entry.kind === 'refund_requested'));
    assert.equal(seen.refunds.reduce((sum, one) => sum + one.amount, 0), 7800);
  });

  test('are refunded once by a repeated key', async () => {
    const { order } = await buy(server, show.id, take(1));
    const body = { amount: 100, reason: 'twice', release_seats: false };
    const send = () => admin.post(`/api/admin/ticketing/orders/${order.id}/refund`, body, { key: 'refund-1' });
    (await send()).expectStatus(200);
    assert.equal((await send()).expectStatus(200).order.refunded, 100);
  });

  test('are found with number and address; three wrong ones block', async () => {
    const { order, orderToken } = await buy(server, show.id, take(1), { customer: { customer_email: 'find.me@example.org' } });
    const stranger = server.client();
    const lookUp = (query) => stranger.get(`/api/public/orders/lookup?${new URLSearchParams(query)}`);
    assert.equal((await lookUp({ order_number: order.order_number.toLowerCase(), email: 'Find.Me@example.org' })).expectStatus(200).id, order.id);
    assert.equal((await stranger.get(`/api/public/orders/${order.id}`, { headers: { 'x-order-token': orderToken } })).expectStatus(200).id, order.id);
    (await stranger.get(`/api/public/orders/${order.id}?order_token=wrong`)).expectStatus(404);
    (await lookUp({ order_number: order.order_number })).expectStatus(422);
    for (const email of ['find.me@example.org', 'unknown@example.org']) {
      assert.equal((await lookUp({ email })).expectStatus(422).errors[0].pointer, '/order_number', 'a GET mails nothing');
      const answer = await stranger.post('/api/public/orders/lookup', { email });
      assert.deepEqual([answer.status, answer.text], [202, '']);
    }
    (await stranger.post('/api/public/orders/lookup', { email: 'nobody' })).expectStatus(422);
    const wrong = (await lookUp({ order_number: order.order_number, email: 'other@example.org' })).expectStatus(404);
    const unknown = (await lookUp({ order_number: 'ORD-20200101-000000', email: 'find.me@example.org' })).expectStatus(404);
    assert.deepEqual({ ...wrong, request_id: 0 }, { ...unknown, request_id: 0 });
    for (let i = 0; i < 2; ++i) await lookUp({ order_number: order.order_number, email: `other${i}@example.org` });
    const blocked = await lookUp({ order_number: order.order_number, email: 'find.me@example.org' });
    blocked.expectStatus(429);
    assert.ok(Number(blocked.headers['retry-after']) > 0);
  });

  test('are found in either spelling of the address, and not made for one that no mail reaches', async () => {
    const { buyer, order } = await buy(server, show.id, take(1), { customer: { customer_email: 'Joerg@Bücher.example' } });
    assert.equal(order.customer_email, 'Joerg@xn--bcher-kva.example');
    for (const email of ['joerg@bücher.example', 'JOERG@xn--bcher-kva.example', 'joerg@bu\u0308cher.example']) {
      const found = await server.client().get(`/api/public/orders/lookup?${new URLSearchParams({ order_number: order.order_number, email })}`);
      assert.equal(found.expectStatus(200).id, order.id);
    }
    for (const q of ['bücher', 'xn--bcher']) assert.equal((await admin.get(`/api/admin/ticketing/orders?${new URLSearchParams({ q })}`)).expectStatus(200).total, 1);
    const hold = (await reserve(buyer, show.id, take(1))).expectStatus(201);
    for (const email of ['a\u00a0b@example.org', 'a\u200bb@example.org', 'ab@exam\u200dple.org', 'ab\u00ad@example.org', 'jörg@example.org', 'ab@exa\u2060mple.org']) {
      assert.equal((await createOrder(buyer, hold, { customer_email: email })).expectStatus(422).errors[0].pointer, '/customer_email', JSON.stringify(email));
    }
  });

  test('cannot be guessed by many look-ups at once', async () => {
    const { order } = await buy(server, show.id, take(1), { customer: { customer_email: 'guessed@example.org' } });
    const guesser = server.client({ headers: { 'x-forwarded-for': '203.0.113.99' } });
    const lookUp = (email) => guesser.get(`/api/public/orders/lookup?${new URLSearchParams({ order_number: order.order_number, email })}`);
    const answers = await Promise.all([...Array.from({ length: 30 }, (_, i) => lookUp(`guess${i}@example.org`)), lookUp('guessed@example.org')]);
    const counts = answers.reduce((all, { status }) => ({ ...all, [status]: (all[status] ?? 0) + 1 }), {});
    assert.deepEqual(counts, { 404: 3, 429: 28 });
  });

  test('are mailed again to whoever owns them', async () => {
    const { buyer, order } = await buy(server, show.id, take(1));
    for (let i = 0; i < 3; ++i) (await buyer.post(`/api/public/orders/${order.id}/resend-email`)).expectStatus(202);
    const { timeline } = (await admin.get(`/api/admin/ticketing/orders/${order.id}`)).expectStatus(200);
    assert.equal(timeline.filter((each) => each.kind === 'confirmation_resent').length, 1, 'only what was really queued');
    (await server.client().post(`/api/public/orders/${order.id}/resend-email`)).expectStatus(404);
    (await admin.post(`/api/admin/ticketing/orders/${order.id}/resend-email`)).expectStatus(202);
  });

  test('have their customer corrected: by the buyer until they are paid, by staff always', async () => {
    const buyer = server.client();
    const { order } = await ordered(buyer, 2, { customer_email: 'mitsake@example.org', customer_phone: '0049-30/123 456 ext 5' });
    assert.equal(order.customer_phone, '+4930123456 ext. 5', 'one spelling, however it is written');
    const path = `/api/public/orders/${order.id}`;
    (await server.client().put(path, { customer_name: 'Thief' })).expectStatus(404, 'order_not_found');
    (await buyer.put(path, { customer_email: 'nobody' })).expectStatus(422);
    (await buyer.put(path, { total: 1 })).expectStatus(422);
    const own = (await buyer.put(path, { customer_email: 'mistake@example.org', customer_phone: null })).expectStatus(200);
    assert.deepEqual([own.customer_email, own.customer_phone, own.customer_name, own.total, own.status],
      ['mistake@example.org', null, order.customer_name, order.total, 'pending']);
    await pay(buyer, order.id);
    (await buyer.put(path, { customer_name: 'Late' })).expectStatus(409, 'order_not_pending');

    const admin_path = `/api/admin/ticketing/orders/${order.id}`;
    const changed = (await admin.put(admin_path, { customer_name: 'Zoë Right', customer_email: 'right@example.org' })).expectStatus(200);
    assert.deepEqual(changed.tickets.map((ticket) => ticket.holder_name), ['Zoë Right', 'Zoë Right']);
    assert.deepEqual(changed.timeline.filter((entry) => entry.kind === 'customer_changed').map((entry) => entry.detail),
      ['customer_email, customer_phone', 'customer_name, customer_email']);
    const before = changed.timeline.length;
    assert.equal((await admin.put(admin_path, { customer_name: 'Zoë Right' })).expectStatus(200).timeline.length, before, 'nothing changed, nothing written');
    (await buyer.get(`/api/public/orders/lookup?order_number=${order.order_number}&email=mistake@example.org`)).expectStatus(404);
    (await buyer.get(`/api/public/orders/lookup?order_number=${order.order_number}&email=right@example.org`)).expectStatus(200);
    assert.equal((await admin.get('/api/admin/ticketing/orders?q=right@example')).expectStatus(200).items[0].id, order.id);
    assert.equal((await admin.get('/api/tickets?q=right@example')).expectStatus(200).items.length, 2);
    const log = JSON.stringify((await admin.get('/api/admin/audit-log?action=order.customer_changed')).expectStatus(200));
    assert.ok(log.includes('customer_email') && !log.includes('example.org'), 'the log names what changed, not to what');
  });

  test('are listed, filtered, sorted, paged and exported for staff', async () => {
    const path = '/api/admin/ticketing/orders';
    const all = [];
    let cursor = null;
    do {
      const page = (await admin.get(`${path}?limit=3&sort=-total${cursor ? `&cursor=${cursor}` : ''}`)).expectStatus(200);
      all.push(...page.items);
      ({ next_cursor: cursor } = page);
      assert.ok(page.total >= 10);
    } while (cursor);
    assert.equal(new Set(all.map((order) => order.id)).size, all.length);
    assert.deepEqual(all.map((order) => order.total), all.map((order) => order.total).sort((a, b) => b - a));
    const paid = (await admin.get(`${path}?status=paid&show_id=${show.id}&q=zo%C3%AB&from=2020-01-01`)).expectStatus(200);
    assert.ok(paid.items.length > 0 && paid.items.every((order) => order.status === 'paid'));
    (await admin.get(`${path}?to=2020-01-01`)).body.items.length === 0 || assert.fail();
    (await admin.get(`${path}?sort=colour`)).expectStatus(422);
    (await admin.get(`${path}?cursor=%21`)).expectStatus(422);
    (await admin.get(`${path}?status=lost`)).expectStatus(422);
    const csv = await admin.get(`${path}/export?status=paid`);
    csv.expectStatus(200);
    assert.match(csv.headers['content-type'], /^text\/csv/);
    assert.equal(csv.text.trim().split('\r\n').length, (await admin.get(`${path}?status=paid`)).body.total + 1);
    (await server.client().get(path)).expectStatus(401);
  });

  test('have notes, and the dashboard sums them up', async () => {
    const { order } = await buy(server, show.id, take(1));
    (await admin.post(`/api/admin/ticketing/orders/${order.id}/notes`, { text: 'Wants an aisle seat.' })).expectStatus(201);
    const seen = (await admin.get(`/api/admin/ticketing/orders/${order.id}`)).expectStatus(200);
    assert.equal(seen.timeline.at(-1).detail, 'Wants an aisle seat.');
    (await admin.post('/api/admin/ticketing/orders/nonsense/notes', { text: 'x' })).expectStatus(404);
    const board = (await admin.get('/api/admin/ticketing/dashboard')).expectStatus(200);
    assert.equal(board.recent_orders[0].id, order.id);
    const own = board.revenue_by_show.find((entry) => entry.show_id === show.id);
    assert.equal(own.revenue, board.totals[0].revenue);
    assert.equal(board.upcoming_shows[0].sold, own.tickets_sold);
    assert.ok(board.heat_map.rows.length > 0);
  });

  test('without an incident have none to clear', async () => {
    const { order } = await buy(server, show.id, take(1));
    const path = `/api/admin/ticketing/orders/${order.id}/clear-incident`;
    (await admin.post(path, { incident: 'dispute', note: 'Answered.' })).expectStatus(409, 'no_incident');
    (await admin.post(path, { incident: 'dispute', note: ' ' })).expectStatus(422);
    (await admin.post(path, { note: 'Answered.' })).expectStatus(422);
    (await admin.post('/api/admin/ticketing/orders/nonsense/clear-incident', { incident: 'dispute', note: 'x' })).expectStatus(404, 'order_not_found');
  });

  test('have one way to be made', async () => {
    (await server.client().post('/api/public/orders', { any: 'thing' })).expectStatus(410, 'use_ticket_orders_create');
    (await server.client().post('/api/public/orders')).expectStatus(410, 'use_ticket_orders_create');
  });

  describe('webhook', () => {
    const now = () => Math.floor((Date.now() + server.offsetMs) / 1000);
    const sign = (body, { at = now(), secret = WEBHOOK_SECRET } = {}) =>
      `t=${at},v1=${crypto.createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
    const post = (body, signature) => server.client().request('POST', '/api/webhooks/stripe/ticket-payment',
      { body, headers: { 'content-type': 'application/json', ...(signature && { 'stripe-signature': signature }) } });

    test('refuses what is not signed', async () => {
      const body = '{"id":"evt_1","type":"ping"}';
      (await post(body)).expectStatus(400, 'invalid_signature');
      (await server.client().post('/api/webhooks/stripe/ticket-payment')).expectStatus(400, 'invalid_signature');
      (await post(body, sign(body, { secret: 'other' }))).expectStatus(400, 'invalid_signature');
      (await post(`${body} `, sign(body))).expectStatus(400, 'invalid_signature');
      (await post(body, sign(body, { at: now() - 301 }))).expectStatus(400, 'invalid_signature');
    });

    test('pays an order once, however often it comes', async () => {
      const buyer = server.client();
      const { order } = await ordered(buyer, 1);
      const intent = (await buyer.post('/api/ticket-orders/payment-intent', { order_id: order.id })).expectStatus(200);
      const body = JSON.stringify({ id: 'evt_paid', type: 'payment_intent.succeeded', data: { object: {
        id: intent.payment_intent_id, status: 'succeeded', amount: intent.amount, amount_received: intent.amount,
        currency: 'usd', metadata: { order_id: order.id, attempt: '1' } } } });
      const answers = await Promise.all(Array.from({ length: 10 }, () => post(body, sign(body))));
      answers.forEach((answer) => answer.expectStatus(200));
      const seen = (await buyer.get(`/api/public/orders/${order.id}`)).expectStatus(200);
      assert.equal(seen.status, 'paid');
      assert.equal(seen.tickets.length, 1);
    });
  });

  // Last: time moves on.
  test('expire by themselves, and a payment that settles late is waited for', async () => {
    const buyer = server.client();
    const { order } = await ordered(buyer, 1);
    const late = server.client();
    const { order: second } = await ordered(late, 1);
    const intent = (await late.post('/api/ticket-orders/payment-intent', { order_id: second.id })).expectStatus(200);
    const form = (await late.post(`/api/public/test-payments/${intent.payment_intent_id}/confirm`,
      { card_number: '4000000000005555', client_secret: intent.client_secret })).expectStatus(200);
    assert.equal(form.status, 'processing');
    (await late.post('/api/ticket-orders/confirm', { order_id: second.id, payment_intent_id: intent.payment_intent_id }))
      .expectStatus(409, 'payment_not_complete');
    (await late.post('/api/ticket-orders/cancel', { order_id: second.id })).expectStatus(409, 'payment_processing');
    await server.advance(15 * MINUTE);
    assert.equal((await buyer.get(`/api/public/orders/${order.id}`)).expectStatus(200).status, 'expired');
    assert.equal(await seatStatus(order.items[0].show_seat_id), 'available');
    (await late.post('/api/ticket-orders/confirm', { order_id: second.id, payment_intent_id: intent.payment_intent_id })).expectStatus(200);
    assert.equal((await late.get(`/api/public/orders/${second.id}`)).body.status, 'paid');
  });
});
