// Mail that cannot be sent, or whose sender dies: nothing is lost, nothing is sent without need.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { buy, createShow, signedIn } from '../support/fixtures.mjs';
import { startMailServer } from '../support/mail/server.mjs';
import { testsUsePostgres } from '../support/postgres.mjs';
import { startServer } from '../support/server.mjs';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SETTINGS = { USHER_PUBLIC_URL: 'https://tickets.example.org', USHER_TEST_PAYMENTS: 'true', USHER_MAIL_FROM: 'House <tickets@example.org>', USHER_MAIL_TIMEOUT_S: '2' };

/** A house with a mail server. */
async function house(more = {}, mail = {}) {
  const post = await startMailServer(mail);
  const server = await startServer({ env: { SMTP_URL: post.url, ...SETTINGS, ...more } });
  const admin = await signedIn(server);
  const { show, seats } = await createShow(admin, { rows: 10, perRow: 20 });
  let next = 0;
  const messages = async (state) => (await place.admin.get(`/api/admin/messages?state=${state}&limit=200`)).expectStatus(200);
  const place = {
    post, server, admin, messages, show,
    order: (customer) => buy(server, show.id, [seats[next++].id], { customer }),
    async settled(state, count) {
      for (const end = Date.now() + 30_000; ;) {
        const list = await messages(state);
        if (list.items.length >= count) return list;
        if (Date.now() > end) assert.fail(`${count} ${state} did not come: ${JSON.stringify(list)}`);
        await sleep(30);
      }
    },
    // Waits until an attempt has failed and its outcome is written.
    async failed(attempts) {
      for (const end = Date.now() + 30_000; ;) {
        const { items } = await messages('waiting');
        if (items.length === 1 && items[0].attempts === attempts && items[0].last_error !== '' &&
          Date.parse(items[0].next_attempt_at) - server.now() !== 3 * MINUTE) return items[0];
        if (Date.now() > end) assert.fail(`attempt ${attempts} did not fail: ${JSON.stringify(items)}`);
        await sleep(30);
      }
    },
    async close() {
      await server.stop();
      await post.close();
    },
  };
  return place;
}

describe('a mail server that does not take mail', () => {
  let place;
  before(async () => (place = await house()));
  after(() => place?.close());

  test('is asked five times with growing pauses, then the message is a dead letter that can be revived', async () => {
    const { post, server, admin } = place;
    post.mode = 'refuse';
    await place.order();
    let pause = 0;
    for (let attempt = 1; attempt <= 4; ++attempt) {
      await post.attempted(attempt);
      const message = await place.failed(attempt);
      assert.match(message.last_error, /^mail_refused: 550 /);
      const wait = Date.parse(message.next_attempt_at) - server.now();
      assert.ok(wait > pause, `the pause after attempt ${attempt} is longer than ${pause} ms: ${wait}`);
      pause = wait;
      assert.equal(post.attempts, attempt, 'not before its time');
      await server.advance(wait + 1000);
    }
    const { items: [dead], counts } = await place.settled('dead', 1);
    assert.deepEqual([dead.kind, dead.attempts, dead.next_attempt_at], ['order_confirmation', 5, null]);
    assert.match(dead.last_error, /550/);
    assert.equal(counts.dead, 1);
    await server.advance(24 * HOUR);
    await sleep(300);
    assert.equal(post.attempts, 5, 'a dead letter rests');

    const fresh = await signedIn(server);
    (await fresh.post(`/api/admin/messages/${dead.id}x/retry`)).expectStatus(404, 'message_not_found');
    post.mode = 'ok';
    const revived = (await fresh.post(`/api/admin/messages/${dead.id}/retry`)).expectStatus(200);
    assert.equal(revived.state, 'waiting');
    await post.arrived(1);
    place.admin = fresh;
    await place.settled('sent', 1);
    (await fresh.post(`/api/admin/messages/${dead.id}/retry`)).expectStatus(409, 'message_not_dead');
    assert.equal((await fresh.post('/api/admin/messages/retry-dead')).expectStatus(200).retried, 0);
    const log = (await fresh.get('/api/admin/audit-log?subject=message')).expectStatus(200);
    assert.deepEqual(log.items.map((row) => row.action), ['message.retried']);
  });

  test('is not shown to staff who may not see addresses', async () => {
    const staff = await signedIn(place.server, { role: 'staff' });
    (await staff.get('/api/admin/messages')).expectStatus(403);
    (await place.server.client().get('/api/admin/messages')).expectStatus(401);
  });
});

