// kill -9 under load: what was acknowledged is never lost, nothing is doubled (rules 1, 2, 18, 20, 32).
//
// Buyers hold, order and pay, an admin refunds; every answer that arrived is written down. Then the
// server is killed at a random moment, started again, and each fact is looked for. USHER_CRASH_ROUNDS
// sets how often (10); USHER_CRASH_SEED replays the moments and choices of a run.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CARDS, createOrder, createShow, createVenue, publicSeats, reserve, signedIn } from '../support/fixtures.mjs';
import { startServer } from '../support/server.mjs';

const ROUNDS = Number(process.env.USHER_CRASH_ROUNDS ?? 10);
const SEED = Number(process.env.USHER_CRASH_SEED ?? Date.now() % 1_000_000);
const BUYERS = 24;

let state = SEED;
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

/** What one buyer was told, in the order it came. `asked` is the step whose answer never came. */
class Purchase {
  constructor(buyer, seats) {
    this.buyer = buyer;
    this.seats = seats;
    this.asked = null;
  }
  async step(name, send, status = 200) {
    this.asked = name;
    const answer = await send();
    assert.ok(answer.status < 500 || answer.status === 503, `${name} answered ${answer.status}: ${answer.text}`);
    if (answer.status !== status) throw new Refused(name, answer);
    this.asked = null;
    return answer.body;
  }
  async run(showId, admin, wantsRefund) {
    this.hold = await this.step('hold', () => reserve(this.buyer, showId, this.seats), 201);
    if (random() < 0.2) return;  // only looking
    this.order = (await this.step('order', () => createOrder(this.buyer, this.hold), 201)).order;
    const id = this.order.id;
    this.intent = await this.step('intent', () => this.buyer.post('/api/ticket-orders/payment-intent', { order_id: id }));
    await this.step('card', () => this.buyer.post(`/api/public/test-payments/${this.intent.payment_intent_id}/confirm`,
      { card_number: CARDS.good, client_secret: this.intent.client_secret }));
    this.charged = true;
    this.paid = (await this.step('confirm', () => this.buyer.post('/api/ticket-orders/confirm',
      { order_id: id, payment_intent_id: this.intent.payment_intent_id }))).order;
    if (!wantsRefund) return;
    await this.step('refund', () => admin.post(`/api/admin/ticketing/orders/${id}/refund`,
      { reason: 'changed plans', release_seats: true }));
    this.refunded = true;
  }
}
class Refused extends Error {
  constructor(step, answer) {
    super(`${step}: ${answer.status} ${answer.text.slice(0, 300)}`);
  }
}

