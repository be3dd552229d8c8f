// kill -9 at every step of payment and refund: money at Stripe = orders − refunds, tickets exactly for
// what is paid, one message for each cause (rules 15, 17, 18, 20, 31, 32, 42).
//
// A step is a moment at which the outer world can see the server: a call that Stripe has received, the
// effect at Stripe whose answer is still to be sent, a webhook's answer, an answer to the page. Each
// story is told once without a crash to count its steps; then once for every step with the server
// killed there, by a buyer who tries again and by one who never comes back.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { rows } from '../support/database.mjs';
import { openShop } from '../support/stripe/shop.mjs';
import { reserve } from '../support/fixtures.mjs';

const MINUTE = 60_000;
const LOOK_MS = 25_000;

class Killed extends Error {}

/** Counts steps and kills the server at one of them. */
class Scythe {
  constructor(shop) {
    this.shop = shop;
    this.stop();
    shop.stripe.onCall = (phase) => this.step(`stripe ${phase}`);
  }
  start(at = Infinity) {
    Object.assign(this, { at, count: 0, counting: true, fallen: undefined });
  }
  stop() {
    Object.assign(this, { counting: false, fallen: undefined });
  }
  async step(name) {
    if (!this.counting) return;
    if (++this.count !== this.at) return;
    this.fallen = `step ${this.count}, ${name}`;
    this.counting = false;
    await this.shop.server.kill9();
  }
  /** Something the page or Stripe's webhook asks; the step is its answer. */
  async ask(name, work) {
    if (this.fallen) throw new Killed();
    try {
      const answer = await work();
      await this.step(name);
      if (this.fallen) throw new Killed();
      return answer;
    } catch (error) {
      if (this.fallen || !this.shop.server.isRunning) throw new Killed();
      throw error;
    }
  }
}

