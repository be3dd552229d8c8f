// Measures what docs/internals/speed.md promises and prints it as ratios. Behind `./dev bench`.
//
//   node bench/run.mjs [NAME…] [--rounds N] [--seconds S]
//
// Names: see FIGURES below; without any, all are measured. Server and load have one core each; every
// figure is the median of its rounds (3 unless told otherwise), every load is bounded in time and
// goes to this machine only. The report is written to bench/results/<date>.md. Ends with 1 when an
// expectation was missed.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../tests/support/server.mjs';
import { conditions, fdatasyncMs } from './lib/machine.mjs';
import { median, serverOn, load, withNginx, SERVER_CORE, LOAD_CORE } from './lib/load.mjs';
import { prepareSeason } from './lib/season.mjs';
import { holdsOnPostgres } from './lib/postgres.mjs';
import { pageFigures } from './lib/pages.mjs';
import { builderFigures } from './lib/builder.mjs';
import { importSeconds, microFigures, startFigures, suggestionMs, stateFigures, streamFigures } from './lib/figures.mjs';

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '3' }, seconds: { type: 'string', default: '3' } },
});
const ROUNDS = Number(options.rounds);
const SECONDS = Number(options.seconds);

// Temporary databases lie on the disk that holds the repository, never in memory.
const WORK = path.join(ROOT, 'build/bench');
fs.rmSync(WORK, { recursive: true, force: true });
fs.mkdirSync(WORK, { recursive: true });
process.env.TMPDIR = WORK;
process.umask(0o022);

/** name → measure(season) → {name: number}; the numbers of all rounds become medians. */
const FIGURES = {
  hello: async (season) => {
    const out = {};
    await serverOn(season.small, async (server) => {
      out.hello_64 = rate(await load(server, 'get', { connections: 64, seconds: SECONDS }));
      out.hello = rate(await load(server, 'get', { connections: 256, seconds: SECONDS }));
      out.hello_1_p50_ms = (await load(server, 'get', { connections: 1, seconds: 1 })).p50_us / 1000;
    });
    return out;
  },
  nginx: async () => withNginx(WORK, async (port) => ({
    nginx: rate(await load({ port }, 'get', { connections: 256, seconds: SECONDS })),
  })),
  fsync: async () => ({ fsync_ms: fdatasyncMs(WORK) }),
  holds: async (season) => {
    const out = {};
    for (const connections of [1, 64, 256]) {
      await serverOn(season.large, async (server) => {
        const seconds = connections === 1 ? 2 : SECONDS;
        const done = await load(server, 'holds', { connections, seconds, seats: season.pairs, expect: 201 });
        out[`holds_${connections}`] = rate(done);
        out[`holds_${connections}_p50_ms`] = done.p50_us / 1000;
        out[`holds_${connections}_p99_ms`] = done.p99_us / 1000;
        out[`holds_${connections}_max_ms`] = done.max_us / 1000;
      }, { shows: season.shows });
    }
    return out;
  },
  refused: async (season) => serverOn(season.small, async (server) => {
    const taken = season.fewPairs;
    await load(server, 'holds', { connections: 64, seconds: 20, warmUp: 0, seats: taken, expect: 201 });
    const done = await load(server, 'holds', { connections: 256, seconds: SECONDS, seats: taken, repeat: true, expect: 409 });
    return { refused: rate(done), refused_p99_ms: done.p99_us / 1000 };
  }, { shows: [season.show] }),
  orders: async (season) => serverOn(season.large, async (server) => {
    const done = await load(server, 'orders', { connections: 64, seconds: SECONDS, seats: season.pairs });
    return { orders: rate(done), orders_p50_ms: done.p50_us / 1000, orders_p99_ms: done.p99_us / 1000 };
  }, { shows: season.shows }),
  state: async (season) => serverOn(season.small, (server) => stateFigures(server, season, SECONDS), { shows: [season.show] }),
  suggestion: async (season) => serverOn(season.small, (server) => suggestionMs(server, season), { shows: [season.show] }),
  micro: async () => microFigures(),
  import: async () => importSeconds(),
  start: async (season) => startFigures(season),
  streams: async (season) => serverOn(season.small, (server) => streamFigures(server, season), { shows: [season.show] }),
  pages: async (season) => serverOn(season.small, (server) => pageFigures(server.url, season.show), { shows: [season.show] }),
  builder: async () => serverOn(undefined, (server) => builderFigures(server, 1)),
  postgres: async () => holdsOnPostgres(WORK, SECONDS),
};

const rate = (result) => result.per_second;

