// Purpose: a small local Stripe: the parts of its API that Usher uses, over the network, with its
// states, errors, idempotency, events and webhooks. Place: tests/support/stripe.
//
//   const stripe = await startStripe({ webhook: { url, secret } });   // stripe.url → STRIPE_API_BASE
//   stripe.confirm(intentId, { card: '4242…' });                      // as Stripe.js would
//   stripe.faults.push({ path: '/v1/refunds', kind: 'drop_after' });  // the answer is lost
//   stripe.onCall = async (phase, number, call) => {…};               // at 'received' and 'done'
//
// As a program: node server.mjs [--port N] [--webhook URL --secret whsec_…]
import crypto from 'node:crypto';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Books, StripeRefusal, invalid } from './books.mjs';
import { Webhooks } from './webhooks.mjs';

const BODY_BYTES_MAX = 1 << 20;

export async function startStripe(options = {}) {
  const stripe = new FakeStripe(options);
  await stripe.listen(options.port ?? 0);
  return stripe;
}

export class FakeStripe {
  #keys = new Map();  // idempotency key → {fingerprint, answer?}
  #sockets = new Set();

  constructor({ secretKey = 'sk_test_usher', publishableKey = 'pk_test_usher', webhook = {}, now = Date.now } = {}) {
    this.secretKey = secretKey;
    this.publishableKey = publishableKey;
    this.now = now;
    this.webhooks = new Webhooks({ now: () => this.now(), ...webhook });
    this.books = new Books({ now: () => this.now(), emit: (event) => this.webhooks.add(event) });
    this.faults = [];  // {method?, path?, kind: slow|error500|busy429|conflict409|drop_before|drop_after, ms?, times?}
    this.calls = [];
    this.onCall = async () => {};
    this.server = http.createServer((request, response) => this.#serve(request, response));
    this.server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  listen(port) {
    return new Promise((resolve) => this.server.listen(port, '127.0.0.1', () => {
      this.url = `http://127.0.0.1:${this.server.address().port}`;
      resolve();
    }));
  }
  async stop() {
    this.webhooks.stop();
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
  /** What a server needs in its environment to use this one. */
  get env() {
    return { STRIPE_SECRET_KEY: this.secretKey, STRIPE_PUBLISHABLE_KEY: this.publishableKey, STRIPE_API_BASE: this.url,
      ...(this.webhooks.secret && { STRIPE_WEBHOOK_SECRET: [this.webhooks.secret].flat().join(',') }) };
  }

  // --- what a buyer, a bank or time does ---

  /** Answers the intent, or throws the card_error with which Stripe.js would answer. */
  confirm(intentId, { card = '4242424242424242' } = {}) {
    return this.books.confirm(intentId, { card });
  }
  authenticate(intentId, passed = true) {
    return this.books.authenticate(intentId, passed);
  }
  settle(intentId) {
    return this.books.settle(intentId);
  }
  settleRefund(refundId) {
    return this.books.settleRefund(refundId);
  }

  // --- HTTP ---

  async #serve(request, response) {
    const requestId = `req_${crypto.randomBytes(9).toString('hex')}`;
    try {
      const url = new URL(request.url, 'http://stripe');
      const body = await readBody(request);
      const params = parseForm(request.method === 'GET' ? url.search.slice(1) : body);
      const call = { method: request.method, path: url.pathname, params, key: request.headers['idempotency-key'],
        version: request.headers['stripe-version'], number: this.calls.length + 1 };
      // How a server tries its key, at whatever moment: no call that a test counts or breaks.
      if (call.method === 'GET' && url.pathname + url.search === '/v1/payment_intents?limit=1') {
        const { status, body: answer } = await this.#answer(request, call);
        response.writeHead(status, { 'content-type': 'application/json', 'request-id': requestId });
        return response.end(JSON.stringify(answer));
      }
      this.calls.push(call);
      await this.onCall('received', call.number, call);
      const fault = this.#faultOf(call);
      if (fault === 'drop_before') return request.socket.destroy();
      const answer = fault?.status ? { status: fault.status, body: fault.body, headers: fault.headers ?? {} }
        : await this.#answer(request, call);
      await this.onCall('done', call.number, call);
      if (fault === 'drop_after') return request.socket.destroy();
      if (fault?.pauseMs) await sleep(fault.pauseMs);
      const text = JSON.stringify(answer.body, null, 2);
      response.writeHead(answer.status, { 'content-type': 'application/json', 'request-id': requestId,
        'stripe-version': call.version ?? '2025-03-31.basil', ...(call.key && { 'idempotency-key': call.key }),
        ...answer.headers });
      response.end(text);
    } catch (error) {
      response.writeHead(500, { 'content-type': 'application/json', 'request-id': requestId });
      response.end(JSON.stringify({ error: { type: 'api_error', message: String(error) } }));
    }
  }

  #faultOf(call) {
    const index = this.faults.findIndex((fault) => (fault.times ?? 1) > 0 && (!fault.path || call.path.startsWith(fault.path))
      && (!fault.method || fault.method === call.method));
    if (index < 0) return undefined;
    const fault = this.faults[index];
    fault.times = (fault.times ?? 1) - 1;
    if (fault.kind === 'slow') return { pauseMs: fault.ms ?? 1000 };
    if (fault.kind === 'error500') return { status: 500, body: { error: { type: 'api_error', message: 'An unknown error occurred' } } };
    if (fault.kind === 'busy429') {
      return { status: 429, body: { error: { type: 'invalid_request_error', code: 'rate_limit', message: 'Too many requests' } } };
    }
    if (fault.kind === 'conflict409') return { status: 409, body: keyInUse };
    return fault.kind;
  }

  async #answer(request, call) {
    const outcome = this.#authorise(request, call);
    if (outcome) return outcome;
    if (call.path.startsWith('/_control/')) return { status: 200, body: this.#control(call), headers: {} };
    if (call.method !== 'POST' || !call.key) return this.#execute(call);
    const fingerprint = JSON.stringify([call.method, call.path, call.params]);
    const known = this.#keys.get(call.key);
    if (known && known.fingerprint !== fingerprint) {
      return { status: 400, headers: {}, body: { error: { type: 'idempotency_error', message: 'Keys for idempotent requests ' +
        'can only be used with the same parameters they were first used with. Try using a key other than ' +
        `'${call.key}' if you meant to execute a different request.` } } };
    }
    if (known && !known.answer) return { status: 409, headers: {}, body: keyInUse };
    if (known) {
      return { ...known.answer, headers: { 'idempotent-replayed': 'true', 'original-request': known.requestId } };
    }
    const kept = { fingerprint, requestId: `req_${crypto.randomBytes(9).toString('hex')}` };
    this.#keys.set(call.key, kept);
    const answer = this.#execute(call);
    // Parameters that fail validation are not remembered; whatever was executed is, failures too.
    if (answer.status === 400 || answer.status === 404) this.#keys.delete(call.key);
    else kept.answer = JSON.parse(JSON.stringify(answer));
    return answer;
  }

  /** As Stripe does after a day. */
  forgetKeys() {
    this.#keys.clear();
  }

  #authorise(request, call) {
    const header = request.headers.authorization ?? '';
    const given = header.startsWith('Basic ') ? Buffer.from(header.slice(6), 'base64').toString().split(':')[0]
      : header.replace(/^Bearer /, '');
    if (given === this.secretKey || call.path.startsWith('/_control/')) return undefined;
    const secret = call.params.client_secret;
    if ((given === this.publishableKey || call.params.key === this.publishableKey) && secret?.includes('_secret_') &&
      call.path.startsWith(`/v1/payment_intents/${secret.split('_secret_')[0]}`) &&
      this.books.intents.get(secret.split('_secret_')[0])?.client_secret === secret) return undefined;
    const message = given ? `Invalid API Key provided: ${given.slice(0, 8)}****` : 'You did not provide an API key.';
    return { status: 401, headers: {}, body: { error: { type: 'invalid_request_error', message } } };
  }

