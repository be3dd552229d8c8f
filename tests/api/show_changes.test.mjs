// Cancelling and moving a show over HTTP (S8): everybody once, also when the server is killed.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { finishedChange } from '../support/facts.mjs';
import { buy, createOrder, createShow, publicSeats, reserve, signedIn } from '../support/fixtures.mjs';
import { startServer } from '../support/server.mjs';

const LIMIT_MS = 60_000;

describe('shows that are cancelled or moved', () => {
  let server, admin;
  before(async () => {
    server = await startServer();
    admin = await signedIn(server);
  });
  after(() => server?.stop());

  const path = (show) => `/api/recital-shows/${show.id}/changes`;
  const begin = (show, body, options) => admin.post(path(show), body, options);
  const finished = (show, change) => finishedChange(admin, show, change);
  const order = async (id) => (await admin.get(`/api/admin/ticketing/orders/${id}`)).expectStatus(200);

  test('say beforehand what will happen, then refund and tell everybody once', async () => {
    const { show, seats } = await createShow(admin, { rows: 3, perRow: 10 });
    const bought = [];
    for (let i = 0; i < 6; i += 2) bought.push((await buy(server, show.id, [seats[i].id, seats[i + 1].id])).order);
    const waiting = server.client();
    const hold = (await reserve(waiting, show.id, [seats[10].id])).expectStatus(201);
    const { order: pending } = (await createOrder(waiting, hold)).expectStatus(201);

    const preview = (await admin.get(`${path(show)}/preview`)).expectStatus(200);
    assert.deepEqual([preview.orders, preview.tickets, preview.pending_orders, preview.people], [3, 6, 1, 1]);
    assert.deepEqual(preview.paid, [{ currency: 'USD', orders: 3, amount: 15000 }]);

    const body = { kind: 'cancel', refund: true, message: 'The hall is flooded.\nWe are sorry.' };
    const change = (await begin(show, body, { key: 'cancel-1' })).expectStatus(201);
    assert.deepEqual((await begin(show, body, { key: 'cancel-1' })).expectStatus(201), change, 'a double click is one change');
    const done = await finished(show, change);
    assert.deepEqual([done.orders_total, done.orders_done, done.ended, done.told, done.refunds_failed], [4, 4, 1, 0, 0]);
    assert.deepEqual(done.refunded, [{ currency: 'USD', orders: 3, amount: 15000 }]);
    for (const { id } of bought) {
      const now = await order(id);
      assert.equal(now.status, 'refunded');
      assert.equal(now.refunds.length, 1);
      assert.ok(now.tickets.every((ticket) => ticket.status === 'void'));
      assert.ok(now.timeline.some((entry) => entry.kind === 'show_cancelled' && entry.detail === body.message));
    }
    assert.equal((await order(pending.id)).status, 'cancelled');
    assert.equal((await admin.get(`/api/recital-shows/${show.id}`)).expectStatus(200).status, 'cancelled');
    const back = (await publicSeats(admin, show.id)).filter((seat) => seats.slice(0, 6).some((was) => was.id === seat.id));
    assert.ok(back.every((seat) => seat.status === 'blocked'), 'a cancelled show returns no stock (rule 45)');
    (await reserve(server.client(), show.id, [seats[20].id])).expectStatus(409, 'not_on_sale');
    const { items } = (await admin.get(`/api/admin/audit-log?subject=show&subject_id=${show.id}&action=show.cancelled`)).expectStatus(200);
    assert.equal(items.length, 1);
    assert.equal(JSON.stringify(items[0].after).includes('flooded'), false, 'the log keeps no words');
  });

  test('move with all their times; tickets stay good', async () => {
    const { show, seats } = await createShow(admin, { rows: 2, perRow: 5 });
    const starts = Date.parse(show.starts_at);
    const doors = new Date(starts - 3_600_000).toISOString();
    const changed = (await admin.put(`/api/recital-shows/${show.id}`, { doors_at: doors })).expectStatus(200);
    const { order: bought } = await buy(server, show.id, [seats[0].id]);
    const to = new Date(starts + 7 * 86_400_000).toISOString();
    const done = await finished(show, (await begin(show, { kind: 'move', refund: false, starts_at: to })).expectStatus(201));
    assert.deepEqual([done.was_starts_at, done.starts_at, done.told], [changed.starts_at, to, 1]);
    const now = (await admin.get(`/api/recital-shows/${show.id}`)).expectStatus(200);
    assert.equal(now.starts_at, to);
    assert.equal(Date.parse(now.starts_at) - Date.parse(now.doors_at), 3_600_000);
    assert.equal(now.status, 'on_sale');
    const after = await order(bought.id);
    assert.equal(after.status, 'paid');
    assert.equal(after.tickets[0].show.starts_at, to);
  });

  test('refuse what makes no sense', async () => {
    const { show } = await createShow(admin, { rows: 1, perRow: 3 });
    (await begin(show, { kind: 'move', refund: false })).expectStatus(422);
    (await begin(show, { kind: 'move', refund: false, starts_at: show.starts_at })).expectStatus(422);
    (await begin(show, { kind: 'move', refund: false, starts_at: '2020-01-01T00:00:00Z' })).expectStatus(422);
    (await begin(show, { kind: 'cancel', refund: false, starts_at: '2040-01-01T00:00:00Z' })).expectStatus(422);
    (await begin(show, { kind: 'postpone', refund: false })).expectStatus(422);
    (await begin(show, { kind: 'cancel', refund: false }, { headers: { 'if-match': '"99"' } })).expectStatus(412, 'version_conflict');
    (await begin({ id: 'nothing' }, { kind: 'cancel', refund: false })).expectStatus(404, 'show_not_found');
    await finished(show, (await begin(show, { kind: 'cancel', refund: false })).expectStatus(201));
    (await begin(show, { kind: 'move', refund: false, starts_at: '2040-01-01T00:00:00Z' })).expectStatus(409, 'show_cancelled');
    const staff = await signedIn(server, { role: 'staff' });
    (await staff.post(path(show), { kind: 'cancel', refund: true })).expectStatus(403);
    (await staff.get(path(show))).expectStatus(200);
  });

  test('go on after kill -9, and refund nobody twice', async () => {
    const { show, seats } = await createShow(admin, { rows: 8, perRow: 10 });
    const bought = [];
    for (let i = 0; i < 40; i += 1) bought.push((await buy(server, show.id, [seats[i].id])).order.id);
    const change = (await begin(show, { kind: 'cancel', refund: true })).expectStatus(201);
    for (let round = 0; round < 3; ++round) {
      await sleep(20 + round * 30);
      await server.kill9();
      await server.restart();
      admin.url = server.url;
      // Whoever had the job is dead: its claim runs out before another may take it.
      await server.advance(3 * 60_000);
    }
    const done = await finished(show, change);
    assert.deepEqual([done.orders_done, done.refunded[0].orders, done.refunded[0].amount], [40, 40, 40 * 2500]);
    await server.advance(5 * 60_000);
    const until = Date.now() + LIMIT_MS;
    for (const id of bought) {
      for (;;) {
        const now = await order(id);
        assert.equal(now.refunds.length, 1, 'asked for once');
        if (now.status === 'refunded') {
          assert.equal(now.refunded, 2500);
          break;
        }
        assert.ok(Date.now() < until, `${id} is ${now.status}`);
        await sleep(100);
      }
    }
    const checked = await server.check();
    assert.equal(checked.code, 0, checked.stdout + checked.stderr);
  });
});

