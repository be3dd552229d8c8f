// One SQLite file has one server, nobody else reads it, and nothing that was set aside gets lost.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { BINARY, run, Server } from '../support/server.mjs';
import { createUser, unique } from '../support/fixtures.mjs';

/** SQLite, also where the other tests run on PostgreSQL. */
async function startOnFile(options) {
  const server = new Server(options);
  await server.start();
  return server;
}
const mode = (file) => (fs.statSync(file).mode & 0o777).toString(8);

describe('a database file that is served', () => {
  let server;
  let file;
  before(async () => {
    server = await startOnFile();
    file = server.database.slice('sqlite:'.length);
  });
  after(() => server?.stop());

  const serveToo = (database, args = []) => run(BINARY, ['serve', '--listen', '127.0.0.1:0', '--database', database,
    '--data-dir', server.directory, ...args], { env: server.env, limitMs: 10_000 });
  function assertNamesTheServer({ code, stderr }) {
    assert.equal(code, 1, stderr);
    assert.match(stderr, new RegExp(`in use by usher serve on ${server.url} \\(process ${server.child.pid}, since 20`));
  }

  test('is refused to a second server by the name of the first', async () => {
    assertNamesTheServer(await serveToo(server.database));
  });

  test('is refused also by another name of the same file', async () => {
    const link = path.join(server.directory, 'link.db');
    fs.symlinkSync(file, link);
    assertNamesTheServer(await serveToo(`sqlite:${link}`));
    assertNamesTheServer(await serveToo(`sqlite:${path.join(server.directory, '..', path.basename(server.directory), 'usher.db')}`));
  });

  test('is refused to a demo, a restore and a copy, which would be lost or lose what comes after', async () => {
    const backup = path.join(server.directory, 'backup.db');
    assert.equal((await server.command(['backup', backup])).code, 0);
    assertNamesTheServer(await server.command(['demo']));
    assertNamesTheServer(await server.command(['restore', backup]));
    const to = `sqlite:${path.join(server.directory, 'copy.db')}`;
    assertNamesTheServer(await server.command(['copy', '--from', server.database, '--to', to], { withDatabase: false }));
    assertNamesTheServer(await server.command(['copy', '--from', `sqlite:${backup}`, '--to', server.database],
      { withDatabase: false }));
    assert.equal(fs.existsSync(`${file}.before-restore`), false);
    assert.equal((await server.client().get('/readyz')).status, 200);
  });

  test('can be worked on by commands that a server notices', async () => {
    await createUser(server, { role: 'admin', email: `${unique('beside')}@example.org` });
    assert.equal((await server.command(['user', 'list'])).code, 0);
    assert.equal((await server.command(['migrate'])).code, 0);
    assert.equal((await server.check()).code, 0);
  });

  test('is free as soon as its server was killed', async () => {
    await server.kill9();
    await server.restart();
    assert.equal((await server.client().get('/readyz')).status, 200);
  });
});

describe('files', () => {
  let directory;
  before(() => { directory = fs.mkdtempSync(path.join(os.tmpdir(), 'usher-test-')); });
  after(() => fs.rmSync(directory, { recursive: true, force: true }));

  /** Runs the binary with the most generous umask; `line` is a shell command that uses "$0" for it. */
  const generous = (...args) => run('sh', ['-c', 'umask 0; exec "$0" "$@"', BINARY, ...args], { env: new Server().env });

  test('are for the server alone, whatever the umask, and existing ones are tightened', async () => {
    const data = path.join(directory, 'data');
    const file = path.join(directory, 'open.db');
    const env = new Server().env;
    const serve = async () => {
      const child = spawn('sh', ['-c', 'umask 0; exec "$0" "$@"', BINARY, 'serve', '--listen', '127.0.0.1:0', '--database',
        `sqlite:${file}`, '--data-dir', data], { env, stdio: ['ignore', 'pipe', 'inherit'] });
      await new Promise((resolve, reject) => {
        child.stdout.once('data', resolve);
        child.once('exit', () => reject(new Error('the server ended')));
      });
      const modes = Object.fromEntries(fs.readdirSync(directory).map((name) => [name, mode(path.join(directory, name))]));
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
      return modes;
    };
    const expected = { 'open.db': '600', 'open.db-wal': '600', 'open.db-shm': '600', 'open.db.lock': '600', data: '700' };
    assert.deepEqual(await serve(), expected);
    for (const name of fs.readdirSync(directory)) fs.chmodSync(path.join(directory, name), name === 'data' ? 0o755 : 0o644);
    fs.writeFileSync(`${file}.before-restore`, '');
    fs.chmodSync(`${file}.before-restore`, 0o644);
    assert.deepEqual(await serve(), { ...expected, 'open.db.before-restore': '600' });
    fs.rmSync(`${file}.before-restore`);
  });

  test('that backups and restores make are for the server alone, and every set-aside database stays', async () => {
    const at = (name) => path.join(directory, name);
    const database = `sqlite:${at('house.db')}`;
    const addUser = (email) => run('sh', ['-c', 'umask 0; exec "$0" "$@"', BINARY, 'user', 'add', '--email', email, '--database',
      database], { env: new Server().env, stdin: 'correct horse battery staple\n' });
    const users = async (file) => (await generous('user', 'list', '--database', `sqlite:${file}`)).stdout;
    assert.equal((await generous('migrate', '--database', database)).code, 0);
    assert.equal((await generous('backup', at('empty.bak'), '--database', database)).code, 0);
    for (const email of ['first@example.org', 'second@example.org', 'third@example.org']) {
      assert.equal((await addUser(email)).code, 0);
      assert.equal((await generous('restore', at('empty.bak'), '--database', database)).code, 0);
      assert.equal(await users(at('house.db')), '');
    }
    const aside = fs.readdirSync(directory).filter((name) => name.startsWith('house.db.before-restore') && !/-(wal|shm)$|\.lock$/.test(name));
    assert.equal(aside.length, 3, aside.join());
    assert.match(await users(at('house.db.before-restore')), /third@/);
    const found = await Promise.all(aside.map((name) => users(at(name))));
    for (const email of ['first@', 'second@', 'third@']) assert.ok(found.some((list) => list.includes(email)), email);
    for (const name of ['empty.bak', 'house.db', ...aside]) assert.equal(mode(at(name)), '600', name);
  });
});

describe('a shop on a public https address', () => {
  const start = (args, env = {}) => {
    const server = new Server({ args, env });
    return server.start().then(() => server, (error) => {
      server.cleanUp();
      throw error;
    });
  };

  test('does not start with made-up cards unless that is said', async () => {
    for (const [args, env] of [[['--public-url', 'https://tickets.example.org']],
      [['--public-url', 'https://tickets.example.org:8443/', '--payment-provider', 'test']],
      [['--payment-provider', 'test'], { USHER_PUBLIC_URL: 'https://203.0.113.7', STRIPE_SECRET_KEY: 'sk_test_1' }]]) {
      await assert.rejects(start(args, env), /made-up cards.*--test-payments/s);
    }
  });

  test('starts where that was meant, and where nobody else can come', async () => {
    for (const args of [['--public-url', 'https://tickets.example.org', '--test-payments'], ['--public-url', 'https://localhost:8443'],
      ['--public-url', 'https://127.0.0.1'], ['--public-url', 'https://[::1]']]) {
      const server = await start(args);
      assert.equal((await server.client().get('/api/public/config')).body.payment_provider, 'test');
      await server.stop();
    }
  });
});
