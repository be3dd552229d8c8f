// The conventions of api.md, each held against every endpoint of the OpenAPI document: keys that
// make a repetition harmless, versions, lists, addresses of what was made, and refusal codes. What
// the document has and these tables lack fails, so that a new endpoint is tried as the old ones are.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { OF_EVERY_ENDPOINT, codesOf } from '../support/declared.mjs';
import { startServer } from '../support/server.mjs';
import { contracts } from '../support/slices.mjs';
import {
  buy, createOrder, createShow, createVenue, pay, reserve, seatsCsv, signedIn, unique,
} from '../support/fixtures.mjs';

const SOURCE = fileURLToPath(new URL('../../src', import.meta.url));

// POSTs that neither create nor move money or seats, each with the reason why a repetition is
// harmless without a key.
const WITHOUT_KEY = {
  '/api/auth/login': 'a session each time',
  '/api/auth/logout': 'ends what is ended already',
  '/api/auth/password': 'the old password is wrong the second time',
  '/api/auth/totp/enrol': 'replaces what was not confirmed',
  '/api/auth/totp/confirm': 'a code counts once',
  '/api/auth/totp/disable': 'disables what is disabled already',
  '/api/public/mail/unsubscribe': 'unsubscribes who is unsubscribed already',
  '/api/public/orders': 'is gone',
  '/api/ticket-orders/quote': 'asks',
  '/api/public/orders/lookup': 'one mail in a while, by address',
  '/api/public/recital-shows/{id}/access-code': 'asks',
  '/api/public/test-payments/{payment_intent_id}/confirm': 'the card form of the test provider',
  '/api/webhooks/stripe/ticket-payment': 'an event counts once by its id',
  '/api/recital-shows/{id}/ticket-config/preview': 'asks',
  '/api/venues/{id}/seat-map/preview': 'asks',
  '/api/venues/{id}/seat-map/convert': 'asks',
  '/api/venues/{id}/seats/import/preview': 'asks',
  '/api/admin/mail-templates/{kind}/{language}/preview': 'asks',
  '/api/admin/mail-templates/{kind}/{language}/test': 'a mail to oneself',
  '/api/admin/messages/{id}/retry': 'retries what waits already',
  '/api/admin/messages/retry-dead': 'retries what waits already',
  '/api/admin/jobs/{id}/retry': 'retries what waits already',
  '/api/admin/payments/findings/resolve': 'resolves what is resolved already',
  '/api/admin/payments/reconciliation': 'asks the provider',
  '/api/admin/ticketing/orders/{id}/clear-incident': 'names the incident',
  '/api/tickets/conflicts/{id}/seen': 'the first to say so has said it',
  '/api/tickets/generate-pdf': 'draws',
  '/api/tickets/scans': 'scans count once by their scan_id',
  '/api/tickets/verify': 'scan_id',
  '/api/tickets/{id}/undo-scan': 'undoes what is undone already',
};

// What needs a history at the provider to be asked for at all is asked twice there.
const KEYED_ELSEWHERE = {
  '/api/admin/ticketing/orders/{id}/assign-refund': 'stripe_outside_refunds',
  '/api/admin/ticketing/orders/{id}/refunds/{number}/retry': 'stripe_outside_refunds',
  '/api/admin/ticketing/orders/{id}/refunds/{number}/reinstate': 'stripe_outside_refunds',
  '/api/admin/ticketing/orders/{id}/return-payment': 'stripe_outside_refunds',
};

// What PUT does not change one entity with a version of its own.
const WITHOUT_VERSION = {
  '/api/recital-shows/{id}/seats': 'many seats at once; who has sold or held one keeps it',
};

