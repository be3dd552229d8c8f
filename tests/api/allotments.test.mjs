// Seats that are set aside (H10) over HTTP: staff set them aside, a code opens them, and a hand, a
// time or a deletion gives them back.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { startServer } from '../support/server.mjs';
import { buy, createOrder, createShow, pay, reserve, signedIn } from '../support/fixtures.mjs';

const HOUR = 3_600_000;
let server;
let admin;
let staff;
before(async () => {
  server = await startServer({ args: ['--trusted-proxies', '127.0.0.0/8', '--rate-limit', 'off'] });
  admin = await signedIn(server);
  staff = await signedIn(server, { role: 'staff' });
});
after(() => server?.stop());

/** Another browser, somewhere else: limits count addresses. */
let addresses = 0;
const buyerFrom = (address) => server.client({ headers: { 'x-forwarded-for': address } });
const newBuyer = () => buyerFrom(`198.51.${Math.floor(++addresses / 250)}.${(addresses % 250) + 1}`);

const pathOf = (show, rest = '') => `/api/recital-shows/${show.id}/allotments${rest}`;
const withCode = (buyer, show, seats, code) => buyer.post('/api/seat-reservations/reserve',
  { show_id: show.id, seat_ids: seats.map((seat) => seat.id), access_code: code });
const tryCode = (buyer, show, code) =>
  buyer.post(`/api/public/recital-shows/${show.id}/access-code`, { code });
const letters = async (show) =>
  (await newBuyer().get(`/api/public/recital-shows/${show.id}/seats/state`)).expectStatus(200).states;
const inMs = (ms) => new Date(server.now() + ms).toISOString();

/** A show of 3 rows of 10 whose first row's first four seats are for who knows DANCE. */
async function houseWithFamilies(more = {}) {
  const house = await createShow(admin, { rows: 3, perRow: 10, startsAt: inMs(20 * 24 * HOUR) });
  const seats = house.seats.slice(0, 4);
  const allotment = (await admin.post(pathOf(house.show), {
    name: 'Families', access_code: 'Dance 24', seat_ids: seats.map((seat) => seat.id), ...more,
  })).expectStatus(201);
  return { ...house, families: seats, allotment };
}

test('staff set seats aside, read them, change and delete them', async () => {
  const { show, seats, families, allotment } = await houseWithFamilies({ max_tickets: 3, color: '#aa0055' });
  assert.deepEqual(
    { ...allotment, id: '', show_id: '' },
    { id: '', show_id: '', name: 'Families', color: '#aa0055', access_code: 'Dance 24', max_tickets: 3,
      releases_at: null, released_at: null, status: 'open', version: 1,
      seats: { total: 4, sold: 0, reserved: 0, free: 4 } });
  const list = (await staff.get(pathOf(show))).expectStatus(200);
  assert.deepEqual(list.items, [allotment]);
  assert.equal(list.next_cursor, null);
  const at = pathOf(show, `/${allotment.id}`);
  assert.deepEqual((await staff.get(at)).expectStatus(200), allotment);
  assert.equal(await letters(show), `${'h'.repeat(4)}${'a'.repeat(26)}`);

  const compact = (await staff.get(`/api/recital-shows/${show.id}/seats/allotments`)).expectStatus(200);
  assert.deepEqual(compact.allotments, [{ id: allotment.id, seat_ids: families.map((seat) => seat.id) }]);
  const theirs = (await staff.get(`/api/recital-shows/${show.id}/seats?allotment_id=${allotment.id}`)).expectStatus(200);
  assert.deepEqual(theirs.items.map((seat) => [seat.id, seat.allotment_id, seat.status]),
    families.map((seat) => [seat.id, allotment.id, 'house']));
  const others = (await staff.get(`/api/recital-shows/${show.id}/seats?status=available`)).expectStatus(200);
  assert.ok(others.items.every((seat) => seat.allotment_id === null));
  assert.ok(seats.every((seat) => !('allotment_id' in seat)), 'buyers are not told');
  const statistics = (await staff.get(`/api/recital-shows/${show.id}/seats/statistics`)).expectStatus(200);
  assert.deepEqual(statistics.by_allotment,
    [{ allotment_id: allotment.id, name: 'Families', total: 4, available: 4, reserved: 0, sold: 0 }]);

  const changed = (await admin.put(at, { name: 'Parents', max_tickets: null, access_code: null },
    { headers: { 'if-match': '"1"' } })).expectStatus(200);
  assert.deepEqual([changed.name, changed.max_tickets, changed.access_code, changed.version], ['Parents', null, null, 2]);
  (await admin.put(at, { name: 'Late' }, { headers: { 'if-match': '"1"' } })).expectStatus(412, 'version_conflict');
  (await admin.delete(at)).expectStatus(204);
  (await admin.get(at)).expectStatus(404, 'allotment_not_found');
  assert.equal(await letters(show), 'a'.repeat(30));
});

