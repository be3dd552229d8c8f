// What does not fail but hangs: a standby that is away, a lock that nobody gives back, a node that
// stands still. Answers come within seconds, nobody is told a yes that is none, others go on.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createShow, publicSeats, reserve, signedIn } from '../support/fixtures.mjs';
import { PSQL, startPostgres } from '../support/postgres.mjs';
import { startServer } from '../support/server.mjs';

/** An answer to a request that hangs in the database: later than that is silence. */
const ANSWER_WITHIN_MS = 9000;
const BACK_WITHIN_MS = 8000;
const KEY = 'the-same-key-before-and-after';

let postgres, database;
before(async () => {
  postgres = await startPostgres({ sync: false });
  database = postgres.createDatabase();
});
after(() => postgres?.stop());

/** An id as its row has it (base/ids.cpp). */
function numberOf(id) {
  return [...id].reduce((value, c) => value * 32n + BigInt('0123456789abcdefghjkmnpqrstvwxyz'.indexOf(c)), 0n);
}

async function timed(promise) {
  const start = Date.now();
  const answer = await promise;
  return { answer, ms: Date.now() - start };
}

/** Waits until `check` holds; fails when that takes longer. Returns the milliseconds. */
async function until(what, limitMs, check) {
  const start = Date.now();
  while (!(await check())) {
    assert.ok(Date.now() - start < limitMs, `${what}: not within ${limitMs} ms`);
    await sleep(50);
  }
  return Date.now() - start;
}

function expectRefusedInTime({ answer, ms }) {
  assert.equal(answer.status, 503, answer.text);
  assert.ok(Number(answer.headers['retry-after']) >= 1);
  assert.ok(ms < ANSWER_WITHIN_MS, `answered after ${ms} ms`);
}

/** A person at a console who took a lock and went for lunch. */
async function startForeignLock(sql) {
  const name = new URL(database).pathname.slice(1);
  const child = spawn(PSQL, ['--no-psqlrc', '-qAt', '-v', 'ON_ERROR_STOP=1', postgres.url(name)],
    { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, PGOPTIONS: '-c usher.viewer=server' } });
  child.stdin.write(`BEGIN;\n${sql};\n\\echo locked\n`);
  await new Promise((resolve) => child.stdout.on('data', (text) => String(text).includes('locked') && resolve()));
  return async () => {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.stdin.end('ROLLBACK;\n\\q\n');
    await gone;
  };
}

