// Every endpoint of the OpenAPI document × every role (rule 28). What is expected is written here
// from the "who" column of api.md, not read from the server's own table.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { startServer } from '../support/server.mjs';
import { signedIn } from '../support/fixtures.mjs';
import { contracts } from '../support/slices.mjs';

// P anybody, B the buyer that owns it, C scanner, S staff, A admin; I any signed-in person;
// R staff, admin and report; W signed by its sender; M from this machine.
const WHO = `
P GET  /healthz
P GET  /readyz
M GET  /metrics
P GET  /api/openapi.json
P GET  /api/docs
P GET  /sitemap.xml
P GET  /robots.txt

S GET  /api/venues
A POST /api/venues
S GET  /api/venues/{}
A PUT  /api/venues/{}
A DELETE /api/venues/{}
A POST /api/venues/{}/sections
A PUT  /api/venues/{}/sections/{}
A DELETE /api/venues/{}/sections/{}
A POST /api/venues/{}/price-zones
A PUT  /api/venues/{}/price-zones/{}
A DELETE /api/venues/{}/price-zones/{}
S GET  /api/venues/{}/seats
A POST /api/venues/{}/seats
A POST /api/venues/{}/seats/import
S GET  /api/venues/{}/seats/export
A PUT  /api/venues/{}/seats/{}
A DELETE /api/venues/{}/seats/{}
S GET  /api/venues/{}/seat-map
A POST /api/venues/{}/seat-map
A POST /api/venues/{}/seat-map/preview
A POST /api/venues/{}/seat-map/convert
A POST /api/venues/{}/seats/import/preview

S GET  /api/recitals
A POST /api/recitals
S GET  /api/recitals/{}
A PUT  /api/recitals/{}
A DELETE /api/recitals/{}
S GET  /api/recital-shows
A POST /api/recital-shows
S GET  /api/recital-shows/{}
A PUT  /api/recital-shows/{}
A DELETE /api/recital-shows/{}
A POST /api/recital-shows/{}/seats/generate
S GET  /api/recital-shows/{}/seats
S GET  /api/recital-shows/{}/seats/available
S GET  /api/recital-shows/{}/seats/statistics
S GET  /api/recital-shows/{}/seats/suggested
S PUT  /api/recital-shows/{}/seats/{}
A POST /api/recital-shows/{}/ticket-config
P GET  /api/public/recitals
P GET  /api/public/recitals/{}
P GET  /api/public/recital-shows
P GET  /api/public/recital-shows/{}
P GET  /api/public/recital-shows/{}/seats
P GET  /api/public/recital-shows/{}/seats/suggested
P GET  /api/public/recital-shows/{}/seat-map
P GET  /api/public/recital-shows/{}/seats/state
P GET  /api/public/recital-shows/{}/seats/stream

P POST /api/seat-reservations/reserve
B GET  /api/seat-reservations/check
B GET  /api/seat-reservations/mine
B POST /api/seat-reservations/extend
B POST /api/seat-reservations/release
B GET  /api/public/seat-reservations/{}
B DELETE /api/public/seat-reservations/{}

B POST /api/ticket-orders/create
B POST /api/ticket-orders/quote
B POST /api/ticket-orders/payment-intent
B POST /api/ticket-orders/confirm
B POST /api/ticket-orders/cancel
B POST /api/public/test-payments/{}/confirm
W POST /api/webhooks/stripe/ticket-payment
A GET  /api/admin/payments/reconciliation
A POST /api/admin/payments/reconciliation
A POST /api/admin/payments/findings/resolve
P POST /api/public/orders
P GET  /api/public/orders/lookup
P POST /api/public/orders/lookup
B GET  /api/public/orders/{}
B POST /api/public/orders/{}/resend-email
R GET  /api/admin/ticketing/dashboard
S GET  /api/admin/ticketing/orders
S GET  /api/admin/ticketing/orders/{}
A POST /api/admin/ticketing/orders/{}/refund
S POST /api/admin/ticketing/orders/{}/resend-email
S POST /api/admin/ticketing/orders/{}/cancel
S POST /api/admin/ticketing/orders/{}/notes

S GET  /api/tickets
S GET  /api/tickets/{}/download
S GET  /api/tickets/{}/pdf-url
S POST /api/tickets/generate-pdf
C GET  /api/tickets/verify
C POST /api/tickets/verify
S POST /api/tickets/resend-email
B GET  /api/public/tickets/{}
B GET  /api/public/tickets/{}/download
B GET  /api/public/tickets/{}/qr.svg
B GET  /api/public/tickets/{}/qr.png
B GET  /api/public/tickets/{}/calendar.ics

P POST /api/auth/login
P POST /api/auth/logout
I GET  /api/auth/me
A GET  /api/admin/users
A POST /api/admin/users
A PUT  /api/admin/users/{}
A DELETE /api/admin/users/{}
A GET  /api/admin/api-tokens
A POST /api/admin/api-tokens
A DELETE /api/admin/api-tokens
A GET  /api/admin/audit-log
P GET  /api/public/config
P GET  /api/public/captcha
`;

