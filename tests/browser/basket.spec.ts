// A basket of several shows: counted in every page's header, looked at and changed on its own page.
import type { Page } from '@playwright/test'
import { holdSeats } from './support/purchase'
import { expect, expectAccessible, fillCustomer, pay, showByTitle, test } from './support/test'

async function holdTwoShows(page: Page) {
  const shows = [await showByTitle(page.request, 'Opening night'), await showByTitle(page.request, 'Matinee')]
  for (const [at, show] of shows.entries()) await holdSeats(page.request, show, at + 2)
  return shows
}
const part = (page: Page, title: string) => page.getByRole('article', { name: new RegExp(`^${title}`) })

test('a page without anything held asks nobody for a basket', async ({ page }) => {
  const asked: string[] = []
  page.on('request', (request) => void asked.push(new URL(request.url()).pathname))
  await page.goto('/public/tickets')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByRole('link', { name: /^Basket/ })).toHaveCount(0)
  expect(asked).not.toContain('/api/seat-reservations/mine')
})

test('seats of two shows are counted in the header and listed by show', async ({ page }) => {
  const [opening] = await holdTwoShows(page)
  await page.goto('/public/basket')
  await expect(part(page, 'Opening night').getByRole('listitem')).toHaveCount(2)
  await expect(part(page, 'Matinee').getByRole('listitem')).toHaveCount(3)
  await expect(page.getByText('5 tickets')).toBeVisible()
  await expect(page.getByRole('timer')).toHaveCount(1)
  await expectAccessible(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)

  await page.goto('/public/tickets')
  const button = page.getByRole('link', { name: 'Basket: 5 seats' })
  await expect(button).toHaveText(/5\s*\d+:\d\d/)
  await button.click()
  await part(page, 'Opening night').getByRole('link', { name: 'Change seats' }).click()
  await page.waitForURL(`**/public/recitals/${opening.id}/seating`)
})

test('a show is taken out, and taken back', async ({ page }) => {
  await holdTwoShows(page)
  await page.goto('/public/basket')
  await page.getByRole('button', { name: /^Remove Matinee/ }).click()
  await expect(page.getByRole('alert')).toContainText('is out of your basket')
  await expect(part(page, 'Matinee')).toHaveCount(0)
  await expect(page.getByText('2 tickets')).toBeVisible()
  await page.getByRole('button', { name: 'Hold them again' }).click()
  await expect(part(page, 'Matinee').getByRole('listitem')).toHaveCount(3)
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('going on from a second show leads to the basket', async ({ page }) => {
  const opening = await showByTitle(page.request, 'Opening night')
  const matinee = await showByTitle(page.request, 'Matinee')
  await holdSeats(page.request, opening)
  await holdSeats(page.request, matinee)
  await page.goto(`/public/recitals/${matinee.id}/seating`)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL('**/public/basket')
  await expect(page.getByRole('article')).toHaveCount(2)
})

test('both shows are paid at once, and each ticket stands under its show', async ({ page }) => {
  await holdTwoShows(page)
  await page.goto('/public/basket')
  await page.getByRole('link', { name: 'Continue to checkout' }).click()
  await page.waitForURL('**/public/checkout')
  const summary = page.getByRole('complementary')
  await expect(summary.getByRole('region', { name: 'Opening night' }).getByRole('listitem')).toHaveCount(2)
  await expect(summary.getByRole('region', { name: 'Matinee' }).getByRole('listitem')).toHaveCount(3)
  await expectAccessible(page)
  await fillCustomer(page)
  await page.waitForURL(/order=/)
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Payment', exact: true })).toBeVisible()
  await expect(page.getByRole('link', { name: /^Basket/ })).toHaveCount(0)
  await pay(page)
  await page.waitForURL(/\/confirmation\//)
  await expect(page.getByRole('region', { name: 'Opening night' }).getByRole('article')).toHaveCount(2)
  await expect(page.getByRole('region', { name: 'Matinee' }).getByRole('article')).toHaveCount(3)
  await expectAccessible(page)
})

test('shows of two currencies are said to be payable only one after the other', async ({ page }) => {
  await holdTwoShows(page)
  await page.route('**/api/seat-reservations/mine', async (route) => {
    const answer = await route.fetch()
    const mine = (await answer.json()) as { items: { currency: string }[] }
    if (mine.items[1]) mine.items[1].currency = 'EUR'
    await route.fulfill({ response: answer, json: mine })
  })
  await page.goto('/public/basket')
  await expect(page.getByRole('alert')).toContainText(/(US Dollar and Euro|Euro and US Dollar)/)
  await expect(page.getByRole('link', { name: 'Continue to checkout' })).toHaveCount(0)
  await part(page, 'Matinee').getByRole('link', { name: 'Pay for this show' }).click()
  await page.waitForURL(/\/public\/checkout\/tickets\/.*token=/)
})
