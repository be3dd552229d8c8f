// What is not set up well is said before buyers meet it: by `usher doctor`, and by a server that runs.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { until } from '../support/facts.mjs';
import { startMailgun } from '../support/mail/mailgun.mjs';
import { startMailServer } from '../support/mail/server.mjs';
import { sharedPostgres, testsUsePostgres } from '../support/postgres.mjs';
import { startServer } from '../support/server.mjs';
import { startStripe } from '../support/stripe/server.mjs';

const PERSON = { name: 'post@example.org', password: 'open sesame' };

/** {mail: 'ok', …} and the words, from what the command printed. */
function readDoctor({ code, stdout, stderr }) {
  const states = {};
  const words = {};
  for (const [, state, id, text] of stdout.matchAll(/^(ok|warning|failed) +(\S+) +(.*)$/gm)) {
    states[id] = state;
    words[id] = text;
  }
  return { code, states, words, stdout, stderr };
}

describe('usher doctor', () => {
  let server, stripe, post;
  before(async () => {
    server = await startServer();
    stripe = await startStripe({ webhook: { secret: 'whsec_now' } });
    post = await startMailServer({ user: PERSON });
  });
  after(async () => {
    await post?.close();
    await stripe?.stop();
    await server?.stop();
  });

  /** Beside the running server, on its database. */
  const doctor = async (...flags) => readDoctor(await server.command(['doctor', '--data-dir', server.directory, ...flags]));
  const stripeFlags = (secretKey, publishableKey = stripe.publishableKey) => ['--stripe-secret-key', secretKey,
    '--stripe-publishable-key', publishableKey, '--stripe-webhook-secret', 'whsec_now', '--stripe-api-base', stripe.url];
  const mailFlags = (url, from = 'Hall <post@example.org>') => ['--smtp-url', url, '--mail-from', from];

  test('is content with a trial on one machine', async () => {
    const { code, states, stdout } = await doctor();
    assert.equal(code, 0, stdout);
    for (const id of ['data_dir', 'open_files', 'proxy', 'database', 'database_role', 'clock', 'outbox', 'jobs', 'payments', 'mail'])
      assert.equal(states[id], 'ok', `${id}:\n${stdout}`);
  });

  test('takes a right key and a wrong one apart', async () => {
    const right = await doctor(...stripeFlags(stripe.secretKey));
    assert.equal(right.states.payments, 'ok', right.stdout);
    assert.equal(right.code, 0);
    const wrong = await doctor(...stripeFlags('sk_test_of_somebody_else'));
    assert.equal(wrong.states.payments, 'failed', wrong.stdout);
    assert.equal(wrong.code, 1);
    assert.match(wrong.stdout, /stripe_secret_key/);
    assert.doesNotMatch(wrong.stdout + wrong.stderr, /somebody_else/, 'a key is never shown');
  });

  test('warns of a provider that does not answer, and refuses keys of two modes', async () => {
    const away = await doctor(...stripeFlags(stripe.secretKey).with(-1, 'http://127.0.0.1:9'));
    assert.equal(away.states.payments, 'warning', away.stdout);
    assert.equal(away.code, 0);
    const mixed = await doctor(...stripeFlags('sk_live_1'));
    assert.equal(mixed.code, 2);
    assert.match(mixed.stderr, /stripe_publishable_key: is a test key and stripe_secret_key a live one/);
  });

  test('tries the mail server up to the sender and sends nothing', async () => {
    const right = await doctor(...mailFlags(post.url));
    assert.equal(right.states.mail, 'ok', right.stdout);
    const wrong = await doctor(...mailFlags(post.url.replace('sesame', 'barley')));
    assert.equal(wrong.states.mail, 'failed', wrong.stdout);
    assert.match(wrong.words.mail, /535/);
    assert.equal(wrong.code, 1);
    assert.doesNotMatch(wrong.stdout + wrong.stderr, /barley/, 'a password is never shown');
    assert.deepEqual([post.mails.length, post.attempts], [0, 0]);
  });

  test('hears that the mail server wants another sender, or that nobody is there', async () => {
    const picky = await startMailServer({
      onMailFrom: (address, session, callback) =>
        callback(address.address === 'post@example.org' ? null : Object.assign(new Error('Not your address'), { responseCode: 553 })),
    });
    try {
      assert.equal((await doctor(...mailFlags(picky.url))).states.mail, 'ok');
      const refused = await doctor(...mailFlags(picky.url, 'other@example.org'));
      assert.equal(refused.states.mail, 'failed', refused.stdout);
      assert.match(refused.words.mail, /553 Not your address/);
    } finally {
      await picky.close();
    }
    const away = await doctor(...mailFlags(picky.url));
    assert.equal(away.states.mail, 'failed', away.stdout);
    assert.match(away.words.mail, /does not take connections/);
  });

  test('tries a key of Mailgun without a mail', async () => {
    const gun = await startMailgun({ key: 'key-right', domain: 'mg.example.org' });
    const flags = (key) => ['--mailgun-api-key', key, '--mailgun-domain', 'mg.example.org', '--mailgun-api-base', gun.url];
    try {
      const right = await doctor(...flags('key-right'));
      assert.equal(right.states.mail, 'ok', right.stdout);
      const wrong = await doctor(...flags('key-wrong'));
      assert.equal(wrong.states.mail, 'failed', wrong.stdout);
      assert.deepEqual([gun.requests, gun.mails.length], [0, 0]);
    } finally {
      await gun.close();
    }
  });

  test('wants mail and a named proxy once people can reach the house', async () => {
    const found = await doctor('--public-url', 'https://tickets.example.org', '--test-payments');
    assert.deepEqual([found.states.proxy, found.states.mail], ['warning', 'warning'], found.stdout);
    assert.equal(found.code, 0);
    const named = await doctor('--public-url', 'https://tickets.example.org', '--test-payments', '--trusted-proxies', '127.0.0.1');
    assert.equal(named.states.proxy, 'ok');
  });

  test('finds a directory without a right to write, and a database that is not there', async () => {
    const closed = readDoctor(await server.command(['doctor', '--data-dir', '/proc']));
    assert.equal(closed.states.data_dir, 'failed', closed.stdout);
    assert.equal(closed.code, 1);
    const missing = readDoctor(await server.command(['doctor', '--data-dir', server.directory, '--database',
      `sqlite:${path.join(server.directory, 'nowhere.db')}`], { withDatabase: false }));
    assert.equal(missing.states.database, 'warning', missing.stdout);
    assert.equal(missing.code, 0);
  });

  test('warns of a superuser, and of a database that does not answer', { skip: !testsUsePostgres }, async () => {
    const postgres = await sharedPostgres();
    const mighty = new URL(server.database);
    mighty.username = 'postgres';
    const ask = (database) => server.command(['doctor', '--data-dir', server.directory, '--database', database], { withDatabase: false });
    const found = readDoctor(await ask(mighty.href));
    assert.equal(found.states.database_role, 'warning', found.stdout);
    const away = readDoctor(await ask(postgres.url('there_is_no_such_database')));
    assert.equal(away.states.database, 'failed', away.stdout);
    assert.equal(away.code, 1);
  });
});