// Beyond api.md, in its manner: what belongs to a resource has the rights of its neighbours.
const MORE = `
S PUT  /api/recital-shows/{}/seats
S GET  /api/recital-shows/{}/seats/allotments
S GET  /api/recital-shows/{}/allotments
A POST /api/recital-shows/{}/allotments
S GET  /api/recital-shows/{}/allotments/{}
A PUT  /api/recital-shows/{}/allotments/{}
A DELETE /api/recital-shows/{}/allotments/{}
A POST /api/recital-shows/{}/allotments/{}/release
P POST /api/public/recital-shows/{}/access-code
S GET  /api/recital-shows/{}/ticket-config
A POST /api/recital-shows/{}/duplicate
C GET  /api/recital-shows/{}/admissions
S GET  /api/admin/ticketing/orders/export
S GET  /api/tickets/{}
S POST /api/tickets/{}/undo-scan
C GET  /api/tickets/verification-keys
C GET  /api/tickets/scan-list
C POST /api/tickets/scans
C GET  /api/tickets/conflicts
S POST /api/tickets/conflicts/{}/seen
S GET  /api/tickets/scans
A POST /api/admin/ticketing/orders/{}/clear-incident
A GET  /api/admin/jobs
A POST /api/admin/jobs/{}/retry
A POST /api/admin/ticketing/orders/{}/assign-refund
A POST /api/admin/ticketing/orders/{}/refunds/{}/retry
A POST /api/admin/ticketing/orders/{}/refunds/{}/reinstate
A POST /api/admin/ticketing/orders/{}/return-payment
A POST /api/tickets/verification-keys
B GET  /api/public/ticket-files/{}
B GET  /api/public/orders/{}/tickets.pdf
B GET  /api/public/orders/{}/calendar.ics
I POST /api/auth/password
I GET  /api/auth/sessions
I DELETE /api/auth/sessions/{}
I POST /api/auth/totp/enrol
I POST /api/auth/totp/confirm
I POST /api/auth/totp/disable
A GET  /api/admin/users/{}
A DELETE /api/admin/api-tokens/{}
A GET  /api/admin/mail-templates
A GET  /api/admin/mail-templates/{}/{}
A PUT  /api/admin/mail-templates/{}/{}
A DELETE /api/admin/mail-templates/{}/{}
A POST /api/admin/mail-templates/{}/{}/preview
A POST /api/admin/mail-templates/{}/{}/test
A GET  /api/admin/messages
A POST /api/admin/messages/retry-dead
A POST /api/admin/messages/{}/retry
P GET  /api/public/mail/unsubscribe
P POST /api/public/mail/unsubscribe
B PUT  /api/public/orders/{}
S PUT  /api/admin/ticketing/orders/{}
S GET  /api/venues/{}/sections/{}
S GET  /api/venues/{}/price-zones/{}
S GET  /api/venues/{}/seats/{}
S GET  /api/recital-shows/{}/seats/{}
A GET  /api/admin/api-tokens/{}
S GET  /api/recital-shows/{}/changes
A POST /api/recital-shows/{}/changes
A GET  /api/recital-shows/{}/changes/preview
S GET  /api/recital-shows/{}/changes/{}
S GET  /api/recital-shows/{}/seat-labels.pdf
S POST /api/recital-shows/{}/ticket-config/preview
S GET  /api/recital-shows/{}/tickets.pdf
S GET  /api/venues/{}/seat-labels.pdf
`;

