// Single gaps and companion seats on the chart, in the list and in the organiser's form.
import type { APIRequestContext, Page } from '@playwright/test'
import { expect, expectAccessible, showByTitle, signIn, test } from './support/test'
import type { RunningServer } from './support/server'

interface Layout {
  seats: { id: string[]; row: string[]; number: string[]; section: number[]; type: string[] }
  sections: { name: string }[]
}
const isPhone = (page: Page) => (page.viewportSize()?.width ?? 0) < 1024
const kPictures = process.env.USHER_PICTURES

async function asAdmin(request: APIRequestContext, usher: RunningServer) {
  await request.post('/api/auth/login', { data: { email: usher.email, password: usher.password } })
  const { csrf_token } = (await (await request.get('/api/auth/me')).json()) as { csrf_token: string }
  const headers = { 'X-CSRF-Token': csrf_token }
  const post = async (path: string, data: object) => {
    const answer = await request.post(path, { headers, data })
    expect(answer.ok(), await answer.text()).toBe(true)
    return (await answer.json()) as { id: string }
  }
  const put = async (path: string, data: object) => expect((await request.put(path, { headers, data })).ok()).toBe(true)
  return { post, put }
}

/** A show of its own with these settings, on sale. */
async function ownShow(request: APIRequestContext, usher: RunningServer, title: string, config: object) {
  const gala = await showByTitle(request, 'Gala')
  const admin = await asAdmin(request, usher)
  const { id } = await admin.post(`/api/recital-shows/${gala.id}/duplicate`, { title, starts_at_local: '2031-06-07T19:30:00' })
  await admin.post(`/api/recital-shows/${id}/ticket-config`, config)
  await admin.post(`/api/recital-shows/${id}/seats/generate`, {})
  await admin.put(`/api/recital-shows/${id}`, { status: 'on_sale' })
  const layout = (await (await request.get(`/api/public/recital-shows/${id}/seat-map`)).json()) as Layout
  const orchestra = layout.sections.findIndex((section) => section.name === 'Orchestra')
  const companions = layout.seats.type.map((type, at) => ({ type, at })).filter(({ type, at }) => type === 'companion' && layout.seats.section[at] === orchestra).map(({ at }) => at)
  const place = (at: number) => ({ row: layout.seats.row[at], number: layout.seats.number[at] })
  return { id, admin, companion: place(companions[0]) }
}

async function openSeating(page: Page, id: string) {
  await page.goto(`/public/recitals/${id}/seating`)
  await expect(page.getByRole('grid')).toBeAttached()
}
/** Chooses seats of the Orchestra in the list. */
async function chooseInList(page: Page, seats: { row: string; number: string }[]) {
  await page.getByRole('button', { name: 'List' }).click()
  await page.getByRole('button', { name: /^Orchestra/ }).last().click()
  for (const seat of seats) await page.getByRole('gridcell', { name: new RegExp(`Orchestra, row ${seat.row}, seat ${seat.number}\\.`) }).click()
}
const goOn = (page: Page) => page.getByRole('complementary').getByRole('button', { name: /^(Hold and continue|Continue)$/ }).last().click()
const notice = (page: Page, title: string) => page.getByRole('group', { name: title })
const basketSeats = (page: Page) => page.getByRole('complementary').getByText(/^Row \S+, seat \S+$/)
async function picture(page: Page, name: string) {
  if (!kPictures) return
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    await page.waitForTimeout(400) // colours fade over
    await page.screenshot({ path: `${kPictures}/${name}-${isPhone(page) ? 'phone' : 'desktop'}-${scheme}.png` })
  }
  await page.emulateMedia({ colorScheme: 'light' })
}
const held = (page: Page) => {
  const asked: string[] = []
  page.on('request', (request) => request.url().endsWith('/reserve') && asked.push(request.url()))
  return asked
}

test('a single gap is explained before anybody tries, and moving along is one press', async ({ page, request, usher }) => {
  const show = await ownShow(request, usher, 'Gaps', { orphan_seats: 'refuse' })
  const asked = held(page)
  await openSeating(page, show.id)
  await chooseInList(page, [{ row: 'A', number: '2' }, { row: 'A', number: '3' }])
  if (isPhone(page)) await expect(page.getByRole('complementary').getByText('A seat would be left alone').first()).toBeVisible()
  const why = notice(page, 'A seat would be left alone')
  // Continue says why instead of failing.
  await goOn(page)
  await expect(why).toBeFocused()
  await expect(why).toContainText('Row A, seat 1 would stay empty')
  await expect(page.getByRole('main').locator('p[aria-live]').first()).toContainText('A seat would be left alone')
  expect(asked).toEqual([])
  await expectAccessible(page)
  await picture(page, 'gap')
  await why.getByRole('button', { name: 'Row A, seat 1 instead of Row A, seat 3' }).click()
  await expect(why).toHaveCount(0)
  await goOn(page)
  await page.waitForURL(/checkout/)
})

test('taking the lonely seat too is a way out as well', async ({ page, request, usher }) => {
  const show = await ownShow(request, usher, 'Taken too', { orphan_seats: 'refuse' })
  await openSeating(page, show.id)
  await chooseInList(page, [{ row: 'A', number: '2' }, { row: 'A', number: '3' }])
  if (isPhone(page)) await page.locator('[aria-controls="basket"]').click()
  await notice(page, 'A seat would be left alone').getByRole('button', { name: 'Take Row A, seat 1 too' }).click()
  if (isPhone(page)) await page.locator('[aria-controls="basket"]').click()
  await expect(basketSeats(page)).toHaveCount(3)
})

