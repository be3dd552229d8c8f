// Captcha and limits (rules 25, 26, 58, 59): what a guesser meets, and what nobody else does.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { buy, createOrder, createShow, createUser, reserve, signedIn, unique } from '../support/fixtures.mjs';
import { startServer } from '../support/server.mjs';

const sha256 = (text) => crypto.createHash('sha256').update(text).digest('hex');
let lastNetwork = 0;
/** A browser somewhere else in the world: the server trusts this test as a proxy. */
const elsewhere = (server, address = `198.51.${++lastNetwork >> 8}.${lastNetwork & 255}`) =>
  server.client({ headers: { 'x-forwarded-for': address } });

async function challengeOf(client, form) {
  return (await client.get(`/api/public/captcha${form ? `?form=${form}` : ''}`)).expectStatus(200);
}
/** Solves a challenge with nothing but the format's description. */
function solve({ algorithm, challenge, maxnumber, salt, signature }, more = {}) {
  assert.equal(algorithm, 'SHA-256');
  for (let number = 0; number <= maxnumber; ++number) {
    if (sha256(salt + number) === challenge) {
      const solution = { algorithm, challenge, number, salt, signature, ...more };
      return Buffer.from(JSON.stringify(solution)).toString('base64');
    }
  }
  return assert.fail('no number solves the challenge');
}
const solved = async (client, form) => solve(await challengeOf(client, form), { took: 12 });
const logIn = (client, email, password, captcha) =>
  client.post('/api/auth/login', { email, password, ...(captcha ? { captcha } : {}) });
const lookUp = (client, number, email, captcha) => client.get('/api/public/orders/lookup'
  + `?order_number=${encodeURIComponent(number)}&email=${encodeURIComponent(email)}`
  + (captcha ? `&captcha=${encodeURIComponent(captcha)}` : ''));

