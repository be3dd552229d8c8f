// Filters, suggestions and warnings of the chart, by mouse, touch and keyboard.
import type { Page } from '@playwright/test'
import { expect, expectAccessible, fillCustomer, pay, showByTitle, test } from './support/test'

const isPhone = (page: Page) => (page.viewportSize()?.width ?? 0) < 1024

async function openSeating(page: Page, id: string) {
  await page.goto(`/public/recitals/${id}/seating`)
  await expect(page.getByRole('grid')).toBeAttached()
}
const openSheet = async (page: Page) => {
  if (isPhone(page)) await page.locator('[aria-controls="basket"]').click()
}

test('the best seats come with two others to choose between', async ({ page, request }) => {
  const show = await showByTitle(request, 'Matinee')
  await openSeating(page, show.id)
  await openSheet(page)
  await page.getByRole('button', { name: 'Find the best together' }).click()
  const suggestions = page.getByRole('list', { name: 'Suggestions' }).getByRole('button')
  await expect(suggestions).toHaveCount(3)
  await expect(suggestions.first()).toHaveAttribute('aria-pressed', 'true')
  await expect(suggestions.first()).toContainText('Best seats')
  await expect(suggestions.last()).toContainText('For less')
  const place = (await suggestions.last().textContent()) ?? ''
  await suggestions.last().click()
  await expect(suggestions.last()).toHaveAttribute('aria-pressed', 'true')
  await openSheet(page)
  const row = place.match(/row (\S+),/)?.[1] ?? ''
  await expect(page.getByRole('complementary').getByText(new RegExp(`^Row ${row}, seat`))).toHaveCount(2)
  await expectAccessible(page)
})

test('filters keep to a price and to wheelchair spaces, on the map and in the list', async ({ page, request }) => {
  const show = await showByTitle(request, 'Matinee')
  await openSeating(page, show.id)
  await page.getByRole('button', { name: 'List' }).click()
  const rows = page.getByRole('region', { name: 'Choose your seats' }).getByText(/^\d+ free$|^1 free$/)
  const free = async () => (await rows.allTextContents()).reduce((sum, text) => sum + parseInt(text), 0)
  const all = await free()
  const price = page.getByLabel('Highest price')
  await price.selectOption({ index: 1 })
  const cheap = await free()
  expect(cheap).toBeGreaterThan(0)
  expect(cheap).toBeLessThan(all)
  await page.getByRole('button', { name: 'Show all' }).click()
  await page.getByRole('region').getByRole('button', { name: 'Wheelchair spaces' }).click()
  const spaces = await free()
  expect(spaces).toBeGreaterThan(0)
  expect(spaces).toBeLessThan(cheap)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Map' }).click()
  await expect(page.getByRole('button', { name: 'Wheelchair spaces' }).first()).toHaveAttribute('aria-pressed', 'true')
})

test('the list is one grid that the arrows walk in', async ({ page, request }) => {
  const show = await showByTitle(request, 'Closing night')
  await openSeating(page, show.id)
  await page.getByRole('button', { name: 'List' }).click()
  await page.getByRole('button', { name: /^Orchestra/ }).last().click()
  await expect(page.getByRole('heading', { name: 'Orchestra' })).toBeFocused()
  await page.keyboard.press('Tab')
  const focused = page.locator('[role="gridcell"]:focus')
  const name = async () => (await focused.textContent()) ?? ''
  const first = await name()
  await page.keyboard.press('ArrowRight')
  const second = await name()
  expect(second).not.toBe(first)
  await page.keyboard.press('ArrowDown')
  expect(await name()).not.toBe(second)
  await page.keyboard.press('Control+Home')
  expect(await name()).toBe(first)
  await page.keyboard.press('Space')
  await expect(focused).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Control+End')
  expect(await name()).not.toBe(first)
  await expectAccessible(page)
})

interface Steps {
  actions: number
  moves: number
}
/** Goes to a control by Tab alone, as somebody without a mouse does; what it takes is counted as moves. */
async function tabTo(page: Page, target: ReturnType<Page['getByRole']>, steps: Steps, backwards = false) {
  for (let presses = 0; presses < 80; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press(backwards ? 'Shift+Tab' : 'Tab')
    steps.moves++
  }
  throw new Error('Tab does not lead there')
}

