// Who may do what (rule 28): every row of the published table × every kind of caller.
//
// The table here is written from the API's document, not from the server's own, so that both must agree.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createShow, signedIn } from '../support/fixtures.mjs';
import { startServer } from '../support/server.mjs';

// P anybody · C scanner · S staff · A admin; S includes C, A includes S.
const TABLE = `
S GET /api/venues
A POST /api/venues
S GET /api/venues/{venue}
A PUT /api/venues/{venue}
A DELETE /api/venues/x
A POST /api/venues/{venue}/sections
A PUT /api/venues/{venue}/sections/x
A DELETE /api/venues/{venue}/sections/x
A POST /api/venues/{venue}/price-zones
A PUT /api/venues/{venue}/price-zones/x
A DELETE /api/venues/{venue}/price-zones/x
S GET /api/venues/{venue}/seats
A POST /api/venues/{venue}/seats
A POST /api/venues/{venue}/seats/import
S GET /api/venues/{venue}/seats/export
A PUT /api/venues/{venue}/seats/x
A DELETE /api/venues/{venue}/seats/x
S GET /api/venues/{venue}/seat-map
A POST /api/venues/{venue}/seat-map
S GET /api/recitals
A POST /api/recitals
S GET /api/recitals/{recital}
A PUT /api/recitals/{recital}
A DELETE /api/recitals/x
S GET /api/recital-shows
A POST /api/recital-shows
S GET /api/recital-shows/{show}
A PUT /api/recital-shows/{show}
A DELETE /api/recital-shows/x
A POST /api/recital-shows/x/seats/generate
S GET /api/recital-shows/{show}/seats
S GET /api/recital-shows/{show}/seats/available
S GET /api/recital-shows/{show}/seats/statistics
S GET /api/recital-shows/{show}/seats/suggested?count=2
S PUT /api/recital-shows/{show}/seats/x
A POST /api/recital-shows/x/ticket-config
P GET /api/public/recitals
P GET /api/public/recital-shows
P GET /api/public/recital-shows/{show}
P GET /api/public/recital-shows/{show}/seats
P GET /api/public/recital-shows/{show}/seats/suggested?count=2
P GET /api/public/recital-shows/{show}/seat-map
P GET /api/public/recital-shows/{show}/seats/state
P POST /api/seat-reservations/reserve
P GET /api/seat-reservations/check?token=x
P POST /api/seat-reservations/extend
P POST /api/seat-reservations/release
P GET /api/public/seat-reservations/x
P DELETE /api/public/seat-reservations/x
P POST /api/ticket-orders/create
P POST /api/ticket-orders/payment-intent
P POST /api/ticket-orders/confirm
P POST /api/ticket-orders/cancel
P POST /api/public/test-payments/x/confirm
P POST /api/public/orders
P GET /api/public/orders/lookup?email=a@example.org
P GET /api/public/orders/x
P POST /api/public/orders/x/resend-email
S GET /api/admin/ticketing/dashboard
S GET /api/admin/ticketing/orders
S GET /api/admin/ticketing/orders/x
A POST /api/admin/ticketing/orders/x/refund
S POST /api/admin/ticketing/orders/x/resend-email
S POST /api/admin/ticketing/orders/x/cancel
S POST /api/admin/ticketing/orders/x/notes
S GET /api/tickets
S GET /api/tickets/x/download
S GET /api/tickets/x/pdf-url
S POST /api/tickets/generate-pdf
C GET /api/tickets/verify?code=x&show_id={show}
C POST /api/tickets/verify
S POST /api/tickets/resend-email
P GET /api/public/tickets/x
P GET /api/public/tickets/x/download
P GET /api/public/tickets/x/qr.svg
P GET /api/public/tickets/x/qr.png
P GET /api/public/tickets/x/calendar.ics
A GET /api/admin/users
A POST /api/admin/users
A PUT /api/admin/users/x
A DELETE /api/admin/users/x
A GET /api/admin/api-tokens
A POST /api/admin/api-tokens
A GET /api/admin/audit-log
P GET /api/public/config
P GET /healthz
P GET /readyz
P GET /api/openapi.json
P GET /api/docs
P GET /robots.txt
P GET /sitemap.xml
`.trim().split('\n').map((line) => line.split(' '));

const MAY = { nobody: 'P', scanner: 'PC', staff: 'PCS', admin: 'PCSA' };

describe('each endpoint × each kind of caller', () => {
  let server, callers, ids;
  before(async () => {
    server = await startServer();
    callers = { nobody: server.client(), scanner: await signedIn(server, { role: 'scanner' }),
      staff: await signedIn(server, { role: 'staff' }), admin: await signedIn(server, { role: 'admin' }) };
    const { show, venue, recital } = await createShow(callers.admin, { rows: 2, perRow: 4 });
    ids = { show: show.id, venue: venue.id, recital: recital.id };
  });
  after(() => server?.stop());

  for (const who of Object.keys(MAY)) {
    test(`${who} may do exactly what the table says`, async () => {
      const wrong = [];
      for (const [least, method, pattern] of TABLE) {
        const path = pattern.replaceAll(/\{(\w+)\}/g, (_, name) => ids[name]);
        const answer = await callers[who].request(method, path, method === 'GET' || method === 'DELETE' ? {} : { json: {} });
        const refused = answer.status === 401 || answer.status === 403;
        const expected = who === 'nobody' ? 401 : 403;
        if (MAY[who].includes(least)) {
          if (refused) wrong.push(`${method} ${path}: ${answer.status}, but ${who} may`);
          else if (answer.status === 405 || answer.status >= 500) wrong.push(`${method} ${path}: ${answer.status}`);
        } else if (answer.status !== expected) {
          wrong.push(`${method} ${path}: ${answer.status} instead of ${expected}`);
        }
      }
      assert.deepEqual(wrong, []);
    });
  }

  test('a changing request with the cookie needs the CSRF token', async () => {
    const thief = server.client();
    for (const [name, value] of callers.admin.cookies) thief.cookies.set(name, value);
    (await thief.post('/api/recitals', { title: 'Stolen' })).expectStatus(403, 'csrf_token_invalid');
    thief.csrfToken = 'guessed';
    (await thief.post('/api/recitals', { title: 'Stolen' })).expectStatus(403, 'csrf_token_invalid');
  });

  test('every endpoint of the document is served, and none beside it', async () => {
    const document = (await callers.nobody.get('/api/openapi.json')).expectStatus(200);
    const described = new Set(Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).filter((key) => ['get', 'post', 'put', 'patch', 'delete'].includes(key))
        .map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, '{}')}`)));
    const missing = TABLE.map(([, method, path]) => `${method} ${path.split('?')[0]
      .replaceAll(/\{\w+\}/g, '{}').replaceAll(/\/x(?=\/|$)/g, '/{}')}`).filter((one) => !described.has(one));
    assert.deepEqual(missing, []);
  });
});
