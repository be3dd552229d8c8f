// News of Stripe in any order, with any repetition, end in the same state (rules 16, 17, 44).
//
// Each history happens at the local Stripe, whose webhooks are held; then they are delivered in every
// permutation, some of them twice, and the order is compared with one that heard them as they came.
// USHER_ORDER_SEED replays the repetitions of a run.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { rows } from '../support/database.mjs';
import { openShop } from '../support/stripe/shop.mjs';

const SEED = Number(process.env.USHER_ORDER_SEED ?? Date.now() % 1_000_000);
let state = SEED;
function random(below) {
  state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) | 0;
  return ((state ^ (state >>> 12)) >>> 0) % below;
}

function permutations(list) {
  if (list.length < 2) return [list];
  return list.flatMap((one, at) => permutations(list.toSpliced(at, 1)).map((rest) => [one, ...rest]));
}

/** The same, with one of them once more somewhere later. */
function withRepetition(list) {
  const at = random(list.length);
  const place = at + 1 + random(list.length - at);
  return list.toSpliced(place, 0, list[at]);
}
function shuffled(list) {
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; --i) {
    const j = random(i + 1);
    [copy[i], copy[j]] = [copy[j], copy[i]];
  }
  return copy;
}
const declined = (work) => assert.throws(work, { name: 'Error' });

// What happens at Stripe, and which kinds of news are permuted: at most five.
const HISTORIES = {
  'declined, then authenticated, then paid': {
    play: (stripe, id) => {
      declined(() => stripe.confirm(id, { card: '4000000000009995' }));
      stripe.confirm(id, { card: '4000002500003155' });
      stripe.authenticate(id);
    },
    kinds: /^payment_intent\./,
  },
  'processed, then paid': {
    play: (stripe, id) => {
      stripe.confirm(id, { card: 'pm_usBankAccount_success' });
      stripe.settle(id);
    },
    kinds: /^payment_intent\.|^charge\.succeeded/,
  },
  'processed, then failed, then paid with a card': {
    play: (stripe, id) => {
      stripe.confirm(id, { card: 'pm_usBankAccount_insufficientFunds' });
      stripe.settle(id);
      stripe.confirm(id);
    },
    kinds: /^payment_intent\./,
  },
  'processed, then failed, for the buyer to try again': {
    play: (stripe, id) => {
      stripe.confirm(id, { card: 'pm_usBankAccount_insufficientFunds' });
      stripe.settle(id);
    },
    kinds: /^payment_intent\./,
  },
  'declined twice, then given up': {
    play: (stripe, id) => {
      declined(() => stripe.confirm(id, { card: '4000000000009995' }));
      declined(() => stripe.confirm(id, { card: '4000000000000069' }));
      stripe.books.cancel(id);
    },
    kinds: /^payment_intent\./,
  },
  'paid, then disputed and lost': {
    play: (stripe, id) => {
      stripe.confirm(id);
      const dispute = stripe.books.openDispute(id);
      stripe.books.reviewDispute(dispute.id);
      stripe.books.closeDispute(dispute.id, 'lost');
    },
    kinds: /^payment_intent\.succeeded|^charge\.dispute/,
  },
  'paid, then refunded in part at Stripe, slowly': {
    play: (stripe, id) => {
      stripe.confirm(id, { card: '4000000000007726' });
      stripe.settleRefund(stripe.books.createRefund({ payment_intent: id, amount: '700' }).id);
    },
    kinds: /^payment_intent\.succeeded|^refund\.|^charge\.refund/,
  },
  'paid, then refunded in two parts at Stripe, which are everything': {
    play: (stripe, id) => {
      stripe.confirm(id);
      stripe.books.createRefund({ payment_intent: id, amount: '700' });
      stripe.books.createRefund({ payment_intent: id });
    },
    kinds: /^payment_intent\.succeeded|^refund\.|^charge\.refund/,
  },
};

