// A house that updates: the database of the last version, as its own binary left it, is brought to today's
// schema and loses nothing. tests/support/last_version/make.mjs made it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { buy, publicSeats } from '../support/fixtures.mjs';
import { factsOf, PASSWORD } from '../support/last_version/facts.mjs';
import { sharedPostgres, testsUsePostgres } from '../support/postgres.mjs';
import { ROOT, Server } from '../support/server.mjs';

const season = (suffix) => path.join(ROOT, 'tests/support/last_version',
  `season.${testsUsePostgres ? 'postgresql' : 'sqlite'}.${suffix}`);

describe('a database of the last version', () => {
  const then = JSON.parse(fs.readFileSync(season('json'), 'utf8'));
  let directory, server, admin;
  before(async () => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'usher-migration-'));
    const dump = gunzipSync(fs.readFileSync(season('sql.gz')));
    let database;
    if (testsUsePostgres) {
      database = (await sharedPostgres()).createDatabaseFrom(dump);
    } else {
      database = `sqlite:${path.join(directory, 'usher.db')}`;
      execFileSync('sqlite3', [path.join(directory, 'usher.db')], { input: dump });
    }
    server = new Server({ database });
    if (testsUsePostgres) server.dropDatabase = async () => (await sharedPostgres()).dropDatabase(database);
    await server.advance(then.now - Date.now());
    await server.start();
    admin = server.client();
    await admin.login({ email: 'admin@example.org', password: PASSWORD });
  });
  after(async () => {
    await server?.stop();
    fs.rmSync(directory, { recursive: true, force: true });
  });

  test('keeps every order, cent, ticket and seat', async () => {
    const now = await factsOf(admin, then.now);
    assert.deepEqual(now.orders, then.orders);
    assert.deepEqual(now.shows, then.shows);
  });

  test('is sound', async () => {
    const checked = await server.check();
    assert.equal(checked.code, 0, checked.stdout + checked.stderr);
  });

  test('goes on selling, letting in and giving back', async () => {
    const show = then.shows.find((s) => s.status === 'on_sale' && s.seats.some((seat) => / 2550 available$/.test(seat)));
    const free = (await publicSeats(admin, show.id)).filter((seat) => seat.status === 'available');
    await buy(server, show.id, free.slice(0, 2).map((seat) => seat.id));
    const old = then.orders.find((order) => order.show_id === show.id && order.tickets.some((ticket) => ticket.status === 'valid'));
    const ticket = old.tickets.find((one) => one.status === 'valid');
    (await admin.post(`/api/admin/ticketing/orders/${old.id}/refund`,
      { ticket_ids: [ticket.id], reason: 'asked', release_seats: true })).expectStatus(200);
    const checked = await server.check();
    assert.equal(checked.code, 0, checked.stdout + checked.stderr);
  });
});
