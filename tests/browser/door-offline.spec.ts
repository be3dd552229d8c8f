import type { APIRequestContext, BrowserContext, Page } from '@playwright/test'
import { openDoors } from './support/purchase'
import { expect, expectAccessible, showByTitle, signIn, test, type DemoShow } from './support/test'

/** A ticket's code, bought without the pages. */
async function buyTicket(request: APIRequestContext, show: DemoShow): Promise<{ id: string; code: string }> {
  const json = async (answer: Promise<{ json(): Promise<unknown>; ok(): boolean; text(): Promise<string> }>) => {
    const done = await answer
    if (!done.ok()) throw new Error(await done.text())
    return (await done.json()) as never
  }
  const { seats } = await json(request.get(`/api/public/recital-shows/${show.id}/seats/suggested?count=1`)) as { seats: { id: string }[] }
  const hold = await json(request.post('/api/seat-reservations/reserve', { data: { show_id: show.id, seat_ids: [seats[0].id] } })) as { reservation_token: string }
  const { order } = await json(request.post('/api/ticket-orders/create', { data: { reservation_token: hold.reservation_token, show_id: show.id, customer_name: 'Zoë Müller', customer_email: 'zoe@example.org' } })) as { order: { id: string } }
  const intent = await json(request.post('/api/ticket-orders/payment-intent', { data: { order_id: order.id } })) as { payment_intent_id: string; client_secret: string }
  await json(request.post(`/api/public/test-payments/${intent.payment_intent_id}/confirm`, { data: { card_number: '4242424242424242', client_secret: intent.client_secret } }))
  const paid = await json(request.post('/api/ticket-orders/confirm', { data: { order_id: order.id, payment_intent_id: intent.payment_intent_id } })) as { order: { tickets: { id: string; code: string }[] } }
  return paid.order.tickets[0]
}

/** At the open door of the show, with the list loaded and the page kept on the device. */
async function atTheDoor(page: Page, show: DemoShow, gate: string) {
  await openDoors(page.request, show)
  await atAnyDoor(page, show, gate)
}
async function atAnyDoor(page: Page, { title }: DemoShow, gate: string) {
  await page.goto('/scan')
  await page.evaluate(() => navigator.serviceWorker.ready)
  await page.getByRole('button', { name: new RegExp(title) }).click()
  await page.getByLabel('Gate', { exact: true }).fill(gate)
  await expect(page.getByText(/^List of /)).toBeVisible()
}
async function scan(page: Page, code: string) {
  await page.getByLabel('Ticket code').fill(code)
  await page.getByRole('button', { name: 'Check' }).click()
}
async function expectAnswer(page: Page, ...words: string[]) {
  for (const word of words) await expect(page.getByRole('alert')).toContainText(word)
  const next = page.getByRole('button', { name: 'Next' })
  if (await next.isVisible()) await next.click({ timeout: 2000 }).catch(() => undefined)
  await expect(page.getByRole('alert')).toHaveCount(0)
}
/** Without the network the browser says so; the page's own errors still count. */
const cut = (context: BrowserContext) => context.setOffline(true)

test('without the network the door checks by the list, also after a reload, and sends its scans later', async ({ page, context, request, usher }) => {
  const show = await showByTitle(request, 'Opening night')
  const [first, second] = [await buyTicket(request, show), await buyTicket(request, show)]
  await signIn(page, usher)
  await atTheDoor(page, show, 'North')
  await cut(context)
  await expect(page.getByText('No network: checking by the list')).toBeVisible()
  await scan(page, first.code)
  await expectAnswer(page, 'Welcome', 'Checked without the network')
  await scan(page, first.code)
  await expectAnswer(page, 'Already inside', 'First let in at')
  await scan(page, `${first.code.slice(0, 90)}${first.code[90] === 'A' ? 'B' : 'A'}${first.code.slice(91)}`)
  await expectAnswer(page, 'Not a ticket')

  await page.reload()
  await expect(page.getByText(/3 scans wait to be sent/)).toBeVisible()
  await expect(page.getByRole('heading', { name: show.title })).toBeVisible()
  await scan(page, first.code)
  await expectAnswer(page, 'Already inside')
  await scan(page, second.code)
  await expectAnswer(page, 'Welcome')

  const refused: string[] = []
  page.on('response', (response) => response.status() === 403 && refused.push(response.url()))
  await context.setOffline(false)
  await expect(page.getByText(/wait to be sent/)).toHaveCount(0, { timeout: 20_000 })
  expect(refused).toEqual([])
  await expect(page.getByText('Connected')).toBeVisible()
  const now = await page.evaluate(async (id) => (await (await fetch(`/api/tickets/${id}`)).json()) as { status: string; used_gate: string }, first.id)
  expect(now.status).toBe('used')
  expect(now.used_gate).toBe('North')
  await scan(page, second.code)
  await expectAnswer(page, 'Already inside')
})

