// Venues, sections, price zones, seats, files and maps over HTTP (V1–V6).
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { startServer } from '../support/server.mjs';
import { allItems, createShow, importSeats, seatsCsv, signedIn, unique } from '../support/fixtures.mjs';

let server;
let admin;
before(async () => {
  server = await startServer();
  admin = await signedIn(server);
});
after(() => server.stop());

const HEADER = 'section,row_name,seat_number,seat_type,handicap_access,price_zone,x,y';
const newVenue = async (body = {}) =>
  (await admin.post('/api/venues', { name: unique('Hall'), ...body })).expectStatus(201);
const faults = (answer) => answer.expectStatus(422, 'validation_failed').errors
  .map((fault) => `${fault.pointer} ${fault.code}`).sort();

test('a venue is created, read, changed and deleted', async () => {
  const made = await admin.post('/api/venues', {
    name: ' Théâtre ', address: '1 Rue', city: 'Paris', state: '', zip: '75001', country: 'FR',
    time_zone: 'Europe/Paris', capacity: 900,
  });
  const venue = made.expectStatus(201);
  assert.equal(made.headers.location, `/api/venues/${venue.id}`);
  assert.equal(venue.name, 'Théâtre');
  assert.deepEqual([venue.sections, venue.price_zones, venue.version], [[], [], 1]);
  const read = await admin.get(`/api/venues/${venue.id}`);
  assert.deepEqual(read.expectStatus(200), venue);
  assert.equal(read.headers.etag, '"1"');
  const changed = (await admin.put(`/api/venues/${venue.id}`, { city: 'Lyon' },
    { headers: { 'if-match': '"1"' } })).expectStatus(200);
  assert.deepEqual([changed.city, changed.name, changed.version], ['Lyon', 'Théâtre', 2]);
  (await admin.put(`/api/venues/${venue.id}`, { city: 'Nice' }, { headers: { 'if-match': '"1"' } }))
    .expectStatus(412, 'version_conflict');
  (await admin.delete(`/api/venues/${venue.id}`)).expectStatus(204);
  (await admin.get(`/api/venues/${venue.id}`)).expectStatus(404, 'venue_not_found');
});

test('bad venues are refused with every fault', async () => {
  assert.deepEqual(faults(await admin.post('/api/venues',
    { name: '', time_zone: 'Mars/Olympus', capacity: -1, colour: 'red' })),
  ['/capacity out_of_range', '/colour unknown_field', '/name too_short', '/time_zone invalid_format']);
  assert.deepEqual(faults(await admin.post('/api/venues', {})), ['/name required']);
  const venue = await newVenue();
  assert.deepEqual(faults(await admin.put(`/api/venues/${venue.id}`, { name: null })),
    ['/name wrong_type']);
  for (const id of ['nothing', '1', '%F0%9F%8E%AD', 'x'.repeat(64)]) {
    (await admin.get(`/api/venues/${id}`)).expectStatus(404);
  }
});

test('venues are listed in pages, by name', async () => {
  const mark = unique('Zz');
  for (const n of [10, 2, 1]) await newVenue({ name: `${mark} ${n}` });
  const first = (await admin.get(`/api/venues?q=${mark}&limit=2`)).expectStatus(200);
  assert.deepEqual(first.items.map((venue) => venue.name), [`${mark} 1`, `${mark} 2`]);
  assert.equal(first.total, 3);
  const names = (await allItems(admin, `/api/venues?q=${mark}`)).map((venue) => venue.name);
  assert.deepEqual(names, [`${mark} 1`, `${mark} 2`, `${mark} 10`]);
  (await admin.get('/api/venues?limit=0')).expectStatus(422);
  (await admin.get('/api/venues?cursor=zz')).expectStatus(422);
  (await admin.get('/api/venues?sort=weight')).expectStatus(422);
  (await admin.get('/api/venues?colour=red')).expectStatus(422);
});

