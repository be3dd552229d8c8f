// Pages in the states that demo data does not have: sold out, before and after the sale, cancelled,
// empty, broken; and under the settings that people choose for their eyes.
import type { Page } from '@playwright/test'
import { expect, expectAccessible, holdBestSeats, fillCustomer, pay, showByTitle, test } from './support/test'

/** The show as the server would tell of it in another state; in the page and in every answer. */
async function disguise(page: Page, change: (show: Record<string, unknown>) => void) {
  await page.route(/\/public\/(recitals|tickets)[^.]*$/, async (route) => {
    if (route.request().resourceType() !== 'document') return route.continue()
    const answer = await route.fetch()
    const html = (await answer.text()).replace(/<script type="application\/json" id="usher-data"[^>]*>.*?<\/script>/s, '')
    await route.fulfill({ response: answer, body: html })
  })
  await page.route(/\/api\/public\/(recital-shows|recitals)(\/[^/]+)?(\?.*)?$/, async (route) => {
    const answer = await route.fetch()
    const body = (await answer.json()) as Record<string, unknown>
    for (const show of (body.items ?? body.shows ?? [body]) as Record<string, unknown>[]) change(show)
    await route.fulfill({ response: answer, json: body })
  })
}

const kStates = [
  { name: 'sold-out', text: 'Sold out', change: (show: Record<string, unknown>) => Object.assign(show, { sale_state: 'sold_out', seats: { total: 100, available: 0 } }) },
  { name: 'not-begun', text: 'Not on sale yet', change: (show: Record<string, unknown>) => Object.assign(show, { sale_state: 'not_begun', sales_start: new Date(Date.now() + 3_700_000).toISOString() }) },
  { name: 'over', text: 'Sale is over', change: (show: Record<string, unknown>) => Object.assign(show, { sale_state: 'over' }) },
  { name: 'cancelled', text: 'Cancelled', change: (show: Record<string, unknown>) => Object.assign(show, { sale_state: 'cancelled', status: 'cancelled' }) },
  { name: 'paused', text: 'Sale is paused', change: (show: Record<string, unknown>) => Object.assign(show, { sale_state: 'paused', status: 'paused' }) }
]

for (const state of kStates) {
  test(`a show that is ${state.name} says so everywhere and offers a way on`, async ({ page, request }, info) => {
    const show = await showByTitle(request, 'Gala')
    await disguise(page, state.change)
    await page.goto('/public/recitals/spring-gala')
    await expect(page.getByText(state.text).first()).toBeVisible()
    await expect(page.getByRole('link', { name: /^Choose seats/ })).toHaveCount(0)
    await expectAccessible(page)
    await page.screenshot({ path: info.outputPath(`${state.name}-recital.png`), fullPage: true })
    await page.goto(`/public/recitals/${show.id}/seating`)
    await expect(page.getByText(state.text).first()).toBeVisible()
    // No date of the recital is on sale here: what is left is the list of shows.
    await expect(page.getByRole('region', { name: 'Choose your seats' }).getByRole('link', { name: 'All shows' })).toBeVisible()
    if (state.name === 'not-begun') await expect(page.getByRole('timer')).toContainText('1:0')
    await expect(page.getByRole('button', { name: 'Find the best together' })).toHaveCount(0)
    await expectAccessible(page)
    await page.screenshot({ path: info.outputPath(`${state.name}-seating.png`), fullPage: true })
  })
}

test('no shows, no connection, an order of somebody else: each says what to do', async ({ page }, info) => {
  await page.route(/\/public\/tickets$/, async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, body: (await answer.text()).replace(/<script type="application\/json" id="usher-data"[^>]*>.*?<\/script>/s, '') })
  })
  await page.route('**/api/public/recital-shows?*', (route) => route.fulfill({ json: { items: [], next_cursor: null } }))
  await page.goto('/public/tickets')
  await expect(page.getByText('Nothing on sale yet')).toBeVisible()
  await page.screenshot({ path: info.outputPath('empty.png'), fullPage: true })
  await page.unroute('**/api/public/recital-shows?*')
  await page.route('**/api/public/recital-shows?*', (route) => route.abort())
  await page.goto('/public/tickets')
  await expect(page.getByRole('alert')).toContainText('The shows could not be loaded', { timeout: 20_000 })
  await expectAccessible(page)
  await page.screenshot({ path: info.outputPath('error.png'), fullPage: true })
  await page.unroute('**/api/public/recital-shows?*')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible()
  await page.goto('/public/checkout/tickets/confirmation/amvyt5m4s56f')
  await expect(page.getByRole('heading', { name: /can’t show this order/ })).toBeVisible()
  await expectAccessible(page)
  await page.screenshot({ path: info.outputPath('order-missing.png'), fullPage: true })
})

