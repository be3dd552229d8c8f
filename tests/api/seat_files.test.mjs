// Files of seats as people have them: from spreadsheets of any age, and from other programs.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { startServer } from '../support/server.mjs';
import { createShow, reserve, signedIn, unique } from '../support/fixtures.mjs';

let server;
let admin;
before(async () => {
  server = await startServer();
  admin = await signedIn(server);
});
after(() => server.stop());

const caseFile = (name) => fs.readFileSync(new URL(`../cases/${name}`, import.meta.url));
const newVenue = async () => (await admin.post('/api/venues', { name: unique('Hall') })).expectStatus(201);
const MAP = 'row_name:row,seat_number:seat,price_zone:category';
async function send(venue, file, { map = MAP, dryRun = true, encoding, preview = false } = {}) {
  const query = new URLSearchParams(preview ? {} : { map, dry_run: String(dryRun) });
  if (encoding) query.set('encoding', encoding);
  return admin.request('POST', `/api/venues/${venue.id}/seats/import${preview ? '/preview' : ''}?${query}`,
    { body: file, headers: { 'content-type': 'text/csv' } });
}
const faults = (answer) => answer.expectStatus(422, 'import_failed').errors.map((fault) => `${fault.line} ${fault.code}`);

test('files that say what they are in are read', async () => {
  const venue = await newVenue();
  assert.equal((await send(venue, caseFile('s04_utf16le_tabs.csv'))).expectStatus(200).rows > 10, true);
  assert.equal((await send(venue, caseFile('s02_excel_sep_line.csv'))).expectStatus(200).rows > 10, true);
  assert.equal((await send(venue, caseFile('c6_empty_rows.csv'),
    { map: 'section:Section,row_name:Row,seat_number:Seat,price_zone:Category' })).expectStatus(200).rows, 2);
  const commas = (await send(venue, caseFile('c1_header_comma.csv'),
    { map: 'section:Section,row_name:"Row, name",seat_number:Seat', dryRun: false })).expectStatus(200);
  assert.equal(commas.created, 1);
});

test('of others the encoding is asked, and no character is ever lost in silence', async () => {
  const venue = await newVenue();
  for (const [name, line, encoding, word] of [
    ['s03_windows1252_endash_euro.csv', 2, 'windows-1252', 'Größe I'],
    ['s06_mac_cr_macroman.csv', 28, 'macintosh', 'Größer Rang'],
    ['s13c_bad_utf8.csv', 4, 'windows-1252', 'Fÿll'],
  ]) {
    const answer = await send(venue, caseFile(name));
    assert.deepEqual(faults(answer), [`${line} not_utf8`], name);
    const offered = answer.body.encodings;
    assert.equal(offered[0].name, encoding, name);
    assert.ok(offered.every((choice) => choice.sample.length > 0 && !choice.sample.join('').includes('\ufffd')));
    (await send(venue, caseFile(name), { encoding, dryRun: false })).expectStatus(200);
    const seen = (await admin.get(`/api/venues/${venue.id}`)).expectStatus(200);
    const names = [...seen.sections, ...seen.price_zones].map((each) => each.name);
    assert.ok(names.includes(word), `${name}: ${names}`);
  }
  const map = JSON.stringify((await admin.get(`/api/venues/${venue.id}/seat-map`)).expectStatus(200));
  assert.ok(!map.includes('\ufffd'));
  (await send(venue, caseFile('c6_empty_rows.csv'), { encoding: 'klingon' })).expectStatus(422, 'validation_failed');
});

test('what is no table of seats gets a reason', async () => {
  const venue = await newVenue();
  for (const [file, code] of [
    ['', 'empty_file'], ['\ufeff\r\n', 'empty_file'], [Buffer.from('PK\x03\x04xl/workbook.xml', 'latin1'), 'is_spreadsheet'],
    ['<html><table><tr><td>A</td></tr></table></html>', 'is_web_page'], ['section|row|seat\nA|B|1\n', 'unknown_separator'],
    [`${','.repeat(2_000_000)}\n`, 'malformed_csv'],
  ]) assert.equal(faults(await send(venue, file))[0].split(' ')[1], code);
});

