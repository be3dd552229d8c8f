// Purpose: a real mail server for tests (npm smtp-server) that can also refuse, stall and break off,
// and reads what it got as a mail reader does (npm mailparser). Place: tests/support/mail.
//
//   const post = await startMailServer();
//   const server = await startServer({ env: { SMTP_URL: post.url } });
//   post.mode = 'refuse_later';            // see MODES
//   const [mail] = await post.arrived(1);  // parsed
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import path from 'node:path';
import { ROOT } from '../server.mjs';

const load = createRequire(path.join(ROOT, 'ui/package.json'));
const { SMTPServer } = load('smtp-server');
const { simpleParser } = load('mailparser');

/**
 * ok           takes every mail
 * refuse_later 451 for every recipient
 * refuse       550 for every recipient
 * refuse_data  554 once the mail is there
 * stall        never answers DATA
 * drop         breaks off in the middle of the mail
 * deaf         takes the mail and breaks off before saying so: the sender cannot know
 */
export const MODES = ['ok', 'refuse_later', 'refuse', 'refuse_data', 'stall', 'drop', 'deaf'];

const WAIT_LIMIT_MS = 30_000;

class MailServer {
  constructor() {
    this.mode = 'ok';
    this.mails = [];      // parsed, each with .raw, .envelope, .secure and .user
    this.attempts = 0;    // mails that were begun
    this.pauseMs = 0;     // before each mail is taken
    this.sockets = new Set();
  }

  /** The mails, once there are at least `count`. */
  async arrived(count, limitMs = WAIT_LIMIT_MS) {
    await this.until(() => this.mails.length >= count, `${count} mails`, limitMs);
    return this.mails;
  }

  async attempted(count, limitMs = WAIT_LIMIT_MS) {
    await this.until(() => this.attempts >= count, `${count} attempts`, limitMs);
  }

  async until(done, what, limitMs = WAIT_LIMIT_MS) {
    const end = Date.now() + limitMs;
    while (!done()) {
      if (Date.now() > end) throw new Error(`${what} did not come: ${this.mails.length} mails, ${this.attempts} attempts`);
      await sleep(20);
    }
  }

  refusal(code, text) {
    return Object.assign(new Error(text), { responseCode: code });
  }

  options({ user, ...more }) {
    return {
      authOptional: !user, disabledCommands: more.secure || more.starttls ? [] : ['STARTTLS'],
      allowInsecureAuth: true, logger: false, size: 20_000_000, closeTimeout: 500, disableReverseLookup: true,
      onConnect: (session, callback) => callback(),
      onAuth: (auth, session, callback) => {
        const fits = user && auth.username === user.name && auth.password === user.password;
        callback(fits ? null : this.refusal(535, 'Who are you?'), fits ? { user: auth.username } : undefined);
      },
      onRcptTo: (address, session, callback) => {
        if (this.mode === 'refuse_later') this.attempts += 1;
        if (this.mode === 'refuse') this.attempts += 1;
        if (this.mode === 'refuse_later') return callback(this.refusal(451, 'Later, please'));
        if (this.mode === 'refuse') return callback(this.refusal(550, 'No such user'));
        return callback();
      },
      onData: (stream, session, callback) => this.take(stream, session, callback),
      ...more,
    };
  }

  async take(stream, session, callback) {
    this.attempts += 1;
    const mode = this.mode;
    const pieces = [];
    if (mode === 'drop') {
      stream.on('error', () => {});
      stream.resume();
      return this.breakOff();
    }
    try {
      for await (const piece of stream) pieces.push(piece);
    } catch {
      return undefined;  // the sender was killed in the middle: this mail never came
    }
    if (mode === 'stall') return undefined;
    if (mode === 'refuse_data') return callback(this.refusal(554, 'We do not like it'));
    if (this.pauseMs) await sleep(this.pauseMs);
    const raw = Buffer.concat(pieces);
    const mail = await simpleParser(raw);
    this.mails.push(Object.assign(mail, { raw: raw.toString('latin1'), bytes: raw, envelope: session.envelope, secure: session.secure, user: session.user }));
    if (mode === 'deaf') return this.breakOff();
    return callback();
  }

  breakOff() {
    for (const connection of this.smtp.connections) connection._socket?.destroy();
  }

  async close() {
    this.breakOff();
    await new Promise((done) => this.smtp.close(done));
  }
}

/** @param {{user?: {name: string, password: string}, key?: string, cert?: string, secure?: boolean, starttls?: boolean}} options */
export async function startMailServer({ host = '127.0.0.1', ...options } = {}) {
  const server = new MailServer();
  server.smtp = new SMTPServer(server.options(options));
  server.smtp.on('error', () => {});
  await new Promise((done, failed) => {
    server.smtp.server.once('error', failed);
    server.smtp.listen(0, host, done);
  });
  server.port = server.smtp.server.address().port;
  const who = options.user ? `${encodeURIComponent(options.user.name)}:${encodeURIComponent(options.user.password)}@` : '';
  server.url = `${options.secure ? 'smtps' : 'smtp'}://${who}${host === '127.0.0.1' && options.cert ? 'localhost' : host}:${server.port}`;
  return server;
}