test('the same Idempotency-Key makes one venue', async () => {
  const key = unique('key');
  const body = { name: unique('Once') };
  const first = (await admin.post('/api/venues', body, { key })).expectStatus(201);
  const again = (await admin.post('/api/venues', body, { key })).expectStatus(201);
  assert.equal(first.id, again.id);
  (await admin.post('/api/venues', { name: 'Other' }, { key }))
    .expectStatus(422, 'idempotency_key_reused');
});

test('sections and price zones are kept in order and have their own names', async () => {
  const venue = await newVenue();
  const base = `/api/venues/${venue.id}`;
  const orchestra = (await admin.post(`${base}/sections`, { name: 'Orchestra', color: '#AABBCC' })).expectStatus(201);
  assert.equal(orchestra.color, '#aabbcc');
  const balcony = (await admin.post(`${base}/sections`, { name: 'Balcony' })).expectStatus(201);
  (await admin.post(`${base}/sections`, { name: 'Balcony' })).expectStatus(409, 'duplicate_section');
  (await admin.put(`${base}/sections/${balcony.id}`, { position: 0 })).expectStatus(200);
  (await admin.put(`${base}/sections/${orchestra.id}`, { position: 1 })).expectStatus(200);
  const zone = (await admin.post(`${base}/price-zones`, { name: 'Premium', default_price: 5000 })).expectStatus(201);
  assert.equal(zone.default_price, 5000);
  (await admin.put(`${base}/price-zones/${zone.id}`, { default_price: null })).expectStatus(200);
  assert.deepEqual(faults(await admin.post(`${base}/price-zones`, { name: 'X', default_price: 12.5, color: 'red' })),
    ['/color invalid_format', '/default_price wrong_type']);
  const seen = (await admin.get(base)).expectStatus(200);
  assert.deepEqual(seen.sections.map((section) => section.name), ['Balcony', 'Orchestra']);
  assert.equal(seen.price_zones[0].default_price, null);
  (await admin.delete(`${base}/sections/${balcony.id}`)).expectStatus(204);
  (await admin.delete(`${base}/sections/${balcony.id}`)).expectStatus(404, 'section_not_found');
  const other = await newVenue();
  (await admin.put(`/api/venues/${other.id}/sections/${orchestra.id}`, { name: 'Mine' }))
    .expectStatus(404, 'section_not_found');
});

test('seats are made one by one and many at a time', async () => {
  const venue = await newVenue();
  const base = `/api/venues/${venue.id}`;
  const section = (await admin.post(`${base}/sections`, { name: 'Orchestra' })).expectStatus(201);
  const one = (await admin.post(`${base}/seats`,
    { section_id: section.id, row_name: 'A', seat_number: '1', x: 10.5, y: -3, rotation: 15 })).expectStatus(201);
  assert.deepEqual([one.seat_type, one.handicap_access, one.is_sellable, one.x, one.y, one.rotation, one.price_zone_id],
    ['standard', false, true, 10.5, -3, 15, null]);
  const many = (await admin.post(`${base}/seats`, {
    seats: ['10', '2'].map((n) => ({ section_id: section.id, row_name: 'A', seat_number: n })),
  })).expectStatus(201);
  assert.equal(many.created, 2);
  (await admin.post(`${base}/seats`, { section_id: section.id, row_name: 'A', seat_number: '1' }))
    .expectStatus(409, 'duplicate_seat');
  const listed = (await admin.get(`${base}/seats`)).expectStatus(200);
  assert.deepEqual(listed.items.map((seat) => seat.seat_number), ['1', '2', '10']);
  assert.deepEqual(faults(await admin.post(`${base}/seats`, { seats: [
    { section_id: 'none', row_name: 'B', seat_number: '1' },
    { section_id: section.id, row_name: 'B', seat_number: '2', x: 1e9 },
    { section_id: section.id, row_name: 'B', seat_number: '3', capacity: 9 },
  ] })), ['/seats/0/section_id unknown_section', '/seats/1/x out_of_range', '/seats/2/capacity not_allowed']);
  const area = (await admin.post(`${base}/seats`, { section_id: section.id, row_name: 'GA',
    seat_number: '1', seat_type: 'general_admission', capacity: 300 })).expectStatus(201);
  assert.equal(area.capacity, 300);
  const changed = (await admin.put(`${base}/seats/${one.id}`, { seat_type: 'accessible', handicap_access: true })).expectStatus(200);
  assert.deepEqual([changed.seat_type, changed.row_name], ['accessible', 'A']);
  (await admin.delete(`${base}/seats/${one.id}`)).expectStatus(204);
  (await admin.put(`${base}/seats/${one.id}`, { x: 1 })).expectStatus(404, 'seat_not_found');
  (await admin.delete(`${base}/sections/${section.id}`)).expectStatus(409, 'section_has_seats');
});

