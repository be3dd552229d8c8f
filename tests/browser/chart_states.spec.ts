// What the chart says of a date and its seats: closed, missing, followed from many tabs, in words.
import type { APIRequestContext, Page } from '@playwright/test'
import type { RunningServer } from './support/server'
import { csrf } from './support/purchase'
import { expect, fillCustomer, pay, showByTitle, test } from './support/test'

const isPhone = (page: Page) => (page.viewportSize()?.width ?? 0) < 1024
const basket = (page: Page) => page.getByRole('complementary')
const goOn = (page: Page) => basket(page).getByRole('button', { name: /^(Hold and continue|Continue)$/ }).locator('visible=true').last()

async function open(page: Page, id: string) {
  await page.goto(`/public/recitals/${id}/seating`)
  await expect(page.getByRole('grid')).toBeAttached()
}
async function openBasket(page: Page) {
  if (isPhone(page)) await page.locator('button[aria-controls=basket]').click()
}
async function find(page: Page) {
  if (isPhone(page)) await page.getByRole('button', { name: 'Best seats' }).click()
  await page.getByRole('button', { name: 'Find the best together' }).click()
  await expect(goOn(page)).toBeEnabled()
}
async function asAdmin(request: APIRequestContext, usher: RunningServer) {
  await request.post('/api/auth/login', { data: { email: usher.email, password: usher.password } })
  const headers = await csrf(request)
  const send = async (method: 'post' | 'put', path: string, data: object) => {
    const answer = await request[method](path, { headers, data })
    expect(answer.ok(), await answer.text()).toBe(true)
    return (await answer.json()) as { id: string }
  }
  return { post: (path: string, data: object) => send('post', path, data), put: (path: string, data: object) => send('put', path, data) }
}
/** A date of its own, on sale with these settings. */
async function ownShow(request: APIRequestContext, usher: RunningServer, title: string, config: object = {}) {
  const gala = await showByTitle(request, 'Gala')
  const admin = await asAdmin(request, usher)
  const { id } = await admin.post(`/api/recital-shows/${gala.id}/duplicate`, { title, starts_at_local: '2031-06-07T19:30:00' })
  await admin.post(`/api/recital-shows/${id}/ticket-config`, config)
  await admin.post(`/api/recital-shows/${id}/seats/generate`, {})
  await admin.put(`/api/recital-shows/${id}`, { status: 'on_sale' })
  return { id, admin }
}

test('a date whose sale was closed is not called full, and leads to others', async ({ page, request, usher }) => {
  const { id, admin } = await ownShow(request, usher, 'Closed early')
  await admin.put(`/api/recital-shows/${id}`, { status: 'sold_out' })
  await open(page, id)
  await expect(page.getByText('The organiser has closed the sale')).toBeVisible()
  await expect(page.getByText('Every seat is taken')).toHaveCount(0)
  const other = page.getByRole('region', { name: 'Choose your seats' }).getByRole('link').filter({ hasText: /\d:\d\d/ }).first()
  await other.click()
  await expect(page).not.toHaveURL(new RegExp(id))
  await expect(page.getByRole('grid')).toBeAttached()
})

test('a date that nobody knows is said to be unknown, and nothing goes on loading', async ({ page }) => {
  await page.goto('/public/recitals/123456789/seating')
  await expect(page.getByRole('heading', { level: 1, name: 'This page has left the building' })).toBeVisible()
  await expect(page.locator('.animate-pulse')).toHaveCount(0)
})

