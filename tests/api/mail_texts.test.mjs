// Reminders, cancelled and moved shows, and the texts that a house writes itself.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { buy, createShow, signedIn } from '../support/fixtures.mjs';
import { startMailServer } from '../support/mail/server.mjs';
import { startServer } from '../support/server.mjs';

const SHOP = 'https://tickets.example.org';
const HOUR = 3_600_000;
const SETTINGS = { USHER_PUBLIC_URL: SHOP, USHER_TEST_PAYMENTS: 'true', USHER_MAIL_FROM: 'House <tickets@example.org>' };

async function house(more = {}) {
  const post = await startMailServer();
  const server = await startServer({ env: { SMTP_URL: post.url, ...SETTINGS, ...more } });
  return { post, server, admin: await signedIn(server), close: async () => { await server.stop(); await post.close(); } };
}

describe('reminders', () => {
  let place;
  before(async () => (place = await house({ USHER_REMINDER_HOURS: '24' })));
  after(() => place?.close());

  test('go out once before the show, and end with one click', async () => {
    const { post, server } = place;
    const starts = (hours) => new Date(server.now() + hours * HOUR).toISOString();
    const { show, seats } = await createShow(place.admin, { startsAt: starts(30) });
    const later = await createShow(place.admin, { startsAt: starts(60) });
    await buy(server, show.id, [seats[0].id], { customer: { customer_email: 'one@example.org' } });
    await buy(server, show.id, [seats[1].id], { customer: { customer_email: 'two@example.org' } });
    const gone = await buy(server, show.id, [seats[2].id]);
    (await place.admin.post(`/api/admin/ticketing/orders/${gone.order.id}/refund`, { reason: 'x', release_seats: true })).expectStatus(200);
    await buy(server, later.show.id, [later.seats[0].id], { customer: { customer_email: 'ONE@example.org' } });
    await post.arrived(5);
    await server.advance(7 * HOUR);
    const reminders = () => post.mails.filter((mail) => mail.subject.startsWith('Soon: '));
    await post.until(() => reminders().length >= 2, 'reminders');
    await sleep(400);
    assert.deepEqual(reminders().map((mail) => mail.envelope.rcptTo[0].address).sort(), ['one@example.org', 'two@example.org']);
    await server.advance(HOUR / 6);
    await server.restart();
    await sleep(500);
    assert.equal(reminders().length, 2, 'once, also after a restart');

    const mail = reminders().find((each) => each.to.text.includes('one@example.org'));
    const { unsubscribe, 'unsubscribe-post': click } = mail.headers.get('list');
    assert.ok(unsubscribe.url.startsWith(`${SHOP}/api/public/mail/unsubscribe?`));
    assert.equal(click?.name, 'List-Unsubscribe=One-Click');
    assert.ok(mail.html.includes(unsubscribe.url.replaceAll('&', '&amp;')));
    const target = new URL(unsubscribe.url);
    const path = target.pathname + target.search;
    const reader = server.client();
    const asked = await reader.get(path, { headers: { accept: 'text/html', 'accept-language': 'es' } });
    assert.equal(asked.status, 200);
    assert.match(asked.text, /<form method="post">/);
    assert.match(asked.text, /No enviar más recordatorios/);
    const forged = path.replace(/proof=./, (start) => (start.endsWith('A') ? 'proof=B' : 'proof=A'));
    (await reader.request('POST', forged, { body: '' })).expectStatus(404, 'link_not_found');
    assert.equal((await reader.request('POST', path, { body: 'List-Unsubscribe=One-Click', headers: { 'content-type': 'application/x-www-form-urlencoded' } })).status, 200);

    await server.advance(29 * HOUR);
    const admin = await signedIn(server);
    let dropped;
    for (const end = Date.now() + 20_000; Date.now() < end && !dropped?.items.length;) {
      dropped = (await admin.get('/api/admin/messages?state=dropped')).expectStatus(200);
      await sleep(50);
    }
    assert.deepEqual(dropped.items.map((item) => [item.kind, item.recipient]), [['show_reminder', 'ONE@example.org']]);
    assert.equal(reminders().length, 2);
  });
});

describe('shows that do not go as planned', () => {
  let place;
  before(async () => (place = await house()));
  after(() => place?.close());

  test('are told of with the new time and new tickets, or that there are none any more', async () => {
    const { post, server, admin } = place;
    const { show, seats, recital } = await createShow(admin);
    await buy(server, show.id, [seats[0].id]);
    await post.arrived(1);
    const moved = new Date(Date.parse(show.starts_at) + 48 * HOUR).toISOString();
    (await admin.post(`/api/recital-shows/${show.id}/changes`, { kind: 'move', refund: false, starts_at: moved, message: 'The stage <needs> a repair.' })).expectStatus(201);
    await post.arrived(2);
    const change = post.mails[1];
    assert.ok(change.subject.startsWith(`Changed: ${recital.title} is now on `));
    assert.ok(change.text.includes('No longer: '));
    assert.ok(change.html.includes('The stage &lt;needs&gt; a repair.'));
    assert.equal(change.attachments.filter((part) => part.contentType === 'application/pdf').length, 1);
    (await admin.post(`/api/recital-shows/${show.id}/changes`, { kind: 'cancel', refund: true, message: '' })).expectStatus(201);
    await post.arrived(4);
    const [cancelled] = post.mails.filter((mail) => mail.subject === `Cancelled: ${recital.title}`);
    assert.ok(cancelled.text.includes('$25.00 goes back'));
    assert.equal(cancelled.attachments.filter((part) => part.contentType === 'application/pdf').length, 0);
    assert.match(cancelled.attachments.find((part) => part.contentType.startsWith('text/calendar')).content.toString(), /STATUS:CANCELLED/);
    assert.equal(post.mails.filter((mail) => mail.subject.startsWith('Your refund: $25.00')).length, 1);
  });
});

