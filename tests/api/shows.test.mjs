// Recitals, shows, ticket configuration and what the public sees of them (S1, S4, E7).
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { startServer } from '../support/server.mjs';
import { allItems, createRecital, createShow, createVenue, signedIn, unique } from '../support/fixtures.mjs';

let server;
let admin;
let buyer;
before(async () => {
  server = await startServer();
  admin = await signedIn(server);
  buyer = server.client();
});
after(() => server.stop());

const faults = (answer) => answer.expectStatus(422, 'validation_failed').errors
  .map((fault) => `${fault.pointer} ${fault.code}`).sort();

async function furniture() {
  const venue = await createVenue(admin, { rows: 1, perRow: 2 });
  return { venue, recital: await createRecital(admin) };
}
async function newShow(body = {}) {
  const { venue, recital } = await furniture();
  const show = (await admin.post('/api/recital-shows', { recital_id: recital.id, venue_id: venue.id,
    title: unique('Show'), starts_at: '2099-12-24T18:30:00.000Z', ...body })).expectStatus(201);
  return { venue, recital, show };
}

test('a recital is created, read, changed, listed and deleted', async () => {
  const title = unique('Der Nußknacker');
  const made = await admin.post('/api/recitals', { title, description: 'Two acts', image_url: 'https://example.org/a.jpg' });
  const recital = made.expectStatus(201);
  assert.match(recital.slug, /^der-nussknacker-/);
  assert.equal(made.headers.location, `/api/recitals/${recital.id}`);
  const twin = (await admin.post('/api/recitals', { title })).expectStatus(201);
  assert.equal(twin.slug, `${recital.slug}-2`);
  (await admin.post('/api/recitals', { title, slug: recital.slug })).expectStatus(409, 'slug_taken');
  const changed = (await admin.put(`/api/recitals/${recital.id}`, { image_url: null },
    { headers: { 'if-match': '"1"' } })).expectStatus(200);
  assert.deepEqual([changed.image_url, changed.description, changed.version], [null, 'Two acts', 2]);
  (await admin.put(`/api/recitals/${recital.id}`, { title: 'X' }, { headers: { 'if-match': '"1"' } }))
    .expectStatus(412, 'version_conflict');
  assert.equal((await allItems(admin, '/api/recitals?q=nussknacker')).length, 2);
  assert.deepEqual(faults(await admin.post('/api/recitals', { title: 'a\u0000b', slug: 'Not A Slug', image_url: 'javascript:x' })),
    ['/image_url invalid_format', '/slug invalid_format', '/title invalid_format']);
  (await admin.delete(`/api/recitals/${recital.id}`)).expectStatus(204);
  (await admin.get(`/api/recitals/${recital.id}`)).expectStatus(404, 'recital_not_found');
});

test('a show needs only recital, venue, title and start', async () => {
  const { show, venue, recital } = await newShow();
  assert.deepEqual([show.status, show.time_zone, show.starts_at, show.starts_at_local, show.doors_at, show.layout_version, show.version],
    ['draft', 'Europe/Vienna', '2099-12-24T18:30:00.000Z', '2099-12-24T19:30:00', null, 0, 1]);
  (await admin.delete(`/api/recitals/${recital.id}`)).expectStatus(409, 'recital_has_shows');
  (await admin.delete(`/api/venues/${venue.id}`)).expectStatus(409, 'venue_has_shows');
  const config = (await admin.get(`/api/recital-shows/${show.id}/ticket-config`)).expectStatus(200);
  assert.deepEqual([config.max_tickets_per_order, config.hold_minutes, config.zones, config.tax], [10, 10, [], null]);
  assert.deepEqual(faults(await admin.post('/api/recital-shows', {})),
    ['/recital_id required', '/title required', '/venue_id required']);
  assert.deepEqual(faults(await admin.post('/api/recital-shows', { recital_id: recital.id, venue_id: venue.id, title: 'No time' })),
    ['/starts_at required']);
  assert.deepEqual(faults(await admin.post('/api/recital-shows', { recital_id: 'zz', venue_id: venue.id, title: 'X', starts_at: '2099-01-01T00:00:00Z' })),
    ['/recital_id unknown_recital']);
});

