// Every field × every kind of wrong value: an answer that helps, never a 5xx, never a hang.
//
// The endpoints, their fields and what is right for each come from the server's own OpenAPI
// document, so that a new endpoint is covered on the day it is made.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { buy, createShow, reserve, signedIn } from '../support/fixtures.mjs';
import { example, members, replaced, types } from '../support/schema.mjs';
import { startServer } from '../support/server.mjs';

const LIMIT_MS = 10_000;
const NAUGHTY = [
  '', ' ', '\u0000', 'a\u0000b', '\u001b[31m', '\r\nSet-Cookie: a=b', '\ufeff', '\u202eevil', '\ufffe', 'é'.repeat(300),
  '👩‍👩‍👧‍👦'.repeat(100), 'x'.repeat(100_000), "'; drop table shows; --", '<script>alert(1)</script>', '../../../../etc/passwd',
  '%00', '%s%n%x', '{{7*7}}', '${jndi:ldap://x}', '=cmd|calc', 'NaN', '-0', '1e400', '9'.repeat(400), 'null', 'undefined',
  'Ω≈ç√∫˜µ≤≥÷', '田中さんにあげて下さい', 'ﷺ'.repeat(50), '\u0301'.repeat(50), '＜', 'zzzzzzzzzzzzz',
];
const NUMBERS = [-1, 0, -0.5, 1.5, 2 ** 31, 2 ** 53, -(2 ** 53), 9.9e307, -9.9e307, 1e-320];
const deep = (depth) => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
const WRONG_TYPES = { string: [1, true, {}, [], 1.5], integer: ['1', true, {}, [], 1.5], number: ['1', true, {}, []],
  boolean: ['true', 1, {}, []], array: ['x', 1, {}, true], object: ['x', 1, [], true] };

/**
 * [{value, kind, always}] — `always`: no server could accept it. `few` takes a sample of the texts, where
 * each request costs a password's hashing.
 */
function faults({ schema, required, raw }, few) {
  const list = [];
  const nullable = types(schema).includes('null') || [raw.anyOf, raw.oneOf].flat().some((one) => one?.type === 'null') || !required;
  list.push({ kind: 'missing', value: undefined, always: required });
  list.push({ kind: 'null', value: null, always: required && !nullable && types(schema).length > 0 });
  const type = types(schema).find((one) => one !== 'null');
  for (const value of WRONG_TYPES[type] ?? []) list.push({ kind: `wrong type ${JSON.stringify(value)}`, value, always: true });
  const texts = few ? NAUGHTY.filter((_, i) => i % 6 === 0) : NAUGHTY;
  if (type === 'string') for (const value of texts) list.push({ kind: `text ${JSON.stringify(value).slice(0, 40)}`, value });
  if (type === 'integer' || type === 'number') {
    for (const value of NUMBERS) list.push({ kind: `number ${value}`, value, always: type === 'integer' && !Number.isInteger(value) });
  }
  if (type === 'array') list.push({ kind: 'many', value: Array(20_000).fill('x') }, { kind: 'empty', value: [] });
  if (type) list.push({ kind: 'deep', value: deep(500), always: true });
  return list;
}

/** Bodies that are no body at all. */
const BROKEN = [
  ['empty', '', 'application/json'], ['cut off', '{"a":', 'application/json'], ['null', 'null', 'application/json'],
  ['list', '[]', 'application/json'], ['text', '"x"', 'application/json'], ['number', '1e999', 'application/json'],
  ['two values', '{} {}', 'application/json'], ['doubled member', '{"a":1,"a":2}', 'application/json'],
  ['very deep', '['.repeat(100_000), 'application/json'], ['deep members', '{"a":'.repeat(50_000), 'application/json'],
  ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), 'application/json'],
  ['lone surrogate', '{"a":"\\ud800"}', 'application/json'], ['UTF-16', Buffer.from('{"a":1}', 'utf16le'), 'application/json'],
  ['comments', '{/**/}', 'application/json'], ['huge', `{"a":"${'x'.repeat(3_000_000)}"}`, 'application/json'],
  ['another type', 'a=1&b=2', 'application/x-www-form-urlencoded'], ['no type', '{}', undefined],
  ['unknown member', '{"no_such_member_here":1}', 'application/json'],
];

