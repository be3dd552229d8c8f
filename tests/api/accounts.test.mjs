// Accounts over HTTP: log-in, limits, second factor, CSRF, roles, tokens, sessions that end.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { startServer } from '../support/server.mjs';
import { createUser, signedIn, unique } from '../support/fixtures.mjs';
import { totp } from '../support/totp.mjs';

let server;
let admin;
before(async () => {
  server = await startServer();
  admin = await signedIn(server, { role: 'admin' });
});
after(() => server?.stop());

const PASSWORD = 'correct horse battery staple';
const address = (role) => `${unique(role)}@example.org`;

/** A user made through the API. */
async function makeUser(role, email = address(role)) {
  return (await admin.post('/api/admin/users', { email, role, password: PASSWORD, name: 'Zoë' })).expectStatus(201);
}
async function signedInAs(role) {
  const user = await makeUser(role);
  const client = server.client();
  await client.login({ email: user.email, password: PASSWORD });
  return { user, client };
}

test('a person signs in, is known, and signs out', async () => {
  const { email, password } = await createUser(server, { role: 'staff' });
  const client = server.client();
  const login = await client.post('/api/auth/login', { email: email.toUpperCase(), password });
  login.expectStatus(200);
  assert.match(String(login.headers['set-cookie']), /^usher_session=[\w-]{43}; .*HttpOnly.*SameSite=Lax/i);
  const me = (await client.get('/api/auth/me')).expectStatus(200);
  assert.equal(me.user.email, email);
  assert.equal(me.user.role, 'staff');
  assert.ok(me.csrf_token.length >= 22);
  assert.equal(JSON.stringify(me).includes('argon2'), false);

  const cookie = client.cookieHeader;
  client.csrfToken = me.csrf_token;
  await client.logout();
  (await client.get('/api/auth/me')).expectStatus(401);
  const thief = server.client();
  (await thief.get('/api/auth/me', { headers: { cookie } })).expectStatus(401);
});

test('nobody is signed in without a session', async () => {
  const answer = await server.client().get('/api/auth/me');
  answer.expectStatus(401);
  assert.ok(answer.isProblem);
  for (const cookie of ['usher_session=', 'usher_session=x', `usher_session=${'a'.repeat(43)}`, `usher_session=${'a'.repeat(4000)}`]) {
    (await server.client().get('/api/auth/me', { headers: { cookie } })).expectStatus(401);
  }
});

test('a wrong password and an unknown address get the same answer', async () => {
  const { email } = await createUser(server, { role: 'staff' });
  const wrong = await server.client().post('/api/auth/login', { email, password: 'not this one' });
  const unknown = await server.client().post('/api/auth/login', { email: address('nobody'), password: 'not this one' });
  wrong.expectStatus(401, 'invalid_credentials');
  unknown.expectStatus(401, 'invalid_credentials');
  const plain = ({ request_id: _, ...rest }) => rest;
  assert.deepEqual(plain(wrong.body), plain(unknown.body));
});

test('three wrong passwords block the right one too, for 15 minutes', async () => {
  const { email, password } = await createUser(server, { role: 'staff' });
  const [name, host] = email.split('@');
  const attempts = [email, `${name}+tag@${host}`, email.toUpperCase()];
  for (const attempt of attempts) {
    (await server.client().post('/api/auth/login', { email: attempt, password: 'wrong' })).expectStatus(401, 'invalid_credentials');
  }
  const blocked = await server.client().post('/api/auth/login', { email, password });
  blocked.expectStatus(429, 'too_many_attempts');
  const wait = Number(blocked.headers['retry-after']);
  assert.ok(wait > 800 && wait <= 900, `Retry-After: ${wait}`);

  const { client } = await signedInAs('staff');  // somebody else is not blocked
  (await client.get('/api/auth/me')).expectStatus(200);
  await server.advance(15 * 60_000 + 1000);
  (await server.client().post('/api/auth/login', { email, password })).expectStatus(200);
});

test('many guesses at once tell no more than three answers', async () => {
  const { email, password } = await createUser(server, { role: 'staff' });
  const guesses = Array.from({ length: 8 }, (_, i) => server.client().post('/api/auth/login', { email, password: `guess ${i}` }));
  const statuses = (await Promise.all(guesses)).map((answer) => answer.status);
  assert.equal(statuses.filter((status) => status === 401).length, 3, String(statuses));
  // The others are blocked, or asked for a captcha where too many wait for their turn.
  assert.ok(statuses.every((status) => [401, 422, 429].includes(status)), String(statuses));
  (await server.client().post('/api/auth/login', { email, password })).expectStatus(429);
});

