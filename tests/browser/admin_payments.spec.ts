// What an administrator sees of money that differs, and of a dispute: the real server on the local
// Stripe of tests/support/stripe.
import type { APIRequestContext, Page } from '@playwright/test'
import { expect, expectAccessible, showByTitle, signIn } from './support/test'
import { test, type StripeShop } from './support/stripe'

interface Bought {
  id: string
  intent: string
}

/** One seat of the gala, paid with this card. */
async function buy(request: APIRequestContext, shop: StripeShop, card: string): Promise<Bought> {
  const post = async <T>(path: string, data: object) => {
    const answer = await request.post(path, { data })
    expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true)
    return (await answer.json()) as T
  }
  const show = await showByTitle(request, 'Gala')
  const listed = (await (await request.get(`/api/public/recital-shows/${show.id}/seats?limit=200`)).json()) as { items: { id: string; status: string }[] }
  const seat = listed.items.find((each) => each.status === 'available')
  const hold = await post<{ reservation_token: string }>('/api/seat-reservations/reserve', { show_id: show.id, seat_ids: [seat?.id] })
  const { order } = await post<{ order: { id: string } }>('/api/ticket-orders/create', { reservation_token: hold.reservation_token, show_id: show.id, customer_name: 'Ada Lovelace', customer_email: 'ada@example.org' })
  const intent = await post<{ payment_intent_id: string }>('/api/ticket-orders/payment-intent', { order_id: order.id })
  await shop.ask('confirm', { payment_intent: intent.payment_intent_id, card })
  await post('/api/ticket-orders/confirm', { order_id: order.id, payment_intent_id: intent.payment_intent_id })
  return { id: order.id, intent: intent.payment_intent_id }
}

test.describe('admin', () => {
  test('compares with Stripe, lists what differs, and lets a person settle it', async ({ page, request, stripeShop }, info) => {
    const bought = await buy(request, stripeShop, '4242424242424242')
    await signIn(page, stripeShop, '/admin/payments')
    await page.getByRole('button', { name: 'Compare now' }).click()
    await expect(page.getByText('Everything agrees')).toBeVisible()
    await page.screenshot({ path: info.outputPath('payments-agree.png'), fullPage: true })
    await stripeShop.ask('refund', { payment_intent: bought.intent, amount: '700' })
    await page.getByRole('button', { name: 'Compare now' }).click()
    const finding = page.getByRole('listitem').filter({ hasText: 'Refunded at the provider, not here' })
    await expect(finding).toContainText('$7.00')
    await expectAccessible(page)
    await page.screenshot({ path: info.outputPath('payments-differ.png'), fullPage: true })
    await page.setViewportSize({ width: 390, height: 844 })
    await page.screenshot({ path: info.outputPath('payments-phone.png'), fullPage: true })
    await page.setViewportSize({ width: 1440, height: 900 })
    await finding.getByRole('link', { name: 'Open the order' }).click()
    await expect(page.getByText('Money was given back at the provider.')).toBeVisible()
    await page.goBack()
    await page.getByRole('button', { name: 'I have seen to it' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'I have seen to it' }).click()
    await expect(page.getByText('Everything agrees')).toBeVisible()
    await page.getByRole('button', { name: 'Compare now' }).click()
    await expect(finding).toHaveCount(0)
  })

  test('sees a dispute on its order, with the time to answer', async ({ page, request, stripeShop }, info) => {
    const bought = await buy(request, stripeShop, '4000000000000259')
    await signIn(page, stripeShop)
    await expect(async () => {
      await page.goto(`/admin/ticketing/orders/${bought.id}`)
      await expect(page.getByText('Disputed', { exact: true })).toBeVisible({ timeout: 2000 })
    }).toPass()
    await expect(page.getByText("The card's owner says it was not them")).toBeVisible()
    await expect(page.getByText(/^Answer by /)).toBeVisible()
    await expectAccessible(page)
    await page.screenshot({ path: info.outputPath('order-disputed.png'), fullPage: true })
  })
})

test.describe('a refund made at Stripe', () => {
  test('is said to be for a ticket on its order, which opens no door then', async ({ page, request, stripeShop }, info) => {
    const bought = await buy(request, stripeShop, '4242424242424242')
    await stripeShop.ask('refund', { payment_intent: bought.intent, amount: '700' })
    await signIn(page, stripeShop)
    const outside = page.getByText('A refund was made at the payment provider')
    await expect(async () => {
      await page.goto(`/admin/ticketing/orders/${bought.id}`)
      await expect(outside).toBeVisible({ timeout: 2000 })
    }).toPass()
    await expectAccessible(page)
    await page.screenshot({ path: info.outputPath('order-refunded-outside.png'), fullPage: true })
    await page.getByRole('button', { name: 'Say what it was for' }).click()
    const dialog = page.getByRole('dialog')
    await expectAccessible(page)
    await page.screenshot({ path: info.outputPath('assign.png') })
    await dialog.getByRole('button', { name: 'Note it' }).click()
    await expect(dialog.getByRole('alert')).toBeVisible()
    await dialog.getByRole('checkbox').first().check()
    await dialog.getByRole('button', { name: 'Note it' }).click()
    await expect(dialog).toHaveCount(0)
    await expect(outside).toHaveCount(0)
    await expect(page.getByText('for some tickets')).toBeVisible()
    const order = (await (await page.request.get(`/api/admin/ticketing/orders/${bought.id}`)).json()) as { tickets: { status: string }[]; incidents: unknown[] }
    expect(order.tickets.map((ticket) => ticket.status)).toEqual(['void'])
    expect(order.incidents).toEqual([])
  })
})

test.describe('a refund that a bank sends back', () => {
  async function sentBack(page: Page, request: APIRequestContext, shop: StripeShop): Promise<Bought> {
    const bought = await buy(request, shop, '4000000000005126')
    await signIn(page, shop, `/admin/ticketing/orders/${bought.id}`)
    await page.getByRole('button', { name: 'Refund', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('Cannot come')
    await dialog.getByRole('button', { name: 'Refund now' }).click()
    await expect(dialog).toHaveCount(0)
    const stateOf = async () => ((await (await page.request.get(`/api/admin/ticketing/orders/${bought.id}`)).json()) as { refunds: { status: string }[] }).refunds[0]?.status
    await expect.poll(stateOf).toBe('completed')
    const [made] = await shop.refundsOf(bought.intent)
    await shop.ask('settle_refund', { refund: made })
    await expect.poll(stateOf).toBe('failed')
    await page.reload()
    await expect(page.getByText('The provider did not give the money back.')).toBeVisible()
    return bought
  }

  test('leaves its order with an incident that is seen to by itself, and tickets that can be made good again', async ({ page, request, stripeShop }) => {
    await sentBack(page, request, stripeShop)
    await expectAccessible(page)
    await page.getByRole('button', { name: 'I have seen to it' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').fill('Told the buyer')
    await dialog.getByRole('button', { name: 'I have seen to it' }).click()
    await expect(dialog).toHaveCount(0)
    await expect(page.getByRole('listitem').filter({ hasText: 'Told the buyer' })).toBeVisible()
    await page.getByRole('button', { name: 'Make the tickets good again' }).click()
    await expect(page.getByText('tickets good again')).toBeVisible()
    await expect(page.getByText('Valid', { exact: true })).toBeVisible()
  })

  test('is asked for again', async ({ page, request, stripeShop }) => {
    await sentBack(page, request, stripeShop)
    await page.getByRole('button', { name: 'Ask again' }).click()
    await expect(page.getByText('asked for again')).toBeVisible()
  })
})
