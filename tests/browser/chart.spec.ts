import type { Page } from '@playwright/test'
import { expect, fillCustomer, pay, showByTitle, test } from './support/test'

interface Layout {
  seats: { id: string[]; row: string[]; number: string[]; section: number[] }
  sections: { name: string }[]
}

const grid = (page: Page) => page.getByRole('grid')
const cellOf = (page: Page, name: string) => grid(page).getByRole('gridcell', { name: new RegExp(name) })

test('the whole purchase by keyboard alone', async ({ page, request }) => {
  const show = await showByTitle(request, 'Gala')
  await page.goto(`/public/recitals/${show.id}/seating`)
  await expect(grid(page)).toBeAttached()
  await page.keyboard.press('Tab')
  for (let presses = 0; presses < 30; presses++) {
    if (await page.evaluate(() => document.activeElement?.getAttribute('role') === 'gridcell')) break
    await page.keyboard.press('Tab')
  }
  const focused = page.locator('[role="gridcell"]:focus')
  await expect(focused).toHaveCount(1)

  // Walks on until a seat is free, and takes it.
  for (let steps = 0; steps < 60; steps++) {
    if ((await focused.getAttribute('aria-disabled')) === null) break
    await page.keyboard.press(steps % 8 === 7 ? 'ArrowDown' : 'ArrowRight')
  }
  await page.keyboard.press('Space')
  await expect(focused).toHaveAttribute('aria-selected', 'true')
  const before = await focused.getAttribute('aria-label')
  await page.keyboard.press('PageDown')
  expect(await focused.getAttribute('aria-label')).not.toBe(before)
  await page.keyboard.press('Home')
  await page.keyboard.press('+')
  await page.keyboard.press('0')

  const onward = page.getByRole('button', { name: /^(Hold and continue|Continue)$/ }).locator('visible=true')
  await onward.focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(/checkout/)
  await fillCustomer(page)
  await pay(page)
  await expect(page.getByRole('heading', { name: 'See you there!' })).toBeVisible()
})

test('a seat that somebody takes changes on open charts within a second', async ({ page, request, playwright, usher }) => {
  const show = await showByTitle(request, 'Friday showcase')
  await page.goto(`/public/recitals/${show.id}/seating`)
  const layout = (await (await request.get(`/api/public/recital-shows/${show.id}/seat-map`)).json()) as Layout
  const { states } = (await (await request.get(`/api/public/recital-shows/${show.id}/seats/state`)).json()) as { states: string }
  const seat = states.indexOf('a')
  const cell = cellOf(page, `row ${layout.seats.row[seat]}, seat ${layout.seats.number[seat]}\\.`)
  await expect(cell).toHaveAttribute('aria-label', /Free/)
  const rival = await playwright.request.newContext({ baseURL: usher.url })
  const held = await rival.post('/api/seat-reservations/reserve', { data: { show_id: show.id, seat_ids: [layout.seats.id[seat]] } })
  expect(held.status()).toBe(201)
  await expect(cell).toHaveAttribute('aria-label', /In another basket/, { timeout: 1000 })
  await rival.dispose()
})

test('a seat lost from the choice is told, and another offered', async ({ page, request, playwright, usher }) => {
  const show = await showByTitle(request, 'Saturday showcase')
  await page.goto(`/public/recitals/${show.id}/seating`)
  const layout = (await (await request.get(`/api/public/recital-shows/${show.id}/seat-map`)).json()) as Layout
  const { states } = (await (await request.get(`/api/public/recital-shows/${show.id}/seats/state`)).json()) as { states: string }
  const seat = states.indexOf('a')
  const cell = cellOf(page, `row ${layout.seats.row[seat]}, seat ${layout.seats.number[seat]}\\.`)
  await cell.dispatchEvent('click')
  await expect(cell).toHaveAttribute('aria-selected', 'true')
  const rival = await playwright.request.newContext({ baseURL: usher.url })
  expect((await rival.post('/api/seat-reservations/reserve', { data: { show_id: show.id, seat_ids: [layout.seats.id[seat]] } })).status()).toBe(201)
  await expect(page.getByRole('alert')).toContainText('That seat was just taken')
  await page.getByRole('button', { name: 'Take the nearest free seat' }).click()
  await expect(page.getByRole('alert')).toHaveCount(0)
  await expect(grid(page).locator('[aria-selected="true"]')).toHaveCount(1)
  await rival.dispose()
})

test('the list has the same powers as the map', async ({ page, request }) => {
  const show = await showByTitle(request, 'Closing night')
  await page.goto(`/public/recitals/${show.id}/seating`)
  await page.getByRole('button', { name: 'List' }).click()
  await page.getByRole('button', { name: /^Orchestra/ }).last().click()
  await expect(page.getByRole('heading', { name: 'Orchestra' })).toBeFocused()
  const seat = page.getByRole('row', { name: /^Row/ }).first().getByRole('gridcell').first()
  await seat.click()
  await expect(seat).toHaveAttribute('aria-selected', 'true')
  await page.getByRole('button', { name: 'Map' }).click()
  await expect(grid(page).locator('[aria-selected="true"]')).toHaveCount(1)
})

test('a single seat left alone draws a warning with a better choice', async ({ page, request }) => {
  const show = await showByTitle(request, 'Matinee')
  await page.goto(`/public/recitals/${show.id}/seating`)
  const layout = (await (await request.get(`/api/public/recital-shows/${show.id}/seat-map`)).json()) as Layout
  const { states } = (await (await request.get(`/api/public/recital-shows/${show.id}/seats/state`)).json()) as { states: string }
  // A free seat that follows a taken one in its row, with two free seats after it: taking the second
  // of the three leaves the first alone.
  const sameRow = (a: number, b: number) => layout.seats.row[a] === layout.seats.row[b] && layout.seats.section[a] === layout.seats.section[b]
  const seat = [...states].findIndex((_, at) => at > 0 && sameRow(at - 1, at + 2) && states[at - 1] === 's' && states.slice(at, at + 3) === 'aaa')
  expect(seat).toBeGreaterThan(0)
  await expect(grid(page)).toBeAttached()
  const section = layout.sections[layout.seats.section[seat + 1]].name
  if (section !== layout.sections[0].name) {
    await page.getByRole('button', { name: 'List' }).click()
    await page.getByRole('button', { name: new RegExp(`^${section}`) }).last().click()
    await page.getByRole('gridcell', { name: new RegExp(`row ${layout.seats.row[seat + 1]}, seat ${layout.seats.number[seat + 1]}\\.`) }).click()
  } else {
    await cellOf(page, `row ${layout.seats.row[seat + 1]}, seat ${layout.seats.number[seat + 1]}\\.`).dispatchEvent('click')
  }
  const isPhone = (page.viewportSize()?.width ?? 0) < 1024
  if (isPhone) await page.getByRole('button', { name: /One seat/ }).click()
  await expect(page.getByText('would be left alone')).toBeVisible()
  await page.getByRole('button', { name: 'Find a better fit' }).click()
  await expect(page.getByText('would be left alone')).toHaveCount(0)
})