describe('bad input', () => {
  let server, admin, document, known, ids;
  before(async () => {
    server = await startServer();
    admin = await signedIn(server);
    document = (await admin.get('/api/openapi.json')).expectStatus(200);
    const { show, venue, recital, seats } = await createShow(admin, { rows: 5, perRow: 20 });
    const { order, hold } = await buy(server, show.id, [seats[0].id]);
    const held = (await reserve(admin, show.id, [seats[1].id])).expectStatus(201);
    const venueSeats = (await admin.get(`/api/venues/${venue.id}/seats`)).expectStatus(200).items;
    ids = {
      '/api/venues': venue.id, '/api/recitals': recital.id, '/api/recital-shows': show.id,
      '/api/admin/ticketing/orders': order.id, '/api/public/orders': order.id, '/api/public/recital-shows': show.id,
      section_id: venue.sections[0].id, zone_id: venue.price_zones[0].id, seat_id: venueSeats[0].id,
      token: held.reservation_token, code: order.tickets[0].code, payment_intent_id: 'pi_unknown',
    };
    known = { show_id: show.id, venue_id: venue.id, recital_id: recital.id, seat_ids: [seats[2].id],
      reservation_token: held.reservation_token, order_id: order.id, ticket_id: order.tickets[0].id, code: order.tickets[0].code,
      price_zone_id: venue.price_zones[0].id, section_id: venue.sections[0].id, token: hold.reservation_token,
      time_zone: 'Europe/Vienna', currency: 'USD' };
  });
  after(() => server?.stop());

  /** [{method, path, schema}] of everything that takes a body. */
  function operations() {
    const list = [];
    for (const [pattern, item] of Object.entries(document.paths)) {
      for (const method of ['post', 'put', 'patch']) {
        if (!item[method]) continue;
        const path = pattern.replaceAll(/\{(\w+)\}/g, (_, name) => ids[name] ?? ids[pattern.slice(0, pattern.indexOf('/{'))] ?? 'x');
        const schema = item[method].requestBody?.content?.['application/json']?.schema;
        const needsBody = item[method].requestBody?.required !== false;
        list.push({ method: method.toUpperCase(), path, pattern, schema, needsBody });
      }
    }
    return list.filter((one) => one.pattern !== '/api/auth/logout');  // would end the session of this test
  }

  async function send({ method, path }, options) {
    const answer = await admin.request(method, path, { ...options, limitMs: LIMIT_MS });
    return answer;
  }

  /** Adds to `wrong` what is wrong with an answer. */
  function judge(wrong, what, answer, mustRefuse) {
    const say = (text) => wrong.push(`${what}: ${text} (${answer.status} ${answer.text.slice(0, 160)})`);
    if (answer.status >= 500) say('a 5xx');
    else if (answer.status >= 400) {
      if (!answer.isProblem) say('no problem+json');
      else if (!answer.body.code || !answer.body.request_id) say('a problem without code or request_id');
      else if (answer.status === 422 && answer.body.code === 'validation_failed' && !answer.body.errors?.length) say('no errors named');
    } else if (mustRefuse) say('was accepted');
  }
  const report = (wrong) => assert.equal(wrong.length, 0, `${wrong.length} wrong answers:\n${wrong.slice(0, 40).join('\n')}`);

  test('the document names everything that takes a body', () => {
    const found = operations().filter((one) => one.schema).length;
    assert.ok(found >= 20, `only ${found} operations with a JSON body`);
  });

  test('in every field of every endpoint gets a 4xx that helps, or is harmless', async (t) => {
    const wrong = [];
    let count = 0;
    for (const operation of operations().filter((one) => one.schema)) {
      const base = example(document, operation.schema, known);
      for (const member of members(document, operation.schema)) {
        for (const { kind, value, always } of faults(member, /\/(users|auth)/.test(operation.pattern))) {
          const json = replaced(base, member.pointer, value);
          if (JSON.stringify(json) === JSON.stringify(base)) continue;
          ++count;
          const what = `${operation.method} ${operation.pattern} ${member.pointer} ${kind}`;
          try {
            const nested = member.pointer.split('/').length > 2;
            judge(wrong, what, await send(operation, { json }), always && !(nested && value === undefined));
          } catch (error) {
            wrong.push(`${what}: ${error.message}`);
          }
        }
      }
    }
    t.diagnostic(`${count} requests`);
    report(wrong);
  });

  test('as a body of every endpoint is refused', async () => {
    const wrong = [];
    for (const operation of operations().filter((one) => one.schema)) {
      for (const [kind, body, type] of BROKEN) {
        const what = `${operation.method} ${operation.pattern} ${kind}`;
        try {
          const answer = await send(operation, { body, headers: { 'content-type': type } });
          judge(wrong, what, answer, operation.needsBody || kind !== 'empty');
        } catch (error) {
          // The server may close before it has read a body that is too large.
          if (!(kind === 'huge' && /EPIPE|ECONNRESET/.test(String(error.code)))) wrong.push(`${what}: ${error.message}`);
        }
      }
    }
    report(wrong);
  });

  test('all faults of a body are named at once', async () => {
    const answer = await admin.post('/api/venues', { name: 7, address: [], time_zone: 'Mars/Olympus', nonsense: 1 });
    const { errors } = answer.expectStatus(422);
    for (const pointer of ['/name', '/address', '/time_zone', '/nonsense']) {
      assert.ok(errors.some((error) => error.pointer === pointer && error.code && error.detail), `${pointer} in ${answer.text}`);
    }
  });

  test('in ids, tokens and codes of the path is a 404 or 422', async () => {
    const wrong = [];
    for (const [pattern, item] of Object.entries(document.paths)) {
      if (!pattern.includes('{') || !item.get) continue;
      for (const text of ['x', '0', '-1', '9'.repeat(60), 'a'.repeat(5000), '%00', '%2e%2e%2f', '..%2f..%2fetc%2fpasswd', '%ff%fe', "'", '%7b%7d', '%F0%9F%98%80', '*', '%20']) {
        const path = pattern.replaceAll(/\{\w+\}/g, () => text);
        try {
          judge(wrong, `GET ${pattern} with ${text.slice(0, 30)}`, await admin.get(path, { limitMs: LIMIT_MS }), true);
        } catch (error) {
          wrong.push(`GET ${pattern} with ${text.slice(0, 30)}: ${error.message}`);
        }
      }
    }
    report(wrong);
  });

  test('in query parameters is a 422, also when the parameter is unknown', async () => {
    const wrong = [];
    for (const [pattern, item] of Object.entries(document.paths)) {
      const parameters = item.get?.parameters?.filter((one) => one.in === 'query') ?? [];
      if (!item.get || pattern.includes('/stream')) continue;
      const path = pattern.replaceAll(/\{(\w+)\}/g, (_, name) => ids[name] ?? ids[pattern.slice(0, pattern.indexOf('/{'))] ?? 'x');
      for (const { name, schema } of parameters) {
        for (const text of ['', '%00', '-1', '1.5', '99999999999999999999', 'x'.repeat(5000), '%ff', 'a&a=b', '%F0%9F%98%80']) {
          const must = ['limit', 'count'].includes(name) && /^(-1|1\.5|9{20}|x+)$/.test(text) && types(schema ?? {}).includes('integer');
          judge(wrong, `GET ${pattern}?${name}=${text.slice(0, 20)}`, await admin.get(`${path}?${name}=${text}`, { limitMs: LIMIT_MS }), must);
        }
      }
      if (pattern.startsWith('/api/') && !pattern.startsWith('/api/docs') && !pattern.endsWith('openapi.json')) {
        judge(wrong, `GET ${pattern}?no_such=1`, await admin.get(`${path}?no_such=1`, { limitMs: LIMIT_MS }), true);
      }
    }
    report(wrong);
  });

  test('in seat files is refused with line and column, and writes nothing', async () => {
    const path = `/api/venues/${ids['/api/venues']}/seats/import`;
    const before = (await admin.get(`/api/venues/${ids['/api/venues']}/seats?limit=1`)).body.items.length;
    const header = 'section,row_name,seat_number,seat_type,handicap_access,price_zone,x,y\n';
    const good = 'Hall,A,1,standard,false,Standard,1,1\n';
    const files = {
      'nothing': '', 'only a header': header, 'another header': 'a,b,c\n1,2,3\n', 'too few cells': `${header}Hall,A\n`,
      'too many cells': `${header}${good.trim()},9,9\n`, 'an open quote': `${header}"Hall,A,1\n`, 'a bad type': `${header}${good.replace('standard', 'throne')}`,
      'a bad number': `${header}${good.replace(',1,1\n', ',x,y\n')}`, 'NaN': `${header}${good.replace(',1,1\n', ',NaN,inf\n')}`,
      'the same seat twice': header + good + good, 'a NUL': `${header}Ha\u0000ll,A,1,standard,false,Standard,1,1\n`,
      'not UTF-8': Buffer.concat([Buffer.from(header), Buffer.from([0xff, 0xfe, 0x2c, 0x41, 0x0a])]),
      '10,000 bad lines': header + 'Hall,A,,standard,maybe,Standard,x,y\n'.repeat(10_000), 'a huge cell': `${header}${'x'.repeat(500_000)},A,1,standard,false,S,1,1\n`,
    };
    const wrong = [];
    for (const [kind, body] of Object.entries(files)) {
      const answer = await admin.request('POST', path, { body, headers: { 'content-type': 'text/csv' }, limitMs: LIMIT_MS });
      if (kind === 'only a header') judge(wrong, kind, answer, false);
      else judge(wrong, kind, answer, true);
    }
    report(wrong);
    assert.equal((await admin.get(`/api/venues/${ids['/api/venues']}/seats?limit=1`)).body.items.length, before);
  });

  test('left the server alive and its data whole', async () => {
    assert.ok(server.isRunning, server.log().slice(-3000));
    const checked = await server.check();
    assert.equal(checked.code, 0, checked.stdout + checked.stderr);
  });
});
