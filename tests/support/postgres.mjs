// Purpose: a PostgreSQL of the tests' own, to be killed and started again. Place: tests/support.
//
//   const postgres = await startPostgres();              // fsync on, as in production
//   const url = postgres.createDatabase();               // for startServer({ database: url });
//                                                        // as a role that may not change the schema
//   await postgres.kill9(); await postgres.start();      // pulls the plug, puts it back
//   postgres.stop();
//
//   node tests/support/postgres.mjs COMMAND …            // runs it with a cluster for all tests
//
// USHER_TEST_ENGINE=postgresql lets startServer() use a database here instead of a SQLite file;
// USHER_TEST_POSTGRES names the directory of a cluster that runs already.
import { execFile, execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SCRIPT = path.join(path.dirname(fileURLToPath(import.meta.url)), 'postgres-cluster.sh');
const ROOT = path.resolve(path.dirname(SCRIPT), '../..');
const BINARY = process.env.USHER_BINARY ?? path.join(ROOT, 'build/debug/usher');
/** Nothing of the caller's settings, nor of what tests are told by variables, leaks into the binary. */
function plainEnv() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('USHER_')));
}

export const PSQL = '/usr/lib/postgresql/15/bin/psql';
const run = promisify(execFile);
let count = 0;
let shared;

export const testsUsePostgres = /^postgres/.test(process.env.USHER_TEST_ENGINE ?? '');

export async function startPostgres({ sync = true } = {}) {
  const made = await run(SCRIPT, ['create', String(process.pid), ...(sync ? [] : ['nosync'])]);
  return new Postgres(made.stdout.trim());
}

/** The cluster that all tests of this process share; it does not sync. */
export async function sharedPostgres() {
  shared ??= process.env.USHER_TEST_POSTGRES
    ? Promise.resolve(new Postgres(process.env.USHER_TEST_POSTGRES))
    : startPostgres({ sync: false });
  return shared;
}

export class Postgres {
  constructor(directory) {
    this.directory = directory;
    this.port = Number(fs.readFileSync(path.join(directory, 'port'), 'utf8'));
  }

  /** `user`: postgres, usher_owner or usher_app. */
  url(database, user = 'postgres') {
    return `postgresql://${user}@127.0.0.1:${this.port}/${database}`;
  }

  /** Runs SQL; returns its rows as lines of text. */
  query(sql, database = 'postgres') {
    return execFileSync(PSQL, ['--no-psqlrc', '-Atq', '-v', 'ON_ERROR_STOP=1', this.url(database), '-c', sql],
      { encoding: 'utf8' }).split('\n').filter(Boolean);
  }

  /** Makes an empty database with the schema up to date; returns its URL for a server. */
  createDatabase(name = `usher_${process.pid}_${++count}`) {
    this.query(`CREATE DATABASE ${name} TEMPLATE ${this.#template()} OWNER usher_owner`);
    return this.url(name, 'usher_app');
  }

  // Made as docs/operations.md says it: one role owns the tables, another one serves.
  #template() {
    if (this.template) return this.template;
    const name = `usher_template_${process.pid}`;
    this.query(`CREATE DATABASE ${name} OWNER usher_owner`);
    this.query(`ALTER DEFAULT PRIVILEGES FOR ROLE usher_owner IN SCHEMA public
      GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO usher_app`, name);
    execFileSync(BINARY, ['migrate', '--database', this.url(name, 'usher_owner')], { stdio: 'pipe', env: plainEnv() });
    this.template = name;
    return name;
  }

  /** Writes a dump as the owner makes it (docs/operations.md), and a new database from it; its URL. */
  dumpAndRestore(url, name = `usher_restored_${process.pid}_${++count}`) {
    const file = path.join(this.directory, `${name}.dump`);
    const env = { ...process.env, PGOPTIONS: '-c usher.viewer=server' };
    const tool = (program, ...args) => execFileSync(path.join(path.dirname(PSQL), program), args, { env, stdio: 'pipe' });
    const from = new URL(url).pathname.slice(1);
    tool('pg_dump', '--enable-row-security', '--format=custom', `--file=${file}`, `--dbname=${this.url(from, 'usher_owner')}`);
    this.query(`CREATE DATABASE ${name} OWNER usher_owner`);
    tool('pg_restore', '--exit-on-error', `--dbname=${this.url(name, 'usher_owner')}`, file);
    return this.url(name, 'usher_app');
  }

  /** A database as the text of a dump has it, brought to today's schema by its owner; its URL. */
  createDatabaseFrom(dump, name = `usher_dumped_${process.pid}_${++count}`) {
    this.query(`CREATE DATABASE ${name} OWNER usher_owner`);
    execFileSync(PSQL, ['--no-psqlrc', '-q', '-v', 'ON_ERROR_STOP=1', this.url(name)], { input: dump, stdio: ['pipe', 'ignore', 'pipe'] });
    execFileSync(BINARY, ['migrate', '--database', this.url(name, 'usher_owner')], { stdio: 'pipe', env: plainEnv() });
    return this.url(name, 'usher_app');
  }

  dropDatabase(url) {
    this.query(`DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
  }

  async kill9() {
    await run(SCRIPT, ['kill', this.directory]);
  }

  /** Waits until it takes connections again. */
  async start() {
    await run(SCRIPT, ['start', this.directory]);
  }

  /** A hot standby; from now on every commit here waits for it (pg_basebackup, synchronous). */
  async startStandby() {
    return new Postgres((await run(SCRIPT, ['standby', this.directory, String(process.pid)])).stdout.trim());
  }

  /** A standby becomes the server that takes writes. */
  async promote() {
    await run(SCRIPT, ['promote', this.directory]);
  }

  stop() {
    execFileSync(SCRIPT, ['stop', this.directory]);
    fs.rmSync(this.directory, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [program, ...args] = process.argv.slice(2);
  if (!program) {
    console.error('usage: node postgres.mjs COMMAND …');
    process.exit(2);
  }
  const postgres = await startPostgres({ sync: false });
  const env = { ...process.env, USHER_TEST_ENGINE: 'postgresql', USHER_TEST_POSTGRES: postgres.directory };
  const child = spawn(program, args, { stdio: 'inherit', env });
  child.on('exit', (code, signal) => {
    postgres.stop();
    process.exit(signal ? 1 : code);
  });
}
