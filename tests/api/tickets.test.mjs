// Tickets over HTTP: lists, files and their links, scanning, and a scanner that has only the public keys.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { buy, createShow, publicSeats, signedIn } from '../support/fixtures.mjs';
import { run, startServer } from '../support/server.mjs';

const NAME = 'Żaneta Østergård 山田花子';

/** The token as tickets/README.md describes it, read without any code of the server. */
function decodeToken(code) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let bits = '';
  for (const c of code) bits += alphabet.indexOf(c).toString(2).padStart(5, '0');
  const bytes = Buffer.from(bits.match(/.{8}/g).map((octet) => parseInt(octet, 2)));
  return { format: bytes[0], key: bytes.readUInt16BE(1), show: bytes.subarray(3, 11), ticket: bytes.subarray(11, 19),
    signed: Buffer.concat([Buffer.from('usher ticket'), bytes.subarray(0, 35)]), signature: bytes.subarray(35), length: bytes.length };
}

function verifyOffline(code, keys) {
  const token = decodeToken(code);
  const found = keys.find((key) => key.key === token.key);
  const publicKey = crypto.createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: found.public_key } });
  return crypto.verify(null, token.signed, publicKey, token.signature);
}

describe('tickets', () => {
  let server, admin, scanner, show, otherShow, seats, purchase, tickets;
  const customer = { customer_name: NAME, customer_email: 'zaneta@example.org' };
  const pdfText = async (bytes, options = []) => {
    const file = path.join(server.directory, `${crypto.randomUUID()}.pdf`);
    fs.writeFileSync(file, bytes);
    return (await run('pdftotext', [...options, file, '-'])).stdout;
  };
  const scan = async (code, more = {}) =>
    (await scanner.post('/api/tickets/verify', { code, show_id: show.id, ...more })).expectStatus(200);

  before(async () => {
    server = await startServer();
    admin = await signedIn(server);
    scanner = await signedIn(server, { role: 'scanner' });
    ({ show, seats } = await createShow(admin));
    ({ show: otherShow } = await createShow(admin));
    purchase = await buy(server, show.id, seats.slice(0, 4).map((seat) => seat.id), { customer });
    tickets = purchase.order.tickets;
  });
  after(() => server?.stop());

  test('speak the language in which they were bought', async () => {
    const spanish = server.client({ headers: { 'accept-language': 'es-ES,es;q=0.9' } });
    const evening = await createShow(admin);
    const { order } = await buy(server, evening.show.id, [evening.seats[0].id], { customer: { ...customer, customer_email: 'jose@example.org' }, buyer: spanish });
    const file = await admin.get(`/api/tickets/${order.tickets[0].id}/download`);
    const text = await pdfText(file.bytes);
    for (const word of ['Sección', 'Fila', 'Asiento', 'Titular de la entrada', 'Pedido', 'En la puerta', 'Entrada 1 de 1', NAME]) assert.ok(text.includes(word), `${word} in\n${text}`);
    assert.doesNotMatch(text, /Section|Row|Seat|holder|Order|At the door|Admit|Issued|day,/);
    // The code alone says which language, whoever asks in whichever.
    const entry = (await server.client({ headers: { 'accept-language': 'en' } }).get(`/api/public/tickets/${order.tickets[0].code}/calendar.ics`)).text.replaceAll('\r\n ', '');
    assert.match(entry, /DESCRIPTION:[^\r]*fila .*asiento .*Entrada TKT-/);
    assert.match((await spanish.get(`/api/public/tickets/${order.tickets[0].code}/qr.svg`)).text, /Código QR de la entrada/);
    assert.match(await pdfText((await admin.get(`/api/tickets/${tickets[0].id}/download`)).bytes), /Section[^]*At the door/);
  });

  test('have numbers for people and codes for addresses', () => {
    for (const ticket of tickets) {
      assert.match(ticket.ticket_number, /^TKT-\d{8}-[0-9A-Z]{6}$/);
      assert.match(ticket.code, /^[A-Z2-7]{100,200}$/);
      assert.equal(ticket.status, 'valid');
      assert.equal(ticket.show.id, show.id);
      assert.match(ticket.show.starts_at_local, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    }
    assert.equal(new Set(tickets.map((ticket) => ticket.code)).size, 4);
  });

  test('are listed, searched and paged', async () => {
    const all = (await admin.get(`/api/tickets?show_id=${show.id}`)).expectStatus(200);
    assert.equal(all.total, 4);
    assert.equal((await admin.get(`/api/tickets?show_id=${show.id}&q=zaneta`)).expectStatus(200).total, 4);
    assert.equal((await admin.get(`/api/tickets?q=${tickets[1].ticket_number.toLowerCase()}`)).expectStatus(200).total, 1);
    assert.equal((await admin.get(`/api/tickets?q=${encodeURIComponent('%')}`)).expectStatus(200).total, 0);
    assert.equal((await admin.get('/api/tickets?status=used')).expectStatus(200).total, 0);
    const first = (await admin.get(`/api/tickets?show_id=${show.id}&limit=3`)).expectStatus(200);
    const second = (await admin.get(`/api/tickets?show_id=${show.id}&limit=3&cursor=${first.next_cursor}`)).expectStatus(200);
    assert.equal(first.items.length + second.items.length, 4);
    assert.equal(second.next_cursor, null);
    (await admin.get('/api/tickets?status=gone')).expectStatus(422);
    (await admin.get('/api/tickets?cursor=!!')).expectStatus(422);
    (await scanner.get('/api/tickets')).expectStatus(403);
    assert.equal((await admin.get(`/api/tickets/${tickets[0].id}`)).expectStatus(200).order_id, purchase.order.id);
  });

  test('open to their code and to nothing that can be guessed', async () => {
    const stranger = server.client();
    const [ticket] = tickets;
    assert.equal((await stranger.get(`/api/public/tickets/${ticket.code}`)).expectStatus(200).id, ticket.id);
    assert.equal((await stranger.get(`/api/public/tickets/${ticket.code.toLowerCase()}`)).expectStatus(200).id, ticket.id);
    for (const guess of [ticket.id, ticket.ticket_number, 'x', `${ticket.code}A`, ticket.code.slice(1), '%00', 'A'.repeat(159)]) {
      for (const part of ['', '/download', '/qr.svg', '/qr.png', '/calendar.ics']) {
        const answer = await stranger.get(`/api/public/tickets/${guess}${part}`);
        assert.ok([400, 404, 422].includes(answer.status), `${guess}${part}: ${answer.status}`);
      }
    }
  });

  test('are verified by a scanner that has only the public keys', async () => {
    const { items } = (await scanner.get('/api/tickets/verification-keys')).expectStatus(200);
    const token = decodeToken(tickets[0].code);
    assert.deepEqual({ format: token.format, length: token.length }, { format: 1, length: 99 });
    assert.ok(tickets.every((ticket) => verifyOffline(ticket.code, items)));
    const forged = tickets[0].code.replace(/^(.{10})(.)/, (_, head, c) => head + (c === 'A' ? 'B' : 'A'));
    assert.ok(!verifyOffline(forged, items));
    assert.equal((await scan(forged)).result, 'not_found');
  });

  test('stay good when the key changes', async () => {
    (await scanner.post('/api/tickets/verification-keys')).expectStatus(403);
    const { items } = (await admin.post('/api/tickets/verification-keys')).expectStatus(201);
    assert.equal(items.filter((key) => key.current).length, 1);
    const later = await buy(server, show.id, [seats[20].id], { customer });
    assert.notEqual(decodeToken(later.order.tickets[0].code).key, decodeToken(tickets[0].code).key);
    assert.ok(verifyOffline(later.order.tickets[0].code, items));
    assert.equal((await scan(later.order.tickets[0].code)).result, 'admitted');
    assert.equal((await scanner.get(`/api/tickets/verify?code=${tickets[0].code}`)).expectStatus(200).result, 'admitted');
  });

  test('come as one file for the order, to its buyer only', async () => {
    const address = `/api/public/orders/${purchase.order.id}/tickets.pdf`;
    const file = await purchase.buyer.get(address);
    file.expectStatus(200);
    assert.match(file.headers['content-type'], /^application\/pdf/);
    assert.match(file.headers['content-disposition'], /^attachment/);
    const text = await pdfText(file.bytes);
    for (const ticket of tickets) assert.ok(text.includes(ticket.ticket_number));
    assert.ok(text.normalize('NFC').includes(NAME), text);
    const stranger = server.client();
    (await stranger.get(address)).expectStatus(404);
    (await stranger.get(`${address}?order_token=${encodeURIComponent(purchase.orderToken)}`)).expectStatus(200);
    (await stranger.get(`${address}?email=Zaneta@example.org`)).expectStatus(200);
    (await stranger.get(`${address}?email=somebody@example.org`)).expectStatus(404);
  });

  test('have a link of short life that opens without signing in', async () => {
    const link = (await admin.get(`/api/tickets/${tickets[0].id}/pdf-url`)).expectStatus(200);
    assert.ok(link.url.startsWith(server.url), link.url);
    const stranger = server.client();
    const file = await stranger.get(new URL(link.url).pathname);
    file.expectStatus(200);
    assert.ok((await pdfText(file.bytes)).includes(tickets[0].ticket_number));
    (await stranger.get(`${new URL(link.url).pathname.slice(0, -2)}AA`)).expectStatus(404);
    (await stranger.get(`/api/tickets/${tickets[0].id}/download`)).expectStatus(401);
    (await admin.get(`/api/tickets/${tickets[0].id}/download`)).expectStatus(200);
    await server.advance(15 * 60_000);
    (await stranger.get(new URL(link.url).pathname)).expectStatus(410, 'link_expired');
  });

  test('are locked with a password on request', async () => {
    const made = (await admin.post('/api/tickets/generate-pdf', { order_id: purchase.order.id, password: 'Grüße' })).expectStatus(200);
    assert.equal(made.tickets, 4);
    const file = await server.client().get(new URL(made.url).pathname);
    file.expectStatus(200);
    assert.equal(await pdfText(file.bytes), '');
    const locked = path.join(server.directory, 'locked.pdf');
    const open = path.join(server.directory, 'open.pdf');
    fs.writeFileSync(locked, file.bytes);
    assert.equal((await run('qpdf', ['--password=Grüße', '--decrypt', locked, open])).code, 0);
    assert.ok((await pdfText(fs.readFileSync(open))).includes(tickets[3].ticket_number));
    (await admin.post('/api/tickets/generate-pdf', {})).expectStatus(422);
    (await admin.post('/api/tickets/generate-pdf', { ticket_id: tickets[0].id, order_id: purchase.order.id })).expectStatus(422);
    (await admin.post('/api/tickets/generate-pdf', { ticket_id: tickets[0].id, password: '' })).expectStatus(422);
    (await admin.post('/api/tickets/generate-pdf', { ticket_id: 'nonsense' })).expectStatus(404, 'ticket_not_found');
  });

  test('are judged by show, and nonsense is not found', async () => {
    const elsewhere = (await scanner.post('/api/tickets/verify', { code: tickets[3].code, show_id: otherShow.id })).expectStatus(200);
    assert.deepEqual([elsewhere.result, elsewhere.ticket, elsewhere.first_scan], ['wrong_show', null, null]);
    for (const code of ['', ' ', 'x', '<script>', '😀'.repeat(50), tickets[3].ticket_number, 'https://example.org/']) {
      const answer = await scan(code);
      assert.deepEqual({ result: answer.result, ticket: answer.ticket }, { result: 'not_found', ticket: null }, JSON.stringify(code));
    }
    for (const code of [1, '\u0000']) (await scanner.post('/api/tickets/verify', { code, show_id: show.id })).expectStatus(422);
    (await scanner.post('/api/tickets/verify', { code: 'x' })).expectStatus(422);
    (await server.client().post('/api/tickets/verify', { code: 'x', show_id: show.id })).expectStatus(401);
  });

  test('are let in by the printed number where staff say that it is one', async () => {
    const number = tickets[2].ticket_number;
    assert.equal((await scan(number)).result, 'not_found', 'a number is no code');
    const answer = await scan(` ${number.toLowerCase()} `, { by_number: true, scan_id: 'typed-1' });
    assert.deepEqual([answer.result, answer.ticket.id, answer.ticket.holder_name], ['admitted', tickets[2].id, tickets[2].holder_name]);
    assert.equal((await scan(number, { by_number: true })).result, 'already_used');
    assert.equal((await scan(tickets[2].code)).result, 'already_used');
    assert.equal((await scan('TKT-20260101-000000', { by_number: true })).result, 'not_found');
    assert.equal((await admin.post(`/api/tickets/${tickets[2].id}/undo-scan`)).expectStatus(200).status, 'valid');
    const list = (await scanner.get(`/api/tickets/scan-list?show_id=${show.id}`)).expectStatus(200);
    assert.equal(list.tickets.find((each) => each.id === tickets[2].id).ticket_number, number);
  });

  test('are not made out of printed numbers: nothing that a scanner hears has a code', async () => {
    const { order } = await buy(server, show.id, [seats[30].id, seats[31].id].filter(Boolean), { customer });
    const elsewhere = (await buy(server, otherShow.id, [(await publicSeats(admin, otherShow.id))[0].id], { customer })).order.tickets[0];
    const [ticket, other] = order.tickets;
    const codes = [ticket, other, elsewhere].map((each) => each.code);
    const scans = [ticket, elsewhere].map(({ ticket_number: number }) => ({ scan_id: crypto.randomUUID(), code: number, result: 'admitted', scanned_at: new Date(Date.now() - 60_000).toISOString() }));
    const heard = [
      await scanner.post('/api/tickets/verify', { code: ticket.ticket_number, show_id: show.id, by_number: true, scan_id: 'by-number' }),
      await scanner.post('/api/tickets/verify', { code: ticket.ticket_number, show_id: show.id, by_number: true, scan_id: 'by-number' }),
      await scanner.post('/api/tickets/verify', { code: elsewhere.ticket_number, show_id: show.id, by_number: true }),
      await scanner.post('/api/tickets/verify', { code: other.code, show_id: show.id }),
      await scanner.get(`/api/tickets/verify?code=${other.code}&show_id=${show.id}`),
      await scanner.get(`/api/tickets/verify?code=${elsewhere.code}`),
      await scanner.get(`/api/tickets/scan-list?show_id=${show.id}`),
      await scanner.post('/api/tickets/scans', { show_id: show.id, scans }),
      await scanner.get(`/api/tickets/conflicts?show_id=${show.id}&limit=200`),
      await scanner.get(`/api/recital-shows/${show.id}/admissions`),
      await scanner.get('/api/tickets/verification-keys'),
    ];
    for (const answer of heard) {
      answer.expectStatus(200);
      for (const code of codes) assert.equal(answer.text.includes(code), false, answer.text.slice(0, 300));
      assert.equal(/"code":/.test(answer.text), false, answer.text.slice(0, 300));
    }
    const conflicts = heard[8].body.items;
    assert.deepEqual(conflicts.map((each) => each.kind).sort(), ['admitted_twice', 'wrong_show']);
    const foreign = conflicts.find((each) => each.kind === 'wrong_show');
    assert.deepEqual([foreign.ticket, foreign.first_scan], [null, null]);
    for (const answer of [heard[2], heard[7]]) assert.equal(answer.text.includes(elsewhere.id), false);
    for (const { id } of [ticket, other]) (await admin.post(`/api/tickets/${id}/undo-scan`)).expectStatus(200);
  });

  test('are judged by the server\'s clock, whatever a scanner says it is', async () => {
    const [ticket] = (await buy(server, show.id, [seats[32].id], { customer })).order.tickets;
    const at = (minutes) => ({ scanned_at: new Date(Date.now() + minutes * 60_000).toISOString() });
    const now = async () => (await admin.get(`/api/tickets/${ticket.id}`)).expectStatus(200);
    assert.equal((await scan(ticket.code, at(-600))).result, 'admitted');
    assert.ok(Math.abs(Date.parse((await now()).used_at) - Date.parse((await scanner.get(`/api/tickets/scan-list?show_id=${show.id}`)).body.as_of)) < 30_000);
    assert.equal((await scan(ticket.code, { direction: 'exit', ...at(-900) })).result, 'left');
    assert.equal((await scan(ticket.code, { direction: 'exit', ...at(900) })).result, 'not_inside');
    assert.equal((await scan(ticket.code, at(-1000))).result, 'admitted', 'who has left comes in again');
    for (const minutes of [-2000, 0, 2000]) assert.equal((await scan(ticket.code, at(minutes))).result, 'already_used');
    const conflicts = (await scanner.get(`/api/tickets/conflicts?show_id=${show.id}&limit=200`)).expectStatus(200).items;
    assert.deepEqual(conflicts.filter((each) => each.ticket?.id === ticket.id), []);
  });

  test('are asked about long before the doors open, and let in all the same', async () => {
    const evening = await createShow(admin, { rows: 1, perRow: 4 });
    const { tickets: early } = (await buy(server, evening.show.id, evening.seats.slice(0, 3).map((seat) => seat.id), { customer })).order;
    const look = async (code, more) => (await scanner.post('/api/tickets/verify', { code, show_id: evening.show.id, ...more })).expectStatus(200);
    const asked = await look(early[0].code, { early: 'ask', scan_id: 'early-1' });
    assert.deepEqual([asked.result, asked.ticket.status], ['too_early', 'valid']);
    assert.equal(Date.parse(asked.opens_at), Date.parse(evening.show.starts_at) - 12 * 3_600_000);
    assert.equal((await look(early[0].code, { early: 'ask', scan_id: 'early-1' })).result, 'too_early');
    assert.equal((await look(early[0].code, { early: 'admit', scan_id: 'early-2' })).result, 'admitted');
    assert.equal((await look(early[0].code, { early: 'ask' })).result, 'already_used');
    assert.deepEqual((({ result, opens_at }) => [result, opens_at])(await look(early[1].code)), ['admitted', asked.opens_at], 'who does not ask is told');
    (await scanner.post('/api/tickets/verify', { code: early[2].code, show_id: evening.show.id, early: 'perhaps' })).expectStatus(422);
    (await admin.put(`/api/recital-shows/${evening.show.id}`, { doors_at: new Date(Date.now() + 10 * 60_000).toISOString() })).expectStatus(200);
    const list = (await scanner.get(`/api/tickets/scan-list?show_id=${evening.show.id}`)).expectStatus(200);
    assert.ok(Date.parse(list.opens_at) < Date.now(), 'fifteen minutes before the doors open');
    const inTime = await look(early[2].code, { early: 'ask' });
    assert.deepEqual([inTime.result, inTime.opens_at], ['admitted', null]);
  });

  test('let one of many scanners admit, and a retry hear its first answer', async () => {
    const [ticket] = tickets;
    const ids = Array.from({ length: 12 }, (_, i) => `race-${i}`);
    const answers = await Promise.all(ids.map((id) => scan(ticket.code, { scan_id: id, gate: `Gate ${id}` })));
    assert.equal(answers.filter((answer) => answer.result === 'admitted').length, 1);
    assert.equal(answers.filter((answer) => answer.result === 'already_used').length, 11);
    const again = await Promise.all(ids.map((id) => scan(ticket.code, { scan_id: id })));
    assert.deepEqual(again.map((answer) => answer.result), answers.map((answer) => answer.result));
    assert.deepEqual(again.map((answer) => answer.first_scan), answers.map((answer) => answer.first_scan));
    const reused = await scanner.post('/api/tickets/verify', { code: tickets[1].code, show_id: show.id, scan_id: 'race-0' });
    assert.equal(reused.expectStatus(422).errors[0].code, 'scan_id_reused');
  });

  test('are counted at the gates, and an admission can be taken back', async () => {
    const before = (await scanner.get(`/api/recital-shows/${show.id}/admissions`)).expectStatus(200);
    assert.equal((await scan(tickets[1].code, { gate: 'West' })).result, 'admitted');
    const counts = (await scanner.get(`/api/recital-shows/${show.id}/admissions`)).expectStatus(200);
    assert.equal(counts.admitted, before.admitted + 1);
    assert.equal(counts.issued, before.issued);
    assert.equal(counts.gates.find((gate) => gate.gate === 'West').admitted, 1);
    (await scanner.post(`/api/tickets/${tickets[1].id}/undo-scan`)).expectStatus(403);
    assert.equal((await admin.post(`/api/tickets/${tickets[1].id}/undo-scan`)).expectStatus(200).status, 'valid');
    (await admin.post(`/api/tickets/${tickets[1].id}/undo-scan`)).expectStatus(409, 'ticket_not_used');
    assert.equal((await scan(tickets[1].code)).result, 'admitted');
  });

  test('are void once refunded', async () => {
    (await admin.post(`/api/admin/ticketing/orders/${purchase.order.id}/refund`,
      { ticket_ids: [tickets[2].id], reason: 'ill', release_seats: true })).expectStatus(200);
    const refused = await scan(tickets[2].code);
    assert.equal(refused.result, 'void');
    assert.equal(refused.ticket.void_reason, 'refunded');
    assert.ok(refused.ticket.voided_at);
    const list = (await admin.get(`/api/tickets/scan-list?show_id=${refused.ticket.show.id}`)).expectStatus(200).tickets;
    assert.equal(list.find((each) => each.id === tickets[2].id).void_reason, 'refunded');
    assert.equal(list.find((each) => each.id === tickets[1].id).void_reason, null);
    const stranger = server.client();
    const shown = (await stranger.get(`/api/public/tickets/${tickets[2].code}`)).expectStatus(200);
    assert.deepEqual([shown.status, shown.void_reason, shown.voided_at], ['void', 'refunded', refused.ticket.voided_at]);
    (await stranger.get(`/api/public/tickets/${tickets[2].code}/download`)).expectStatus(410, 'ticket_void');
    (await stranger.get(`/api/public/tickets/${tickets[2].code}/qr.png`)).expectStatus(410, 'ticket_void');
    assert.match((await stranger.get(`/api/public/tickets/${tickets[2].code}/calendar.ics`)).text, /STATUS:CANCELLED\r\n/);
    const file = await purchase.buyer.get(`/api/public/orders/${purchase.order.id}/tickets.pdf`);
    assert.ok(!(await pdfText(file.bytes)).includes(tickets[2].ticket_number));
  });

  test('are mailed again, once for each key', async () => {
    const first = await admin.post('/api/tickets/resend-email', { ticket_id: tickets[0].id }, { key: 'again-1' });
    const second = await admin.post('/api/tickets/resend-email', { ticket_id: tickets[0].id }, { key: 'again-1' });
    assert.deepEqual(second.expectStatus(200), first.expectStatus(200));
    (await admin.post('/api/tickets/resend-email', { ticket_id: tickets[1].id }, { key: 'again-1' })).expectStatus(422, 'idempotency_key_reused');
    (await admin.post('/api/tickets/resend-email', { ticket_id: tickets[2].id })).expectStatus(409, 'ticket_void');
  });

  test('leave a database in which every invariant holds', async () => {
    const outcome = await server.check();
    assert.equal(outcome.code, 0, outcome.stdout + outcome.stderr);
  });
});
