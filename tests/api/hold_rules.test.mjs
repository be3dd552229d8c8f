// What a choice of seats may do to its neighbours (rules 8, 9, 46, 47) over HTTP: single gaps,
// companion seats, their release, and what accessible seats may cost.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createOrder, createShow, createVenue, pay, reserve, seatsCsv, signedIn } from '../support/fixtures.mjs';
import { startServer } from '../support/server.mjs';

const HOUR = 3_600_000;
let server;
let admin;
let staff;
before(async () => {
  server = await startServer();
  admin = await signedIn(server);
  staff = await signedIn(server, { role: 'staff' });
});
after(() => server?.stop());

const inMs = (ms) => new Date(server.now() + ms).toISOString();
const configure = (show, body) => admin.post(`/api/recital-shows/${show.id}/ticket-config`, body);
const configOf = async (show) =>
  (await admin.get(`/api/recital-shows/${show.id}/ticket-config`)).expectStatus(200);
const publicShow = async (show) =>
  (await server.client().get(`/api/public/recital-shows/${show.id}`)).expectStatus(200);
const hold = (buyer, show, seats, options) => reserve(buyer, show.id, seats.map((seat) => seat.id), options);
const released = async (show) => (await admin.get(
  `/api/admin/audit-log?action=accessible_seats.released&subject=show&subject_id=${show.id}`)).expectStatus(200);

/** Rows A and B of ten; in A a wheelchair space and its companions at the left: W C C C . . . */
async function house(more = {}) {
  const types = { 1: 'accessible,true', 2: 'companion,false', 3: 'companion,false', 4: 'companion,false', 5: 'companion,false' };
  const csv = seatsCsv({ rows: 2, perRow: 10 }).replace(/,A,(\d+),standard,false/g,
    (line, number) => `,A,${number},${types[number] ?? 'standard,false'}`);
  const venue = await createVenue(admin, { csv });
  const made = await createShow(admin, { venue, startsAt: inMs(20 * 24 * HOUR), ...more });
  return { ...made, a: made.seats.slice(0, 10), b: made.seats.slice(10) };
}

test('an organiser is asked for nothing: gaps are warned of, accessible seats never released', async () => {
  const { show, b } = await house();
  const config = await configOf(show);
  assert.deepEqual([config.orphan_seats, config.accessible_release_at], ['warn', null]);
  const seen = await publicShow(show);
  assert.deepEqual([seen.orphan_seats, seen.accessible_released], ['warn', false]);
  (await hold(server.client(), show, b.slice(1, 3))).expectStatus(201);
});

test('a gap that need not be is refused where the organiser says so, but not to staff', async () => {
  const { show, b } = await house({ config: { orphan_seats: 'refuse' } });
  assert.equal((await publicShow(show)).orphan_seats, 'refuse');
  const buyer = server.client();
  const refused = await hold(buyer, show, b.slice(1, 3));
  refused.expectStatus(409);
  assert.equal(refused.body.code, 'orphan_seat');
  assert.deepEqual(refused.body.orphan_seat_ids, [b[0].id]);
  const keyed = await hold(buyer, show, b.slice(1, 3), { key: 'gap' });
  assert.equal(keyed.body.code, 'orphan_seat', 'a refusal is no answer to keep');
  (await hold(staff, show, b.slice(7, 9))).expectStatus(201);
  (await hold(buyer, show, b.slice(0, 2))).expectStatus(201);
});

test('what was held before the rule becomes an order, and its repetition is answered', async () => {
  const { show, b } = await house();
  const buyer = server.client();
  const held = (await hold(buyer, show, b.slice(1, 3), { key: 'first' })).expectStatus(201);
  (await configure(show, { orphan_seats: 'refuse' })).expectStatus(200);
  const again = (await hold(buyer, show, b.slice(1, 3), { key: 'first' })).expectStatus(201);
  assert.equal(again.reservation_token, held.reservation_token);
  const { order } = (await createOrder(buyer, held)).expectStatus(201);
  (await pay(buyer, order.id)).confirm.expectStatus(200);
});

test('a companion seat is sold with the space beside it, up to three for each', async () => {
  const { show, a } = await house();
  const buyer = server.client();
  const alone = await hold(buyer, show, [a[1], a[2]]);
  alone.expectStatus(409);
  assert.equal(alone.body.code, 'companion_seat');
  assert.deepEqual(alone.body.seat_ids, [a[1].id, a[2].id]);
  const apart = await hold(buyer, show, [a[0], a[2]]);
  assert.deepEqual(apart.body.seat_ids, [a[2].id], 'not beside it while a seat between is free');
  const many = await hold(buyer, show, a.slice(0, 5));
  assert.deepEqual(many.body.seat_ids, [a[4].id]);
  (await hold(buyer, show, a.slice(0, 4))).expectStatus(201);
  const rest = await hold(buyer, show, a.slice(1, 4));
  assert.equal(rest.body.code, 'companion_seat', 'nor may the space be given back by itself');
  (await hold(staff, show, [a[4]])).expectStatus(201);
});

test('suggestions keep accessible and companion seats, and never offer what would be refused', async () => {
  const { show } = await house();
  const path = `/api/public/recital-shows/${show.id}/seats/suggested`;
  const plain = (await server.client().get(`${path}?count=6`)).expectStatus(200);
  assert.ok(plain.seats.every((seat) => seat.seat_type === 'standard'));
  for (const count of [1, 2, 3, 4, 5, 6]) {
    const found = (await server.client().get(`${path}?count=${count}&accessible=1`)).expectStatus(200);
    (await hold(server.client(), show, found.seats)).expectStatus(201);
    await server.advance(11 * 60_000);
  }
});