let server;
let admin;
let document;
let operations;
before(async () => {
  server = await startServer({ args: ['--rate-limit', 'off', '--marketing-site-url', 'https://www.example.org'] });
  admin = await signedIn(server);
  document = (await admin.get('/api/openapi.json')).expectStatus(200);
  operations = Object.entries(document.paths).flatMap(([at, item]) => Object.entries(item)
    .filter(([method]) => ['get', 'post', 'put', 'patch', 'delete'].includes(method))
    .map(([method, operation]) => ({ method, at, operation, name: `${method} ${at}` })));
});
after(() => server?.stop());

const parameters = ({ operation }) => (operation.parameters ?? [])
  .map((each) => each.name ?? each.$ref.split('/').at(-1));
const takesKey = (each) => parameters(each).includes('IdempotencyKey');
const takesIfMatch = (each) => parameters(each).includes('IfMatch');

function resolved(schema) {
  while (schema?.$ref) schema = document.components.schemas[schema.$ref.split('/').at(-1)];
  return schema ?? {};
}
function answerOf({ operation }) {
  const made = operation.responses['200'] ?? operation.responses['201'];
  return resolved(made?.content?.['application/json']?.schema);
}
const isPage = (each) => each.method === 'get' && 'items' in (answerOf(each).properties ?? {})
  && !('order_number' in answerOf(each).properties);
const isForStaff = ({ operation }) => /admin|signed in/.test(operation['x-access']);

// --- lists ---

test('every list takes limit and cursor, and that of staff also sort and answers total', () => {
  const wrong = operations.filter(isPage).flatMap((each) => {
    const wanted = isForStaff(each) ? ['limit', 'cursor', 'sort'] : ['limit', 'cursor'];
    const fields = isForStaff(each) ? ['next_cursor', 'total'] : ['next_cursor'];
    return [...wanted.filter((name) => !parameters(each).includes(name)),
      ...fields.filter((name) => !(name in answerOf(each).properties))].map((lack) => `${each.name}: ${lack}`);
  });
  assert.deepEqual(wrong, []);
});

test('every list refuses a sort that it does not have, and names those that it has', async () => {
  const { show } = await createShow(admin, { rows: 1, perRow: 2 });
  const wrong = [];
  for (const each of operations.filter((one) => isPage(one) && parameters(one).includes('sort'))) {
    const id = each.at.startsWith('/api/venues') ? show.venue_id : show.id;
    const query = each.operation.parameters.some((one) => one.name === 'show_id' && one.required)
      ? `?sort=nonsense&show_id=${show.id}` : '?sort=nonsense';
    const answer = await admin.get(each.at.replace('{id}', id) + query);
    if (answer.status !== 422 || answer.body.errors?.[0]?.pointer !== '/sort') wrong.push(`${each.name}: ${answer.status}`);
  }
  assert.deepEqual(wrong, []);
});

test('a list is walked page by page, in either direction', async () => {
  const { show } = await createShow(admin, { rows: 1, perRow: 2 });
  const at = `/api/recital-shows/${show.id}/allotments`;
  for (const name of ['B', 'C', 'A']) (await admin.post(at, { name })).expectStatus(201);
  const first = (await admin.get(`${at}?limit=2&sort=-name`)).expectStatus(200);
  assert.deepEqual(first.items.map((each) => each.name), ['C', 'B']);
  assert.equal(first.total, 3);
  const second = (await admin.get(`${at}?limit=2&sort=-name&cursor=${first.next_cursor}`)).expectStatus(200);
  assert.deepEqual([second.items.map((each) => each.name), second.next_cursor], [['A'], null]);
});

// --- versions ---

test('every PUT takes If-Match and answers the version', () => {
  const wrong = operations.filter((each) => each.method === 'put' && !(each.at in WITHOUT_VERSION)
    && !(takesIfMatch(each) && 'version' in (answerOf(each).properties ?? {})));
  assert.deepEqual(wrong.map((each) => each.name), []);
});

