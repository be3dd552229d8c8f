// What a browser session has, and how it is found again: `GET /api/seat-reservations/mine`.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CARDS, createOrder, createShow, publicSeats, reserve, signedIn } from '../support/fixtures.mjs';
import { startServer } from '../support/server.mjs';

const MINUTE = 60_000;

describe('what a browser has', () => {
  let server, admin, show, seats, next = 0;
  const take = (count) => seats.slice(next, (next += count)).map((seat) => seat.id);
  const mine = async (client) => (await client.get('/api/seat-reservations/mine')).expectStatus(200);
  const intentOf = async (buyer, order) =>
    (await buyer.post('/api/ticket-orders/payment-intent', { order_id: order.id })).expectStatus(200);
  const card = (buyer, intent, number) => buyer.post(`/api/public/test-payments/${intent.payment_intent_id}/confirm`,
    { client_secret: intent.client_secret, card_number: number });

  before(async () => {
    server = await startServer();
    admin = await signedIn(server);
    ({ show, seats } = await createShow(admin, { rows: 8, perRow: 20, price: 2500 }));
  });
  after(() => server?.stop());

  test('begins a session and says whether the browser kept it', async () => {
    const buyer = server.client();
    const first = await buyer.get('/api/seat-reservations/mine');
    assert.deepEqual(first.expectStatus(200), { items: [], next_cursor: null, orders: [], has_session: false });
    assert.match(String(first.headers['set-cookie']), /^reservation_session=.+; Path=\/; Max-Age=86400; HttpOnly; SameSite=Lax/);
    assert.equal((await mine(buyer)).has_session, true);
    assert.equal((await mine(server.client())).has_session, false);
    (await buyer.get('/api/seat-reservations/mine?what=ever')).expectStatus(422);
  });

  test('is its holds, of all shows, and nobody else\'s', async () => {
    const buyer = server.client();
    const other = await createShow(admin, { rows: 1, perRow: 4 });
    const hold = (await reserve(buyer, show.id, take(2))).expectStatus(201);
    const second = (await reserve(buyer, other.show.id, [other.seats[0].id])).expectStatus(201);
    const { items, orders } = await mine(buyer);
    assert.deepEqual(items.map((each) => each.reservation_token).sort(), [hold.reservation_token, second.reservation_token].sort());
    const found = items.find((each) => each.reservation_token === hold.reservation_token);
    assert.deepEqual([found.status, found.expires_at, found.seats.map((seat) => seat.id)],
      ['active', hold.expires_at, hold.seats.map((seat) => seat.id)]);
    assert.deepEqual(orders, []);
    assert.deepEqual((await mine(server.client())).items, []);
    const one = (await buyer.get('/api/seat-reservations/mine?limit=1')).expectStatus(200);
    assert.equal(one.items.length, 1);
    const rest = (await buyer.get(`/api/seat-reservations/mine?limit=1&cursor=${one.next_cursor}`)).expectStatus(200);
    assert.deepEqual([rest.items.length, rest.next_cursor], [1, null]);
    (await buyer.post('/api/seat-reservations/release', { reservation_token: hold.reservation_token })).expectStatus(200);
    assert.deepEqual((await mine(buyer)).items.map((each) => each.reservation_token), [second.reservation_token]);
  });

  test('is its orders with the hold they came from and how far their payments are', async () => {
    const buyer = server.client();
    const hold = (await reserve(buyer, show.id, take(2))).expectStatus(201);
    const made = (await createOrder(buyer, hold)).expectStatus(201);
    const state = async () => {
      const { items, orders } = await mine(buyer);
      assert.deepEqual(items, [], 'the hold has become an order');
      assert.equal(orders.length, 1);
      const [{ order, order_token: token, reservation_token: from, payment_status: payment }] = orders;
      assert.deepEqual([order.id, token, from], [made.order.id, made.order_token, hold.reservation_token]);
      return [order.status, payment, order.tickets.length];
    };
    assert.deepEqual(await state(), ['pending', null, 0]);
    const intent = await intentOf(buyer, made.order);
    assert.deepEqual(await state(), ['pending', 'open', 0]);
    (await card(buyer, intent, CARDS.declined)).expectStatus(402);
    assert.deepEqual(await state(), ['pending', 'open', 0]);
    (await card(buyer, intent, CARDS.good)).expectStatus(200);
    (await buyer.post('/api/ticket-orders/confirm', { order_id: made.order.id, payment_intent_id: intent.payment_intent_id })).expectStatus(200);
    assert.deepEqual(await state(), ['paid', 'succeeded', 2]);
    assert.deepEqual((await mine(server.client())).orders, []);
  });

  test('says that a payment is under way', async () => {
    const buyer = server.client();
    const { order } = (await createOrder(buyer, (await reserve(buyer, show.id, take(1))).expectStatus(201))).expectStatus(201);
    const intent = await intentOf(buyer, order);
    (await card(buyer, intent, '4000000000005555')).expectStatus(200);
    await buyer.post('/api/ticket-orders/confirm', { order_id: order.id, payment_intent_id: intent.payment_intent_id });
    assert.equal((await mine(buyer)).orders[0].payment_status, 'processing');
  });

  test('names the newest order first, and one whose time is over as expired', async () => {
    const buyer = server.client();
    const order = async () => (await createOrder(buyer, (await reserve(buyer, show.id, take(1))).expectStatus(201))).expectStatus(201).order.id;
    const ids = [await order(), await order()];
    await server.advance(16 * MINUTE);
    const { orders } = await mine(buyer);
    assert.deepEqual(orders.map((each) => [each.order.id, each.order.status]), [[ids[1], 'expired'], [ids[0], 'expired']]);
  });
});

