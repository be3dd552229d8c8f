// What people type in the admin is not lost, and nothing is done twice or over somebody else's head.
import type { Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { expect, expectAccessible, fillCustomer, holdBestSeats, pay, showByTitle, signIn, test } from './support/test'
import type { RunningServer } from './support/server'

const priceField = (page: Page, at = 0) => page.getByRole('textbox', { name: /^Price of/ }).nth(at)

async function showPage(page: Page, usher: RunningServer, id: string) {
  await signIn(page, usher, `/admin/recitals/shows/${id}`)
  await expect(priceField(page)).toBeVisible()
}

async function paidOrder(page: Page, usher: RunningServer, show: { id: string; title: string }, email: string) {
  const buyer = await (await page.context().browser()!.newContext({ baseURL: usher.url, viewport: { width: 1440, height: 900 } })).newPage()
  await holdBestSeats(buyer, show)
  await fillCustomer(buyer, 'Ada Lovelace', email)
  await pay(buyer)
  await expect(buyer.getByRole('heading', { name: 'See you there!' })).toBeVisible()
  return buyer
}

async function openOrder(page: Page, usher: RunningServer, email: string) {
  await signIn(page, usher, '/admin/ticketing/orders')
  await page.getByLabel('Search orders').fill(email)
  await expect(page).toHaveURL(/q=/)
  await page.getByRole('link', { name: /^ORD-/ }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: /^ORD-/ })).toBeVisible()
}

test('two people on tickets and prices: the later one is shown what the other saved, and neither price is lost', async ({ page, usher, request, browser }) => {
  const show = await showByTitle(request, 'Gala')
  await showPage(page, usher, show.id)
  const other = await (await browser.newContext({ baseURL: usher.url, viewport: { width: 1440, height: 900 } })).newPage()
  await showPage(other, usher, show.id)

  await priceField(page, 0).fill('41')
  await priceField(other, 1).fill('23.50')
  await other.getByRole('button', { name: 'Save tickets and prices' }).click()
  await expect(other.getByText('Tickets and prices saved.')).toBeVisible()

  await page.getByRole('button', { name: 'Save tickets and prices' }).click()
  const dialog = page.getByRole('dialog', { name: 'Somebody else saved first' })
  await expect(dialog.getByRole('row').filter({ hasText: '$23.50' })).toHaveCount(1)
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Keep mine' }).click()
  await expect(page.getByText('Tickets and prices saved.')).toBeVisible()
  await page.reload()
  await expect(priceField(page, 0)).toHaveValue('41.00')
  await expect(priceField(page, 1)).toHaveValue('23.50')

  // The other one, who has not loaded it again, takes over what is there.
  await priceField(other, 0).fill('99')
  await other.getByRole('button', { name: 'Save tickets and prices' }).click()
  await other.getByRole('dialog').getByRole('button', { name: 'Take theirs' }).click()
  await expect(priceField(other, 0)).toHaveValue('41.00')
  await expect(other.getByText('Not saved yet')).toHaveCount(0)
  await other.context().close()
})

test('typed prices are kept when the page is about to be left', async ({ page, usher, request }) => {
  const show = await showByTitle(request, 'Gala')
  await showPage(page, usher, show.id)
  const before = await priceField(page).inputValue()
  await expect(page.getByText('Not saved yet')).toHaveCount(0)
  await priceField(page).fill('77')
  await expect(page.getByText('Not saved yet')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Venues', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Leave without saving?' })
  await dialog.getByRole('button', { name: 'Stay here' }).click()
  await expect(priceField(page)).toHaveValue('77')
  expect(page.url()).toContain(show.id)

  // A step of the sale reads the show anew; what is typed stays.
  await page.getByLabel('Doors open').fill('2031-01-01T10:00')
  await expect(page.getByText('Not saved yet')).toHaveCount(1)
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(priceField(page)).toHaveValue(before)
  await expect(page.getByText('Not saved yet')).toHaveCount(0)

  await priceField(page).fill('78')
  await page.getByRole('link', { name: 'Venues', exact: true }).click()
  await dialog.getByRole('button', { name: 'Leave without saving' }).click()
  await page.waitForURL('**/admin/ticketing/venues')
})

test('the window asks before typed prices are lost', async ({ page, usher, request }) => {
  const show = await showByTitle(request, 'Gala')
  await showPage(page, usher, show.id)
  await priceField(page).fill('77')
  await expect(page.getByText('Not saved yet')).toBeVisible()
  const asked = page.waitForEvent('dialog')
  await page.close({ runBeforeUnload: true })
  const dialog = await asked
  expect(dialog.type()).toBe('beforeunload')
  await dialog.accept()
})