/** What people edit: where it is, and a change of it. */
async function edited() {
  const { show, venue, recital, seats } = await createShow(admin, { rows: 1, perRow: 4 });
  const { order } = await buy(server, show.id, [seats[0].id]);
  const allotment = (await admin.post(`/api/recital-shows/${show.id}/allotments`, { name: 'Families' })).expectStatus(201);
  const user = (await admin.post('/api/admin/users', {
    email: `${unique('edited')}@example.org`, name: 'Ann', role: 'staff', password: 'correct horse battery staple',
  })).expectStatus(201);
  const mail = (await admin.get('/api/admin/mail-templates/order_confirmation/en')).expectStatus(200);
  const base = `/api/venues/${venue.id}`;
  const [seat] = (await admin.get(`${base}/seats?limit=1`)).expectStatus(200).items;
  return {
    '/api/venues/{id}': [base, (n) => ({ name: `${venue.name} ${n}` })],
    '/api/venues/{id}/sections/{section_id}': [`${base}/sections/${venue.sections[0].id}`, (n) => ({ name: `Stalls ${n}` })],
    '/api/venues/{id}/price-zones/{zone_id}': [`${base}/price-zones/${venue.price_zones[0].id}`, (n) => ({ name: `Zone ${n}` })],
    '/api/venues/{id}/seats/{seat_id}': [`${base}/seats/${seat.id}`, (n) => ({ x: 1000 + n })],
    '/api/recitals/{id}': [`/api/recitals/${recital.id}`, (n) => ({ title: `${recital.title} ${n}` })],
    '/api/recital-shows/{id}': [`/api/recital-shows/${show.id}`, (n) => ({ title: `Show ${n}` })],
    '/api/recital-shows/{id}/ticket-config': [`/api/recital-shows/${show.id}/ticket-config`, (n) => ({ hold_minutes: 10 + n }), 'post'],
    '/api/recital-shows/{id}/seats/{seat_id}': [`/api/recital-shows/${show.id}/seats/${seats[2].id}`, (n) => ({ status: 'available', price: 100 * n })],
    '/api/recital-shows/{id}/allotments/{allotment_id}': [`/api/recital-shows/${show.id}/allotments/${allotment.id}`, (n) => ({ name: `Families ${n}` })],
    '/api/admin/ticketing/orders/{id}': [`/api/admin/ticketing/orders/${order.id}`, (n) => ({ customer_name: `Ann ${n}` })],
    '/api/admin/users/{id}': [`/api/admin/users/${user.id}`, (n) => ({ name: `Ann ${n}` })],
    '/api/admin/mail-templates/{kind}/{language}': ['/api/admin/mail-templates/order_confirmation/en',
      (n) => ({ subject: `Your tickets ${n}`, text: mail.text, html: mail.html })],
  };
}

test('what people edit has a version, and a change of an old one is refused', async () => {
  const entities = await edited();
  const expected = operations.filter((each) => each.method === 'put' && isForStaff(each) && !(each.at in WITHOUT_VERSION))
    .map((each) => each.at);
  assert.deepEqual(expected.filter((at) => !(at in entities)), [], 'entities that nobody tries here');
  for (const [pattern, [at, change, method = 'put']] of Object.entries(entities)) {
    const read = await admin.get(at);
    const before = read.expectStatus(200);
    assert.equal(read.headers.etag, `"${before.version}"`, `${pattern}: ETag`);
    const ifMatch = (version) => ({ headers: { 'if-match': `"${version}"` } });
    const saved = await admin[method](at, change(1), ifMatch(before.version));
    const after = saved.expectStatus(200);
    assert.ok(after.version > before.version, `${pattern}: ${before.version} → ${after.version}`);
    assert.equal(saved.headers.etag, `"${after.version}"`, `${pattern}: ETag of the change`);
    const late = (await admin[method](at, change(2), ifMatch(before.version))).expectStatus(412, 'version_conflict');
    assert.equal(late.version, after.version, `${pattern}: the refusal names the version`);
    const now = (await admin.get(at)).expectStatus(200);
    assert.equal(now.version, after.version, `${pattern}: a refused change changes nothing`);
    (await admin[method](at, change(3))).expectStatus(200);
  }
});

