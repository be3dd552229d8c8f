// A client that applies snapshot and events in order always has the server's state (rule 6).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createShow, reserve, signedIn } from '../support/fixtures.mjs';
import { startServer } from '../support/server.mjs';

const LETTERS = { a: 'available', r: 'reserved', s: 'sold', b: 'blocked', h: 'house' };

/** What a seating chart does: keeps the states, and notices every gap. */
class Chart {
  constructor(server, show, order) {
    this.path = `/api/public/recital-shows/${show.id}/seats/stream`;
    this.client = server.client();
    this.order = order;  // ids in the order of the layout
    this.snapshots = 0;
    this.events = 0;
  }
  async open(lastEventId) {
    this.stream = await this.client.stream(this.path, { lastEventId });
    this.reading = this.#read(this.stream);
  }
  async #read(stream) {
    for (let event; (event = await stream.next(60_000));) {
      if (event.event === 'snapshot') {
        ++this.snapshots;
        this.sequence = event.data.sequence;
        this.states = new Map(this.order.map((id, i) => [id, LETTERS[event.data.states[i]]]));
      } else if (event.event === 'seats') {
        ++this.events;
        if (event.data.previous !== this.sequence) {
          this.gap ??= `after ${this.sequence} came ${event.data.previous} → ${event.data.sequence}`;
        }
        for (const seat of event.data.seats) this.states.set(seat.id, seat.status);
        this.sequence = event.data.sequence;
      } else {
        this.other = event;
      }
      assert.equal(event.id, String(this.sequence));
    }
  }
  /** Resolves when the chart has seen a number, or throws. */
  async reach(sequence, limitMs = 10_000) {
    const until = Date.now() + limitMs;
    while (!(this.sequence >= sequence)) {
      if (Date.now() > until) throw new Error(`the chart stands at ${this.sequence}, the server at ${sequence}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  async cut() {
    this.stream.close();
    await this.reading;
    return this.stream.lastEventId;
  }
}

describe('live seats', () => {
  let server, admin, show, seats, order;
  before(async () => {
    server = await startServer();
    admin = await signedIn(server);
    ({ show, seats } = await createShow(admin, { rows: 20, perRow: 20 }));
    order = (await admin.get(`/api/public/recital-shows/${show.id}/seat-map`)).expectStatus(200).seats.id;
  });
  after(() => server?.stop());

  const state = async () => (await server.client().get(`/api/public/recital-shows/${show.id}/seats/state`)).expectStatus(200);

  /** Many buyers hold, change and release at once. */
  async function storm(buyers, turns) {
    await Promise.all(Array.from({ length: buyers }, async (_, i) => {
      const buyer = server.client();
      for (let turn = 0; turn < turns; ++turn) {
        const at = (i * 37 + turn * 11) % (seats.length - 2);
        const answer = await reserve(buyer, show.id, [seats[at].id, seats[at + 1].id]);
        assert.ok([201, 409].includes(answer.status), answer.text);
        if (answer.status === 201 && turn % 3 === 2) {
          (await buyer.post('/api/seat-reservations/release', { reservation_token: answer.body.reservation_token })).expectStatus(200);
        }
      }
    }));
  }

  test('20 charts follow a storm without a gap and agree with the server at its end', async () => {
    const charts = Array.from({ length: 20 }, () => new Chart(server, show, order));
    await Promise.all(charts.map((chart) => chart.open()));
    await storm(40, 12);
    const end = await state();
    for (const chart of charts) {
      await chart.reach(end.sequence);
      assert.equal(chart.gap, undefined);
      assert.equal(chart.snapshots, 1, 'nobody needed a second snapshot');
      assert.ok(chart.events > 0);
      assert.deepEqual([...chart.states.values()], [...end.states].map((letter) => LETTERS[letter]));
      await chart.cut();
    }
  });

  test('a chart that comes back with Last-Event-ID misses nothing', async () => {
    const charts = Array.from({ length: 10 }, () => new Chart(server, show, order));
    await Promise.all(charts.map((chart) => chart.open()));
    const storms = storm(20, 12);
    for (const chart of charts) {
      await new Promise((resolve) => setTimeout(resolve, 30));
      const last = await chart.cut();
      await chart.open(last);
    }
    await storms;
    const end = await state();
    for (const chart of charts) {
      await chart.reach(end.sequence);
      assert.equal(chart.gap, undefined);
      assert.deepEqual([...chart.states.values()], [...end.states].map((letter) => LETTERS[letter]));
      await chart.cut();
    }
  });

  test('a chart with a number from another time gets the whole state', async () => {
    for (const lastEventId of ['999999999', 'not a number', '-1']) {
      const chart = new Chart(server, show, order);
      await chart.open(lastEventId);
      await chart.reach((await state()).sequence);
      assert.equal(chart.snapshots, 1, lastEventId);
      await chart.cut();
    }
  });

  test('numbers go on after a crash, never back', async () => {
    const chart = new Chart(server, show, order);
    await chart.open();
    const before = (await state()).sequence;
    await chart.reach(before);
    const last = await chart.cut();
    await server.kill9();
    await server.restart();
    chart.client.url = server.url;
    assert.ok((await state()).sequence >= before);
    await chart.open(last);
    await storm(5, 3);
    const end = await state();
    await chart.reach(end.sequence);
    assert.equal(chart.gap, undefined);
    assert.deepEqual([...chart.states.values()], [...end.states].map((letter) => LETTERS[letter]));
    await chart.cut();
  });
});