test('local times that do not exist or exist twice are refused with a clear answer', async () => {
  const { venue, recital } = await furniture();
  const at = (starts_at_local) => admin.post('/api/recital-shows',
    { recital_id: recital.id, venue_id: venue.id, title: 'Night', starts_at_local });
  assert.equal((await at('2027-07-01T20:00')).expectStatus(201).starts_at, '2027-07-01T18:00:00.000Z');
  assert.deepEqual(faults(await at('2027-03-28T02:30:00')), ['/starts_at_local local_time_does_not_exist']);
  assert.deepEqual(faults(await at('2027-10-31T02:30:00')), ['/starts_at_local local_time_is_ambiguous']);
  assert.deepEqual(faults(await at('soon')), ['/starts_at_local invalid_format']);
});

test('saving an unchanged form changes nothing but the version', async () => {
  const { show } = await newShow({ doors_at: '2099-12-24T18:00:00Z', status: 'on_sale' });
  const { id, layout_version, recital_title, venue_name, sale_state, seats, ...form } = show;
  const saved = (await admin.put(`/api/recital-shows/${id}`, form)).expectStatus(200);
  assert.deepEqual({ ...saved, version: 1 }, show);
  (await admin.put(`/api/recital-shows/${id}`, form)).expectStatus(412, 'version_conflict');
});

const priced = (show, venue) => admin.post(`/api/recital-shows/${show.id}/ticket-config`,
  { zones: venue.price_zones.map((zone) => ({ price_zone_id: zone.id, enabled: true, price: 1000 })) });

test('a show without a single price does not go on sale', async () => {
  const { show, venue } = await newShow();
  const sell = () => admin.put(`/api/recital-shows/${show.id}`, { status: 'on_sale' });
  (await sell()).expectStatus(409, 'no_prices');
  assert.equal((await admin.get(`/api/recital-shows/${show.id}`)).body.status, 'draft');
  // A zone that is switched off sells nothing, whatever it would cost.
  (await admin.post(`/api/recital-shows/${show.id}/ticket-config`, { zones: [{ price_zone_id: venue.price_zones[0].id,
    enabled: false, price: 1000 }] })).expectStatus(200);
  (await sell()).expectStatus(409, 'no_prices');
  (await admin.post(`/api/recital-shows/${show.id}/seats/generate`, {})).expectStatus(200);
  const [seat] = (await admin.get(`/api/recital-shows/${show.id}/seats`)).expectStatus(200).items;
  (await admin.put(`/api/recital-shows/${show.id}/seats/${seat.id}`, { status: 'available', price: 500 })).expectStatus(200);
  assert.equal((await sell()).expectStatus(200).status, 'on_sale', 'one seat with a price of its own is enough');
});

test('a show goes through its states by allowed steps only', async () => {
  const { show, venue } = await newShow();
  await priced(show, venue);
  const go = (status) => admin.put(`/api/recital-shows/${show.id}`, { status });
  (await go('sold_out')).expectStatus(409, 'invalid_status_change');
  for (const status of ['on_sale', 'paused', 'on_sale', 'sold_out', 'cancelled']) {
    assert.equal((await go(status)).expectStatus(200).status, status);
  }
  (await go('on_sale')).expectStatus(409, 'invalid_status_change');
  (await go('opened')).expectStatus(422);
});

test('times must be in order', async () => {
  const { show } = await newShow();
  const put = (body) => admin.put(`/api/recital-shows/${show.id}`, body);
  assert.deepEqual(faults(await put({ doors_at: '2099-12-24T19:00:00Z' })), ['/doors_at out_of_order']);
  assert.deepEqual(faults(await put({ sales_start: '2099-01-02T00:00:00Z', sales_end: '2099-01-01T00:00:00Z' })), ['/sales_end out_of_order']);
  assert.deepEqual(faults(await put({ starts_at: null })), ['/starts_at wrong_type']);
});