describe('texts of mails', () => {
  let place;
  const path = '/api/admin/mail-templates/order_confirmation/en';
  const mine = { subject: 'Hi {{order.customer_name}}', text: '{{#tickets}}\nSeat {{seat}}\n{{/tickets}}', html: '<h1 class="title">Hi {{order.customer_name}}</h1>' };
  before(async () => (place = await house()));
  after(() => place?.close());

  test('are listed by kind and language, with what they may say', async () => {
    const { items } = (await place.admin.get('/api/admin/mail-templates')).expectStatus(200);
    assert.deepEqual([...new Set(items.map((item) => item.language))], ['en', 'es']);
    assert.equal(new Set(items.map((item) => item.kind)).size, items.length / 2);
    assert.ok(items.every((item) => !item.customised));
    const one = (await place.admin.get(path)).expectStatus(200);
    assert.equal(one.version, 0);
    for (const name of ['order.number', 'show.when', 'tickets.seat', 'house.name']) {
      assert.ok(one.variables.some((variable) => variable.name === name && variable.sample), name);
    }
    for (const wrong of ['order_confirmation/de', 'nothing/en']) (await place.admin.get(`/api/admin/mail-templates/${wrong}`)).expectStatus(404, 'template_not_found');
  });

  test('that are broken are refused with line and column, and change nothing', async () => {
    const answer = await place.admin.put(path, { ...mine, html: 'ok\n<p>{{order.nmber}}', text: '{{#tickets}}' });
    const problem = answer.expectStatus(422, 'template_broken');
    assert.deepEqual(problem.template_faults.map(({ field, line, column, code }) => [field, line, column, code]),
      [['text', 1, 1, 'unclosed_section'], ['html', 2, 4, 'unknown_variable']]);
    assert.deepEqual(problem.errors.map((error) => error.pointer), ['/text', '/html']);
    for (const [part, text, code] of [['html', '{{{order.number}}}', 'raw_not_allowed'], ['subject', 'a\nb', 'invalid_format'], ['text', ' ', 'too_short'], ['html', '{{> x}}', 'tag_not_allowed']]) {
      assert.equal((await place.admin.put(path, { ...mine, [part]: text })).expectStatus(422, 'template_broken').errors[0].code, code);
      (await place.admin.post(`${path}/preview`, { ...mine, [part]: text })).expectStatus(422, 'template_broken');
    }
    (await place.admin.put(path, { ...mine, html: 'x'.repeat(200_001) })).expectStatus(422);
    assert.equal((await place.admin.get(path)).body.customised, false);
  });

  test('are shown with sample data before they are saved', async () => {
    const shown = (await place.admin.post(`${path}/preview`, mine)).expectStatus(200);
    assert.equal(shown.subject, "Hi Zoë O'Hara");
    assert.equal(shown.text, 'Seat 11\nSeat 12\n');
    assert.match(shown.html, /Hi Zoë O&#39;Hara/);
    assert.match(shown.html, /data:image\/png;base64,/);
  });

  test('are used from the next mail on, and can be taken back', async () => {
    const { post, server, admin } = place;
    const saved = (await admin.put(path, mine, { headers: { 'if-match': '"0"' } })).expectStatus(200);
    assert.deepEqual([saved.customised, saved.version], [true, 1]);
    (await admin.put(path, mine, { headers: { 'if-match': '"0"' } })).expectStatus(412, 'version_conflict');
    const { show, seats } = await createShow(admin);
    const bob = { customer_name: '<b>Bob</b> {{order.total}}' };
    await buy(server, show.id, [seats[0].id], { customer: bob });
    await post.arrived(1);
    assert.equal(post.mails[0].subject, 'Hi <b>Bob</b> {{order.total}}');
    assert.ok(post.mails[0].html.includes('Hi &lt;b&gt;Bob&lt;/b&gt; {{order.total}}'), 'a name is never a template');
    assert.equal(post.mails[0].text.trim(), 'Seat 1');
    (await admin.request('DELETE', path)).expectStatus(204);
    await buy(server, show.id, [seats[1].id], { customer: bob });
    await post.arrived(2);
    assert.match(post.mails[1].subject, /^Your tickets for /);
    const log = (await admin.get('/api/admin/audit-log?subject=mail_template')).expectStatus(200);
    assert.deepEqual(log.items.map((row) => row.action), ['mail_template.reset', 'mail_template.saved']);
  });

  test('are tried out by mail, with the mail server’s own words when it refuses', async () => {
    const { post, admin } = place;
    const before = post.mails.length;
    assert.equal((await admin.post(`${path}/test`, { ...mine, to: 'me@example.org' })).expectStatus(200).sent_to, 'me@example.org');
    await post.arrived(before + 1);
    assert.equal(post.mails.at(-1).subject, "[Test] Hi Zoë O'Hara");
    post.mode = 'refuse';
    const refused = await admin.post(`${path}/test`, { ...mine, to: 'me@example.org' });
    assert.match(refused.expectStatus(503, 'mail_refused').detail, /^550 No such user/);
    post.mode = 'ok';
    (await admin.post(`${path}/test`, { ...mine, to: 'nobody' })).expectStatus(422);
  });

  test('are for administrators alone', async () => {
    const staff = await signedIn(place.server, { role: 'staff' });
    (await staff.get(path)).expectStatus(403);
    (await staff.put(path, mine)).expectStatus(403);
    (await staff.post(`${path}/test`, { ...mine, to: 'me@example.org' })).expectStatus(403);
  });
});