test('the release opens them to everybody, at its time, and is in the audit log once', async () => {
  const { show, a } = await house({ config: { accessible_release_at: inMs(HOUR) } });
  const buyer = server.client();
  assert.equal((await hold(buyer, show, [a[4]])).body.code, 'companion_seat');
  const state = async () => (await buyer.get(`/api/public/recital-shows/${show.id}/seats/state`)).expectStatus(200);
  const before = await state();
  await server.advance(HOUR + 1000);
  assert.equal((await publicShow(show)).accessible_released, true);
  (await hold(buyer, show, [a[4]])).expectStatus(201);
  const until = Date.now() + 20_000;
  while ((await released(show)).items.length === 0 && Date.now() < until) await sleep(50);
  assert.ok((await state()).sequence > before.sequence, 'open charts are told');
  await server.restart();
  admin = await signedIn(server);
  staff = await signedIn(server, { role: 'staff' });
  await sleep(300);
  const { items } = await released(show);
  assert.equal(items.length, 1);
  assert.equal(items[0].actor, 'system');
  // No row has room for nineteen: the party is split over both, whatever the use of their seats.
  const all = (await server.client().get(`/api/public/recital-shows/${show.id}/seats/suggested?count=19`)).expectStatus(200);
  assert.equal(all.seats.length, 19, 'all but the held one are suggested to everybody');
});

test('settings are kept, copied with the show, and refused when they are wrong', async () => {
  const { show } = await house();
  const at = inMs(24 * HOUR);
  const saved = (await configure(show, { orphan_seats: 'refuse', accessible_release_at: at })).expectStatus(200);
  assert.deepEqual([saved.orphan_seats, Date.parse(saved.accessible_release_at)], ['refuse', Date.parse(at)]);
  assert.deepEqual(await configOf(show), saved);
  (await configure(show, { hold_minutes: 12 })).expectStatus(200);
  assert.equal((await configOf(show)).orphan_seats, 'refuse', 'what is left out stays');
  (await configure(show, { orphan_seats: 'maybe' })).expectStatus(422);
  (await configure(show, { accessible_release_at: 'soon' })).expectStatus(422);
  const original = (await admin.get(`/api/recital-shows/${show.id}`)).expectStatus(200);
  const later = new Date(Date.parse(original.starts_at) + 7 * 24 * HOUR).toISOString();
  const copy = (await admin.post(`/api/recital-shows/${show.id}/duplicate`, { starts_at: later })).expectStatus(201);
  const copied = await configOf(copy);
  assert.equal(copied.orphan_seats, 'refuse');
  assert.equal(Date.parse(copied.accessible_release_at), Date.parse(at) + 7 * 24 * HOUR);
  const cleared = (await configure(show, { accessible_release_at: null })).expectStatus(200);
  assert.equal(cleared.accessible_release_at, null);
  (await staff.post(`/api/recital-shows/${show.id}/ticket-config`, { orphan_seats: 'warn' })).expectStatus(403);
});

test('accessible seats cost no more than the dearest other seat of their section, however prices change', async () => {
  const csv = seatsCsv({ rows: 1, perRow: 6 }).replace(/,A,1,standard,false,Standard/, ',A,1,accessible,true,Spaces');
  const venue = await createVenue(admin, { csv });
  const { show, seats } = await createShow(admin, { venue, startsAt: inMs(20 * 24 * HOUR) });
  const zone = (name) => venue.price_zones.find((each) => each.name === name).id;
  const prices = (spaces, standard) => ({ zones: [
    { price_zone_id: zone('Spaces'), price: spaces }, { price_zone_id: zone('Standard'), price: standard }] });
  const refused = (answer) => {
    answer.expectStatus(422);
    assert.equal(answer.body.code, 'accessible_price_too_high');
    assert.match(answer.body.detail, /Orchestra/);
  };
  (await configure(show, prices(2500, 2500))).expectStatus(200);
  refused(await configure(show, prices(2501, 2500)));
  refused(await configure(show, { ticket_types: [
    { name: 'Child', price_zone_id: null, price: 1000 }, { name: 'Child', price_zone_id: zone('Spaces'), price: 1100 }] }));
  assert.equal((await configOf(show)).zones.find((each) => each.price_zone_id === zone('Spaces')).price, 2500, 'nothing was saved');
  const seat = (which, price) => admin.put(`/api/recital-shows/${show.id}/seats/${which.id}`, { status: 'available', price });
  refused(await seat(seats[0], 2600));
  refused(await admin.put(`/api/recital-shows/${show.id}/seats`, { seat_ids: [seats[0].id], price: 2600 }));
  (await seat(seats[0], 2400)).expectStatus(200);
  // Where the show has no prices of its own, the venue's count.
  (await seat(seats[0], null)).expectStatus(200);
  const venueZone = (name, price) => admin.put(`/api/venues/${venue.id}/price-zones/${zone(name)}`, { default_price: price });
  (await venueZone('Standard', 3000)).expectStatus(200);
  (await venueZone('Spaces', 3000)).expectStatus(200);
  (await configure(show, prices(null, null))).expectStatus(200);
  refused(await venueZone('Spaces', 3001));
  refused(await venueZone('Standard', 2000));
});