describe(`kill -9 under load (seed ${SEED})`, () => {
  let server, admin, venue;
  before(async () => {
    server = await startServer();
    admin = await signedIn(server);
    venue = await createVenue(admin, { rows: 20, perRow: 40 });
  });
  after(() => server?.stop());

  /** Buyers buy until the server dies. Returns every purchase that was begun. */
  async function loadUntilKilled(show, seats) {
    const purchases = [];
    const free = seats.map((seat) => seat.id);
    let killed = false;
    const unexpected = [];
    const buyers = Array.from({ length: BUYERS }, async () => {
      while (!killed && free.length >= 2) {
        const purchase = new Purchase(server.client(), free.splice(0, 1 + Math.floor(random() * 2)));
        purchases.push(purchase);
        try {
          await purchase.run(show.id, admin, random() < 0.4);
        } catch (error) {
          if (error instanceof Refused || !killed) unexpected.push(error);
          return;
        }
      }
    });
    await sleep(50 + random() * 700);
    killed = true;
    await server.kill9();
    await Promise.all(buyers);
    assert.deepEqual(unexpected.map(String), [], 'nobody is refused: every buyer wants other seats');
    return purchases;
  }

  async function lookAt(purchase, states) {
    const { buyer, hold, order, paid, asked } = purchase;
    buyer.url = server.url;
    const where = `after ${asked ?? 'the end'}: ${JSON.stringify(purchase.seats)}`;
    if (!hold) return;
    const seatsAre = (...allowed) => {
      for (const id of purchase.seats) assert.ok(allowed.includes(states.get(id)), `seat ${id} is ${states.get(id)} ${where}`);
    };
    if (!order) {
      if (asked !== 'order') {
        const seen = (await buyer.get(`/api/public/seat-reservations/${hold.reservation_token}`)).expectStatus(200);
        assert.equal(seen.status, 'active', where);
        assert.equal(seen.expires_at, hold.expires_at);
        assert.deepEqual(seen.seats.map((s) => s.id).sort(), hold.seats.map((s) => s.id).sort());
      }
      seatsAre('reserved');
      return;
    }
    let seen = (await buyer.get(`/api/public/orders/${order.id}`)).expectStatus(200);
    assert.equal(seen.total, order.total, where);
    // A refund that was recorded before the crash completes by itself (rule 18), half a minute later.
    for (let i = 0; asked === 'refund' && seen.status === 'paid' && states.get(purchase.seats[0]) === 'available'; ++i) {
      assert.ok(i < 200, `the refund did not complete ${where}`);
      await sleep(50);
      seen = (await buyer.get(`/api/public/orders/${order.id}`)).expectStatus(200);
    }
    if (!paid) {
      const possible = purchase.charged || ['card', 'confirm'].includes(asked) ? ['pending', 'paid'] : ['pending'];
      assert.ok(possible.includes(seen.status), `the order is ${seen.status} ${where}`);
      seatsAre(seen.status === 'paid' ? 'sold' : 'reserved');
      if (seen.status === 'pending' && purchase.charged) await finish(purchase);
      return;
    }
    if (purchase.refunded) {
      assert.equal(seen.status, 'refunded', where);
      assert.equal(seen.refunded, paid.total);
      seatsAre('available');
      return;
    }
    assert.ok(['paid', ...(asked === 'refund' ? ['refunded'] : [])].includes(seen.status), `${seen.status} ${where}`);
    if (seen.status === 'paid') seatsAre('sold');
    const codes = (one) => one.tickets.map((ticket) => ticket.code).sort();
    assert.deepEqual(codes(seen), codes(paid), where);
    assert.equal(seen.tickets.length, purchase.seats.length);
  }

  /** The card was charged before the crash: confirming afterwards gives the tickets. */
  async function finish({ buyer, order, intent, seats }) {
    const answer = await buyer.post('/api/ticket-orders/confirm',
      { order_id: order.id, payment_intent_id: intent.payment_intent_id });
    const done = answer.expectStatus(200).order;
    assert.equal(done.status, 'paid');
    assert.equal(done.tickets.length, seats.length);
  }

  for (let round = 1; round <= ROUNDS; ++round) {
    test(`round ${round}: nothing acknowledged is lost, nothing is doubled`, async (t) => {
      const { show, seats } = await createShow(admin, { venue, holdMinutes: 60 });
      const purchases = await loadUntilKilled(show, seats);
      await server.restart();
      admin.url = server.url;
      await server.advance(31_000);

      const checked = await server.check();
      assert.equal(checked.code, 0, checked.stdout + checked.stderr);
      const states = new Map((await publicSeats(server.client(), show.id)).map((seat) => [seat.id, seat.status]));
      for (const purchase of purchases) await lookAt(purchase, states);
      const count = (what) => purchases.filter((p) => p[what]).length;
      t.diagnostic(`${count('hold')} holds, ${count('order')} orders, ${count('paid')} paid, ${count('refunded')} refunded`);
      assert.ok(purchases.length > 0);
    });
  }

  test('the invariants hold at the end, and the server stops in order', async () => {
    const checked = await server.check();
    assert.equal(checked.code, 0, checked.stdout + checked.stderr);
    assert.deepEqual(await server.terminate(), { code: 0, signal: null });
  });
});
