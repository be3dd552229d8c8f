// Purpose: an HTTP client for tests that knows api.md and nothing else. Place: tests/support.
//
// One Client is one browser: it keeps cookies, sends the CSRF token once it is signed in, and reads
// JSON. It never throws for a status; a test looks at `answer.status` itself, or uses `expectStatus`.
// A refusal that its endpoint does not declare fails the test (declared.mjs).
import http from 'node:http';
import assert from 'node:assert/strict';
import zlib from 'node:zlib';
import { undeclared } from './declared.mjs';

/** Nothing that a test asks takes longer; a hang becomes a failure. */
export const REQUEST_LIMIT_MS = 30_000;

export class Answer {
  constructor(status, headers, bytes) {
    this.status = status;
    this.headers = headers;
    this.bytes = bytes;
  }
  /** The body as text, decompressed; `bytes` are what came over the wire. */
  get text() {
    const unpack = { br: zlib.brotliDecompressSync, gzip: zlib.gunzipSync }[this.headers['content-encoding']];
    return (unpack && this.bytes.length ? unpack(this.bytes) : this.bytes).toString('utf8');
  }
  /** The body as JSON; undefined when it is empty or no JSON. */
  get body() {
    if (!/[/+]json\b/.test(this.headers['content-type'] ?? '')) return undefined;
    return this.bytes.length ? JSON.parse(this.text) : undefined;
  }
  get isProblem() {
    return (this.headers['content-type'] ?? '').startsWith('application/problem+json');
  }
  /** Fails the test, with the body in its message, when the status is another. Returns the body. */
  expectStatus(status, code) {
    assert.equal(this.status, status, `expected ${status}, got ${this.status}: ${this.text.slice(0, 600)}`);
    if (code !== undefined) assert.equal(this.body?.code, code);
    return this.body;
  }
}

export class Client {
  /** @param {string} url the server's, without a path */
  constructor(url, { headers = {}, agent } = {}) {
    this.url = url;
    this.headers = headers;
    this.cookies = new Map();
    this.csrfToken = undefined;
    this.agent = agent ?? new http.Agent({ keepAlive: true });
  }

  /** A second window of the same browser would share cookies; this is another browser. */
  another(options = {}) {
    return new Client(this.url, options);
  }

  get cookieHeader() {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /**
   * @param {{json?: unknown, body?: string|Buffer, headers?: Record<string,string>, key?: string}} options
   *   `json` is sent as JSON, `body` as it is; `key` is the Idempotency-Key.
   * @returns {Promise<Answer>}
   */
  async request(method, path, { json, body, headers = {}, key, limitMs = REQUEST_LIMIT_MS } = {}) {
    const all = { accept: 'application/json', ...this.headers };
    if (json !== undefined) {
      body = JSON.stringify(json);
      all['content-type'] = 'application/json';
    }
    if (body !== undefined) all['content-length'] = String(Buffer.byteLength(body));
    else if (method !== 'GET' && method !== 'HEAD') all['content-length'] = '0';
    if (this.cookies.size) all.cookie = this.cookieHeader;
    if (this.csrfToken && method !== 'GET' && method !== 'HEAD') all['x-csrf-token'] = this.csrfToken;
    if (key) all['idempotency-key'] = key;
    Object.assign(all, headers);
    for (const [name, value] of Object.entries(all)) if (value === undefined) delete all[name];

    const answer = await this.#send(method, path, all, body, limitMs);
    this.#keepCookies(answer.headers['set-cookie']);
    if (answer.isProblem) assert.equal(undeclared(method, path, answer.status, answer.body?.code), undefined);
    return answer;
  }

  get(path, options) {
    return this.request('GET', path, options);
  }
  post(path, json, options = {}) {
    return this.request('POST', path, { json, ...options });
  }
  put(path, json, options = {}) {
    return this.request('PUT', path, { json, ...options });
  }
  delete(path, options) {
    return this.request('DELETE', path, options);
  }

  /** Signs in and fetches the CSRF token. Returns the user. */
  async login({ email, password, totp }) {
    const credentials = totp === undefined ? { email, password } : { email, password, totp };
    (await this.post('/api/auth/login', credentials)).expectStatus(200);
    const me = (await this.get('/api/auth/me')).expectStatus(200);
    this.csrfToken = me.csrf_token;
    return me.user;
  }

  async logout() {
    (await this.post('/api/auth/logout')).expectStatus(200);
    this.csrfToken = undefined;
  }

  /** Opens an event stream. @returns {Promise<EventStream>} */
  stream(path, { lastEventId, headers = {} } = {}) {
    const all = { accept: 'text/event-stream', ...this.headers, ...headers };
    if (this.cookies.size) all.cookie = this.cookieHeader;
    if (lastEventId !== undefined) all['last-event-id'] = String(lastEventId);
    return EventStream.open(this.url + path, all);
  }

  close() {
    this.agent.destroy();
  }

  #send(method, path, headers, body, limitMs) {
    return new Promise((resolve, reject) => {
      const request = http.request(this.url + path, { method, headers, agent: this.agent }, (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => {
          clearTimeout(limit);
          resolve(new Answer(response.statusCode, response.headers, Buffer.concat(chunks)));
        });
        response.on('error', reject);
        response.on('aborted', () => reject(new Error(`${method} ${path}: cut off in the answer`)));
      });
      const limit = setTimeout(
        () => request.destroy(new Error(`${method} ${path}: no answer within ${limitMs} ms`)), limitMs);
      request.on('error', (error) => {
        clearTimeout(limit);
        reject(error);
      });
      request.end(body);
    });
  }

  #keepCookies(lines = []) {
    for (const line of lines) {
      const [pair, ...attributes] = line.split(';').map((part) => part.trim());
      const at = pair.indexOf('=');
      const name = pair.slice(0, at);
      const gone = attributes.some((a) => /^max-age=(0|-\d+)$/i.test(a) || /^expires=thu, 01 jan 1970/i.test(a));
      if (gone) this.cookies.delete(name);
      else this.cookies.set(name, pair.slice(at + 1));
    }
  }
}

