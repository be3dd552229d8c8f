// Purpose: a flood of log-ins costs whoever makes it, and nobody else (rules 26, 27, 59). Place: tests/api.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { metric, until } from '../support/facts.mjs';
import { createUser, unique } from '../support/fixtures.mjs';
import { startServer } from '../support/server.mjs';

const FLOOD = 100;
const PERSISTENT = 8;  // who keep a flood up for as long as it is looked at
const CROWD_OF_ONE = 4;  // from so many of one network on, a captcha is asked for
const sha256 = (text) => crypto.createHash('sha256').update(text).digest('hex');

describe('a flood of log-ins', () => {
  let server;
  before(async () => {
    server = await startServer({ args: ['--trusted-proxies', '127.0.0.0/8', '--captcha-work', '200', '--rate-limit', 'off'] });
  });
  after(() => server?.stop());

  const from = (address) => server.client({ headers: { 'x-forwarded-for': address } });
  // A hash takes half a second of a core, and much longer where the machine has other work.
  const logIn = (client, { email, password }, captcha) =>
    client.post('/api/auth/login', { email, password, ...(captcha ? { captcha } : {}) }, { limitMs: 120_000 });

  /** Log-ins to accounts that do not exist, all at once; some of them again and again while it `goesOn`. */
  async function flood(addressOf, goesOn = () => false) {
    const answers = Array.from({ length: FLOOD }, async (_, i) => {
      const heard = [];
      do {
        heard.push(await logIn(from(addressOf(i)), { email: `${unique('nobody')}@example.org`, password: 'wrong horse' }));
      } while (i < PERSISTENT && goesOn());
      return heard;
    });
    return (await Promise.all(answers)).flat();
  }
  const isUnderWay = () => until('the flood has come',
    async () => (await metric(server, 'usher_password_hashes_waiting')) >= CROWD_OF_ONE);
  async function solved(client) {
    const { challenge, maxnumber, salt, ...rest } = (await client.get('/api/public/captcha?form=log_in')).expectStatus(200);
    for (let number = 0; number <= maxnumber; ++number) {
      if (sha256(salt + number) === challenge) {
        return Buffer.from(JSON.stringify({ challenge, salt, number, ...rest })).toString('base64');
      }
    }
    return assert.fail('no number solves the challenge');
  }

  test('from one address lets a right password from another through', async () => {
    const user = await createUser(server, { role: 'staff' });
    let isOver = false;
    const flooding = flood(() => '203.0.113.66', () => !isOver);
    try {
      await isUnderWay();
      (await logIn(from('198.51.100.7'), user)).expectStatus(200);
    } finally {
      isOver = true;
    }
    const statuses = (await flooding).map((answer) => answer.status);
    assert.deepEqual([...new Set(statuses)].filter((status) => ![401, 422, 503].includes(status)), []);
    assert.ok(statuses.filter((status) => status === 422).length > FLOOD / 2, 'most are asked for a captcha');
  });

  test('lets a captcha solve it for others at its own address, and known browsers pass without', async () => {
    const [known, other] = [await createUser(server, { role: 'staff' }), await createUser(server, { role: 'staff' })];
    const browser = from('203.0.113.67');
    (await logIn(browser, known)).expectStatus(200);
    let isOver = false;
    const flooding = flood(() => '203.0.113.67', () => !isOver);
    try {
      await isUnderWay();
      const stranger = from('203.0.113.67');
      const [first, asked] = await Promise.all([logIn(browser, known), logIn(stranger, other)]);
      first.expectStatus(200);
      if (asked.status !== 200) {
        asked.expectStatus(422, 'captcha_required');
        (await logIn(stranger, other, await solved(stranger))).expectStatus(200);
      }
    } finally {
      isOver = true;
    }
    await flooding;
  });

  test('from many addresses is answered by a captcha for those whom nobody knows', async () => {
    const user = await createUser(server, { role: 'staff' });
    const browser = from('198.51.100.8');
    (await logIn(browser, user)).expectStatus(200);
    const flooding = flood((i) => `192.0.2.${i}`);
    await isUnderWay();
    (await logIn(browser, user)).expectStatus(200);
    const statuses = (await flooding).map((answer) => answer.status);
    assert.deepEqual([...new Set(statuses)].filter((status) => ![401, 422, 503].includes(status)), []);
  });

  test('leaves the block of three wrong passwords as it is, also on a known browser', async () => {
    const user = await createUser(server, { role: 'staff' });
    const browser = from('198.51.100.9');
    (await logIn(browser, user)).expectStatus(200);
    for (let i = 0; i < 3; ++i) (await logIn(browser, { ...user, password: 'wrong' })).expectStatus(401);
    (await logIn(browser, user)).expectStatus(429, 'too_many_attempts');
  });
});
