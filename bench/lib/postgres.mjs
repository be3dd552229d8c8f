// Purpose: what the usual way costs: a hold as one transaction on PostgreSQL. Place: bench/lib.
//
// A cluster of its own in a temporary directory, with PostgreSQL's defaults (every commit durable),
// on the server's core like our server; pgbench on the load's core. PostgreSQL refuses to run as
// root, so root runs it as the user postgres.
import fs from 'node:fs';
import path from 'node:path';
import { createShow, createVenue, seatsCsv, signedIn } from '../../tests/support/fixtures.mjs';
import { Server, run } from '../../tests/support/server.mjs';
import { LOAD_CORE, RELEASE, SERVER_CORE, load } from './load.mjs';
import { PER_ROW, ROWS, pairsOf, shuffled } from './season.mjs';

const SEATS = 200_000;
const CLIENTS = [1, 8, 64];

const SCHEMA = `
create table show_seats (id bigint primary key, show_id bigint not null, status text not null,
  price bigint not null, hold_id bigint, held_until timestamptz);
create table holds (id bigserial primary key, show_id bigint not null, session text not null,
  status text not null, expires_at timestamptz not null);
create table hold_seats (hold_id bigint not null references holds, seat_id bigint not null
  references show_seats, primary key (hold_id, seat_id));
create index on show_seats (show_id);
create index on holds (expires_at) where status = 'active';
insert into show_seats select n, n / 50000, 'available', 2500 from generate_series(1, ${SEATS}) n;
vacuum analyze;
`;
// Two neighbouring seats, as a developer writes it first: look, update, insert.
const HOLD = `
\\set a 2 * random(1, ${SEATS / 2 - 1})
\\set b :a + 1
begin;
select id, status, price, held_until from show_seats where id in (:a, :b) for update;
insert into holds (show_id, session, status, expires_at)
  values (:a / 50000, md5(random()::text), 'active', now() + interval '10 minutes') returning id \\gset
update show_seats set status = 'reserved', hold_id = :id, held_until = now() + interval '10 minutes'
  where id in (:a, :b);
insert into hold_seats (hold_id, seat_id) values (:id, :a), (:id, :b);
commit;
`;

function binaries() {
  const versions = fs.readdirSync('/usr/lib/postgresql').map(Number).sort((a, b) => b - a);
  return `/usr/lib/postgresql/${versions[0]}/bin`;
}

/**
 * Holds a second on one and the same PostgreSQL: {postgres_1, _8, _64, _best} by pgbench with the
 * transaction above, {usher_postgres_1, _64, _256} by Usher over HTTP. In both, the database has one
 * core and whoever talks to it shares the other with the load.
 */
export async function holdsOnPostgres(work, seconds) {
  const directory = fs.mkdtempSync(path.join(work, 'postgres-'));
  const bin = binaries();
  const asRoot = process.getuid() === 0;
  const postgres = async (core, program, ...args) => {
    const command = ['taskset', '-c', String(core), `${bin}/${program}`, ...args.map(String)];
    if (asRoot) command.unshift('runuser', '-u', 'postgres', '--');
    const done = await run(command[0], command.slice(1), { cwd: directory, limitMs: 180_000 });
    if (done.code !== 0) throw new Error(`${program}: ${done.stderr}${done.stdout}`);
    return done.stdout;
  };
  fs.writeFileSync(path.join(directory, 'schema.sql'), SCHEMA);
  fs.writeFileSync(path.join(directory, 'hold.sql'), HOLD);
  if (asRoot) await run('chown', ['-R', 'postgres', directory]);
  const data = path.join(directory, 'data');
  await postgres(SERVER_CORE, 'initdb', '-D', data, '-A', 'trust', '-U', 'bench', '--no-sync');
  const to = ['-h', directory, '-U', 'bench'];
  await postgres(SERVER_CORE, 'pg_ctl', '-D', data, '-w', '-l', path.join(directory, 'log'), '-o',
    `-c listen_addresses='' -c unix_socket_directories='${directory}' -c max_connections=100`, 'start');
  try {
    await postgres(LOAD_CORE, 'psql', ...to, '-q', '-d', 'postgres', '-f', path.join(directory, 'schema.sql'));
    const out = {};
    for (const clients of CLIENTS) {
      const text = await postgres(LOAD_CORE, 'pgbench', ...to, '-n', '-f', path.join(directory, 'hold.sql'),
        '-c', clients, '-j', 1, '-T', Math.max(2, Math.round(seconds)), 'postgres');
      out[`postgres_${clients}`] = Number(/tps = ([\d.]+)/.exec(text)[1]);
    }
    out.postgres_best = Math.max(...Object.values(out));
    // Not as the superuser: row-level security does not hold for that one.
    await postgres(LOAD_CORE, 'createuser', ...to, 'usher');
    await postgres(LOAD_CORE, 'createdb', ...to, '-O', 'usher', 'usher');
    const url = `postgresql:///usher?user=usher&host=${directory}`;
    return { ...out, ...(await usherHolds(work, url, seconds)) };
  } finally {
    await postgres(SERVER_CORE, 'pg_ctl', '-D', data, '-m', 'immediate', '-w', 'stop');
  }
}

const USHER_SHOWS = 4;
const USHER_CONNECTIONS = [1, 64, 256];

async function usherHolds(work, database, seconds) {
  const server = new Server({ binary: RELEASE, database, wrap: ['taskset', '-c', String(LOAD_CORE)] });
  const seats = path.join(work, 'postgres-pairs');
  try {
    await server.start();
    server.port = Number(new URL(server.url).port);
    const admin = await signedIn(server);
    const venue = await createVenue(admin, { csv: seatsCsv({ rows: ROWS, perRow: PER_ROW }) });
    const pairs = [];
    for (let i = 0; i < USHER_SHOWS; ++i) {
      const made = await createShow(admin, { venue, holdMinutes: 30 });
      pairs.push(...pairsOf(made.show.id, made.seats));
    }
    shuffled(pairs);
    const out = {};
    for (const connections of USHER_CONNECTIONS) {
      // Seats that nobody has asked for yet.
      const share = pairs.splice(0, Math.floor((USHER_SHOWS * ROWS * PER_ROW) / 2 / USHER_CONNECTIONS.length));
      fs.writeFileSync(seats, `${share.join('\n')}\n`);
      const done = await load(server, 'holds', { connections, seconds, seats, expect: 201 });
      out[`usher_postgres_${connections}`] = done.per_second;
      out[`usher_postgres_${connections}_p50_ms`] = done.p50_us / 1000;
      out[`usher_postgres_${connections}_p99_ms`] = done.p99_us / 1000;
    }
    return out;
  } finally {
    await server.stop();
  }
}
