// Several nodes on one PostgreSQL: each seat once, all show the same, and neither the end of a node
// nor of the database loses what was acknowledged (rules 1, 2, 6, 36).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../support/facts.mjs';
import {
  CARDS, buy, createOrder, createShow, createUser, publicSeats, reserve, signedIn,
} from '../support/fixtures.mjs';
import { startPostgres } from '../support/postgres.mjs';
import { startProxy } from '../support/proxy.mjs';
import { startServer } from '../support/server.mjs';

const BUYERS = 400;
const OUTAGE_MS = 30_000;
const REVOKED_WITHIN_MS = 1000;  // far below what a node keeps by itself
const EDITING_MS = 2000;

let postgres, database;
before(async () => {
  postgres = await startPostgres();
  database = postgres.createDatabase();
});
after(() => postgres?.stop());

const startNode = (options = {}) => startServer({ database, ...options });

/** The states of all seats as a node shows them now, in the order of ids. */
async function states(node, showId) {
  const seats = await publicSeats(node.client(), showId);
  return seats.map((seat) => `${seat.id} ${seat.status}`).sort().join('\n');
}

/** Waits until all nodes show the same; fails when that takes longer. Returns the milliseconds. */
async function agree(nodes, showId, limitMs = 1000) {
  const start = Date.now();
  for (;;) {
    const all = await Promise.all(nodes.map((node) => states(node, showId)));
    if (all.every((one) => one === all[0])) return Date.now() - start;
    assert.ok(Date.now() - start < limitMs, `the nodes still differ after ${limitMs} ms`);
    await sleep(20);
  }
}

async function expectSound(node) {
  const check = await node.check();
  assert.equal(check.code, 0, check.stdout + check.stderr);
}

/** Every seat of a 201, and that no seat was given twice. */
function ownersOf(attempts) {
  const owner = new Map();
  for (const { asked, answer } of attempts) {
    if (answer?.status !== 201) continue;
    for (const seat of asked) {
      assert.ok(!owner.has(seat), `seat ${seat} was given twice`);
      owner.set(seat, answer.body.reservation_token);
    }
  }
  return owner;
}

async function expectHeld(node, showId, owner) {
  const seats = new Map((await publicSeats(node.client(), showId)).map((seat) => [seat.id, seat.status]));
  for (const id of owner.keys()) assert.equal(seats.get(id), 'reserved', `seat ${id} was answered 201`);
}

