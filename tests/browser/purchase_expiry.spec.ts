// When the time for held seats runs out: told kindly, and the seats offered again.
import type { Page } from '@playwright/test'
import { holdSeats } from './support/purchase'
import { expect, expectAccessible, fillCustomer, holdBestSeats, showByTitle, test } from './support/test'
import type { RunningServer } from './support/server'

const kMinute = 60_000
async function pass(page: Page, usher: RunningServer, minutes: number) {
  usher.advance(minutes * kMinute)
  await page.clock.fastForward(minutes * kMinute)
}

test.beforeEach(async ({ page, usher }) => {
  await page.clock.install({ time: Date.now() + usher.aheadMs() })
})

test('at the details, the same seats are held again with one press', async ({ page, request, usher }) => {
  await holdBestSeats(page, await showByTitle(request, 'Gala'))
  const seats = await page.getByRole('complementary').getByText(/^Row /).allTextContents()
  await pass(page, usher, 11)
  await expect(page.getByRole('heading', { name: 'The time for these seats is over' })).toBeVisible()
  await expect(page.getByText('Nothing was charged')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Hold the same seats again' }).click()
  await expect(page.getByRole('heading', { name: 'Who are the tickets for?' })).toBeVisible()
  expect(await page.getByRole('complementary').getByText(/^Row /).allTextContents()).toEqual(seats)
})

test('what others took meanwhile is said, and the way to the chart stays', async ({ page, request, usher, playwright }) => {
  const show = await showByTitle(request, 'Gala')
  await holdBestSeats(page, show)
  const token = new URL(page.url()).searchParams.get('token')
  const hold = (await (await page.request.get(`/api/public/seat-reservations/${token}`)).json()) as { seats: { id: string }[] }
  await pass(page, usher, 11)
  const rival = await playwright.request.newContext({ baseURL: usher.url })
  expect((await rival.post('/api/seat-reservations/reserve', { data: { show_id: show.id, seat_ids: [hold.seats[0].id] } })).status()).toBe(201)
  await page.getByRole('button', { name: 'Hold the same seats again' }).click()
  await expect(page.getByRole('alert')).toContainText('taken one of them')
  await page.getByRole('link', { name: 'Choose seats again' }).click()
  await page.waitForURL(/seating$/)
  await rival.dispose()
})

test('on the chart, the time over is not told as a loss', async ({ page, request, usher }) => {
  const show = await showByTitle(request, 'Gala')
  await holdBestSeats(page, show)
  await page.goBack()
  await expect(page.getByRole('timer').first()).toBeAttached()
  await pass(page, usher, 11)
  const alert = page.getByRole('alert')
  await expect(alert).toContainText('The time for these seats is over')
  await expect(alert).not.toContainText('just taken')
  await alert.getByRole('button', { name: 'Hold the same seats again' }).click()
  await page.waitForURL(/checkout/)
})

test('by keyboard, more time is one press away, and the last minutes are announced', async ({ page, request, usher }) => {
  await holdBestSeats(page, await showByTitle(request, 'Gala'))
  await pass(page, usher, 8.5)
  await expect(page.getByRole('timer')).toContainText('2 minutes left')
  await page.getByRole('button', { name: 'More time' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('You have more time')).toBeVisible()
  await expect(page.getByRole('timer')).toContainText(/1[01]:/)
})

test('an order that was not paid in time offers its seats again', async ({ page, request, usher }) => {
  await holdBestSeats(page, await showByTitle(request, 'Gala'))
  await fillCustomer(page)
  await pass(page, usher, 17)
  await expect(page.getByRole('heading', { name: 'The time for these seats is over' })).toBeVisible({ timeout: 15_000 })
  await page.getByRole('button', { name: 'Hold the same seats again' }).click()
  await expect(page.getByRole('heading', { name: 'Who are the tickets for?' })).toBeVisible()
})

test('of two shows one hold ends while the other lives: which one is said, and the rest is kept', async ({ page, request, usher }) => {
  const [opening, matinee] = [await showByTitle(request, 'Opening night'), await showByTitle(request, 'Matinee')]
  await holdSeats(page.request, opening, 2)
  const later = await holdSeats(page.request, matinee)
  const extended = await page.request.post('/api/seat-reservations/extend', { data: { reservation_token: later.reservation_token } })
  expect(extended.status()).toBe(200)
  for (const path of ['/public/basket', '/public/checkout']) {
    await page.goto(path)
    await expect(page.getByText('Opening night').first()).toBeVisible()
  }
  await page.getByLabel('Name').fill('Zoë')
  await pass(page, usher, 11)
  await expect(page.getByRole('alert')).toContainText('Time is up for Opening night')
  await expect(page.getByRole('alert')).toContainText('Everything else in your basket is still yours.')
  await expect(page.getByLabel('Name')).toHaveValue('Zoë')
  await expect(page.getByRole('complementary')).not.toContainText('Opening night')
  await expect(page.getByRole('complementary')).toContainText('Matinee')
  await page.getByRole('button', { name: 'Hold them again' }).click()
  await expect(page.getByRole('complementary')).toContainText('Opening night')
})
