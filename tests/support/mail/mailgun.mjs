// Purpose: as much of Mailgun as takes a finished message. Place: tests/support/mail.
// Source: Mailgun's API reference, POST /v3/{domain}/messages.mime.
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../server.mjs';

const { simpleParser } = createRequire(path.join(ROOT, 'ui/package.json'))('mailparser');

/** `answers` are statuses for the next requests; 200 after them. */
export async function startMailgun({ key, domain }) {
  const gun = { mails: [], answers: [], requests: 0 };
  const server = http.createServer(async (request, answer) => {
    const say = (status, message) => {
      answer.writeHead(status, { 'content-type': 'application/json' });
      answer.end(JSON.stringify({ message }));
    };
    const bytes = await new Response(request).arrayBuffer();
    const right = `Basic ${Buffer.from(`api:${key}`).toString('base64')}`;
    if (request.headers.authorization !== right) return say(401, 'Forbidden');
    if (request.method !== 'POST' || request.url !== `/v3/${domain}/messages.mime`) return say(404, 'not found');
    const form = await new Response(bytes, { headers: { 'content-type': request.headers['content-type'] } }).formData();
    const message = form.get('message');
    if (!form.get('to')) return say(400, 'to parameter is missing');  // also how a key is tried
    gun.requests += 1;
    const status = gun.answers.shift() ?? 200;
    if (status !== 200) return say(status, `status ${status}, as told`);
    if (typeof message === 'string') return say(400, 'message parameter is missing');
    gun.mails.push({ ...(await simpleParser(Buffer.from(await message.arrayBuffer()))), recipient: form.get('to') });
    return say(200, 'Queued. Thank you.');
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  gun.url = `http://127.0.0.1:${server.address().port}`;
  gun.close = () => new Promise((done) => { server.closeAllConnections(); server.close(done); });
  gun.arrived = async (count) => {
    for (const end = Date.now() + 30_000; gun.mails.length < count;) {
      if (Date.now() > end) throw new Error(`${count} mails did not come: ${gun.mails.length}, ${gun.requests} requests`);
      await sleep(20);
    }
    return gun.mails;
  };
  return gun;
}