test('many tabs on charts share one stream and leave the shop its connections', async ({ context, request }) => {
  const [gala, matinee] = [await showByTitle(request, 'Gala'), await showByTitle(request, 'Matinee')]
  const streams: string[] = []
  context.on('request', (asked) => asked.url().endsWith('/stream') && streams.push(asked.url()))
  const pages: Page[] = []
  for (const show of [gala, gala, gala, matinee, matinee, gala, matinee, gala]) {
    const page = await context.newPage()
    pages.push(page)
    await open(page, show.id)
  }
  expect(new Set(streams).size).toBe(1)
  // Every tab hears of a seat that is held elsewhere: by the stream, from another tab, or by asking.
  const inGala = [pages[1], pages[7]]
  for (const page of [...inGala, pages[3]]) {
    await page.getByRole('button', { name: 'List' }).click()
    await expect(page.getByRole('heading', { name: 'Sections' })).toBeVisible()
  }
  const freeOf = async (page: Page) => Number(/([\d,]+) free/.exec((await page.getByRole('button', { name: /^Orchestra/ }).last().textContent()) ?? '')?.[1].replace(',', ''))
  const before = await Promise.all([...inGala, pages[3]].map(freeOf))
  for (const show of [gala, matinee]) {
    const seats = ((await (await request.get(`/api/public/recital-shows/${show.id}/seats/suggested?count=2`)).json()) as { seats: { id: string; section: string }[] }).seats
    expect(seats[0].section).toBe('Orchestra')
    expect((await request.post('/api/seat-reservations/reserve', { data: { show_id: show.id, seat_ids: seats.map((seat) => seat.id) } })).status()).toBe(201)
  }
  for (const [at, page] of [...inGala, pages[3]].entries()) await expect.poll(() => freeOf(page), { timeout: 15_000 }).toBe(before[at] - 2)
})

