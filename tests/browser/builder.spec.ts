// The seat map builder: a hall drawn by mouse and by keyboard, saved, undone, imported; two people at
// one map; a map whose seats are sold.
import type { APIRequestContext, Page } from '@playwright/test'
import { expect, expectAccessible, signIn, test } from './support/test'
import type { RunningServer } from './support/server'

interface SeatMap {
  version: number
  sections: { id: string; name: string }[]
  price_zones: { id: string; name: string; default_price: number | null }[]
  seats: { id: string; section_id: string; row_name: string; seat_number: string; price_zone_id: string | null; x: number; y: number; rotation: number }[]
  objects: { kind: string; text?: string }[]
}

async function csrf(request: APIRequestContext) {
  return { 'X-CSRF-Token': ((await (await request.get('/api/auth/me')).json()) as { csrf_token: string }).csrf_token }
}
async function emptyVenue(page: Page, name: string): Promise<string> {
  const answer = await page.request.post('/api/venues', { data: { name }, headers: await csrf(page.request) })
  expect(answer.status()).toBe(201)
  return ((await answer.json()) as { id: string }).id
}
const mapOf = async (page: Page, venue: string) => (await (await page.request.get(`/api/venues/${venue}/seat-map`)).json()) as SeatMap
async function saveMap(page: Page, venue: string, map: object) {
  const answer = await page.request.post(`/api/venues/${venue}/seat-map`, { data: map, headers: await csrf(page.request) })
  expect(answer.status()).toBe(200)
  return (await answer.json()) as SeatMap
}
async function openBuilder(page: Page, usher: RunningServer, name: string, fill?: (venue: string) => Promise<unknown>): Promise<string> {
  await signIn(page, usher)
  const venue = await emptyVenue(page, name)
  if (fill) await fill(venue)
  await page.goto(`/admin/ticketing/venues/${venue}/seat-map`)
  await expect(page.getByRole('application', { name: 'Seat map' })).toBeVisible()
  return venue
}
const tool = (page: Page, name: string) => page.getByRole('toolbar').getByRole('button', { name, exact: true }).click()
const expectSaved = (page: Page) => expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'saved', { timeout: 15_000 })

/** Drags on the canvas; places count from its left top corner. */
async function drag(page: Page, x0: number, y0: number, x1: number, y1: number) {
  const box = await page.getByRole('application').boundingBox()
  if (!box) throw new Error('no canvas')
  await page.mouse.move(box.x + x0, box.y + y0)
  await page.mouse.down()
  await page.mouse.move(box.x + (x0 + x1) / 2, box.y + (y0 + y1) / 2, { steps: 3 })
  await page.mouse.move(box.x + x1, box.y + y1, { steps: 3 })
  await page.mouse.up()
}
async function press(page: Page, x: number, y: number, double = false) {
  const box = await page.getByRole('application').boundingBox()
  if (!box) throw new Error('no canvas')
  await (double ? page.mouse.dblclick(box.x + x, box.y + y) : page.mouse.click(box.x + x, box.y + y))
}
async function addPart(page: Page, kind: 'New section' | 'New price zone', name: string, price = '') {
  await page.getByRole('tab', { name: 'Sections' }).click()
  const form = page.locator('form').filter({ has: page.getByLabel(kind, { exact: true }) })
  await form.getByLabel(kind, { exact: true }).fill(name)
  if (price) await form.getByLabel('Price', { exact: true }).fill(price)
  await form.getByRole('button', { name: 'Add' }).click()
}

test.use({ testIdAttribute: 'data-test' })

