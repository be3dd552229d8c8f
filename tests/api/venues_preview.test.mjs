// A map whose venue has sold or held seats: what saving would do is known first, and no such seat is
// ever detached (V11, rule 51).
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { startServer } from '../support/server.mjs';
import { createShow, reserve, signedIn, unique } from '../support/fixtures.mjs';
import { Client } from '../support/client.mjs';

let server;
let admin;
before(async () => {
  server = await startServer();
  admin = await signedIn(server);
});
after(() => server.stop());

async function heldShow() {
  const { show, venue, seats } = await createShow(admin, { rows: 2, perRow: 5 });
  const buyer = new Client(server.url);
  (await reserve(buyer, show.id, seats.slice(0, 2).map((seat) => seat.id))).expectStatus(201);
  const path = `/api/venues/${venue.id}/seat-map`;
  const map = (await admin.get(path)).expectStatus(200);
  return { show, path, map };
}

test('a preview of nothing tells how many seats are sold or held', async () => {
  const { path, map } = await heldShow();
  const preview = (await admin.post(`${path}/preview`, {})).expectStatus(200);
  assert.deepEqual(preview, { version: map.version, created: 0, updated: 0, removed: 0, in_use: 2, changed_in_use: 0, removed_in_use: 0, changes: [] });
  const venue = (await admin.post('/api/venues', { name: unique('Empty') })).expectStatus(201);
  assert.equal((await admin.post(`/api/venues/${venue.id}/seat-map/preview`, {})).expectStatus(200).in_use, 0);
});

test('a preview names the held seats that would change, and writes nothing', async () => {
  const { path, map } = await heldShow();
  const [first, second, ...rest] = map.seats;
  const seats = [{ ...second, row_name: 'ZZ' }, ...rest.map((seat) => ({ ...seat, x: seat.x + 5 }))];
  const preview = (await admin.post(`${path}/preview`, { version: map.version, seats })).expectStatus(200);
  assert.deepEqual([preview.removed, preview.updated, preview.changed_in_use, preview.removed_in_use], [1, 9, 2, 1]);
  assert.deepEqual(preview.changes.map((change) => [change.seat_id, change.change]), [[first.id, 'removed'], [second.id, 'relabelled']]);
  assert.deepEqual(preview.changes[0].row_name, first.row_name);
  assert.deepEqual((await admin.get(path)).expectStatus(200), map);
});

test('a map that detaches a held seat is refused with the seats it means', async () => {
  const { path, map } = await heldShow();
  const refused = (await admin.post(path, { version: map.version, seats: map.seats.slice(2) })).expectStatus(409, 'seat_in_use');
  assert.deepEqual(refused.seat_ids.sort(), map.seats.slice(0, 2).map((seat) => seat.id).sort());
  assert.deepEqual((await admin.get(path)).expectStatus(200), map);
  const saved = (await admin.post(path, { version: map.version, seats: map.seats.slice(0, 2) })).expectStatus(200);
  assert.equal(saved.seats.length, 2);
});

test('a preview refuses what saving would refuse', async () => {
  const { path, map } = await heldShow();
  (await admin.post(`${path}/preview`, { version: map.version - 1 })).expectStatus(412, 'version_conflict');
  (await admin.post(`${path}/preview`, { version: map.version, seats: [map.seats[0], { ...map.seats[0], id: 'new' }] })).expectStatus(409, 'duplicate_seat');
  (await admin.post(`${path}/preview`, { seats: 'all' })).expectStatus(422, 'validation_failed');
  (await admin.post(`${path}/preview`, { sections: [] })).expectStatus(409, 'section_has_seats');
  const staff = await signedIn(server, { role: 'staff' });
  (await staff.post(`${path}/preview`, {})).expectStatus(403);
  (await admin.post('/api/venues/nothing/seat-map/preview', {})).expectStatus(404);
});

test('moving every seat of a large map and moving one are both quick to write and exact', async () => {
  const venue = (await admin.post('/api/venues', { name: unique('Arena') })).expectStatus(201);
  const path = `/api/venues/${venue.id}/seat-map`;
  const seats = Array.from({ length: 5000 }, (_, i) => ({ section: 'A', row_name: String(Math.floor(i / 50)), seat_number: String(i % 50), price_zone: i % 2 ? 'P' : 'Q', x: i % 50, y: Math.floor(i / 50) }));
  let map = (await admin.post(path, { version: 1, sections: [{ name: 'A' }], price_zones: [{ name: 'P' }, { name: 'Q' }], seats })).expectStatus(200);
  const moved = map.seats.map((seat) => ({ ...seat, x: seat.x + 0.125, y: seat.y - 7 }));
  map = (await admin.post(path, { version: map.version, seats: moved })).expectStatus(200);
  assert.deepEqual(map.seats, moved);
  const rezoned = map.seats.map((seat) => ({ ...seat, price_zone_id: null, seat_type: 'accessible', handicap_access: true }));
  map = (await admin.post(path, { version: map.version, seats: rezoned })).expectStatus(200);
  assert.deepEqual(map.seats, rezoned);
  assert.deepEqual((await admin.get(path)).expectStatus(200).seats, rezoned);
});