test('a CSV file is imported, exported and imported again unchanged', async () => {
  const venue = await newVenue();
  const base = `/api/venues/${venue.id}`;
  const dry = (await importSeats(admin, venue.id, seatsCsv({ rows: 30, perRow: 52 }), { dryRun: true })).expectStatus(200);
  assert.deepEqual(dry, { dry_run: true, rows: 1560, created: 1560, updated: 0, errors: [] });
  assert.equal((await admin.get(base)).expectStatus(200).seat_count, 0);
  const report = (await importSeats(admin, venue.id, seatsCsv({ rows: 30, perRow: 52 }))).expectStatus(200);
  assert.deepEqual(report, { dry_run: false, rows: 1560, created: 1560, updated: 0, errors: [] });
  const exported = await admin.get(`${base}/seats/export`);
  exported.expectStatus(200);
  assert.match(exported.headers['content-type'], /^text\/csv/);
  assert.match(exported.headers['content-disposition'], /attachment/);
  assert.equal(exported.text.split('\n')[0], `\uFEFF${HEADER}`, 'spreadsheets know it for UTF-8');
  const again = (await importSeats(admin, venue.id, exported.text)).expectStatus(200);
  assert.deepEqual([again.created, again.updated], [0, 1560]);
  assert.equal((await admin.get(`${base}/seats/export`)).text, exported.text);
  const order = (await allItems(admin, `${base}/seats`)).map((seat) => seat.row_name);
  assert.deepEqual([order[0], order[26 * 52 - 1], order[26 * 52]], ['A', 'Z', 'AA']);
});