test('a page opened without the network asks the server again, with its token, once it can', async ({ page, request, usher }) => {
  const show = await showByTitle(request, 'Opening night')
  const ticket = await buyTicket(request, show)
  await signIn(page, usher)
  await atTheDoor(page, show, 'North')
  // The browser has a network, but who is asked for the session does not answer: nothing tells the page to ask again.
  await page.route('**/api/auth/me', (route) => route.abort())
  await page.reload()
  await expect(page.getByRole('heading', { name: show.title })).toBeVisible()
  await page.unroute('**/api/auth/me')
  const [verified] = await Promise.all([
    page.waitForResponse('**/api/tickets/verify'),
    scan(page, ticket.code)
  ])
  expect(verified.status()).toBe(200)
  await expectAnswer(page, 'Welcome')
})

test('a ticket sold after the list was loaded is let in once, and one at two gates comes to staff', async ({ page, context, browser, request, usher }) => {
  const show = await showByTitle(request, 'Opening night')
  const shared = await buyTicket(request, show)
  await signIn(page, usher)
  const otherContext = await browser.newContext({ baseURL: usher.url, storageState: await context.storageState() })
  const other = await otherContext.newPage()
  await atTheDoor(page, show, 'North')
  await atTheDoor(other, show, 'South')
  const late = await buyTicket(request, show)
  await cut(context)
  await cut(otherContext)
  await scan(page, shared.code)
  await expectAnswer(page, 'Welcome')
  await scan(other, shared.code)
  await expectAnswer(other, 'Welcome')
  await scan(other, late.code)
  await expectAnswer(other, 'Welcome', 'Sold after the list was loaded')
  await scan(other, late.code)
  await expectAnswer(other, 'Already inside', 'First let in at')
  await other.reload()
  await scan(other, late.code)
  await expectAnswer(other, 'Already inside')

  await context.setOffline(false)
  await otherContext.setOffline(false)
  await expect(other.getByText(/wait to be sent/)).toHaveCount(0, { timeout: 20_000 })
  await expect(page.getByText(/wait to be sent/)).toHaveCount(0, { timeout: 20_000 })
  await page.getByRole('button', { name: /to look at/ }).click({ timeout: 20_000 })
  await expect(page.getByRole('heading', { name: 'Let in twice' })).toBeVisible()
  await expect(page.getByText(/First let in at .*North/)).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'I have seen to it' }).first().click()
  await expect(page.getByRole('heading', { name: 'Nothing to look at' })).toBeVisible()
  await otherContext.close()
})

/** A scan that this device made at a show which the server no longer has. */
async function keepScanOfGoneShow(page: Page) {
  await page.evaluate(() => new Promise<void>((done, fail) => {
    const opening = indexedDB.open('usher-door')
    opening.onerror = () => fail(new Error(String(opening.error)))
    opening.onsuccess = () => {
      const tx = opening.result.transaction('scans', 'readwrite')
      tx.objectStore('scans').put({ scan_id: 'of-a-gone-show', show_id: 'gone', ticket_id: null, code: 'A CODE OF LAST YEAR', direction: 'entry', result: 'admitted', scanned_at: '2025-01-01T20:00:00.000Z', gate: 'West', place: '', isWaiting: true })
      tx.oncomplete = () => {
        opening.result.close()
        done()
      }
    }
  }))
}

test('a show that is gone holds up no other scan; its own are shown and kept', async ({ page, context, request, usher }) => {
  const show = await showByTitle(request, 'Opening night')
  const ticket = await buyTicket(request, show)
  await signIn(page, usher)
  await atTheDoor(page, show, 'North')
  await cut(context)
  await keepScanOfGoneShow(page)
  await scan(page, ticket.code)
  await expectAnswer(page, 'Welcome', 'Checked without the network')
  await context.setOffline(false)
  const refused = page.getByText('One scan could not be sent')
  await expect(refused).toBeVisible({ timeout: 20_000 })
  await expect(page.getByText(/wait to be sent|waits to be sent/)).toHaveCount(0)
  await expect(page.getByText('Connected')).toBeVisible()
  const now = await page.evaluate(async (id) => (await (await fetch(`/api/tickets/${id}`)).json()) as { status: string }, ticket.id)
  expect(now.status).toBe('used')
  await page.reload()
  await refused.click()
  await expect(page.getByText('Its show no longer exists on the server.')).toBeVisible()
  await expect(page.getByText(/A CODE OF L.* · West/)).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(refused).toBeVisible()
  await page.getByRole('button', { name: 'Other show' }).click()
  await expect(refused).toBeVisible()
})