test('a session that ends while prices are typed is taken up on the spot', async ({ page, usher, request, context }) => {
  const show = await showByTitle(request, 'Gala')
  await showPage(page, usher, show.id)
  await priceField(page).fill('44')
  await context.clearCookies()
  await page.getByRole('button', { name: 'Save tickets and prices' }).click()
  const dialog = page.getByRole('dialog', { name: 'You were signed out' })
  await expect(dialog).toBeVisible()
  await dialog.getByLabel('E-mail').fill(usher.email)
  await dialog.getByLabel('Password').fill(usher.password)
  await dialog.getByRole('button', { name: 'Sign in' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(page.getByText('Tickets and prices saved.')).toBeVisible()
  await page.reload()
  await expect(priceField(page)).toHaveValue('44.00')
})

test('a form goes on working when another tab has signed in anew', async ({ page, usher, request, context }) => {
  const show = await showByTitle(request, 'Gala')
  await showPage(page, usher, show.id)
  const tab = await context.newPage()
  await tab.goto('/admin/login')
  await tab.getByLabel('E-mail').fill(usher.email)
  await tab.getByLabel('Password').fill(usher.password)
  await tab.getByRole('button', { name: 'Sign in' }).click()
  await tab.waitForURL('**/admin/ticketing/dashboard')
  await tab.close()
  await priceField(page).fill('45')
  await page.getByRole('button', { name: 'Save tickets and prices' }).click()
  await expect(page.getByText('Tickets and prices saved.')).toBeVisible()
})

test('a refund whose answer is lost is not given twice', async ({ page, usher, request }) => {
  const buyer = await paidOrder(page, usher, await showByTitle(request, 'Gala'), 'lost-answer@example.org')
  await buyer.context().close()
  await openOrder(page, usher, 'lost-answer')
  await page.getByRole('button', { name: 'Refund' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('An amount').check()
  await dialog.getByLabel(/Amount/).fill('5')
  await dialog.getByLabel('Reason').fill('Sorry')
  let lost = 0
  await page.route('**/refund', async (route) => {
    if (lost++ > 0) return route.continue()
    await route.fetch()
    await route.abort()
  })
  await dialog.getByRole('button', { name: 'Refund now' }).click()
  await expect(dialog.getByRole('alert')).toBeVisible()
  await dialog.getByRole('button', { name: 'Refund now' }).click()
  await expect(dialog).toHaveCount(0)
  const id = page.url().split('/').pop() ?? ''
  const order = (await (await page.request.get(`/api/admin/ticketing/orders/${id}`)).json()) as { refunds: unknown[]; refunded: number }
  expect(order.refunds).toHaveLength(1)
  expect(order.refunded).toBe(500)
})

test('a correction of the customer is not lost under another one', async ({ page, usher, request }) => {
  const buyer = await paidOrder(page, usher, await showByTitle(request, 'Gala'), 'corrected@example.org')
  await buyer.context().close()
  await openOrder(page, usher, 'corrected@')
  await page.getByRole('button', { name: 'Correct' }).click()
  const id = page.url().split('/').pop() ?? ''
  const me = (await (await page.request.get('/api/auth/me')).json()) as { csrf_token: string }
  const saved = await page.request.put(`/api/admin/ticketing/orders/${id}`, { data: { customer_phone: '+431234567' }, headers: { 'X-CSRF-Token': me.csrf_token } })
  expect(saved.ok()).toBe(true)
  await page.getByRole('dialog').getByLabel('Name').fill('Ada King')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByRole('dialog', { name: 'Somebody else saved first' }).getByRole('button', { name: 'Keep mine' }).click()
  await expect(page.getByText('Corrected.')).toBeVisible()
  await expect(page.getByText('Ada King').first()).toBeVisible()
  await expect(page.getByRole('link', { name: '+431234567' })).toBeVisible()
})

test('all tickets of an order come as one file, with a password if one is given', async ({ page, usher, request }) => {
  const buyer = await paidOrder(page, usher, await showByTitle(request, 'Gala'), 'one-file@example.org')
  const link = buyer.getByRole('link', { name: 'All 2 tickets as one PDF' })
  const open = await buyer.request.get((await link.getAttribute('href')) ?? '')
  expect((await open.body()).subarray(0, 5).toString()).toBe('%PDF-')
  await openOrder(page, usher, 'one-file')
  await page.getByRole('button', { name: 'All tickets as PDF' }).click()
  const dialog = page.getByRole('dialog')
  await expectAccessible(page)
  await dialog.getByLabel('Password').fill('swordfish')
  const download = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Make the file' }).click()
  expect((await download).suggestedFilename()).toMatch(/\.pdf$/)
  expect(readFileSync(await (await download).path()).includes('/Encrypt')).toBe(true)
  await buyer.context().close()
})

test('a ticket that opens no door any more has no code and no file', async ({ page, usher, request }) => {
  const buyer = await paidOrder(page, usher, await showByTitle(request, 'Gala'), 'void@example.org')
  await openOrder(page, usher, 'void@')
  await page.getByRole('button', { name: 'Refund' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Some tickets').check()
  await dialog.getByRole('checkbox').first().check()
  await dialog.getByLabel('Reason').fill('Ill')
  await dialog.getByRole('button', { name: 'Refund now' }).click()
  await expect(dialog).toHaveCount(0)
  await buyer.reload()
  const gone = buyer.getByRole('article').filter({ hasText: 'No longer valid' })
  await expect(gone).toHaveCount(1)
  await expect(gone.getByRole('img')).toHaveCount(0)
  await expect(gone.getByRole('link', { name: 'PDF' })).toHaveCount(0)
  await expect(buyer.getByRole('article').filter({ hasNotText: 'No longer valid' }).getByRole('img', { name: /QR code/ })).toHaveCount(1)
  await expect(buyer.getByRole('link', { name: 'Ticket as PDF' })).toBeVisible()
  await buyer.context().close()
})