/**
 * A text/event-stream, read as the standard says. Events are {event, data, id}; data is parsed
 * when it is JSON. Source: WHATWG HTML, 9.2.6.
 */
export class EventStream {
  static open(url, headers) {
    return new Promise((resolve, reject) => {
      const request = http.get(url, { headers, agent: false }, (response) => {
        if (response.statusCode !== 200) {
          const chunks = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.on('end', () => reject(Object.assign(
            new Error(`the stream answered ${response.statusCode}: ${Buffer.concat(chunks)}`),
            { status: response.statusCode })));
          return;
        }
        resolve(new EventStream(request, response));
      });
      request.on('error', reject);
    });
  }

  #waiting = [];
  #text = '';
  #lines = { event: '', data: [], id: undefined };

  constructor(request, response) {
    this.request = request;
    this.headers = response.headers;
    this.events = [];
    this.lastEventId = undefined;
    this.closed = false;
    response.setEncoding('utf8');
    response.on('data', (chunk) => this.#read(chunk));
    const over = () => {
      this.closed = true;
      this.#wake();
    };
    response.on('close', over);
    response.on('error', over);
    request.on('error', over);
  }

  /** The next event, in order. Null when the stream ended or nothing came within the limit. */
  async next(limitMs = 5000) {
    const until = Date.now() + limitMs;
    while (!this.events.length) {
      if (this.closed) return null;
      const left = until - Date.now();
      if (left <= 0) return null;
      await this.#wait(left);
    }
    return this.events.shift();
  }

  /** The next event of a kind; those before it are dropped. */
  async nextOf(kind, limitMs = 5000) {
    const until = Date.now() + limitMs;
    for (;;) {
      const event = await this.next(Math.max(0, until - Date.now()));
      if (event === null || event.event === kind) return event;
    }
  }

  close() {
    this.closed = true;
    this.request.destroy();
    this.#wake();
  }

  #wait(ms) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
  #wake() {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #read(chunk) {
    this.#text += chunk;
    const lines = this.#text.split(/\r\n|\n|\r/);
    this.#text = lines.pop();
    for (const line of lines) this.#line(line);
    this.#wake();
  }
  #line(line) {
    const current = this.#lines;
    if (line === '') {
      if (current.data.length) {
        const text = current.data.join('\n');
        if (current.id !== undefined) this.lastEventId = current.id;
        this.events.push({ event: current.event || 'message', data: parseJson(text), id: this.lastEventId });
      }
      this.#lines = { event: '', data: [], id: undefined };
      return;
    }
    if (line.startsWith(':')) return;
    const at = line.indexOf(':');
    const field = at < 0 ? line : line.slice(0, at);
    const value = at < 0 ? '' : line.slice(at + 1).replace(/^ /, '');
    if (field === 'event') current.event = value;
    else if (field === 'data') current.data.push(value);
    else if (field === 'id') current.id = value;
  }
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