test('what does not fit is refused with its reason', async () => {
  const { show, seats, allotment } = await houseWithFamilies();
  const elsewhere = await houseWithFamilies();
  const make = (body) => admin.post(pathOf(show), body);
  for (const [body, pointer, code] of [
    [{}, '/name', 'required'],
    [{ name: 'x', access_code: 'ab' }, '/access_code', 'too_short'],
    [{ name: 'x', access_code: 'y'.repeat(41) }, '/access_code', 'too_long'],
    [{ name: 'x', color: 'red' }, '/color', 'invalid_format'],
    [{ name: 'x', max_tickets: 0 }, '/max_tickets', 'out_of_range'],
    [{ name: 'x', releases_at: inMs(-HOUR) }, '/releases_at', 'in_the_past'],
  ]) {
    const problem = (await make(body)).expectStatus(422);
    assert.deepEqual(problem.errors.map((fault) => [fault.pointer, fault.code]), [[pointer, code]], JSON.stringify(body));
  }
  (await make({ name: 'x', access_code: '  DANCE 24 ' })).expectStatus(409, 'access_code_taken');
  const unknown = (await make({ name: 'x', seat_ids: ['zzzz'] })).expectStatus(422, 'seat_not_in_show');
  assert.deepEqual(unknown.seat_ids, ['zzzz']);
  (await reserve(newBuyer(), show.id, [seats[10].id])).expectStatus(201);
  const taken = (await make({ name: 'x', seat_ids: [seats[10].id, seats[11].id] })).expectStatus(409, 'seat_taken');
  assert.deepEqual(taken.seat_ids, [seats[10].id]);
  assert.equal((await staff.get(pathOf(show))).expectStatus(200).items.length, 1, 'nothing was made');
  (await admin.get(pathOf(show, `/${elsewhere.allotment.id}`))).expectStatus(404, 'allotment_not_found');
  (await admin.put(pathOf(elsewhere.show, `/${allotment.id}`), { name: 'x' })).expectStatus(404, 'allotment_not_found');
  (await staff.post(pathOf(show), { name: 'x' })).expectStatus(403);
  (await newBuyer().get(pathOf(show))).expectStatus(401);
});

test('a repeated request makes one allotment', async () => {
  const { show, seats } = await createShow(admin, { rows: 1, perRow: 4 });
  const body = { name: 'Once', seat_ids: [seats[0].id] };
  const first = (await admin.post(pathOf(show), body, { key: 'once-1' })).expectStatus(201);
  const again = (await admin.post(pathOf(show), body, { key: 'once-1' })).expectStatus(201);
  assert.equal(again.id, first.id);
});

