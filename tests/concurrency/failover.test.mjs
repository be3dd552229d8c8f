// What stands between nodes and PostgreSQL where a house looks after its data: a pooler, and a
// standby that takes over. Neither costs an acknowledged seat (rules 2 and 36).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { buy, createShow, publicSeats, reserve, signedIn } from '../support/fixtures.mjs';
import { startBouncer } from '../support/postgres-bouncer.mjs';
import { startPostgres } from '../support/postgres.mjs';
import { startProxy } from '../support/proxy.mjs';
import { startServer } from '../support/server.mjs';

const NEWS_WITHIN_MS = 5000;  // a second, and the patience for a busy machine

async function statusOf(node, showId) {
  return new Map((await publicSeats(node.client(), showId)).map((seat) => [seat.id, seat.status]));
}

async function expectSound(node) {
  const check = await node.check();
  assert.equal(check.code, 0, check.stdout + check.stderr);
}

/** Buyers who ask the nodes in turn for one seat after another until told to stop. */
function startLoad(nodes, show, seats, buyers) {
  const free = seats.map((seat) => seat.id);
  const attempts = [];
  let stop = false;
  const running = Array.from({ length: buyers }, async (_, i) => {
    const buyer = nodes[i % nodes.length].client();
    while (!stop && free.length) {
      const attempt = { seat: free.shift(), node: i % nodes.length };
      attempts.push(attempt);
      attempt.answer = await reserve(buyer.another({ agent: buyer.agent }), show.id, [attempt.seat]);
      attempt.at = Date.now();
      if (attempt.answer.status !== 503) continue;
      free.push(attempt.seat);
      await sleep(50);
    }
    buyer.close();
  });
  return {
    attempts,
    async end() {
      stop = true;
      await Promise.all(running);
      for (const { answer } of attempts) {
        assert.ok([201, 409, 503].includes(answer.status), `somebody saw ${answer.status}: ${answer.text}`);
      }
      const held = attempts.filter(({ answer }) => answer.status === 201);
      assert.equal(new Set(held.map(({ seat }) => seat)).size, held.length, 'a seat was given twice');
      return held;
    },
  };
}

/** What another node has held is on this one's chart within a second; what was lost never is. */
async function expectAllHeld(held, node, showId) {
  const until = Date.now() + NEWS_WITHIN_MS;
  let missing;
  do {
    const states = await statusOf(node, showId);
    missing = held.filter(({ seat }) => states.get(seat) !== 'reserved').map(({ seat }) => seat);
  } while (missing.length && Date.now() < until);
  assert.deepEqual(missing, [], 'seats that were answered 201 and are not held');
}

/** Milliseconds from `since` until each node gave somebody a seat. */
function backAfter(held, nodes, since) {
  return nodes.map((_, i) => Math.min(...held.filter((a) => a.node === i && a.at > since).map((a) => a.at)) - since);
}

