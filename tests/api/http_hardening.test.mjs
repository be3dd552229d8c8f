// Purpose: malformed and smuggled HTTP against the real server, over raw sockets (rule 56). Place: tests/api.
// Every payload must be refused or answered as exactly the requests it is, at once, never hang.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../support/facts.mjs';
import { createShow, signedIn } from '../support/fixtures.mjs';
import { startServer } from '../support/server.mjs';

const QUIET_MS = 250;
const LIMIT_MS = 5000;
const CRLF = '\r\n';
const HOST = `Host: test${CRLF}`;
const HIDDEN = `GET /smuggled HTTP/1.1${CRLF}${HOST}${CRLF}`;

let server;
let port;
before(async () => {
  server = await startServer({ args: ['--head-timeout-s', '1', '--body-timeout-s', '1'] });
  port = Number(new URL(server.url).port);
});
after(() => server.stop());

/** Sends bytes; resolves when the server closes, or is silent for a while. */
function exchange(payload, { quietMs = QUIET_MS, pieces } = {}) {
  return new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port });
    let text = '';
    let closed = false;
    let quiet;
    const finish = () => {
      clearTimeout(quiet);
      clearTimeout(limit);
      socket.destroy();
      const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => Number(match[1]));
      resolve({ text, closed, statuses });
    };
    const listen = () => {
      clearTimeout(quiet);
      quiet = setTimeout(finish, quietMs);
    };
    const limit = setTimeout(finish, LIMIT_MS);
    socket.on('connect', async () => {
      if (pieces) {
        for (const piece of pieces) {
          if (socket.destroyed) break;
          socket.write(piece);
          await sleep(5);
        }
      } else {
        socket.write(typeof payload === 'string' ? Buffer.from(payload, 'latin1') : payload);
      }
      listen();
    });
    socket.on('data', (data) => {
      text += data.toString('latin1');
      listen();
    });
    socket.on('end', () => {
      closed = true;
      finish();
    });
    socket.on('error', () => {
      closed = true;
      finish();
    });
  });
}

const get = (headers = '', target = '/healthz', version = 'HTTP/1.1') =>
  `GET ${target} ${version}${CRLF}${headers}${CRLF}`;
const post = (headers, body) => `POST /healthz HTTP/1.1${CRLF}${HOST}${headers}${CRLF}${body}`;
const chunked = (body) => post(`Transfer-Encoding: chunked${CRLF}`, body);

