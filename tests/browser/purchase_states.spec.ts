// What the server knows this browser to have, shown by every page: whatever was reloaded, opened
// twice, pressed twice, lost on the way or refused.
import type { Page, Route } from '@playwright/test'
import { expectFieldSeen, expectSeen } from './support/seen'
import { expect, fillCustomer, holdBestSeats, pay, showByTitle, test } from './support/test'

const isPhone = (page: Page) => (page.viewportSize()?.width ?? 0) < 1024
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name, exact: typeof name === 'string' })
const kWho = 'Who are the tickets for?'
const kSettling = 'Your payment is on its way'
const kPaid = 'See you there!'

async function chooseBest(page: Page, show: { id: string }) {
  await page.goto(`/public/recitals/${show.id}/seating`)
  await expect(page.getByRole('grid')).toBeAttached()
  if (isPhone(page)) await page.getByRole('button', { name: 'Best seats' }).click()
  await page.getByRole('button', { name: 'Find the best together' }).click()
  await expect(goOn(page)).toBeEnabled()
}
const goOn = (page: Page) => page.getByRole('complementary').getByRole('button', { name: /^(Hold and continue|Continue)$/ }).locator('visible=true').last()
/** The server does it, and its answer gets lost. */
const loseAnswer = async (route: Route) => {
  await route.fetch()
  await route.abort('connectionreset')
}
const free = async (page: Page, show: { id: string }) => ((await (await page.request.get(`/api/public/recital-shows/${show.id}/seats/state`)).json()) as { states: string }).states.split('a').length

test('a new visitor who presses twice keeps the seats', async ({ page, request }) => {
  await chooseBest(page, await showByTitle(request, 'Gala'))
  await goOn(page).dblclick()
  await expect(heading(page, kWho)).toBeVisible()
  await page.reload()
  await expect(heading(page, kWho)).toBeVisible()
})

test('the checkout’s address shows where the order is, in any tab', async ({ page, context, request }) => {
  await holdBestSeats(page, await showByTitle(request, 'Gala'))
  const address = page.url()
  const second = async () => {
    const other = await context.newPage()
    await other.goto(address)
    return other
  }
  const atDetails = await second()
  await expect(heading(atDetails, kWho)).toBeVisible()
  await fillCustomer(page)
  const atPayment = await second()
  await expect(heading(atPayment, 'Payment')).toBeVisible()
  await pay(page)
  await expect(heading(page, kPaid)).toBeVisible()
  // Tabs that stood open are led on by themselves, new ones at once.
  await expect(heading(atPayment, kPaid)).toBeVisible()
  await expect(heading(atDetails, kPaid)).toBeVisible()
  await expect(heading(await second(), kPaid)).toBeVisible()
  await page.goto(new URL(address).pathname)
  await expect(heading(page, kPaid)).toBeVisible()
})

test('a payment under way is shown as such after a reload, with no card form and nothing to give up', async ({ page, context, request }) => {
  const answer = (route: Route) => route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify({ code: 'payment_not_complete', payment_status: 'processing' }) })
  await holdBestSeats(page, await showByTitle(request, 'Gala'))
  await fillCustomer(page)
  await pay(page, '4000 0000 0000 5555')
  await expect(heading(page, kSettling).or(heading(page, kPaid))).toBeVisible()
  await context.route('**/api/ticket-orders/confirm', answer)
  const other = await context.newPage()
  await other.goto(page.url())
  await expect(heading(other, kSettling).or(heading(other, kPaid))).toBeVisible()
  if (await heading(other, kSettling).isVisible()) {
    await expect(other.getByLabel('Card number')).toHaveCount(0)
    await expect(other.getByRole('button', { name: 'Give up these seats' })).toHaveCount(0)
  }
  await expect(heading(other, kPaid)).toBeVisible({ timeout: 30_000 })
})

test('a hold whose answer was lost is found', async ({ page, request }) => {
  await page.route('**/api/seat-reservations/reserve', loseAnswer)
  await chooseBest(page, await showByTitle(request, 'Gala'))
  await goOn(page).click()
  await expect(heading(page, kWho)).toBeVisible()
})

test('an order whose answer was lost is found', async ({ page, request }) => {
  await holdBestSeats(page, await showByTitle(request, 'Gala'))
  await page.route('**/api/ticket-orders/create', loseAnswer)
  await fillCustomer(page)
  await expect(heading(page, 'Payment')).toBeVisible()
})

test('an order that no answer came for is sent again with the same key', async ({ page, request }) => {
  await holdBestSeats(page, await showByTitle(request, 'Gala'))
  const keys: string[] = []
  await page.route('**/api/ticket-orders/create', async (route) => {
    keys.push(route.request().headers()['idempotency-key'])
    await (keys.length < 3 ? route.abort('connectionreset') : route.continue())
  })
  await page.getByLabel('Name').fill('Zoë')
  await page.getByLabel('E-mail').fill('zoe@example.org')
  await page.getByRole('button', { name: 'Continue to payment' }).click()
  await expectSeen(page.getByRole('alert'))
  await expect(page.getByRole('alert')).toContainText('no connection')
  await page.getByRole('button', { name: 'Continue to payment' }).click()
  await expect(heading(page, 'Payment')).toBeVisible()
  expect(new Set(keys).size).toBe(1)
})