test('files of spreadsheets are taken as they come', async () => {
  const venue = await newVenue();
  const csv = `\uFEFF"row_name","seat_number","section","price_zone"\r\n"=1+1","1","Upper\nCircle","Say ""hi"""\r\n`;
  assert.equal((await importSeats(admin, venue.id, csv)).expectStatus(200).created, 1);
  const [seat] = await allItems(admin, `/api/venues/${venue.id}/seats`);
  assert.equal(seat.row_name, '=1+1');
  const seen = (await admin.get(`/api/venues/${venue.id}`)).expectStatus(200);
  assert.deepEqual([seen.sections[0].name, seen.price_zones[0].name], ['Upper Circle', 'Say "hi"']);
  const exported = (await admin.get(`/api/venues/${venue.id}/seats/export`)).text;
  assert.match(exported, /'=1\+1/);
  assert.equal((await importSeats(admin, venue.id, exported)).expectStatus(200).updated, 1);
  const german = 'Bereich;Reihe;Platz;Notiz\nParkett;A;1;egal\n';
  const mapped = await admin.request('POST',
    `/api/venues/${venue.id}/seats/import?map=${encodeURIComponent('section:Bereich,row_name:Reihe,seat_number:Platz')}`,
    { body: german, headers: { 'content-type': 'text/csv; charset=utf-8' } });
  assert.equal(mapped.expectStatus(200).created, 1);
});

test('a form upload is a file with options', async () => {
  const venue = await newVenue();
  const form = new FormData();
  form.set('file', new Blob([`${HEADER}\nS,A,1,,,,,\n`], { type: 'text/csv' }), 'seats.csv');
  form.set('dry_run', 'true');
  const encoded = new Response(form);
  const headers = { 'content-type': encoded.headers.get('content-type') };
  const body = Buffer.from(await encoded.arrayBuffer());
  const dry = (await admin.request('POST', `/api/venues/${venue.id}/seats/import`, { body, headers })).expectStatus(200);
  assert.deepEqual([dry.dry_run, dry.created], [true, 1]);
  (await admin.request('POST', `/api/venues/${venue.id}/seats/import`,
    { body: body.subarray(0, 60), headers })).expectStatus(400, 'malformed_form');
  (await admin.request('POST', `/api/venues/${venue.id}/seats/import`,
    { body: '{}', headers: { 'content-type': 'application/json' } })).expectStatus(415);
});

test('each bad line is told with line, column and reason, and nothing is written', async () => {
  const venue = await newVenue();
  const answer = await importSeats(admin, venue.id,
    `${HEADER}\nS,A,1,standard,false,Z,1,2\nS,,2,throne,perhaps,Z,far,2\nS,A,1,,,,,\nS,A\n"S,A,9\n`);
  const problem = answer.expectStatus(422, 'import_failed');
  assert.ok(answer.isProblem);
  assert.deepEqual([problem.dry_run, problem.rows, problem.created, problem.updated], [false, 5, 0, 0]);
  assert.deepEqual(problem.errors.map((e) => `${e.line} ${e.column} ${e.code}`), [
    '3 handicap_access not_one_of', '3 row_name required', '3 seat_type not_one_of', '3 x invalid_format',
    '4 seat_number duplicate_seat', '5  cell_count', '6  malformed_csv']);
  assert.ok(problem.errors.every((e) => e.detail));
  assert.equal((await admin.get(`/api/venues/${venue.id}`)).expectStatus(200).sections.length, 0);
  for (const csv of ['', '\n\n', 'a,b,c\n1,2,3\n', `${HEADER},section\n`, Buffer.from([0xff, 0xfe, 0x61, 0])]) {
    (await importSeats(admin, venue.id, csv)).expectStatus(422, 'import_failed');
  }
});

test('ten thousand bad lines are all counted', async () => {
  const venue = await newVenue();
  const problem = (await importSeats(admin, venue.id, `${HEADER}\n${',A,1,throne,maybe,z,0,0\n'.repeat(10_000)}`))
    .expectStatus(422, 'import_failed');
  assert.equal(problem.rows, 10_000);
  assert.equal(problem.error_count, 30_000);
  assert.equal(problem.errors.length, 1_000);
});

test('fifty thousand seats come in at once, and their map goes out and back', async () => {
  const venue = await newVenue();
  const lines = [HEADER];
  for (let i = 0; i < 50_000; ++i) {
    lines.push(`Block ${Math.floor(i / 2500)},${Math.floor(i / 50) % 50 + 1},${i % 50 + 1},standard,false,Std,${i % 500},${Math.floor(i / 500)}`);
  }
  const began = Date.now();
  const report = (await importSeats(admin, venue.id, lines.join('\n'))).expectStatus(200);
  assert.equal(report.created, 50_000);
  console.log(`50,000 rows imported in ${Date.now() - began} ms`);
  const got = await admin.get(`/api/venues/${venue.id}/seat-map`);
  const map = got.expectStatus(200);
  assert.equal(map.seats.length, 50_000);
  map.seats[49_999].x = 12_345;
  const saving = Date.now();
  const saved = (await admin.post(`/api/venues/${venue.id}/seat-map`, map,
    { headers: { 'if-match': got.headers.etag } })).expectStatus(200);
  console.log(`map of 50,000 seats saved in ${Date.now() - saving} ms`);
  assert.equal(saved.seats[49_999].x, 12_345);
});

test('a seat map is saved whole, and nobody overwrites somebody else', async () => {
  const venue = await newVenue();
  const path = `/api/venues/${venue.id}/seat-map`;
  const first = await admin.get(path);
  const etag = { 'if-match': first.headers.etag };
  const layout = {
    sections: [{ id: 'tmp-section', name: 'Orchestra' }],
    price_zones: [{ name: 'Premium', default_price: 9000 }],
    seats: [
      { section_id: 'tmp-section', row_name: 'A', seat_number: '1', price_zone: 'Premium', x: 1, y: 2, rotation: 3 },
      { section: 'Orchestra', row_name: 'A', seat_number: '2', x: 4, y: 5 },
    ],
    objects: [{ kind: 'stage', x: 0, y: -50, width: 200, height: 40, text: 'Stage' }],
    background: { image_url: 'https://example.org/plan.png', x: 0, y: 0, width: 800, height: 600 },
  };
  (await admin.post(path, layout)).expectStatus(428, 'precondition_required');
  const saved = (await admin.post(path, layout, { headers: etag })).expectStatus(200);
  assert.equal(saved.seats[0].section_id, saved.sections[0].id);
  assert.equal(saved.seats[0].price_zone_id, saved.price_zones[0].id);
  assert.equal(saved.objects[0].text, 'Stage');
  const late = (await admin.post(path, layout, { headers: etag })).expectStatus(412, 'version_conflict');
  assert.equal(late.version, saved.version);
  const read = (await admin.get(path)).expectStatus(200);
  assert.deepEqual(read, saved);
  const again = (await admin.post(path, read)).expectStatus(200);
  assert.deepEqual({ ...again, version: 0 }, { ...read, version: 0 });
  const fewer = (await admin.post(path, { version: again.version, seats: again.seats.slice(1) })).expectStatus(200);
  assert.deepEqual(fewer.seats.map((seat) => seat.seat_number), ['2']);
  assert.equal(fewer.objects.length, 1);
  assert.deepEqual(faults(await admin.post(path, { version: fewer.version, seats: [{ row_name: 'B', seat_number: '1' }], stage: 1 })),
    ['/stage unknown_field']);
});

test('a venue whose seats are for sale is not deleted', async () => {
  const { venue, show } = await createShow(admin, { rows: 2, perRow: 4 });
  (await admin.delete(`/api/venues/${venue.id}`)).expectStatus(409, 'venue_has_shows');
  (await admin.delete(`/api/recital-shows/${show.id}`)).expectStatus(204);
  (await admin.delete(`/api/venues/${venue.id}`)).expectStatus(204);
});

test('every change is in the audit log', async () => {
  const venue = await newVenue();
  (await admin.put(`/api/venues/${venue.id}`, { city: 'Graz' })).expectStatus(200);
  const log = (await admin.get(`/api/admin/audit-log?subject=venue&subject_id=${venue.id}`)).expectStatus(200);
  assert.deepEqual(log.items.map((entry) => entry.action), ['venue.updated', 'venue.created']);
});

test('seats are imported from the command line', async () => {
  const venue = await newVenue();
  const { writeFileSync } = await import('node:fs');
  const file = `${server.directory}/seats.csv`;
  writeFileSync(file, seatsCsv({ rows: 2, perRow: 3 }));
  const dry = await server.command(['import-seats', '--venue', venue.name, '--dry-run', file]);
  assert.deepEqual([dry.code, dry.stdout], [0, 'Dry run, nothing written. 6 rows: 6 seats created, 0 updated.\n']);
  const done = await server.command(['import-seats', '--venue', venue.id, file]);
  assert.equal(done.code, 0, done.stderr);
  assert.equal((await admin.get(`/api/venues/${venue.id}`)).expectStatus(200).seat_count, 6);
  writeFileSync(file, `${HEADER}\nS,,1,,,,,\n`);
  const bad = await server.command(['import-seats', '--venue', venue.id, file]);
  assert.equal(bad.code, 1);
  assert.match(bad.stderr, /line 2, row_name: .*\(required\)/);
  assert.equal((await server.command(['import-seats', '--venue', 'Nowhere', file])).code, 1);
});
