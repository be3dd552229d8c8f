// What /metrics says: it is of Prometheus' form, follows its conventions, counts what happens, and the
// reference names every family.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Client } from '../support/client.mjs';
import { metrics, until } from '../support/facts.mjs';
import { buy, createShow, createVenue, reserve, signedIn } from '../support/fixtures.mjs';
import { ROOT, startServer } from '../support/server.mjs';

const RULES = path.join(ROOT, 'docs/operations/alerts.yml');
const RULES_TEST = path.join(ROOT, 'docs/operations/alerts.test.yml');
const DASHBOARD = path.join(ROOT, 'docs/operations/dashboard.json');

/** promtool's judgement; it comes with Debian's `prometheus`, which `./dev setup` installs. */
function promtool(args, stdin = '') {
  const done = spawnSync('promtool', args, { input: stdin, encoding: 'utf8' });
  if (done.error) throw new Error(`promtool is missing; ./dev setup installs it: ${done.error.message}`);
  return { code: done.status, text: done.stdout + done.stderr };
}

const familiesOf = (text) => [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, kind]) => ({ name, kind }));

describe('what /metrics says', () => {
  let server, admin, show, seats;
  const text = async () => {
    const answer = await new Client(server.url).get('/metrics');
    assert.equal(answer.status, 200);
    return answer.text;
  };
  before(async () => {
    server = await startServer();
    admin = await signedIn(server);
    const venue = await createVenue(admin);
    ({ show, seats } = await createShow(admin, { venue }));
  });
  after(() => server?.stop());

  test('is taken by promtool without a remark', async () => {
    const judged = promtool(['check', 'metrics'], await text());
    assert.equal(judged.code, 0, judged.text);
    assert.equal(judged.text.trim(), '');
  });

  test('counts what is sold, held and refused', async () => {
    const before = await metrics(server);
    const grown = (samples, name) => samples[name] - (before[name] ?? 0);
    await buy(server, show.id, [seats[0].id, seats[1].id]);
    (await reserve(server.client(), show.id, [seats[0].id])).expectStatus(409);
    const samples = await metrics(server);
    assert.equal(grown(samples, 'usher_orders_total{step="pending"}'), 1);
    assert.equal(grown(samples, 'usher_orders_total{step="paid"}'), 1);
    assert.equal(grown(samples, `usher_tickets_sold_total{currency="${show.currency ?? 'USD'}"}`), 2);
    assert.equal(grown(samples, 'usher_payments_total{outcome="succeeded"}'), 1);
    assert.equal(grown(samples, 'usher_holds_total{outcome="held"}'), 1);
    assert.ok(samples['usher_revenue_total{currency="USD"}'] > 0);
    assert.ok(samples['usher_seats{state="available"}'] < samples['usher_seats{state="all"}']);
  });

  test('counts the commits of every lane, and no effect that failed', async () => {
    const samples = await metrics(server);
    const lanes = Object.keys(samples).filter((name) => name.startsWith('usher_lane_commit_seconds_count'));
    assert.ok(lanes.length >= 1);
    const commits = lanes.reduce((sum, name) => sum + samples[name], 0);
    assert.ok(commits > 0, 'commits');
    for (const lane of lanes) {
      const label = lane.slice(lane.indexOf('{'));
      assert.equal(samples[`usher_lane_effects_failed_total${label}`], 0);
      assert.ok(Math.abs(samples[`usher_lane_batch_commands_count${label}`] - samples[lane]) <= 1, 'one may be under way');
    }
    assert.equal(samples['usher_database_healthy'], 1);
  });

  test('says how much mail waits and for how long', async () => {
    const samples = await until('mail waits', async () => {
      const now = await metrics(server);
      return now['usher_outbox_messages{state="waiting"}'] > 0 && now;
    });
    assert.ok(samples['usher_outbox_oldest_age_seconds'] >= 0);
    assert.equal(samples['usher_outbox_messages{state="dead"}'], 0);
  });

  test('has the families that the reference lists, and no others', async () => {
    const table = readFileSync(path.join(ROOT, 'docs/reference/metrics.md'), 'utf8');
    const listed = [...table.matchAll(/^\| `(\S+)` \| (\S+) \|/gm)].map(([, name, kind]) => `${name} ${kind}`);
    const printed = (await server.command(['metrics'], { withDatabase: false })).stdout;
    const made = [...printed.matchAll(/^\| `(\S+)` \| (\S+) \|/gm)].map(([, name, kind]) => `${name} ${kind}`);
    assert.deepEqual(listed, made, 'write the reference anew: ./dev docs');
    for (const { name, kind } of familiesOf(await text())) assert.ok(listed.includes(`${name} ${kind}`), name);
  });
});