// Each is answered once with the status given (400 when none is) and the connection closed; what
// follows it is never taken for a request.
const REFUSED = {
  'no Host': [get('')],
  'two Hosts': [get(HOST + HOST)],
  'two different Hosts': [get(`${HOST}Host: other${CRLF}`)],
  'an empty Host': [get(`Host:${CRLF}`)],
  'a Host with a space': [get(`Host: te st${CRLF}`)],
  'a Host with a path': [get(`Host: test/x${CRLF}`)],
  'a Host with user information': [get(`Host: a@test${CRLF}`)],
  'a Host with a wrong port': [get(`Host: test:80x${CRLF}`)],
  'a space before the colon': [get(`Host : test${CRLF}`)],
  'a space before the colon of Content-Length': [post(`Content-Length : 5${CRLF}`, 'hello')],
  'a tab before the colon of Transfer-Encoding': [post(`Transfer-Encoding\t: chunked${CRLF}`, '0\r\n\r\n')],
  'a folded header': [get(`${HOST}X: 1${CRLF} 2${CRLF}`)],
  'a folded Transfer-Encoding': [post(`Transfer-Encoding:${CRLF} chunked${CRLF}`, '0\r\n\r\n')],
  'a header that starts with a tab': [get(`${HOST}\tX: 1${CRLF}`)],
  'the first header folded': [get(` ${HOST}`)],
  'Transfer-Encoding with Content-Length': [
    post(`Transfer-Encoding: chunked${CRLF}Content-Length: 4${CRLF}`, `0${CRLF}${CRLF}`)],
  'Content-Length with Transfer-Encoding': [
    post(`Content-Length: 6${CRLF}Transfer-Encoding: chunked${CRLF}`, `0${CRLF}${CRLF}G`)],
  'two Content-Lengths that differ': [post(`Content-Length: 0${CRLF}Content-Length: 44${CRLF}`, '')],
  'two Content-Lengths alike': [post(`Content-Length: 0${CRLF}Content-Length: 0${CRLF}`, '')],
  'a list of Content-Lengths': [post(`Content-Length: 0, 44${CRLF}`, '')],
  'a signed Content-Length': [post(`Content-Length: +5${CRLF}`, 'hello')],
  'a negative Content-Length': [post(`Content-Length: -1${CRLF}`, '')],
  'a hexadecimal Content-Length': [post(`Content-Length: 0x5${CRLF}`, 'hello')],
  'a Content-Length with a fraction': [post(`Content-Length: 5.0${CRLF}`, 'hello')],
  'a Content-Length with an inner space': [post(`Content-Length: 1 0${CRLF}`, 'hello')],
  'an empty Content-Length': [post(`Content-Length:${CRLF}`, '')],
  'a Content-Length beyond 64 bits': [post(`Content-Length: 18446744073709551621${CRLF}`, 'hello')],
  'an unknown transfer coding': [post(`Transfer-Encoding: gzip${CRLF}`, '')],
  'a list of transfer codings': [post(`Transfer-Encoding: gzip, chunked${CRLF}`, '0\r\n\r\n')],
  'chunked, identity': [post(`Transfer-Encoding: chunked, identity${CRLF}`, '0\r\n\r\n')],
  'a misspelt transfer coding': [post(`Transfer-Encoding: xchunked${CRLF}`, '0\r\n\r\n')],
  'a quoted transfer coding': [post(`Transfer-Encoding: "chunked"${CRLF}`, '0\r\n\r\n')],
  'a transfer coding behind a vertical tab': [post(`Transfer-Encoding: \x0bchunked${CRLF}`, '0\r\n\r\n')],
  'two Transfer-Encodings': [
    post(`Transfer-Encoding: chunked${CRLF}Transfer-Encoding: identity${CRLF}`, '0\r\n\r\n')],
  'chunked in HTTP/1.0': [
    `POST /healthz HTTP/1.0${CRLF}${HOST}Transfer-Encoding: chunked${CRLF}${CRLF}0${CRLF}${CRLF}`],
  'a chunk size in decimal with rubbish': [chunked(`5x${CRLF}hello${CRLF}0${CRLF}${CRLF}`)],
  'a chunk size with a prefix': [chunked(`0x5${CRLF}hello${CRLF}0${CRLF}${CRLF}`)],
  'a chunk size with a space': [chunked(`5 ${CRLF}hello${CRLF}0${CRLF}${CRLF}`)],
  'a negative chunk size': [chunked(`-1${CRLF}hello${CRLF}0${CRLF}${CRLF}`)],
  'a chunk size that overflows': [chunked(`fffffffffffffffff${CRLF}hello`)],
  'an empty chunk size': [chunked(`${CRLF}hello${CRLF}0${CRLF}${CRLF}`)],
  'a chunk that ends with LF': [chunked(`5\nhello\n0\n\n`)],
  'a chunk without its line end': [chunked(`5${CRLF}helloXX0${CRLF}${CRLF}`)],
  'a chunk longer than its size': [chunked(`3${CRLF}hello${CRLF}0${CRLF}${CRLF}`)],
  'an absurd chunk extension': [chunked(`5;${'x'.repeat(5000)}${CRLF}hello${CRLF}0${CRLF}${CRLF}`)],
  'a chunk extension with LF': [chunked(`5;a\nb${CRLF}hello${CRLF}0${CRLF}${CRLF}`)],
  'a trailer that changes the framing': [chunked(`0${CRLF}Content-Length: 44${CRLF}${CRLF}`)],
  'a malformed trailer': [chunked(`0${CRLF}no colon${CRLF}${CRLF}`)],
  'endless trailers': [chunked(`0${CRLF}${`X: ${'y'.repeat(500)}${CRLF}`.repeat(20)}${CRLF}`)],
  'no version': [`GET /healthz${CRLF}${HOST}${CRLF}`],
  'no target': [`GET HTTP/1.1${CRLF}${HOST}${CRLF}`],
  'two spaces in the request line': [`GET  /healthz HTTP/1.1${CRLF}${HOST}${CRLF}`],
  'a tab in the request line': [`GET\t/healthz HTTP/1.1${CRLF}${HOST}${CRLF}`],
  'rubbish behind the version': [`GET /healthz HTTP/1.1 x${CRLF}${HOST}${CRLF}`],
  'a version in lower case': [get(HOST, '/healthz', 'http/1.1')],
  'HTTP/2.0': [get(HOST, '/healthz', 'HTTP/2.0'), 505],
  'the preface of HTTP/2': [`PRI * HTTP/2.0${CRLF}${CRLF}SM${CRLF}${CRLF}`, 505],
  'HTTP/1.10': [get(HOST, '/healthz', 'HTTP/1.10')],
  'bare LF everywhere': [`GET /healthz HTTP/1.1\nHost: test\n\n`],
  'one bare LF': [`GET /healthz HTTP/1.1${CRLF}Host: test\n${CRLF}`],
  'a bare CR in a header': [get(`${HOST}X: a\rGET /smuggled HTTP/1.1${CRLF}`)],
  'NUL in a header': [get(`${HOST}X: a\0b${CRLF}`)],
  'NUL in the target': [`GET /healthz\0 HTTP/1.1${CRLF}${HOST}${CRLF}`],
  'NUL without a line end': ['GET /healthz\0'],
  'a header without a colon': [get(`${HOST}Transfer-Encoding${CRLF}`)],
  'a header without a name': [get(`${HOST}: x${CRLF}`)],
  'a header name with a slash': [get(`${HOST}X/Y: 1${CRLF}`)],
  'a header name with high bytes': [get(`${HOST}X\xe9: 1${CRLF}`)],
  'high bytes in the target': [get(HOST, '/\xc3\xa9')],
  'a fragment in the target': [get(HOST, '/healthz#x')],
  'a relative target': [get(HOST, 'healthz')],
  'the target * of GET': [get(HOST, '*')],
  'another scheme': [get(HOST, 'ftp://test/healthz')],
  'an absolute target of another host': [get(HOST, 'http://other/healthz')],
  'an absolute target with user information': [get(HOST, 'http://a@test/healthz')],
  'CONNECT': [`CONNECT test:443 HTTP/1.1${CRLF}Host: test:443${CRLF}${CRLF}`],
  'an unknown expectation': [post(`Expect: magic${CRLF}Content-Length: 0${CRLF}`, ''), 417],
  '101 headers': [get(HOST + `X: 1${CRLF}`.repeat(100)), 431],
  '17 KiB of headers': [get(`${HOST}X: ${'x'.repeat(17 * 1024)}${CRLF}`), 431],
  'a target of 9 KiB': [get(HOST, `/${'x'.repeat(9 * 1024)}`), 414],
  'two Content-Types': [
    post(`Content-Type: application/json${CRLF}Content-Type: text/plain${CRLF}`, '')],
  'two Authorizations': [get(`${HOST}Authorization: Bearer a${CRLF}Authorization: Bearer b${CRLF}`)],
  'dot segments': [get(HOST, '/api/../healthz')],
  'encoded dot segments': [get(HOST, '/api/%2e%2E/healthz')],
  'encoded slashes': [get(HOST, '/api%2f..%2fhealthz')],
  'backslashes': [get(HOST, '/api\\..\\healthz')],
  'an encoded NUL': [get(HOST, '/healthz%00')],
  'an encoded line end': [get(HOST, '/healthz%0d%0aX:1')],
  'a broken escape': [get(HOST, '/healthz%zz')],
  'an escape cut off': [get(HOST, '/healthz%4')],
  'an overlong UTF-8 slash': [get(HOST, '/..%c0%af..%c0%afetc/passwd')],
  'a surrogate in UTF-8': [get(HOST, '/%ed%a0%80')],
  'a broken escape in the query': [get(HOST, '/healthz?a=%')],
  'an encoded NUL in the query': [get(HOST, '/healthz?a=%00')],
  'invalid UTF-8 in the query': [get(HOST, '/healthz?a=%ff')],
  '101 query parameters': [get(HOST, `/healthz?${'a=1&'.repeat(101)}`)],
  'a TLS handshake': [Buffer.from('16030100a5010000a10303', 'hex')],
  'rubbish': [Buffer.from(Array.from({ length: 300 }, (_, i) => (i * 37) & 255))],
};

