// `usher user`: the first administrator, without a server and beside one.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { startServer } from '../support/server.mjs';
import { createUser, unique } from '../support/fixtures.mjs';

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