describe('what operators get with it', () => {
  const known = new Set([...readFileSync(path.join(ROOT, 'docs/reference/metrics.md'), 'utf8')
    .matchAll(/^\| `(\S+)` \| (\S+) \|/gm)].flatMap(([, name, kind]) =>
    kind === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name]));
  let directory;
  before(() => {
    directory = mkdtempSync(path.join(os.tmpdir(), 'usher-prometheus-'));
  });
  after(() => rmSync(directory, { recursive: true, force: true }));
  const freePort = () => new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
  const namesIn = (text) => [...text.matchAll(/\busher_[a-z_]+/g)].map(([name]) => name);

  test('alert rules are right by promtool, and ring when they should', () => {
    const checked = promtool(['check', 'rules', RULES]);
    assert.equal(checked.code, 0, checked.text);
    const tried = promtool(['test', 'rules', RULES_TEST]);
    assert.equal(tried.code, 0, tried.text);
  });

  test('rules and dashboard ask for numbers that exist', () => {
    for (const file of [RULES, DASHBOARD]) {
      for (const name of namesIn(readFileSync(file, 'utf8'))) assert.ok(known.has(name), `${name} in ${file}`);
    }
  });

  test('every question of the dashboard is one that Prometheus understands', () => {
    const dashboard = JSON.parse(readFileSync(DASHBOARD, 'utf8'));
    const questions = dashboard.panels.flatMap((panel) => panel.targets ?? []).map((target) => target.expr);
    assert.ok(questions.length > 10);
    const rules = questions.map((expr, i) => `  - record: question_${i}\n    expr: ${JSON.stringify(
      expr.replaceAll('$__rate_interval', '5m'))}`);
    const file = path.join(directory, 'questions.yml');
    writeFileSync(file, `groups:\n- name: dashboard\n  rules:\n${rules.join('\n')}\n`);
    const checked = promtool(['check', 'rules', file]);
    assert.equal(checked.code, 0, checked.text);
  });

  test('a real Prometheus reads a server with its token, and no rule fails', async () => {
    const server = await startServer({ args: ['--metrics-token', 'let-me-read'] });
    const port = await freePort();
    const config = path.join(directory, 'prometheus.yml');
    writeFileSync(config, JSON.stringify({
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: [RULES],
      scrape_configs: [{ job_name: 'usher', authorization: { credentials: 'let-me-read' },
        static_configs: [{ targets: [new URL(server.url).host] }] }],
    }));
    const prometheus = spawn('prometheus', [`--config.file=${config}`, `--storage.tsdb.path=${path.join(directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`], { stdio: 'ignore' });
    const ask = async (what) => (await fetch(`http://127.0.0.1:${port}/api/v1/${what}`)).json();
    try {
      await until('it has read the server', async () => {
        const answer = await ask('query?query=usher_database_healthy').catch(() => undefined);
        return answer?.data?.result?.[0]?.value[1] === '1';
      });
      await until('every rule was tried', async () => {
        const rules = (await ask('rules')).data.groups.flatMap((group) => group.rules);
        const failed = rules.filter((rule) => rule.health === 'err');
        assert.deepEqual(failed.map((rule) => `${rule.name}: ${rule.lastError}`), []);
        return rules.length > 10 && rules.every((rule) => rule.health === 'ok');
      });
      assert.deepEqual((await ask('alerts')).data.alerts.map((alert) => alert.labels.alertname), []);
    } finally {
      prometheus.kill();
      await new Promise((resolve) => prometheus.once('exit', resolve));
      await server.stop();
    }
  });
});