test('log-in bodies are checked', async () => {
  const client = server.client();
  const empty = await client.post('/api/auth/login', {});
  empty.expectStatus(422, 'validation_failed');
  assert.deepEqual(empty.body.errors.map((e) => e.pointer).sort(), ['/email', '/password']);
  (await client.post('/api/auth/login', { email: 'a@b.co', password: 'x', extra: 1 })).expectStatus(422);
  (await client.post('/api/auth/login', { email: 1, password: null })).expectStatus(422);
  (await client.request('POST', '/api/auth/login', { body: '{"email":', headers: { 'content-type': 'application/json' } })).expectStatus(400);
});

test('log-in ends the session that the browser had', async () => {
  const { user, client } = await signedInAs('staff');
  const old = client.cookieHeader;
  await client.login({ email: user.email, password: PASSWORD });
  assert.notEqual(client.cookieHeader, old);
  (await server.client().get('/api/auth/me', { headers: { cookie: old } })).expectStatus(401);
  (await client.get('/api/auth/me')).expectStatus(200);
});

test('changing requests need the CSRF token of the session', async () => {
  const email = address('staff');
  const body = { email, role: 'staff', password: PASSWORD };
  for (const token of [undefined, '', 'wrong', 'x'.repeat(43)]) {
    const answer = await admin.post('/api/admin/users', body, { headers: { 'x-csrf-token': token } });
    answer.expectStatus(403, 'csrf_token_invalid');
  }
  const other = await signedIn(server, { role: 'admin' });
  (await admin.post('/api/admin/users', body, { headers: { 'x-csrf-token': other.csrfToken } })).expectStatus(403, 'csrf_token_invalid');
  (await admin.post('/api/admin/users', body)).expectStatus(201);
});

test('users are made, read, changed and deleted', async () => {
  const email = address('scanner');
  const made = await admin.post('/api/admin/users', { email, role: 'scanner', password: PASSWORD, name: ' Zoë ' });
  const user = made.expectStatus(201);
  assert.equal(made.headers.location, `/api/admin/users/${user.id}`);
  assert.equal(user.name, 'Zoë');
  assert.equal(user.totp_enabled, false);
  assert.equal(user.password, undefined);
  (await admin.post('/api/admin/users', { email: email.toUpperCase(), role: 'staff', password: PASSWORD })).expectStatus(409, 'email_taken');
  (await admin.post('/api/admin/users', { email: 'nonsense', role: 'owner', password: 'short' })).expectStatus(422);

  const list = (await admin.get('/api/admin/users?limit=200')).expectStatus(200);
  assert.ok(list.items.some((item) => item.id === user.id));
  assert.ok(list.total >= list.items.length);

  const renamed = await admin.put(`/api/admin/users/${user.id}`, { name: 'Ann' }, { headers: { 'if-match': made.headers.etag } });
  assert.equal(renamed.expectStatus(200).name, 'Ann');
  assert.equal(renamed.body.email, email);
  (await admin.put(`/api/admin/users/${user.id}`, { name: 'Bob' }, { headers: { 'if-match': made.headers.etag } })).expectStatus(412, 'version_conflict');
  (await admin.put('/api/admin/users/zzzz', { name: 'Bob' })).expectStatus(404);

  (await admin.delete(`/api/admin/users/${user.id}`)).expectStatus(204);
  (await admin.get(`/api/admin/users/${user.id}`)).expectStatus(404);
  (await server.client().post('/api/auth/login', { email, password: PASSWORD })).expectStatus(401);
});

test('the same Idempotency-Key makes one user', async () => {
  const body = { email: address('staff'), role: 'staff', password: PASSWORD };
  const key = crypto.randomUUID();
  const first = (await admin.post('/api/admin/users', body, { key })).expectStatus(201);
  const again = (await admin.post('/api/admin/users', body, { key })).expectStatus(201);
  assert.deepEqual(again, first);
  (await admin.post('/api/admin/users', { ...body, name: 'Other' }, { key })).expectStatus(422, 'idempotency_key_reused');
});