describe('refused and closed', { concurrency: 8 }, () => {
  for (const [name, [payload, status = 400]] of Object.entries(REFUSED)) {
    test(name, async () => {
      const hidden = Buffer.from(HIDDEN, 'latin1');
      const bytes = Buffer.isBuffer(payload) ? payload : Buffer.from(payload, 'latin1');
      const { statuses, closed, text } = await exchange(Buffer.concat([bytes, hidden]), { quietMs: 2500 });
      assert.deepEqual(statuses, [status], text.slice(0, 600));
      assert.ok(closed, 'the connection stays open');
      assert.match(text, /application\/problem\+json/);
      assert.match(text, /Connection: close/);
    });
  }
});

// Each is answered with exactly these statuses, in order.
const ANSWERED = {
  'two requests in one packet': [get(HOST) + get(HOST), [200, 200]],
  'empty lines before a request': [CRLF + get(HOST) + CRLF + CRLF + get(HOST) + CRLF, [200, 200]],
  'a gzip body': [post(`Content-Encoding: gzip${CRLF}Content-Length: 2${CRLF}`, '{}') + get(HOST), [415, 200]],
  'a body, then a request': [
    post(`Content-Type: application/json${CRLF}Content-Length: 2${CRLF}`, '{}') + get(HOST), [405, 200]],
  'a chunked body, then a request': [chunked(`2;a=b${CRLF}{}${CRLF}0${CRLF}X: 1${CRLF}${CRLF}`) + get(HOST), [405, 200]],
  'a body of a GET is not a request': [
    `GET /nowhere HTTP/1.1${CRLF}${HOST}Content-Length: ${HIDDEN.length}${CRLF}${CRLF}${HIDDEN}`, [404]],
  'an absolute target': [get(HOST, 'http://test/healthz'), [200]],
  'OPTIONS *': [`OPTIONS * HTTP/1.1${CRLF}${HOST}${CRLF}`, [204]],
  'HEAD has no body': [`HEAD /healthz HTTP/1.1${CRLF}${HOST}${CRLF}` + get(HOST), [200, 200]],
  'HTTP/1.0 without Host closes': [get('', '/healthz', 'HTTP/1.0'), [200]],
  'Connection: close ends it': [get(`${HOST}Connection: close${CRLF}`) + HIDDEN, [200]],
  '100 headers': [get(HOST + `X: 1${CRLF}`.repeat(99)), [200]],
  'an unknown method': [`BREW /healthz HTTP/1.1${CRLF}${HOST}${CRLF}`, [405]],
  'TRACE': [`TRACE /healthz HTTP/1.1${CRLF}${HOST}${CRLF}`, [405]],
  'an Upgrade is ignored': [get(`${HOST}Connection: Upgrade${CRLF}Upgrade: h2c${CRLF}`), [200]],
  'empty segments are unknown paths': [get(HOST, '//healthz'), [404]],
};