describe('kill -9 at every step', () => {
  let shop, stripe, scythe;
  before(async () => {
    shop = await openShop({ manner: { hold: true }, rows: 40, perRow: 40 });
    stripe = shop.stripe;
    scythe = new Scythe(shop);
  });
  after(() => shop?.close());

  /** Brings what was held, each piece of news a step. */
  async function bringNews() {
    const news = stripe.webhooks.held;
    await stripe.webhooks.release(() => []);
    for (let at = 0; at < news.length; ++at) {
      try {
        await scythe.ask(`webhook ${news[at].type}`, () => stripe.webhooks.send(news[at]));
      } catch (error) {
        for (const event of news.slice(at)) stripe.webhooks.add(event);  // Stripe will try again
        throw error;
      }
    }
  }

  const asks = {
    order: async (tale) => {
      tale.buyer ??= shop.server.client();
      tale.hold ??= (await reserve(tale.buyer, shop.show.id, tale.seats)).expectStatus(201);
      const body = { reservation_token: tale.hold.reservation_token, show_id: shop.show.id, customer_name: 'Zoë Müller', customer_email: 'zoe@example.org' };
      tale.order ??= (await scythe.ask('order', async () => (await tale.buyer.post('/api/ticket-orders/create', body,
        { key: `order-${tale.hold.reservation_token}` })).expectStatus(201))).order;
    },
    intent: async (tale) => {
      tale.intent = await scythe.ask('intent', async () => (await shop.intent(tale.buyer, tale.order)).expectStatus(200));
    },
    card: async (tale) => {
      if (stripe.books.intent(tale.intent.payment_intent_id).status === 'requires_payment_method') {
        stripe.confirm(tale.intent.payment_intent_id, { card: tale.card });
      }
    },
    confirm: async (tale) => {
      await scythe.ask('confirm', async () => (await shop.confirm(tale.buyer, tale.order, tale.intent)).expectStatus(200));
    },
    refund: async (tale) => {
      await scythe.ask('refund', () => shop.admin.post(`/api/admin/ticketing/orders/${tale.order.id}/refund`,
        { reason: 'asked for', release_seats: true }, { key: `refund-${tale.order.id}` }));
    },
    outside: async (tale) => {
      tale.outside ??= stripe.books.createRefund({ payment_intent: tale.intent.payment_intent_id });
    },
    settleRefunds: async (tale) => {
      for (const refund of stripe.books.refunds.values()) {
        if (refund.payment_intent === tale.intent?.payment_intent_id) stripe.settleRefund(refund.id);
      }
    },
    cancel: async (tale) => {
      await scythe.ask('cancel', () => tale.buyer.post('/api/ticket-orders/cancel', { order_id: tale.order.id }));
    },
    news: bringNews,
  };

  /** Everything that moves by itself has come to rest, and the order is `wanted`. */
  async function rest(tale, wanted, fallen) {
    await shop.until(`the order is ${wanted} after ${fallen}`, async () => {
      await bringNews();
      return wanted.includes((await shop.details(tale.order)).status);
    }, LOOK_MS);
    await shop.until(`no refund waits after ${fallen}`, async () => {
      await asks.settleRefunds(tale);
      await bringNews();
      return (await shop.details(tale.order)).refunds.every((refund) => refund.status !== 'requested');
    }, LOOK_MS);
  }

  async function proveTale(tale, wanted, told, fallen) {
    await shop.prove();
    const seen = await shop.details(tale.order);
    assert.ok(wanted.includes(seen.status), `${seen.status} after ${fallen}`);
    const alive = seen.tickets.filter((ticket) => ticket.status === 'valid').length;
    assert.equal(alive, seen.status === 'paid' ? tale.seats.length : 0, `tickets of a ${seen.status} order after ${fallen}`);
    const messages = await rows(shop.server, `select kind from outbox_messages where order_id = ${await shop.rowOf(tale.order)} order by kind`);
    assert.deepEqual(messages.map((row) => row.kind), told, `messages after ${fallen}`);
  }

  /** What is to be done, in order; who tries again begins where the answer was lost. */
  async function perform(tale, steps) {
    for (; tale.at < steps.length; ++tale.at) await asks[steps[tale.at]](tale);
  }
  const begin = (more = {}) => ({ at: 0, seats: shop.seats.splice(0, 1), ...more });

  async function once(steps, killAt, more) {
    const tale = begin(more);
    scythe.start(killAt);
    try {
      await perform(tale, steps);
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
    const { count, fallen } = scythe;
    scythe.stop();
    if (fallen) {
      await shop.restart();
      if (tale.buyer) tale.buyer.url = shop.server.url;
    }
    return { tale, count, fallen };
  }

  /** Every step of a story, and what it must come to when the buyer tries again. */
  async function atEveryStep(steps, { card, wanted, told }, t) {
    const { count, tale: undisturbed } = await once(steps, Infinity, { card });
    await rest(undisturbed, wanted);
    await proveTale(undisturbed, wanted, told);
    assert.ok(count >= 6, `only ${count} steps`);
    for (let at = 1; at <= count; ++at) {
      const { tale, fallen } = await once(steps, at, { card });
      await perform(tale, steps);
      await rest(tale, wanted, fallen);
      await proveTale(tale, wanted, told, fallen);
    }
    t.diagnostic(`killed at each of ${count} steps`);
  }

  test('of a payment that the page confirms', (t) =>
    atEveryStep(['order', 'intent', 'card', 'confirm', 'news'], { wanted: ['paid'], told: ['order_confirmation'] }, t));

  test('of a payment whose news are quicker than the page', (t) =>
    atEveryStep(['order', 'intent', 'card', 'news', 'confirm'], { wanted: ['paid'], told: ['order_confirmation'] }, t));

  test('of a refund', (t) =>
    atEveryStep(['order', 'intent', 'card', 'confirm', 'refund', 'news'],
      { wanted: ['refunded'], told: ['order_confirmation', 'order_refunded'] }, t));

  test('of a refund that takes its time', (t) =>
    atEveryStep(['order', 'intent', 'card', 'confirm', 'news', 'refund', 'settleRefunds', 'news'],
      { card: '4000000000007726', wanted: ['refunded'], told: ['order_confirmation', 'order_refunded'] }, t));

  test('of a refund that somebody makes at Stripe', (t) =>
    atEveryStep(['order', 'intent', 'card', 'confirm', 'news', 'outside', 'news'],
      { wanted: ['refunded'], told: ['order_confirmation', 'order_refunded'] }, t));

  test('of a cancellation', (t) =>
    atEveryStep(['order', 'intent', 'cancel', 'news'], { wanted: ['cancelled'], told: [] }, t));

  test('of a payment whose buyer never comes back', async (t) => {
    const steps = ['order', 'intent', 'card', 'confirm', 'news'];
    const { count } = await once(steps, Infinity);
    const tales = [];
    for (let at = 1; at <= count; ++at) {
      const { tale, fallen } = await once(steps, at);
      if (tale.order) tales.push({ ...tale, fell: fallen });
    }
    // Nobody asks any more; Stripe's news are lost too. Time alone settles it.
    await stripe.webhooks.release(() => []);
    await shop.advance(16 * MINUTE);
    for (const tale of tales) {
      const status = await shop.until(`the order is settled after ${tale.fell}`, async () => {
        const seen = await shop.details(tale.order);
        return ['paid', 'expired'].includes(seen.status) && seen.status;
      }, LOOK_MS);
      const charged = tale.intent && stripe.books.balance(tale.intent.payment_intent_id) > 0;
      assert.equal(status, charged ? 'paid' : 'expired', tale.fell);
    }
    await shop.prove();
    t.diagnostic(`${tales.length} orders settled by time alone`);
  });

  test('of money that comes too late and goes back', async (t) => {
    // Processing until after the end; meanwhile somebody else buys the seat.
    async function tooLate() {
      const tale = begin({ card: 'pm_usBankAccount_success' });
      scythe.stop();
      await perform(tale, ['order', 'intent', 'card', 'confirmProcessing']);
      return tale;
    }
    asks.confirmProcessing = async (tale) => {
      (await shop.confirm(tale.buyer, tale.order, tale.intent)).expectStatus(409, 'payment_not_complete');
      await stripe.webhooks.release(() => []);
    };
    const tales = [];
    const STEPS_MAX = 8;
    for (let i = 0; i <= STEPS_MAX; ++i) tales.push(await tooLate());
    await shop.advance(35 * MINUTE);
    for (const tale of tales) {
      await shop.until('the order expires', async () => (await shop.details(tale.order)).status === 'expired', LOOK_MS);
      (await reserve(shop.server.client(), shop.show.id, tale.seats)).expectStatus(201);
    }
    let count = 0;
    for (const [at, tale] of tales.entries()) {
      stripe.settle(tale.intent.payment_intent_id);
      scythe.start(at === 0 ? Infinity : at);
      try {
        await bringNews();
        // The refund is carried out by itself, right after the news.
        await shop.until('the money goes back', () => scythe.fallen || stripe.books.balance(tale.intent.payment_intent_id) === 0, LOOK_MS);
        await sleep(50);
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
      }
      if (at === 0) count = scythe.count;
      const { fallen } = scythe;
      scythe.stop();
      if (fallen) {
        await shop.restart();
        await shop.advance(31_000);
      }
      await bringNews();
      await shop.until(`the money goes back after ${fallen}`, async () =>
        (await shop.details(tale.order)).refunds.some((refund) => refund.status === 'completed'), LOOK_MS);
      const seen = await shop.details(tale.order);
      assert.equal(seen.status, 'expired');
      assert.equal(seen.refunds.length, 1, `one refund after ${fallen}`);
      await proveTale(tale, ['expired'], ['payment_returned'], fallen);
      if (at >= count && at > 0) break;
    }
    t.diagnostic(`killed at each of ${count} steps`);
  });
});
