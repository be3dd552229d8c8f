// An order of two shows in the office: each line with its own ticket, refunds by show, notes.
import type { APIRequestContext } from '@playwright/test'
import { holdSeats } from './support/purchase'
import { expect, expectAccessible, kGoodCard, showByTitle, signIn, test } from './support/test'

/** Two tickets of the opening night and one of the matinee, paid at once. */
async function buyTwoShows(request: APIRequestContext): Promise<string> {
  const post = async <T>(path: string, data: object) => {
    const answer = await request.post(path, { data })
    expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true)
    return (await answer.json()) as T
  }
  const opening = await holdSeats(request, await showByTitle(request, 'Opening night'), 2)
  const matinee = await holdSeats(request, await showByTitle(request, 'Matinee'))
  const { order } = await post<{ order: { id: string } }>('/api/ticket-orders/create', {
    reservation_tokens: [opening.reservation_token, matinee.reservation_token], customer_name: 'Two Evenings', customer_email: 'two@example.org'
  })
  const intent = await post<{ payment_intent_id: string; client_secret: string }>('/api/ticket-orders/payment-intent', { order_id: order.id })
  await post(`/api/public/test-payments/${intent.payment_intent_id}/confirm`, { card_number: kGoodCard.replaceAll(' ', ''), client_secret: intent.client_secret })
  await post('/api/ticket-orders/confirm', { order_id: order.id, payment_intent_id: intent.payment_intent_id })
  return order.id
}

test('the tickets of one of two shows are given back, and no others', async ({ page, usher, playwright }, info) => {
  const buyer = await playwright.request.newContext({ baseURL: usher.url })
  const id = await buyTwoShows(buyer)
  await buyer.dispose()
  await signIn(page, usher, `/admin/ticketing/orders/${id}`)
  const opening = page.getByRole('region', { name: 'Opening night' })
  const matinee = page.getByRole('region', { name: 'Matinee' })
  await expect(opening.getByRole('listitem')).toHaveCount(2)
  await expect(matinee.getByRole('listitem')).toHaveCount(1)
  await expectAccessible(page)
  for (const [width, height] of [[1440, 900], [390, 844]] as const) {
    await page.setViewportSize({ width, height })
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
    await page.screenshot({ path: info.outputPath(`order-${width}.png`), fullPage: true })
  }
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByRole('button', { name: 'Refund', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Some tickets').click()
  await dialog.getByRole('button', { name: 'All of this show' }).last().click()
  await dialog.getByLabel('Reason').fill('The matinee was too early')
  await expectAccessible(page)
  await dialog.screenshot({ path: info.outputPath('refund.png') })
  await dialog.getByRole('button', { name: 'Refund now' }).click()
  await expect(matinee.getByText('Refunded', { exact: true })).toBeVisible()
  await expect(opening.getByText('Refunded', { exact: true })).toHaveCount(0)
  await expect(opening.getByText('Valid', { exact: true })).toHaveCount(2)
})

test('a note stands in the order\'s timeline', async ({ page, usher, playwright }) => {
  const buyer = await playwright.request.newContext({ baseURL: usher.url })
  const id = await buyTwoShows(buyer)
  await buyer.dispose()
  await signIn(page, usher, `/admin/ticketing/orders/${id}`)
  await page.getByLabel('Add a note').fill('Called about parking')
  await page.getByRole('button', { name: 'Add note' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'Called about parking' })).toBeVisible()
  await expect(page.getByLabel('Add a note')).toHaveValue('')
})