test('a seat map is saved with its version only', async () => {
  const venue = await createVenue(admin, { rows: 1, perRow: 2 });
  const at = `/api/venues/${venue.id}/seat-map`;
  const read = await admin.get(at);
  const map = read.expectStatus(200);
  assert.equal(read.headers.etag, `"${map.version}"`);
  const { version, ...rest } = map;
  (await admin.post(at, { ...rest, background: undefined })).expectStatus(428, 'precondition_required');
  (await admin.post(at, map)).expectStatus(200);
  (await admin.post(at, { seats: map.seats }, { headers: { 'if-match': `"${version}"` } })).expectStatus(412, 'version_conflict');
});

test('a buyer who corrects the order in two tabs is told', async () => {
  const { show, seats } = await createShow(admin, { rows: 1, perRow: 2 });
  const buyer = server.client();
  const hold = (await reserve(buyer, show.id, [seats[0].id])).expectStatus(201);
  const { order } = (await createOrder(buyer, hold)).expectStatus(201);
  const at = `/api/public/orders/${order.id}`;
  const ifMatch = { headers: { 'if-match': (await buyer.get(at)).headers.etag } };
  (await buyer.put(at, { customer_name: 'Ann' }, ifMatch)).expectStatus(200);
  (await buyer.put(at, { customer_name: 'Bob' }, ifMatch)).expectStatus(412, 'version_conflict');
});

test('the configuration of a show counts what is changed of it elsewhere', async () => {
  const { show, venue } = await createShow(admin, { rows: 1, perRow: 2 });
  const at = `/api/recital-shows/${show.id}/ticket-config`;
  const version = async () => (await admin.get(at)).expectStatus(200).version;
  const first = await version();
  (await admin.put(`/api/recital-shows/${show.id}`, { sales_end: new Date(Date.now() + 86_400_000).toISOString() })).expectStatus(200);
  const second = await version();
  assert.ok(second > first);
  (await admin.put(`/api/venues/${venue.id}`, { city: 'Graz' })).expectStatus(200);
  assert.equal(await version(), second);
});

// --- repetitions ---

test('every POST that creates or moves money or seats takes an Idempotency-Key', () => {
  const wrong = operations.filter((each) => each.method === 'post' && !takesKey(each) && !(each.at in WITHOUT_KEY));
  assert.deepEqual(wrong.map((each) => each.name), []);
});

/** What the slices bring themselves, in tests/contract.mjs of their rooms. */
async function keyedBySlices() {
  return Object.assign({}, ...await Promise.all((await contracts()).map((part) => part.keyed({ admin, server, unique }))));
}