test('who comes long before the doors open is let in if somebody says so, with and without the network', async ({ page, context, request, usher }) => {
  const show = await showByTitle(request, 'Gala')
  const [first, second] = [await buyTicket(request, show), await buyTicket(request, show)]
  await signIn(page, usher)
  await atAnyDoor(page, show, 'North')
  for (const ticket of [first, second]) {
    if (ticket === second) await cut(context)
    await scan(page, ticket.code)
    await expect(page.getByRole('alert')).toContainText('Too early')
    await expect(page.getByRole('alert')).toContainText(/People are expected from .*\d/)
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Next' }).click()
    await scan(page, ticket.code)
    await page.getByRole('button', { name: 'Let in all the same' }).click()
    await expectAnswer(page, 'Welcome')
    await scan(page, ticket.code)
    await expectAnswer(page, 'Already inside')
  }
  await context.setOffline(false)
  await expect(page.getByText(/wait to be sent/)).toHaveCount(0, { timeout: 20_000 })
  for (const { id } of [first, second]) {
    const now = await page.evaluate(async (of) => (await (await fetch(`/api/tickets/${of}`)).json()) as { status: string }, id)
    expect(now.status).toBe('used')
  }
})

test('who goes out may come in again', async ({ page, request, usher }) => {
  const show = await showByTitle(request, 'Opening night')
  const ticket = await buyTicket(request, show)
  await signIn(page, usher)
  await atTheDoor(page, show, 'North')
  await scan(page, ticket.code)
  await expectAnswer(page, 'Welcome')
  await page.getByText('Going out').click()
  await scan(page, ticket.code)
  await expectAnswer(page, 'Goodbye')
  await scan(page, ticket.code)
  await expectAnswer(page, 'Not inside')
  await page.getByText('Coming in').click()
  await scan(page, ticket.code)
  await expectAnswer(page, 'Welcome')
  await page.getByRole('button', { name: 'Take the last admission back' }).click()
  await scan(page, ticket.code)
  await expectAnswer(page, 'Welcome')
})

test('the door can be installed', async ({ page, usher }) => {
  await signIn(page, usher, '/admin/ticketing/dashboard')
  await page.goto('/scan')
  const manifest = await page.evaluate(async () => {
    const link = document.querySelector<HTMLLinkElement>('link[rel=manifest]')
    return (await (await fetch(link?.href ?? '')).json()) as { start_url: string; display: string; icons: { src: string }[] }
  })
  expect(manifest.start_url).toBe('/scan')
  expect(manifest.display).toBe('standalone')
  for (const icon of manifest.icons) expect(await page.evaluate(async (src) => (await fetch(src)).status, icon.src)).toBe(200)
  const scope = await page.evaluate(async () => (await navigator.serviceWorker.ready).scope)
  expect(scope).toBe(`${usher.url}/scan`)
})

for (const scheme of ['light', 'dark'] as const) {
  test(`${scheme}: the door is accessible in all its states`, async ({ page, context, request, usher }, info) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    const show = await showByTitle(request, 'Opening night')
    const ticket = await buyTicket(request, show)
    const shot = async (name: string) => {
      await page.screenshot({ path: info.outputPath(`${name}.png`), fullPage: true })
      await expectAccessible(page)
    }
    await page.goto('/scan')
    await page.getByLabel('E-mail').waitFor()
    await shot('sign-in')
    await signIn(page, usher)
    await page.goto('/scan')
    await page.getByRole('button', { name: new RegExp(show.title) }).waitFor()
    await shot('shows')
    await atTheDoor(page, show, 'North')
    await page.evaluate(() => navigator.serviceWorker.ready)
    await shot('online')
    await cut(context)
    await scan(page, ticket.code)
    await expect(page.getByRole('alert')).toContainText('Welcome')
    await page.screenshot({ path: info.outputPath('welcome.png') })
    await expect(page.getByRole('alert')).toHaveCount(0)
    await scan(page, ticket.code)
    await expect(page.getByRole('alert')).toContainText('Already inside')
    await shot('already')
    await page.getByRole('button', { name: 'Next' }).click()
    await shot('offline')
    await page.reload()
    await expect(page.getByText(/wait to be sent/)).toBeVisible()
    await shot('reloaded')
    await context.setOffline(false)
    await expect(page.getByText(/wait to be sent/)).toHaveCount(0, { timeout: 20_000 })
    await page.getByText('By gate').click()
    await shot('back')
  })
}
