// Purpose: brings a fake Stripe's events to a webhook: signed, late, twice, in another order, again
// after a failure. Place: tests/support/stripe.
import crypto from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** The header Stripe-Signature. Several secrets sign side by side, as while one is rolled. */
export function signatureOf(payload, secrets, seconds = Math.floor(Date.now() / 1000)) {
  const signatures = [secrets].flat().map((secret) =>
    `v1=${crypto.createHmac('sha256', secret).update(`${seconds}.${payload}`).digest('hex')}`);
  return [`t=${seconds}`, ...signatures].join(',');
}

export class Webhooks {
  #held = [];
  #running = new Set();
  #stopped = false;

  /**
   * `manner`: {delayMs, copies, shuffle, hold}. With `hold`, events wait for release().
   */
  constructor({ url, secret, now = Date.now, manner = {}, retryMs = 200, triesMax = 60 }) {
    Object.assign(this, { url, secret, now, manner, retryMs, triesMax, sent: [] });
  }

  add(event) {
    if (!this.url || this.#stopped) return;
    if (this.manner.hold) this.#held.push(event);
    else this.#begin([event]);
  }

  /** Sends what was held, in the order that `arrange` makes of it. */
  async release(arrange = (events) => events) {
    const events = arrange(this.#held.splice(0));
    for (const event of events) await this.send(event);
  }
  get held() {
    return [...this.#held];
  }

  #begin(events) {
    const copies = Array.from({ length: this.manner.copies ?? 1 }, () => events).flat();
    if (this.manner.shuffle) copies.sort(() => crypto.randomInt(3) - 1);
    for (const event of copies) {
      const delay = this.manner.shuffle ? crypto.randomInt((this.manner.delayMs ?? 50) + 1) : this.manner.delayMs ?? 0;
      const work = sleep(delay).then(() => this.#sendUntilTaken(event)).catch(() => {});
      this.#running.add(work);
      work.finally(() => this.#running.delete(work));
    }
  }

  async #sendUntilTaken(event) {
    for (let tries = 0; tries < this.triesMax && !this.#stopped; ++tries) {
      try {
        const status = await this.send(event);
        if (status >= 200 && status < 300) return;
      } catch { /* nobody listens at the moment */ }
      await sleep(this.retryMs);
    }
  }

  /** Once. Returns the status of the answer; throws when there is none. */
  async send(event, { secret = this.secret, seconds = Math.floor(this.now() / 1000) } = {}) {
    const payload = JSON.stringify(event, null, 2);
    const answer = await fetch(this.url, {
      method: 'POST', body: payload, signal: AbortSignal.timeout(10_000),
      headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signatureOf(payload, secret, seconds),
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)' },
    });
    await answer.arrayBuffer();
    this.sent.push({ id: event.id, type: event.type, status: answer.status });
    return answer.status;
  }

  /** Nothing is on its way any more. */
  async idle() {
    while (this.#running.size > 0) await Promise.allSettled([...this.#running]);
  }
  stop() {
    this.#stopped = true;
  }
}