describe('answered as what it is', { concurrency: 8 }, () => {
  for (const [name, [payload, statuses]] of Object.entries(ANSWERED)) {
    test(name, async () => {
      const answer = await exchange(payload);
      assert.deepEqual(answer.statuses, statuses, answer.text.slice(0, 600));
    });
  }

  test('one request in single bytes', async () => {
    const answer = await exchange('', { pieces: [...get(HOST)] });
    assert.deepEqual(answer.statuses, [200]);
  });

  test('a thousand pipelined requests, in order', async () => {
    const paths = Array.from({ length: 1000 }, (_, i) => (i % 2 ? '/healthz' : `/n${i}`));
    const answer = await exchange(paths.map((path) => get(HOST, path)).join(''), { quietMs: 1000 });
    assert.deepEqual(answer.statuses, paths.map((path) => (path === '/healthz' ? 200 : 404)));
  });
});

describe('slow clients', { concurrency: 4 }, () => {
  const slow = { quietMs: 4000 };
  test('half a head is 408', async () => {
    const answer = await exchange(`GET /healthz HTTP/1.1${CRLF}Host: te`, slow);
    assert.deepEqual([answer.statuses, answer.closed], [[408], true]);
  });
  test('half a body is 408', async () => {
    const answer = await exchange(post(`Content-Length: 5${CRLF}`, 'he'), slow);
    assert.deepEqual([answer.statuses, answer.closed], [[408], true]);
  });
  test('half a chunk is 408', async () => {
    const answer = await exchange(chunked(`5${CRLF}he`), slow);
    assert.deepEqual([answer.statuses.at(-1), answer.closed], [408, true]);
  });
  test('drops do not buy time', async () => {
    const pieces = [`GET /healthz HTTP/1.1${CRLF}`, ...Array.from({ length: 1000 }, () => `X: 1${CRLF}`)];
    const began = Date.now();
    const answer = await exchange('', { pieces: pieces.slice(0, 700), ...slow });
    assert.ok([408, 431].includes(answer.statuses[0]), answer.text);
    assert.ok(Date.now() - began < LIMIT_MS);
  });
  test('empty lines do not buy time', async () => {
    const pieces = Array.from({ length: 700 }, () => CRLF);
    const began = Date.now();
    const answer = await exchange('', { pieces, ...slow });
    assert.ok(answer.closed);
    assert.ok(Date.now() - began < LIMIT_MS);
  });
  test('silence is closed without a word', async () => {
    const answer = await exchange('', slow);
    assert.deepEqual([answer.text, answer.closed], ['', true]);
  });
});