const ROLES = ['anonymous', 'scanner', 'staff', 'report', 'admin'];
const MAY = {
  P: ROLES,
  B: ROLES,
  W: ROLES,
  M: ROLES,
  I: ['scanner', 'staff', 'report', 'admin'],
  C: ['scanner', 'staff', 'admin'],
  S: ['staff', 'admin'],
  R: ['staff', 'report', 'admin'],
  A: ['admin'],
};

function table(text) {
  const rows = new Map();
  for (const line of text.split('\n').filter((row) => row.trim())) {
    const [who, method, path] = line.trim().split(/\s+/);
    rows.set(`${method} ${path}`, who);
  }
  return rows;
}
const expected = new Map([...table(WHO), ...table(MORE), ...(await contracts()).flatMap(({ who }) => [...table(who)])]);

let server;
let operations;
const clients = {};
before(async () => {
  server = await startServer();
  clients.anonymous = server.client();
  for (const role of ROLES.slice(1)) clients[role] = await signedIn(server, { role });
  const document = (await clients.anonymous.get('/api/openapi.json')).expectStatus(200);
  operations = Object.entries(document.paths).flatMap(([path, item]) => Object.keys(item)
    .filter((key) => ['get', 'post', 'put', 'patch', 'delete'].includes(key))
    .map((key) => ({
      method: key.toUpperCase(), path,
      name: `${key.toUpperCase()} ${path.replaceAll(/\{[^}]+\}/g, '{}')}`,
    })));
});
after(() => server?.stop());

/** Asks for something that does not exist, so that nothing happens where it is allowed. */
function ask(client, { method, path }, options = {}) {
  const target = path.replaceAll(/\{[^}]+\}/g, 'zzzz');
  const body = method === 'POST' || method === 'PUT' || method === 'PATCH' ? { json: {} } : {};
  return client.request(method, target, { ...body, ...options });
}

const refusedForWho = (answer) => answer.status === 401
  || (answer.status === 403 && answer.body?.code !== 'session_required');

test('every endpoint is expected here', () => {
  const unknown = operations.filter((operation) => !expected.has(operation.name)).map((o) => o.name);
  assert.deepEqual(unknown, [], 'add them to MORE or to the slice\'s tests/contract.mjs, with the role that may');
});

test('every endpoint lets in whom it should, and nobody else', async () => {
  const wrong = [];
  for (const operation of operations) {
    const who = expected.get(operation.name);
    if (!who || operation.name === 'POST /api/auth/logout') continue;
    for (const role of ROLES) {
      const answer = await ask(clients[role], operation);
      const may = MAY[who].includes(role);
      const status = role === 'anonymous' ? 401 : 403;
      const right = may ? !refusedForWho(answer) && answer.status < 500 : answer.status === status;
      if (!right) wrong.push(`${operation.name} as ${role}: ${answer.status} ${answer.body?.code ?? ''}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('no changing request of staff goes without the CSRF token', async () => {
  const wrong = [];
  for (const operation of operations) {
    const who = expected.get(operation.name);
    if (operation.method === 'GET' || !['I', 'C', 'S', 'R', 'A'].includes(who)) continue;
    const answer = await ask(clients.admin, operation, { headers: { 'x-csrf-token': 'wrong' } });
    if (answer.status !== 403 || answer.body?.code !== 'csrf_token_invalid') {
      wrong.push(`${operation.name}: ${answer.status} ${answer.body?.code ?? ''}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('a session that is over opens nothing', async () => {
  const client = await signedIn(server, { role: 'admin' });
  const cookie = client.cookieHeader;
  await client.logout();
  for (const operation of operations) {
    if (!['I', 'C', 'S', 'R', 'A'].includes(expected.get(operation.name))) continue;
    const answer = await ask(server.client(), operation, { headers: { cookie } });
    assert.equal(answer.status, 401, `${operation.name}: ${answer.status}`);
  }
});