test('labels that a spreadsheet damaged are named before anything is written', async () => {
  const venue = await newVenue();
  const report = (await send(venue, caseFile('s09_labels_damaged_by_excel.csv'))).expectStatus(200);
  assert.deepEqual(report.errors, []);
  assert.deepEqual(report.warnings.map((each) => `${each.line} ${each.column}`), [
    '2 seat_number', '3 seat_number', '4 row_name', '5 seat_number', '6 seat_number', '7 seat_number', '8 seat_number']);
  assert.match(report.warnings[6].detail, /#REF!/);
});

test('problems are counted by line', async () => {
  const venue = await newVenue();
  const answer = await send(venue, 'section,row,seat,category\nA,,,\nB,,,\nC,D,1,\n');
  const problem = answer.expectStatus(422, 'import_failed');
  assert.deepEqual([problem.error_lines, problem.error_count, problem.errors.length], [2, 4, 4]);
});

test('a page sees how a file is read before it asks anything', async () => {
  const venue = await newVenue();
  const seen = (await send(venue, caseFile('s04_utf16le_tabs.csv'), { preview: true })).expectStatus(200);
  assert.deepEqual([seen.encoding, seen.separator, seen.header, seen.fault],
    ['UTF-16LE', '\t', ['section', 'row', 'seat', 'category', 'price'], null]);
  assert.equal(seen.rows.length, 5);
  const unsure = (await send(venue, caseFile('s03_windows1252_endash_euro.csv'), { preview: true })).expectStatus(200);
  assert.deepEqual([unsure.fault.code, unsure.encodings[0].name], ['not_utf8', 'windows-1252']);
  const sure = (await send(venue, caseFile('s03_windows1252_endash_euro.csv'), { preview: true, encoding: 'cp1252' })).expectStatus(200);
  assert.deepEqual(sure.rows[0], ['Café-Rang', 'A', 'A–1', 'Größe I', '12,50 €']);
  (await send({ id: 'nothing' }, 'a', { preview: true })).expectStatus(404);
});

test('U+FFFD is no label, whoever sends it', async () => {
  const venue = await newVenue();
  const base = `/api/venues/${venue.id}`;
  (await admin.post('/api/venues', { name: 'H\ufffdll' })).expectStatus(422);
  (await admin.post(`${base}/sections`, { name: '\ufffd' })).expectStatus(422);
  const section = (await admin.post(`${base}/sections`, { name: 'S' })).expectStatus(201);
  (await admin.post(`${base}/seats`, { section_id: section.id, row_name: '\ufffd', seat_number: '1' })).expectStatus(422);
  (await admin.post(`${base}/seat-map`, { version: 2, objects: [{ kind: 'label', x: 0, y: 0, text: 'B\ufffdr' }] })).expectStatus(422);
});

const convert = (venue, plan) => admin.request('POST', `/api/venues/${venue.id}/seat-map/convert`,
  { body: plan, headers: { 'content-type': 'application/json' } });
const labels = (map) => map.seats.map((seat) => `${seat.row_name}/${seat.seat_number}`);

test('a pretix plan is converted by the API, and what comes out can be saved', async () => {
  for (const [name, expected, notes] of [
    ['p20_wings_same_row_twice.json', ['A/1', 'A/2', 'A/3', 'A/4', 'A/5', 'A/6', 'B/1', 'B/2', 'B/3', 'B/4', 'B/5', 'B/6', 'C/1', 'C/2', 'C/3', 'C/4', 'C/5', 'C/6'], []],
    ['p21_seat_number_twice.json', ['A/1', 'A/1 (2)', 'A/2', 'A/3'], ['/zones/0/rows/0/seats/1/seat_number']],
    ['p22_blank_first.json', ['A/3', 'A/1', 'A/2'], ['/zones/0/rows/0/seats/0/seat_number']],
    ['p24_text_newline.json', ['A/1', 'A/2'], ['/zones/0/areas/0/text/text']],
    ['p26_ctrl.json', ['A B/1'], ['/zones/0/rows/0/row_number']],
    ['p28_nfc.json', ['é/1', 'é/1 (2)'], ['/zones/0/rows/1/seats/0/seat_number']],
  ]) {
    const venue = await newVenue();
    const converted = (await convert(venue, caseFile(name))).expectStatus(200);
    assert.deepEqual(labels(converted.map), expected, name);
    assert.deepEqual(converted.notes.map((note) => note.pointer), notes, name);
    const saved = (await admin.post(`/api/venues/${venue.id}/seat-map`, { version: 1, ...converted.map })).expectStatus(200);
    assert.deepEqual(labels(saved).sort(), [...expected].sort(), name);
  }
  const venue = await newVenue();
  const wheelchairs = (await convert(venue, caseFile('p05_wheelchair_odd_numbers.json'))).expectStatus(200);
  assert.deepEqual(wheelchairs.map.seats.filter((seat) => seat.seat_type === 'accessible').map((seat) => seat.seat_number), ['11', '13', '15', '17', '19']);
});

test('a plan that breaks our rules is refused with each place', async () => {
  const venue = await newVenue();
  const places = async (name) => (await convert(venue, caseFile(name))).expectStatus(422, 'validation_failed').errors.map((fault) => fault.pointer);
  assert.deepEqual(await places('p27_areas.json'), ['/zones/0/areas/0/rectangle/width', '/zones/0/areas/1/circle/radius']);
  assert.deepEqual(await places('p09_loose_types_negative_far_blank.json'), ['/zones/0/rows/0/seats/1/position/y']);
  (await convert(venue, '{')).expectStatus(400);
  (await convert(venue, '{}')).expectStatus(422);
  (await convert({ id: 'nothing' }, caseFile('p20_wings_same_row_twice.json'))).expectStatus(404);
});

test('the command imports plans and encodings like the page', async () => {
  const venue = await newVenue();
  const run = (...args) => server.command(['import-seats', '--venue', venue.id, ...args]);
  const path = (name) => new URL(`../cases/${name}`, import.meta.url).pathname;
  const plan = await run(path('p21_seat_number_twice.json'));
  assert.equal(plan.code, 0, plan.stderr);
  assert.match(plan.stderr, /duplicate_number/);
  assert.deepEqual(labels((await admin.get(`/api/venues/${venue.id}/seat-map`)).expectStatus(200)), ['A/1', 'A/1 (2)', 'A/2', 'A/3']);
  const unsure = await run('--map', MAP, path('s03_windows1252_endash_euro.csv'));
  assert.equal(unsure.code, 1);
  assert.match(unsure.stderr, /--encoding windows-1252/);
  assert.equal((await run('--map', MAP, '--encoding', 'windows-1252', path('s03_windows1252_endash_euro.csv'))).code, 0);
});

test('sales go on while fifty thousand seats are imported', async () => {
  const { show, seats } = await createShow(admin, { rows: 20, perRow: 20 });
  const venue = await newVenue();
  let csv = 'section,row_name,seat_number,price_zone,x,y\n';
  for (let i = 0; i < 50_000; ++i) csv += `S${i % 10},${Math.floor(i / 500)},${i % 500},Z,${i % 500},${Math.floor(i / 500)}\n`;
  let isDone = false;
  const importing = send(venue, csv, { map: '', dryRun: false }).finally(() => { isDone = true; });
  let sales = 0;
  let longest = 0;
  while (!isDone && sales < seats.length) {
    const begin = performance.now();
    (await reserve(server.client(), show.id, [seats[sales].id])).expectStatus(201);
    longest = Math.max(longest, performance.now() - begin);
    sales += 1;
  }
  assert.equal((await importing).expectStatus(200).created, 50_000);
  // An import that kept the lane would let one or two through. How long each takes is the bench's.
  assert.ok(sales >= 10, `${sales} sales during the import, the longest took ${Math.round(longest)} ms`);
  console.log(`${sales} sales during the import, the longest took ${Math.round(longest)} ms`);
});