test('a hall of three sections, curved rows, odd and even numbers and boxes is drawn by mouse', async ({ page, usher }, info) => {
  test.setTimeout(120_000)
  const venue = await openBuilder(page, usher, 'Drawn by mouse')
  await tool(page, 'Stage')
  await drag(page, 250, 40, 560, 90)
  await addPart(page, 'New price zone', 'Premium', '60')
  await addPart(page, 'New section', 'Stalls')

  await tool(page, 'Block of rows')
  await page.getByLabel('Curved rows').check()
  await page.getByLabel('Seat numbers').selectOption({ label: 'From the middle, odd on the left' })
  await drag(page, 200, 150, 600, 290)
  await expect(page.getByRole('status').filter({ hasText: 'Saving in a moment' }).or(page.getByTestId('save-state'))).toBeVisible()

  await addPart(page, 'New price zone', 'Balcony price', '35')
  await addPart(page, 'New section', 'Balcony')
  await tool(page, 'Curved row')
  await drag(page, 180, 400, 620, 400)
  await drag(page, 180, 440, 620, 440)

  await addPart(page, 'New section', 'Boxes')
  await tool(page, 'Round table')
  await page.getByLabel('Seats', { exact: true }).fill('4')
  await press(page, 90, 200)
  await press(page, 90, 300)
  await press(page, 710, 200)

  // The curved row is bent further by its yellow handle.
  await tool(page, 'Select')
  await press(page, 181, 401, true)
  await expect(page.getByRole('heading', { name: /^\d+ seats selected$/ })).toBeVisible()
  const curve = page.getByRole('region', { name: 'Selection' }).getByLabel('Curve', { exact: true })
  const before = Number(await curve.inputValue())
  const handle = page.locator('[data-handle]').filter({ has: page.locator('rect[transform]') })
  const at = await handle.boundingBox()
  if (!at) throw new Error('no handle')
  await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2)
  await page.mouse.down()
  await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2 - 15, { steps: 4 })
  await page.mouse.up()
  await expect.poll(async () => Number(await curve.inputValue())).toBeLessThan(before)
  await page.screenshot({ path: info.outputPath('drawn.png') })
  await expectSaved(page)

  const map = await mapOf(page, venue)
  expect(map.sections.map((section) => section.name)).toEqual(['Stalls', 'Balcony', 'Boxes'])
  expect(map.price_zones.map((zone) => zone.default_price)).toEqual([6000, 3500])
  const of = (name: string) => map.seats.filter((seat) => seat.section_id === map.sections.find((section) => section.name === name)?.id)
  const first = of('Stalls').filter((seat) => seat.row_name === 'A').sort((a, b) => a.x - b.x)
  const numbers = first.map((seat) => Number(seat.seat_number))
  expect(numbers.slice(0, Math.ceil(numbers.length / 2)).every((n) => n % 2 === 1)).toBe(true)
  expect(numbers.slice(Math.ceil(numbers.length / 2)).every((n) => n % 2 === 0)).toBe(true)
  expect(first[Math.floor(first.length / 2)].y).toBeGreaterThan(first[0].y + 5)
  expect(new Set(of('Balcony').map((seat) => seat.row_name)).size).toBe(2)
  expect(of('Boxes')).toHaveLength(12)
  expect(map.objects.map((object) => object.kind).sort()).toEqual(['stage', 'table', 'table', 'table'])

  await page.reload()
  await expect(page.getByText(`${map.seats.length} seats`, { exact: true })).toBeVisible()
})

