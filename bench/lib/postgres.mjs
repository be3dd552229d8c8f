// Purpose: what the usual way costs: a hold as one transaction on PostgreSQL. Place: bench/lib.
//
// A cluster of its own in a temporary directory, with PostgreSQL's defaults (every commit durable),
// on the server's core like our server; pgbench on the load's core. PostgreSQL refuses to run as
// root, so root runs it as the user postgres.
import fs from 'node:fs';
import path from 'node:path';
import { run } from '../../tests/support/server.mjs';
import { LOAD_CORE, SERVER_CORE } from './load.mjs';

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

/** {postgres_best, postgres_1, postgres_8, postgres_64}: holds a second. */
export async function naiveHolds(work, seconds) {
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
    return { ...out, postgres_best: Math.max(...Object.values(out)) };
  } finally {
    await postgres(SERVER_CORE, 'pg_ctl', '-D', data, '-m', 'immediate', '-w', 'stop');
  }
}