for (const [mode, code] of [['refuse_later', /^mail_refused: 451/], ['refuse_data', /^mail_refused: 554/], ['stall', /^mail_broken_off: .*in time/], ['drop', /^mail_broken_off/]]) {
  test(`a mail server that answers with "${mode}" gets the mail once it is well`, async () => {
    const place = await house();
    try {
      place.post.mode = mode;
      await place.order();
      await place.post.attempted(1);
      assert.match((await place.failed(1)).last_error, code);
      place.post.mode = 'ok';
      await place.server.advance(MINUTE);
      await place.post.arrived(1);
      await place.settled('sent', 1);
      assert.equal(place.post.mails.length, 1);
    } finally {
      await place.close();
    }
  });
}

test('a mail that was taken without an answer comes again under the same name', async () => {
  const place = await house();
  try {
    place.post.mode = 'deaf';
    await place.order();
    await place.post.arrived(1);
    await place.failed(1);
    place.post.mode = 'ok';
    await place.server.advance(MINUTE);
    const mails = await place.post.arrived(2);
    assert.equal(mails[0].messageId, mails[1].messageId);
    assert.deepEqual([mails[0].date, mails[0].text, mails[0].html], [mails[1].date, mails[1].text, mails[1].html]);
    await place.settled('sent', 1);
  } finally {
    await place.close();
  }
});

test('kill -9 while mails are on their way loses none, and what comes twice has one name', async () => {
  const place = await house();
  try {
    const { post, server } = place;
    post.pauseMs = 60;
    const orders = [];
    for (let i = 0; i < 12; ++i) orders.push((await place.order()).order);
    for (let round = 0; round < 4; ++round) {
      await post.until(() => post.attempts >= 1 + round * 2, 'attempts');
      await server.kill9();
      await server.advance(4 * MINUTE);  // claims run out
      await server.restart();
    }
    post.pauseMs = 0;
    const names = () => new Set(post.mails.map((mail) => mail.messageId));
    for (const end = Date.now() + 40_000; names().size < orders.length && Date.now() < end;) await sleep(100);
    assert.equal(names().size, orders.length);
    const admin = await signedIn(server);
    let counts;
    for (const end = Date.now() + 30_000; Date.now() < end;) {
      counts = (await admin.get('/api/admin/messages')).expectStatus(200).counts;
      if (counts.sent === orders.length) break;
      await sleep(100);
    }
    assert.deepEqual(counts, { waiting: 0, sent: orders.length, dead: 0, dropped: 0 });
    for (const order of orders) {
      assert.ok(post.mails.some((mail) => mail.text.includes(order.order_number)), order.order_number);
    }
    assert.ok(post.mails.length <= orders.length + 4 * 2, `${post.mails.length} mails for ${orders.length} orders`);
  } finally {
    await place.close();
  }
});

test('stopping finishes the mail on its way, so that it does not come again', async () => {
  const place = await house();
  try {
    place.post.pauseMs = 700;
    await place.order();
    await place.post.attempted(1);
    assert.equal((await place.server.terminate()).code, 0);
    assert.equal(place.post.mails.length, 1);
    await place.server.advance(HOUR);
    await place.server.restart();
    await sleep(1000);
    assert.equal(place.post.mails.length, 1);
    const admin = await signedIn(place.server);
    assert.equal((await admin.get('/api/admin/messages')).expectStatus(200).counts.sent, 1);
  } finally {
    await place.close();
  }
});

test('mail that lay for days is not sent by itself, but when somebody says so', async () => {
  const quiet = await startServer();
  const post = await startMailServer();
  try {
    const { show, seats } = await createShow(await signedIn(quiet));
    await buy(quiet, show.id, [seats[0].id]);
    await quiet.terminate();
    await quiet.advance(80 * HOUR);
    quiet.extraEnv = { SMTP_URL: post.url, ...SETTINGS };
    await quiet.restart();
    const admin = await signedIn(quiet);
    let list;
    for (const end = Date.now() + 20_000; Date.now() < end;) {
      list = (await admin.get('/api/admin/messages')).expectStatus(200);
      if (list.items.length) break;
      await sleep(50);
    }
    assert.match(list.items[0].last_error, /^mail_too_old/);
    assert.equal(post.attempts, 0);
    assert.equal((await admin.post('/api/admin/messages/retry-dead')).expectStatus(200).retried, 1);
    await post.arrived(1);
  } finally {
    await quiet.stop();
    await post.close();
  }
});