describe('a node whose database hangs', () => {
  let node, admin;
  before(async () => {
    node = await startServer({ database, args: ['--write-lanes', '1'] });
    admin = await signedIn(node);
  });
  after(() => node?.stop());
  const isReady = async () => (await node.client().get('/readyz')).status === 200;

  test('says 503 in time while no standby confirms, is not ready, and never tells a yes that is none', async () => {
    const { show, seats } = await createShow(admin, { rows: 4, perRow: 10 });
    const ids = seats.map((seat) => seat.id);
    const buyer = node.client();
    const before = await createShow(admin, { rows: 1, perRow: 10 });
    (await reserve(buyer, before.show.id, [before.seats[0].id])).expectStatus(201);  // it has its session
    postgres.query("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
    postgres.query('SELECT pg_reload_conf()');
    try {
      await sleep(200);
      const body = { show_id: show.id, seat_ids: [ids[0]] };
      expectRefusedInTime(await timed(buyer.post('/api/seat-reservations/reserve', body, { key: KEY })));
      await until('readiness is red', ANSWER_WITHIN_MS, async () => !(await isReady()));
      const others = await Promise.all(ids.slice(1, 9).map((id) => timed(reserve(node.client(), show.id, [id]))));
      for (const other of others) {
        expectRefusedInTime(other);
        assert.ok(other.ms < 2000, `a node that knows refuses at once, not after ${other.ms} ms`);
      }
      assert.equal((await node.client().get(`/api/public/recital-shows/${show.id}`)).status, 200, 'what is read is there');
    } finally {
      postgres.query('ALTER SYSTEM RESET synchronous_standby_names');
      postgres.query('SELECT pg_reload_conf()');
    }
    await until('readiness is green', BACK_WITHIN_MS, isReady);
    const again = await buyer.post('/api/seat-reservations/reserve', { show_id: show.id, seat_ids: [ids[0]] },
      { key: KEY });
    assert.equal(again.status, 201, again.text);
    await sleep(1500);
    const taken = (await publicSeats(node.client(), show.id)).filter((seat) => seat.status !== 'available');
    assert.deepEqual(taken.map((seat) => seat.id), [ids[0]], 'what was refused is not done later');
    const check = await node.check();
    assert.equal(check.code, 0, check.stdout + check.stderr);
  });

  test('refuses in time what needs a kept row, and sells other shows on the same lane', async () => {
    const [kept, other] = [await createShow(admin, { rows: 2, perRow: 10 }), await createShow(admin, { rows: 2, perRow: 10 })];
    const letGo = await startForeignLock(`SELECT * FROM show_sequences WHERE show_id = ${numberOf(kept.show.id)} FOR UPDATE`);
    try {
      const refused = timed(reserve(node.client(), kept.show.id, [kept.seats[0].id]));
      await sleep(300);
      const neighbours = [];
      for (const seat of other.seats.slice(0, 8)) neighbours.push(await timed(reserve(node.client(), other.show.id, [seat.id])));
      for (const { answer } of neighbours) assert.equal(answer.status, 201, answer.text);
      const late = neighbours.map(({ ms }) => ms).sort((a, b) => b - a);
      assert.ok(late[0] < 4000 && late[1] < 1500, `neighbours waited ${late.join()} ms`);
      expectRefusedInTime(await refused);
      assert.ok(await isReady());
    } finally {
      await letGo();
    }
    const buyer = node.client();
    await until('the show sells again', BACK_WITHIN_MS,
      async () => (await reserve(buyer, kept.show.id, [kept.seats[1].id])).status === 201);
  });
});

describe('two nodes, one of which stands still', () => {
  const nodes = [];
  let admin;
  before(async () => {
    for (let i = 0; i < 2; ++i) nodes.push(await startServer({ database, args: ['--write-lanes', '1'] }));
    admin = await signedIn(nodes[0]);
  });
  after(() => Promise.all(nodes.map((node) => node.stop())));

  test('keep selling: its shows within seconds, the others all the time', async () => {
    const [frozen, alive] = nodes;
    const [its, other] = [await createShow(admin, { rows: 20, perRow: 20 }), await createShow(admin, { rows: 4, perRow: 20 })];
    let stop = false;
    const free = its.seats.map((seat) => seat.id);
    const probes = free.splice(0, 40);  // the load must not leave the other node without a seat
    // Enough at once that it is frozen in the middle of a transaction, as a paused machine is.
    const load = Array.from({ length: 16 }, async () => {
      const buyer = frozen.client();
      while (!stop && free.length) await reserve(buyer.another({ agent: buyer.agent }), its.show.id, [free.pop()]).catch(() => {});
      buyer.close();
    });
    const others = other.seats.map((seat) => seat.id);
    for (let round = 0; round < 2; ++round) {
      await sleep(300);
      frozen.child.kill('SIGSTOP');
      try {
        const first = timed(reserve(alive.client(), its.show.id, [probes.pop()]));
        await sleep(100);
        const neighbours = [];
        for (let i = 0; i < 5; ++i) neighbours.push(await timed(reserve(alive.client(), other.show.id, [others.pop()])));
        for (const { answer, ms } of neighbours) {
          assert.equal(answer.status, 201, answer.text);
          assert.ok(ms < 4000, `a neighbour waited ${ms} ms`);
        }
        const { answer, ms } = await first;
        assert.ok([201, 503].includes(answer.status), answer.text);
        assert.ok(ms < ANSWER_WITHIN_MS, `its show answered after ${ms} ms`);
        const buyer = alive.client();
        await until('its show sells elsewhere', ANSWER_WITHIN_MS,
          async () => (await reserve(buyer, its.show.id, [probes.pop()])).status === 201);
      } finally {
        frozen.child.kill('SIGCONT');
      }
    }
    stop = true;
    await Promise.all(load);
    const check = await alive.check();
    assert.equal(check.code, 0, check.stdout + check.stderr);
  });
});