describe('three nodes', () => {
  const nodes = [];
  let admin;
  before(async () => {
    for (let i = 0; i < 3; ++i) nodes.push(await startNode());
    admin = await signedIn(nodes[0]);
  });
  after(() => Promise.all(nodes.map((node) => node.stop())));

  test('give each of 60 seats to one of 400 buyers and show the same within a second', async () => {
    const { show, seats } = await createShow(admin, { rows: 6, perRow: 10 });
    const ids = seats.map((seat) => seat.id);
    const attempts = Array.from({ length: BUYERS }, (_, i) => ({
      buyer: nodes[i % 3].client(),
      asked: ids.slice((i * 7) % 57, (i * 7) % 57 + 1 + (i % 4)),
    }));
    await Promise.all(attempts.map(async (attempt) => {
      attempt.answer = await reserve(attempt.buyer, show.id, attempt.asked);
    }));
    for (const { answer } of attempts) assert.ok([201, 409].includes(answer.status), answer.text);
    const owner = ownersOf(attempts);
    assert.ok(owner.size >= 30, `${owner.size} seats were held`);
    await agree(nodes, show.id);
    await expectHeld(nodes[2], show.id, owner);
    for (const { buyer } of attempts) buyer.close();
    await expectSound(nodes[1]);
  });

  test('know a buyer, a session and an order wherever they come', async () => {
    const { show, seats } = await createShow(admin, { rows: 2, perRow: 10 });
    const buyer = nodes[0].client();
    const hold = (await reserve(buyer, show.id, [seats[0].id])).expectStatus(201);
    buyer.url = nodes[1].url;
    const again = (await reserve(buyer, show.id, [seats[0].id, seats[1].id])).expectStatus(201);
    assert.equal(again.expires_at, hold.expires_at, 'the same session, the same hold (rule 5)');
    admin.url = nodes[2].url;
    (await admin.get('/api/auth/me')).expectStatus(200);
    admin.url = nodes[0].url;
    const { order } = await buy(nodes[2], show.id, [seats[5].id]);
    assert.equal((await admin.get(`/api/admin/ticketing/orders/${order.id}`)).expectStatus(200).status, 'paid');
    await agree(nodes, show.id);
  });

  test('let go of a session that was ended on another one at once', async () => {
    const here = await signedIn(nodes[0]);
    const there = here.another();
    there.url = nodes[1].url;
    here.cookies.forEach((value, name) => there.cookies.set(name, value));
    (await there.get('/api/auth/me')).expectStatus(200);
    await here.logout();
    const ended = Date.now();
    (await here.get('/api/auth/me')).expectStatus(401);
    while ((await there.get('/api/auth/me')).status === 200) {
      assert.ok(Date.now() - ended < REVOKED_WITHIN_MS, 'still signed in on another node');
      await sleep(50);
    }
  });

  test('take a role, a password and access away at once everywhere', async () => {
    for (const [change, status] of [[{ role: 'scanner' }, 401], [{ password: 'another long password' }, 401],
      [{ status: 'disabled' }, 401]]) {
      const person = await createUser(nodes[0], { role: 'staff' });
      const there = nodes[1].client();
      await there.login(person);
      (await there.get('/api/admin/ticketing/orders')).expectStatus(200);
      const { items } = (await admin.get('/api/admin/users?limit=200')).expectStatus(200);
      const { id, version } = items.find((user) => user.email === person.email);
      (await admin.put(`/api/admin/users/${id}`, change, { headers: { 'if-match': `"${version}"` } })).expectStatus(200);
      const changed = Date.now();
      while ((await there.get('/api/admin/ticketing/orders')).status !== status) {
        assert.ok(Date.now() - changed < REVOKED_WITHIN_MS, `${JSON.stringify(change)} is not known yet`);
        await sleep(20);
      }
    }
    const person = await createUser(nodes[0], { role: 'staff' });
    const there = nodes[1].client();
    await there.login(person);
    const done = await nodes[2].command(['user', 'disable', '--email', person.email]);
    assert.equal(done.code, 0, done.stderr);
    const changed = Date.now();
    while ((await there.get('/api/auth/me')).status !== 401) {
      assert.ok(Date.now() - changed < REVOKED_WITHIN_MS, 'a command tells the servers, too');
      await sleep(20);
    }
  });

  test('tell an open chart what happens elsewhere, and let it come back to another node', async () => {
    const { show, seats } = await createShow(admin, { rows: 2, perRow: 10 });
    const path = `/api/public/recital-shows/${show.id}/seats/stream`;
    await agree(nodes, show.id);
    const chart = await nodes[1].client().stream(path);
    const snapshot = await chart.next();
    assert.equal(snapshot.event, 'snapshot');
    (await reserve(nodes[0].client(), show.id, [seats[0].id])).expectStatus(201);
    const told = await chart.next();
    assert.deepEqual(told.data.seats, [{ id: seats[0].id, status: 'reserved' }]);
    assert.equal(told.data.previous, snapshot.data.sequence);
    chart.close();
    (await reserve(nodes[1].client(), show.id, [seats[1].id])).expectStatus(201);
    await agree(nodes, show.id);
    const resumed = await nodes[2].client().stream(path, { lastEventId: told.id });
    const next = await resumed.next();
    if (next.event === 'seats') {
      assert.equal(next.data.previous, told.data.sequence);
      assert.deepEqual(next.data.seats, [{ id: seats[1].id, status: 'reserved' }]);
    } else {
      assert.equal(next.data.states.slice(0, 3), 'rra', 'a node that came later sends the whole state');
    }
    resumed.close();
  });

  test('let a rival have a seat when its hold is over on the clock of the node that decides', async () => {
    const { show, seats } = await createShow(admin, { rows: 1, perRow: 10 });
    await nodes[1].advance(5000);
    await nodes[2].advance(-5000);
    (await reserve(nodes[0].client(), show.id, [seats[0].id])).expectStatus(201);
    (await reserve(nodes[1].client(), show.id, [seats[0].id])).expectStatus(409);
    (await reserve(nodes[2].client(), show.id, [seats[0].id])).expectStatus(409);
    (await reserve(nodes[2].client(), show.id, [seats[1].id])).expectStatus(201);
    (await reserve(nodes[1].client(), show.id, [seats[1].id])).expectStatus(409);
    await agree(nodes, show.id);
    await nodes[1].advance(-5000);
    await nodes[2].advance(5000);
    await expectSound(nodes[0]);
  });

  test('change prices and the house while others buy, and nobody waits for a deadlock (rule 61)', async () => {
    const { show, venue, seats } = await createShow(admin, { rows: 20, perRow: 20 });
    const deadlocks = () => Number(postgres.query(
      'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
      new URL(database).pathname.slice(1))[0]);
    const before = deadlocks();
    const zone = venue.price_zones[0];
    const editors = await Promise.all(nodes.map((node) => signedIn(node)));
    const edits = [
      (by, i) => by.put(`/api/venues/${venue.id}`, { city: `Town ${i}` }),
      (by, i) => by.put(`/api/venues/${venue.id}/price-zones/${zone.id}`, { default_price: 2000 + i }),
      (by, i) => by.put(`/api/recital-shows/${show.id}`, { title: `Evening ${i}` }),
    ];
    const until = Date.now() + EDITING_MS;
    const slowest = { edit: 0, sale: 0 };
    const timed = async (kind, work) => {
      const start = Date.now();
      const done = await work;
      slowest[kind] = Math.max(slowest[kind], Date.now() - start);
      return done;
    };
    const free = seats.map((seat) => seat.id);
    await Promise.all([
      ...editors.map(async (by, at) => {
        for (let i = 0; Date.now() < until; ++i) {
          const answer = await timed('edit', edits[(i + at) % edits.length](by, i));
          assert.ok([200, 412].includes(answer.status), answer.text);
        }
      }),
      ...nodes.flatMap((node) => [1, 2].map(async () => {
        while (Date.now() < until && free.length) await timed('sale', buy(node, show.id, [free.pop()]));
      })),
    ]);
    console.log(`slowest edit ${slowest.edit} ms, slowest sale ${slowest.sale} ms, ${400 - free.length} sales`);
    assert.equal(deadlocks() - before, 0);
    await expectSound(nodes[0]);
  });

  /** A browser of the node that holds the seat. */
  async function holding(node, showId, seat) {
    const buyer = node.client();
    return { buyer, hold: (await reserve(buyer, showId, [seat.id])).expectStatus(201) };
  }

  test('order and pay nothing of a show from the moment that another one has cancelled it', async () => {
    const { show, seats } = await createShow(admin, { rows: 3, perRow: 10, config: { ticket_types: [{ name: 'Infant', price: 0 }] } });
    for (const node of nodes) await buy(node, show.id, [seats.pop().id]);
    const held = await Promise.all(seats.slice(0, 12).map((seat, i) => holding(nodes[i % 3], show.id, seat)));
    const { buyer, hold } = await holding(nodes[1], show.id, seats[20]);
    const { order } = (await createOrder(buyer, hold)).expectStatus(201);
    const intent = (await buyer.post('/api/ticket-orders/payment-intent', { order_id: order.id })).expectStatus(200);
    (await admin.post(`/api/recital-shows/${show.id}/changes`, { kind: 'cancel', refund: true, message: '' })).expectStatus(201);
    const late = await Promise.all([
      ...held.map(({ buyer: by, hold: of }, i) => createOrder(by, of, i % 2 ? { ticket_types: { [of.seats[0].id]: 'Infant' } } : {})),
      buyer.post('/api/ticket-orders/payment-intent', { order_id: order.id }),
    ]);
    for (const answer of late) assert.equal(answer.status, 409, answer.text);
    await buyer.post(`/api/public/test-payments/${intent.payment_intent_id}/confirm`, { card_number: CARDS.good, client_secret: intent.client_secret });
    const confirm = await buyer.post('/api/ticket-orders/confirm', { order_id: order.id, payment_intent_id: intent.payment_intent_id });
    assert.equal(confirm.status, 409, confirm.text);
    const paid = (await admin.get(`/api/admin/ticketing/orders/${order.id}`)).expectStatus(200);
    assert.deepEqual(paid.tickets, []);
    for (const { buyer: by } of held) by.close();
    await expectSound(nodes[2]);
  });

  test('ask buyers about a fee from the moment that another one has changed it', async () => {
    const { show, seats } = await createShow(admin, { rows: 1, perRow: 10 });
    for (const node of nodes) await buy(node, show.id, [seats.pop().id]);
    const held = await Promise.all(seats.slice(0, 6).map((seat, i) => holding(nodes[i % 3], show.id, seat)));
    (await admin.post(`/api/recital-shows/${show.id}/ticket-config`, { fees: [{ name: 'Service', kind: 'per_ticket', amount: 300 }] })).expectStatus(200);
    for (const answer of await Promise.all(held.map(({ buyer, hold }) => createOrder(buyer, hold)))) {
      assert.equal(answer.expectStatus(409, 'terms_changed').quote.fees, 300);
    }
    for (const { buyer } of held) buyer.close();
  });

  test('one is killed under load: what it acknowledged stands, and the others go on', async () => {
    const { show, seats } = await createShow(admin, { rows: 20, perRow: 20 });
    const free = seats.map((seat) => seat.id);
    const attempts = [];
    let stop = false;
    const load = Array.from({ length: 24 }, async (_, i) => {
      while (!stop && free.length) {
        const attempt = { asked: free.splice(0, 1), node: i % 3 };
        attempts.push(attempt);
        const buyer = nodes[attempt.node].client();
        try {
          attempt.answer = await reserve(buyer, show.id, attempt.asked);
        } catch {
          await sleep(20);  // the node is gone
        }
        buyer.close();
      }
    });
    const held = () => attempts.filter(({ answer }) => answer?.status === 201).length;
    await until('seats are held on all nodes', () => held() >= 12);
    await nodes[1].kill9();
    const atDeath = held();
    await until('the others go on', () => held() >= atDeath + 12);
    stop = true;
    await Promise.all(load);
    for (const { answer, node } of attempts) {
      if (node !== 1) assert.ok([201, 409].includes(answer?.status), `${node}: ${answer?.text}`);
    }
    const owner = ownersOf(attempts);
    assert.ok(owner.size > 20);
    await expectHeld(nodes[0], show.id, owner);
    await nodes[1].restart();
    await agree(nodes, show.id);
    await expectSound(nodes[1]);
  });

  test('the database is killed under load and comes back: no 201 is forgotten, nobody sees a 500', async () => {
    const { show, seats } = await createShow(admin, { rows: 40, perRow: 25 });
    const free = seats.map((seat) => seat.id);
    const attempts = [];
    let stop = false;
    const load = Array.from({ length: 24 }, async (_, i) => {
      const buyer = nodes[i % 3].client();
      while (!stop && free.length) {
        const attempt = { asked: free.splice(0, 1) };
        attempts.push(attempt);
        const another = buyer.another({ agent: buyer.agent });
        attempt.answer = await reserve(another, show.id, attempt.asked);
        attempt.at = Date.now();
        if (attempt.answer.status !== 503) continue;
        free.push(...attempt.asked);
        await sleep(50);
      }
      buyer.close();
    });
    await until('seats are held', () => attempts.some(({ answer }) => answer?.status === 201));
    await postgres.kill9();
    await until('all nodes say so', async () => {
      const ready = await Promise.all(nodes.map((node) => node.client().get('/readyz')));
      return ready.every((answer) => answer.status === 503);
    }, 5000);
    await postgres.start();
    const back = Date.now();
    await until('seats are held again', () => attempts.some((a) => a.answer?.status === 201 && a.at > back), 5000);
    await until('all nodes are back', async () => {
      const ready = await Promise.all(nodes.map((node) => node.client().get('/readyz')));
      return ready.every((answer) => answer.status === 200);
    }, 5000);
    stop = true;
    await Promise.all(load);

    const statuses = new Set(attempts.map(({ answer }) => answer.status));
    for (const status of statuses) assert.ok([201, 409, 503].includes(status), `somebody saw ${status}`);
    for (const { answer } of attempts) {
      if (answer.status === 503) assert.ok(answer.headers['retry-after'], answer.text);
    }
    const resumed = attempts.filter((a) => a.answer.status === 201 && a.at > back).map((a) => a.at - back);
    assert.ok(resumed.length > 0, 'nobody could hold a seat within 5 s of the database');
    console.log(`first hold ${Math.min(...resumed)} ms after the database`);
    await agree(nodes, show.id, 2000);
    await expectHeld(nodes[0], show.id, ownersOf(attempts));
    await expectSound(nodes[2]);
  });
});