test('two nodes of one database send every message once', { skip: !testsUsePostgres && 'needs PostgreSQL' }, async () => {
  const place = await house();
  const other = await startServer({ database: place.server.database, env: place.server.extraEnv });
  try {
    place.post.pauseMs = 20;
    const orders = await Promise.all(Array.from({ length: 40 }, () => place.order()));
    await place.post.arrived(40);
    await sleep(500);
    assert.equal(place.post.mails.length, 40);
    assert.equal(new Set(place.post.mails.map((mail) => mail.messageId)).size, 40);
    for (const { order } of orders) assert.ok(place.post.mails.some((mail) => mail.text.includes(order.order_number)));
  } finally {
    await other.stop();
    await place.close();
  }
});

describe('encryption', () => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'usher-mail-'));
  const file = (name) => path.join(directory, name);
  let tls;
  before(() => {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
      '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', file('key.pem'), '-out', file('cert.pem')], { stdio: 'ignore' });
    tls = { key: fs.readFileSync(file('key.pem')), cert: fs.readFileSync(file('cert.pem')) };
  });
  after(() => fs.rmSync(directory, { recursive: true }));

  for (const [what, options] of [['STARTTLS', { starttls: true }], ['smtps', { secure: true }]]) {
    test(`by ${what} protects mail and password`, async () => {
      const place = await house({ USHER_SMTP_CA_FILE: file('cert.pem') }, { ...tls, ...options, user: { name: 'u', password: 'secret' } });
      try {
        await place.order();
        const [mail] = await place.post.arrived(1);
        assert.equal(mail.secure, true);
        assert.equal(mail.user, 'u');
      } finally {
        await place.close();
      }
    });
  }

  test('is taken where a server on this machine offers it, whatever its certificate', async () => {
    const place = await house({}, { ...tls, starttls: true });
    try {
      await place.order();
      const [mail] = await place.post.arrived(1);
      assert.equal(mail.secure, true);
    } finally {
      await place.close();
    }
  });

  test('that is asked for and not offered keeps mail and password at home', async () => {
    const place = await house({ USHER_SMTP_CA_FILE: file('cert.pem') }, { user: { name: 'u', password: 'secret' } });
    try {
      await place.order();
      assert.match((await place.failed(1)).last_error, /^mail_not_encrypted/);
      assert.equal(place.post.attempts, 0);
    } finally {
      await place.close();
    }
  });

  test('by a certificate that nobody vouches for is none', async () => {
    const stranger = file('other.pem');
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
      '-subj', '/CN=other', '-keyout', file('otherkey.pem'), '-out', stranger], { stdio: 'ignore' });
    const place = await house({ USHER_SMTP_CA_FILE: stranger }, { ...tls, secure: true });
    try {
      await place.order();
      assert.match((await place.failed(1)).last_error, /^mail_not_encrypted/);
    } finally {
      await place.close();
    }
  });
});

test('a mail that is too large for the server goes with a link instead of the file, and says so', async () => {
  const place = await house({}, { size: 40_000 });
  try {
    await place.order();
    const refused = await place.failed(1);
    assert.match(refused.last_error, /^mail_refused: 552/);
    await place.server.advance(60_000);
    const [mail] = await place.post.arrived(1);
    assert.deepEqual(mail.attachments.filter((part) => !part.related).map((part) => part.contentType), ['text/calendar']);
    assert.match(mail.text, /too large for a mail/);
    assert.match(mail.html, /too large for a mail/);
    assert.match(mail.text, /order_token=/);
    const { items: [sent] } = await place.settled('sent', 1);
    assert.match(sent.last_error, /^mail_without_files/);
  } finally {
    await place.close();
  }
});

test('settings that cannot work are named when starting', async () => {
  for (const [env, text] of [
    [{ SMTP_URL: 'mail.example.org' }, /smtp_url: must be smtp:/],
    [{ SMTP_URL: 'smtp://u:secret@mail.example.org', MAILGUN_API_KEY: 'k' }, /not both/],
    [{ MAILGUN_API_KEY: 'k' }, /mailgun_domain/],
    [{ SMTP_URL: 'smtp://mail.example.org', USHER_MAIL_FROM: 'nobody' }, /mail_from/],
  ]) {
    await assert.rejects(startServer({ env }), (error) => text.test(error.message) && !error.message.includes('secret'));
  }
});
