// Where finished ticket files are kept: the local directory, or a store that speaks S3.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { buy, createShow, signedIn } from '../support/fixtures.mjs';
import { signatureOf, startS3 } from '../support/s3.mjs';
import { startServer } from '../support/server.mjs';

const isPdf = (answer) => answer.bytes.subarray(0, 5).toString() === '%PDF-';

test('the test\'s own signature is that of Amazon\'s published example', () => {
  const found = signatureOf({
    method: 'GET', url: '/test.txt',
    headers: {
      host: 'examplebucket.s3.amazonaws.com', range: 'bytes=0-9', 'x-amz-date': '20130524T000000Z',
      'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      authorization: 'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, '
        + 'SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    },
  }, { secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' });
  assert.equal(found.given, found.right);
});

describe('files in an S3 store', () => {
  let s3, server, admin, show, seats, next = 0;
  const options = () => ({ env: { USHER_S3_ENDPOINT: `${s3.endpoint}/`, USHER_S3_BUCKET: s3.bucket, USHER_S3_REGION: s3.region,
    USHER_S3_ACCESS_KEY: s3.accessKey, USHER_S3_SECRET_KEY: s3.secretKey } });
  const sell = async () => (await buy(server, show.id, [seats[next++].id])).order.tickets[0];
  const download = (ticket) => server.client().get(`/api/public/tickets/${ticket.code}/download`);
  const asked = (method) => s3.requests.filter((each) => each.method === method).length;

  before(async () => {
    s3 = await startS3();
    server = await startServer(options());
    admin = await signedIn(server);
    ({ show, seats } = await createShow(admin, { rows: 2, perRow: 10 }));
  });
  after(async () => {
    await server?.stop();
    await s3?.stop();
  });

  test('are written once, signed, and read from there afterwards', async () => {
    const ticket = await sell();
    const first = await download(ticket);
    first.expectStatus(200);
    assert.ok(isPdf(first));
    assert.deepEqual(s3.requests.map(({ method, fault }) => [method, fault]), [['GET', null], ['PUT', null]]);
    const [[name, object]] = s3.objects;
    assert.match(name, /^usher\/tickets\/([0-9a-f]{2})\/\1[0-9a-f]{62}\.pdf$/);
    assert.equal(object.type, 'application/pdf');
    assert.deepEqual(object.body, first.bytes);

    s3.objects.set(name, { ...object, body: Buffer.from('%PDF-from the store') });
    assert.equal((await download(ticket)).text, '%PDF-from the store');
    assert.equal(asked('PUT'), 1);
    assert.equal(fs.existsSync(path.join(server.directory, 'tickets')), false, 'nothing is kept on this machine');
  });

  test('with a password are opened by another node too', async () => {
    const ticket = await sell();
    const { url } = (await admin.post('/api/tickets/generate-pdf', { ticket_id: ticket.id, password: 'curtain' })).expectStatus(200);
    const where = new URL(url).pathname;
    const opened = await server.client().get(where);
    opened.expectStatus(200);
    assert.ok(isPdf(opened));
    await server.kill9();
    await server.restart();
    admin.url = server.url;
    assert.deepEqual((await server.client().get(where)).bytes, opened.bytes);
  });

  test('a store that is ill or silent costs a drawing, never a ticket', async () => {
    const ticket = await sell();
    s3.trouble = 500;
    const count = s3.requests.length;
    assert.ok(isPdf(await download(ticket)));
    assert.equal(s3.requests.length, count + 1, 'it is left alone once it has failed');
    assert.ok(isPdf(await download(ticket)));
    assert.equal(s3.requests.length, count + 1);
    (await admin.post('/api/tickets/generate-pdf', { ticket_id: ticket.id, password: 'curtain' })).expectStatus(503, 'file_store_full');
    s3.trouble = null;
    await server.advance(31_000);
    assert.ok(isPdf(await download(ticket)));
    assert.equal(s3.requests.at(-1).method, 'PUT');
    const log = fs.readFileSync(server.logFile, 'utf8');
    assert.match(log, /file_store_failed/);
    assert.equal(log.includes(s3.secretKey) || log.includes(s3.accessKey), false, 'no key is in the log');
  });

  test('a wrong key is told in the log, and tickets still open', async () => {
    const wrong = await startServer({ env: { ...options().env, USHER_S3_SECRET_KEY: 'another' } });
    try {
      const boss = await signedIn(wrong);
      const made = await createShow(boss, { rows: 1, perRow: 2 });
      const { order } = await buy(wrong, made.show.id, [made.seats[0].id]);
      assert.ok(isPdf(await wrong.client().get(`/api/public/tickets/${order.tickets[0].code}/download`)));
      assert.equal(s3.requests.at(-1).fault, 'SignatureDoesNotMatch');
      assert.match(fs.readFileSync(wrong.logFile, 'utf8'), /file_store_failed.*403/);
    } finally {
      await wrong.stop();
    }
  });

  test('a bucket without keys is refused at the start', async () => {
    await assert.rejects(startServer({ env: { USHER_S3_BUCKET: 'tickets' } }));
  });
});

describe('files in the local directory', () => {
  test('are kept under the hash of what they say', async () => {
    const server = await startServer();
    try {
      const admin = await signedIn(server);
      const { show, seats } = await createShow(admin, { rows: 1, perRow: 2 });
      const { order } = await buy(server, show.id, [seats[0].id]);
      const first = await server.client().get(`/api/public/tickets/${order.tickets[0].code}/download`);
      first.expectStatus(200);
      const files = fs.readdirSync(path.join(server.directory, 'tickets'), { recursive: true }).filter((name) => name.endsWith('.pdf'));
      assert.equal(files.length, 1);
      assert.match(files[0], /^([0-9a-f]{2})\/\1[0-9a-f]{62}\.pdf$/);
      assert.deepEqual(fs.readFileSync(path.join(server.directory, 'tickets', files[0])), first.bytes);
    } finally {
      await server.stop();
    }
  });
});