test('a code opens its seats and nothing else', async () => {
  const { show, seats, families } = await houseWithFamilies({ max_tickets: 2 });
  const buyer = newBuyer();
  (await reserve(buyer, show.id, [families[0].id])).expectStatus(409, 'seats_unavailable');
  const opened = (await tryCode(buyer, show, ' dANCE 24')).expectStatus(200);
  assert.deepEqual(opened.allotments.map(({ name, max_tickets: most, seat_ids: ids }) => [name, most, ids]),
    [['Families', 2, families.map((seat) => seat.id)]]);
  (await withCode(buyer, show, families.slice(0, 3), 'dance 24')).expectStatus(422, 'too_many_seats');
  const hold = (await withCode(buyer, show, [...families.slice(0, 2), seats[10]], 'dance 24')).expectStatus(201);
  assert.ok(hold.seats.every((seat) => !('allotment_id' in seat)));
  assert.equal(await letters(show), `rrhh${'a'.repeat(6)}r${'a'.repeat(19)}`);
  // What is in a basket may come back, and whoever has the code then has it: the chart's state decides.
  assert.deepEqual((await tryCode(newBuyer(), show, 'dance 24')).expectStatus(200).allotments[0].seat_ids, families.map((seat) => seat.id));
  // Changing the choice needs the code again; what is held stays held.
  (await reserve(buyer, show.id, [families[0].id])).expectStatus(409, 'seats_unavailable');
  (await withCode(buyer, show, [families[1]], 'dance 24')).expectStatus(201);
  // An order does not.
  const again = (await withCode(buyer, show, [families[1]], 'DANCE 24')).expectStatus(201);
  const { order } = (await createOrder(buyer, again)).expectStatus(201);
  (await pay(buyer, order.id)).confirm.expectStatus(200);
  assert.equal(await letters(show), `hshh${'a'.repeat(26)}`);
  const left = (await tryCode(newBuyer(), show, 'dance 24')).expectStatus(200);
  assert.deepEqual(left.allotments[0].seat_ids, [families[0], families[2], families[3]].map((seat) => seat.id));
});

test('two buyers with the code want one seat: one gets it', async () => {
  const { show, families } = await houseWithFamilies();
  const answers = await Promise.all(Array.from({ length: 8 }, () =>
    withCode(newBuyer(), show, [families[0]], 'Dance 24')));
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [201, ...Array(7).fill(409)]);
});

test('three wrong codes block that address for that show, and the right code too', async () => {
  const { show, families } = await houseWithFamilies();
  const other = await houseWithFamilies();
  const guesser = buyerFrom('203.0.113.7');
  (await tryCode(guesser, show, 'nope')).expectStatus(404, 'access_code_unknown');
  (await withCode(guesser, show, [families[0]], 'nope 2')).expectStatus(422, 'access_code_unknown');
  (await guesser.get(`/api/public/recital-shows/${show.id}/seats/suggested?access_code=nope3`))
    .expectStatus(422, 'access_code_unknown');
  const blocked = await tryCode(guesser, show, 'Dance 24');
  blocked.expectStatus(429, 'too_many_attempts');
  assert.ok(Number(blocked.headers['retry-after']) > 800);
  (await withCode(guesser, show, [families[0]], 'Dance 24')).expectStatus(429, 'too_many_attempts');
  (await tryCode(guesser, other.show, 'Dance 24')).expectStatus(200);
  (await tryCode(newBuyer(), show, 'Dance 24')).expectStatus(200);
});

test('a code is the same without case, spaces and hyphens', async () => {
  const { show, families } = await houseWithFamilies();
  for (const typed of ['dance24', 'DANCE-24', ' d a n c e – 2 4 ']) {
    assert.equal((await tryCode(newBuyer(), show, typed)).expectStatus(200).allotments[0].seat_ids.length, families.length, typed);
  }
  (await admin.post(pathOf(show), { name: 'x', access_code: 'DANCE-24' })).expectStatus(409, 'access_code_taken');
  for (const code of ['abcde', 'a-b-c-d-e', 'ab  cd']) {
    assert.equal((await admin.post(pathOf(show), { name: 'x', access_code: code })).expectStatus(422).errors[0].code, 'too_short', code);
  }
});

test('of many codes tried at once three are heard, be one of the others right', async () => {
  const { show } = await houseWithFamilies();
  const guesser = buyerFrom('203.0.113.70');
  const answers = await Promise.all([...Array.from({ length: 40 }, (_, i) => tryCode(guesser, show, `guess ${i}`)), tryCode(guesser, show, 'Dance 24')]);
  const counts = answers.reduce((all, { status }) => ({ ...all, [status]: (all[status] ?? 0) + 1 }), {});
  assert.deepEqual(counts, { 404: 3, 429: 38 });
});