/** Everything that takes a key: who asks, where, with what, and with what else. */
async function keyed() {
  const { show, venue, recital, seats } = await createShow(admin, { rows: 4, perRow: 10, maxTickets: 10 });
  const base = `/api/venues/${venue.id}`;
  const at = `/api/recital-shows/${show.id}`;
  const allotment = (await admin.post(`${at}/allotments`, { name: 'Press' })).expectStatus(201);
  let free = 0;
  const next = () => seats[free++].id;
  const held = async () => {
    const buyer = server.client();
    return { buyer, hold: (await reserve(buyer, show.id, [next()])).expectStatus(201) };
  };
  const ordered = async () => {
    const { buyer, hold } = await held();
    return { buyer, order: (await createOrder(buyer, hold)).expectStatus(201).order };
  };
  const [extended, released, creating, paying, confirming, cancelling, cancelled] = await Promise.all(
    [held(), held(), held(), ordered(), ordered(), ordered(), ordered()]);
  const { intent } = await pay(confirming.buyer, confirming.order.id);
  const paid = await buy(server, show.id, [next()]);
  const staffAt = (order) => `/api/admin/ticketing/orders/${order.id}`;
  const person = (name) => ({ email: `${unique(name)}@example.org`, role: 'staff', password: 'correct horse battery staple' });
  const csv = { body: seatsCsv({ rows: 1, perRow: 2, first: 20 }), headers: { 'content-type': 'text/csv' } };
  const customer = (hold) => ({ reservation_token: hold.reservation_token, show_id: show.id, customer_name: 'Ann', customer_email: 'ann@example.org' });
  const another = await createShow(admin, { rows: 1, perRow: 2 });
  return {
    ...await keyedBySlices(),
    '/api/venues': [admin, '/api/venues', { name: unique('Hall') }, { name: 'Another' }],
    '/api/venues/{id}/sections': [admin, `${base}/sections`, { name: 'Balcony' }, { name: 'Gods' }],
    '/api/venues/{id}/price-zones': [admin, `${base}/price-zones`, { name: 'Far' }, { name: 'Near' }],
    '/api/venues/{id}/seats': [admin, `${base}/seats`,
      { section_id: venue.sections[0].id, row_name: 'Z', seat_number: '1' }, { section_id: venue.sections[0].id, row_name: 'Z', seat_number: '2' }],
    '/api/venues/{id}/seats/import': [admin, `${base}/seats/import`, csv, { ...csv, body: seatsCsv({ rows: 1, perRow: 3, first: 21 }) }],
    '/api/venues/{id}/seat-map': [admin, `/api/venues/${another.venue.id}/seat-map`,
      { version: (await admin.get(`/api/venues/${another.venue.id}/seat-map`)).expectStatus(200).version, objects: [] }, { version: 1 }],
    '/api/recitals': [admin, '/api/recitals', { title: unique('Evening') }, { title: 'Another' }],
    '/api/recital-shows': [admin, '/api/recital-shows',
      { recital_id: recital.id, venue_id: venue.id, title: 'Late', starts_at: show.starts_at }, { recital_id: recital.id, venue_id: venue.id, title: 'Later', starts_at: show.starts_at }],
    '/api/recital-shows/{id}/duplicate': [admin, `${at}/duplicate`, { starts_at: show.starts_at, title: 'Again' }, { starts_at: show.starts_at, title: 'And again' }],
    '/api/recital-shows/{id}/ticket-config': [admin, `${at}/ticket-config`, { hold_minutes: 11 }, { hold_minutes: 12 }],
    '/api/recital-shows/{id}/seats/generate': [admin, `${at}/seats/generate`, {}, { venue_id: venue.id }],
    '/api/recital-shows/{id}/allotments': [admin, `${at}/allotments`, { name: 'Families' }, { name: 'Friends' }],
    '/api/recital-shows/{id}/allotments/{allotment_id}/release': [admin, `${at}/allotments/${allotment.id}/release`],
    '/api/recital-shows/{id}/changes': [admin, `/api/recital-shows/${another.show.id}/changes`, { kind: 'cancel', refund: false }, { kind: 'cancel', refund: true }],
    '/api/seat-reservations/reserve': [server.client(), '/api/seat-reservations/reserve',
      { show_id: show.id, seat_ids: [seats[38].id] }, { show_id: show.id, seat_ids: [seats[39].id] }],
    '/api/seat-reservations/extend': [extended.buyer, '/api/seat-reservations/extend',
      { reservation_token: extended.hold.reservation_token }, null],
    '/api/seat-reservations/release': [released.buyer, '/api/seat-reservations/release',
      { reservation_token: released.hold.reservation_token }, null],
    '/api/ticket-orders/create': [creating.buyer, '/api/ticket-orders/create', customer(creating.hold), { ...customer(creating.hold), customer_name: 'Bob' }],
    '/api/ticket-orders/payment-intent': [paying.buyer, '/api/ticket-orders/payment-intent', { order_id: paying.order.id }, null],
    '/api/ticket-orders/confirm': [confirming.buyer, '/api/ticket-orders/confirm',
      { order_id: confirming.order.id, payment_intent_id: intent.payment_intent_id }, { order_id: confirming.order.id }],
    '/api/ticket-orders/cancel': [cancelling.buyer, '/api/ticket-orders/cancel', { order_id: cancelling.order.id }, null],
    '/api/public/orders/{id}/resend-email': [paid.buyer, `/api/public/orders/${paid.order.id}/resend-email`],
    '/api/admin/ticketing/orders/{id}/refund': [admin, `${staffAt(paid.order)}/refund`, { amount: 100, reason: 'Sorry', release_seats: false }, { amount: 200, reason: 'Sorry', release_seats: false }],
    '/api/admin/ticketing/orders/{id}/cancel': [admin, `${staffAt(cancelled.order)}/cancel`],
    '/api/admin/ticketing/orders/{id}/resend-email': [admin, `${staffAt(paid.order)}/resend-email`],
    '/api/admin/ticketing/orders/{id}/notes': [admin, `${staffAt(paid.order)}/notes`, { text: 'Called.' }, { text: 'Called again.' }],
    '/api/admin/users': [admin, '/api/admin/users', person('one'), person('two')],
    '/api/admin/api-tokens': [admin, '/api/admin/api-tokens', { name: 'till', role: 'report' }, { name: 'gate', role: 'report' }],
    '/api/tickets/resend-email': [admin, '/api/tickets/resend-email', { ticket_id: paid.order.tickets[0].id }, null],
    '/api/tickets/verification-keys': [admin, '/api/tickets/verification-keys'],
  };
}