describe('a node that cannot reach the database', () => {
  let near, far, proxy, admin;
  before(async () => {
    proxy = await startProxy(postgres.port);
    near = await startNode();
    far = await startNode({ database: database.replace(`:${postgres.port}/`, `:${proxy.port}/`) });
    admin = await signedIn(near);
  });
  after(async () => {
    proxy?.close();
    await Promise.all([near?.stop(), far?.stop()]);
  });

  test('answers 503 while the others sell, and shows what they sold when it is back', async () => {
    const { show, seats } = await createShow(admin, { rows: 2, perRow: 10 });
    await agree([near, far], show.id);
    proxy.silence();
    const during = [];
    const end = Date.now() + OUTAGE_MS;
    let i = 0;
    while (Date.now() < end) {
      if (i < 10) (await reserve(near.client(), show.id, [seats[i].id])).expectStatus(201);
      during.push(await reserve(far.client(), show.id, [seats[19].id]));
      ++i;
      await sleep(300);
    }
    assert.deepEqual([...new Set(during.map((answer) => answer.status))], [503]);
    proxy.heal();
    await until('it is back', async () => (await far.client().get('/readyz')).status === 200, 5000);
    (await reserve(far.client(), show.id, [seats[0].id])).expectStatus(409);
    (await reserve(far.client(), show.id, [seats[19].id])).expectStatus(201);
    await agree([near, far], show.id);
    await expectSound(far);
  });
});
