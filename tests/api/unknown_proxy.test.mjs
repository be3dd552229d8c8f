// Purpose: a proxy on the server's machine that nobody named is noticed and not believed. Place: tests/api.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createUser } from '../support/fixtures.mjs';
import { startServer } from '../support/server.mjs';

const CLIENT = { 'x-forwarded-for': '203.0.113.7' };

describe('a proxy that trusted_proxies does not name', () => {
  let server;
  before(async () => {
    server = await startServer();
  });
  after(() => server?.stop());

  const count = (text, part) => text.split(part).length - 1;

  test('opens no metrics, and is told of once in the log and where readiness is asked', async () => {
    const client = server.client();
    assert.equal((await client.get('/metrics')).status, 200);
    assert.deepEqual((await client.get('/readyz')).expectStatus(200).warnings, []);
    for (const headers of [CLIENT, { 'x-forwarded-for': '127.0.0.1' }, { forwarded: 'for=203.0.113.7' }, { 'x-real-ip': '203.0.113.7' }]) {
      (await client.get('/metrics', { headers })).expectStatus(403, 'forbidden');
    }
    assert.equal((await client.get('/metrics')).status, 200, 'this machine itself may');
    const { warnings } = (await client.get('/readyz')).expectStatus(200);
    assert.equal(warnings.length, 1);
    assert.equal(warnings[0].code, 'unknown_proxy');
    assert.match(warnings[0].detail, /trusted_proxies/);
    assert.equal(count(server.log(), 'proxy_is_not_trusted'), 1);
  });

  test('is no way around the limits of an address', async () => {
    const { email } = await createUser(server, { role: 'staff' });
    for (let i = 0; i < 3; ++i) {
      (await server.client({ headers: { 'x-forwarded-for': `203.0.113.${i}` } })
        .post('/api/auth/login', { email, password: 'wrong horse' })).expectStatus(401);
    }
    (await server.client({ headers: { 'x-forwarded-for': '203.0.113.9' } })
      .post('/api/auth/login', { email, password: 'wrong horse' })).expectStatus(429, 'too_many_attempts');
  });

  test('lets nobody lock out whoever has signed in on their browser before', async () => {
    const user = await createUser(server);
    const browser = server.client({ headers: CLIENT });
    (await browser.post('/api/auth/login', { email: user.email, password: user.password })).expectStatus(200);
    const stranger = server.client({ headers: { 'x-forwarded-for': '198.51.100.1' } });
    for (let i = 0; i < 3; ++i) {
      (await stranger.post('/api/auth/login', { email: user.email, password: 'wrong horse' })).expectStatus(401);
    }
    (await stranger.post('/api/auth/login', { email: user.email, password: user.password })).expectStatus(429);
    (await browser.post('/api/auth/login', { email: user.email, password: user.password })).expectStatus(200);
  });

  test('a made-up host gets into no cache', async () => {
    const forged = { headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example' } };
    for (const path of ['/sitemap.xml', '/robots.txt']) {
      assert.equal((await server.client().get(path, forged)).headers['cache-control'], 'no-store', path);
    }
    const page = await server.client().get('/public/tickets', forged);
    assert.match(page.headers['cache-control'], /private/);
    const own = await startServer({ args: ['--public-url', 'https://tickets.example.org', '--test-payments'] });
    try {
      const map = await own.client().get('/sitemap.xml', forged);
      assert.match(map.headers['cache-control'], /public/);
      assert.match(map.text, /https:\/\/tickets\.example\.org\//);
      for (const path of ['/sitemap.xml', '/robots.txt', '/public/tickets']) {
        assert.doesNotMatch((await own.client().get(path, forged)).text, /evil\.example/, path);
      }
    } finally {
      await own.stop();
    }
  });
});