  #execute(call) {
    try {
      return { status: 200, headers: {}, body: this.#route(call) };
    } catch (error) {
      if (!(error instanceof StripeRefusal)) throw error;
      return { status: error.status, headers: {}, body: { error: error.error } };
    }
  }

  /** With the charge itself in place of its id, where that was asked for. */
  #expanded(intent, { expand }) {
    const wanted = Object.values(expand ?? {}).includes('latest_charge') && intent.latest_charge;
    return wanted ? { ...intent, latest_charge: this.books.charge(intent.latest_charge) } : intent;
  }

  #route({ method, path, params }) {
    const { books } = this;
    const [, version, kind, id, action] = path.split('/');
    const key = `${method} ${kind}${id ? '/:id' : ''}${action ? `/${action}` : ''}`;
    if (version !== 'v1') throw unknownUrl(method, path);
    switch (key) {
      case 'POST payment_intents': return books.createIntent(params);
      case 'GET payment_intents': return page([...books.intents.values()], params, '/v1/payment_intents');
      case 'GET payment_intents/:id': return this.#expanded(books.intent(id), params);
      case 'POST payment_intents/:id/confirm': return books.confirm(id, { card: cardOf(params) });
      case 'POST payment_intents/:id/cancel': return books.cancel(id, params.cancellation_reason);
      case 'POST refunds': return books.createRefund(params);
      case 'GET refunds': return page([...books.refunds.values()], params, '/v1/refunds', ['payment_intent', 'charge']);
      case 'GET refunds/:id': return books.refund(id);
      case 'GET charges/:id': return books.charge(id);
      case 'GET charges': return page([...books.charges.values()], params, '/v1/charges', ['payment_intent']);
      case 'GET disputes': return page([...books.disputes.values()], params, '/v1/disputes', ['payment_intent', 'charge']);
      case 'GET disputes/:id': return books.dispute(id);
      case 'POST disputes/:id/close': return books.closeDispute(id, 'lost');
      case 'GET events': return page(ofTypes([...books.events.values()], params), params, '/v1/events');
      case 'GET events/:id': {
        const event = books.events.get(id);
        if (!event) throw invalid(`No such event: '${id}'`, { code: 'resource_missing', param: 'id' }, 404);
        return event;
      }
      default: throw unknownUrl(method, path);
    }
  }

  /** The same powers for tests that speak HTTP only, such as those in a browser. */
  #control({ path, params }) {
    try {
      const action = path.slice('/_control/'.length);
      if (action === 'confirm') return this.confirm(params.payment_intent, { card: params.card });
      if (action === 'authenticate') return this.authenticate(params.payment_intent, params.passed !== 'false');
      if (action === 'settle') return this.settle(params.payment_intent);
      if (action === 'refund') return this.books.createRefund(params);
      if (action === 'settle_refund') return this.settleRefund(params.refund);
      if (action === 'dispute') return this.books.openDispute(params.payment_intent, { reason: params.reason });
      if (action === 'close_dispute') return this.books.closeDispute(params.dispute, params.status);
      if (action === 'fault') return this.faults.push({ ...params, times: Number(params.times ?? 1), ms: Number(params.ms ?? 0) });
      return { calls: this.calls };
    } catch (error) {
      if (error instanceof StripeRefusal) return { error: error.error };
      throw error;
    }
  }
}