async function measure() {
  const names = wanted.length ? wanted : Object.keys(FIGURES);
  for (const name of names) if (!FIGURES[name]) throw new Error(`there is no figure ${name}: ${Object.keys(FIGURES).join(' ')}`);
  process.stderr.write('preparing a venue of 50,000 seats and its shows\n');
  const season = await prepareSeason(WORK);
  const samples = {};
  for (let round = 1; round <= ROUNDS; ++round) {
    for (const name of names) {
      process.stderr.write(`round ${round}: ${name}\n`);
      for (const [key, value] of Object.entries(await FIGURES[name](season))) (samples[key] ??= []).push(value);
    }
  }
  return samples;
}

/** [figure, value, ratio to hello, expectation, met?] for what was measured. */
function rows(samples) {
  const value = Object.fromEntries(Object.entries(samples).map(([key, list]) => [key, median(list)]));
  const has = (...keys) => keys.every((key) => value[key] !== undefined);
  const n = (x) => (x >= 100 ? Math.round(x).toLocaleString('en-US') : x.toFixed(x < 10 ? 2 : 1));
  const table = [];
  const perSecond = (key, text, least, extra = '') => {
    if (!has(key)) return;
    const ratio = has('hello') ? value[key] / value.hello : undefined;
    table.push([text, `${n(value[key])}/s${extra}`, ratio === undefined ? '' : ratio.toFixed(2),
      least === undefined ? '' : `≥ ${least}`, least === undefined || ratio === undefined ? '' : ratio >= least ? 'yes' : 'NO']);
  };
  const limit = (key, text, unit, most, shown = `≤ ${most} ${unit}`) => {
    if (has(key)) table.push([text, `${n(value[key])} ${unit}`, '', shown, value[key] <= most ? 'yes' : 'NO']);
  };
  const latency = (c) => (has(`holds_${c}`) ? `, p50 ${n(value[`holds_${c}_p50_ms`])} ms, p99 ${n(value[`holds_${c}_p99_ms`])} ms, max ${n(value[`holds_${c}_max_ms`])} ms` : '');

  perSecond('hello', 'hello: GET /healthz, 256 connections');
  if (has('hello', 'nginx')) {
    const ratio = value.hello / value.nginx;
    table.push(['hello against nginx `return 200`, one worker', `${n(value.nginx)}/s by nginx`, ratio.toFixed(2), '≥ 0.6 × nginx', ratio >= 0.6 ? 'yes' : 'NO']);
  }
  perSecond('holds_1', 'durable holds, 1 connection', undefined, latency(1));
  perSecond('holds_64', 'durable holds, 64 connections', undefined, latency(64));
  perSecond('holds_256', 'durable holds, 256 connections', 0.35, latency(256));
  if (has('holds_64_p99_ms')) {
    limit('holds_64_spread', 'p99 ÷ p50 of holds at 64 connections', '×', 3);
    const stall = Math.max(...samples.holds_64_max_ms, ...samples.holds_256_max_ms);
    table.push(['longest single hold of all rounds', `${n(stall)} ms`, '', '≤ 100 ms', stall <= 100 ? 'yes' : 'NO']);
  }
  if (has('holds_1_p50_ms', 'fsync_ms')) {
    const over = value.holds_1_p50_ms - value.fsync_ms;
    table.push(['one lone hold, p50, over one fsync', `${n(value.holds_1_p50_ms)} ms − ${n(value.fsync_ms)} ms = ${n(over)} ms`, '', '≤ 0.3 ms', over <= 0.3 ? 'yes' : 'NO']);
  }
  if (has('postgres_best')) {
    table.push(['naive hold transaction on PostgreSQL, best client count', `${n(value.postgres_best)}/s (1: ${n(value.postgres_1)}, 8: ${n(value.postgres_8)}, 64: ${n(value.postgres_64)})`, '', '', '']);
    if (has('holds_256')) {
      const times = value.holds_256 / value.postgres_best;
      table.push(['durable holds against it', `${n(times)} ×`, '', '≥ 10 ×', times >= 10 ? 'yes' : 'NO']);
    }
  }
  if (has('usher_postgres_256')) {
    const best = Math.max(value.usher_postgres_64, value.usher_postgres_256);
    for (const c of [1, 64, 256]) {
      table.push([`durable holds on PostgreSQL, ${c} connection${c > 1 ? 's' : ''}`, `${n(value[`usher_postgres_${c}`])}/s, p50 ${n(value[`usher_postgres_${c}_p50_ms`])} ms, p99 ${n(value[`usher_postgres_${c}_p99_ms`])} ms`, '', '', '']);
    }
    const times = best / value.postgres_best;
    table.push(['the best of them against naive at its best', `${n(times)} ×`, '', '≥ 4 ×', times >= 4 ? 'yes' : 'NO']);
    const at64 = value.usher_postgres_64 / value.postgres_64;
    table.push(['64 connections against naive at 64 clients', `${n(at64)} ×`, '', '≥ 10 ×', at64 >= 10 ? 'yes' : 'NO']);
  }
  perSecond('refused', 'refused holds (all seats taken), 256 connections', 0.8);
  perSecond('orders', 'order of 2 tickets, paid, in 5 requests, 64 connections', 0.1, has('orders') ? `, p50 ${n(value.orders_p50_ms)} ms, p99 ${n(value.orders_p99_ms)} ms` : '');
  perSecond('state', 'state of 50,000 seats, br, 256 connections', 0.3);
  limit('state_bytes', 'its size on the wire', 'bytes', 20_000);
  limit('best_available_ms', 'best available among 50,000 seats, slowest case', 'ms', 1);
  limit('suggestion_ms', 'the same over HTTP, p50 beyond that of hello', 'ms', 1);
  limit('import_s', 'CSV import of 50,000 seats', 's', 3);
  limit('start_ms', 'start with 100,000 show seats, to ready', 'ms', 300);
  limit('start_rss_mb', 'resident memory then', 'MB', 80);
  if (has('streams')) {
    table.push(['open event streams', n(value.streams), '', '10,000', value.streams >= 10_000 ? 'yes' : 'NO']);
    limit('streams_core', 'server with them and 1,000 seat changes/s', 'cores', 1);
    limit('streams_kb', 'memory a stream', 'kB', 12);
    limit('streams_p99_ms', 'change visible, p99', 'ms', 500);
  }
  for (const [prefix, where] of [['page', '1440 × 900'], ['phone', '390 × 844 at 2×']]) {
    if (!has(`${prefix}_pan_ms`)) continue;
    limit(`${prefix}_first_picture_ms`, `50,000 seats, ${where}: first picture after the data`, 'ms', 350);
    limit(`${prefix}_zoom_p95_ms`, `zooming, p95 of frames (median ${n(value[`${prefix}_zoom_ms`])} ms)`, 'ms', 50);
    limit(`${prefix}_pan_p95_ms`, `panning, p95 of frames (median ${n(value[`${prefix}_pan_ms`])} ms)`, 'ms', 50);
    limit(`${prefix}_click_ms`, 'from press to basket', 'ms', 50);
    limit(`${prefix}_burst_ms`, `1,000 live changes at once, until drawn (work ${n(value[`${prefix}_burst_work_ms`])} ms)`, 'ms', 50);
  }
  if (has('builder_drag_p95_ms')) {
    limit('builder_drag_p95_ms', `builder with 50,000 seats: dragging all, p95 of frames (median ${n(value.builder_drag_p50_ms)} ms)`, 'ms', 50);
    limit('builder_undo_ms', 'builder with 50,000 seats: undo, until drawn', 'ms', 100);
    limit('builder_save_ms', 'builder with 50,000 seats: save after all were moved', 'ms', 2000);
  }
  return table;
}

