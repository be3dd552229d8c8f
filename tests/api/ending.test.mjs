// Purpose: the process ends soon after it was asked to, whatever is open. Place: tests/api.
import assert from 'node:assert/strict';
import net from 'node:net';
import { afterEach, describe, test } from 'node:test';
import { metric, metrics, until } from '../support/facts.mjs';
import { buy, createShow, signedIn } from '../support/fixtures.mjs';
import { startMailServer } from '../support/mail/server.mjs';
import { startServer } from '../support/server.mjs';

const END_LIMIT_MS = 8000;
const SEATS_ASKED = 'usher_http_requests_total{method="GET",route="/api/public/recital-shows/{id}/seats",status="200"}';

let server, post;
const sockets = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server?.stop();
  await post?.close();
  server = post = undefined;
});

/** A connection that has sent this and reads nothing. */
async function open(text) {
  const socket = net.connect({ host: '127.0.0.1', port: Number(new URL(server.url).port) });
  sockets.push(socket);
  socket.on('error', () => {});
  socket.pause();
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write(text);
  return socket;
}

async function endsInTime(signal) {
  const began = Date.now();
  const outcome = await server.terminate(signal);
  const took = Date.now() - began;
  assert.ok(took < END_LIMIT_MS, `it took ${took} ms:\n${server.log().slice(-2000)}`);
  return { ...outcome, took };
}

describe('a signal ends the process', () => {
  test('with half a head, half a body, a stream and a reader that does not read', async () => {
    server = await startServer();
    const admin = await signedIn(server);
    const { show } = await createShow(admin, { rows: 40, perRow: 50 });
    const host = 'Host: test\r\n';
    await open(`GET /healthz HTTP/1.1\r\n${host}X-Slow: `);
    await open(`POST /api/auth/login HTTP/1.1\r\n${host}Content-Type: application/json\r\nContent-Length: 50\r\n\r\n{`);
    await open(`POST /api/auth/login HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n5\r\n{`);
    await open(`GET /api/public/recital-shows/${show.id}/seats/stream HTTP/1.1\r\n${host}\r\n`);
    await open(`GET /api/public/recital-shows/${show.id}/seats?limit=200 HTTP/1.1\r\n${host}\r\n`.repeat(200));
    await open('');
    await until('all are there', async () => {
      const now = await metrics(server);
      return now.usher_http_connections >= 6 && now.usher_seat_streams === 1 && now[SEATS_ASKED] >= 1;
    });
    assert.deepEqual((({ code, signal }) => ({ code, signal }))(await endsInTime('SIGTERM')), { code: 0, signal: null });
  });

  test('with a mail server that never answers', async () => {
    post = await startMailServer();
    post.mode = 'stall';
    server = await startServer({ env: { SMTP_URL: post.url, USHER_MAIL_FROM: 'House <tickets@example.org>' } });
    const { show, seats } = await createShow(await signedIn(server));
    await buy(server, show.id, [seats[0].id]);
    await post.attempted(1);
    assert.equal((await endsInTime('SIGTERM')).code, 0);
  });

  test('with a hundred log-ins waiting', async () => {
    server = await startServer();
    const waiting = Array.from({ length: 100 }, (_, i) => server.client()
      .post('/api/auth/login', { email: `nobody${i}@example.org`, password: 'wrong horse' }).catch(() => {}));
    await until('they wait for their turn', async () => (await metric(server, 'usher_password_hashes_waiting')) > 0);
    assert.equal((await endsInTime('SIGTERM')).code, 0);
    await Promise.all(waiting);
  });

  test('at once when nothing is open', async () => {
    server = await startServer();
    const { code, took } = await endsInTime('SIGINT');
    assert.equal(code, 0);
    assert.ok(took < 3000, `it took ${took} ms`);
  });

  test('at once at a second signal', async () => {
    server = await startServer({ args: ['--drain-timeout-s', '60', '--body-timeout-s', '60'] });
    await open('POST /api/auth/login HTTP/1.1\r\nHost: test\r\nContent-Length: 50\r\n\r\n{');
    await until('it is read', async () => (await metric(server, 'usher_http_connections')) >= 2);
    server.child.kill('SIGTERM');
    await until('the first signal is heard', () => server.log().includes('stopping'));
    const { code, took } = await endsInTime('SIGTERM');
    assert.ok(code === 143 || code === 0, `code ${code}`);
    assert.ok(took < 3000, `it took ${took} ms`);
  });
});
