// Purpose: writes the databases that tests/api/migration.test.mjs brings to today's schema, with a binary
// of the last version and through its API alone. Run once when a version is released, with its own binary:
//
//   USHER_BINARY=/path/to/last/usher node tests/support/last_version/make.mjs
//   USHER_BINARY=/path/to/last/usher node tests/support/postgres.mjs node tests/support/last_version/make.mjs
//
// It leaves season.sqlite.sql.gz or season.postgresql.sql.gz here, and what the API said in a .json.
// Place: tests/support.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { allItems, buy, CARDS, createOrder, createShow, createUser, createVenue, pay, reserve } from '../fixtures.mjs';
import { sharedPostgres, testsUsePostgres } from '../postgres.mjs';
import { startServer } from '../server.mjs';
import { factsOf, PASSWORD } from './facts.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const engine = testsUsePostgres ? 'postgresql' : 'sqlite';
const server = await startServer();

async function season() {
  const people = {};
  for (const role of ['admin', 'staff', 'scanner', 'report'])
    people[role] = await createUser(server, { role, email: `${role}@example.org`, password: PASSWORD });
  const admin = server.client();
  await admin.login(people.admin);
  const venue = await createVenue(admin, { name: 'Old Hall', rows: 6, perRow: 8 });
  const taxed = await createShow(admin, { venue, price: 2550, config: {
    ticket_types: [{ name: 'Child', price: 1200 }],
    fees: [{ name: 'Booking', kind: 'per_ticket', amount: 150 }, { name: 'Service', kind: 'percent', amount: 2.5 },
      { name: 'Post', kind: 'per_order', amount: 99 }],
    tax: { name: 'VAT', percent: 10, inclusive: false } } });
  const seat = (from, to) => taxed.seats.slice(from, to).map((s) => s.id);
  const refund = (order, body) => admin.post(`/api/admin/ticketing/orders/${order.id}/refund`,
    { reason: 'asked', release_seats: true, ...body });

  await buy(server, taxed.show.id, seat(0, 3), { customer: { ticket_types: { [taxed.seats[1].id]: 'Child' } } });
  const partly = await buy(server, taxed.show.id, seat(3, 6));
  (await refund(partly.order, { ticket_ids: [partly.order.tickets[0].id] })).expectStatus(200);
  const whole = await buy(server, taxed.show.id, seat(6, 8));
  (await refund(whole.order, {})).expectStatus(200);
  const amount = await buy(server, taxed.show.id, seat(8, 10));
  (await refund(amount.order, { amount: 333 })).expectStatus(200);

  const scanned = await buy(server, taxed.show.id, seat(10, 12));
  (await admin.post('/api/tickets/verify', { code: scanned.order.tickets[0].code, show_id: taxed.show.id })).expectStatus(200);

  const declined = server.client();
  const held = (await reserve(declined, taxed.show.id, seat(12, 14))).expectStatus(201);
  const unpaid = (await createOrder(declined, held)).expectStatus(201).order;
  await pay(declined, unpaid.id, { card: CARDS.declined });
  const waiting = server.client();
  (await createOrder(waiting, (await reserve(waiting, taxed.show.id, seat(14, 15))).expectStatus(201))).expectStatus(201);
  (await reserve(server.client(), taxed.show.id, seat(15, 17))).expectStatus(201);
  const given = server.client();
  const given_up = (await createOrder(given, (await reserve(given, taxed.show.id, seat(17, 18))).expectStatus(201))).expectStatus(201).order;
  (await given.post('/api/ticket-orders/cancel', { order_id: given_up.id })).expectStatus(200);
  (await admin.put(`/api/recital-shows/${taxed.show.id}/seats/${taxed.seats[20].id}`, { status: 'blocked' })).expectStatus(200);
  (await admin.put(`/api/recital-shows/${taxed.show.id}/seats/${taxed.seats[21].id}`, { status: 'available', price: 777 })).expectStatus(200);

  const yen = await createShow(admin, { venue, price: 2550, currency: 'JPY' });
  await buy(server, yen.show.id, yen.seats.slice(0, 2).map((s) => s.id));
  const free = await createShow(admin, { venue, price: 0 });
  const gratis = (await reserve(declined, free.show.id, [free.seats[0].id])).expectStatus(201);
  (await createOrder(declined, gratis)).expectStatus(201);
  const off = await createShow(admin, { venue, price: 1900, config: { tax: { name: 'VAT', percent: 19, inclusive: true } } });
  await buy(server, off.show.id, off.seats.slice(0, 4).map((s) => s.id));
  (await admin.post(`/api/recital-shows/${off.show.id}/changes`, { kind: 'cancel', refund: true })).expectStatus(201);
  await settled(admin, off.show.id);
  return admin;
}

// The refunds of a cancelled show are made one after another in the background.
async function settled(admin, show) {
  for (let i = 0; i < 200; ++i) {
    const orders = await allItems(admin, `/api/admin/ticketing/orders?show_id=${show}`);
    if (orders.every((order) => order.status === 'refunded')) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the cancelled show was not refunded');
}

try {
  const facts = await factsOf(await season(), server.now());
  let dump;
  if (testsUsePostgres) {
    const postgres = await sharedPostgres();
    await server.terminate();
    dump = execFileSync('/usr/lib/postgresql/15/bin/pg_dump', ['--dbname', postgres.url(new URL(server.database).pathname.slice(1))],
      { maxBuffer: 1 << 28 });
  } else {
    await server.terminate();
    dump = execFileSync('sqlite3', [server.database.slice('sqlite:'.length), '.dump'], { maxBuffer: 1 << 28 });
  }
  fs.writeFileSync(path.join(HERE, `season.${engine}.sql.gz`), gzipSync(dump, { level: 9 }));
  fs.writeFileSync(path.join(HERE, `season.${engine}.json`), `${JSON.stringify(facts, null, 1)}\n`);
} finally {
  await server.stop();
}
