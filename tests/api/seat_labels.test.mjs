// A show never has two seats of one label, whatever is done to the venue's map after a sale (rule 1a).
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { startServer } from '../support/server.mjs';
import { buy, createShow, importSeats, publicSeats, signedIn } from '../support/fixtures.mjs';

let server;
let admin;
before(async () => {
  server = await startServer();
  admin = await signedIn(server);
});
after(() => server.stop());

const label = (seat) => [seat.section, seat.row_name, seat.seat_number].join(' / ');
/** Row A of five seats, A 1 sold. */
async function soldHouse() {
  const house = await createShow(admin, { rows: 1, perRow: 5 });
  await buy(server, house.show.id, [house.seats[0].id]);
  const path = `/api/venues/${house.venue.id}/seat-map`;
  return { ...house, path, map: (await admin.get(path)).expectStatus(200) };
}
const generate = (show) => admin.post(`/api/recital-shows/${show.id}/seats/generate`, {});
async function expectSound(show) {
  const labels = (await publicSeats(admin, show.id)).map(label);
  assert.equal(new Set(labels).size, labels.length, `twice: ${labels}`);
  const found = await server.check();
  assert.equal(found.code, 0, found.stdout);
}
const save = (house, change) =>
  admin.post(house.path, { version: house.map.version, seats: house.map.seats.map(change) });

test('a row is not numbered from the other side when one of its seats is sold', async () => {
  const house = await soldHouse();
  const turned = (seat) => ({ ...seat, seat_number: String(6 - Number(seat.seat_number)) });
  const refused = (await save(house, turned)).expectStatus(409, 'seat_label_taken');
  assert.deepEqual(refused.duplicates.map(label), ['Orchestra / A / 1']);
  (await admin.post(`${house.path}/preview`, { version: house.map.version, seats: house.map.seats.map(turned) }))
    .expectStatus(409, 'seat_label_taken');
  assert.deepEqual((await admin.get(house.path)).expectStatus(200), house.map);
  (await generate(house.show)).expectStatus(200);
  await expectSound(house.show);
});

test('a row that is renamed leaves its sold seat the only one of its label', async () => {
  const house = await soldHouse();
  let map = (await save(house, (seat) => ({ ...seat, row_name: 'AA' }))).expectStatus(200);
  (await generate(house.show)).expectStatus(200);
  await expectSound(house.show);
  const fresh = { section_id: map.sections[0].id, row_name: 'A', seat_number: '1', x: 9, y: 9 };
  (await admin.post(house.path, { version: map.version, seats: [...map.seats, fresh] })).expectStatus(409, 'seat_label_taken');
  (await admin.post(`/api/venues/${house.venue.id}/seats`, fresh)).expectStatus(409, 'seat_label_taken');
  (await importSeats(admin, house.venue.id, 'section,row_name,seat_number\nOrchestra,A,1\n')).expectStatus(409, 'seat_label_taken');
  (await admin.put(`/api/venues/${house.venue.id}/seats/${map.seats[2].id}`, { row_name: 'A', seat_number: '1' }))
    .expectStatus(409, 'seat_label_taken');
  // What is free may be used.
  (await admin.post(`/api/venues/${house.venue.id}/seats`, { ...fresh, seat_number: '2' })).expectStatus(201);
  (await generate(house.show)).expectStatus(200);
  await expectSound(house.show);
  map = (await admin.get(house.path)).expectStatus(200);
  assert.equal(map.seats.length, 6);
});

test('a section that is renamed leaves its name to its sold seats', async () => {
  const house = await soldHouse();
  const [section] = house.map.sections;
  (await admin.put(`/api/venues/${house.venue.id}/sections/${section.id}`, { name: 'Parkett' })).expectStatus(200);
  (await generate(house.show)).expectStatus(200);
  (await importSeats(admin, house.venue.id, 'section,row_name,seat_number\nOrchestra,A,1\n')).expectStatus(409, 'seat_label_taken');
  (await importSeats(admin, house.venue.id, 'section,row_name,seat_number\nOrchestra,A,2\n')).expectStatus(200);
  (await generate(house.show)).expectStatus(200);
  await expectSound(house.show);
});

test('generating refuses by itself what was saved before the sale', async () => {
  const house = await createShow(admin, { rows: 1, perRow: 5 });
  const path = `/api/venues/${house.venue.id}/seat-map`;
  const map = (await admin.get(path)).expectStatus(200);
  (await admin.post(path, { version: map.version, seats: map.seats.map((seat) => ({ ...seat, seat_number: String(6 - Number(seat.seat_number)) })) }))
    .expectStatus(200);
  await buy(server, house.show.id, [house.seats[0].id]);
  const refused = (await generate(house.show)).expectStatus(409, 'seat_label_taken');
  assert.deepEqual(refused.duplicates.map(label), ['Orchestra / A / 1']);
  await expectSound(house.show);
});

test('one layout version is one picture for ever', async () => {
  const house = await createShow(admin, { rows: 1, perRow: 3 });
  const path = `/api/venues/${house.venue.id}/seat-map`;
  const chart = async () => (await admin.get(`/api/public/recital-shows/${house.show.id}/seat-map`)).expectStatus(200);
  const first = await chart();
  const map = (await admin.get(path)).expectStatus(200);
  (await admin.post(path, { version: map.version, objects: [{ kind: 'stage', x: 0, y: -50, width: 80, height: 20, text: 'Stage' }],
    price_zones: map.price_zones.map((zone) => ({ ...zone, name: 'Renamed', color: '#123456' })) })).expectStatus(200);
  assert.deepEqual(await chart(), first);
  await server.restart();
  admin = await signedIn(server);
  assert.deepEqual(await chart(), first);
  const generated = (await generate(house.show)).expectStatus(200);
  const next = await chart();
  assert.equal(next.layout_version, generated.layout_version);
  assert.ok(next.layout_version > first.layout_version);
  assert.deepEqual([next.objects[0].text, next.price_zones[0].name], ['Stage', 'Renamed']);
});