describe(`news of Stripe in any order (seed ${SEED})`, () => {
  let shop, stripe;
  before(async () => {
    shop = await openShop({ manner: { hold: true }, rows: 40, perRow: 40 });
    stripe = shop.stripe;
  });
  after(() => shop?.close());

  /** An order to which a history has happened; returns it with the news, as they came. */
  async function lived({ play, kinds }) {
    const { buyer, order } = await shop.order(1);
    const intent = (await shop.intent(buyer, order)).expectStatus(200);
    play(stripe, intent.payment_intent_id);
    const news = stripe.webhooks.held.filter((event) => kinds.test(event.type)
      && (event.data.object.payment_intent ?? event.data.object.id) === intent.payment_intent_id);
    await stripe.webhooks.release(() => []);
    return { buyer, order, intent, news };
  }
  async function deliver(news) {
    for (const event of news) assert.equal(await stripe.webhooks.send(event), 200, event.type);
  }

  for (const [name, history] of Object.entries(HISTORIES)) {
    test(name, async (t) => {
      const first = await lived(history);
      assert.ok(first.news.length >= 2 && first.news.length <= 5, `${first.news.length} news`);
      await deliver(first.news);
      const expected = await shop.stateOf(first.order);
      let tried = 0;
      for (const places of permutations(first.news.map((_, place) => place))) {
        const { order, news } = await lived(history);
        const order_of_news = withRepetition(places);
        await deliver(order_of_news.map((place) => news[place]));
        assert.deepEqual(await shop.stateOf(order), expected, `delivered as ${order_of_news}: ${order_of_news.map((place) => news[place].type)}`);
        ++tried;
      }
      t.diagnostic(`${tried} permutations end as ${expected.status}, ${expected.timeline.join(', ')}`);
    });
  }

  test('a refund that takes its time', async () => {
    const permuted = /^refund\.|^charge\.refund/;
    let expected;
    for (const places of permutations([0, 1, 2, 3])) {
      const { order, intent } = await shop.paid({ card: '4000000000007726', count: 1 });
      await shop.refund(order);
      const [refund] = [...stripe.books.refunds.values()].slice(-1);
      stripe.settleRefund(refund.id);
      const news = stripe.webhooks.held.filter((event) => permuted.test(event.type) && event.data.object.payment_intent === intent.payment_intent_id);
      await stripe.webhooks.release(() => []);
      assert.equal(news.length, 4);
      await deliver(withRepetition(places).map((place) => news[place]));
      const now = await shop.stateOf(order);
      expected ??= now;
      assert.deepEqual(now, expected, `${places}`);
      assert.equal(now.status, 'refunded');
    }
  });

  test('a thousand repetitions in random order change nothing', async () => {
    const names = Object.keys(HISTORIES);
    const inOrder = [];
    const inDisorder = [];
    for (const name of names) inOrder.push(await lived(HISTORIES[name]));
    for (const name of names) inDisorder.push(await lived(HISTORIES[name]));
    for (const { news } of inOrder) await deliver(news);
    const all = inDisorder.flatMap(({ news }) => news);
    const thousand = shuffled(Array.from({ length: 1000 }, (_, index) => all[index % all.length]));
    // Ten at a time, as they may come in life.
    for (let at = 0; at < thousand.length; at += 10) {
      const statuses = await Promise.all(thousand.slice(at, at + 10).map((event) => stripe.webhooks.send(event)));
      assert.ok(statuses.every((status) => status === 200), String(statuses));
    }
    for (let i = 0; i < names.length; ++i) {
      assert.deepEqual(await shop.stateOf(inDisorder[i].order), await shop.stateOf(inOrder[i].order), names[i]);
    }

    const tables = ['orders', 'order_lines', 'order_tenders', 'order_refunds', 'order_refund_lines', 'order_refund_legs', 'order_events',
      'ledger_sets', 'ledger_postings', 'payments', 'payment_declines', 'refunds', 'disputes', 'outbox_messages', 'tickets', 'audit_log',
      'seat_claims', 'show_seats'];
    const dump = async () => Object.fromEntries(await Promise.all(tables.map(async (table) =>
      [table, (await rows(shop.server, `select * from ${table}`)).map((row) => JSON.stringify(row)).sort()])));
    const before = await dump();
    for (const event of shuffled([...all, ...inOrder.flatMap(({ news }) => news)])) assert.equal(await stripe.webhooks.send(event), 200);
    assert.deepEqual(await dump(), before);
    await shop.prove();
  });
});