test('the networks of one IPv6 site share a bound', async () => {
  const { show } = await houseWithFamilies();
  let heard = 0;
  for (let network = 1; network <= 8; ++network) {
    const guesser = buyerFrom(`2001:db8:77:${network}::1`);
    for (let i = 0; i < 3; ++i) if ((await tryCode(guesser, show, `guess ${i}`)).status === 404) ++heard;
  }
  assert.equal(heard, 12);
  (await tryCode(buyerFrom('2001:db8:77:99::1'), show, 'Dance 24')).expectStatus(429, 'too_many_attempts');
  (await tryCode(buyerFrom('2001:db8:78:99::1'), show, 'Dance 24')).expectStatus(200);
});

test('the shop is told whether a code opens anything', async () => {
  const { show, allotment } = await houseWithFamilies();
  const plain = await createShow(admin, { rows: 1, perRow: 4 });
  const told = async (which) =>
    (await newBuyer().get(`/api/public/recital-shows/${which.id}`)).expectStatus(200).has_access_codes;
  assert.equal(await told(show), true);
  assert.equal(await told(plain.show), false);
  (await admin.post(pathOf(show, `/${allotment.id}/release`), {})).expectStatus(200);
  assert.equal(await told(show), false);
});

test('suggestions with a code take its seats first, and never mix', async () => {
  const { show, families, seats } = await houseWithFamilies();
  const suggest = async (count, code) => (await newBuyer().get(
    `/api/public/recital-shows/${show.id}/seats/suggested?count=${count}${code ? `&access_code=${encodeURIComponent(code)}` : ''}`));
  const ids = (answer) => answer.expectStatus(200).seats.map((seat) => seat.id).sort();
  assert.deepEqual(ids(await suggest(4, 'dance 24')), families.map((seat) => seat.id).sort());
  const general = seats.slice(4).map((seat) => seat.id);
  for (const answer of [await suggest(5, 'dance 24'), await suggest(4)]) {
    assert.ok(ids(answer).every((id) => general.includes(id)));
  }
});

test('many seats are changed at once, sold and held ones are left out', async () => {
  const { show, seats, families, allotment } = await houseWithFamilies();
  const put = (body, who = admin) => who.put(`/api/recital-shows/${show.id}/seats`, body);
  const ids = (list) => list.map((seat) => seat.id);
  const sold = await buy(server, show.id, [seats[10].id], { buyer: newBuyer() });
  assert.equal(sold.order.status, 'paid');
  (await reserve(newBuyer(), show.id, [seats[11].id])).expectStatus(201);
  const before = (await newBuyer().get(`/api/public/recital-shows/${show.id}/seats/state`)).body.sequence;

  const row = seats.slice(10, 20);
  assert.deepEqual((await put({ seat_ids: ids(row), allotment_id: allotment.id, price: 1100 })).expectStatus(200),
    { changed: 10, skipped: ids(row.slice(0, 2)) });
  assert.equal((await newBuyer().get(`/api/public/recital-shows/${show.id}/seats/state`)).body.sequence, before + 1);
  assert.equal(await letters(show), `hhhh${'a'.repeat(6)}sr${'h'.repeat(8)}${'a'.repeat(10)}`);
  const listed = (await staff.get(`/api/recital-shows/${show.id}/seats?limit=30`)).expectStatus(200).items;
  assert.deepEqual(listed.map((seat) => seat.price), [...Array(10).fill(2500), ...Array(10).fill(1100), ...Array(10).fill(2500)]);
  assert.equal((await staff.get(pathOf(show))).body.items[0].seats.total, 12);

  // By hand a seat is the house's, or nobody's: not the allotment's any more.
  assert.deepEqual((await put({ seat_ids: ids(families), status: 'blocked' })).expectStatus(200), { changed: 4, skipped: [] });
  assert.deepEqual((await put({ seat_ids: ids(row.slice(2, 4)), status: 'house' })).expectStatus(200), { changed: 2, skipped: [] });
  assert.deepEqual((await put({ seat_ids: ids(row.slice(2, 6)), allotment_id: null })).expectStatus(200), { changed: 2, skipped: [] });
  assert.equal(await letters(show), `bbbb${'a'.repeat(6)}srhhaahhhh${'a'.repeat(10)}`);
  assert.deepEqual((await put({ seat_ids: ids(row), price: null })).expectStatus(200), { changed: 10, skipped: [] });

  (await put({ seat_ids: ids(row) })).expectStatus(422, 'validation_failed');
  (await put({ seat_ids: [], status: 'house' })).expectStatus(422, 'validation_failed');
  (await put({ seat_ids: ids(row), status: 'sold' })).expectStatus(422, 'validation_failed');
  (await put({ seat_ids: ids(row), status: 'house', allotment_id: null })).expectStatus(422, 'validation_failed');
  (await put({ seat_ids: ['zzzz'], status: 'house' })).expectStatus(422, 'seat_not_in_show');
  (await put({ seat_ids: ids(row), allotment_id: 'zzzz' })).expectStatus(404, 'allotment_not_found');
  // The box office paints too, the door does not.
  const atTheDoor = await signedIn(server, { role: 'scanner' });
  (await put({ seat_ids: ids(row), status: 'house' }, atTheDoor)).expectStatus(403);
  assert.deepEqual((await put({ seat_ids: ids(row.slice(6)), status: 'house' }, staff)).expectStatus(200), { changed: 4, skipped: [] });
  (await admin.post(pathOf(show, `/${allotment.id}/release`), {})).expectStatus(200);
  (await put({ seat_ids: ids(row.slice(8)), allotment_id: allotment.id })).expectStatus(409, 'allotment_released');
});

