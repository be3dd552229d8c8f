// One basket, several shows: tickets of several shows in one order, from the quote to the refund of one
// of them (rules 62–66).
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { finishedChange } from '../support/facts.mjs';
import { allItems, buy, createOrder, createShow, pay, reserve, signedIn } from '../support/fixtures.mjs';
import { startServer } from '../support/server.mjs';

const CUSTOMER = { customer_name: 'Zoë Müller-Østergård', customer_email: 'zoe@example.org' };

describe('an order of several shows', () => {
  let server, admin, swan, nutcracker;
  const next = new Map();
  /** So many seats of the show that no test has used yet. */
  const take = (of, count) => {
    const from = next.get(of.show.id) ?? 0;
    next.set(of.show.id, from + count);
    return of.seats.slice(from, from + count).map((seat) => seat.id);
  };
  const hold = async (buyer, of, count = 1) => (await reserve(buyer, of.show.id, take(of, count))).expectStatus(201);
  const body = (holds, more = {}) => ({ reservation_tokens: holds.map((each) => each.reservation_token), ...CUSTOMER, ...more });
  const create = (buyer, holds, more) => buyer.post('/api/ticket-orders/create', body(holds, more));
  const quote = (buyer, holds) =>
    buyer.post('/api/ticket-orders/quote', { reservation_tokens: holds.map((each) => each.reservation_token) });
  const asStaff = async (id) => (await admin.get(`/api/admin/ticketing/orders/${id}`)).expectStatus(200);
  const sound = async () => {
    const checked = await server.check();
    assert.equal(checked.code, 0, checked.stdout + checked.stderr);
  };
  before(async () => {
    server = await startServer();
    admin = await signedIn(server);
    // Tax in the price here, on top there; each with its own fees, one of them once an order.
    swan = await createShow(admin, { rows: 4, perRow: 20, price: 5000, config: {
      fees: [{ name: 'Booking', kind: 'per_ticket', amount: 100 }, { name: 'Post', kind: 'per_order', amount: 299 }],
      tax: { name: 'VAT', percent: 10, inclusive: true } } });
    nutcracker = await createShow(admin, { rows: 4, perRow: 20, price: 3000, config: {
      fees: [{ name: 'Post', kind: 'per_order', amount: 199 }],
      tax: { name: 'City tax', percent: 5, inclusive: false } } });
  });
  after(() => server?.stop());

  test('costs what its quote says, by show, fee and rate of tax', async () => {
    const buyer = server.client();
    const holds = [await hold(buyer, swan, 2), await hold(buyer, nutcracker)];
    const offered = (await quote(buyer, holds)).expectStatus(200);
    assert.deepEqual([offered.currency, offered.subtotal, offered.lines.length, offered.tax_inclusive], ['USD', 13_000, 3, false]);
    // "Post" is once in the order, at the higher price.
    assert.equal(offered.fees, 2 * 100 + 299);
    assert.deepEqual(offered.fee_lines.map((fee) => fee.name).sort(), ['Booking', 'Post']);
    assert.deepEqual(offered.taxes.map((tax) => [tax.name, tax.percent, tax.inclusive]).sort(),
      [['City tax', 5, false], ['VAT', 10, true]]);
    assert.equal(offered.taxes.reduce((sum, tax) => sum + tax.tax, 0), offered.tax);
    const added = offered.taxes.find((tax) => !tax.inclusive).tax;
    assert.equal(offered.total, offered.subtotal + offered.fees + added);
    assert.equal(offered.total, offered.lines.reduce((sum, line) => sum + line.total, 0));
    assert.deepEqual([offered.due, offered.tenders], [offered.total,
      [{ kind: 'card', amount: offered.total, captured: 0, refunded: 0, label: '' }]]);
    assert.deepEqual(offered.shows.map((show) => show.id).sort(), [swan.show.id, nutcracker.show.id].sort());
    assert.ok(offered.lines.every((line) => line.title && line.ticket.section && !('id' in line)));

    const { order } = (await create(buyer, holds)).expectStatus(201);
    for (const name of ['currency', 'subtotal', 'discount', 'fees', 'tax', 'tax_inclusive', 'total', 'fee_lines', 'shows', 'tenders'])
      assert.deepEqual(order[name], offered[name], name);
    assert.equal(order.show_id, null);
    assert.deepEqual(order.items.map((item) => item.show_id), [swan.show.id, swan.show.id, nutcracker.show.id]);
    const money = (line) => [line.show_id, line.list_price, line.discount, line.fees, line.tax, line.total];
    assert.deepEqual(order.lines.map(money), offered.lines.map(money));
    assert.ok(order.lines.every((line) => line.id && line.kind === 'ticket'));
    await sound();
  });

  test('is paid at once, and each ticket names its line and its show', async () => {
    const buyer = server.client();
    const holds = [await hold(buyer, nutcracker), await hold(buyer, swan)];
    const { order } = (await create(buyer, holds)).expectStatus(201);
    const { confirm } = await pay(buyer, order.id);
    const paid = confirm.expectStatus(200).order;
    assert.equal(paid.status, 'paid');
    assert.deepEqual(paid.tenders, [{ kind: 'card', amount: paid.total, captured: paid.total, refunded: 0, label: '' }]);
    assert.equal(paid.tickets.length, 2);
    for (const line of paid.lines) {
      const ticket = paid.tickets.find((each) => each.line_id === line.id);
      assert.equal(ticket.show.id, line.show_id);
      assert.deepEqual([line.ticket.id, line.ticket.code, line.ticket.status], [ticket.id, ticket.code, 'valid']);
    }
    const { orders } = (await buyer.get('/api/seat-reservations/mine')).expectStatus(200);
    assert.deepEqual(orders[0].reservation_tokens.sort(), holds.map((each) => each.reservation_token).sort());
    assert.equal(orders[0].reservation_token, null);
    // Each show's list, sums and door know it.
    for (const of of [swan, nutcracker]) {
      const listed = await allItems(admin, `/api/admin/ticketing/orders?show_id=${of.show.id}`);
      const row = listed.find((each) => each.id === order.id);
      assert.deepEqual([row.show_id, row.show_ids.length, row.tickets], [null, 2, 2]);
      const ticket = paid.tickets.find((each) => each.show.id === of.show.id);
      const scan = (await admin.post('/api/tickets/verify', { code: ticket.code, show_id: of.show.id })).expectStatus(200);
      assert.equal(scan.result, 'admitted');
      const other = of === swan ? nutcracker : swan;
      const wrong = (await admin.post('/api/tickets/verify', { code: ticket.code, show_id: other.show.id })).expectStatus(200);
      assert.equal(wrong.result, 'wrong_show');
    }
    const csv = (await admin.get('/api/admin/ticketing/orders/export')).text;
    assert.ok(csv.split('\n').some((row) => row.includes(order.order_number) && row.includes(swan.show.id) && row.includes(nutcracker.show.id)));
    const calendar = (await buyer.get(`/api/public/orders/${order.id}/calendar.ics`)).text;
    assert.equal(calendar.split('BEGIN:VEVENT').length, 3, calendar);
    (await server.client().get(`/api/public/orders/${order.id}/calendar.ics`)).expectStatus(404);
    const pdf = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'usher-basket-')), 'tickets.pdf');
    fs.writeFileSync(pdf, (await buyer.get(`/api/public/orders/${order.id}/tickets.pdf`)).bytes);
    const pages = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' }).split('\f').filter((page) => page.trim());
    fs.rmSync(path.dirname(pdf), { recursive: true });
    for (const of of [swan, nutcracker])
      assert.equal(pages.filter((page) => page.includes(of.recital.title)).length, 1, pages.join('\n'));
    (await buyer.get(`/api/public/orders/lookup?order_number=${order.order_number}&email=zoe@example.org`)).expectStatus(200);
    await sound();
  });

  test('takes all holds or none', async () => {
    const buyer = server.client();
    const living = await hold(buyer, swan);
    const released = await hold(buyer, nutcracker);
    (await buyer.post('/api/seat-reservations/release', { reservation_token: released.reservation_token })).expectStatus(200);
    const refused = (await create(buyer, [living, released])).expectStatus(409, 'reservation_expired');
    assert.equal(refused.reservation_token, released.reservation_token);
    const unknown = (await create(buyer, [living, { reservation_token: 'nonsense' }])).expectStatus(404, 'reservation_not_found');
    assert.equal(unknown.reservation_token, 'nonsense');
    (await create(server.client(), [living])).expectStatus(404, 'reservation_not_found');
    const { items } = (await buyer.get('/api/seat-reservations/mine')).expectStatus(200);
    assert.deepEqual(items.map((each) => [each.reservation_token, each.status]), [[living.reservation_token, 'active']]);
    (await create(buyer, [living])).expectStatus(201);
    (await create(buyer, [living])).expectStatus(409, 'reservation_expired');
    await sound();
  });

  test('says in words what cannot be in one order', async () => {
    const buyer = server.client();
    const yen = await createShow(admin, { rows: 1, perRow: 4, price: 900, currency: 'JPY' });
    const holds = [await hold(buyer, swan), await hold(buyer, yen)];
    for (const ask of [create, quote]) {
      const refused = (await ask(buyer, holds)).expectStatus(409, 'currency_mismatch');
      assert.deepEqual(refused.currencies, ['USD', 'JPY']);
    }
    const both = { ...body(holds), reservation_token: holds[0].reservation_token, show_id: swan.show.id };
    (await buyer.post('/api/ticket-orders/create', both)).expectStatus(422);
    (await buyer.post('/api/ticket-orders/create', { ...CUSTOMER, reservation_token: holds[0].reservation_token })).expectStatus(422);
    (await buyer.post('/api/ticket-orders/create', { ...CUSTOMER, reservation_tokens: [] })).expectStatus(422);
    (await create(buyer, [holds[0]])).expectStatus(201);
    (await create(buyer, [holds[1], holds[1]])).expectStatus(201);
    await sound();
  });

  test('asks before it costs something else than when the seats were held', async () => {
    const buyer = server.client();
    const other = await createShow(admin, { rows: 1, perRow: 4, price: 1000 });
    const holds = [await hold(buyer, swan), await hold(buyer, other)];
    (await admin.post(`/api/recital-shows/${other.show.id}/ticket-config`,
      { currency: 'USD', fees: [{ name: 'Late', kind: 'per_ticket', amount: 50 }] })).expectStatus(200);
    const refused = (await create(buyer, holds)).expectStatus(409, 'terms_changed');
    const offered = (await quote(buyer, holds)).expectStatus(200);
    assert.deepEqual([refused.quote.digest, refused.quote.total], [offered.digest, refused.previous.total + 50]);
    const { order } = (await create(buyer, holds, { agreed_quote: offered.digest })).expectStatus(201);
    assert.equal(order.total, offered.total);
  });

  test('keeps the rest when one ticket is given back', async () => {
    const buyer = server.client();
    const { order } = (await create(buyer, [await hold(buyer, swan), await hold(buyer, nutcracker)])).expectStatus(201);
    const paid = (await pay(buyer, order.id)).confirm.expectStatus(200).order;
    const line = paid.lines.find((each) => each.show_id === swan.show.id);
    const { order: given } = (await admin.post(`/api/admin/ticketing/orders/${order.id}/refund`,
      { ticket_ids: [line.ticket.id], reason: 'ill', release_seats: true })).expectStatus(200);
    assert.deepEqual([given.status, given.refunded, given.refunds[0].item_ids], ['partially_refunded', line.total, [line.id]]);
    assert.ok(given.lines.find((each) => each.id === line.id).refunded_at);
    assert.equal(given.tickets.find((each) => each.line_id !== line.id).status, 'valid');
    const dashboard = (await admin.get('/api/admin/ticketing/dashboard')).expectStatus(200);
    for (const of of [swan, nutcracker]) {
      const orders = (await allItems(admin, `/api/admin/ticketing/orders?show_id=${of.show.id}`)).filter((row) => row.paid_at);
      let brought = 0;
      let back = 0;
      for (const { id } of orders) {
        const each = await asStaff(id);
        for (const one of each.lines.filter((sold) => sold.show_id === of.show.id)) {
          brought += one.total;
          if (one.refunded_at) back += one.total;
        }
      }
      const sums = dashboard.revenue_by_show.find((row) => row.show_id === of.show.id);
      assert.deepEqual([sums.revenue, sums.refunded, sums.orders], [brought - back, back, orders.length]);
    }
    // A courtesy without a ticket is of both shows, by what they have cost.
    const other = paid.lines.find((each) => each.id !== line.id);
    const { order: more } = (await admin.post(`/api/admin/ticketing/orders/${order.id}/refund`,
      { amount: 101, reason: 'courtesy', release_seats: false })).expectStatus(200);
    assert.equal(more.refunded, line.total + 101);
    const { order: rest } = (await admin.post(`/api/admin/ticketing/orders/${order.id}/refund`,
      { reason: 'all of it', release_seats: true })).expectStatus(200);
    assert.deepEqual([rest.status, rest.refunded], ['refunded', line.total + other.total]);
    await sound();
  });

  test('loses the tickets of a show that is cancelled, with their fees, and no other', async () => {
    const gala = await createShow(admin, { rows: 1, perRow: 10, price: 2000, config: {
      fees: [{ name: 'Booking', kind: 'per_ticket', amount: 150 }] } });
    const buyer = server.client();
    const { order } = (await create(buyer, [await hold(buyer, gala, 2), await hold(buyer, nutcracker)])).expectStatus(201);
    const paid = (await pay(buyer, order.id)).confirm.expectStatus(200).order;
    const alone = (await buy(server, gala.show.id, take(gala, 1))).order;
    const changes = `/api/recital-shows/${gala.show.id}/changes`;
    const preview = (await admin.get(`${changes}/preview`)).expectStatus(200);
    const galaTotal = paid.lines.filter((line) => line.show_id === gala.show.id).reduce((sum, line) => sum + line.total, 0);
    assert.deepEqual([preview.orders, preview.tickets, preview.paid], [2, 3, [{ currency: 'USD', orders: 2, amount: galaTotal + alone.total }]]);
    const change = (await admin.post(changes, { kind: 'cancel', refund: true, message: '' })).expectStatus(201);
    await finishedChange(admin, gala.show, change);
    const now = await asStaff(order.id);
    assert.deepEqual([now.status, now.refunded], ['partially_refunded', galaTotal]);
    assert.deepEqual(now.lines.map((line) => Boolean(line.refunded_at)), [true, true, false]);
    assert.deepEqual(now.tickets.map((ticket) => ticket.status).sort(), ['valid', 'void', 'void']);
    assert.equal((await asStaff(alone.id)).status, 'refunded');
    await sound();
  });

  test('is sold whole to many who take the same two shows in opposite order', async () => {
    const first = await createShow(admin, { rows: 2, perRow: 20, price: 1500 });
    const second = await createShow(admin, { rows: 2, perRow: 20, price: 1500 });
    const buyers = await Promise.all(Array.from({ length: 20 }, async () => {
      const buyer = server.client();
      return { buyer, holds: [await hold(buyer, first, 2), await hold(buyer, second, 2)] };
    }));
    const made = await Promise.all(buyers.map(async ({ buyer, holds }, i) => {
      const { order } = (await create(buyer, i % 2 === 0 ? holds : [...holds].reverse())).expectStatus(201);
      return (await pay(buyer, order.id)).confirm.expectStatus(200).order;
    }));
    assert.ok(made.every((order) => order.status === 'paid' && order.tickets.length === 4));
    await sound();
  });

  test('ends as a whole, and every seat is free again', async () => {
    const buyer = server.client();
    const holds = [await hold(buyer, swan), await hold(buyer, nutcracker)];
    const { order } = (await create(buyer, holds)).expectStatus(201);
    assert.equal((await buyer.post('/api/ticket-orders/cancel', { order_id: order.id })).expectStatus(200).order.status, 'cancelled');
    for (const each of holds) {
      const seats = (await admin.get(`/api/recital-shows/${each.show_id}/seats?limit=200`)).expectStatus(200).items;
      assert.equal(seats.find((seat) => seat.id === each.seats[0].id).status, 'available');
    }
    await sound();
  });

  test('of one show is what it always was', async () => {
    const buyer = server.client();
    const { order } = (await createOrder(buyer, await hold(buyer, swan))).expectStatus(201);
    assert.deepEqual([order.show_id, order.shows.map((show) => show.id)], [swan.show.id, [swan.show.id]]);
  });
});
