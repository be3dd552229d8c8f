// Purpose: the usual furniture of a test, made by api.md's means only. Place: tests/support.
import { Client } from './client.mjs';

export const CARDS = {
  good: '4242424242424242',
  declined: '4000000000000002',
  insufficientFunds: '4000000000009995',
  expired: '4000000000000069',
};

let count = 0;
/** Different at every call, so that tests do not meet in names. */
export const unique = (prefix) => `${prefix}-${process.pid}-${++count}`;

/** Makes an account with the command line. Returns its {email, password}. */
export async function createUser(server, { role = 'admin', email = `${unique(role)}@example.org`,
  password = 'correct horse battery staple' } = {}) {
  const done = await server.command(['user', 'add', '--email', email, '--role', role], { stdin: `${password}\n` });
  if (done.code !== 0) throw new Error(`usher user add: exit ${done.code}\n${done.stdout}${done.stderr}`);
  return { email, password, role };
}
export const createAdmin = (server, options = {}) => createUser(server, { ...options, role: 'admin' });

/** A browser in which such an account is signed in. */
export async function signedIn(server, options = {}) {
  const user = await createUser(server, options);
  const client = server.client();
  await client.login(user);
  return client;
}

/** CSV of a plain hall: `rows` rows (A, B, …) of `perRow` seats, one section, one price zone. */
export function seatsCsv({ rows = 10, perRow = 20, section = 'Orchestra', zone = 'Standard', first = 0 } = {}) {
  const lines = ['section,row_name,seat_number,seat_type,handicap_access,price_zone,x,y'];
  for (let row = 0; row < rows; ++row) {
    for (let seat = 1; seat <= perRow; ++seat) {
      lines.push(`${section},${rowName(first + row)},${seat},standard,false,${zone},${seat * 20},${(first + row) * 25}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** 0 → A, 25 → Z, 26 → AA. */
export function rowName(index) {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : rowName(Math.floor(index / 26) - 1) + letter;
}

export async function importSeats(admin, venueId, csv, { dryRun = false } = {}) {
  return admin.request('POST', `/api/venues/${venueId}/seats/import${dryRun ? '?dry_run=true' : ''}`,
    { body: csv, headers: { 'content-type': 'text/csv' } });
}

/** A venue with seats. Returns the venue as the server has it afterwards. */
export async function createVenue(admin, { name = unique('Hall'), csv, rows, perRow,
  timeZone = 'Europe/Vienna' } = {}) {
  const venue = (await admin.post('/api/venues', {
    name, address: '1 Stage Door', city: 'Vienna', state: '', zip: '1010', country: 'AT', time_zone: timeZone,
  })).expectStatus(201);
  (await importSeats(admin, venue.id, csv ?? seatsCsv({ rows, perRow }))).expectStatus(200);
  return (await admin.get(`/api/venues/${venue.id}`)).expectStatus(200);
}

export async function createRecital(admin, { title = unique('Recital') } = {}) {
  return (await admin.post('/api/recitals', { title, description: 'An evening of music.' })).expectStatus(201);
}

/**
 * A show on sale: every zone of the venue has a price, every seat is generated.
 * Returns {show, venue, recital, seats} with the public seats in the order of the server.
 */
export async function createShow(admin, { venue, recital, rows = 5, perRow = 10, price = 2500,
  currency = 'USD', maxTickets = 10, holdMinutes = 10, config = {}, startsAt, status = 'on_sale' } = {}) {
  venue ??= await createVenue(admin, { rows, perRow });
  recital ??= await createRecital(admin);
  const starts = startsAt ?? new Date(Date.now() + 30 * 86_400_000).toISOString();
  const made = (await admin.post('/api/recital-shows', {
    recital_id: recital.id, venue_id: venue.id, title: unique('Show'), starts_at: starts,
  })).expectStatus(201);
  const answer = await admin.post(`/api/recital-shows/${made.id}/ticket-config`, {
    currency, max_tickets_per_order: maxTickets, hold_minutes: holdMinutes,
    zones: venue.price_zones.map((zone) => ({ price_zone_id: zone.id, enabled: true, price })),
    ticket_types: [], fees: [], ...config,
  });
  if (answer.status !== 200) answer.expectStatus(201);
  (await admin.post(`/api/recital-shows/${made.id}/seats/generate`, {})).expectStatus(200);
  const show = status === 'draft' ? made
    : (await admin.put(`/api/recital-shows/${made.id}`, { status })).expectStatus(200);
  const seats = status === 'draft' ? [] : await publicSeats(admin, show.id);
  return { show, venue, recital, seats };
}

/** Every page of a list. */
export async function allItems(client, path) {
  const items = [];
  let cursor = null;
  do {
    const more = `${path.includes('?') ? '&' : '?'}limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`;
    const page = (await client.get(path + more)).expectStatus(200);
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor);
  return items;
}

export const publicSeats = (client, showId) => allItems(client, `/api/public/recital-shows/${showId}/seats`);

export const reserve = (buyer, showId, seatIds, options) =>
  buyer.post('/api/seat-reservations/reserve', { show_id: showId, seat_ids: seatIds }, options);

export const createOrder = (buyer, hold, customer = {}) =>
  buyer.post('/api/ticket-orders/create', {
    reservation_token: hold.reservation_token, show_id: hold.show_id,
    customer_name: 'Zoë Müller-Østergård', customer_email: 'zoe@example.org', ...customer,
  });

/** Pays a pending order with a test card. Returns the answers of intent, card form and confirm. */
export async function pay(buyer, orderId, { card = CARDS.good } = {}) {
  const intent = (await buyer.post('/api/ticket-orders/payment-intent', { order_id: orderId })).expectStatus(200);
  const form = await buyer.post(`/api/public/test-payments/${intent.payment_intent_id}/confirm`,
    { card_number: card, client_secret: intent.client_secret });
  const confirm = await buyer.post('/api/ticket-orders/confirm',
    { order_id: orderId, payment_intent_id: intent.payment_intent_id });
  return { intent, form, confirm };
}

/** A whole purchase by a new browser. Returns {buyer, hold, order, orderToken}; the order is paid. */
export async function buy(server, showId, seatIds, { buyer = new Client(server.url), customer, card } = {}) {
  const hold = (await reserve(buyer, showId, seatIds)).expectStatus(201);
  const { order, order_token: orderToken } = (await createOrder(buyer, hold, customer)).expectStatus(201);
  const { confirm } = await pay(buyer, order.id, { card });
  return { buyer, hold, order: confirm.expectStatus(200).order, orderToken };
}
