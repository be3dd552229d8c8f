// Purpose: the figures that are not a plain rate. Place: bench/lib.
import fs from 'node:fs';
import { performance } from 'node:perf_hooks';
import { createVenue, importSeats, seatsCsv, signedIn, unique } from '../../tests/support/fixtures.mjs';
import { run } from '../../tests/support/server.mjs';
import { load, MICRO, SERVER_CORE, serverOn } from './load.mjs';
import { PER_ROW, ROWS } from './season.mjs';

export async function importSeconds() {
  return serverOn(undefined, async (server) => {
    const admin = await signedIn(server);
    const csv = seatsCsv({ rows: ROWS, perRow: PER_ROW });
    const venue = await createVenue(admin, { name: unique('Import'), rows: 1, perRow: 1 });
    const began = performance.now();
    const done = (await importSeats(admin, venue.id, csv)).expectStatus(200);
    const seconds = (performance.now() - began) / 1000;
    if (done.rows !== ROWS * PER_ROW) throw new Error(`imported ${JSON.stringify(done).slice(0, 200)}`);
    return { import_s: seconds };
  });
}

/** From the start of the process to the first 200 of /readyz, and the resident memory then. */
export async function startFigures(season) {
  const began = performance.now();
  return serverOn(season.small, async (server) => ({
    start_ms: performance.now() - began,
    start_rss_mb: memoryKb(server.child.pid) / 1024,
  }));
}

/** Single functions, by Google Benchmark: the slowest case of each. */
export async function microFigures() {
  const done = await run('taskset', ['-c', String(SERVER_CORE), MICRO, '--benchmark_format=json', '--benchmark_min_time=0.2']);
  if (done.code !== 0) throw new Error(`usher_micro: ${done.stderr}`);
  const { benchmarks } = JSON.parse(done.stdout);
  const slowest = (name) => Math.max(...benchmarks.filter((one) => one.name.startsWith(name)).map((one) => one.real_time)) / 1000;
  return { best_available_ms: slowest('best_available_50000') };
}

/** How long a suggestion takes beyond what any request takes, on a house that is one fifth taken. */
export async function suggestionMs(server, season) {
  await load(server, 'holds', { connections: 64, seconds: 20, warmUp: 0, seats: season.fewPairs, expect: 201 });
  const hello = await load(server, 'get', { connections: 1, seconds: 1 });
  const found = await load(server, 'get', {
    connections: 1, seconds: 2, path: `/api/public/recital-shows/${season.show}/seats/suggested?count=4` });
  return { suggestion_ms: (found.p50_us - hello.p50_us) / 1000 };
}

export async function stateFigures(server, season, seconds) {
  const target = `/api/public/recital-shows/${season.show}/seats/state`;
  await load(server, 'holds', { connections: 64, seconds: 20, warmUp: 0, seats: season.fewPairs, expect: 201 });
  const once = await server.client().get(target, { headers: { 'accept-encoding': 'br' } });
  once.expectStatus(200);
  const done = await load(server, 'get', { connections: 256, seconds, path: target, headers: ['Accept-Encoding: br'] });
  return { state: done.per_second, state_bytes: once.bytes.length };
}

/** Very many streams of one show while 500 holds a second are made in it. */
export async function streamFigures(server, season, streams = 10_000) {
  const done = await load(server, 'streams', { seconds: 5, streams, serverPid: server.child.pid,
    seats: season.fewPairs, path: `/api/public/recital-shows/${season.show}/seats/stream` });
  return { streams: done.streams, streams_core: done.server_cores, streams_kb: done.kb_per_stream,
    streams_p99_ms: done.p99_us / 1000 };
}

/** Resident memory of a process, in kB. */
export function memoryKb(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
}