test('two wheelchair spaces together take no more steps by keyboard than by mouse', async ({ page, request }, info) => {
  test.skip(isPhone(page), 'a keyboard and a mouse are compared on a desk')
  const show = await showByTitle(request, 'Gala')
  /** Every press of a control and every field filled is one step; going there by hand or by Tab is a move. */
  async function buy(press: (target: ReturnType<Page['getByRole']>, key?: string) => Promise<void>, type: (target: ReturnType<Page['getByRole']>, text: string) => Promise<void>) {
    await openSeating(page, show.id)
    await press(page.getByRole('checkbox', { name: 'Wheelchair spaces' }), 'Space')
    await press(page.getByRole('button', { name: 'One wheelchair space more' }))
    await press(page.getByRole('button', { name: 'Find the best together' }))
    await expect(page.getByRole('complementary').getByText(/^Row \S+, seat/)).toHaveCount(2)
    const ids = await page.locator('[role="gridcell"][aria-selected="true"]').evaluateAll((cells) => cells.map((cell) => cell.getAttribute('aria-label') ?? ''))
    for (const name of ids) expect(name).toContain('Wheelchair space')
    await press(page.getByRole('button', { name: 'Hold and continue' }))
    await page.waitForURL(/checkout/)
    await type(page.getByLabel('Name'), 'Ana Wheel')
    await type(page.getByLabel('E-mail'), 'ana@example.org')
    await press(page.getByRole('button', { name: 'Continue to payment' }))
    await expect(page.getByRole('heading', { name: 'Payment', exact: true })).toBeVisible()
    await type(page.getByLabel('Card number'), '4242 4242 4242 4242')
    await press(page.getByRole('button', { name: /^Pay / }))
    await expect(page.getByRole('heading', { name: 'See you there!' })).toBeVisible()
  }
  const mouse: Steps = { actions: 0, moves: 0 }
  await buy(async (target) => {
    await target.click()
    mouse.actions++
    mouse.moves++
  }, async (target, text) => {
    await target.click()
    await page.keyboard.type(text)
    mouse.actions++
    mouse.moves++
  })
  const keyboard: Steps = { actions: 0, moves: 0 }
  await page.goto('/public/tickets')
  await buy(async (target, key = 'Enter') => {
    await tabTo(page, target, keyboard)
    await page.keyboard.press(key)
    keyboard.actions++
  }, async (target, text) => {
    await tabTo(page, target, keyboard)
    await page.keyboard.type(text)
    keyboard.actions++
  })
  info.annotations.push({ type: 'steps', description: JSON.stringify({ mouse, keyboard }) })
  console.log(`    steps: mouse ${JSON.stringify(mouse)}, keyboard ${JSON.stringify(keyboard)}`)
  expect(keyboard.actions).toBeLessThanOrEqual(mouse.actions)
  // And the way is not long: 60 stops when this was written, and at most one more for each press and field.
  expect(keyboard.moves).toBeLessThanOrEqual(60 + keyboard.actions)
})

test('a finger pinches, taps a seat near enough and buys it', async ({ page, request, context }) => {
  test.skip(!isPhone(page), 'fingers are for phones')
  const show = await showByTitle(request, 'Friday showcase')
  await openSeating(page, show.id)
  const canvas = page.locator('canvas')
  const box = await canvas.boundingBox()
  if (!box) throw new Error('no canvas')
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  const fingers = await context.newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) => fingers.send('Input.dispatchTouchEvent', { type, touchPoints: points })
  await touch('touchStart', [{ x: middle.x - 20, y: middle.y }, { x: middle.x + 20, y: middle.y }])
  for (let apart = 30; apart <= 120; apart += 15) await touch('touchMove', [{ x: middle.x - apart, y: middle.y }, { x: middle.x + apart, y: middle.y }])
  await touch('touchEnd', [])
  await expect(page.getByRole('button', { name: 'Show everything' })).toBeVisible()
  // Taps about until a free seat was under the finger; the first tap may only bring the seats nearer.
  const bar = page.locator('[aria-controls="basket"]')
  for (let at = 0; at < 24; at++) {
    if (/seat/.test((await bar.textContent()) ?? '') && !/Tap/.test((await bar.textContent()) ?? '')) break
    await page.touchscreen.tap(middle.x + ((at * 37) % 140) - 70, middle.y + ((at * 53) % 160) - 80)
    await page.waitForTimeout(300)
  }
  await expect(bar).toContainText('One seat')
  await page.getByRole('button', { name: 'Continue' }).tap()
  await page.waitForURL(/checkout/)
  await fillCustomer(page)
  await pay(page)
  await expect(page.getByRole('heading', { name: 'See you there!' })).toBeVisible()
})
