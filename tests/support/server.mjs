// Purpose: starts and stops the real binary on a database of its own. Place: tests/support.
//
//   const server = await startServer();            // free port, empty SQLite file, running clock
//   const buyer = server.client();
//   await server.advance(10 * 60_000);             // ten minutes pass (debug builds)
//   await server.kill9(); await server.restart();  // the same database, perhaps another port
//   await server.stop();                           // also when a test failed: use after()
//
// USHER_BINARY names another binary; USHER_TEST_KEEP=1 keeps the directory with database and log.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from './client.mjs';
import { sharedPostgres, testsUsePostgres } from './postgres.mjs';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const BINARY = process.env.USHER_BINARY ?? path.join(ROOT, 'build/debug/usher');

const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 20_000;
const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * @param {{args?: string[], env?: Record<string,string>, database?: string, wrap?: string[]}} options
 *   `wrap` is a command put before the binary, such as ['taskset', '-c', '0'].
 * @returns {Promise<Server>} ready to serve
 */
export async function startServer(options = {}) {
  const server = new Server(options);
  if (testsUsePostgres && !options.database) {
    const postgres = await sharedPostgres();
    server.database = postgres.createDatabase();
    server.dropDatabase = () => postgres.dropDatabase(server.database);
  }
  try {
    await server.start();
  } catch (error) {
    server.cleanUp();
    throw error;
  }
  return server;
}

export class Server {
  constructor({ args = [], env = {}, database, wrap = [], binary = BINARY } = {}) {
    this.directory = fs.mkdtempSync(path.join(os.tmpdir(), 'usher-test-'));
    this.database = database ?? `sqlite:${path.join(this.directory, 'usher.db')}`;
    this.clockFile = path.join(this.directory, 'clock');
    this.logFile = path.join(this.directory, 'server.log');
    this.args = args;
    this.extraEnv = env;
    this.wrap = wrap;
    this.binary = binary;
    this.child = undefined;
    this.url = undefined;
    this.offsetMs = 0;
  }

  /** The environment of every process here: nothing of the caller's settings leaks in. */
  get env() {
    const env = { ...process.env, USHER_TEST_CLOCK_FILE: this.clockFile };
    for (const name of Object.keys(env)) {
      if (/^(USHER_(?!TEST_)|STRIPE_|MAILGUN_|SMTP_URL|DATABASE_URL|MARKETING_)/.test(name)) delete env[name];
    }
    return { ...env, ...this.extraEnv };
  }

  async start() {
    const log = fs.openSync(this.logFile, 'a');
    const from = fs.fstatSync(log).size;
    const command = [...this.wrap, this.binary, 'serve', '--listen', '127.0.0.1:0', '--database',
      this.database, '--data-dir', this.directory, ...this.args];
    const child = spawn(command[0], command.slice(1), { stdio: ['ignore', log, log], env: this.env });
    fs.closeSync(log);
    this.child = child;
    running.add(child);
    this.exited = new Promise((resolve) => child.once('exit', (code, signal) => {
      running.delete(child);
      resolve({ code, signal });
    }));
    let ended = false;
    child.once('exit', () => (ended = true));
    child.once('error', () => (ended = true));

    const until = Date.now() + START_LIMIT_MS;
    this.url = undefined;
    while (Date.now() < until && !ended) {
      this.url ??= /https?:\/\/(?:127\.0\.0\.1|localhost):[1-9]\d*/.exec(this.log(from))?.[0];
      if (this.url && (await this.#isReady())) return;
      await sleep(10);
    }
    child.kill('SIGKILL');
    throw new Error(`the server did not become ready; its log:\n${this.log(from)}`);
  }

  async #isReady() {
    const probe = new Client(this.url);
    try {
      return (await probe.get('/readyz', { limitMs: 2000 })).status === 200;
    } catch {
      return false;
    } finally {
      probe.close();
    }
  }

  /** A fresh browser. */
  client(options) {
    return new Client(this.url, options);
  }

  /** What the server has printed, from a byte on. */
  log(from = 0) {
    return fs.existsSync(this.logFile) ? fs.readFileSync(this.logFile).subarray(from).toString('utf8') : '';
  }

  get isRunning() {
    return this.child !== undefined && running.has(this.child);
  }

  /** Ends the process as a service manager does. Returns {code, signal}. */
  async terminate(signal = 'SIGTERM') {
    if (!this.isRunning) return this.exited;
    this.child.kill(signal);
    const late = sleep(STOP_LIMIT_MS, 'late', { ref: false });
    const outcome = await Promise.race([this.exited, late]);
    if (outcome !== 'late') return outcome;
    this.child.kill('SIGKILL');
    await this.exited;
    throw new Error(`the server did not stop within ${STOP_LIMIT_MS} ms; its log:\n${this.log().slice(-4000)}`);
  }

  /** Stops the server and removes its directory. */
  async stop() {
    try {
      return await this.terminate();
    } finally {
      this.cleanUp();
    }
  }

  /** As a crash does it. */
  async kill9() {
    this.child.kill('SIGKILL');
    return this.exited;
  }

  /** Starts again on the same database. The address may be another one: make new clients. */
  async restart() {
    if (this.isRunning) await this.terminate();
    await this.start();
  }

  cleanUp() {
    this.child?.kill('SIGKILL');
    if (process.env.USHER_TEST_KEEP) return;
    this.dropDatabase?.();
    fs.rmSync(this.directory, { recursive: true, force: true });
  }

  /** Runs another command of the binary, by default on the same database. */
  command(args, { stdin = '', withDatabase = true, limitMs = 120_000 } = {}) {
    const all = withDatabase ? [...args, '--database', this.database] : args;
    return run(this.binary, all, { stdin, env: this.env, limitMs });
  }

  /** `usher check`: {code, stdout, stderr}; code 0 when every invariant holds. */
  check() {
    return this.command(['check']);
  }

  // --- the clock (builds with USHER_TEST_CLOCK) ---

  /** The server's time, as the test clock has it. */
  now() {
    return this.frozenMs ?? Date.now() + this.offsetMs;
  }
  /** Time passes, or is set back with a negative number. */
  async advance(ms) {
    if (this.frozenMs !== undefined) return this.freezeAt(this.frozenMs + ms);
    this.offsetMs += ms;
    return this.#setClock(String(this.offsetMs));
  }
  /** Time stands still at an instant (milliseconds, or text in RFC 3339). */
  async freezeAt(at) {
    this.frozenMs = typeof at === 'number' ? at : Date.parse(at);
    return this.#setClock(`=${this.frozenMs}`);
  }
  /** Time runs again, from where it stood. */
  async unfreeze() {
    this.offsetMs = this.now() - Date.now();
    this.frozenMs = undefined;
    return this.#setClock(String(this.offsetMs));
  }
  async #setClock(text) {
    fs.writeFileSync(`${this.clockFile}.new`, text);
    fs.renameSync(`${this.clockFile}.new`, this.clockFile);
    await sleep(5);  // the clock looks at most once a millisecond
  }
}

/** Runs a program to its end. @returns {Promise<{code: number|null, stdout: string, stderr: string}>} */
export function run(program, args, { stdin = '', env = process.env, cwd = ROOT, limitMs = 120_000 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, cwd });
    const out = [];
    const err = [];
    const limit = setTimeout(() => child.kill('SIGKILL'), limitMs);
    child.stdout.on('data', (chunk) => out.push(chunk));
    child.stderr.on('data', (chunk) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(limit);
      resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() });
    });
    child.stdin.on('error', () => {});  // it may end without reading
    child.stdin.end(stdin);
  });
}
