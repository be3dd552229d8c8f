// Purpose: how fast the seating page is with 50,000 seats, in headless Chromium. Place: bench/lib.
import { createRequire } from 'node:module';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { ROOT } from '../../tests/support/server.mjs';

const { chromium } = createRequire(path.join(ROOT, 'ui/package.json'))('@playwright/test');
// Software drawing, as docs/internals/speed.md says; canvas gets far slower with SwiftShader.
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const DESKTOP = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
const BURST = 1000;

/** Runs in the page before anything else: keeps hold of the event stream, to speak for the server. */
function spyOnStream() {
  const Real = window.EventSource;
  window.EventSource = class extends Real {
    constructor(...args) {
      super(...args);
      window.benchStream = this;
    }
  };
}

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
const p95 = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length * 0.95)];

/** Milliseconds between frames while `move` does one step of a gesture in each of them. */
function frames(page, move) {
  return page.evaluate(async ([kind, count]) => {
    const canvas = document.querySelector('canvas');
    const box = canvas.getBoundingClientRect();
    const at = (dx, dy) => ({ clientX: box.x + box.width / 2 + dx, clientY: box.y + box.height / 2 + dy, bubbles: true, pointerId: 1, pointerType: 'mouse', button: 0 });
    canvas.setPointerCapture = () => {};
    const next = () => new Promise((done) => requestAnimationFrame(done));
    const times = [];
    if (kind === 'pan') canvas.dispatchEvent(new PointerEvent('pointerdown', at(0, 0)));
    await next();
    let last = await next();
    for (let i = 0; i < count; i++) {
      if (kind === 'pan') canvas.dispatchEvent(new PointerEvent('pointermove', at(Math.sin(i / 9) * 220, Math.cos(i / 7) * 140)));
      else canvas.dispatchEvent(new WheelEvent('wheel', { ...at(120, 60), deltaY: i % 60 < 30 ? -40 : 40, cancelable: true }));
      const now = await next();
      times.push(now - last);
      last = now;
    }
    if (kind === 'pan') canvas.dispatchEvent(new PointerEvent('pointerup', at(0, 0)));
    return times;
  }, [move, 120]);
}

/** From the press on a free seat to the basket that shows it, painted. */
function clickToSelected(page) {
  return page.evaluate(async () => {
    const next = () => new Promise((done) => requestAnimationFrame(done));
    const canvas = document.querySelector('canvas');
    canvas.setPointerCapture = () => {};
    const box = canvas.getBoundingClientRect();
    const bar = document.querySelector('aside');
    for (let i = 0; i < 60; i++) {
      const before = bar.textContent;
      const point = { clientX: box.x + box.width * (0.3 + (i % 8) * 0.05), clientY: box.y + box.height * (0.35 + Math.floor(i / 8) * 0.04), bubbles: true, pointerId: 1, pointerType: 'mouse', button: 0 };
      const changed = new Promise((done) => new MutationObserver((_, watch) => (watch.disconnect(), done(true))).observe(bar, { subtree: true, childList: true, characterData: true }));
      const began = performance.now();
      canvas.dispatchEvent(new PointerEvent('pointerdown', point));
      canvas.dispatchEvent(new PointerEvent('pointerup', point));
      const took = await Promise.race([changed, new Promise((done) => setTimeout(done, 400))]);
      if (!took || bar.textContent === before) continue;
      await next();
      return performance.now() - began;
    }
    throw new Error('no free seat was under the pointer');
  });
}

/** The server speaks of 1,000 seats at once; until the frame that shows them is drawn. */
function burst(page, base, show, letter) {
  return page.evaluate(async ([origin, id, status, most]) => {
    const [map, state] = await Promise.all(['seat-map', 'seats/state'].map(async (each) => (await fetch(`${origin}/api/public/recital-shows/${id}/${each}`)).json()));
    const seats = [];
    const step = Math.floor(map.seats.id.length / most);
    for (let i = 0; i < most; i++) seats.push({ id: map.seats.id[i * step], status });
    const previous = window.benchSequence ?? state.sequence;
    window.benchSequence = previous + 1;
    const data = JSON.stringify({ sequence: previous + 1, previous, seats });
    await new Promise((done) => requestAnimationFrame(done));
    const began = performance.now();
    window.benchStream.dispatchEvent(new MessageEvent('seats', { data, lastEventId: String(previous + 1) }));
    const worked = performance.now() - began;
    await new Promise((done) => requestAnimationFrame(done));
    return { worked, shown: performance.now() - began };
  }, [base, show, letter, BURST]);
}

async function measure(browser, base, show, device, prefix) {
  const context = await browser.newContext({ ...device, reducedMotion: 'reduce' });
  const page = await context.newPage();
  try {
    await page.addInitScript(spyOnStream);
    const began = performance.now();
    await page.goto(`${base}/public/recitals/${show}/seating`);
    await page.waitForFunction(() => performance.getEntriesByName('seatmap:drawn').length > 0, null, { timeout: 30_000 });
    const loaded = performance.now() - began;
    const first = await page.evaluate(() => {
      const data = performance.getEntriesByType('resource').filter((each) => /seat-map|seats\/state/.test(each.name));
      return performance.getEntriesByName('seatmap:drawn')[0].startTime - Math.max(...data.map((each) => each.responseEnd));
    });
    await page.waitForTimeout(500);
    const zoom = await frames(page, 'zoom');
    const pan = await frames(page, 'pan');
    // Near enough for single seats.
    for (let i = 0; i < 14; i++) await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.waitForTimeout(300);
    const panNear = await frames(page, 'pan');
    const clicks = [];
    for (let i = 0; i < 3; i++) clicks.push(await clickToSelected(page));
    await page.getByRole('button', { name: 'Show everything' }).click();
    await page.waitForTimeout(300);
    const bursts = [];
    for (const letter of ['s', 'a', 's']) bursts.push(await burst(page, base, show, letter));
    return {
      [`${prefix}first_picture_ms`]: first, [`${prefix}loaded_ms`]: loaded,
      [`${prefix}zoom_ms`]: median(zoom), [`${prefix}zoom_p95_ms`]: p95(zoom),
      [`${prefix}pan_ms`]: median([...pan, ...panNear]), [`${prefix}pan_p95_ms`]: p95([...pan, ...panNear]),
      [`${prefix}click_ms`]: median(clicks), [`${prefix}burst_ms`]: median(bursts.map((each) => each.shown)),
      [`${prefix}burst_work_ms`]: median(bursts.map((each) => each.worked)),
    };
  } finally {
    await context.close();
  }
}

/** The page of a show with 50,000 seats, on a desk and on a phone's screen. */
export async function pageFigures(base, show) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGS });
  try {
    return { ...await measure(browser, base, show, DESKTOP, 'page_'), ...await measure(browser, base, show, PHONE, 'phone_') };
  } finally {
    await browser.close();
  }
}
