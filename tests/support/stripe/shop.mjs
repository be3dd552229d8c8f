// Purpose: a server that takes its money through the local Stripe, and what buyers do there.
// Place: tests/support/stripe.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { createOrder, createShow, reserve, signedIn } from '../fixtures.mjs';
import { rows } from '../database.mjs';
import { startServer } from '../server.mjs';
import { startStripe } from './server.mjs';

export const WEBHOOK_SECRET = 'whsec_now';
const HOOK = '/api/webhooks/stripe/ticket-payment';

/** {stripe, server, admin, show, seats}; `manner` is how webhooks come (see webhooks.mjs). */
export async function openShop({ manner = {}, rows: rowCount = 10, perRow = 20, server: options = {} } = {}) {
  const shop = new Shop();
  shop.stripe = await startStripe({ webhook: { secret: WEBHOOK_SECRET, manner } });
  shop.server = await startServer({ ...options, env: { ...shop.stripe.env, ...options.env } });
  shop.stripe.now = () => shop.server.now();
  shop.pointWebhooks();
  shop.admin = await signedIn(shop.server);
  const made = await createShow(shop.admin, { rows: rowCount, perRow });
  shop.show = made.show;
  shop.seats = made.seats.map((seat) => seat.id);
  return shop;
}

export class Shop {
  /** After a restart the server may listen elsewhere. */
  pointWebhooks() {
    this.stripe.webhooks.url = this.server.url + HOOK;
  }
  async close() {
    await this.stripe?.stop();
    await this.server?.stop();
  }
  async restart() {
    await this.server.restart();
    this.admin.url = this.server.url;
    this.pointWebhooks();
  }

  /** Time passes; who was signed in for too long signs in again. */
  async advance(ms) {
    await this.server.advance(ms);
    this.admin = await signedIn(this.server);
  }

  /** A pending order of `count` seats, with its browser. */
  async order(count = 2) {
    const buyer = this.server.client();
    const hold = (await reserve(buyer, this.show.id, this.seats.splice(0, count))).expectStatus(201);
    const { order } = (await createOrder(buyer, hold)).expectStatus(201);
    return { buyer, order };
  }
  intent(buyer, order) {
    return buyer.post('/api/ticket-orders/payment-intent', { order_id: order.id });
  }
  confirm(buyer, order, intent) {
    return buyer.post('/api/ticket-orders/confirm', { order_id: order.id, payment_intent_id: intent.payment_intent_id });
  }
  /** A paid order. */
  async paid({ card, count } = {}) {
    const { buyer, order } = await this.order(count);
    const intent = (await this.intent(buyer, order)).expectStatus(200);
    this.stripe.confirm(intent.payment_intent_id, { card });
    (await this.confirm(buyer, order, intent)).expectStatus(200);
    return { buyer, order, intent };
  }
  /** Answers the order as it is then. */
  async refund(order, body = {}) {
    const answer = await this.admin.post(`/api/admin/ticketing/orders/${order.id}/refund`,
      { reason: 'asked for', release_seats: true, ...body });
    return answer.expectStatus(200).order;
  }
  async details(order) {
    return (await this.admin.get(`/api/admin/ticketing/orders/${order.id}`)).expectStatus(200);
  }
  kinds(details) {
    return details.timeline.map((entry) => entry.kind);
  }
  async until(what, look, limitMs = 20_000) {
    const end = Date.now() + limitMs;
    for (;;) {
      const found = await look();
      if (found) return found;
      assert.ok(Date.now() < end, `in vain: ${what}`);
      await sleep(20);
    }
  }

  /** What one order has become, without ids and times: equal for equal histories. */
  async stateOf(order) {
    const seen = await this.details(order);
    const messages = await rows(this.server, `select kind, cause from outbox_messages where order_id = ${await this.rowOf(order)} order by cause`);
    return {
      status: seen.status, refunded: seen.refunded, incident: seen.incident, tickets: seen.tickets.map((ticket) => ticket.status).sort(),
      incidents: seen.incidents.map((each) => each.kind).sort(), timeline: this.kinds(seen).sort(),
      // Their numbers say in which order they were heard of.
      refunds: seen.refunds.map(({ status, amount, failure, origin }) => ({ status, amount, failure, origin })).sort((a, b) => a.amount - b.amount),
      disputes: seen.disputes.map(({ status, amount, reason }) => ({ status, amount, reason })),
      messages: messages.map((message) => [message.kind, message.cause.replaceAll(order.id, 'ORDER').replaceAll(/dp_\w+/g, 'DISPUTE')]),
    };
  }
  /** The order's number in the tables. */
  async rowOf(order) {
    const [row] = await rows(this.server, `select cast(id as text) as id from orders where order_number = '${order.order_number}'`);
    return row.id;
  }

  /** Money, tickets and messages fit together, for every order and at Stripe. */
  async prove() {
    const checked = await this.server.check();
    assert.equal(checked.code, 0, checked.stdout + checked.stderr);
    const payments = await rows(this.server, 'select intent_id, status, amount, refunded from payments');
    for (const payment of payments) {
      const kept = this.stripe.books.balance(payment.intent_id);
      const ours = payment.status === 'succeeded' ? payment.amount - payment.refunded : 0;
      assert.equal(kept, ours, `${payment.intent_id} is ${payment.status} and keeps ${ours} here, ${kept} at Stripe`);
    }
    const ids = new Set(payments.map((payment) => payment.intent_id));
    for (const intent of this.stripe.books.intents.values()) {
      assert.ok(ids.has(intent.id) || this.stripe.books.balance(intent.id) === 0, `nobody here knows of ${intent.id}`);
    }
    const causes = (await rows(this.server, 'select cause from outbox_messages')).map((row) => row.cause);
    assert.equal(new Set(causes).size, causes.length, 'one message for each cause');
  }
}