async function everyPage(page: Page, request: Parameters<typeof showByTitle>[0], look: (name: string) => Promise<void>) {
  const show = await showByTitle(request, 'Closing night')
  for (const [name, path] of [['shows', '/public/tickets'], ['recital', '/public/recitals/the-nutcracker'], ['lookup', '/public/tickets/lookup'], ['seating', `/public/recitals/${show.id}/seating`]]) {
    await page.goto(path)
    await page.waitForLoadState('networkidle')
    await look(name)
  }
  await holdBestSeats(page, show)
  await expect(page.getByRole('heading', { name: 'Who are the tickets for?' })).toBeVisible()
  await look('checkout')
  await fillCustomer(page)
  await look('payment')
  await pay(page)
  await expect(page.getByRole('heading', { name: 'See you there!' })).toBeVisible()
  await look('confirmation')
  await page.getByRole('link', { name: 'Open' }).first().click()
  await expect(page.getByRole('img', { name: /QR code/ }).first()).toBeVisible()
  await look('ticket')
}

test('320 pixels wide, which is also 400 % zoom: nothing is cut off, nothing scrolls sideways', async ({ page, request }, info) => {
  await page.setViewportSize({ width: 320, height: 640 })
  await everyPage(page, request, async (name) => {
    expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(320)
    await page.screenshot({ path: info.outputPath(`${name}.png`), fullPage: true })
  })
})

test('zoomed to 200 %, everything is still there', async ({ page, request }, info) => {
  test.skip((page.viewportSize()?.width ?? 0) < 1024, 'on a phone the page above is narrower still')
  await page.setViewportSize({ width: 720, height: 450 })
  await everyPage(page, request, async (name) => {
    expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(720)
    await page.screenshot({ path: info.outputPath(`${name}.png`), fullPage: true })
  })
})

test.describe('forced colours', () => {
  test.use({ contrast: 'more' })
  test('the reader’s own colours carry every state', async ({ page, request }, info) => {
    await page.emulateMedia({ forcedColors: 'active', contrast: 'more' })
    const show = await showByTitle(request, 'Matinee')
    await page.goto(`/public/recitals/${show.id}/seating`)
    const pressed = page.getByRole('button', { name: 'Map' })
    await expect(pressed).toHaveAttribute('aria-pressed', 'true')
    expect(await pressed.evaluate((element) => parseFloat(getComputedStyle(element).outlineWidth))).toBeGreaterThan(0)
    await page.screenshot({ path: info.outputPath('seating.png'), fullPage: true })
    await page.goto('/public/tickets')
    await page.screenshot({ path: info.outputPath('shows.png'), fullPage: true })
  })
})

test.describe('reduced motion', () => {
  test.use({ reducedMotion: 'reduce' })
  test('the map goes where it is sent without gliding', async ({ page, request }) => {
    const show = await showByTitle(request, 'Matinee')
    await page.goto(`/public/recitals/${show.id}/seating`)
    const transform = () => page.getByRole('grid').evaluate((grid) => (grid as HTMLElement).style.transform)
    const before = await transform()
    await page.getByRole('button', { name: 'Zoom in' }).click()
    await page.evaluate(() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))))
    const after = await transform()
    expect(after).not.toBe(before)
    await page.waitForTimeout(250)
    expect(await transform()).toBe(after)
  })
})

test('the code of a ticket fills a white screen', async ({ page, request }, info) => {
  await holdBestSeats(page, await showByTitle(request, 'Gala'))
  await fillCustomer(page)
  await pay(page)
  await page.getByRole('link', { name: 'Open' }).first().click()
  await page.getByRole('button', { name: 'Show large' }).click()
  const dialog = page.getByRole('dialog', { name: 'Show large' })
  const code = dialog.getByRole('img')
  const size = (await code.boundingBox())?.width ?? 0
  expect(size).toBeGreaterThan(Math.min(page.viewportSize()?.width ?? 0, 600) * 0.85)
  expect(await dialog.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe('rgb(255, 255, 255)')
  await expectAccessible(page)
  await page.screenshot({ path: info.outputPath('qr.png') })
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
})

test('a lost connection is told, and mended by itself', async ({ page, request }) => {
  const show = await showByTitle(request, 'Matinee')
  let state: 'breaks' | 'broken' | 'mended' = 'breaks'
  await page.route('**/seats/stream', (route) => {
    if (state === 'mended') return route.continue()
    const isFirst = state === 'breaks'
    state = 'broken'
    // The first connection ends in the middle; then there is none.
    return isFirst ? route.fulfill({ contentType: 'text/event-stream', body: 'event: ping\ndata: {}\n\n' }) : route.abort()
  })
  await page.goto(`/public/recitals/${show.id}/seating`)
  await expect(page.getByRole('grid')).toBeAttached()
  await expect(page.getByText('Connecting again')).toBeVisible({ timeout: 15_000 })
  state = 'mended'
  await expect(page.getByText('Connecting again')).toHaveCount(0, { timeout: 20_000 })
})