describe('the price preview', () => {
  let server, admin;
  before(async () => {
    server = await startServer();
    admin = await signedIn(server);
  });
  after(() => server?.stop());

  test('prices a configuration as orders would be, and saves nothing', async () => {
    const { show, venue, seats } = await createShow(admin, { rows: 2, perRow: 5, price: 2500 });
    const [zone] = venue.price_zones;
    const config = { zones: [{ price_zone_id: zone.id, enabled: true, price: 3000 }],
      fees: [{ name: 'Service', kind: 'per_ticket', amount: 150 }, { name: 'Order', kind: 'per_order', amount: 200 }],
      tax: { name: 'VAT', percent: 10, inclusive: false }, ticket_types: [{ name: 'Child', price: 1000 }] };
    const send = (body, query = '') => admin.post(`/api/recital-shows/${show.id}/ticket-config/preview${query}`, body);
    const plain = (await send({ ...config, ticket_types: [] })).expectStatus(200);
    assert.deepEqual(plain.choices.map((each) => [each.price, each.all_in_price, each.subtotal, each.fees, each.tax, each.total]),
      [[3000, 3150, 6000, 500, 650, 7150]]);
    assert.equal(plain.order_fee, 200);
    const typed = (await send(config, '?count=1')).expectStatus(200);
    assert.deepEqual(typed.choices.map((each) => [each.ticket_type, each.price]), [[null, 3000], ['Child', 1000]]);
    const named = (await send({ ...config, ticket_types: [{ name: 'Child', price: 1000 }, { name: 'Adult', price: 3000 }] })).expectStatus(200);
    assert.deepEqual(named.choices.map((each) => [each.ticket_type, each.price]), [['Child', 1000], ['Adult', 3000]]);
    const closed = (await send({ zones: [{ price_zone_id: zone.id, enabled: false }] })).expectStatus(200);
    assert.deepEqual([closed.choices, closed.not_for_sale], [[], [zone.name]]);
    (await send({ tax: { percent: 400 } })).expectStatus(422);
    assert.equal((await admin.get(`/api/recital-shows/${show.id}/ticket-config`)).expectStatus(200).zones[0].price, 2500);

    (await admin.post(`/api/recital-shows/${show.id}/ticket-config`, { ...config, ticket_types: [] })).expectStatus(200);
    const buyer = server.client();
    const hold = (await reserve(buyer, show.id, [seats[0].id, seats[1].id])).expectStatus(201);
    const { order } = (await createOrder(buyer, hold)).expectStatus(201);
    assert.equal(order.total, plain.choices[0].total, 'the order costs what the preview said');
  });
});

