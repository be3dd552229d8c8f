// Purpose: databases to measure on, made once by the API and copied for each measurement.
// Place: bench/lib.
import fs from 'node:fs';
import path from 'node:path';
import { createShow, createVenue, publicSeats, seatsCsv, signedIn } from '../../tests/support/fixtures.mjs';
import { serverOn } from './load.mjs';

export const ROWS = 250;
export const PER_ROW = 200;  // 50,000 seats
const SHOWS_LARGE = 4;

/**
 * small: two shows of 50,000 seats (100,000 show seats). large: four of them.
 * shows: their ids, the first of which is `show`. pairs, fewPairs: files of neighbouring seats, in random order over all shows, for usher_load.
 */
export async function prepareSeason(work) {
  const season = {
    small: path.join(work, 'small.db'), large: path.join(work, 'large.db'),
    pairs: path.join(work, 'pairs'), fewPairs: path.join(work, 'few-pairs'),
  };
  const shows = [];
  await serverOn(undefined, async (server) => {
    const admin = await signedIn(server);
    const venue = await createVenue(admin, { csv: seatsCsv({ rows: ROWS, perRow: PER_ROW }) });
    for (let i = 0; i < SHOWS_LARGE; ++i) {
      shows.push(await createShow(admin, { venue, holdMinutes: 30 }));
      if (i === 1) await server.command(['backup', season.small]);
    }
    await server.command(['backup', season.large]);
    season.show = shows[0].show.id;
    season.shows = shows.map((one) => one.show.id);
    for (const one of shows) one.pairs = pairsOf(one.show.id, one.seats ?? await publicSeats(admin, one.show.id));
  });
  fs.writeFileSync(season.pairs, `${shuffled(shows.flatMap((one) => one.pairs)).join('\n')}\n`);
  fs.writeFileSync(season.fewPairs, `${shuffled([...shows[0].pairs]).slice(0, 5000).join('\n')}\n`);
  return season;
}

/** "show seat seat" for seats that stand beside each other. */
export function pairsOf(show, seats) {
  const rows = new Map();
  for (const seat of seats) {
    const key = `${seat.section}\n${seat.row_name}`;
    if (!rows.has(key)) rows.set(key, []);
    rows.get(key).push(seat);
  }
  const pairs = [];
  for (const row of rows.values()) {
    row.sort((a, b) => Number(a.seat_number) - Number(b.seat_number));
    for (let i = 0; i + 1 < row.length; i += 2) pairs.push(`${show} ${row[i].id} ${row[i + 1].id}`);
  }
  return pairs;
}

/** The same order in every run (mulberry32 with a fixed seed). */
export function shuffled(list) {
  let state = 20261124;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  for (let i = list.length - 1; i > 0; --i) {
    const j = Math.floor(random() * (i + 1));
    [list[i], list[j]] = [list[j], list[i]];
  }
  return list;
}
