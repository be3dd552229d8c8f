// A ticket bought without the pages, for tests that begin after the sale.
import type { APIRequestContext } from '@playwright/test'
import type { DemoShow } from './test'

export interface Purchase {
  id: string
  order_number: string
  tickets: { id: string; code: string; ticket_number: string; seat_number: string; row_name: string }[]
}

interface Held {
  reservation_token: string
  expires_at: string
}
async function json<T>(answer: Promise<{ json(): Promise<unknown>; ok(): boolean; text(): Promise<string> }>) {
  const done = await answer
  if (!done.ok()) throw new Error(await done.text())
  return (await done.json()) as T
}

/** Seats held without the chart. */
export async function holdSeats(request: APIRequestContext, show: DemoShow, count = 1): Promise<Held> {
  const { seats } = await json<{ seats: { id: string }[] }>(request.get(`/api/public/recital-shows/${show.id}/seats/suggested?count=${count}`))
  return json<Held>(request.post('/api/seat-reservations/reserve', { data: { show_id: show.id, seat_ids: seats.map((seat) => seat.id) } }))
}

/** `request` must be nobody of staff: a buyer's own browser. */
export async function buySeats(request: APIRequestContext, show: DemoShow, count = 1, { card = '4242424242424242', name = 'Zoë Müller' } = {}): Promise<Purchase> {
  const hold = await holdSeats(request, show, count)
  const { order } = await json<{ order: { id: string } }>(request.post('/api/ticket-orders/create', { data: { reservation_token: hold.reservation_token, show_id: show.id, customer_name: name, customer_email: 'zoe@example.org' } }))
  const intent = await json<{ payment_intent_id: string; client_secret: string }>(request.post('/api/ticket-orders/payment-intent', { data: { order_id: order.id } }))
  await json(request.post(`/api/public/test-payments/${intent.payment_intent_id}/confirm`, { data: { card_number: card, client_secret: intent.client_secret } }))
  return (await json<{ order: Purchase }>(request.post('/api/ticket-orders/confirm', { data: { order_id: order.id, payment_intent_id: intent.payment_intent_id } }))).order
}

/** The header without which the server takes no change from somebody signed in. */
export async function csrf(request: APIRequestContext) {
  return { 'X-CSRF-Token': ((await (await request.get('/api/auth/me')).json()) as { csrf_token: string }).csrf_token }
}

/** People are expected at the show's doors from now on. */
export async function openDoors(staff: APIRequestContext, show: DemoShow) {
  const answer = await staff.put(`/api/recital-shows/${show.id}`, { headers: await csrf(staff), data: { doors_at: new Date().toISOString() } })
  if (!answer.ok()) throw new Error(await answer.text())
}
