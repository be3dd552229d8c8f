// The door without the network (rules 21-23, 48, 49): lists, merged scans, conflicts and coming back in.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { buy, createShow, signedIn } from '../support/fixtures.mjs';
import { startServer } from '../support/server.mjs';

describe('scans without the network', () => {
  let server, admin, scanner, report, show, otherShow, seats, next = 0;
  const sell = async (count = 1) =>
    (await buy(server, show.id, seats.slice(next, (next += count)).map((seat) => seat.id))).order;
  const ago = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();
  const scanOf = (code, minutes, more = {}) => ({ scan_id: crypto.randomUUID(), code, result: 'admitted', scanned_at: ago(minutes), gate: 'North', ...more });
  const merge = async (...scans) => (await scanner.post('/api/tickets/scans', { show_id: show.id, scans })).expectStatus(200).results;
  const verify = async (code, more = {}) => (await scanner.post('/api/tickets/verify', { code, show_id: show.id, ...more })).expectStatus(200);
  const conflictsOf = async (ticket) => (await scanner.get(`/api/tickets/conflicts?show_id=${show.id}&limit=200`)).expectStatus(200)
    .items.filter((each) => each.ticket?.id === ticket.id);
  const ticketNow = async (ticket) => (await admin.get(`/api/tickets/${ticket.id}`)).expectStatus(200);

  before(async () => {
    server = await startServer();
    [admin, scanner, report] = await Promise.all(['admin', 'scanner', 'report'].map((role) => signedIn(server, { role })));
    ({ show, seats } = await createShow(admin, { rows: 6, perRow: 20 }));
    ({ show: otherShow } = await createShow(admin, { rows: 1, perRow: 5 }));
  });
  after(() => server?.stop());

  test('a scanner gets the list with seats and states, and nobody\'s name', async () => {
    const [used, fresh] = (await sell(2)).tickets;
    await verify(used.code);
    const answer = await scanner.get(`/api/tickets/scan-list?show_id=${show.id}`);
    const list = answer.expectStatus(200);
    const byId = new Map(list.tickets.map((ticket) => [ticket.id, ticket]));
    assert.deepEqual([byId.get(used.id).status, byId.get(used.id).inside], ['used', true]);
    assert.deepEqual([byId.get(fresh.id).status, byId.get(fresh.id).inside], ['valid', false]);
    assert.equal(byId.get(fresh.id).seat_number, fresh.seat_number);
    assert.ok(Math.abs(Date.parse(list.as_of) - Date.now()) < 10_000);
    assert.equal(/zoe@|Müller/.test(answer.text), false);
    (await scanner.get('/api/tickets/scan-list?show_id=nope')).expectStatus(404, 'show_not_found');
    (await report.get(`/api/tickets/scan-list?show_id=${show.id}`)).expectStatus(403);
    (await server.client().get(`/api/tickets/scan-list?show_id=${show.id}`)).expectStatus(401);
  });

  test('two gates that let one ticket in are a conflict, whichever comes first, and nothing is dropped', async () => {
    const [ticket] = (await sell()).tickets;
    const [south] = await merge(scanOf(ticket.code, 10, { gate: 'South' }));
    assert.deepEqual([south.result, south.conflict], ['admitted', null]);
    const [north] = await merge(scanOf(ticket.code, 20, { gate: 'North' }));
    assert.equal(north.conflict, null, 'the earlier one was the admission');
    assert.equal((await ticketNow(ticket)).used_gate, 'North');
    const [conflict, ...more] = await conflictsOf(ticket);
    assert.deepEqual([conflict.kind, conflict.gate, conflict.offline, conflict.first_scan.gate], ['admitted_twice', 'South', true, 'North']);
    assert.equal(more.length, 0);
    assert.equal((await scanner.get(`/api/recital-shows/${show.id}/admissions`)).expectStatus(200).conflicts, 1);

    const list = async (more = '') => (await admin.get(`/api/tickets/conflicts?show_id=${show.id}${more}`)).expectStatus(200).items.map((each) => each.id);
    assert.deepEqual(await list('&kind=admitted_twice&gate=South'), [conflict.id]);
    assert.deepEqual(await list('&kind=void'), []);
    assert.deepEqual(await list('&gate=North'), []);
    (await admin.get(`/api/tickets/conflicts?show_id=${show.id}&kind=odd`)).expectStatus(422);

    const seen = `/api/tickets/conflicts/${conflict.id}/seen`;
    (await scanner.post(seen, {})).expectStatus(403);
    (await admin.post(seen, { note: 'x'.repeat(10_001) })).expectStatus(422);
    const marked = (await admin.post(seen, { note: 'Two sisters; both had tickets.' })).expectStatus(200);
    assert.ok(marked.seen_at);
    assert.equal(marked.note, 'Two sisters; both had tickets.');
    assert.equal((await conflictsOf(ticket)).length, 0);
    assert.deepEqual(await list('&seen=true'), [conflict.id]);
    (await admin.post(seen, {})).expectStatus(200);
    (await admin.post(seen, { note: 'Somebody else says so.' })).expectStatus(409, 'conflict_already_seen');
    (await admin.post('/api/tickets/conflicts/zzz/seen', {})).expectStatus(404, 'conflict_not_found');
    const [entry] = (await admin.get(`/api/admin/audit-log?subject=scan&subject_id=${conflict.id}`)).expectStatus(200).items;
    assert.equal(entry.action, 'scan_conflict.seen');
  });

  test('every scan of a show is listed, the latest first, with and without the network', async () => {
    const [first, second] = (await sell(2)).tickets;
    const before = (await admin.get(`/api/tickets/scans?show_id=${show.id}`)).expectStatus(200).total;
    await verify(first.code, { gate: 'East' });
    await verify(first.code, { gate: 'East' });
    await merge(scanOf(second.code, 5, { gate: 'West' }), scanOf('no ticket at all', 4, { gate: 'West' }));
    const list = async (more = '') => (await admin.get(`/api/tickets/scans?show_id=${show.id}${more}`)).expectStatus(200);
    assert.equal((await list()).total, before + 4);
    const east = (await list('&gate=East')).items;
    assert.deepEqual(east.map((each) => each.result), ['already_used', 'admitted']);
    assert.deepEqual([east[0].offline, east[0].ticket.ticket_number, east[0].ticket.seat_number], [false, first.ticket_number, first.seat_number]);
    const west = (await list('&gate=West&offline=true&passed=true')).items;
    assert.deepEqual(west.map((each) => [each.ticket?.id ?? null, each.conflict]), [[null, 'not_found'], [second.id, null]]);
    assert.deepEqual((await list('&gate=East&passed=false')).items.map((each) => each.result), ['already_used']);
    assert.deepEqual((await list('&result=left&gate=East')).items, []);
    assert.deepEqual((await list(`&q=${second.ticket_number.toLowerCase()}`)).items.map((each) => each.id), [west[1].id]);

    const pages = [];
    for (let cursor = ''; cursor !== null;) {
      const page = await list(`&limit=3${cursor && `&cursor=${cursor}`}`);
      pages.push(...page.items);
      cursor = page.next_cursor;
    }
    assert.equal(new Set(pages.map((each) => each.id)).size, before + 4);
    assert.ok(pages.every((each, i) => i === 0 || each.scanned_at <= pages[i - 1].scanned_at));
    (await admin.get(`/api/tickets/scans?show_id=${show.id}&cursor=12-`)).expectStatus(422);
    (await admin.get(`/api/tickets/scans?show_id=${show.id}&result=odd`)).expectStatus(422);
    (await admin.get('/api/tickets/scans?show_id=nope')).expectStatus(404, 'show_not_found');
    (await admin.get('/api/tickets/scans')).expectStatus(422);
    (await scanner.get(`/api/tickets/scans?show_id=${show.id}`)).expectStatus(403);
  });

  test('a batch may be sent again and again, in any order', async () => {
    const { tickets } = await sell(4);
    const scans = tickets.flatMap((ticket, i) => [scanOf(ticket.code, 30 + i), scanOf(ticket.code, 12 + i, { direction: 'exit', result: 'left' }),
      scanOf(ticket.code, 20 + i, { gate: 'South' })]);
    const states = new Set();
    for (let round = 0; round < 6; ++round) {
      const shuffled = scans.map((scan) => [crypto.randomInt(1 << 30), scan]).sort(([a], [b]) => a - b).map(([, scan]) => scan);
      for (const scan of round % 2 ? [...shuffled, ...shuffled] : shuffled) await merge(scan);
      const now = await Promise.all(tickets.map(ticketNow));
      const conflicts = await Promise.all(tickets.map(conflictsOf));
      states.add(JSON.stringify([now.map(({ status, used_at, used_gate }) => [status, used_at, used_gate]), conflicts.map((each) => each.map(({ kind, gate }) => [kind, gate]))]));
    }
    assert.equal(states.size, 1);
    assert.match([...states][0], /admitted_twice/);
  });

  test('a ticket that was refunded meanwhile is let in all the same, and flagged', async () => {
    const order = await sell();
    (await admin.post(`/api/admin/ticketing/orders/${order.id}/refund`, { reason: 'ill', release_seats: true })).expectStatus(200);
    const [merged] = await merge(scanOf(order.tickets[0].code, 5));
    assert.deepEqual([merged.result, merged.conflict], ['admitted', 'void']);
    assert.equal((await ticketNow(order.tickets[0])).status, 'void');
    assert.equal((await verify(order.tickets[0].code)).result, 'void', 'validity is judged first');
  });

  test('who left may come in again, on line and off line', async () => {
    const [ticket] = (await sell()).tickets;
    assert.equal((await verify(ticket.code, { direction: 'exit' })).result, 'not_inside');
    assert.equal((await verify(ticket.code)).result, 'admitted');
    assert.equal((await verify(ticket.code)).result, 'already_used');
    const left = await verify(ticket.code, { direction: 'exit', scan_id: `left-${ticket.id}` });
    assert.equal(left.result, 'left');
    assert.equal((await verify(ticket.code, { direction: 'exit', scan_id: `left-${ticket.id}` })).result, 'left', 'a retry hears the same');
    assert.equal((await verify(ticket.code, { direction: 'exit' })).result, 'not_inside');
    const again = await verify(ticket.code);
    assert.equal(again.result, 'admitted');
    assert.ok(again.first_scan);
  });

  test('a lost answer does not make a second admission', async () => {
    const [ticket] = (await sell()).tickets;
    const scan = scanOf(ticket.code, 0, { scan_id: `lost-${ticket.id}` });
    await verify(ticket.code, { scan_id: scan.scan_id, gate: 'North' });
    const [merged] = await merge(scan);
    assert.deepEqual([merged.result, merged.conflict], ['admitted', null]);
    assert.equal((await conflictsOf(ticket)).length, 0);
    const [other] = (await sell()).tickets;
    assert.equal((await merge(scanOf(other.code, 1, { scan_id: scan.scan_id })))[0].error, 'scan_id_reused');
  });

  test('what is no ticket, or one of another show, is recorded and told to staff', async () => {
    const results = await merge(scanOf('not a ticket', 1), scanOf('', 1), scanOf('x'.repeat(9000), 1, { result: 'not_found' }));
    assert.deepEqual(results.map((each) => each.conflict), ['not_found', 'not_found', null]);
    const open = (await scanner.get(`/api/tickets/conflicts?show_id=${show.id}`)).expectStatus(200).items;
    assert.ok(open.some((each) => each.kind === 'not_found' && each.ticket === null));
    const [ticket] = (await sell()).tickets;
    const elsewhere = (await scanner.post('/api/tickets/scans', { show_id: otherShow.id, scans: [scanOf(ticket.code, 1)] })).expectStatus(200).results;
    assert.equal(elsewhere[0].conflict, 'wrong_show');
    assert.equal((await verify(ticket.code)).result, 'admitted', 'it is still good for its own show');
  });

  test('bad batches are refused as a whole, with every fault named', async () => {
    const [ticket] = (await sell()).tickets;
    const good = scanOf(ticket.code, 1);
    const refuse = async (body, pointer) => {
      const { errors } = (await scanner.post('/api/tickets/scans', body)).expectStatus(422);
      assert.ok(errors.some((each) => each.pointer.startsWith(pointer)), JSON.stringify(errors));
    };
    await refuse({ show_id: show.id, scans: [] }, '/scans');
    await refuse({ show_id: show.id, scans: Array.from({ length: 501 }, () => good) }, '/scans');
    await refuse({ show_id: show.id, scans: [{ ...good, result: 'left' }] }, '/scans/0/result');
    await refuse({ show_id: show.id, scans: [{ ...good, direction: 'exit' }] }, '/scans/0/result');
    await refuse({ show_id: show.id, scans: [{ ...good, scanned_at: 'noon' }, { ...good, scan_id: '' }] }, '/scans/1/scan_id');
    await refuse({ show_id: show.id, scans: [{ ...good, surprise: 1 }] }, '/scans/0/surprise');
    (await scanner.post('/api/tickets/scans', { show_id: 'nope', scans: [good] })).expectStatus(404, 'show_not_found');
    (await report.post('/api/tickets/scans', { show_id: show.id, scans: [good] })).expectStatus(403);
    assert.equal((await ticketNow(ticket)).status, 'valid');
  });

  test('a scanner whose clock runs ahead lets nobody in from the future', async () => {
    const [ticket] = (await sell()).tickets;
    await merge(scanOf(ticket.code, -600));
    assert.ok(Date.parse((await ticketNow(ticket)).used_at) <= Date.now() + 5000);
  });

  test('everything is still there after kill -9', async () => {
    const [ticket] = (await sell()).tickets;
    await merge(scanOf(ticket.code, 3), scanOf(ticket.code, 2, { gate: 'South' }));
    const before = await conflictsOf(ticket);
    await server.kill9();
    await server.restart();
    admin.url = scanner.url = server.url;
    assert.deepEqual(await conflictsOf(ticket), before);
    assert.equal((await ticketNow(ticket)).status, 'used');
    const undone = (await admin.post(`/api/tickets/${ticket.id}/undo-scan`)).expectStatus(200);
    assert.equal(undone.status, 'valid');
    assert.equal((await conflictsOf(ticket)).length, 0);
  });
});