test('a duplicate shifts every dependent time', async () => {
  const { show } = await newShow({ starts_at: '2035-12-24T18:30:00Z',
    doors_at: '2035-12-24T18:00:00Z', sales_start: '2035-12-01T08:00:00Z', status: 'on_sale' });
  (await admin.post(`/api/recital-shows/${show.id}/ticket-config`, { hold_minutes: 25 })).expectStatus(200);
  const copy = (await admin.post(`/api/recital-shows/${show.id}/duplicate`, { starts_at_local: '2036-07-24T19:30:00' })).expectStatus(201);
  assert.deepEqual([copy.status, copy.starts_at, copy.doors_at, copy.sales_start],
    ['draft', '2036-07-24T17:30:00.000Z', '2036-07-24T17:00:00.000Z', '2036-07-01T07:00:00.000Z']);
  assert.equal((await admin.get(`/api/recital-shows/${copy.id}/ticket-config`)).expectStatus(200).hold_minutes, 25);
  (await admin.post(`/api/recital-shows/${show.id}/duplicate`, {})).expectStatus(422);
});

test('a ticket configuration keeps what is left out and tells every fault', async () => {
  const { show, venue } = await newShow();
  const path = `/api/recital-shows/${show.id}/ticket-config`;
  const zone = venue.price_zones[0].id;
  const saved = (await admin.post(path, {
    currency: 'EUR', max_tickets_per_order: 6, hold_minutes: 15,
    zones: [{ price_zone_id: zone, enabled: true, price: 4200 }],
    ticket_types: [{ name: 'Adult', price: 4200 }, { name: 'Child', price_zone_id: zone, price: 1000 }],
    fees: [{ name: 'Service', kind: 'per_ticket', amount: 100_000 }, { name: 'Card', kind: 'percent', amount: 2.4 }],
    tax: { name: 'VAT', percent: 8.25, inclusive: true },
    sales_start: '2099-01-01T00:00:00Z', sales_end: null,
  })).expectStatus(200);
  assert.deepEqual(saved.fees, [{ name: 'Service', kind: 'per_ticket', amount: 100_000 }, { name: 'Card', kind: 'percent', amount: 2.4 }]);
  assert.deepEqual(saved.tax, { name: 'VAT', percent: 8.25, inclusive: true });
  assert.equal(saved.rounding, 'per_line');
  const changed = (await admin.post(path, { hold_minutes: 20 })).expectStatus(200);
  assert.deepEqual({ ...changed, hold_minutes: 15, version: saved.version }, saved);
  assert.equal(changed.version, saved.version + 1);
  assert.deepEqual((await admin.get(path)).expectStatus(200), changed);
  assert.equal((await admin.get(`/api/recital-shows/${show.id}`)).body.sales_start, '2099-01-01T00:00:00.000Z');
  assert.deepEqual(faults(await admin.post(path, { currency: 'QQQ', max_tickets_per_order: 0, hold_minutes: 1000, zonez: [] })),
    ['/currency invalid_format', '/hold_minutes out_of_range', '/max_tickets_per_order out_of_range', '/zonez unknown_field']);
  assert.deepEqual(faults(await admin.post(path, {
    zones: [{ price_zone_id: 'zz' }], fees: [{ name: 'X', kind: 'per_order', amount: 0.5 }], tax: { percent: 8.2555 } })),
  ['/fees/0/amount wrong_type', '/tax/percent too_precise', '/zones/0/price_zone_id unknown_price_zone']);
  (await admin.post('/api/recital-shows/zz/ticket-config', {})).expectStatus(404, 'show_not_found');
});