test('a change of role ends the sessions of the user', async () => {
  const { user, client } = await signedInAs('staff');
  (await client.get('/api/auth/me')).expectStatus(200);
  (await admin.put(`/api/admin/users/${user.id}`, { role: 'scanner' })).expectStatus(200);
  (await client.get('/api/auth/me')).expectStatus(401);
  await client.login({ email: user.email, password: PASSWORD });
  assert.equal((await client.get('/api/auth/me')).expectStatus(200).user.role, 'scanner');
});

test('a disabled user is out at once', async () => {
  const { user, client } = await signedInAs('staff');
  (await admin.put(`/api/admin/users/${user.id}`, { status: 'disabled' })).expectStatus(200);
  (await client.get('/api/auth/me')).expectStatus(401);
  (await server.client().post('/api/auth/login', { email: user.email, password: PASSWORD })).expectStatus(401, 'invalid_credentials');
});

test('the last administrator stays', async () => {
  const alone = await startServer();
  try {
    const only = await signedIn(alone, { role: 'admin' });
    const { user } = (await only.get('/api/auth/me')).expectStatus(200);
    (await only.put(`/api/admin/users/${user.id}`, { role: 'staff' })).expectStatus(409, 'last_admin');
    (await only.put(`/api/admin/users/${user.id}`, { status: 'disabled' })).expectStatus(409, 'last_admin');
    (await only.delete(`/api/admin/users/${user.id}`)).expectStatus(409, 'last_admin');
    (await only.get('/api/auth/me')).expectStatus(200);
  } finally {
    await alone.stop();
  }
});

test('a new password ends all other sessions', async () => {
  const { user, client } = await signedInAs('staff');
  const other = server.client();
  await other.login({ email: user.email, password: PASSWORD });
  const change = { current_password: PASSWORD, new_password: 'another good password' };
  (await client.post('/api/auth/password', { ...change, current_password: 'wrong' })).expectStatus(422, 'wrong_password');
  (await client.post('/api/auth/password', { ...change, new_password: 'short' })).expectStatus(422, 'validation_failed');
  const done = (await client.post('/api/auth/password', change)).expectStatus(200);
  client.csrfToken = done.csrf_token;
  (await client.get('/api/auth/me')).expectStatus(200);
  (await other.get('/api/auth/me')).expectStatus(401);
  (await server.client().post('/api/auth/login', { email: user.email, password: PASSWORD })).expectStatus(401);
  (await server.client().post('/api/auth/login', { email: user.email, password: 'another good password' })).expectStatus(200);
});

test('one sees and ends one\'s own sessions', async () => {
  const { user, client } = await signedInAs('staff');
  const other = server.client();
  await other.login({ email: user.email, password: PASSWORD });
  const list = (await client.get('/api/auth/sessions')).expectStatus(200);
  assert.equal(list.items.length, 2);
  assert.equal(list.items.filter((session) => session.current).length, 1);
  const foreign = list.items.find((session) => !session.current);
  (await admin.delete(`/api/auth/sessions/${foreign.id}`)).expectStatus(404);
  (await client.delete(`/api/auth/sessions/${foreign.id}`)).expectStatus(204);
  (await other.get('/api/auth/me')).expectStatus(401);
});

test('a second factor is set up, asked for, and counts once', async () => {
  const { user, client } = await signedInAs('staff');
  const login = (extra) => server.client().post('/api/auth/login', { email: user.email, password: PASSWORD, ...extra });
  const now = () => Date.now() + server.offsetMs;
  (await client.post('/api/auth/totp/enrol', { password: 'wrong' })).expectStatus(422, 'wrong_password');
  const { secret, uri } = (await client.post('/api/auth/totp/enrol', { password: PASSWORD })).expectStatus(200);
  assert.ok(uri.startsWith('otpauth://totp/'));
  (await login({})).expectStatus(200);
  (await client.post('/api/auth/totp/confirm', { code: '000000' })).expectStatus(422, 'totp_invalid');
  const confirmed = (await client.post('/api/auth/totp/confirm', { code: totp(secret, now()) })).expectStatus(200);
  assert.equal(confirmed.totp_enabled, true);

  (await login({})).expectStatus(401, 'totp_required');
  (await login({ totp: '123' })).expectStatus(401, 'totp_invalid');
  await server.advance(31_000);
  const code = totp(secret, now());
  (await login({ totp: code })).expectStatus(200);
  (await login({ totp: code })).expectStatus(401, 'totp_invalid');
  (await client.post('/api/auth/totp/disable', { password: PASSWORD })).expectStatus(200);
  (await login({})).expectStatus(200);
});

