// Work in the background that failed for good is shown, counted, warned of, and done once it is tried again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rows } from '../support/database.mjs';
import { metric, until } from '../support/facts.mjs';
import { signedIn } from '../support/fixtures.mjs';
import { openShop } from '../support/stripe/shop.mjs';

const HOUR = 3_600_000;
const ATTEMPTS_MAX = 10;
const DEAD = 'usher_jobs{state="dead"}';

let shop;
before(async () => {
  shop = await openShop({ rows: 1, perRow: 4 });
});
after(() => shop?.close());

const deadJobs = async () => (await shop.admin.get('/api/admin/jobs')).expectStatus(200);
const codes = async () => (await shop.server.client().get('/readyz')).expectStatus(200).warnings.map((warning) => warning.code);
/** Of which the last has ended: the next one is due from then on, and not from when it began. */
const attempts = async () => Number((await rows(shop.server,
  "select attempts from jobs where kind = 'payments.refund' and locked_until = 0"))[0]?.attempts);

test('a refund that the provider never answers is given up, shown, and made when it is tried again', async () => {
  const { order } = await shop.paid();
  assert.deepEqual(await deadJobs(), { items: [], next_cursor: null, total: 0 });
  shop.stripe.faults.push({ method: 'POST', path: '/v1/refunds', kind: 'drop_before', times: 1_000_000 });
  const asked = await shop.admin.post(`/api/admin/ticketing/orders/${order.id}/refund`, { reason: 'asked for', release_seats: true });
  assert.ok([200, 503].includes(asked.status), asked.text);
  for (let tried = 0; tried < ATTEMPTS_MAX;) {
    await shop.server.advance(HOUR + 60_000);
    tried = await until('it was tried', async () => {
      const now = await attempts();
      return now > tried && now;
    });
  }
  shop.admin = await signedIn(shop.server);
  const { items, total } = await until('it is given up', async () => {
    const found = await deadJobs();
    return found.total === 1 && found;
  });
  assert.equal(total, 1);
  const [job] = items;
  assert.deepEqual([job.kind, job.state, job.attempts, job.subject.order], ['payments.refund', 'dead', ATTEMPTS_MAX, order.id]);
  assert.match(job.last_error, /provider_unavailable/);
  await shop.server.advance(60_000);
  await until('it is counted', async () => (await metric(shop.server, DEAD)) === 1);
  assert.ok((await codes()).includes('jobs_given_up'));

  const path = `/api/admin/jobs/${job.id}/retry`;
  (await (await signedIn(shop.server, { role: 'staff' })).post(path)).expectStatus(403);
  (await shop.admin.post('/api/admin/jobs/0000000000000/retry')).expectStatus(404);
  shop.stripe.faults.length = 0;
  const revived = (await shop.admin.post(path)).expectStatus(200);
  assert.deepEqual([revived.id, revived.state], [job.id, 'waiting']);
  assert.notEqual((await shop.admin.post(path)).status, 200, 'it is not given up any more');
  await until('the money is back', async () => {
    const seen = await shop.details(order);
    return seen.status === 'refunded' && seen.refunds.every((refund) => refund.status === 'completed');
  });
  assert.deepEqual((await deadJobs()).items, []);
  const log = (await shop.admin.get('/api/admin/audit-log?limit=50')).expectStatus(200).items;
  assert.equal(log.filter((entry) => entry.action === 'job.retried' && entry.subject_id === job.id).length, 1);
  await shop.prove();
});
