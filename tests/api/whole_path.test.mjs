// The whole path on which everything else hangs, as a client walks it that knows only the published API:
// a hall from a file, a show, a hold, a payment, a ticket that other programs read, the door, a refund.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { CARDS, createOrder, createShow, createVenue, pay, publicSeats, reserve, rowName, signedIn, importSeats } from '../support/fixtures.mjs';
import { testsUsePostgres } from '../support/postgres.mjs';
import { run, startServer } from '../support/server.mjs';

const NAME = 'Žofie Krüger 山田花子';

/** A house of 1,560 seats: 26 rows of 40 in the orchestra, 13 of 40 on the balcony. */
function houseCsv() {
  const lines = ['section,row_name,seat_number,seat_type,handicap_access,price_zone,x,y'];
  for (const [section, rows, zone, y] of [['Orchestra', 26, 'Gold', 0], ['Balcony', 13, 'Silver', 800]]) {
    for (let row = 0; row < rows; ++row) {
      for (let seat = 1; seat <= 40; ++seat) {
        const accessible = row === rows - 1 && seat <= 4;
        lines.push(`${section},${rowName(row)},${seat},${accessible ? 'accessible' : 'standard'},${accessible},${zone},${seat * 20},${y + row * 25}`);
      }
    }
  }
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

describe('from a file of seats to a refunded ticket', () => {
  let server, admin, venue, show, seats, buyer, hold, order, orderToken;
  before(async () => {
    server = await startServer();
    admin = await signedIn(server);
  });
  after(() => server?.stop());

  test('a venue of 1,560 seats is imported; a dry run before it writes nothing', async () => {
    const empty = (await admin.post('/api/venues', { name: 'Grand Hall', address: '1 Main St', city: 'Vienna',
      state: '', zip: '1010', country: 'AT', time_zone: 'Europe/Vienna' })).expectStatus(201);
    const dry = (await importSeats(admin, empty.id, houseCsv(), { dryRun: true })).expectStatus(200);
    assert.deepEqual({ dry: dry.dry_run, rows: dry.rows, errors: dry.errors }, { dry: true, rows: 1560, errors: [] });
    assert.deepEqual((await admin.get(`/api/venues/${empty.id}/seats`)).expectStatus(200).items, []);
    const done = (await importSeats(admin, empty.id, houseCsv())).expectStatus(200);
    assert.deepEqual({ dry: done.dry_run, rows: done.rows, created: done.created, errors: done.errors },
      { dry: false, rows: 1560, created: 1560, errors: [] });
    venue = (await admin.get(`/api/venues/${empty.id}`)).expectStatus(200);
    assert.deepEqual(venue.sections.map((s) => s.name).sort(), ['Balcony', 'Orchestra']);
    assert.deepEqual(venue.price_zones.map((z) => z.name).sort(), ['Gold', 'Silver']);
  });

  test('a show of it goes on sale with every seat available', async () => {
    ({ show, seats } = await createShow(admin, { venue, price: 3500, maxTickets: 6 }));
    assert.equal(seats.length, 1560);
    assert.ok(seats.every((seat) => seat.status === 'available' && seat.price === 3500));
    const statistics = (await admin.get(`/api/recital-shows/${show.id}/seats/statistics`)).expectStatus(200);
    assert.ok(JSON.stringify(statistics).includes('1560'));
  });

  test('a buyer holds three seats; a second one is told which are gone and holds nothing', async () => {
    buyer = server.client();
    const wanted = seats.filter((s) => s.section === 'Orchestra' && s.row_name === 'A').slice(10, 13);
    hold = (await reserve(buyer, show.id, wanted.map((s) => s.id))).expectStatus(201);
    assert.equal(hold.status, 'active');
    assert.equal(hold.subtotal, 3 * 3500);
    assert.equal(hold.currency, 'USD');
    const rival = server.client();
    const other = seats.find((s) => s.section === 'Orchestra' && s.row_name === 'B').id;
    const refused = (await reserve(rival, show.id, [wanted[0].id, other])).expectStatus(409, 'seats_unavailable');
    assert.deepEqual(refused.unavailable_seat_ids, [wanted[0].id]);
    const now = await publicSeats(rival, show.id);
    assert.equal(now.find((s) => s.id === other).status, 'available');
    assert.equal(now.find((s) => s.id === wanted[0].id).status, 'reserved');
  });

  test("another session's token is unknown", async () => {
    const stranger = server.client();
    (await stranger.get(`/api/public/seat-reservations/${hold.reservation_token}`)).expectStatus(404);
    (await stranger.post('/api/seat-reservations/release', { reservation_token: hold.reservation_token })).expectStatus(404);
    (await createOrder(stranger, hold)).expectStatus(404);
    (await buyer.get(`/api/public/seat-reservations/${hold.reservation_token}`)).expectStatus(200);
  });

  test('a declined card changes nothing, a good one pays', async () => {
    ({ order, order_token: orderToken } = (await createOrder(buyer, hold, { customer_name: NAME, customer_email: 'zofie@example.org' })).expectStatus(201));
    assert.equal(order.status, 'pending');
    assert.equal(order.total, 10_500);
    const declined = await pay(buyer, order.id, { card: CARDS.declined });
    assert.ok([declined.form.status, declined.confirm.status].includes(402), `${declined.form.status} ${declined.confirm.status}`);
    const answer = declined.form.status === 402 ? declined.form : declined.confirm;
    answer.expectStatus(402, 'card_declined');
    assert.equal((await buyer.get(`/api/public/orders/${order.id}`)).expectStatus(200).status, 'pending');
    order = (await pay(buyer, order.id)).confirm.expectStatus(200).order;
    assert.equal(order.status, 'paid');
    assert.equal(order.tickets.length, 3);
    assert.ok(order.tickets.every((ticket) => ticket.status === 'valid' && ticket.holder_name === NAME));
  });

  test('the order is seen with its token or its mail address, and by nobody else', async () => {
    const stranger = server.client();
    (await stranger.get(`/api/public/orders/${order.id}`)).expectStatus(404);
    (await stranger.get(`/api/public/orders/${order.id}?email=other@example.org`)).expectStatus(404);
    (await stranger.get(`/api/public/orders/${order.id}?email=Zofie@example.org`)).expectStatus(200);
    (await stranger.get(`/api/public/orders/${order.id}?order_token=${encodeURIComponent(orderToken)}`)).expectStatus(200);
    const found = (await stranger.get(`/api/public/orders/lookup?order_number=${order.order_number}&email=zofie@example.org`)).expectStatus(200);
    assert.equal((found.order ?? found).id, order.id);
  });

  test('the ticket as PDF has the name as text and a QR code that other programs read', async () => {
    const [ticket] = order.tickets;
    const pdf = (await buyer.get(`/api/public/tickets/${ticket.code}/download`));
    pdf.expectStatus(200);
    assert.match(pdf.headers['content-type'], /^application\/pdf/);
    const file = path.join(server.directory, 'ticket.pdf');
    fs.writeFileSync(file, pdf.bytes);
    const text = await run('pdftotext', ['-layout', file, '-']);
    assert.ok(text.stdout.normalize('NFC').includes('Žofie Krüger'), text.stdout);
    assert.ok(text.stdout.includes('山田花子'), text.stdout);
    assert.equal((await run('qpdf', ['--check', file])).code, 0);
    await run('pdftoppm', ['-r', '200', '-png', file, path.join(server.directory, 'page')]);
    const page = fs.readdirSync(server.directory).find((name) => name.startsWith('page') && name.endsWith('.png'));
    const read = await run('zbarimg', ['--quiet', '--raw', path.join(server.directory, page)]);
    assert.ok(read.stdout.includes(ticket.code), read.stdout + read.stderr);
    const png = await buyer.get(`/api/public/tickets/${ticket.code}/qr.png`);
    fs.writeFileSync(path.join(server.directory, 'qr.png'), png.bytes);
    assert.ok((await run('zbarimg', ['--quiet', '--raw', path.join(server.directory, 'qr.png')])).stdout.includes(ticket.code));
    (await buyer.get(`/api/public/tickets/${ticket.code}/qr.svg`)).expectStatus(200);
    const calendar = await buyer.get(`/api/public/tickets/${ticket.code}/calendar.ics`);
    assert.match(calendar.text, /^BEGIN:VCALENDAR\r\n/);
  });

  test('the door admits it once', async () => {
    const code = order.tickets[0].code;
    const look = (await admin.get(`/api/tickets/verify?code=${code}&show_id=${show.id}`)).expectStatus(200);
    assert.ok(['admitted', 'too_early'].includes(look.result), look.result);
    await server.freezeAt(Date.parse(show.starts_at) - 600_000);
    const staff = await signedIn(server, { role: 'scanner' });
    const scan = async (body) => (await staff.post('/api/tickets/verify', { code, show_id: show.id, ...body })).expectStatus(200);
    assert.equal((await scan({ scan_id: 'one' })).result, 'admitted');
    const second = await scan({ scan_id: 'two' });
    assert.equal(second.result, 'already_used');
    assert.ok(second.first_scan);
    assert.equal((await scan({ scan_id: 'one' })).result, 'admitted');
    assert.equal((await scan({ code: `${code.slice(0, -2)}xx` })).result, 'not_found');
  });

  test('a refund by ticket voids it and puts its seat back on sale; more than was paid is refused', async () => {
    const admin2 = await signedIn(server);  // the old session ended while the clock moved on
    const ticket = order.tickets[1];
    const refund = (body) => admin2.post(`/api/admin/ticketing/orders/${order.id}/refund`, body);
    (await refund({ ticket_ids: [ticket.id], reason: 'ill', release_seats: true })).expectStatus(200);
    const seen = (await admin2.get(`/api/admin/ticketing/orders/${order.id}`)).expectStatus(200);
    assert.equal((seen.order ?? seen).status, 'partially_refunded');
    assert.equal((seen.order ?? seen).refunded, 3500);
    const verdict = (await admin2.post('/api/tickets/verify', { code: ticket.code, show_id: show.id, scan_id: 'void' })).expectStatus(200);
    assert.equal(verdict.result, 'void');
    const seat = (await publicSeats(server.client(), show.id)).find((s) =>
      s.section === ticket.section && s.row_name === ticket.row_name && s.seat_number === ticket.seat_number);
    assert.equal(seat.status, 'available');
    (await refund({ amount: 7001, reason: 'too much', release_seats: false })).expectStatus(409, 'refund_exceeds_payment');
    (await refund({ amount: 100, reason: 'kindness', release_seats: false })).expectStatus(200);
    (await refund({ reason: 'the rest', release_seats: false })).expectStatus(200);
    const end = (await admin2.get(`/api/admin/ticketing/orders/${order.id}`)).expectStatus(200);
    assert.equal((end.order ?? end).status, 'refunded');
    assert.equal((end.order ?? end).refunded, 10_500);
    (await refund({ amount: 1, reason: 'once more', release_seats: false })).expectStatus(409, 'refund_exceeds_payment');
  });

  test('a backup of it all passes the check, also after it was restored', async () => {
    const file = path.join(server.directory, 'backup.db');
    if (testsUsePostgres) {
      const refused = await server.command(['backup', file]);
      assert.notEqual(refused.code, 0);
      assert.match(refused.stderr, /pg_dump/, 'it names the tool that PostgreSQL has for it');
      return;
    }
    assert.equal((await server.command(['backup', file])).code, 0);
    const checked = await server.check();
    assert.equal(checked.code, 0, checked.stdout + checked.stderr);
    const copy = `sqlite:${path.join(server.directory, 'restored.db')}`;
    const restored = await server.command(['restore', file, '--database', copy], { withDatabase: false });
    assert.equal(restored.code, 0, restored.stderr);
    assert.equal((await server.command(['check', '--database', copy], { withDatabase: false })).code, 0);
  });
});
