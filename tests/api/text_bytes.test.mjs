// Purpose: bytes that are no text reach no database, whatever carries them. Place: tests/api; on both engines.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createShow, createUser, reserve, createOrder, signedIn } from '../support/fixtures.mjs';
import { startServer } from '../support/server.mjs';

// Node writes each of these characters as one byte.
const BROKEN = {
  'cut inside a character': `${'x'.repeat(199)}\u00e9\u00a9`,
  'Latin-1': 'M\u00fcnchen',
  'a lone surrogate': '\u00ed\u00a0\u0080',
  'overlong': '\u00c0\u00af',
  'all upper bytes': Array.from({ length: 128 }, (_, i) => String.fromCharCode(128 + i)).join(''),
};
const HEADERS = ['user-agent', 'accept-language', 'referer', 'cookie', 'x-forwarded-for', 'x-real-ip', 'forwarded',
  'x-request-id', 'x-forwarded-host', 'x-forwarded-proto', 'accept', 'if-none-match', 'last-event-id', 'origin',
  'idempotency-key', 'if-match', 'authorization', 'content-type', 'stripe-signature', 'via'];

describe('bytes that are no text', () => {
  let server, admin, show, seats;
  before(async () => {
    server = await startServer();
    admin = await signedIn(server);
    ({ show, seats } = await createShow(admin));
  });
  after(() => server?.stop());

  test('in the name of a browser let the right password in, and show as text', async () => {
    for (const [name, text] of Object.entries(BROKEN)) {
      const user = await createUser(server, { role: 'staff' });
      const client = server.client({ headers: { 'user-agent': text } });
      await client.login(user);
      const { items } = (await client.get('/api/auth/sessions')).expectStatus(200);
      assert.ok(items[0].user_agent.length > 0, name);
      assert.ok(Buffer.byteLength(items[0].user_agent) <= 200, name);
    }
  });

  test('in any header are refused or ignored', async () => {
    let next = 0;
    for (const header of HEADERS) {
      for (const [name, text] of Object.entries(BROKEN)) {
        const told = (answer, what) => assert.ok(answer.status < 500, `${header}, ${name}, ${what}: ${answer.status} ${answer.text}`);
        const buyer = server.client();
        told(await buyer.get('/api/public/recitals', { headers: { [header]: text } }), 'read');
        told(await buyer.post('/api/seat-reservations/reserve', { show_id: show.id, seat_ids: [seats[next % seats.length].id] },
          { headers: { [header]: text } }), 'hold');
        told(await buyer.post('/api/webhooks/stripe/ticket-payment', { id: 'evt_1' }, { headers: { [header]: text } }), 'webhook');
        told(await admin.post('/api/recitals', { title: `Recital ${++next}` }, { headers: { [header]: text } }), 'write');
      }
    }
    assert.doesNotMatch(server.log(), /request_failed/);
  });

  test('as U+0000 in a field are 422 at its place, also where JSON is kept as it is', async () => {
    const refused = async (asked, pointer) => {
      const answer = await asked;
      const { errors } = answer.expectStatus(422, 'validation_failed');
      assert.ok(errors.some((error) => error.pointer === pointer), answer.text);
    };
    const path = '/api/admin/mail-templates/order_confirmation/en';
    const template = await admin.get(path);
    const { subject, text, html } = template.expectStatus(200);
    await refused(admin.put(path, { subject, text: `${text}\u0000`, html },
      { headers: { 'if-match': template.headers.etag } }), '/text');
    await refused(admin.post('/api/recitals', { title: 'a\u0000b' }), '/title');
    await refused(server.client().post('/api/auth/login', { email: 'a\u0000@b.cc', password: '\u0000' }), '/email');
    const buyer = server.client();
    const hold = (await reserve(buyer, show.id, [seats.at(-1).id])).body;
    await refused(createOrder(buyer, hold, { customer_name: 'A\u0000' }), '/customer_name');
    assert.doesNotMatch(server.log(), /request_failed/);
  });
});