test('where the organiser only warns, the buyer decides', async ({ page, request, usher }) => {
  const show = await ownShow(request, usher, 'Warned', { orphan_seats: 'warn' })
  await openSeating(page, show.id)
  await chooseInList(page, [{ row: 'A', number: '2' }, { row: 'A', number: '3' }])
  await goOn(page)
  await page.waitForURL(/checkout/)
})

test('a rule that came meanwhile is shown as the page’s own judgement is', async ({ page, request, usher }) => {
  const show = await ownShow(request, usher, 'Meanwhile', { orphan_seats: 'warn' })
  await openSeating(page, show.id)
  await chooseInList(page, [{ row: 'A', number: '2' }, { row: 'A', number: '3' }])
  await show.admin.post(`/api/recital-shows/${show.id}/ticket-config`, { orphan_seats: 'refuse' })
  await goOn(page)
  const why = notice(page, 'A seat would be left alone')
  await expect(why).toBeVisible()
  await expect(why.getByRole('button', { name: /instead of/ })).toBeVisible()
})

test('a companion seat offers the wheelchair space that it belongs to', async ({ page, request, usher }) => {
  const show = await ownShow(request, usher, 'Together', {})
  const asked = held(page)
  await openSeating(page, show.id)
  await chooseInList(page, [show.companion])
  await expect(page.getByRole('gridcell', { name: new RegExp(`row ${show.companion.row}, seat ${show.companion.number}\\. .*booked together with the wheelchair space beside it`) })).toBeAttached()
  await expect(page.getByRole('main').locator('p[aria-live]').first()).toContainText('belongs to a wheelchair space')
  await expect(page.getByRole('main').locator('p[aria-live]').first()).not.toContainText('$0.00')
  const why = notice(page, 'This seat belongs to a wheelchair space')
  await goOn(page)
  await expect(why).toBeFocused()
  expect(asked).toEqual([])
  await expectAccessible(page)
  await picture(page, 'companion')
  await why.getByRole('button', { name: /^Take Row/ }).click()
  await expect(why).toHaveCount(0)
  await goOn(page)
  await page.waitForURL(/checkout/)
})

test('whoever wanted no wheelchair space is shown other seats', async ({ page, request, usher }) => {
  const show = await ownShow(request, usher, 'Elsewhere', {})
  await openSeating(page, show.id)
  await chooseInList(page, [show.companion])
  await goOn(page)
  const why = notice(page, 'This seat belongs to a wheelchair space')
  await why.getByRole('button', { name: 'Find other seats' }).click()
  await expect(why).toHaveCount(0)
  if (isPhone(page)) await page.locator('[aria-controls="basket"]').click()
  await expect(basketSeats(page)).toHaveCount(1)
  await expect(page.getByRole('complementary').getByText(`Row ${show.companion.row}, seat ${show.companion.number}`, { exact: true })).toHaveCount(0)
})

test('a companion seat is chosen and accompanied by keyboard alone, on the map', async ({ page, request, usher }) => {
  test.skip(isPhone(page), 'a keyboard lies on a desk')
  const show = await ownShow(request, usher, 'By keyboard', {})
  await openSeating(page, show.id)
  const cell = page.getByRole('gridcell', { name: new RegExp(`Orchestra, row ${show.companion.row}, seat ${show.companion.number}\\.`) })
  await cell.focus()
  await expect(cell).toHaveAccessibleName(/booked together with the wheelchair space beside it/)
  await page.keyboard.press('Space')
  await page.getByRole('button', { name: 'Hold and continue' }).focus()
  await page.keyboard.press('Enter')
  const why = notice(page, 'This seat belongs to a wheelchair space')
  await expect(why).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(why).toHaveCount(0)
  await expect(basketSeats(page)).toHaveCount(2)
})

test('released companion seats sell like others', async ({ page, request, usher }) => {
  const show = await ownShow(request, usher, 'Released', { accessible_release_at: '2020-01-01T00:00:00Z' })
  await openSeating(page, show.id)
  await chooseInList(page, [show.companion])
  await goOn(page)
  await page.waitForURL(/checkout/)
})

test('the organiser sets it all in the show’s form', async ({ page, request, usher }) => {
  test.skip(isPhone(page), 'organisers’ pages are tested on desks')
  const show = await ownShow(request, usher, 'By form', {})
  await signIn(page, usher, `/admin/recitals/shows/${show.id}`)
  const form = page.getByRole('group', { name: 'Seats beside each other' })
  await form.getByLabel('A choice that leaves one seat alone').selectOption('Do not allow it')
  await expect(form).toContainText('has to move along')
  await form.getByRole('checkbox', { name: /Sell wheelchair and companion seats/ }).check()
  await form.getByLabel('From when').fill('2031-06-07T12:00')
  await picture(page, 'form')
  await form.scrollIntoViewIfNeeded()
  await picture(page, 'form-fields')
  await page.getByRole('button', { name: 'Save tickets and prices' }).click()
  await expect(page.getByText('Tickets and prices saved.')).toBeVisible()
  await expectAccessible(page)
  await page.reload()
  await expect(form.getByLabel('A choice that leaves one seat alone')).toHaveValue('refuse')
  await expect(form.getByLabel('From when')).toHaveValue('2031-06-07T12:00')
  const seen = (await (await request.get(`/api/public/recital-shows/${show.id}`)).json()) as { orphan_seats: string; accessible_released: boolean }
  expect([seen.orphan_seats, seen.accessible_released]).toEqual(['refuse', false])
})
