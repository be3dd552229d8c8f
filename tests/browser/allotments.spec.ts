// Seats set aside: painted by mouse and by keyboard, opened with a code, released on open charts.
import type { APIRequestContext, Browser, Locator, Page } from '@playwright/test'
import { expect, expectAccessible, fillCustomer, pay, showByTitle, signIn, test } from './support/test'
import type { RunningServer } from './support/server'

interface Layout {
  seats: { id: string[]; row: string[]; number: string[]; section: number[] }
  sections: { name: string }[]
}
interface Allotment {
  id: string
  name: string
  access_code: string | null
  version: number
  seats: { total: number; sold: number; free: number }
}

const headersOf = async (page: Page) => ({ 'X-CSRF-Token': ((await (await page.request.get('/api/auth/me')).json()) as { csrf_token: string }).csrf_token })

/** A show of its own, so that tests do not meet: a copy of the Gala with seats, on sale. */
async function ownShow(page: Page, request: APIRequestContext, title: string) {
  const gala = await showByTitle(request, 'Gala')
  const headers = await headersOf(page)
  const copy = (await (await page.request.post(`/api/recital-shows/${gala.id}/duplicate`, { headers, data: { title, starts_at_local: '2031-05-04T19:30:00' } })).json()) as { id: string }
  expect((await page.request.post(`/api/recital-shows/${copy.id}/seats/generate`, { headers, data: {} })).ok()).toBe(true)
  expect((await page.request.put(`/api/recital-shows/${copy.id}`, { headers, data: { status: 'on_sale' } })).ok()).toBe(true)
  const layout = (await (await page.request.get(`/api/public/recital-shows/${copy.id}/seat-map`)).json()) as Layout
  /** Seats of a row of the first section, in their order. */
  const row = (name: string) => layout.seats.id.map((id, at) => ({ id, at })).filter(({ at }) => layout.seats.section[at] === 0 && layout.seats.row[at] === name)
  const nameOf = (at: number) => `row ${layout.seats.row[at]}, seat ${layout.seats.number[at]}`
  return { id: copy.id, title, row, nameOf }
}

async function openChart(page: Page, id: string) {
  await page.goto(`/admin/recitals/shows/${id}/seating-chart`)
  await expect(page.getByRole('grid')).toBeAttached()
  await expect(page.getByRole('heading', { name: 'Allotments' })).toBeVisible()
}
const cellOf = (page: Page, name: string) => page.getByRole('grid').getByRole('gridcell', { name: new RegExp(`${name}\\.`) })
const panelOf = (page: Page) => page.getByRole('region', { name: 'Allotments' })
async function centre(cell: Locator) {
  const box = (await cell.boundingBox())!
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}
async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }) {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 6 })
  await page.mouse.move(to.x, to.y, { steps: 6 })
  await page.mouse.up()
}
async function makeAllotment(page: Page, showId: string, data: object): Promise<Allotment> {
  const answer = await page.request.post(`/api/recital-shows/${showId}/allotments`, { headers: await headersOf(page), data })
  expect(answer.status()).toBe(201)
  return (await answer.json()) as Allotment
}
async function listed(page: Page, showId: string): Promise<Allotment[]> {
  return ((await (await page.request.get(`/api/recital-shows/${showId}/allotments`)).json()) as { items: Allotment[] }).items
}
async function buyerOf(browser: Browser, usher: RunningServer, size = { width: 1440, height: 900 }) {
  const context = await browser.newContext({ baseURL: usher.url, viewport: size, locale: 'en-US' })
  return { page: await context.newPage(), close: () => context.close() }
}
async function openSeating(page: Page, id: string, query = '') {
  await page.goto(`/public/recitals/${id}/seating${query}`)
  await expect(page.getByRole('grid')).toBeAttached()
}