describe('captcha', () => {
  let server, admin, show, seats, next = 0;
  const take = (count) => seats.slice(next, (next += count)).map((seat) => seat.id);

  before(async () => {
    server = await startServer({ args: ['--trusted-proxies', '127.0.0.0/8', '--captcha-work', '2000',
      '--rate-limit', 'off'] });
    admin = await signedIn(server);
    ({ show, seats } = await createShow(admin, { rows: 4, perRow: 20 }));
  });
  after(() => server?.stop());

  /** Wrong passwords for one account, from `networks` networks, three each. */
  async function guess(email, networks) {
    for (let i = 0; i < networks; ++i) {
      const client = elsewhere(server);
      for (let k = 0; k < 3; ++k) {
        const answer = await logIn(client, email, `guess ${i} ${k}`);
        if (answer.status === 422) return;
        answer.expectStatus(401, 'invalid_credentials');
      }
    }
  }

  test('a challenge has the form of ALTCHA, and each is another', async () => {
    const client = server.client();
    const challenge = await challengeOf(client, 'log_in');
    assert.deepEqual(Object.keys(challenge).sort(), ['algorithm', 'challenge', 'maxnumber', 'salt', 'signature']);
    assert.match(challenge.challenge, /^[0-9a-f]{64}$/);
    assert.match(challenge.signature, /^[0-9a-f]{64}$/);
    assert.equal(challenge.maxnumber, 2000);
    const salt = new URLSearchParams(challenge.salt.split('?')[1]);
    assert.equal(salt.get('form'), 'log_in');
    const life = Number(salt.get('expires')) - Date.now() / 1000;
    assert.ok(life > 500 && life <= 601, `expires in ${life} s`);
    assert.notEqual((await challengeOf(client, 'log_in')).salt, challenge.salt);
    (await client.get('/api/public/captcha?form=nonsense')).expectStatus(422, 'validation_failed');
    assert.equal((await client.get('/api/public/captcha')).headers['cache-control'], 'no-store');
  });

  test('the pages are told about it', async () => {
    const config = (await server.client().get('/api/public/config')).expectStatus(200);
    assert.deepEqual(config.captcha, { provider: 'altcha', on_orders: false });
  });

  test('many wrong passwords from many networks ask for a captcha, and lock nobody out', async () => {
    const { email, password } = await createUser(server, { role: 'staff' });
    await guess(email, 4);
    const owner = elsewhere(server);
    const asked = await logIn(owner, email, password);
    asked.expectStatus(422, 'captcha_required');
    assert.equal(asked.body.errors[0].pointer, '/captcha');

    const other = await solved(owner, 'order_lookup');
    (await logIn(owner, email, password, other)).expectStatus(422, 'captcha_invalid');
    const captcha = await solved(owner, 'log_in');
    (await logIn(owner, email, 'wrong', captcha)).expectStatus(401, 'invalid_credentials');
    (await logIn(owner, email, password, captcha)).expectStatus(422, 'captcha_invalid');
    (await logIn(owner, email, password, await solved(owner, 'log_in'))).expectStatus(200);
  });

  test('an address that nobody has asks for one just the same', async () => {
    const email = `${unique('nobody')}@example.org`;
    await guess(email, 4);
    (await logIn(elsewhere(server), email, 'x')).expectStatus(422, 'captcha_required');
  });

  test('it is asked for no longer after a quarter of an hour of peace', async () => {
    const own = await startServer({ args: ['--trusted-proxies', '127.0.0.0/8', '--captcha-work', '100', '--rate-limit', 'off'] });
    try {
      const { email, password } = await createUser(own, { role: 'staff' });
      for (let i = 0; i < 10; ++i) (await logIn(elsewhere(own), email, 'x')).expectStatus(401);
      const owner = elsewhere(own);
      (await logIn(owner, email, password)).expectStatus(422, 'captcha_required');
      const kept = await solved(owner, 'log_in');
      const spent = await solved(owner, 'log_in');
      (await logIn(owner, email, password, spent)).expectStatus(200);

      await own.kill9();
      await own.restart();
      owner.url = own.url;
      (await logIn(owner, email, password)).expectStatus(422, 'captcha_required');
      (await logIn(owner, email, password, spent)).expectStatus(422, 'captcha_invalid');
      (await logIn(owner, email, password, kept)).expectStatus(200);

      const old = await solved(owner, 'log_in');
      await own.advance(10 * 60_000 + 1000);
      (await logIn(owner, email, password, old)).expectStatus(422, 'captcha_invalid');
      await own.advance(5 * 60_000);
      (await logIn(owner, email, password)).expectStatus(200);
    } finally {
      await own.stop();
    }
  });

  test('look-ups of one address ask for it on every way to an order', async () => {
    const email = `${unique('buyer')}@example.org`;
    const { order } = await buy(server, show.id, take(1), { customer: { customer_email: email } });
    for (let i = 0; i < 10; ++i) (await lookUp(elsewhere(server), `ORD-20261124-AAAA${10 + i}`, email)).expectStatus(404, 'order_not_found');
    const ways = (client, captcha) => {
      const query = `email=${encodeURIComponent(email)}${captcha ? `&captcha=${encodeURIComponent(captcha)}` : ''}`;
      return [
        () => lookUp(client, order.order_number, email, captcha),
        () => client.get(`/api/public/orders/${order.id}?${query}`),
        () => client.post(`/api/public/orders/${order.id}/resend-email?${query}`),
        () => client.get(`/api/public/orders/${order.id}/tickets.pdf?${query}`),
      ];
    };
    const statuses = [200, 200, 202, 200];
    for (let i = 0; i < 4; ++i) {
      const client = elsewhere(server);
      (await ways(client)[i]()).expectStatus(422, 'captcha_required');
      (await ways(client, await solved(client, 'order_lookup'))[i]()).expectStatus(statuses[i]);
    }
  });

  test('three wrong look-ups on any way block the pair, and nobody else behind that address', async () => {
    const email = `${unique('blocked')}@example.org`;
    const { order } = await buy(server, show.id, take(1), { customer: { customer_email: email } });
    const { order: rival } = await buy(server, show.id, take(1), { customer: { customer_email: `${unique('rival')}@example.org` } });
    const hall = `203.0.113.${(next % 250) + 1}`;
    const wrong = `x${email}`;
    const client = elsewhere(server, hall);
    (await client.get(`/api/public/orders/${order.id}?email=${encodeURIComponent(wrong)}`)).expectStatus(404);
    (await client.post(`/api/public/orders/${order.id}/resend-email?email=${encodeURIComponent(wrong)}`)).expectStatus(404);
    (await client.get(`/api/public/orders/${order.id}/tickets.pdf?email=${encodeURIComponent(wrong)}`)).expectStatus(404);
    const blocked = await client.get(`/api/public/orders/${order.id}?email=${encodeURIComponent(email)}`);
    blocked.expectStatus(429, 'too_many_attempts');
    assert.ok(Number(blocked.headers['retry-after']) > 800);
    (await lookUp(elsewhere(server, hall), rival.order_number, rival.customer_email)).expectStatus(200);
    (await elsewhere(server).get(`/api/public/orders/${order.id}?email=${encodeURIComponent(email)}`)).expectStatus(200);
  });

  test('a forged code is stopped at the third time; what is no code is just not found', async () => {
    const { order } = await buy(server, show.id, take(2));
    const [code, other] = order.tickets.map((ticket) => ticket.code);
    const forged = code.slice(0, 80) + (code[80] === 'A' ? 'B' : 'A') + code.slice(81);
    const client = elsewhere(server);
    for (let i = 0; i < 5; ++i) (await client.get('/api/public/tickets/NOTACODE')).expectStatus(404, 'ticket_not_found');
    (await client.get(`/api/public/tickets/${forged}`)).expectStatus(404, 'ticket_not_found');
    (await client.get(`/api/public/tickets/${forged}/qr.svg`)).expectStatus(404);
    (await client.get(`/api/public/tickets/${code}`)).expectStatus(200);
    for (const what of ['', '/download', '/calendar.ics']) (await client.get(`/api/public/tickets/${forged}${what}`)).expectStatus(404);
    for (const what of ['', '/download', '/calendar.ics', '/qr.svg', '/qr.png']) {
      (await client.get(`/api/public/tickets/${code}${what}`)).expectStatus(429, 'too_many_attempts');
    }
    (await client.get(`/api/public/tickets/${other}`)).expectStatus(200);
    (await elsewhere(server).get(`/api/public/tickets/${code}`)).expectStatus(200);
  });

  test('codes that shall confirm a second factor are limited too', async () => {
    const user = await createUser(server, { role: 'staff' });
    const client = server.client();
    await client.login(user);
    (await client.post('/api/auth/totp/enrol', { password: user.password })).expectStatus(200);
    for (let i = 0; i < 3; ++i) (await client.post('/api/auth/totp/confirm', { code: 'ABCDEF' })).expectStatus(422, 'totp_invalid');
    (await client.post('/api/auth/totp/confirm', { code: '123456' })).expectStatus(429, 'too_many_attempts');
  });

  test('orders need one where the settings say so, once each', async () => {
    const own = await startServer({ args: ['--captcha-on-orders', '--captcha-work', '500'] });
    try {
      const boss = await signedIn(own);
      const made = await createShow(boss, { rows: 1, perRow: 4 });
      assert.equal((await own.client().get('/api/public/config')).expectStatus(200).captcha.on_orders, true);
      const buyer = own.client();
      const hold = (await reserve(buyer, made.show.id, [made.seats[0].id])).expectStatus(201);
      (await createOrder(buyer, hold)).expectStatus(422, 'captcha_required');
      (await createOrder(buyer, hold, { captcha: await solved(buyer, 'log_in') })).expectStatus(422, 'captcha_invalid');
      // A refused order has spent it all the same; the very same request may be repeated.
      const spent = await solved(buyer, 'order_create');
      const wrong = { reservation_token: hold.reservation_token, show_id: made.show.id, customer_name: 'A', customer_email: 'a@b.org',
        ticket_types: { [made.seats[0].id]: 'Duke' }, captcha: spent };
      const send = (body) => buyer.post('/api/ticket-orders/create', body, { key: 'wrong' });
      for (let i = 0; i < 2; ++i) (await send(wrong)).expectStatus(422, 'unknown_ticket_type');
      (await createOrder(buyer, hold, { captcha: spent })).expectStatus(422, 'captcha_invalid');
      (await send({ ...wrong, ticket_types: {} })).expectStatus(422, 'captcha_invalid');
      const captcha = await solved(buyer, 'order_create');
      (await createOrder(buyer, hold, { captcha })).expectStatus(201);
      const again = own.client();
      const second = (await reserve(again, made.show.id, [made.seats[1].id])).expectStatus(201);
      (await createOrder(again, second, { captcha })).expectStatus(422, 'captcha_invalid');
    } finally {
      await own.stop();
    }
  });
});