const samples = await measure();
if (samples.holds_64_p99_ms) samples.holds_64_spread = samples.holds_64_p99_ms.map((p99, i) => p99 / samples.holds_64_p50_ms[i]);
const table = [['figure', 'measured', '× hello', 'expected', 'met'], ...rows(samples)];
const text = table.map((row) => `| ${row.join(' | ')} |`);
text.splice(1, 0, '|---|---|---|---|---|');
const report = `# ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC

${conditions(WORK)}
- server on core ${SERVER_CORE}, load on core ${LOAD_CORE}; medians of ${ROUNDS} rounds of ${SECONDS} s each

${text.join('\n')}

All samples: \`${JSON.stringify(samples)}\`
`;
console.log(report);
const file = path.join(ROOT, 'bench/results', `${new Date().toISOString().slice(0, 16).replace(/[T:]/g, '-')}.md`);
fs.mkdirSync(path.dirname(file), { recursive: true });
fs.writeFileSync(file, report);
console.log(`written to ${path.relative(ROOT, file)}`);
fs.rmSync(WORK, { recursive: true, force: true });

const missed = table.filter((row) => row.at(-1) === 'NO').map(([figure, measured, , expected]) => `${figure}: ${measured}, expected ${expected}`);
if (missed.length) {
  console.error(`missed:\n  ${missed.join('\n  ')}`);
  process.exitCode = 1;
}