test('the same hall is drawn without a mouse', async ({ page, usher }) => {
  test.setTimeout(120_000)
  const venue = await openBuilder(page, usher, 'Drawn by keyboard')
  const canvas = page.getByRole('application')
  const keys = async (...list: string[]) => {
    for (const key of list) await page.keyboard.press(key)
  }
  const times = (n: number, key: string) => keys(...Array.from({ length: n }, () => key))
  await canvas.focus()
  // A stage: G, then the cursor presses, moves and releases.
  await keys('g', 'Enter')
  await times(6, 'Shift+ArrowRight')
  await times(2, 'Shift+ArrowDown')
  await keys('Enter')
  await expect(page.getByTestId('spoken')).toHaveText(/seats selected|Done/)
  // A block below it, with the panel's numbers.
  await keys('b')
  await page.keyboard.press('F2')
  await page.getByLabel('Curved rows').check()
  await page.getByLabel('Rows', { exact: true }).first().fill('5')
  await page.getByLabel('Seats in a row').fill('14')
  await page.getByLabel('Seat numbers').selectOption({ label: 'From the middle, odd on the left' })
  await page.getByLabel('X', { exact: true }).fill('-200')
  await page.getByLabel('Y', { exact: true }).fill('150')
  await page.getByLabel('Y', { exact: true }).press('Enter')
  await expect(page.getByTestId('spoken')).toHaveText('70 seats placed')
  // Sections of their own for a balcony and boxes.
  await addPart(page, 'New section', 'Balcony')
  await canvas.focus()
  await keys('c', 'Escape', 'c')
  await keys('Enter')
  await times(12, 'Shift+ArrowRight')
  await keys('Enter')
  await expect(page.getByTestId('spoken')).toHaveText('13 seats selected')
  await addPart(page, 'New section', 'Boxes')
  await canvas.focus()
  await keys('t')
  await times(8, 'Shift+ArrowDown')
  await keys('Enter', 'Enter')
  await expect(page.getByTestId('spoken')).toHaveText('8 seats selected')
  await keys('v', 'Control+d', 'ArrowRight', 'ArrowRight')
  await expect(page.getByText('99 seats', { exact: true })).toBeVisible()
  await keys('Control+z', 'Control+z')
  await expect(page.getByTestId('spoken')).toHaveText('Undone: move')
  await keys('Control+y', 'Control+y')
  await keys('Control+a', 'Control+s')
  await expectSaved(page)
  const map = await mapOf(page, venue)
  expect(map.sections.map((section) => section.name)).toEqual(['Section 1', 'Balcony', 'Boxes'])
  expect(map.seats).toHaveLength(99)
  // From seat to seat, and its details in the panel.
  await keys('Escape', '.')
  await expect(page.getByTestId('spoken')).toHaveText(/, row .*, seat /)
  await keys('F2')
  await page.getByRole('region', { name: 'Selection' }).getByLabel('Row', { exact: true }).fill('Royal')
  await page.keyboard.press('Tab')
  await expectSaved(page)
  expect((await mapOf(page, venue)).seats.filter((seat) => seat.row_name === 'Royal')).toHaveLength(1)
  await canvas.focus()
  await keys('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
})

test('a press shows what it will make; aisles, boxes and words need no second tool', async ({ page, usher }) => {
  const venue = await openBuilder(page, usher, 'Pressed')
  await tool(page, 'Stage')
  await press(page, 400, 60)
  await tool(page, 'Block of rows')
  await page.getByLabel('Rows', { exact: true }).first().fill('3')
  await page.getByLabel('Seats in a row').fill('10')
  await page.getByLabel('Aisles').selectOption({ label: 'One in the middle' })
  await page.getByLabel('Seat numbers').selectOption({ label: 'From the middle, odd on the left' })
  const box = await page.getByRole('application').boundingBox()
  if (!box) throw new Error('no canvas')
  await page.mouse.move(box.x + 401, box.y + 180)
  await expect(page.getByText('3 × 10 = 30 seats')).toBeVisible()
  await press(page, 401, 180)
  await expect(page.getByText('30 seats', { exact: true })).toBeVisible()
  // A box: two rows of chairs under one name, and its other half on the other side of the stage.
  await page.getByLabel('All under one row name').check()
  await page.getByLabel('Rows', { exact: true }).first().fill('2')
  await page.getByLabel('Seats in a row').fill('4')
  await page.getByLabel('Aisles').selectOption({ label: 'None' })
  await press(page, 120, 180)
  await tool(page, 'Select')
  await page.getByRole('button', { name: 'Mirrored copy beside it' }).click()
  await expect(page.getByText('46 seats', { exact: true })).toBeVisible()
  // The focus is on a button; undo works all the same.
  await page.keyboard.press('Control+z')
  await expect(page.getByText('38 seats', { exact: true })).toBeVisible()
  await page.keyboard.press('Control+y')
  await tool(page, 'Text')
  await press(page, 200, 380)
  await page.keyboard.type('Bar')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+s')
  await expectSaved(page)

  const map = await mapOf(page, venue)
  const stage = (map.objects as { kind: string; text?: string; x: number }[]).find((object) => object.kind === 'stage')
  expect(map.objects.map((object) => object.text)).toContain('Bar')
  const first = map.seats.filter((seat) => seat.row_name === 'A').sort((a, b) => a.x - b.x)
  expect(first.map((seat) => seat.seat_number).join(' ')).toBe('9 7 5 3 1 2 4 6 8 10')
  expect(first[5].x - first[4].x).toBe(75)
  expect((first[0].x + first[9].x) / 2).toBe(stage?.x)
  const chairs = map.seats.filter((seat) => seat.row_name === 'D')
  expect(chairs.map((seat) => seat.seat_number).sort().join(' ')).toBe('1 2 3 4 5 6 7 8')
  const copies = map.seats.filter((seat) => seat.row_name === 'E')
  expect(copies).toHaveLength(8)
  expect(Math.max(...copies.map((seat) => seat.x)) - (stage?.x ?? 0)).toBeCloseTo((stage?.x ?? 0) - Math.min(...chairs.map((seat) => seat.x)), 2)
})

const smallMap = {
  version: 1, sections: [{ name: 'Stalls' }], price_zones: [{ name: 'Standard', default_price: 2000 }],
  seats: ['A', 'B', 'C'].flatMap((row, r) => Array.from({ length: 6 }, (_, s) => ({ section: 'Stalls', row_name: row, seat_number: String(s + 1), price_zone: 'Standard', x: s * 30, y: r * 36 })))
}

test('two people at one map: nothing is lost, whichever way they choose', async ({ page, usher, browser }) => {
  test.setTimeout(120_000)
  const venue = await openBuilder(page, usher, 'Two admins', (id) => saveMap(page, id, smallMap))
  const other = await (await browser.newContext({ baseURL: usher.url, viewport: { width: 1440, height: 900 } })).newPage()
  await signIn(other, usher, `/admin/ticketing/venues/${venue}/seat-map`)
  const byKeys = async (who: Page, ...keys: string[]) => {
    await who.getByRole('application').focus()
    for (const key of keys) await who.keyboard.press(key)
  }
  await expect(page.getByText('18 seats', { exact: true })).toBeVisible()
  await expect(other.getByText('18 seats', { exact: true })).toBeVisible()
  // She moves seat A1, he moves the last one and adds nothing; she is first.
  await byKeys(page, '.', 'ArrowLeft')
  await expectSaved(page)
  await byKeys(other, ',', 'ArrowRight')
  const dialog = other.getByRole('dialog', { name: 'Somebody else saved this map' })
  await expect(dialog).toBeVisible({ timeout: 15_000 })
  await dialog.getByRole('button', { name: 'See the differences' }).click()
  await expect(dialog.getByText('2 seats moved')).toBeVisible()
  await expectAccessible(other)
  await dialog.getByRole('button', { name: 'Bring both together' }).click()
  await expectSaved(other)
  const merged = await mapOf(page, venue)
  const place = (map: SeatMap, row: string, number: string) => map.seats.find((seat) => seat.row_name === row && seat.seat_number === number)
  expect(place(merged, 'A', '1')?.x).toBe(-6)
  expect(place(merged, 'C', '6')?.x).toBe(156)

  // Now she is behind, removes a row and keeps her own version.
  await byKeys(page, 'Escape', '.', 'Shift+R', 'Delete')
  const hers = page.getByRole('dialog', { name: 'Somebody else saved this map' })
  await expect(hers).toBeVisible({ timeout: 15_000 })
  await hers.getByRole('button', { name: 'Keep mine as the new version' }).click()
  await expectSaved(page)
  const kept = await mapOf(page, venue)
  expect(kept.seats).toHaveLength(12)
  expect(place(kept, 'C', '6')?.x).toBe(150)

  // And he takes hers.
  await byKeys(other, 'Escape', '.', 'ArrowUp')
  await expect(dialog).toBeVisible({ timeout: 15_000 })
  await dialog.getByRole('button', { name: 'Take theirs' }).click()
  await expectSaved(other)
  await expect(other.getByText('12 seats', { exact: true })).toBeVisible()
  expect((await mapOf(page, venue)).version).toBe(kept.version)
  await other.context().close()
})

test('a map with sold seats is looked at before it is saved, and no sold seat goes', async ({ page, usher }) => {
  await signIn(page, usher)
  const venues = (await (await page.request.get('/api/venues')).json()) as { items: { id: string; name: string }[] }
  const venue = venues.items.find((each) => each.name === 'Riverside Theatre')?.id ?? ''
  await page.goto(`/admin/ticketing/venues/${venue}/seat-map`)
  await expect(page.getByText(/seats of this venue are sold or held/)).toBeVisible()
  const before = await mapOf(page, venue)
  await page.getByRole('application').focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'review')
  await page.getByRole('button', { name: 'Look at it and save' }).click()
  const dialog = page.getByRole('dialog', { name: 'Look before saving' })
  await expect(dialog.getByText(/sold or held seats would go/)).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Save it' })).toBeDisabled()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Put them back' }).click()
  await page.keyboard.press('Control+z')
  await page.getByRole('application').focus()
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Control+z')
  await expectSaved(page)
  expect(await mapOf(page, venue)).toEqual(before)
  // Moving is allowed, once it was seen.
  await page.keyboard.press('Escape')
  await page.keyboard.press('.')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Control+s')
  await expect(dialog.getByText('one seat moved')).toBeVisible()
  await dialog.getByRole('button', { name: 'Save it' }).click()
  await expectSaved(page)
})

