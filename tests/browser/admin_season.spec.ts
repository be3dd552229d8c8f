// Running a season: the dashboard, changes of a show, printing, prices, people's own accounts.
import { createHmac } from 'node:crypto'
import type { APIRequestContext, Page } from '@playwright/test'
import { expect, expectAccessible, fillCustomer, holdBestSeats, pay, showByTitle, signIn, test } from './support/test'
import { startServer } from './support/server'

/** A show of its own, so that tests do not meet: a copy of the Gala with seats, on sale. */
async function ownShow(page: Page, request: APIRequestContext, title: string, starts = '2031-05-04T19:30:00') {
  const gala = await showByTitle(request, 'Gala')
  const { csrf_token } = (await (await page.request.get('/api/auth/me')).json()) as { csrf_token: string }
  const headers = { 'X-CSRF-Token': csrf_token }
  const copy = (await (await page.request.post(`/api/recital-shows/${gala.id}/duplicate`, { headers, data: { title, starts_at_local: starts } })).json()) as { id: string }
  expect((await page.request.post(`/api/recital-shows/${copy.id}/seats/generate`, { headers, data: {} })).ok()).toBe(true)
  expect((await page.request.put(`/api/recital-shows/${copy.id}`, { headers, data: { status: 'on_sale' } })).ok()).toBe(true)
  return { id: copy.id, title }
}

async function buyOne(page: Page, show: { id: string; title: string }, name: string, email: string) {
  const context = await page.context().browser()!.newContext({ baseURL: new URL(page.url()).origin, viewport: { width: 1440, height: 900 } })
  const buyer = await context.newPage()
  await holdBestSeats(buyer, show)
  await fillCustomer(buyer, name, email)
  await pay(buyer)
  await expect(buyer.getByRole('heading', { name: 'See you there!' })).toBeVisible()
  await context.close()
}

