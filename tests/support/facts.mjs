// Purpose: waiting for what a test stands on, instead of for some time. Place: tests/support.
//
//   await until('two streams are open', async () => (await metric(server, 'usher_seat_streams')) === 2);
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from './client.mjs';

const LOOK_AGAIN_MS = 10;

/** Returns what `isSo` answers as soon as it is neither false nor undefined; throws when it never is. */
export async function until(what, isSo, limitMs = 30_000) {
  for (const end = Date.now() + limitMs; ;) {
    const answer = await isSo();
    if (answer !== false && answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`after ${limitMs} ms it is not so that ${what}`);
    await sleep(LOOK_AGAIN_MS);
  }
}

/** What a server counts, by name with labels: {'usher_jobs{state="dead"}': 0, …}. */
export async function metrics(server) {
  const text = (await new Client(server.url).get('/metrics')).text;
  return Object.fromEntries([...text.matchAll(/^([a-z_]+(?:\{.*\})?) (\S+)$/gm)].map(([, name, value]) => [name, Number(value)]));
}

export const metric = async (server, name) => (await metrics(server))[name];

/** The change of a show (cancelled, moved) once every order has been dealt with. */
export const finishedChange = (admin, show, change) => until('the change of the show is done', async () => {
  const now = (await admin.get(`/api/recital-shows/${show.id}/changes/${change.id}`)).expectStatus(200);
  return now.state === 'done' && now;
}, 60_000);