describe('what an address may hold', () => {
  const hold = (localAddress, text = '') => new Promise((resolve, reject) => {
    const socket = net.connect({ host: '127.0.0.1', port: small.port, localAddress });
    socket.answer = '';
    socket.on('data', (data) => (socket.answer += data.toString('latin1')));
    socket.on('error', reject);
    socket.on('connect', () => {
      if (text) socket.write(text);
      resolve(socket);
    });
  });
  const answerOf = async (socket) => {
    for (const end = Date.now() + LIMIT_MS; !socket.answer && Date.now() < end;) await sleep(10);
    return Number(/HTTP\/1\.1 (\d{3})/.exec(socket.answer)?.[1]);
  };
  /** Asked from an address that has all its connections yet. */
  const connections = async () => {
    const socket = await hold('127.0.0.4', `GET /metrics HTTP/1.1${CRLF}${HOST}${CRLF}`);
    const found = await until('the numbers are there', () => /^usher_http_connections (\d+)\r?\n/m.exec(socket.answer) ?? false);
    socket.destroy();
    return Number(found[1]);
  };
  let small;
  before(async () => {
    small = await startServer({ args: ['--connections-max', '40', '--connections-per-address-max', '20'] });
    small.port = Number(new URL(small.url).port);
  });
  after(() => small?.stop());

  test('one address cannot take all connections', async () => {
    const held = [];
    for (let i = 0; i < 20; ++i) held.push(await hold('127.0.0.1'));
    await until('all are taken', async () => (await connections()) > 20);
    assert.equal(await answerOf(await hold('127.0.0.1', get(HOST))), 429);
    assert.equal(await answerOf(await hold('127.0.0.2', get(HOST))), 200);
    for (const socket of held) socket.destroy();
    await until('they are gone', async () => (await connections()) < 20);
    assert.equal(await answerOf(await hold('127.0.0.1', get(HOST))), 200);
  });

  test('nobody is read forty megabytes who has not shown who they are', async () => {
    const admin = await signedIn(small);
    const { venue } = await createShow(admin);
    const scanner = await signedIn(small, { role: 'scanner' });
    const send = (client, headers = '') => hold('127.0.0.3', `POST /api/venues/${venue.id}/seat-map HTTP/1.1${CRLF}${HOST}`
      + `Content-Type: application/json${CRLF}Content-Length: 40000000${CRLF}`
      + (client ? `Cookie: ${client.cookieHeader}${CRLF}X-CSRF-Token: ${client.csrfToken}${CRLF}` : '') + headers + CRLF);
    assert.equal(await answerOf(await send()), 401);
    assert.equal(await answerOf(await send(undefined, `Cookie: usher_session=made-up${CRLF}`)), 401);
    assert.equal(await answerOf(await send(scanner)), 403);
    assert.equal(await answerOf(await send(admin, `Expect: 100-continue${CRLF}`)), 100);
  });
});

test('the server lives after all of this', async () => {
  const answer = await exchange(get(HOST));
  assert.deepEqual(answer.statuses, [200]);
  assert.doesNotMatch(server.log(), /io_handler_failed|request_failed|broken assertion/);
});