test('the same key answers the same again, and with another body is refused', async (t) => {
  const requests = await keyed();
  const takers = operations.filter((each) => each.method === 'post' && takesKey(each)).map((each) => each.at);
  assert.deepEqual(takers.filter((at) => !(at in requests) && !(at in KEYED_ELSEWHERE)), [], 'endpoints that nobody tries here');
  for (const [pattern, [client, at, body, other]] of Object.entries(requests)) {
    await t.test(pattern, async () => {
      const options = body?.headers ? body : { json: body };
      const key = unique('key');
      const first = await client.request('POST', at, { ...options, key });
      assert.ok(first.status < 300, `${first.status} ${first.text.slice(0, 300)}`);
      const second = await client.request('POST', at, { ...options, key });
      assert.deepEqual([second.status, second.body], [first.status, first.body]);
      if (first.status === 201) {
        assert.ok(first.headers.location, 'what was made has an address');
        (await client.get(first.headers.location)).expectStatus(200);
      }
      if (!other) return;
      const changed = other.headers ? other : { json: other };
      (await client.request('POST', at, { ...changed, key })).expectStatus(422, 'idempotency_key_reused');
    });
  }
});

test('seats are generated without a body', async () => {
  const { show } = await createShow(admin, { rows: 1, perRow: 2 });
  const made = (await admin.post(`/api/recital-shows/${show.id}/seats/generate`)).expectStatus(200);
  assert.deepEqual([made.added, made.kept], [0, 2]);
  (await admin.request('POST', `/api/recital-shows/${show.id}/seats/generate`,
    { body: 'venue_id=1', headers: { 'content-type': 'text/plain' } })).expectStatus(415);
});

test('the organiser\'s own site is told to the shop', async () => {
  const config = (await server.client().get('/api/public/config')).expectStatus(200);
  assert.equal(config.site_url, 'https://www.example.org');
});

// --- refusals ---