describe('a node behind PgBouncer in transaction mode', () => {
  let postgres, bouncer, direct, behind, polling, admin;
  before(async () => {
    postgres = await startPostgres({ sync: false });
    const database = postgres.createDatabase();
    bouncer = await startBouncer(postgres);
    direct = await startServer({ database });
    behind = await startServer({ database: bouncer.url(database), args: ['--database-listen', database] });
    polling = await startServer({ database: bouncer.url(database), args: ['--write-lanes', '2'] });
    admin = await signedIn(behind);
  });
  after(async () => {
    await Promise.all([direct, behind, polling].map((node) => node?.stop()));
    bouncer?.stop();
    postgres?.stop();
  });

  test('does not start without prepare=off, and says so', async () => {
    const url = new URL(bouncer.url(postgres.createDatabase()));
    url.searchParams.delete('prepare');
    await assert.rejects(startServer({ database: url.href }), /pooler in transaction mode: add prepare=off/);
  });

  test('sells, and its charts and those of others show each sale', async () => {
    const { show, seats } = await createShow(admin, { rows: 2, perRow: 10 });
    const path = `/api/public/recital-shows/${show.id}/seats/stream`;
    const nodes = [direct, behind, polling];
    const charts = await Promise.all(nodes.map((node) => node.client().stream(path)));
    for (const chart of charts) assert.equal((await chart.next()).event, 'snapshot');
    const delays = nodes.map(() => []);
    for (const [i, seller] of [behind, direct, polling, behind].entries()) {
      const seat = seats[i].id;
      const { order } = await buy(seller, show.id, [seat]);
      assert.equal(order.status, 'paid');
      const sold = Date.now();
      await Promise.all(charts.map(async (chart, at) => {
        for (;;) {
          const told = await chart.next();
          if (told.data.seats.some((one) => one.id === seat && one.status === 'sold')) break;
        }
        delays[at].push(Date.now() - sold);
      }));
    }
    console.log(`told after ms: direct ${delays[0]}, listening past the pooler ${delays[1]}, asking ${delays[2]}`);
    const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
    assert.ok(median(delays[1]) < 500, 'with --database-listen news is heard, not asked for');
    assert.ok(Math.max(...delays.flat()) < 3000);
    for (const chart of charts) chart.close();
  });

  test('says 503 while the pooler is gone, and goes on with it; nothing acknowledged is lost', async () => {
    const { show, seats } = await createShow(admin, { rows: 40, perRow: 25 });
    const nodes = [behind, polling];
    const load = startLoad(nodes, show, seats, 8);
    await sleep(300);
    await bouncer.kill9();
    await sleep(1500);
    for (const node of nodes) assert.equal((await node.client().get('/readyz')).status, 503);
    assert.equal((await direct.client().get('/readyz')).status, 200);
    await bouncer.start();
    const back = Date.now();
    await sleep(3000);
    const held = await load.end();
    for (const ms of backAfter(held, nodes, back)) assert.ok(ms < 5000, `back after ${ms} ms`);
    await expectAllHeld(held, direct, show.id);
    await expectSound(behind);
  });

  test('what the owner dumps is restored whole, for a role that may not change the schema', async () => {
    const count = (url) => postgres.query('SELECT count(*), sum(id) FROM orders', new URL(url).pathname.slice(1))[0];
    const restored = postgres.dumpAndRestore(direct.database);
    assert.equal(count(restored), count(direct.database));
    const node = await startServer({ database: restored });
    try {
      await signedIn(node);
      await expectSound(node);
    } finally {
      await node.stop();
    }
  });
});

describe('a standby takes over', () => {
  let primary, standby, proxy, nodes, admin;
  before(async () => {
    primary = await startPostgres();
    const database = primary.createDatabase();
    standby = await primary.startStandby();
    proxy = await startProxy(primary.port);
    const both = new URL(database);
    const hosts = database.replace(both.host, `127.0.0.1:${primary.port},127.0.0.1:${standby.port}`);
    // One node knows an address that moves, the other both hosts.
    nodes = [
      await startServer({ database: database.replace(`:${primary.port}/`, `:${proxy.port}/`) }),
      await startServer({ database: `${hosts}?target_session_attrs=read-write` }),
    ];
    admin = await signedIn(nodes[0]);
  });
  after(async () => {
    await Promise.all((nodes ?? []).map((node) => node.stop()));
    proxy?.close();
    standby?.stop();
    primary?.stop();
  });

  test('without an acknowledged seat lost, and within 20 s', async () => {
    const { show, seats } = await createShow(admin, { rows: 40, perRow: 50 });
    const load = startLoad(nodes, show, seats, 16);
    await sleep(700);
    await primary.kill9();
    const gone = Date.now();
    await sleep(500);
    await standby.promote();
    proxy.moveTo(standby.port);
    await sleep(4000);
    const held = await load.end();
    assert.ok(held.some(({ at }) => at < gone), 'nobody had bought before');
    const back = backAfter(held, nodes, gone);
    console.log(`${held.length} seats held; back ${back.join(' and ')} ms after the primary had gone`);
    for (const ms of back) assert.ok(ms < 20_000, `back after ${ms} ms`);
    for (const node of nodes) await expectAllHeld(held, node, show.id);
    (await admin.get('/api/auth/me')).expectStatus(200);
    await expectSound(nodes[1]);
  });
});