test('seats that cannot be given up now are not said to be', async ({ page, request }) => {
  const show = await showByTitle(request, 'Gala')
  await holdBestSeats(page, show)
  await fillCustomer(page)
  await page.route('**/api/ticket-orders/cancel', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ code: 'provider_unavailable', detail: 'No.' }) }))
  await page.getByRole('button', { name: 'Give up these seats' }).click()
  await expectSeen(page.getByRole('alert'))
  await expect(heading(page, 'Payment')).toBeVisible()
  await page.unroute('**/api/ticket-orders/cancel')
  const before = await free(page, show)
  await page.getByRole('button', { name: 'Give up these seats' }).click()
  await page.waitForURL(/seating$/)
  await expect.poll(() => free(page, show)).toBe(before + 2)
})

test('back from the payment, the order waits to be continued or given up', async ({ page, context, request }) => {
  const show = await showByTitle(request, 'Gala')
  await holdBestSeats(page, show)
  await fillCustomer(page)
  await page.getByRole('link', { name: 'Usher' }).first().click()
  await page.goto(`/public/recitals/${show.id}/seating`)
  await expect(heading(page, 'You have an order waiting')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Find the best together' })).toHaveCount(0)
  await page.getByRole('link', { name: 'Continue to payment' }).click()
  await expect(heading(page, 'Payment')).toBeVisible()
  const other = await context.newPage()
  await other.goto(`/public/recitals/${show.id}/seating`)
  const before = await free(other, show)
  await other.getByRole('button', { name: 'Give up these seats' }).click()
  await expect(heading(other, 'You have an order waiting')).toHaveCount(0)
  await expect.poll(() => free(other, show)).toBe(before + 2)
  await expect(heading(page, 'The time for these seats is over')).toBeVisible()
})

test('where cookies are blocked, that is said before anything is held', async ({ page, request }) => {
  await page.route('**/api/seat-reservations/mine', (route) => route.fulfill({ json: { items: [], next_cursor: null, orders: [], has_session: false } }))
  const held: string[] = []
  page.on('request', (asked) => asked.url().endsWith('/reserve') && held.push(asked.url()))
  await chooseBest(page, await showByTitle(request, 'Gala'))
  await expect(page.getByText('Seats cannot be held in this browser')).toBeVisible()
  await goOn(page).click()
  await expect(page.getByRole('complementary').getByRole('alert')).toContainText('cookies')
  expect(held).toEqual([])
})

test('a checkout that cannot be loaded says so, shows no total, and heals by itself', async ({ page, request }) => {
  await holdBestSeats(page, await showByTitle(request, 'Gala'))
  const broken = (route: Route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ code: 'overloaded', detail: 'Busy.' }) })
  for (const path of ['**/api/public/recital-shows/*', '**/api/seat-reservations/mine', '**/api/public/config']) {
    await page.route(path, broken)
    await page.reload()
    await expect(page.getByRole('alert')).toContainText('Very many people')
    await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible()
    await expect(page.getByText('$0.00')).toHaveCount(0)
    await page.unroute(path)
    await expect(heading(page, kWho)).toBeVisible({ timeout: 20_000 })
  }
})

test('without a network a hold says so, and works again with it', async ({ page, context, request }) => {
  await chooseBest(page, await showByTitle(request, 'Gala'))
  await context.setOffline(true)
  await goOn(page).click()
  await expect(page.getByRole('alert').filter({ hasText: 'no connection' })).toBeInViewport()
  await context.setOffline(false)
  await goOn(page).click()
  await expect(heading(page, kWho)).toBeVisible()
})

test('every refusal of the checkout is seen where the press was', async ({ page, request }) => {
  await holdBestSeats(page, await showByTitle(request, 'Gala'))
  await page.getByRole('button', { name: 'Continue to payment' }).click()
  await expectFieldSeen(page, 'Name')
  await page.getByLabel('Name').fill('Zoë')
  await page.getByRole('button', { name: 'Continue to payment' }).click()
  await expectFieldSeen(page, 'E-mail')
  const refuse = (body: object, status = 422) => (route: Route) => route.fulfill({ status, contentType: 'application/problem+json', body: JSON.stringify(body) })
  await page.getByLabel('E-mail').fill('zoe@example.org')
  await page.route('**/api/ticket-orders/create', refuse({ code: 'validation_failed', errors: [{ pointer: '/customer_email', code: 'invalid_format', detail: 'That is no address.' }] }))
  await page.getByRole('button', { name: 'Continue to payment' }).click()
  await expectFieldSeen(page, 'E-mail')
  await page.unroute('**/api/ticket-orders/create')
  await page.route('**/api/ticket-orders/create', refuse({ code: 'not_on_sale', detail: 'Over.' }, 409))
  await page.getByRole('button', { name: 'Continue to payment' }).click()
  await expectSeen(page.getByRole('alert'))
  await page.unroute('**/api/ticket-orders/create')
  await page.getByRole('button', { name: 'Continue to payment' }).click()
  await expect(heading(page, 'Payment')).toBeFocused()

  await page.getByRole('button', { name: /^Pay / }).click()
  await expectFieldSeen(page, 'Card number')
  for (const card of ['4000 0000 0000 0002', '4000 0000 0000 0069']) {
    await pay(page, card)
    await expectSeen(page.getByRole('alert'))
    await expect(page.getByRole('alert')).toContainText('seats are still yours')
  }
  await page.route('**/api/ticket-orders/confirm', refuse({ code: 'provider_unavailable', detail: 'No.' }, 503))
  await pay(page)
  await expectSeen(page.getByRole('alert'))
})

test('the steps of the checkout take the focus along', async ({ page, request }) => {
  await holdBestSeats(page, await showByTitle(request, 'Gala'))
  await fillCustomer(page)
  await expect(heading(page, 'Payment')).toBeFocused()
  await pay(page, '4000 0027 6000 3184')
  await expect(page.getByRole('button', { name: 'Yes, pay' })).toBeVisible()
  await expect(page.locator(':focus')).toHaveCount(1)
})
