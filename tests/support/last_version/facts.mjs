// Purpose: what a house would miss if a migration lost it, as the API tells it. Place: tests/support.
import { allItems } from '../fixtures.mjs';

export const PASSWORD = 'correct horse battery staple';

const pick = (from, names) => Object.fromEntries(names.map((name) => [name, from[name] ?? null]));

/** @param admin a signed-in administrator; @param now the instant the facts are true at, ms */
export async function factsOf(admin, now) {
  const orders = [];
  for (const row of await allItems(admin, '/api/admin/ticketing/orders?sort=created_at')) {
    const order = (await admin.get(`/api/admin/ticketing/orders/${row.id}`)).expectStatus(200);
    orders.push({
      ...pick(order, ['id', 'order_number', 'show_id', 'status', 'customer_name', 'customer_email', 'currency', 'subtotal',
        'discount', 'fees', 'tax', 'total', 'refunded', 'created_at', 'paid_at']),
      items: order.items.map((item) => pick(item, ['id', 'section', 'row_name', 'seat_number', 'ticket_type', 'price',
        'discount', 'fees', 'tax', 'total'])),
      tickets: order.tickets.map((ticket) => pick(ticket, ['id', 'ticket_number', 'code', 'status'])),
    });
  }
  const shows = [];
  for (const show of await allItems(admin, '/api/recital-shows')) {
    const seats = await allItems(admin, `/api/recital-shows/${show.id}/seats`);
    shows.push({ ...pick(show, ['id', 'title', 'status', 'starts_at']),
      seats: seats.map((seat) => `${seat.section} ${seat.row_name} ${seat.seat_number} ${seat.price} ${seat.status}`).sort() });
  }
  orders.sort((a, b) => a.id.localeCompare(b.id));
  shows.sort((a, b) => a.id.localeCompare(b.id));
  return { now, orders, shows };
}
