// What a show costs and whether it sells is decided when it counts, not when it was last looked at
// (rules 13, 15, 37, 64, 65), and nobody holds the house from one place (rules 5, 59).
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CARDS, createOrder, createShow, pay, publicSeats, reserve, signedIn } from '../support/fixtures.mjs';
import { startServer } from '../support/server.mjs';

const FEE = { name: 'Service', kind: 'per_ticket', amount: 100 };
const KINDS = [{ name: 'Child', price: 1000 }, { name: 'Infant', price: 0 }];
const SOON_MS = 10_000;

let lastNetwork = 0;
/** A browser somewhere else in the world: the server trusts this test as a proxy. */
const elsewhere = (server, address = `198.51.${++lastNetwork >> 8}.${lastNetwork & 255}`) =>
  server.client({ headers: { 'x-forwarded-for': address } });
const typed = (hold, name) => ({ ticket_types: Object.fromEntries(hold.seats.map((seat) => [seat.id, name])) });

describe('terms', () => {
  let server, admin;
  before(async () => {
    server = await startServer({ args: ['--trusted-proxies', '127.0.0.0/8', '--captcha-work', '500', '--rate-limit', 'off'] });
    admin = await signedIn(server);
  });
  after(async () => {
    const check = await server.check();
    await server?.stop();
    assert.equal(check.code, 0, check.stdout);
  });

  const sale = (more = {}) => createShow(admin, { rows: 2, perRow: 20, price: 2500, ...more,
    config: { fees: [FEE], ticket_types: KINDS, ...more.config } });
  const configure = async (show, body) =>
    (await admin.post(`/api/recital-shows/${show.id}/ticket-config`, body)).expectStatus(200);
  const details = async (order) => (await admin.get(`/api/admin/ticketing/orders/${order.id}`)).expectStatus(200);
  const put = (show, body) => admin.put(`/api/recital-shows/${show.id}`, body);
  const cancelShow = (show) => admin.post(`/api/recital-shows/${show.id}/changes`, { kind: 'cancel', refund: true, message: '' });
  const held = async (buyer, show, seats) => (await reserve(buyer, show.id, seats.map((seat) => seat.id))).expectStatus(201);

  describe('of a show that was cancelled', () => {
    test('let nobody order what was held before, free tickets neither', async () => {
      const { show, seats } = await sale();
      const [first, second] = [server.client(), server.client()];
      const paying = await held(first, show, seats.slice(0, 2));
      const free = await held(second, show, seats.slice(2, 4));
      (await put(show, { status: 'cancelled' })).expectStatus(200);
      (await createOrder(first, paying)).expectStatus(409, 'not_on_sale');
      (await createOrder(second, free, typed(free, 'Infant'))).expectStatus(409, 'not_on_sale');
    });

    test('give a payment back that comes afterwards, and no ticket', async () => {
      const { show, seats } = await sale();
      const buyer = server.client();
      const hold = await held(buyer, show, seats.slice(0, 2));
      const { order } = (await createOrder(buyer, hold)).expectStatus(201);
      const intent = (await buyer.post('/api/ticket-orders/payment-intent', { order_id: order.id })).expectStatus(200);
      const refused = (await put(show, { status: 'cancelled' })).expectStatus(409, 'show_has_orders');
      assert.equal(refused.see, `/api/recital-shows/${show.id}/changes`);
      (await cancelShow(show)).expectStatus(201);
      await buyer.post(`/api/public/test-payments/${intent.payment_intent_id}/confirm`,
        { card_number: CARDS.good, client_secret: intent.client_secret });
      const confirm = await buyer.post('/api/ticket-orders/confirm', { order_id: order.id, payment_intent_id: intent.payment_intent_id });
      assert.notEqual(confirm.status, 200, confirm.text);
      (await buyer.post('/api/ticket-orders/payment-intent', { order_id: order.id })).expectStatus(409);
      const until = Date.now() + SOON_MS;
      let now = await details(order);
      const settles = () => now.status === 'pending' || now.refunds.some((refund) => refund.status === 'requested');
      while (settles() && Date.now() < until) {
        await sleep(50);
        now = await details(order);
      }
      assert.equal(now.status, 'cancelled');
      assert.deepEqual(now.tickets, []);
      assert.ok(now.refunds.every((refund) => refund.amount === order.total && refund.status === 'completed'));
    });
  });

  describe('that changed since the seats were held', () => {
    test('are asked about: a kind that costs more', async () => {
      const { show, seats } = await sale();
      const buyer = server.client();
      const hold = await held(buyer, show, seats.slice(0, 2));
      await configure(show, { ticket_types: [{ name: 'Child', price: 9900 }] });
      const refused = (await createOrder(buyer, hold, typed(hold, 'Child'))).expectStatus(409, 'terms_changed');
      const { quote } = refused;
      assert.deepEqual([quote.currency, quote.subtotal, quote.fees, quote.tax, quote.discount, quote.total], ['USD', 19800, 200, 0, 0, 20000]);
      assert.deepEqual(refused.previous, { currency: 'USD', total: 2200 });
      assert.equal(quote.items.reduce((sum, item) => sum + item.total, 0), quote.total);
      assert.deepEqual(quote.items.map((item) => item.show_seat_id), hold.seats.map((seat) => seat.id));
      const { order } = (await createOrder(buyer, hold, { ...typed(hold, 'Child'), agreed_quote: quote.digest })).expectStatus(201);
      assert.equal(order.total, quote.total);
      await configure(show, { ticket_types: [{ name: 'Child', price: 100 }], fees: [] });
      const { confirm } = await pay(buyer, order.id);
      assert.equal(confirm.expectStatus(200).order.total, 20000, 'an order is never changed (rule 13)');
    });

    test('are asked about: a fee, a tax, the currency; a hold made again has the new ones', async () => {
      const { show, seats } = await sale();
      const buyer = server.client();
      const hold = await held(buyer, show, seats.slice(0, 2));
      await configure(show, { fees: [{ ...FEE, amount: 1500 }], tax: { name: 'VAT', percent: 20 } });
      const fee = (await createOrder(buyer, hold)).expectStatus(409, 'terms_changed').quote;
      assert.deepEqual([fee.subtotal, fee.fees, fee.tax, fee.total], [5000, 3000, 1600, 9600]);
      await configure(show, { currency: 'JPY', tax: null });
      const yen = (await createOrder(buyer, hold, { agreed_quote: fee.digest })).expectStatus(409, 'terms_changed').quote;
      assert.equal(yen.currency, 'JPY');
      await held(buyer, show, seats.slice(0, 2));
      const again = (await buyer.post('/api/ticket-orders/create', { reservation_token: hold.reservation_token, show_id: show.id,
        customer_name: 'A', customer_email: 'a@example.org', agreed_quote: yen.digest }));
      again.expectStatus(409, 'reservation_expired');
    });

    test('are not, where the buyer pays the same', async () => {
      const { show, seats } = await sale();
      const buyer = server.client();
      const hold = await held(buyer, show, seats.slice(0, 2));
      await configure(show, { ticket_types: [{ name: 'Child', price: 9900 }], hold_minutes: 20 });
      (await put(show, { title: 'Another evening' })).expectStatus(200);
      assert.equal((await createOrder(buyer, hold)).expectStatus(201).order.total, 5200);
    });
  });

  describe('that no card can be charged', () => {
    test('are warned about, and refused when they are ordered; free stays free', async () => {
      const { show, venue, seats } = await createShow(admin, { rows: 1, perRow: 10, price: 49 });
      const zones = venue.price_zones.map((zone) => ({ price_zone_id: zone.id, enabled: true, price: 49 }));
      const { warnings } = await configure(show, { zones, ticket_types: [{ name: 'Child', price: 60 }, { name: 'Infant', price: 0 }] });
      assert.deepEqual(warnings.map(({ pointer, code }) => [pointer, code]), [['/zones/0/price', 'below_minimum']]);
      const [one, two, free] = [server.client(), server.client(), server.client()];
      (await createOrder(one, await held(one, show, seats.slice(0, 1)))).expectStatus(422, 'total_below_minimum');
      assert.equal((await createOrder(two, await held(two, show, seats.slice(1, 3)))).expectStatus(201).order.total, 98);
      const hold = await held(free, show, seats.slice(3, 4));
      assert.equal((await createOrder(free, hold, typed(hold, 'Infant'))).expectStatus(201).order.status, 'paid');
    });

    test('do not come of percentages in three decimals, and can be given back', async () => {
      const { show, seats } = await createShow(admin, { rows: 1, perRow: 10, price: 2510, currency: 'KWD',
        config: { fees: [{ name: 'Service', kind: 'percent', amount: 3.333 }], tax: { name: 'VAT', percent: 7.7 } } });
      const buyer = server.client();
      const hold = await held(buyer, show, seats.slice(0, 2));
      const { order } = (await createOrder(buyer, hold)).expectStatus(201);
      assert.equal(order.total % 10, 0);
      assert.ok(order.items.every((item) => item.total % 10 === 0));
      (await pay(buyer, order.id)).confirm.expectStatus(200);
      const refund = (body) => admin.post(`/api/admin/ticketing/orders/${order.id}/refund`, { reason: 'asked', release_seats: false, ...body });
      const paid = await details(order);
      (await refund({ amount: 125, ticket_ids: [paid.tickets[0].id] })).expectStatus(422, 'refund_not_chargeable');
      assert.ok((await details(order)).tickets.every((ticket) => ticket.status === 'valid'), 'no ticket is void for nothing');
      (await refund({ ticket_ids: [paid.tickets[0].id] })).expectStatus(200);
      const { warnings } = await configure(show, { ticket_types: [{ name: 'Child', price: 1255 }], fees: [], tax: null });
      assert.deepEqual(warnings.map(({ pointer, code }) => [pointer, code]), [['/ticket_types/0/price', 'too_fine']]);
    });
  });

  describe('of holding seats', () => {
    const sha256 = (text) => crypto.createHash('sha256').update(text).digest('hex');
    async function solved(client) {
      const { algorithm, challenge, maxnumber, salt, signature } = (await client.get('/api/public/captcha?form=hold')).expectStatus(200);
      for (let number = 0; number <= maxnumber; ++number) {
        if (sha256(salt + number) === challenge)
          return Buffer.from(JSON.stringify({ algorithm, challenge, number, salt, signature })).toString('base64');
      }
      return assert.fail('no number solves the challenge');
    }
    const take = (client, show, seats, more = {}, options) =>
      client.post('/api/seat-reservations/reserve', { show_id: show.id, seat_ids: seats.map((seat) => seat.id), ...more }, options);

    test('one network has forty without a captcha, and any number with one', async () => {
      const { show, seats } = await createShow(admin, { rows: 5, perRow: 20 });
      const from = (address) => elsewhere(server, address);
      const burst = await Promise.all(Array.from({ length: 50 }, (_, i) => take(from('203.0.113.7'), show, seats.slice(2 * i, 2 * i + 2))));
      assert.equal(burst.filter((answer) => answer.status === 201).length, 20, 'forty seats');
      for (const answer of burst) if (answer.status !== 201) answer.expectStatus(422, 'captcha_required');
      const free = (await publicSeats(server.client(), show.id)).filter((seat) => seat.status === 'available');
      assert.equal(free.length, 60);
      const late = from('203.0.113.7');
      const captcha = await solved(late);
      (await take(late, show, free.slice(0, 2), { captcha }, { key: 'late' })).expectStatus(201);
      (await take(late, show, free.slice(0, 2), { captcha }, { key: 'late' })).expectStatus(201);
      (await take(from('203.0.113.7'), show, free.slice(2, 4), { captcha })).expectStatus(422, 'captcha_invalid');
      (await take(from('203.0.113.8'), show, free.slice(4, 6))).expectStatus(201);
      (await take(server.client(), show, free.slice(6, 8))).expectStatus(201);
      const other = await createShow(admin, { rows: 1, perRow: 10 });
      (await take(from('203.0.113.7'), other.show, other.seats.slice(0, 1))).expectStatus(201);
    });

    test('giving seats up, or an order of them, does not restart the clock', async () => {
      const { show, seats } = await createShow(admin, { rows: 1, perRow: 10 });
      const buyer = server.client();
      const first = await held(buyer, show, seats.slice(0, 1));
      await server.advance(60_000);
      (await buyer.post('/api/seat-reservations/release', { reservation_token: first.reservation_token })).expectStatus(200);
      const second = await held(buyer, show, seats.slice(1, 2));
      assert.equal(second.expires_at, first.expires_at);
      const { order } = (await createOrder(buyer, second)).expectStatus(201);
      await server.advance(60_000);
      (await buyer.post('/api/ticket-orders/cancel', { order_id: order.id })).expectStatus(200);
      const third = await held(buyer, show, seats.slice(0, 2));
      assert.equal(third.expires_at, first.expires_at);
    });
  });
});
