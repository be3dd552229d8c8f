// Purpose: a small store that speaks Amazon's S3 and believes no signature that it has not worked out itself.
// Place: tests/support. Source: AWS General Reference, "Signature Version 4 signing process"; S3 API reference.
import crypto from 'node:crypto';
import http from 'node:http';

const hmac = (key, text) => crypto.createHmac('sha256', key).update(text).digest();
const sha256 = (bytes) => crypto.createHash('sha256').update(bytes).digest('hex');
const encode = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** The signature that a request must have, or null when it is not signed in this manner. */
export function signatureOf({ method, url, headers }, { secretKey }) {
  const match = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/
    .exec(headers.authorization ?? '');
  if (!match) return null;
  const [, accessKey, day, region, service, signed, given] = match;
  const { pathname, searchParams } = new URL(url, 'http://x');
  const query = [...searchParams].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort().join('&');
  const names = signed.split(';');
  const canonical = [method, pathname, query, ...names.map((name) => `${name}:${String(headers[name] ?? '').trim().replace(/ +/g, ' ')}`), '',
    signed, headers['x-amz-content-sha256']].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce(hmac, `AWS4${secretKey}`);
  return { accessKey, region, service, names, given, right: crypto.createHmac('sha256', key).update(toSign).digest('hex') };
}

/** Starts a store with one bucket. `trouble` (a status, or 'hang') makes it ill until it is set to null. */
export async function startS3({ bucket = 'tickets', region = 'eu-test-1', accessKey = 'AKTEST', secretKey = 'secret/with+signs' } = {}) {
  const store = { objects: new Map(), requests: [], trouble: null, bucket, region, accessKey, secretKey };
  const refuse = (response, status, code) => {
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code></Error>`);
  };
  const check = (request, body) => {
    const found = signatureOf(request, store);
    if (!found) return 'AccessDenied';
    if (found.accessKey !== accessKey) return 'InvalidAccessKeyId';
    if (found.region !== region || found.service !== 's3') return 'AuthorizationHeaderMalformed';
    for (const name of ['host', 'x-amz-content-sha256', 'x-amz-date']) if (!found.names.includes(name)) return 'AccessDenied';
    const skew = Math.abs(Date.parse(request.headers['x-amz-date'].replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')) - Date.now());
    if (!(skew < 15 * 60_000)) return 'RequestTimeTooSkewed';
    if (request.headers['x-amz-content-sha256'] !== sha256(body)) return 'XAmzContentSHA256Mismatch';
    return found.given === found.right ? null : 'SignatureDoesNotMatch';
  };
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const fault = check(request, body);
      store.requests.push({ method: request.method, path: request.url, fault });
      if (store.trouble === 'hang') return undefined;
      if (store.trouble) return refuse(response, store.trouble, 'InternalError');
      if (fault) return refuse(response, 403, fault);
      const [, name, ...key] = request.url.split('/');
      if (name !== bucket) return refuse(response, 404, 'NoSuchBucket');
      if (request.method === 'PUT') {
        store.objects.set(key.join('/'), { body, type: request.headers['content-type'] });
        return response.writeHead(200, { etag: `"${crypto.createHash('md5').update(body).digest('hex')}"` }).end();
      }
      const object = store.objects.get(key.join('/'));
      if (!object) return refuse(response, 404, 'NoSuchKey');
      return response.writeHead(200, { 'content-type': object.type, 'content-length': object.body.length }).end(object.body);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  store.endpoint = `http://127.0.0.1:${server.address().port}`;
  store.stop = () => new Promise((resolve) => {
    server.closeAllConnections();
    server.close(resolve);
  });
  return store;
}
