// What a buyer finds in the mail: read back by a mail reader, with tickets that scan.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { buy, createShow, signedIn } from '../support/fixtures.mjs';
import { startMailServer } from '../support/mail/server.mjs';
import { startMailgun } from '../support/mail/mailgun.mjs';
import { startServer } from '../support/server.mjs';

const SHOP = 'https://tickets.example.org';
const FROM = 'Große Oper <tickets@example.org>';
const HOUR = 3_600_000;

describe('mail to buyers', () => {
  let post, server, admin, show, seats, recital, next = 0;
  const take = (count) => seats.slice(next, (next += count)).map((seat) => seat.id);
  const scratch = (name) => path.join(server.directory, name);
  const lastMail = () => post.mails.at(-1);

  before(async () => {
    post = await startMailServer({ user: { name: 'usher@example.org', password: 'p:a/s s' } });
    server = await startServer({ env: { SMTP_URL: post.url, USHER_PUBLIC_URL: SHOP, USHER_TEST_PAYMENTS: 'true', USHER_MAIL_FROM: FROM,
      USHER_MAIL_REPLY_TO: 'Kasse <box@example.org>', USHER_CURRENCY: 'EUR' } });
    admin = await signedIn(server);
    ({ show, seats, recital } = await createShow(admin, { rows: 5, perRow: 20, price: 2500, currency: 'EUR', config: {
      fees: [{ name: 'Gebühr „Q“', kind: 'per_ticket', amount: 100 }], ticket_types: [{ name: 'Niño', price: 1000 }] } }));
  });
  after(async () => {
    await server?.stop();
    await post?.close();
  });

  async function bought(count, { language = 'en-US', customer } = {}) {
    const from = post.mails.length;
    const buyer = server.client({ headers: { 'accept-language': language } });
    const { order } = await buy(server, show.id, take(count), { buyer, customer });
    await post.arrived(from + 1);
    return { order, mail: lastMail() };
  }

  test('is announced to pages', async () => {
    assert.equal((await server.client().get('/api/public/config')).expectStatus(200).mail, true);
    assert.doesNotMatch(server.log(), /mail_is_not_sent/);
    assert.doesNotMatch(server.log(), /p:a|p%3Aa/, 'no password in the log');
  });

  test('confirms an order with everything that a mail needs', async () => {
    const { order, mail } = await bought(2, { customer: { customer_name: '李小龍 "Zoë" <O’Hara>', customer_email: 'zoe+show@example.org' } });
    assert.equal(mail.user, 'usher@example.org');
    assert.deepEqual(mail.envelope.rcptTo.map((to) => to.address), ['zoe+show@example.org']);
    assert.equal(mail.envelope.mailFrom.address, 'tickets@example.org');
    assert.deepEqual(mail.from.value, [{ address: 'tickets@example.org', name: 'Große Oper' }]);
    assert.deepEqual(mail.to.value, [{ address: 'zoe+show@example.org', name: '李小龍 "Zoë" <O’Hara>' }]);
    assert.deepEqual(mail.replyTo.value, [{ address: 'box@example.org', name: 'Kasse' }]);
    assert.equal(mail.subject, `Your tickets for ${recital.title}`);
    assert.match(mail.messageId, /^<[0-9a-z]+\.usher@example\.org>$/);
    assert.ok(Math.abs(mail.date - Date.now()) < 60_000);
    assert.equal(mail.headers.get('list'), undefined, 'nobody can unsubscribe from a receipt');
    assert.ok(mail.raw.split('\r\n').every((line) => line.length <= 998));
    assert.ok(/^[\x09\x0a\x0d\x20-\x7e]*$/.test(mail.raw), 'ASCII on the wire');
    assert.match(mail.raw, /multipart\/mixed[^]*multipart\/alternative[^]*text\/plain[^]*multipart\/related[^]*text\/html/);
    for (const part of [mail.text, mail.html]) {
      assert.ok(part.includes(order.order_number));
      assert.ok(part.includes('€52.00'), part.slice(0, 3000));
      assert.ok(part.includes('Gebühr „Q“'));
      assert.ok(part.includes(`${SHOP}/public/checkout/tickets/confirmation/${order.id}?order_token=`));
      for (const ticket of order.tickets) assert.ok(part.includes(ticket.code), 'a link to each ticket');
    }
    assert.ok(mail.html.includes('李小龍 &quot;Zoë&quot; &lt;O’Hara&gt;'), 'escaped');
    assert.ok(!mail.html.includes('{{') && !mail.text.includes('{{'));
    const logo = mail.attachments.find((part) => part.related);
    assert.equal(logo.contentType, 'image/png');
    assert.ok(mail.raw.includes('cid:logo'));
  });

  test('opens the order with its link, for whoever has the mail', async () => {
    const { order, mail } = await bought(1);
    const token = /order_token=([\w-]+)/.exec(mail.text)[1];
    const stranger = server.client();
    const seen = (await stranger.get(`/api/public/orders/${order.id}?order_token=${token}`)).expectStatus(200);
    assert.equal(seen.order_number, order.order_number);
  });

  test('brings tickets that scan, and the evening for the calendar', async () => {
    const { order, mail } = await bought(3);
    const pdf = mail.attachments.find((part) => part.contentType === 'application/pdf');
    assert.match(pdf.filename, new RegExp(`${order.order_number}\\.pdf$`));
    fs.writeFileSync(scratch('mailed.pdf'), pdf.content);
    execFileSync('qpdf', ['--check', scratch('mailed.pdf')]);
    execFileSync('pdftoppm', ['-png', '-r', '150', scratch('mailed.pdf'), scratch('page')]);
    const pages = fs.readdirSync(server.directory).filter((name) => name.startsWith('page')).sort();
    assert.equal(pages.length, 3);
    const codes = pages.map((page) => execFileSync('zbarimg', ['--raw', '-q', scratch(page)]).toString().trim());
    assert.deepEqual(codes.map((text) => text.split('/').at(-1)).sort(), order.tickets.map((ticket) => ticket.code).sort());
    const verdict = (await admin.post('/api/tickets/verify', { code: codes[0], show_id: show.id })).expectStatus(200);
    assert.equal(verdict.result, 'admitted');
    const entry = mail.attachments.find((part) => part.contentType.startsWith('text/calendar'));
    assert.match(entry.content.toString(), /BEGIN:VEVENT[^]*DTSTART:\d{8}T\d{6}Z/);
  });

  test('speaks the language of the browser that ordered', async () => {
    const { mail } = await bought(2, { language: 'es-ES,es;q=0.9,en;q=0.5' });
    assert.equal(mail.subject, `Sus entradas para ${recital.title}`);
    assert.match(mail.text, /^Hola, /);
    assert.match(mail.text, /52,00\s€/);
    assert.match(mail.html, /<html lang="es">/);
    assert.match(mail.text, /de 20\d\d/, 'the date in Spanish');
    assert.equal((await bought(1, { language: 'de' })).mail.subject, `Your tickets for ${recital.title}`);
  });

  test('tells of refunds with the amount, and of what stays valid', async () => {
    const { order } = await bought(2);
    const from = post.mails.length;
    const refund = await admin.post(`/api/admin/ticketing/orders/${order.id}/refund`, { ticket_ids: [order.tickets[0].id], reason: 'ill', release_seats: true });
    refund.expectStatus(200);
    await post.arrived(from + 1);
    const mail = lastMail();
    assert.equal(mail.subject, `Your refund: €26.00 for ${recital.title}`);
    assert.ok(mail.text.includes('These tickets are still valid:'));
    assert.ok(!mail.text.includes(order.tickets[0].code) && mail.text.includes(order.tickets[1].code));
    (await admin.post(`/api/admin/ticketing/orders/${order.id}/refund`, { reason: 'ill', release_seats: true })).expectStatus(200);
    await post.arrived(from + 2);
    assert.ok(lastMail().text.includes('The tickets of this order are no longer valid.'));
    assert.ok(lastMail().text.includes('Refunded so far: €52.00'));
  });

  test('sends the confirmation again, and the links of a look-up to all orders', async () => {
    const { order } = await bought(1, { customer: { customer_email: 'lost@example.org' } });
    const from = post.mails.length;
    (await admin.post(`/api/admin/ticketing/orders/${order.id}/resend-email`)).expectStatus(202);
    await post.arrived(from + 1);
    assert.equal(lastMail().subject, `Your tickets for ${recital.title}`);
    const lookUp = async (email) => assert.equal((await server.client().post('/api/public/orders/lookup', { email })).status, 202);
    await lookUp('LOST@example.org');
    await post.arrived(from + 2);
    assert.equal(lastMail().subject, `Your order ${order.order_number}`);
    assert.equal(lastMail().text.match(/order_token=/g).length, 1);
    assert.equal(lastMail().attachments.filter((part) => !part.related).length, 0);
    await lookUp('lost@example.org');
    const { order: second } = await bought(1, { customer: { customer_email: 'Lost@Example.org' } });
    await post.arrived(from + 3);
    await server.advance(3 * 60_000);
    await lookUp('lost@example.org');
    await post.arrived(from + 4);
    assert.equal(lastMail().subject, 'Your orders');
    for (const each of [order, second]) {
      assert.ok(lastMail().text.includes(each.order_number));
      assert.match(lastMail().text, new RegExp(`confirmation/${each.id}\\?order_token=`));
      assert.match(lastMail().html, new RegExp(`confirmation/${each.id}\\?order_token=`));
    }
  });

  test('leaves the outbox empty', async () => {
    const look = async () => (await admin.get('/api/admin/messages?state=sent')).expectStatus(200);
    // The last one has arrived; that it has is written down after that.
    let seen = await look();
    for (const end = Date.now() + 30_000; seen.counts.waiting > 0 && Date.now() < end;) seen = await look();
    const { counts, sends_mail: sends } = seen;
    assert.equal(sends, true);
    assert.equal(counts.sent, post.mails.length);
    assert.deepEqual([counts.waiting, counts.dead, counts.dropped], [0, 0, 0]);
    assert.equal(new Set(post.mails.map((mail) => mail.messageId)).size, post.mails.length);
    assert.doesNotMatch(server.log(), /zoe|lost@|O’Hara/, 'no addresses in the log');
  });
});

