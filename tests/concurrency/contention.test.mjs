// 400 buyers want 60 seats at the same moment (rules 1, 2, 36).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { buy, createOrder, createShow, pay, publicSeats, reserve, signedIn } from '../support/fixtures.mjs';
import { startServer } from '../support/server.mjs';

const BUYERS = 400;

describe('when 400 buyers want 60 seats at once', () => {
  let server, admin;
  before(async () => {
    server = await startServer();
    admin = await signedIn(server);
  });
  after(() => server?.stop());

  /** Every buyer asks at once for 1 to 4 neighbouring seats. Returns [{buyer, asked, answer}]. */
  async function rush(show, seats) {
    const rows = Object.values(Object.groupBy?.(seats, (s) => s.row_name) ?? groupByRow(seats));
    const attempts = Array.from({ length: BUYERS }, (_, i) => {
      const row = rows[i % rows.length];
      const count = 1 + (i % 4);
      const first = (i * 7) % (row.length - count + 1);
      return { buyer: server.client(), asked: row.slice(first, first + count).map((seat) => seat.id) };
    });
    await Promise.all(attempts.map(async (attempt) => {
      attempt.answer = await reserve(attempt.buyer, show.id, attempt.asked);
    }));
    return attempts;
  }

  test('every seat goes to at most one of them and the others are told which seats were gone', async () => {
    const { show, seats } = await createShow(admin, { rows: 6, perRow: 10 });
    const attempts = await rush(show, seats);

    const owner = new Map();
    for (const { asked, answer } of attempts) {
      if (answer.status === 201) {
        assert.deepEqual(answer.body.seats.map((s) => s.id).sort(), [...asked].sort());
        for (const seat of asked) {
          assert.ok(!owner.has(seat), `seat ${seat} was given twice`);
          owner.set(seat, answer.body.reservation_token);
        }
      } else {
        const problem = answer.expectStatus(409, 'seats_unavailable');
        assert.ok(problem.unavailable_seat_ids.length > 0);
        for (const id of problem.unavailable_seat_ids) assert.ok(asked.includes(id), 'only what was asked for is named');
      }
    }
    const winners = attempts.filter((a) => a.answer.status === 201);
    assert.ok(winners.length >= 15, `only ${winners.length} buyers got seats`);

    const states = await publicSeats(server.client(), show.id);
    for (const seat of states) {
      assert.equal(seat.status, owner.has(seat.id) ? 'reserved' : 'available', `seat ${seat.id}`);
    }
  });

  test('losers who try again with what is left fill the house exactly', async () => {
    const { show, seats } = await createShow(admin, { rows: 6, perRow: 10 });
    const attempts = await rush(show, seats);
    let left = (await publicSeats(admin, show.id)).filter((seat) => seat.status === 'available');
    let losers = attempts.filter((a) => a.answer.status !== 201).map((a) => a.buyer);
    let held = seats.length - left.length;
    while (left.length) {
      const answers = await Promise.all(losers.map((buyer, i) => reserve(buyer, show.id, [left[i % left.length].id])));
      assert.ok(answers.every((a) => a.status === 201 || a.status === 409), 'only 201 and 409');
      const won = answers.filter((a) => a.status === 201).length;
      assert.equal(won, left.length, 'each seat that was left has exactly one winner');
      held += won;
      losers = losers.filter((_, i) => answers[i].status !== 201);
      left = (await publicSeats(admin, show.id)).filter((seat) => seat.status === 'available');
    }
    assert.equal(held, 60);
    for (const answer of await Promise.all(losers.map((b, i) => reserve(b, show.id, [seats[i % 60].id])))) {
      answer.expectStatus(409, 'seats_unavailable');
    }
  });

  test('winners who pay all at once get one ticket per seat', async () => {
    const { show, seats } = await createShow(admin, { rows: 6, perRow: 10 });
    const attempts = await rush(show, seats);
    const winners = attempts.filter((a) => a.answer.status === 201);
    const orders = await Promise.all(winners.map(async ({ buyer, answer }) => {
      const { order } = (await createOrder(buyer, answer.body)).expectStatus(201);
      return (await pay(buyer, order.id)).confirm.expectStatus(200).order;
    }));
    const codes = orders.flatMap((order) => order.tickets.map((ticket) => ticket.code));
    const sold = winners.flatMap((a) => a.asked);
    assert.equal(new Set(codes).size, sold.length);
    const states = await publicSeats(admin, show.id);
    for (const seat of states) assert.equal(seat.status, sold.includes(seat.id) ? 'sold' : 'available');
  });

  test('a double click makes one hold, one order and one charge', async () => {
    const { show, seats } = await createShow(admin, { rows: 1, perRow: 10 });
    const buyer = server.client();
    await reserve(buyer, show.id, [seats[9].id]);  // the session exists before the clicks
    const asked = [seats[0].id, seats[1].id];
    const clicks = await Promise.all(Array.from({ length: 5 }, () => reserve(buyer, show.id, asked, { key: 'click-1' })));
    const tokens = new Set(clicks.map((a) => a.expectStatus(201).reservation_token));
    assert.equal(tokens.size, 1);
    const hold = clicks[0].body;
    const body = { reservation_token: hold.reservation_token, show_id: show.id, customer_name: 'Dora', customer_email: 'd@example.org' };
    const created = await Promise.all(Array.from({ length: 5 }, () =>
      buyer.post('/api/ticket-orders/create', body, { key: 'click-2' })));
    assert.equal(new Set(created.map((a) => a.expectStatus(201).order.id)).size, 1);
    const id = created[0].body.order.id;
    const intents = await Promise.all(Array.from({ length: 5 }, () => buyer.post('/api/ticket-orders/payment-intent', { order_id: id })));
    assert.equal(new Set(intents.map((a) => a.expectStatus(200).payment_intent_id)).size, 1);
    const { payment_intent_id: intent, client_secret: secret } = intents[0].body;
    (await buyer.post(`/api/public/test-payments/${intent}/confirm`, { card_number: '4242424242424242', client_secret: secret })).expectStatus(200);
    const paid = await Promise.all(Array.from({ length: 5 }, () =>
      buyer.post('/api/ticket-orders/confirm', { order_id: id, payment_intent_id: intent })));
    for (const answer of paid) assert.equal(answer.expectStatus(200).order.status, 'paid');
    assert.equal(new Set(paid.flatMap((a) => a.body.order.tickets.map((t) => t.code))).size, 2);
  });

  test('two scanners at one moment admit a ticket once', async () => {
    const { show, seats } = await createShow(admin, { rows: 1, perRow: 10, startsAt: new Date(Date.now() + 3_600_000).toISOString() });
    const { order } = await buy(server, show.id, [seats[0].id]);
    const code = order.tickets[0].code;
    const scans = await Promise.all(Array.from({ length: 10 }, (_, i) =>
      admin.post('/api/tickets/verify', { code, show_id: show.id, gate: `gate ${i}`, scan_id: `scan-${i}` })));
    const results = scans.map((a) => a.expectStatus(200).result).sort();
    assert.deepEqual(results, ['admitted', ...Array(9).fill('already_used')]);
    const again = await admin.post('/api/tickets/verify', { code, show_id: show.id, gate: 'gate', scan_id: `scan-${scans.findIndex((a) => a.body.result === 'admitted')}` });
    assert.equal(again.expectStatus(200).result, 'admitted', 'a retry gets the first answer again');
  });

  test('nothing of all this broke an invariant', async () => {
    const checked = await server.check();
    assert.equal(checked.code, 0, checked.stdout + checked.stderr);
  });
});

function groupByRow(seats) {
  const rows = {};
  for (const seat of seats) (rows[seat.row_name] ??= []).push(seat);
  return rows;
}