test('an allotment is made and painted by mouse, and paintings are taken back', async ({ page, usher, request }) => {
  await signIn(page, usher)
  const show = await ownShow(page, request, 'Painted evening')
  await openChart(page, show.id)
  await expect(page.getByText('Nothing is set aside')).toBeVisible()
  await expectAccessible(page)

  await page.getByRole('button', { name: 'New allotment' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('School families')
  await dialog.getByRole('button', { name: 'Make one' }).click()
  await expect(dialog.getByLabel('Access code')).toHaveValue(/^[A-Z2-9]{4}-[A-Z2-9]{4}$/)
  await dialog.getByLabel('Goes on sale at').fill('2031-05-01T12:00')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Make the allotment' }).click()
  const card = panelOf(page).getByRole('listitem').filter({ hasText: 'School families' })
  await expect(card.getByText('Goes on sale Thursday, May 1, 2031, 12:00 PM')).toBeVisible()
  await expect(page.getByRole('radio', { name: 'School families' })).toBeChecked()

  // One stroke of the brush along a row is one request.
  const seats = show.row('C').slice(0, 6)
  const [first, last] = [cellOf(page, show.nameOf(seats[0].at)), cellOf(page, show.nameOf(seats[5].at))]
  const requests: string[] = []
  page.on('request', (each) => each.method() === 'PUT' && requests.push(each.url()))
  await drag(page, await centre(first), await centre(last))
  await expect(page.getByRole('status').getByText('6 seats are set aside for School families.')).toBeVisible()
  expect(requests).toHaveLength(1)
  await expect(card.getByText('0 sold · 0 in baskets · 6 set aside')).toBeVisible()
  await expect(first).toHaveAttribute('aria-label', /Set aside for School families/)
  await expectAccessible(page)

  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click()
  await expect(first).toHaveAttribute('aria-label', /Free/)
  await expect(card.getByText('No seats yet')).toBeVisible()
  await page.keyboard.press('Control+Shift+Z')
  await expect(card.getByText('6 set aside')).toBeVisible()
  await page.reload()
  await expect(card.getByText('6 set aside')).toBeVisible()
  await expect(first).toHaveAttribute('aria-label', /Set aside for School families/)
  expect((await listed(page, show.id))[0].seats.total).toBe(6)

  // Painted with another thing, a seat leaves its allotment.
  await page.getByRole('button', { name: 'Paint', exact: true }).click()
  await page.getByRole('radio', { name: 'Block', exact: true }).check()
  const spot = await centre(first)
  await page.mouse.click(spot.x, spot.y)
  await expect(first).toHaveAttribute('aria-label', /Blocked/)
  await expect(card.getByText('5 set aside')).toBeVisible()
  await page.keyboard.press('Control+Z')
  await expect(card.getByText('6 set aside')).toBeVisible()

  await card.getByRole('button', { name: /Only these ?: School families/ }).click()
  await expect(card.getByRole('button', { name: /Only these ?: School families/ })).toHaveAttribute('aria-pressed', 'true')
})

test('box, lasso, Shift and the list choose seats; sold ones stay as they are', async ({ page, usher, request, playwright }) => {
  await signIn(page, usher)
  const show = await ownShow(page, request, 'Chosen evening')
  const seats = show.row('D')
  const rival = await playwright.request.newContext({ baseURL: usher.url })
  expect((await rival.post('/api/seat-reservations/reserve', { data: { show_id: show.id, seat_ids: [seats[2].id] } })).status()).toBe(201)
  await openChart(page, show.id)
  const at = async (place: number) => centre(cellOf(page, show.nameOf(seats[place].at)))
  await expect(cellOf(page, show.nameOf(seats[2].at))).toHaveAttribute('aria-label', /In another basket/)
  const chosen = (n: number) => expect(page.getByText(n === 1 ? 'One seat chosen' : `${n} seats chosen`).first()).toBeVisible()

  const [a, b] = [await at(0), await at(4)]
  await drag(page, { x: a.x - 5, y: Math.min(a.y, b.y) - 4 }, { x: b.x + 5, y: Math.max(a.y, b.y) + 4 })
  // The row rises: the box has seats of its neighbours as well, but not the one in a basket.
  await expect(page.getByText(/seats chosen/).first()).toBeVisible()
  for (const [place, is] of [[0, true], [2, false], [4, true]] as const) await expect(cellOf(page, show.nameOf(seats[place].at))).toHaveAttribute('aria-selected', String(is))
  await page.keyboard.press('Escape')
  await page.mouse.click(a.x, a.y)
  await page.keyboard.down('Shift')
  await page.mouse.click(b.x, b.y)
  await page.keyboard.up('Shift')
  await chosen(4)
  await expect(cellOf(page, show.nameOf(seats[0].at))).toHaveAttribute('aria-selected', 'true')
  await page.getByRole('button', { name: 'Choose none' }).click()

  await page.getByRole('button', { name: 'Lasso' }).click()
  await page.mouse.move(a.x - 6, a.y - 6)
  await page.mouse.down()
  for (const [x, y] of [[b.x + 6, b.y - 6], [b.x + 6, b.y + 6], [a.x - 6, a.y + 6]]) await page.mouse.move(x, y, { steps: 4 })
  await page.mouse.up()
  await expect(page.getByText(/seats chosen/).first()).toBeVisible()
  await page.getByRole('button', { name: 'Choose none' }).click()

  await page.getByText('Choose from a list').click()
  await page.getByLabel('From row').selectOption({ label: 'E' })
  await page.getByLabel('To row').selectOption({ label: 'F' })
  await page.getByRole('button', { name: 'Choose only these' }).click()
  await chosen(show.row('E').length + show.row('F').length)
  await page.getByRole('button', { name: 'House seats' }).click()
  await expect(page.getByRole('button', { name: `House: ${show.row('E').length + show.row('F').length}` })).toBeVisible()
  await expectAccessible(page)

  // The brush over a row with a seat in a basket: the page says that it stays.
  await page.getByRole('button', { name: 'Paint', exact: true }).click()
  await page.getByRole('radio', { name: 'Block', exact: true }).check()
  await drag(page, a, b)
  await expect(page.getByRole('status').getByText('4 seats are blocked now. One is sold or in a basket and stays as it is.')).toBeVisible()

  // A price of their own, and back.
  await page.getByRole('button', { name: 'Choose', exact: true }).click()
  await page.mouse.click(a.x, a.y)
  await page.getByRole('button', { name: 'Price…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('· the zone’s price')).toBeVisible()
  await expectAccessible(page)
  await dialog.getByLabel('Price, USD').fill('12.50')
  await dialog.getByRole('button', { name: 'Set the price' }).click()
  await expect(page.getByText('One seat has its new price.')).toBeVisible()
  const price = async () => ((await (await page.request.get(`/api/recital-shows/${show.id}/seats?status=blocked`)).json()) as { items: { id: string; price: number }[] }).items.find((each) => each.id === seats[0].id)?.price
  await expect.poll(price).toBe(1250)
  await page.keyboard.press('Control+Z')
  await expect.poll(price).not.toBe(1250)
  await rival.dispose()
})

test('an allotment is made and painted by keyboard alone', async ({ page, usher, request }) => {
  await signIn(page, usher)
  const show = await ownShow(page, request, 'Keyboard evening')
  await openChart(page, show.id)
  const tabTo = async (is: () => Promise<boolean>) => {
    for (let presses = 0; presses < 80 && !(await is()); presses++) await page.keyboard.press('Tab')
    expect(await is()).toBe(true)
  }
  const focused = page.locator(':focus')
  await page.getByRole('main').focus()
  await tabTo(async () => (await focused.textContent())?.trim() === 'New allotment')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeVisible()
  await tabTo(async () => page.getByRole('dialog').getByLabel('Name').evaluate((field) => field === document.activeElement))
  await page.keyboard.type('Sponsors')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.getByRole('main').focus()
  await tabTo(async () => (await focused.getAttribute('role')) === 'gridcell')
  await page.keyboard.press('Home')
  await page.keyboard.press('Space')
  await expect(page.getByRole('status').getByText('One seat is set aside for Sponsors.')).toBeVisible()
  for (let steps = 0; steps < 3; steps++) await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Shift+Space')
  const card = panelOf(page).getByRole('listitem').filter({ hasText: 'Sponsors' })
  await expect(card.getByText('0 sold · 0 in baskets · 4 set aside')).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(card.getByText('0 sold · 0 in baskets · 1 set aside')).toBeVisible()

  // Chosen first, then set: V takes the tool, Space chooses.
  await page.keyboard.press('v')
  await page.keyboard.press('Space')
  await expect(page.getByText('One seat chosen').first()).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByText('One seat chosen')).toHaveCount(0)
})

test('only a buyer with the code can buy, and not more than the organiser allows', async ({ page, usher, request, browser, playwright }) => {
  test.setTimeout(90_000)
  await signIn(page, usher)
  const show = await ownShow(page, request, 'Dance evening')
  const seats = show.row('B').slice(0, 4)
  await makeAllotment(page, show.id, { name: 'Dance families', access_code: 'DANCERS', max_tickets: 2, seat_ids: seats.map((seat) => seat.id) })
  const stranger = await playwright.request.newContext({ baseURL: usher.url })
  expect((await stranger.post('/api/seat-reservations/reserve', { data: { show_id: show.id, seat_ids: [seats[0].id] } })).status()).toBe(409)
  await stranger.dispose()

  const buyer = await buyerOf(browser, usher)
  const shop = buyer.page
  await openSeating(shop, show.id)
  const cell = cellOf(shop, show.nameOf(seats[0].at))
  await expect(cell).toHaveAttribute('aria-disabled', 'true')
  await expectAccessible(shop)
  await shop.getByRole('button', { name: 'Have an access code?' }).click()
  await expect(shop.getByLabel('Access code')).toBeFocused()
  await shop.getByLabel('Access code').fill('dancing')
  await shop.keyboard.press('Enter')
  await expect(shop.getByRole('alert')).toContainText('We do not know this code')
  await expectAccessible(shop)
  await shop.getByLabel('Access code').fill(' dan-cers ')
  await shop.getByRole('button', { name: 'Open seats' }).click()
  await expect(shop.getByText('4 seats are open for you: Dance families. At most 2 tickets.')).toBeVisible()
  await expect(cell).toHaveAttribute('aria-label', /Free.*with your code: Dance families/)
  await expectAccessible(shop)

  // The same in the list, and only these.
  await shop.getByRole('button', { name: 'Show them' }).click()
  await shop.getByRole('button', { name: 'List' }).click()
  await expect(shop.getByRole('button', { name: /4 free/ })).toBeVisible()
  await shop.getByRole('button', { name: 'Map' }).click()
  await shop.reload()
  await expect(shop.getByText('4 seats are open for you: Dance families.')).toBeVisible()

  for (const seat of seats.slice(0, 2)) await cellOf(shop, show.nameOf(seat.at)).dispatchEvent('click')
  await cellOf(shop, show.nameOf(seats[2].at)).dispatchEvent('click')
  await expect(shop.getByText('2 tickets are the most with this code for Dance families.')).toBeVisible()
  await shop.getByRole('button', { name: 'Hold and continue' }).click()
  await shop.waitForURL(/checkout/)
  await expect.poll(async () => (await listed(page, show.id))[0].seats.free).toBe(2)
  await fillCustomer(shop)
  await pay(shop)
  await expect(shop.getByRole('heading', { name: 'See you there!' })).toBeVisible()
  expect((await listed(page, show.id))[0].seats.sold).toBe(2)

  await openChart(page, show.id)
  await expect(panelOf(page).getByText('2 sold · 0 in baskets · 2 set aside')).toBeVisible()

  await openSeating(shop, show.id)
  await shop.getByRole('button', { name: 'Remove code' }).click()
  await expect(cellOf(shop, show.nameOf(seats[3].at))).toHaveAttribute('aria-disabled', 'true')
  await buyer.close()
})

test('a link brings the code along, the best seats are of the allotment, and the address forgets it', async ({ page, usher, request, browser }) => {
  await signIn(page, usher)
  const show = await ownShow(page, request, 'Linked evening')
  const seats = show.row('K').slice(0, 3)
  await makeAllotment(page, show.id, { name: 'Sponsors', access_code: 'ACME-100', seat_ids: seats.map((seat) => seat.id) })
  await openChart(page, show.id)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await panelOf(page).getByRole('button', { name: 'Copy link' }).click()
  await expect(page.getByText('The link is copied')).toBeVisible()
  const link = new URL(await page.evaluate(() => navigator.clipboard.readText()))
  expect(link.searchParams.get('code')).toBe('ACME-100')

  const buyer = await buyerOf(browser, usher, { width: 390, height: 844 })
  const shop = buyer.page
  await openSeating(shop, show.id, link.search)
  await expect(shop.getByText('3 seats are open for you: Sponsors.')).toBeVisible()
  expect(new URL(shop.url()).search).toBe('')
  await expectAccessible(shop)
  await shop.getByRole('button', { name: 'Best seats' }).click()
  await shop.getByRole('button', { name: 'Find the best together' }).click()
  await expect(shop.getByRole('grid').locator('[aria-selected="true"]')).toHaveCount(2)
  await expect(cellOf(shop, show.nameOf(seats[1].at))).toHaveAttribute('aria-selected', 'true')
  await buyer.close()
})

test('a release shows on open charts without a reload, and says before what will happen', async ({ page, usher, request, browser }) => {
  await signIn(page, usher)
  const show = await ownShow(page, request, 'Released evening')
  const seats = show.row('B').slice(0, 3)
  await makeAllotment(page, show.id, { name: 'Press', access_code: 'REVIEWS', seat_ids: seats.map((seat) => seat.id) })
  const buyer = await buyerOf(browser, usher)
  await openSeating(buyer.page, show.id)
  const cell = cellOf(buyer.page, show.nameOf(seats[1].at))
  await expect(cell).toHaveAttribute('aria-label', /Not for sale/)

  await openChart(page, show.id)
  await panelOf(page).getByRole('button', { name: /Release… ?: Press/ }).click()
  await expect(page.getByRole('dialog').getByText('3 unsold seats go on sale to everybody at once')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Release now' }).click()
  await expect(page.getByText('Press is released.')).toBeVisible()
  await expect(cell).toHaveAttribute('aria-label', /Free/)
  await expect(panelOf(page).getByText('Released', { exact: true })).toBeVisible()
  await expectAccessible(page)
  await cell.dispatchEvent('click')
  await expect(cell).toHaveAttribute('aria-selected', 'true')

  // The code opens nothing any more, and that is no fault of the buyer's.
  await openSeating(buyer.page, show.id, '?code=REVIEWS')
  await expect(buyer.page.getByText('This code opens nothing any more')).toBeVisible()
  await buyer.close()
})

test('who saves second chooses what stays; an empty allotment comes back with undo', async ({ page, usher, request }) => {
  await signIn(page, usher)
  const show = await ownShow(page, request, 'Contended evening')
  const made = await makeAllotment(page, show.id, { name: 'Families', access_code: 'FAMILY' })
  await makeAllotment(page, show.id, { name: 'Other', access_code: 'TAKEN-6' })
  await openChart(page, show.id)
  await panelOf(page).getByRole('button', { name: 'Edit Families' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Families and friends')
  const path = `/api/recital-shows/${show.id}/allotments/${made.id}`
  expect((await page.request.put(path, { headers: await headersOf(page), data: { name: 'Parents' } })).ok()).toBe(true)
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(dialog.getByRole('heading', { name: 'Somebody changed Parents meanwhile' })).toBeVisible()
  await expect(dialog.getByRole('row', { name: /Name Parents Families and friends/ })).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Save mine' }).click()
  await expect(page.getByText('Families and friends is saved.')).toBeVisible()

  await panelOf(page).getByRole('button', { name: 'Edit Families and friends' }).click()
  await dialog.getByLabel('Access code').fill('taken 6')
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(dialog.getByText('Another allotment of this show has this code already.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel' }).click()

  await panelOf(page).getByRole('button', { name: 'Delete Other' }).click()
  await expect(page.getByText('Other is deleted.')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await expect(page.getByText('Other is back.')).toBeVisible()
  await expect(panelOf(page).getByRole('button', { name: 'Copy the code TAKEN-6' })).toBeVisible()
})

for (const [theme, size] of [['light', { width: 1440, height: 900 }], ['dark', { width: 820, height: 1180 }]] as const) {
  test.describe(`${theme}, ${size.width} wide`, () => {
    test.use({ colorScheme: theme, viewport: size })
    test('the chart with its allotments is accessible, in Spanish as well', async ({ page, usher, request }, info) => {
      await signIn(page, usher)
      const show = await ownShow(page, request, `Evening in ${theme}`)
      for (const [at, name] of ['School families', 'Sponsors', 'Box office'].entries()) {
        await makeAllotment(page, show.id, { name, ...(at < 2 ? { access_code: `CODES-${at}` } : {}), color: ['#b3123f', '#cb7704', '#135d45'][at], seat_ids: show.row('BCD'[at]).map((seat) => seat.id) })
      }
      await openChart(page, show.id)
      await expect(panelOf(page).getByText(/sold · /)).toHaveCount(3)
      for (const tool of ['Choose', 'Lasso', 'Paint', 'Move the map']) {
        await page.getByRole('button', { name: tool, exact: true }).click()
        await expectAccessible(page)
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
      await page.screenshot({ path: info.outputPath('chart.png'), fullPage: true })
      await page.getByRole('button', { name: 'Menu' }).or(page.getByLabel('Language')).first().click()
      await page.getByLabel('Language').selectOption('es')
      await expect(page.getByRole('heading', { name: 'Cupos' })).toBeVisible()
      await expectAccessible(page)
      await page.screenshot({ path: info.outputPath('chart-es.png'), fullPage: true })
    })
  })
}