test('a tab that nobody sees has no stream', async ({ page, request }) => {
  const streams = async () => Number(/^usher_http_streams (\d+)/m.exec(await (await request.get('/metrics')).text())?.[1])
  await open(page, (await showByTitle(request, 'Gala')).id)
  await expect.poll(streams).toBe(1)
  const see = (state: string) => page.evaluate((now) => {
    Object.defineProperty(document, 'visibilityState', { value: now, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, state)
  await see('hidden')
  await expect.poll(streams).toBe(0)
  await see('visible')
  await expect.poll(streams).toBe(1)
})

test('a suggestion does not take a choice made by hand without a word', async ({ page, request }) => {
  await open(page, (await showByTitle(request, 'Gala')).id)
  await page.getByRole('button', { name: 'List' }).click()
  await page.getByRole('button', { name: /^Mezzanine/ }).last().click()
  await page.getByRole('gridcell').first().click()
  await openBasket(page)
  const own = await basket(page).getByText(/^Row \S+, seat \S+$/).allTextContents()
  await page.getByRole('button', { name: 'Find the best together' }).click()
  await openBasket(page)
  await expect(basket(page).getByText('took the place of your own choice')).toBeVisible()
  await basket(page).getByRole('button', { name: 'Take mine back' }).click()
  await expect(basket(page).getByText(/^Row \S+, seat \S+$/)).toHaveText(own)
})

test('the main button stays in sight beside suggestions and many seats', async ({ page, request }) => {
  test.skip(isPhone(page), 'a phone has its bar')
  await open(page, (await showByTitle(request, 'Gala')).id)
  for (let more = 2; more < 10; more++) await page.getByRole('button', { name: 'One more' }).click()
  await page.getByRole('button', { name: 'Find the best together' }).click()
  await expect(basket(page).getByRole('listitem').first()).toBeVisible()
  await expect(goOn(page)).toBeInViewport({ ratio: 1 })
})

test('Tab begins at a seat that can be chosen', async ({ page, request }) => {
  await open(page, (await showByTitle(request, 'Opening night')).id)
  const first = page.getByRole('grid').locator('[tabindex="0"]')
  await expect(first).toHaveCount(1)
  await expect(first).not.toHaveAttribute('aria-disabled', 'true')
  await expect(first).toHaveAttribute('aria-label', /Free/)
})

test('a restricted view is said in words on the chart, in the basket, at checkout and on the ticket', async ({ page, request }) => {
  await open(page, (await showByTitle(request, 'Gala')).id)
  await expect(page.getByRole('list', { name: 'What the shapes mean' }).getByText('Restricted view')).toBeVisible()
  await page.getByRole('button', { name: 'List' }).click()
  await page.getByRole('button', { name: /^Boxes|^Box/ }).last().click()
  const seat = page.getByRole('gridcell').filter({ hasText: 'Restricted view' }).first()
  await expect(seat.getByText('Restricted view', { exact: true })).toBeVisible()
  await seat.click()
  await openBasket(page)
  await expect(basket(page).getByText('Restricted view')).toBeVisible()
  await goOn(page).click()
  await expect(page.getByRole('complementary').getByText('Restricted view')).toBeVisible()
  await fillCustomer(page)
  await expect(page.getByRole('complementary').getByText('Restricted view')).toBeVisible()
  await pay(page)
  await expect(page.getByRole('heading', { name: 'See you there!' })).toBeVisible()
  await expect(page.getByRole('article').getByText('Restricted view')).toBeVisible()
  await page.getByRole('link', { name: 'Open' }).first().click()
  await expect(page.getByRole('heading', { name: 'See you there!' })).toHaveCount(0)
  await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible()
  await expect(page.getByText('Restricted view')).toBeVisible()
})

test('a ticket costs the same on the chart, in the basket, at checkout and afterwards, as any kind', async ({ page, request, usher }) => {
  const { id } = await ownShow(request, usher, 'One price', {
    fees: [{ name: 'Service', kind: 'per_ticket', amount: 150 }, { name: 'Handling', kind: 'per_order', amount: 200 }],
    ticket_types: [{ name: 'Child', price: 1000 }]
  })
  await open(page, id)
  await find(page)
  await openBasket(page)
  const price = async (name: RegExp) => ((await basket(page).getByText(name).first().textContent()) ?? '').match(/\$[\d.]+/)?.[0]
  const child = basket(page).getByLabel(/^Kind of ticket for/).first()
  const standard = (await child.locator('option').first().textContent())?.match(/\$[\d.]+/)?.[0] ?? ''
  await child.selectOption('Child')
  const amounts = async () => (await page.getByRole('complementary').getByText(/^\$[\d,.]+$/).locator('visible=true').allTextContents()).map((text) => text.trim())
  const total = Number(standard.slice(1)) + 11.5 + 2
  const expected = ['$11.50', `$${Number(standard.slice(1)).toFixed(2)}`, '$2.00', `$${total.toFixed(2)}`]
  for (const amount of expected) expect(await amounts()).toContain(amount)
  expect(await price(/Including/)).toBe('$3.00')
  await goOn(page).click()
  await expect(page.getByRole('heading', { name: 'Who are the tickets for?' })).toBeVisible()
  await expect(page.getByRole('complementary').getByText('Child')).toBeVisible()
  expect((await amounts()).sort()).toEqual([...expected].sort())
  await fillCustomer(page)
  expect((await amounts()).sort()).toEqual([...expected].sort())
  await pay(page)
  await expect(page.getByRole('heading', { name: 'See you there!' })).toBeVisible()
  await expect(page.getByText(`$${total.toFixed(2)}`)).toBeVisible()
  await expect(page.getByText('Including $5.00 of fees.')).toBeVisible()
})

test('a word without an end widens no page', async ({ page, request, usher }) => {
  const title = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(2)
  const { id, admin } = await ownShow(request, usher, title)
  const narrow = async () => expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
  await open(page, id)
  await narrow()
  await page.goto('/public/tickets')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await narrow()
  await open(page, id)
  await find(page)
  await goOn(page).click()
  await expect(page.getByText(title).first()).toBeVisible()
  await narrow()
  await fillCustomer(page, title.slice(0, 190), `zoe@${'x'.repeat(60)}.example.org`)
  await narrow()
  await pay(page)
  await expect(page.getByRole('heading', { name: 'See you there!' })).toBeVisible()
  await narrow()
  await page.getByRole('link', { name: 'Open' }).first().click()
  await expect(page.getByRole('heading', { name: 'See you there!' })).toHaveCount(0)
  await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible()
  await narrow()
  await admin.put(`/api/recital-shows/${id}`, { title: 'Short again' })
})

test('on paper a ticket is dark on white, whole, and without the page around it', async ({ page, request }) => {
  await open(page, (await showByTitle(request, 'Gala')).id)
  await find(page)
  await goOn(page).click()
  await fillCustomer(page)
  await pay(page)
  await expect(page.getByRole('heading', { name: 'See you there!' })).toBeVisible()
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  const look = (selector: string) => page.locator(selector).first().evaluate((element) => {
    const style = getComputedStyle(element)
    return { ink: style.color, paper: style.backgroundColor, breaks: style.breakInside }
  })
  expect((await look('html')).paper).toBe('rgb(255, 255, 255)')
  const card = await look('article')
  expect(card.breaks).toBe('avoid')
  const [r, g, b] = card.ink.match(/\d+/g)?.map(Number) ?? []
  expect(r + g + b).toBeLessThan(150)
  await expect(page.getByRole('banner')).toBeHidden()
  await expect(page.getByRole('contentinfo')).toBeHidden()
  await expect(page.getByRole('link', { name: 'PDF', exact: true })).toHaveCount(0)
})