test('a venue whose seats are sold says so, and so does a seat', async () => {
  const { show, venue, seats } = await createShow(admin, { rows: 1, perRow: 4 });
  const base = `/api/venues/${venue.id}`;
  (await admin.delete(base)).expectStatus(409, 'venue_has_shows');
  await buy(server, show.id, [seats[0].id]);
  (await reserve(server.client(), show.id, [seats[3].id])).expectStatus(201);
  (await admin.delete(base)).expectStatus(409, 'venue_has_sold_seats');
  (await admin.delete(`${base}/seats/${seats[0].seat_id}`)).expectStatus(409, 'seat_has_tickets');
  (await admin.delete(`${base}/seats/${seats[3].seat_id}`)).expectStatus(409, 'seat_in_use');
});

test('a buyer who proves an order by its address stays a buyer in timeline and audit log', async () => {
  const { show, seats } = await createShow(admin, { rows: 1, perRow: 2 });
  const { order, orderToken } = await buy(server, show.id, [seats[0].id], { customer: { customer_email: 'proven@example.org' } });
  const at = `/api/public/orders/${order.id}/resend-email`;
  (await server.client().post(at)).expectStatus(404, 'order_not_found');
  (await server.client().post(`${at}?email=proven@example.org`)).expectStatus(202);
  (await server.client().post(`${at}?order_token=${orderToken}`)).expectStatus(202);
  const seen = (await admin.get(`/api/admin/ticketing/orders/${order.id}`)).expectStatus(200);
  const resent = seen.timeline.filter((entry) => entry.kind === 'confirmation_resent');
  // The second one within the while is the same mail.
  assert.deepEqual([...new Set(resent.map((entry) => entry.actor))], ['buyer']);
  const log = (await admin.get('/api/admin/audit-log?limit=200')).expectStatus(200);
  assert.deepEqual(log.items.filter((row) => row.action === 'order.confirmation_resent'), []);
});

function sources(dir) {
  return fs.readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const at = path.join(dir, entry.name);
    if (entry.isDirectory()) return entry.name === 'tests' ? [] : sources(at);
    return /\.[ch]pp$/.test(entry.name) ? [fs.readFileSync(at, 'utf8')] : [];
  });
}

/** The source without what the endpoints declare. */
function withoutDeclarations(text) {
  return text.replace(/\.refuses\((?:[^()]|\([^()]*\))*\)/g, '');
}

// What never leaves as a code of its own: faults of a field, what jobs and mails note about
// themselves, what a provider's client says to the slice that asks it, words of a command.
const INSIDE = ['invalid_format', 'local_time_does_not_exist', 'local_time_is_ambiguous', 'job_kills', 'job_lost',
  'job_threw', 'mail_interrupted', 'mail_kills', 'mail_pointless', 'mail_threw', 'http_failed', 'http_overloaded',
  'provider_key_refused', 'provider_key_spent', 'refund_not_found', 'refund_pending', 'not_empty'];

test('every code that is declared can be sent, and every code that is sent is declared', () => {
  const text = sources(SOURCE).map(withoutDeclarations).join('\n');
  const declared = new Set(operations.flatMap((each) => codesOf(each.operation)).map(([, code]) => code));
  const neverSent = [...declared].filter((code) => !text.includes(`"${code}"`));
  assert.deepEqual(neverSent, [], 'documented and never sent');
  const sent = new Set([...text.matchAll(/ErrorKind::(?!invalid_)\w+,\s*"([a-z][a-z0-9_]+)"/g)].map((found) => found[1]));
  const constants = [...text.matchAll(/\b(k[A-Z]\w*)\s*=\s*"([a-z][a-z0-9_]+)"/g)];
  const byName = new Set([...text.matchAll(/ErrorKind::\w+,\s*(?:\w+::)*(k[A-Z]\w*)/g)].map((found) => found[1]));
  for (const [, name, code] of constants) if (byName.has(name)) sent.add(code);
  const undeclared = [...sent].filter((code) => !declared.has(code) && ![...OF_EVERY_ENDPOINT, ...INSIDE].includes(code));
  assert.deepEqual(undeclared.sort(), [], 'sent and not declared');
});
