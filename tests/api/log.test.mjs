// Purpose: the log says which request failed and never who made it or what opens anything (rule 30). Place: tests/api.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CARDS, buy, createShow, createUser, publicSeats, reserve, signedIn } from '../support/fixtures.mjs';
import { startServer } from '../support/server.mjs';

const CUSTOMER = { customer_name: 'Odalys Unlogged', customer_email: 'odalys.unlogged@example.org', customer_phone: '+43 660 7654321' };

describe('the log', () => {
  let server;
  let admin;
  let bought;
  let hold;
  before(async () => {
    server = await startServer();
    admin = await signedIn(server);
    const { show } = await createShow(admin, { rows: 2, perRow: 10 });
    const seats = await publicSeats(server.client(), show.id);
    bought = await buy(server, show.id, [seats[0].id, seats[1].id], { customer: CUSTOMER });
    const late = server.client();
    hold = (await reserve(late, show.id, [seats[5].id])).expectStatus(201);
    await reserve(server.client(), show.id, [seats[5].id]);
    const email = encodeURIComponent(CUSTOMER.customer_email);
    (await late.get(`/api/public/orders/lookup?order_number=${bought.order.order_number}&email=${email}`)).expectStatus(200);
    (await late.get(`/api/public/orders/lookup?order_number=NONE&email=${email}`));
    await late.post('/api/public/orders/lookup', { email: CUSTOMER.customer_email });
  });
  after(() => server?.stop());

  test('holds no personal data', () => {
    for (const value of [...Object.values(CUSTOMER), 'odalys', CUSTOMER.customer_phone.replaceAll(' ', '')]) {
      assert.ok(!server.log().toLowerCase().includes(value.toLowerCase()), value);
    }
  });

  test('holds nothing that opens anything', async () => {
    const user = await createUser(server, { role: 'staff', password: 'an unlogged long passphrase' });
    await server.client().post('/api/auth/login', { email: user.email, password: 'an unlogged wrong one' });
    await server.client().login(user);
    const log = server.log();
    const secrets = [hold.reservation_token, bought.orderToken, CARDS.good, 'an unlogged', ...admin.cookies.values(), ...bought.buyer.cookies.values()];
    for (const secret of secrets) assert.ok(!log.includes(secret), secret);
  });
});