test('the one-seat PUT takes a seat out of its allotment, unless it is sold', async () => {
  const { show, families } = await houseWithFamilies();
  const put = (seat, body) => admin.put(`/api/recital-shows/${show.id}/seats/${seat.id}`, body);
  assert.equal((await put(families[0], { status: 'available' })).expectStatus(200).allotment_id, null);
  assert.equal(await letters(show), `ahhh${'a'.repeat(26)}`);
  (await withCode(newBuyer(), show, [families[1]], 'Dance 24')).expectStatus(201);
  (await put(families[1], { status: 'available' })).expectStatus(409, 'seat_taken');
  const priced = (await put(families[1], { status: 'house', price: 900 })).expectStatus(200);
  assert.deepEqual([priced.price, priced.status, typeof priced.allotment_id], [900, 'reserved', 'string']);
});

test('releasing by hand puts the unsold seats on sale; a refunded seat then follows', async () => {
  const { show, families, allotment } = await houseWithFamilies();
  const sell = async (seat) => {
    const buyer = newBuyer();
    const hold = (await withCode(buyer, show, [seat], 'Dance 24')).expectStatus(201);
    const { order } = (await createOrder(buyer, hold)).expectStatus(201);
    return (await pay(buyer, order.id)).confirm.expectStatus(200).order;
  };
  const refund = (order, body) => admin.post(`/api/admin/ticketing/orders/${order.id}/refund`, { reason: 'requested_by_customer', ...body });
  const first = await sell(families[0]);
  const second = await sell(families[1]);
  (await refund(first, { release_seats: true })).expectStatus(200);
  assert.equal(await letters(show), `hshh${'a'.repeat(26)}`, 'back to its allotment');
  const at = pathOf(show, `/${allotment.id}`);
  const released = (await admin.post(`${at}/release`, {})).expectStatus(200);
  assert.equal(released.status, 'released');
  assert.deepEqual(released.seats, { total: 4, sold: 1, reserved: 0, free: 3 });
  assert.equal(await letters(show), `as${'a'.repeat(28)}`);
  assert.deepEqual((await admin.post(`${at}/release`, {})).expectStatus(200), released, 'idempotent');
  (await refund(second, { release_seats: true })).expectStatus(200);
  assert.equal(await letters(show), 'a'.repeat(30));
  assert.deepEqual((await tryCode(newBuyer(), show, 'Dance 24')).expectStatus(200).allotments.map((one) => one.seat_ids), [[]]);
  (await withCode(newBuyer(), show, [families[0]], 'Dance 24')).expectStatus(201);
  const log = (await admin.get('/api/admin/audit-log?subject=allotment')).expectStatus(200).items
    .filter((row) => row.subject_id === allotment.id);
  assert.deepEqual(log.map((row) => row.action).sort(), ['allotment.created', 'allotment.released']);
  assert.ok(!JSON.stringify(log).includes('Dance'), 'the log keeps no codes');
});