test('API tokens are told once, may what their role may, and can be taken back', async () => {
  const made = await admin.post('/api/admin/api-tokens', { name: 'till', role: 'staff' });
  const token = made.expectStatus(201);
  assert.ok(token.token.length >= 43);
  assert.equal(token.expires_at, null);
  const bearer = server.client({ headers: { authorization: `Bearer ${token.token}` } });
  const me = (await bearer.get('/api/auth/me')).expectStatus(200);
  assert.equal(me.user.role, 'staff');
  assert.equal(me.csrf_token, null);
  (await bearer.get('/api/venues')).expectStatus(200);
  (await bearer.get('/api/admin/users')).expectStatus(403);
  (await bearer.post('/api/auth/password', { current_password: PASSWORD, new_password: 'something else' })).expectStatus(403, 'session_required');

  const list = await admin.get('/api/admin/api-tokens');
  assert.ok(list.expectStatus(200).items.some((item) => item.id === token.id && item.last_used_at !== null));
  assert.equal(list.text.includes(token.token), false);

  // No CSRF token is needed with a bearer token.
  const adminToken = (await admin.post('/api/admin/api-tokens', { name: 'robot', role: 'admin' })).expectStatus(201);
  const robot = server.client({ headers: { authorization: `Bearer ${adminToken.token}` } });
  (await robot.post('/api/admin/users', { email: address('staff'), role: 'staff', password: PASSWORD })).expectStatus(201);
  (await robot.delete(`/api/admin/api-tokens/${token.id}`)).expectStatus(204);
  (await bearer.get('/api/auth/me')).expectStatus(401);
  (await admin.delete(`/api/admin/api-tokens?id=${adminToken.id}`)).expectStatus(204);
  (await robot.get('/api/auth/me')).expectStatus(401);
  (await admin.delete(`/api/admin/api-tokens/${adminToken.id}`)).expectStatus(404);

  const short = (await admin.post('/api/admin/api-tokens', {
    name: 'short', role: 'report', expires_at: new Date(Date.now() + server.offsetMs + 60_000).toISOString(),
  })).expectStatus(201);
  const brief = server.client({ headers: { authorization: `Bearer ${short.token}` } });
  (await brief.get('/api/auth/me')).expectStatus(200);
  await server.advance(61_000);
  (await brief.get('/api/auth/me')).expectStatus(401);
  (await admin.post('/api/admin/api-tokens', { name: 'past', role: 'report', expires_at: '2020-01-01T00:00:00Z' })).expectStatus(422);
});

test('a session ends after twelve idle hours, and survives a crash of the server until then', async () => {
  const own = await startServer();
  try {
    const client = await signedIn(own, { role: 'admin' });
    await own.kill9();
    await own.restart();
    client.url = own.url;
    (await client.get('/api/auth/me')).expectStatus(200);
    await own.advance(12 * 3_600_000 - 60_000);
    (await client.get('/api/auth/me')).expectStatus(200);
    await own.advance(12 * 3_600_000 + 60_000);
    (await client.get('/api/auth/me')).expectStatus(401);
  } finally {
    await own.stop();
  }
});

test('what is done is in the audit log, without secrets', async () => {
  const { user } = await signedInAs('report');
  (await admin.put(`/api/admin/users/${user.id}`, { role: 'staff' })).expectStatus(200);
  const answer = await admin.get(`/api/admin/audit-log?subject=user&subject_id=${user.id}`);
  const { items, total } = answer.expectStatus(200);
  assert.deepEqual(items.map((item) => item.action), ['user.role_changed', 'user.signed_in', 'user.created']);
  assert.equal(total, 3);
  assert.equal(items[0].before.role, 'report');
  assert.equal(items[0].after.role, 'staff');
  assert.equal(items[0].actor_role, 'admin');
  assert.ok(items[0].request_id);
  assert.equal(answer.text.includes(user.email), false);
  assert.equal(answer.text.includes('argon2'), false);
  const page = (await admin.get('/api/admin/audit-log?limit=2&sort=at')).expectStatus(200);
  const next = (await admin.get(`/api/admin/audit-log?limit=2&sort=at&cursor=${page.next_cursor}`)).expectStatus(200);
  assert.ok(new Set([...page.items, ...next.items].map((item) => item.id)).size === 4);
  (await admin.get('/api/admin/audit-log?cursor=!')).expectStatus(422);
  (await admin.get('/api/admin/audit-log?from=yesterday')).expectStatus(422);
});
