// A hold is over at its expires_at, to the millisecond, whether or not any job has run (rules 3, 4, 5, 11).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createOrder, createShow, reserve, signedIn } from '../support/fixtures.mjs';
import { startServer } from '../support/server.mjs';

describe('the end of a hold', () => {
  let server, admin, show, seats, next = 0;
  before(async () => {
    server = await startServer();
    await server.freezeAt(Date.now());
    admin = await signedIn(server);
    ({ show, seats } = await createShow(admin, { rows: 10, perRow: 10, holdMinutes: 10, maxTickets: 4 }));
  });
  after(() => server?.stop());

  const someSeats = (count) => seats.slice(next, (next += count)).map((seat) => seat.id);
  const held = async (buyer, ids) => (await reserve(buyer, show.id, ids)).expectStatus(201);

  test('comes exactly hold_minutes after it was made', async () => {
    const hold = await held(server.client(), someSeats(1));
    assert.equal(Date.parse(hold.expires_at), server.now() + 600_000);
  });

  test('a rival is refused one millisecond before and accepted at it, with the clock standing still', async () => {
    const [seat] = someSeats(1);
    const hold = await held(server.client(), [seat]);
    const end = Date.parse(hold.expires_at);
    await server.freezeAt(end - 1);
    const refused = (await reserve(server.client(), show.id, [seat])).expectStatus(409, 'seats_unavailable');
    assert.deepEqual(refused.unavailable_seat_ids, [seat]);
    await server.freezeAt(end);
    await held(server.client(), [seat]);
  });

  test('ends what the token can do', async () => {
    const buyer = server.client();
    const hold = await held(buyer, someSeats(1));
    await server.freezeAt(Date.parse(hold.expires_at));
    (await createOrder(buyer, hold)).expectStatus(409, 'reservation_expired');
    const late = await buyer.post('/api/seat-reservations/extend', { reservation_token: hold.reservation_token });
    assert.ok([404, 409, 410].includes(late.status), `extend after the end answered ${late.status}`);
  });

  test('is kept when the buyer reserves again: a hold cannot be prolonged that way', async () => {
    const buyer = server.client();
    const ids = someSeats(3);
    const first = await held(buyer, ids.slice(0, 2));
    await server.advance(300_000);
    const second = await held(buyer, ids.slice(1));
    assert.equal(second.expires_at, first.expires_at);
    await held(server.client(), [ids[0]]);  // given back by the replacement
    (await reserve(server.client(), show.id, [ids[1]])).expectStatus(409, 'seats_unavailable');
  });

  test('comes one hold time later after an extension, and only one is granted', async () => {
    const buyer = server.client();
    const [seat] = someSeats(1);
    const hold = await held(buyer, [seat]);
    await server.advance(300_000);
    const token = { reservation_token: hold.reservation_token };
    const extended = (await buyer.post('/api/seat-reservations/extend', token)).expectStatus(200);
    assert.equal(Date.parse(extended.expires_at), Date.parse(hold.expires_at) + 600_000);
    const again = await buyer.post('/api/seat-reservations/extend', token);
    assert.equal(again.status, 409, again.text);
    await server.freezeAt(Date.parse(extended.expires_at) - 1);
    (await reserve(server.client(), show.id, [seat])).expectStatus(409);
    await server.freezeAt(extended.expires_at);
    await held(server.client(), [seat]);
  });

  test('is not moved by a clock that is set back', async () => {
    const buyer = server.client();
    const [seat] = someSeats(1);
    const hold = await held(buyer, [seat]);
    const made = server.now();
    await server.freezeAt(made - 3_600_000);
    const seen = (await buyer.get(`/api/seat-reservations/check?token=${hold.reservation_token}`)).expectStatus(200);
    assert.equal(seen.expires_at, hold.expires_at);
    await server.freezeAt(hold.expires_at);
    await held(server.client(), [seat]);
  });

  test('survives a restart to the millisecond', async () => {
    const [seat] = someSeats(1);
    const buyer = server.client();
    const hold = await held(buyer, [seat]);
    await server.kill9();
    await server.restart();
    admin.url = buyer.url = server.url;
    await server.freezeAt(Date.parse(hold.expires_at) - 1);
    (await reserve(server.client(), show.id, [seat])).expectStatus(409);
    await server.freezeAt(hold.expires_at);
    await held(server.client(), [seat]);
  });

  test('an order keeps the seats beyond the hold, until its own end', async () => {
    const buyer = server.client();
    const [seat] = someSeats(1);
    const hold = await held(buyer, [seat]);
    await server.advance(590_000);
    const { order } = (await createOrder(buyer, hold)).expectStatus(201);
    assert.equal(Date.parse(order.expires_at), server.now() + 15 * 60_000);
    await server.freezeAt(Date.parse(order.expires_at) - 1);
    (await reserve(server.client(), show.id, [seat])).expectStatus(409);
    await server.freezeAt(Date.parse(order.expires_at));
    // Expiring an order asks the provider first (rule 14), so its seats follow a moment later.
    let answer;
    for (let i = 0; i < 100; ++i) {
      answer = await reserve(server.client(), show.id, [seat]);
      if (answer.status === 201) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.equal(answer.status, 201, `${answer.text}\n${server.log().slice(-2000)}`);
    assert.equal((await buyer.get(`/api/public/orders/${order.id}`)).expectStatus(200).status, 'expired');
  });

  test('is seen on the chart without anybody asking for the seat', async () => {
    const [seat] = someSeats(1);
    const hold = await held(server.client(), [seat]);
    const stream = await server.client().stream(`/api/public/recital-shows/${show.id}/seats/stream`);
    assert.equal((await stream.next()).event, 'snapshot');
    await server.freezeAt(Date.parse(hold.expires_at) + 1);
    let freed;
    for (let event; !freed && (event = await stream.next(5000));) {
      freed = event.data.seats?.find((one) => one.id === seat && one.status === 'available');
    }
    stream.close();
    assert.ok(freed, 'no event said that the seat is free');
  });

  test('leaves the invariants whole', async () => {
    const checked = await server.check();
    assert.equal(checked.code, 0, checked.stdout + checked.stderr);
  });
});