test('a duplicate has the same allotments, released as long before its start', async () => {
  const { show, families, allotment } = await houseWithFamilies({ releases_at: inMs(19 * 24 * HOUR) });
  const others = (await staff.get(`/api/recital-shows/${show.id}/seats?status=available&limit=2`)).expectStatus(200).items;
  (await admin.put(`/api/recital-shows/${show.id}/seats/${others[0].id}`, { status: 'blocked' })).expectStatus(200);
  (await admin.put(`/api/recital-shows/${show.id}/seats/${others[1].id}`, { status: 'available', price: 7700 })).expectStatus(200);
  const state = (await newBuyer().get(`/api/public/recital-shows/${show.id}/seats/state`)).expectStatus(200);
  assert.deepEqual(state.prices.map(([, price, allIn]) => [price, allIn]), [[7700, 7700]], 'buyers see the seat\'s own price');
  const startsAt = new Date(Date.parse(show.starts_at) + 7 * 24 * HOUR).toISOString();
  const copy = (await admin.post(`/api/recital-shows/${show.id}/duplicate`, { starts_at: startsAt })).expectStatus(201);
  const [copied] = (await staff.get(pathOf(copy))).expectStatus(200).items;
  assert.notEqual(copied.id, allotment.id);
  assert.deepEqual([copied.name, copied.color, copied.access_code, copied.status], [allotment.name, allotment.color, 'Dance 24', 'open']);
  const shift = Date.parse(copied.releases_at) - Date.parse(allotment.releases_at);
  assert.ok(Math.abs(shift - 7 * 24 * HOUR) <= HOUR, 'the same wall clock a week later');
  const all = (await staff.get(`/api/recital-shows/${copy.id}/seats?limit=200`)).expectStatus(200).items;
  const copyOf = (seat) => all.find((each) => each.seat_id === seat.seat_id);
  assert.deepEqual([copyOf(others[0]).status, copyOf(others[1]).price], ['blocked', 7700], 'blocked and priced as before');
  assert.deepEqual((await admin.post(`/api/recital-shows/${copy.id}/seats/generate`, {})).expectStatus(200).added, 0);
  const compact = (await staff.get(`/api/recital-shows/${copy.id}/seats?allotment_id=${copied.id}`)).expectStatus(200);
  assert.deepEqual(compact.items.map((seat) => seat.seat_id), families.map((seat) => seat.seat_id));
  // Generating again keeps them, too.
  (await admin.post(`/api/recital-shows/${show.id}/seats/generate`, {})).expectStatus(200);
  assert.equal((await staff.get(pathOf(show))).body.items[0].seats.total, 4);
});

test('a release that is due happens by itself, once, also after a restart', async () => {
  const soon = await houseWithFamilies({ releases_at: inMs(2 * HOUR) });
  const later = await houseWithFamilies({ releases_at: inMs(4 * HOUR) });
  (await reserve(newBuyer(), soon.show.id, [soon.families[0].id])).expectStatus(409);
  await server.advance(2 * HOUR);
  await until(async () => (await letters(soon.show)) === 'a'.repeat(30));
  (await reserve(newBuyer(), soon.show.id, [soon.families[0].id])).expectStatus(201);
  assert.equal(await letters(later.show), `hhhh${'a'.repeat(26)}`);

  await server.kill9();
  await server.advance(3 * HOUR);
  await server.restart();
  admin.url = server.url;
  staff.url = server.url;
  await until(async () => (await letters(later.show)) === 'a'.repeat(30));
  const log = (await admin.get('/api/admin/audit-log?action=allotment.released')).expectStatus(200).items;
  for (const { allotment } of [soon, later]) {
    assert.deepEqual(log.filter((row) => row.subject_id === allotment.id).map((row) => row.actor), ['system']);
  }
});

test('nothing of it breaks an invariant', async () => {
  const done = await server.check();
  assert.equal(done.code, 0, done.stdout + done.stderr);
});

async function until(is) {
  for (let i = 0; i < 100; ++i) {
    if (await is()) return;
    await sleep(50);
  }
  assert.ok(await is());
}
