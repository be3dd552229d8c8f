// The seat map builder with 50,000 seats in headless Chromium: frames while everything is dragged,
// undo, save. By itself: node bench/lib/builder.mjs [--rounds N]; behind `./dev bench` as `builder`.
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, startServer } from '../../tests/support/server.mjs';
import { RELEASE } from './load.mjs';
import { createAdmin, signedIn, unique } from '../../tests/support/fixtures.mjs';

const { chromium } = createRequire(path.join(ROOT, 'ui/package.json'))('@playwright/test');
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const SEATS = 50_000;
const FRAMES = 90;
const WAIT_MS = 60_000;

/** A hall of 20 blocks, 50 rows of 50 each. */
async function bigHall(admin) {
  const venue = (await admin.post('/api/venues', { name: unique('Arena') })).expectStatus(201);
  const seats = Array.from({ length: SEATS }, (_, i) => {
    const block = Math.floor(i / 2500);
    return { section: `Block ${block + 1}`, row_name: String(Math.floor(i / 50) % 50 + 1), seat_number: String(i % 50 + 1),
      price_zone: `Zone ${block % 4 + 1}`, x: block % 5 * 1700 + i % 50 * 30, y: Math.floor(block / 5) * 2000 + Math.floor(i / 50) % 50 * 36 };
  });
  const sections = Array.from({ length: 20 }, (_, i) => ({ name: `Block ${i + 1}` }));
  const zones = Array.from({ length: 4 }, (_, i) => ({ name: `Zone ${i + 1}`, default_price: 1000 * (i + 1) }));
  (await admin.post(`/api/venues/${venue.id}/seat-map`, { version: 1, sections, price_zones: zones, seats })).expectStatus(200);
  return venue.id;
}

const percentile = (values, share) => values.slice().sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
const stateIs = (page, state) => page.waitForFunction((wanted) => document.querySelector('[data-test=save-state]')?.getAttribute('data-state') === wanted, state, { polling: 16, timeout: WAIT_MS });
/** Milliseconds from a key to the second frame after it: what the key did is on the screen then. */
const timedKey = (page, key) => page.evaluate(({ key: name }) => new Promise((done) => {
  const canvas = document.querySelector('[role=application]');
  const began = performance.now();
  canvas.dispatchEvent(new KeyboardEvent('keydown', { key: name, ctrlKey: true, bubbles: true, cancelable: true }));
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));
}), { key });

async function dragEverything(page) {
  await page.locator('[role=application]').focus();
  await page.keyboard.press('Control+a');
  await page.waitForTimeout(500);
  const box = await page.locator('[role=application]').boundingBox();
  const at = await page.evaluate(() => {
    const canvas = document.querySelector('[role=application]').getBoundingClientRect();
    return { x: canvas.left + canvas.width / 2, y: canvas.top + canvas.height / 2 };
  });
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  // One move per frame, as a mouse gives them; the frames are timed where they are drawn.
  const frames = await page.evaluate(({ x, y, n }) => new Promise((done) => {
    const host = document.querySelector('[role=application]');
    const times = [];
    let last = performance.now();
    let i = 0;
    const step = (now) => {
      times.push(now - last);
      last = now;
      if (++i > n) return done(times.slice(1));
      host.dispatchEvent(new PointerEvent('pointermove', { clientX: x + i, clientY: y + Math.sin(i / 9) * 40, pointerId: 1, bubbles: true }));
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }), { ...at, n: FRAMES });
  await page.mouse.move(at.x + FRAMES, Math.min(at.y + 20, box.y + box.height - 5));
  await page.mouse.up();
  return frames;
}

async function round(page) {
  const frames = await dragEverything(page);
  await page.waitForTimeout(100);
  const undo = await timedKey(page, 'z');
  const redo = await timedKey(page, 'y');
  // The autosave of before is not to be measured.
  await stateIs(page, 'saved');
  await page.keyboard.press('ArrowRight');
  const save = await page.evaluate(() => new Promise((done) => {
    const state = document.querySelector('[data-test=save-state]');
    const began = performance.now();
    const watcher = new MutationObserver(() => {
      if (state.getAttribute('data-state') !== 'saved') return;
      watcher.disconnect();
      done(performance.now() - began);
    });
    watcher.observe(state, { attributes: true });
    document.querySelector('[role=application]').dispatchEvent(new KeyboardEvent('keydown', { key: 's', ctrlKey: true, bubbles: true, cancelable: true }));
  }));
  return { builder_drag_p50_ms: percentile(frames, 0.5), builder_drag_p95_ms: percentile(frames, 0.95), builder_undo_ms: undo, builder_redo_ms: redo, builder_save_ms: save };
}

/** Medians of `rounds`, on a running server; every one drags all seats, takes it back, does it again, saves. */
export async function builderFigures(server, rounds = 3) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGS });
  try {
    const admin = await signedIn(server);
    const venue = await bigHall(admin);
    const person = await createAdmin(server);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, baseURL: server.url });
    await page.goto(`/admin/login?next=/admin/ticketing/venues/${venue}/seat-map`);
    await page.locator('input[type=email]').fill(person.email);
    await page.locator('input[type=password]').fill(person.password);
    const began = performance.now();
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=application]', { timeout: WAIT_MS });
    const open = performance.now() - began;
    await page.waitForTimeout(2000);
    const samples = { builder_open_ms: [open] };
    for (let i = 0; i < rounds; ++i) for (const [key, value] of Object.entries(await round(page))) (samples[key] ??= []).push(value);
    return Object.fromEntries(Object.entries(samples).map(([key, values]) => [key, percentile(values, 0.5)]));
  } finally {
    await browser.close();
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } });
  const server = await startServer({ binary: process.env.USHER_BINARY ?? RELEASE });
  try {
    const figures = await builderFigures(server, Number(values.rounds));
    console.log(JSON.stringify(figures, (_, value) => (typeof value === 'number' ? Math.round(value * 10) / 10 : value), 1));
  } finally {
    await server.stop();
  }
}