test('mail goes through Mailgun when that is configured, and is tried again when it refuses', async () => {
  const gun = await startMailgun({ key: 'key-secret', domain: 'mg.example.org' });
  const server = await startServer({ env: { MAILGUN_API_KEY: 'key-secret', MAILGUN_DOMAIN: 'mg.example.org',
    MAILGUN_API_BASE: gun.url, USHER_PUBLIC_URL: SHOP, USHER_TEST_PAYMENTS: 'true', USHER_MAIL_FROM: FROM } });
  try {
    gun.answers = [500, 429];
    const admin = await signedIn(server);
    const { show, seats, recital } = await createShow(admin);
    await buy(server, show.id, [seats[0].id]);
    for (const [attempt, reason] of [[1, /^mail_refused: 500 status 500, as told/], [2, /^mail_refused: 429/]]) {
      let message;
      for (const end = Date.now() + 20_000; !(message?.attempts === attempt && reason.test(message.last_error));) {
        assert.ok(Date.now() < end, JSON.stringify(message));
        await new Promise((done) => setTimeout(done, 30));
        [message] = (await admin.get('/api/admin/messages?state=waiting')).expectStatus(200).items;
      }
      await server.advance(HOUR / 10);
    }
    const [mail] = await gun.arrived(1);
    assert.equal(mail.recipient, 'zoe@example.org');
    assert.equal(mail.subject, `Your tickets for ${recital.title}`);
    assert.equal(mail.attachments.filter((part) => part.contentType === 'application/pdf').length, 1);
    assert.equal(gun.requests, 3);
    assert.doesNotMatch(server.log(), /key-secret/);
  } finally {
    await server.stop();
    await gun.close();
  }
});

test('without a mail server nothing is promised, sent or lost', async () => {
  const server = await startServer();
  try {
    assert.equal((await server.client().get('/api/public/config')).expectStatus(200).mail, false);
    const admin = await signedIn(server);
    const { show, seats } = await createShow(admin);
    await buy(server, show.id, [seats[0].id]);
    const list = (await admin.get('/api/admin/messages?state=waiting')).expectStatus(200);
    assert.equal(list.sends_mail, false);
    assert.deepEqual(list.items.map((item) => [item.kind, item.recipient, item.attempts]), [['order_confirmation', 'zoe@example.org', 0]]);
  } finally {
    await server.stop();
  }
});