test('faults are named and lead to their seats; such a map is not saved', async ({ page, usher }) => {
  const venue = await openBuilder(page, usher, 'Faults', (id) => saveMap(page, id, smallMap))
  await page.getByRole('application').focus()
  await page.keyboard.press('.')
  await page.getByRole('region', { name: 'Selection' }).getByLabel('Number', { exact: true }).fill('2')
  await page.keyboard.press('Tab')
  await expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'blocked', { timeout: 10_000 })
  await page.getByRole('button', { name: 'Show the faults' }).click()
  await page.getByRole('button', { name: /Stalls · A · 2 is there 2 times/ }).click()
  await expect(page.getByTestId('spoken')).toHaveText('2 seats selected')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expectSaved(page)
  expect((await mapOf(page, venue)).version).toBe(2)
})

test('a pretix plan comes in, goes out as an open file, and comes in again unchanged', async ({ page, usher }) => {
  const venue = await openBuilder(page, usher, 'From pretix')
  const plan = {
    name: 'Hall', categories: [{ name: 'Gold', color: '#cb7704' }], size: { width: 500, height: 500 },
    zones: [{ name: 'Floor', position: { x: 10, y: 10 }, rows: ['1', '2'].map((row, r) => ({ row_number: row, position: { x: 0, y: r * 40 }, seats: Array.from({ length: 8 }, (_, s) => ({ seat_number: String(s + 1), seat_guid: `${row}-${s}`, position: { x: s * 25, y: 0 }, category: 'Gold' })) })), areas: [] }]
  }
  await page.getByRole('button', { name: 'Import' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Import' })
  await dialog.getByTestId('json').setInputFiles({ name: 'bad.json', mimeType: 'application/json', buffer: Buffer.from('{"zones": 5}') })
  await expect(dialog.getByText('That is not a seat map we know')).toBeVisible()
  await dialog.getByTestId('json').setInputFiles({ name: 'plan.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(plan)) })
  await expect(dialog.getByText('plan.json is a pretix seating plan')).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Take it over' }).click()
  await expectSaved(page)
  const map = await mapOf(page, venue)
  expect([map.seats.length, map.sections[0].name, map.price_zones[0].name]).toEqual([16, 'Floor', 'Gold'])

  await page.getByRole('button', { name: 'Export' }).click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Whole map as JSON' }).click()])
  const path = await download.path()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Import' }).first().click()
  await dialog.getByTestId('json').setInputFiles({ name: 'map.json', mimeType: 'application/json', buffer: (await import('node:fs')).readFileSync(path) })
  await dialog.getByRole('button', { name: 'Replace the map' }).click()
  await expectSaved(page)
  const again = await mapOf(page, venue)
  expect(again.seats).toEqual(map.seats)
  expect(again.sections).toEqual(map.sections)
})

test('what a pretix plan needed is said with its place, and what cannot be is refused with it', async ({ page, usher }) => {
  const venue = await openBuilder(page, usher, 'Odd plans')
  await page.getByRole('button', { name: 'Import' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Import' })
  const choose = (name: string) => dialog.getByTestId('json').setInputFiles(`${__dirname}/../cases/${name}`)
  await choose('p27_areas.json')
  await expect(dialog.getByText('The plan has 2 faults:')).toBeVisible()
  await expect(dialog.getByText('/zones/0/areas/1/circle/radius')).toBeVisible()
  await choose('p21_seat_number_twice.json')
  await expect(dialog.getByText('One thing was changed on the way in:')).toBeVisible()
  await expect(dialog.getByText('/zones/0/rows/0/seats/1/seat_number')).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Take it over' }).click()
  await expectSaved(page)
  expect((await mapOf(page, venue)).seats.map((seat) => seat.seat_number).sort()).toEqual(['1', '1 (2)', '2', '3'])
})

test('lasso, brush, eraser, areas, texts and a picture to trace do what they say', async ({ page, usher }) => {
  test.setTimeout(120_000)
  const venue = await openBuilder(page, usher, 'All tools', (id) => saveMap(page, id, { ...smallMap, price_zones: [...smallMap.price_zones, { name: 'Cheap', default_price: 900 }] }))
  // The map is 150 × 72 units around the middle of the canvas; everything is found by its place there.
  const box = await page.getByRole('application').boundingBox()
  if (!box) throw new Error('no canvas')
  const [cx, cy] = [box.width / 2, box.height / 2]
  await tool(page, 'Lasso')
  await page.mouse.move(box.x + 5, box.y + 5)
  await page.mouse.down()
  for (const [x, y] of [[box.width - 5, 5], [box.width - 5, cy + 20], [5, cy + 20]]) await page.mouse.move(box.x + x, box.y + y, { steps: 4 })
  await page.mouse.up()
  await expect(page.getByRole('heading', { name: '12 seats selected' })).toBeVisible()

  await tool(page, 'Paint')
  await page.getByLabel('Price zone').first().selectOption({ label: 'Cheap' })
  await drag(page, 5, cy, box.width - 5, cy)
  await expectSaved(page)
  const cheap = async () => {
    const map = await mapOf(page, venue)
    const zone = map.price_zones.find((each) => each.name === 'Cheap')?.id
    return map.seats.filter((seat) => seat.price_zone_id === zone)
  }
  // A quick stroke leaves no seat out.
  await expect.poll(async () => (await cheap()).length).toBe(6)
  expect(new Set((await cheap()).map((seat) => seat.row_name))).toEqual(new Set(['B']))

  await tool(page, 'Eraser')
  await drag(page, 5, cy, box.width - 5, cy)
  await expectSaved(page)
  expect((await mapOf(page, venue)).seats.length).toBeLessThan(18)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('18 seats', { exact: true })).toBeVisible()

  await tool(page, 'Area')
  for (const [x, y] of [[40, 40], [200, 40], [200, 120]]) await press(page, x, y)
  await press(page, 40, 120, true)
  await tool(page, 'Text')
  await press(page, cx, 60)
  await tool(page, 'Select')
  await press(page, cx, 60)
  await page.getByRole('textbox', { name: 'Text' }).fill('Exit')
  await page.keyboard.press('Tab')
  await expectSaved(page)
  const objects = (await mapOf(page, venue)).objects
  expect(objects.map((object) => object.kind)).toEqual(['polygon', 'label'])
  expect(objects[1].text).toBe('Exit')

  await page.getByRole('tab', { name: 'View' }).click()
  await page.getByTestId('backdrop').setInputFiles({ name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') })
  await expect(page.getByText('That is not a picture this browser can show.')).toBeVisible()
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200"><rect width="400" height="200" fill="teal"/></svg>'
  await page.getByTestId('backdrop').setInputFiles({ name: 'plan.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(svg) })
  await page.getByLabel('Strength').fill('30')
  await page.keyboard.press('Tab')
  await expectSaved(page)
  await page.reload()
  await page.getByRole('tab', { name: 'View' }).click()
  await expect(page.getByLabel('Strength')).toHaveValue('30')
})

test('who may not change venues looks at the map', async ({ page, usher, browser }) => {
  await signIn(page, usher)
  const venues = (await (await page.request.get('/api/venues')).json()) as { items: { id: string }[] }
  const answer = await page.request.post('/api/admin/users', { data: { email: 'box@example.org', name: 'Box', role: 'staff', password: 'correct horse battery staple' }, headers: await csrf(page.request) })
  expect(answer.status(), await answer.text()).toBe(201)
  const staff = await (await browser.newContext({ baseURL: usher.url, viewport: { width: 1440, height: 900 } })).newPage()
  await signIn(staff, { ...usher, email: 'box@example.org', password: 'correct horse battery staple' }, `/admin/ticketing/venues/${venues.items[0].id}/seat-map`)
  await expect(staff.getByRole('grid')).toBeAttached()
  await expect(staff.getByRole('application')).toHaveCount(0)
  await expectAccessible(staff)
  await staff.context().close()
})

for (const theme of ['light', 'dark'] as const) {
  test(`the builder is accessible and looks right (${theme})`, async ({ page, usher }, info) => {
    test.setTimeout(120_000)
    await page.emulateMedia({ colorScheme: theme })
    await signIn(page, usher)
    const venues = (await (await page.request.get('/api/venues')).json()) as { items: { id: string; name: string }[] }
    for (const [name, width, height] of [['desk', 1440, 900], ['tablet', 820, 1180]] as const) {
      await page.setViewportSize({ width, height })
      await page.goto(`/admin/ticketing/venues/${venues.items[0].id}/seat-map`)
      await page.getByRole('application').focus()
      await page.keyboard.press('.')
      await page.keyboard.press('Shift+R')
      await expectAccessible(page)
      await page.screenshot({ path: info.outputPath(`${name}-selection.png`) })
      for (const tab of ['Sections', 'Checks', 'View']) {
        await page.getByRole('tab', { name: tab }).click()
        await expectAccessible(page)
        await page.screenshot({ path: info.outputPath(`${name}-${tab.toLowerCase()}.png`) })
      }
      await page.getByRole('application').focus()
      await page.keyboard.press('b')
      await expectAccessible(page)
      await page.screenshot({ path: info.outputPath(`${name}-block.png`) })
    }
  })
}