describe('what is printed for a house', () => {
  let server, admin, show, venue, seats;
  before(async () => {
    server = await startServer();
    admin = await signedIn(server);
    ({ show, venue, seats } = await createShow(admin, { rows: 3, perRow: 12 }));
  });
  after(() => server?.stop());

  const pdf = async (address) => {
    const answer = (await admin.get(address)).expectStatus(200);
    return answer;
  };

  test('all tickets of a show, once there are some', async () => {
    (await admin.get(`/api/recital-shows/${show.id}/tickets.pdf`)).expectStatus(409, 'no_tickets');
    await buy(server, show.id, [seats[3].id, seats[1].id]);
    await pdf(`/api/recital-shows/${show.id}/tickets.pdf`);
    await pdf(`/api/recital-shows/${show.id}/tickets.pdf?section=Orchestra`);
    (await admin.get(`/api/recital-shows/${show.id}/tickets.pdf?section=Nowhere`)).expectStatus(409, 'no_tickets');
  });

  test('labels on every sheet, for staff only', async () => {
    for (const sheet of ['avery_l7160', 'avery_l7163', 'avery_l7651', 'avery_5160', 'avery_5163', 'avery_5167']) {
      await pdf(`/api/recital-shows/${show.id}/seat-labels.pdf?sheet=${sheet}&outlines=true`);
    }
    await pdf(`/api/venues/${venue.id}/seat-labels.pdf`);
    (await admin.get(`/api/venues/${venue.id}/seat-labels.pdf?sheet=avery_1`)).expectStatus(422);
    (await admin.get(`/api/venues/${venue.id}/seat-labels.pdf?section=Nowhere`)).expectStatus(409, 'no_seats');
    (await admin.get('/api/venues/nothing/seat-labels.pdf')).expectStatus(404, 'venue_not_found');
    (await server.client().get(`/api/venues/${venue.id}/seat-labels.pdf`)).expectStatus(401);
  });
});