describe('a server that runs', () => {
  test('warns of a clock that leaves the database\'s, until it is back', { skip: !testsUsePostgres }, async () => {
    const server = await startServer();
    try {
      const codes = async () => (await server.client().get('/readyz')).expectStatus(200).warnings.map((warning) => warning.code);
      assert.deepEqual(await codes(), []);
      await server.advance(5000);
      await until('it is ahead', async () => (await codes()).includes('clock_ahead'));
      const [{ detail }] = (await server.client().get('/readyz')).body.warnings;
      assert.match(detail, /\b[45]\.\d s ahead of the database's/);
      assert.match(server.log(), /clock_is_off/);
      await server.advance(-10_000);
      await until('it is behind', async () => (await codes()).includes('clock_behind'));
      await server.advance(5000);
      await until('it is right', async () => (await codes()).length === 0);
    } finally {
      await server.stop();
    }
  });

  test('says what it found at start on /readyz and in the log, and sells all the same', async () => {
    const stripe = await startStripe({ webhook: { secret: 'whsec_now' } });
    const post = await startMailServer({ user: PERSON });
    const server = await startServer({ env: { ...stripe.env, STRIPE_SECRET_KEY: 'sk_test_wrong', SMTP_URL: post.url.replace('sesame', 'barley'),
      USHER_MAIL_FROM: 'post@example.org' } });
    try {
      const codes = await until('both are found', async () => {
        const { warnings } = (await server.client().get('/readyz')).expectStatus(200);
        return warnings.length === 2 && warnings.map((warning) => warning.code);
      });
      assert.deepEqual(codes.sort(), ['mail_refused', 'payment_key_refused']);
      const text = (await server.client().get('/readyz')).text;
      assert.doesNotMatch(text, /535/, "the mail server's own words are not for everybody");
      assert.match(server.log(), /payment_key_refused/);
      assert.doesNotMatch(server.log(), /sk_test_wrong|barley/);
    } finally {
      await server.stop();
      await post.close();
      await stripe.stop();
    }
  });
});
