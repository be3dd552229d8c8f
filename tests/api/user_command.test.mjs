// `usher user`: the first administrator, without a server and beside one.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { startServer } from '../support/server.mjs';
import { createUser, unique } from '../support/fixtures.mjs';
import { totp } from '../support/totp.mjs';

let server;
before(async () => {
  server = await startServer();
});
after(() => server?.stop());

const PASSWORD = 'correct horse battery staple';
const add = (args, stdin = `${PASSWORD}\n`) => server.command(['user', 'add', ...args], { stdin });

test('an administrator made beside a running server can sign in', async () => {
  const email = `${unique('first')}@example.org`;
  const made = await add(['--email', email, '--role', 'admin', '--name', 'Zoë']);
  assert.equal(made.code, 0, made.stderr);
  const client = server.client();
  const user = await client.login({ email, password: PASSWORD });
  assert.equal(user.role, 'admin');
  assert.equal(user.name, 'Zoë');
});

test('what is wrong is said, and nothing is made', async () => {
  const email = `${unique('wrong')}@example.org`;
  for (const [args, stdin] of [
    [['--email', 'nonsense']], [['--email', email, '--role', 'owner']], [['--email', email], 'short\n'],
    [['--email', email], ''], [[]], [['--email', email, '--name', 'a\u0007b']],
  ]) {
    const done = await add(args, stdin);
    assert.equal(done.code, 2, JSON.stringify(args));
    assert.notEqual(done.stderr, '');
  }
  assert.equal((await server.command(['user', 'list'])).stdout.includes(email), false);
});

test('an address is taken once', async () => {
  const { email } = await createUser(server, { role: 'staff' });
  const again = await add(['--email', email.toUpperCase()]);
  assert.equal(again.code, 1);
  assert.match(again.stderr, /Another user/);
});

test('a disabled user is out of a running server within seconds', async () => {
  const { email, password } = await createUser(server, { role: 'staff' });
  const client = server.client();
  await client.login({ email, password });
  const done = await server.command(['user', 'disable', '--email', email]);
  assert.equal(done.code, 0, done.stderr);
  await server.advance(5000);
  (await client.get('/api/auth/me')).expectStatus(401);
  assert.match((await server.command(['user', 'list'])).stdout, new RegExp(`${email}\\s+staff\\s+disabled`));
});

test('a forgotten password, a lost second factor and a disabled account are mended', async () => {
  const { email, password } = await createUser(server, { role: 'staff' });
  const fresh = 'a new and longer pass phrase';
  const command = (name, stdin = '') => server.command(['user', name, '--email', email], { stdin });
  assert.equal((await command('password', 'short\n')).code, 2);
  assert.equal((await command('password', `${fresh}\n`)).code, 0);
  const signIn = (secret) => server.client().post('/api/auth/login', { email, password: secret });
  (await signIn(password)).expectStatus(401);
  (await signIn(fresh)).expectStatus(200);
  assert.equal((await command('disable')).code, 0);
  (await signIn(fresh)).expectStatus(401);
  assert.equal((await command('enable')).code, 0);
  (await signIn(fresh)).expectStatus(200);

  const client = server.client();
  await client.login({ email, password: fresh });
  const { secret } = (await client.post('/api/auth/totp/enrol', { password: fresh })).expectStatus(200);
  (await client.post('/api/auth/totp/confirm', { code: totp(secret, server.now()) })).expectStatus(200);
  (await signIn(fresh)).expectStatus(401);
  assert.equal((await command('remove-totp')).code, 0);
  (await signIn(fresh)).expectStatus(200);
  assert.equal((await server.command(['user', 'enable', '--email', 'nobody@example.org'])).code, 1);
});

test('a command that reads makes no database, and takes every setting', async () => {
  const gone = `${server.directory}/gone.db`;
  const listed = await server.command(['user', 'list', '--database', `sqlite:${gone}`], { withDatabase: false });
  assert.equal(listed.code, 1);
  assert.match(listed.stderr, /there is no database at .*gone\.db/);
  assert.equal(fs.existsSync(gone), false);
  const migrated = await server.command(['migrate', '--database', `sqlite:${gone}`, '--data-dir', server.directory,
    '--trusted-proxies', '10.0.0.0/8'], { withDatabase: false });
  assert.equal(migrated.code, 0, migrated.stderr);
});

test('a port that is taken is said with its remedy', async () => {
  const taken = new URL(server.url).host;
  const second = await server.command(['serve', '--listen', taken, '--database', `sqlite:${server.directory}/second.db`,
    '--data-dir', server.directory], { withDatabase: false, limitMs: 20_000 });
  assert.equal(second.code, 1);
  assert.match(second.stderr, new RegExp(`cannot listen at ${taken}: .*--listen`));
  assert.doesNotMatch(second.stderr, /\.[ch]pp/);
});

test('the last administrator cannot be disabled', async () => {
  const own = await startServer();
  try {
    const { email } = await createUser(own, { role: 'admin' });
    const done = await own.command(['user', 'disable', '--email', email]);
    assert.equal(done.code, 1);
    assert.match(done.stderr, /last administrator/);
  } finally {
    await own.stop();
  }
});