const keyInUse = { error: { type: 'idempotency_error', code: 'idempotency_key_in_use',
  message: 'There is currently another in-progress request using this Idempotent Key.' } };
const unknownUrl = (method, path) => invalid(`Unrecognized request URL (${method}: ${path}).`, {}, 404);

function cardOf(params) {
  return params.payment_method ?? params.payment_method_data?.card?.number;
}

function ofTypes(events, { type, types }) {
  const wanted = types ? Object.values(types) : type ? [type] : undefined;
  return wanted ? events.filter((event) => wanted.includes(event.type)) : events;
}

/** A list as Stripe pages it: the newest first. */
function page(objects, params, url, filters = []) {
  let found = objects.reverse();
  for (const name of filters) if (params[name]) found = found.filter((object) => object[name] === params[name]);
  const { gte, gt, lte, lt } = typeof params.created === 'object' ? params.created : {};
  found = found.filter(({ created }) => (gte === undefined || created >= Number(gte)) && (gt === undefined || created > Number(gt))
    && (lte === undefined || created <= Number(lte)) && (lt === undefined || created < Number(lt)));
  if (params.starting_after) {
    const at = found.findIndex((object) => object.id === params.starting_after);
    if (at < 0) throw invalid(`No such object: '${params.starting_after}'`, { code: 'resource_missing', param: 'starting_after' });
    found = found.slice(at + 1);
  }
  const limit = Number(params.limit ?? 10);
  if (!(limit >= 1 && limit <= 100)) throw invalid('This value must be between 1 and 100.', { param: 'limit' });
  return { object: 'list', data: found.slice(0, limit), has_more: found.length > limit, url };
}

/** a[b][]=1 → {a: {b: {0: '1'}}}; only own names, so that no parameter reaches a prototype. */
export function parseForm(text) {
  const params = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) {
    const parts = name.split(/[[\]]+/).filter((part, index) => part !== '' || index === 0);
    if (name.endsWith('[]')) parts.push('');
    let at = params;
    parts.forEach((part, index) => {
      const own = part === '' ? Object.keys(at).length : part;
      if (index === parts.length - 1) at[own] = value;
      else at = at[own] ??= Object.create(null);
    });
  }
  return params;
}

async function readBody(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > BODY_BYTES_MAX) throw new Error('the body is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const option = (name) => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? undefined : process.argv[at + 1];
  };
  const stripe = await startStripe({ port: Number(option('port') ?? 0),
    webhook: { url: option('webhook'), secret: option('secret') } });
  process.stdout.write(`${stripe.url}\n`);
}