test('shows are listed by start with filters', async () => {
  const { show, recital, venue } = await newShow({ starts_at: '2099-05-01T18:00:00Z' });
  const later = (await admin.post('/api/recital-shows', { recital_id: recital.id, venue_id: venue.id,
    title: 'Later', starts_at: '2099-06-01T18:00:00Z', status: 'on_sale' })).expectStatus(201);
  const ids = async (query) => (await admin.get(`/api/recital-shows?recital_id=${recital.id}${query}`))
    .expectStatus(200).items.map((item) => item.id);
  assert.deepEqual(await ids(''), [show.id, later.id]);
  assert.deepEqual(await ids('&sort=-starts_at'), [later.id, show.id]);
  assert.deepEqual(await ids('&status=on_sale'), [later.id]);
  assert.deepEqual(await ids('&to=2099-05-15T00:00:00Z'), [show.id]);
  assert.deepEqual(await ids('&q=later'), [later.id]);
});

test('the public sees shows to come with prices that have every fee, and never a draft', async () => {
  const { show: draft } = await newShow();
  (await buyer.get(`/api/public/recital-shows/${draft.id}`)).expectStatus(404, 'show_not_found');
  const { show, venue, recital } = await createShow(admin, { rows: 2, perRow: 5, price: 2500,
    config: { fees: [{ name: 'Service', kind: 'per_ticket', amount: 150 }, { name: 'Order', kind: 'per_order', amount: 200 }] } });
  const seen = (await buyer.get(`/api/public/recital-shows/${show.id}`)).expectStatus(200);
  assert.deepEqual([seen.status, seen.sale_state, seen.currency, seen.max_tickets_per_order], ['on_sale', 'open', 'USD', 10]);
  assert.deepEqual([seen.venue.name, seen.venue.city, seen.recital.title], [venue.name, 'Vienna', recital.title]);
  assert.deepEqual([seen.price_zones[0].price, seen.price_zones[0].all_in_price, seen.from_price, seen.order_fee], [2500, 2650, 2850, 200]);
  assert.deepEqual(seen.seats, { total: 10, available: 10 });
  assert.equal(seen.layout_version, 1);
  const listed = await allItems(buyer, '/api/public/recital-shows');
  assert.ok(listed.some((item) => item.id === show.id));
  assert.ok(!listed.some((item) => item.id === draft.id));
  const recitals = await allItems(buyer, `/api/public/recitals?q=${encodeURIComponent(recital.title)}`);
  assert.deepEqual(recitals.map((item) => [item.slug, item.show_count, item.from_price]), [[recital.slug, 1, 2850]]);
  const page = (await buyer.get(`/api/public/recitals/${recital.slug}`)).expectStatus(200);
  assert.deepEqual(page.shows.map((item) => item.id), [show.id]);
  (await buyer.get('/api/public/recitals/no-such-thing')).expectStatus(404, 'recital_not_found');
  (await admin.put(`/api/recital-shows/${show.id}`, { status: 'cancelled' })).expectStatus(200);
  assert.equal((await buyer.get(`/api/public/recital-shows/${show.id}`)).expectStatus(200).sale_state, 'cancelled');
});

test('search engines find the public pages', async () => {
  const { show, recital } = await createShow(admin, { rows: 1, perRow: 2 });
  const map = await buyer.get('/sitemap.xml');
  map.expectStatus(200);
  assert.match(map.headers['content-type'], /xml/);
  assert.ok(map.text.includes(`/public/recitals/${recital.slug}</loc>`));
  assert.ok(map.text.includes(`/public/recitals/${show.id}/seating</loc>`));
  const robots = await buyer.get('/robots.txt');
  robots.expectStatus(200);
  assert.match(robots.text, /Sitemap: http.*\/sitemap\.xml/);
});

test('a show reads as past when its time is over', async () => {
  const starts = new Date(server.now() + 3600_000).toISOString();
  const { show, recital } = await newShow({ starts_at: starts, status: 'on_sale' });
  await server.advance(6 * 3600_000);
  assert.equal((await admin.get(`/api/recital-shows/${show.id}`)).expectStatus(200).status, 'past');
  assert.equal((await buyer.get(`/api/public/recital-shows/${show.id}`)).expectStatus(200).sale_state, 'over');
  assert.deepEqual((await buyer.get(`/api/public/recitals/${recital.slug}`)).expectStatus(200).shows, []);
});