describe('a new buyer', () => {
  let server, admin, show, seats, next = 0;
  const take = (count) => seats.slice(next, (next += count)).map((seat) => seat.id);
  const hold = (client, ids, options) => client.post('/api/seat-reservations/reserve', { show_id: show.id, seat_ids: ids }, options);
  before(async () => {
    server = await startServer();
    admin = await signedIn(server);
    ({ show, seats } = await createShow(admin, { rows: 4, perRow: 20, config: { max_tickets_per_order: 4 } }));
  });
  after(() => server?.stop());

  for (const key of [undefined, 'one-press']) {
    test(`who presses twice keeps the session that holds the seats${key ? ', with a key' : ''}`, async () => {
      for (let round = 0; round < 5; ++round) {
        const ids = take(2);
        const answers = await Promise.all([1, 2, 3].map(() => hold(server.client(), ids, { key })));
        assert.deepEqual(answers.map((each) => each.status).sort(), [201, 409, 409]);
        for (const each of answers) {
          assert.equal(each.headers['set-cookie'] !== undefined, each.status === 201, `${each.status} with ${each.headers['set-cookie']}`);
        }
      }
    });
  }

  test('is given no session with a refusal, whatever it is', async () => {
    const [taken] = take(1);
    (await hold(server.client(), [taken])).expectStatus(201);
    const draft = await createShow(admin, { rows: 1, perRow: 2, status: 'paused' });
    const refused = async (status, body, options) => {
      for (const more of [{}, { key: `k-${status}-${Math.random()}` }]) {
        const answer = await server.client().post('/api/seat-reservations/reserve', body, { ...options, ...more });
        assert.equal(answer.status, status, answer.text);
        assert.equal(answer.headers['set-cookie'], undefined);
      }
    };
    await refused(409, { show_id: show.id, seat_ids: [taken] });
    await refused(409, { show_id: draft.show.id, seat_ids: [draft.seats[0].id] });
    await refused(422, { show_id: show.id, seat_ids: take(5) });
    await refused(422, { show_id: show.id, seat_ids: [taken, taken] });
    await refused(422, { show_id: show.id, seat_ids: ['nonsense'] });
    await refused(422, { show_id: show.id, seat_ids: [take(1)[0]], access_code: 'nobody knows' });
    await refused(404, { show_id: '1', seat_ids: ['1'] });
    for (const [method, path, body] of [['GET', '/api/seat-reservations/check?token=x'], ['GET', '/api/public/seat-reservations/x'],
      ['POST', '/api/seat-reservations/extend', { reservation_token: 'x' }], ['POST', '/api/seat-reservations/release', { reservation_token: 'x' }],
      ['POST', '/api/ticket-orders/create', { reservation_token: 'x', show_id: show.id, customer_name: 'A', customer_email: 'a@b.org' }]]) {
      const answer = await server.client().request(method, path, { json: body });
      assert.equal(answer.status, 404, `${method} ${path}: ${answer.text}`);
      assert.equal(answer.headers['set-cookie'], undefined);
    }
  });

  test('whose answer was lost asks again and gets the same seats', async () => {
    const buyer = server.client();
    (await buyer.get('/api/seat-reservations/mine')).expectStatus(200);
    const ids = take(2);
    const first = (await hold(buyer, ids, { key: 'press-1' })).expectStatus(201);
    assert.deepEqual((await hold(buyer, ids, { key: 'press-1' })).expectStatus(201), first);
    const again = (await hold(buyer, ids, { key: 'press-2' })).expectStatus(201);
    assert.deepEqual([again.expires_at, again.seats.map((seat) => seat.id)], [first.expires_at, ids]);
    const state = (await publicSeats(server.client(), show.id)).filter((seat) => ids.includes(seat.id));
    assert.ok(state.every((seat) => seat.status === 'reserved'));
  });
});