for (const [theme, size] of [['light', { width: 1440, height: 900 }], ['dark', { width: 820, height: 1180 }]] as const) {
  test.describe(`${theme}, ${size.width} wide`, () => {
    test.use({ colorScheme: theme, viewport: size })
    test('the pages of a season are accessible', async ({ page, usher, request }, info) => {
      test.setTimeout(120_000)
      await signIn(page, usher)
      const show = await showByTitle(request, 'Opening night')
      const pages = { dashboard: '/admin/ticketing/dashboard', orders: '/admin/ticketing/orders', show: `/admin/recitals/shows/${show.id}`, change: `/admin/recitals/shows/${show.id}/change`, chart: `/admin/recitals/shows/${show.id}/seating-chart`, account: '/admin/account', tokens: '/admin/api-tokens', audit: '/admin/audit-log', setup: '/admin/setup' }
      for (const [name, path] of Object.entries(pages)) {
        await page.goto(path)
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
        await page.waitForTimeout(700)
        await expectAccessible(page)
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${name} does not scroll sideways`).toBe(true)
        await page.screenshot({ path: info.outputPath(`${name}.png`), fullPage: true })
      }
    })
  })
}

test('the dashboard compares periods, has its charts as tables, and follows sales without a reload', async ({ page, usher, request }) => {
  await signIn(page, usher)
  const tickets = page.locator('dl').first()
  await expect(tickets.getByText('Tickets sold')).toBeVisible()
  await expect(tickets.getByText('in the period before').first()).toBeVisible()
  await page.getByLabel('Period').selectOption('7')
  await expect(page).toHaveURL(/days=7/)
  await expect(page.getByRole('img', { name: /Sales of the last 7 days/ })).toBeVisible()
  for (const title of ['Sales over time', 'Revenue by show', 'Where it sells']) {
    await page.getByRole('button', { name: new RegExp(`Table ?: ${title}`) }).click()
    await expect(page.getByRole('table', { name: title })).toBeVisible()
  }
  await expect(page.getByRole('table', { name: 'Where it sells' }).getByRole('row').nth(1)).toContainText('%')
  await expectAccessible(page)
  const show = await showByTitle(request, 'Gala')
  await buyOne(page, show, 'Live Buyer', 'live@example.org')
  await expect(page.getByText('Live Buyer')).toBeVisible({ timeout: 20_000 })
})

test('cancelling a show says what will happen, refunds everybody and shows how far it is', async ({ page, usher, request }) => {
  test.setTimeout(90_000)
  await signIn(page, usher)
  const show = await ownShow(page, request, 'Doomed evening')
  await buyOne(page, show, 'Ada Lovelace', 'ada@example.org')
  await buyOne(page, show, 'Alan Turing', 'alan@example.org')
  await page.goto(`/admin/recitals/shows/${show.id}`)
  await page.getByRole('link', { name: 'Cancel or move…' }).click()
  await page.getByRole('button', { name: 'See what will happen' }).click()
  await expect(page.getByText('Choose what happens.')).toBeVisible()
  await page.getByRole('radio', { name: /Cancel it/ }).check()
  await page.getByRole('radio', { name: /Refund everybody/ }).check()
  await page.getByLabel('Your words to the buyers').fill('The hall is flooded. We are sorry.')
  await page.getByRole('button', { name: 'See what will happen' }).click()
  const card = page.locator('section', { has: page.getByRole('heading', { name: 'This is what will happen' }) })
  await expect(card.locator('dd').nth(0)).toHaveText('2')
  await expect(card.locator('dd').nth(1)).toHaveText('2')
  await expect(card.getByText('The hall is flooded')).toBeVisible()
  await expectAccessible(page)
  const go = page.getByRole('button', { name: 'Cancel the show' })
  await expect(go).toBeDisabled()
  await page.getByLabel('I have read this').check()
  await go.click()
  await expect(page.getByText('2 of 2 orders done')).toBeVisible({ timeout: 20_000 })
  await expect(page.getByText('Done', { exact: true })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Back to the show' }).click()
  await expect(page.getByText('Cancelled', { exact: true }).first()).toBeVisible()
  await page.goto(`/admin/ticketing/orders?show_id=${show.id}`)
  await expect(page.getByRole('table').getByText('Refunded', { exact: true })).toHaveCount(2)
  await page.getByRole('link', { name: /^ORD-/ }).first().click()
  await expect(page.getByText('Show cancelled, buyer told')).toBeVisible()
})

test('moving a show keeps its tickets', async ({ page, usher, request }) => {
  test.setTimeout(90_000)
  await signIn(page, usher)
  const show = await ownShow(page, request, 'Wandering evening')
  await buyOne(page, show, 'Grace Hopper', 'grace2@example.org')
  await page.goto(`/admin/recitals/shows/${show.id}/change`)
  await page.getByRole('radio', { name: /Move it/ }).check()
  await page.getByLabel('New start').fill('2031-06-05T20:00')
  await page.getByRole('radio', { name: /Keep the payments/ }).check()
  await page.getByRole('button', { name: 'See what will happen' }).click()
  await expect(page.getByText(/moves from .*May 4.* to .*June 5, 2031, 8:00/)).toBeVisible()
  await page.getByRole('button', { name: 'Move the show' }).click()
  await expect(page.getByText('1 of 1 orders done')).toBeVisible({ timeout: 20_000 })
  await page.getByRole('link', { name: 'Back to the show' }).click()
  await expect(page.getByText(/June 5, 2031, 8:00/)).toBeVisible()
  await page.goto(`/admin/ticketing/orders?show_id=${show.id}`)
  await expect(page.getByRole('table').getByText('Paid', { exact: true })).toHaveCount(1)
})

test('a show is duplicated, its times set, its prices tried out, its labels printed', async ({ page, usher, request }) => {
  await signIn(page, usher)
  const show = await ownShow(page, request, 'Model evening')
  await page.goto(`/admin/recitals/shows/${show.id}`)
  await page.getByRole('button', { name: 'Duplicate' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Title').fill('Second evening')
  await dialog.getByLabel('Starts at').fill('2031-05-11T19:30')
  await dialog.getByRole('button', { name: 'Make the date' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Second evening' })).toBeVisible()
  await expect(page.getByText('Draft', { exact: true })).toBeVisible()

  await page.getByLabel('Doors open').fill('2031-05-11T18:30')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Saved.')).toBeVisible()
  await page.reload()
  await expect(page.getByLabel('Doors open')).toHaveValue('2031-05-11T18:30')
  await page.getByLabel('Doors open').fill('2031-05-11T20:30')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Doors must open before the show starts.').first()).toBeVisible()

  const preview = page.getByRole('region', { name: 'What buyers will pay' }).first()
  await page.getByRole('textbox', { name: /^Price of/ }).first().fill('100')
  await expect(preview.getByText('$200.00').or(preview.getByText(/\$20\d\.\d\d/)).first()).toBeVisible()
  await page.getByRole('textbox', { name: /^Price of/ }).first().fill('what?')
  await expect(page.getByText('is not an amount').first()).toBeVisible()

  await page.goto(`/admin/recitals/shows/${show.id}`)
  await page.getByRole('button', { name: 'Seat labels…' }).click()
  await page.getByRole('dialog').getByLabel('Sheet of labels').selectOption('avery_5160')
  await expectAccessible(page)
  const download = page.waitForEvent('download')
  await page.getByRole('dialog').getByRole('link', { name: 'Download PDF' }).click()
  expect((await download).suggestedFilename()).toMatch(/seat-labels\.pdf$/)
})

test('whole rows are blocked at once, also before the sale', async ({ page, usher, request }) => {
  await signIn(page, usher)
  const show = await ownShow(page, request, 'Row evening')
  await page.goto(`/admin/recitals/shows/${show.id}/seating-chart`)
  await page.getByRole('radio', { name: 'Row' }).check()
  await page.getByRole('gridcell', { name: /Free/ }).first().dispatchEvent('click')
  const chosen = page.getByText(/\d+ seats chosen/)
  await expect(chosen).toBeVisible()
  const n = Number(((await chosen.textContent()) ?? '').match(/\d+/)?.[0])
  expect(n).toBeGreaterThan(1)
  await page.getByRole('button', { name: 'House seats' }).click()
  await expect(page.getByRole('button', { name: `House: ${n}` })).toBeVisible()
})

test('orders are found by date, sorted and exported, and the address keeps it', async ({ page, usher }) => {
  await signIn(page, usher, '/admin/ticketing/orders')
  await page.getByLabel('From').fill('2020-01-01')
  await page.getByLabel('Until').fill('2020-12-31')
  await expect(page.getByText('No order matches')).toBeVisible()
  await page.getByRole('button', { name: 'Show all orders' }).click()
  await page.getByLabel('Order', { exact: true }).selectOption('-total')
  await expect(page).toHaveURL(/sort=-total/)
  await page.reload()
  await expect(page.getByLabel('Order', { exact: true })).toHaveValue('-total')
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Export as CSV' }).click()
  expect((await download).suggestedFilename()).toBe('orders.csv')
})

test('a token is made, shown once, used and revoked', async ({ page, usher, playwright }) => {
  await signIn(page, usher, '/admin/api-tokens')
  await page.getByRole('button', { name: 'New token' }).first().click()
  await page.getByRole('dialog').getByLabel('Name').fill('Accounting')
  await page.getByRole('dialog').getByRole('button', { name: 'New token' }).click()
  const token = (await page.getByTestId('token').textContent()) ?? ''
  await expectAccessible(page)
  const program = await playwright.request.newContext({ baseURL: usher.url, extraHTTPHeaders: { Authorization: `Bearer ${token}` } })
  expect((await program.get('/api/admin/ticketing/dashboard')).status()).toBe(200)
  await page.getByRole('button', { name: 'I have kept it' }).click()
  await page.getByRole('button', { name: 'Revoke Accounting' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await expect(page.getByText('Accounting is revoked.')).toBeVisible()
  expect((await program.get('/api/admin/ticketing/dashboard')).status()).toBe(401)
  await program.dispose()
  await page.goto('/admin/audit-log?subject=api_token')
  await expect(page.getByRole('table')).toBeVisible()
  await page.getByLabel('Until').fill('2020-01-01')
  await expect(page.getByText('Nothing matches')).toBeVisible()
})

function totp(secret: string, at = Date.now()): string {
  const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)))
  const digest = createHmac('sha1', key).update(counter).digest()
  const offset = digest[digest.length - 1] & 15
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

test.describe('in an empty house', () => {
  test('the first evening leads from signing in to a show on sale', async ({ page }) => {
    test.setTimeout(90_000)
    const house = await startServer(undefined, { empty: true })
    try {
      await page.goto(`${house.url}/admin/login`)
      await page.getByLabel('E-mail').fill(house.email)
      await page.getByLabel('Password').fill(house.password)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('link', { name: 'Set up the first show' }).click()
      await page.getByRole('button', { name: 'Next' }).click()
      await expect(page.getByText('Please enter a name.').first()).toBeVisible()
      await page.getByLabel('Name of the hall').fill('Old Mill')
      await page.getByLabel('Price, USD').fill('12.50')
      await page.getByRole('button', { name: 'Add a part' }).click()
      await page.getByLabel('Part').nth(1).fill('Balcony')
      await page.getByLabel('Rows').nth(1).fill('3')
      await page.getByLabel('Seats in a row').nth(1).fill('8')
      await page.getByLabel('Price, USD').nth(1).fill('9')
      await expect(page.getByText('224 seats')).toBeVisible()
      await expectAccessible(page)
      await page.getByRole('button', { name: 'Next' }).click()
      await page.getByLabel('What is on?').fill('Spring concert')
      await page.getByLabel('Starts at').fill('2031-04-05T18:00')
      await page.getByRole('button', { name: 'Next' }).click()
      await expect(page.getByText('Saturday, April 5, 2031')).toBeVisible()
      await page.getByRole('button', { name: 'Put it on sale' }).click()
      await expect(page.getByRole('heading', { name: 'It is on sale!' })).toBeVisible({ timeout: 20_000 })
      await expectAccessible(page)
      await page.getByRole('link', { name: 'Buyer’s view' }).click()
      await expect(page.getByRole('heading', { level: 1, name: 'Spring concert' })).toBeVisible()
      await expect(page.getByText('$12.50').first()).toBeVisible()

      // One's own account: a second factor, and other sessions.
      await page.goto(`${house.url}/admin/account`)
      await page.getByLabel('Current password').first().fill(house.password)
      await page.getByRole('button', { name: 'Set up' }).click()
      const secret = ((await page.locator('code').textContent()) ?? '').replace(/\s/g, '')
      await page.getByLabel('Code').fill(totp(secret))
      await page.getByRole('button', { name: 'Switch on' }).click()
      await expect(page.getByText('On', { exact: true })).toBeVisible()
      await expectAccessible(page)
      await page.getByRole('button', { name: 'Sign out' }).first().click()
      await expect(page).toHaveURL(/login/)
    } finally {
      await house.stop()
    }
  })
})
