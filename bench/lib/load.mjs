// Purpose: the server on one core, the load on another. Place: bench/lib.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT, Server, run } from '../../tests/support/server.mjs';

export const RELEASE = path.join(ROOT, 'build/release/usher');
const LOAD = path.join(ROOT, 'build/release/bench/usher_load');
export const MICRO = path.join(ROOT, 'build/release/bench/usher_micro');
export const SERVER_CORE = 0;
export const LOAD_CORE = os.cpus().length > 1 ? 1 : 0;

export function median(list) {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted.length % 2 ? sorted[sorted.length >> 1] : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
}

/**
 * Starts the release binary on a copy of a prepared database (or an empty one), runs `use`, stops it.
 * `shows` are looked at first, as somebody has before anybody buys.
 */
export async function serverOn(database, use, { shows = [] } = {}) {
  const server = new Server({ binary: RELEASE, wrap: ['taskset', '-c', String(SERVER_CORE)] });
  if (database) fs.copyFileSync(database, path.join(server.directory, 'usher.db'));
  try {
    await server.start();
    server.port = Number(new URL(server.url).port);
    const visitor = server.client();
    for (const show of shows) (await visitor.get(`/api/public/recital-shows/${show}/seats/state`)).expectStatus(200);
    return await use(server);
  } finally {
    await server.stop();
  }
}

/** One measurement by usher_load; its answers must all be the expected ones. */
export async function load({ port }, mode, { connections, seconds, warmUp = 0.5, path: target, headers = [],
  seats, repeat, expect, streams, serverPid } = {}) {
  const args = ['-c', String(LOAD_CORE), LOAD, mode, '--port', port, '--seconds', seconds, '--warm-up', warmUp];
  if (connections) args.push('--connections', connections);
  if (streams) args.push('--streams', streams, '--server-pid', serverPid);
  if (target) args.push('--path', target);
  for (const header of headers) args.push('--header', header);
  if (seats) args.push('--seats', seats);
  if (repeat) args.push('--repeat');
  if (expect) args.push('--expect', expect);
  const done = await run('taskset', args.map(String), { limitMs: (seconds + warmUp + 90) * 1000 });
  if (done.code !== 0) throw new Error(`${mode}: ${done.stderr}`);
  const result = JSON.parse(done.stdout);
  if (result.unexpected) {
    throw new Error(`${mode}: ${result.unexpected} unexpected answers ${JSON.stringify(result.statuses)}: ${result.first_unexpected}`);
  }
  return result;
}

/** nginx with one worker on the server's core, which answers everything with the same small JSON. */
export async function withNginx(work, use) {
  const directory = fs.mkdtempSync(path.join(work, 'nginx-'));
  const port = 20000 + (process.pid % 20000);
  fs.writeFileSync(path.join(directory, 'nginx.conf'), `
daemon off; worker_processes 1; pid ${directory}/pid; error_log ${directory}/error.log;
events { worker_connections 2048; }
http {
  access_log off; keepalive_requests 1000000000; client_body_temp_path ${directory}/body;
  proxy_temp_path ${directory}/proxy; fastcgi_temp_path ${directory}/fastcgi;
  uwsgi_temp_path ${directory}/uwsgi; scgi_temp_path ${directory}/scgi;
  server { listen 127.0.0.1:${port}; location / { default_type application/json; return 200 '{"status":"ok"}'; } }
}
`);
  const program = fs.existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx';
  const nginx = spawn('taskset', ['-c', String(SERVER_CORE), program, '-p', directory, '-c', 'nginx.conf'], { stdio: 'ignore' });
  try {
    for (let i = 0; i < 200 && !(await answers(port)); ++i) await sleep(20);
    return await use(port);
  } finally {
    nginx.kill('SIGTERM');
    await new Promise((resolve) => nginx.once('exit', resolve));
  }
}

function answers(port) {
  return new Promise((resolve) => {
    http.get({ port, host: '127.0.0.1' }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    }).on('error', () => resolve(false));
  });
}
