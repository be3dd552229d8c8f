import { buySeats, csrf } from './support/purchase'
import { expect, expectAccessible, fillCustomer, holdBestSeats, pay, showByTitle, test } from './support/test'

test('a newcomer finds a show, chooses seats, is declined, pays, and holds the tickets', async ({ page, request }) => {
  await page.goto('/')
  await expect(page).toHaveURL(/\/public\/tickets$/)
  await page.getByLabel('Search shows').fill('nutcracker')
  await expect(page.getByRole('heading', { level: 2 })).toHaveCount(1)
  await page.getByRole('link', { name: 'The Nutcracker' }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: 'The Nutcracker' })).toBeVisible()

  await holdBestSeats(page, await showByTitle(request, 'Opening night'))
  await page.getByRole('button', { name: 'Continue to payment' }).click()
  await expect(page.getByText('Please tell us the name')).toBeVisible()
  await expect(page.getByLabel('Name')).toBeFocused()

  await fillCustomer(page)
  // A mistyped address is corrected without giving the seats up.
  await page.getByRole('button', { name: 'Correct' }).click()
  await page.getByRole('dialog').getByLabel('E-mail').fill('nobody')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('dialog').getByLabel('E-mail')).toHaveAttribute('aria-invalid', 'true')
  await page.getByRole('dialog').getByLabel('E-mail').fill('zoe.right@example.org')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('zoe.right@example.org')).toBeVisible()

  await pay(page, '4000 0000 0000 0002')
  await expect(page.getByRole('alert')).toContainText('The card was declined')
  await expect(page.getByRole('alert')).toContainText('your seats are still yours')

  await pay(page, '4000 0027 6000 3184')
  await page.getByRole('button', { name: 'No, go back' }).click()
  await pay(page, '4000 0027 6000 3184')
  await page.getByRole('button', { name: 'Yes, pay' }).click()
  await expect(page.getByRole('heading', { name: 'See you there!' })).toBeVisible()
  await expect(page.getByText('Zoë Müller').first()).toBeVisible()

  const pdf = await page.request.get((await page.getByRole('link', { name: 'PDF' }).first().getAttribute('href')) ?? '')
  expect(pdf.headers()['content-type']).toContain('application/pdf')
  expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-')
  const calendar = await page.request.get((await page.getByRole('link', { name: 'Calendar' }).first().getAttribute('href')) ?? '')
  expect(await calendar.text()).toContain('BEGIN:VCALENDAR')
  await page.getByRole('link', { name: 'Open' }).first().click()
  await page.waitForURL(/\/public\/tickets\//)
  await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible()
})

test('a payment that settles late leads to the tickets by itself', async ({ page, request }) => {
  await holdBestSeats(page, await showByTitle(request, 'Gala'))
  await fillCustomer(page)
  await pay(page, '4000 0000 0000 5555')
  await expect(page.getByRole('heading', { name: 'Your payment is on its way' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'See you there!' })).toBeVisible({ timeout: 30_000 })
})

test('a reload loses nothing at any step', async ({ page, request }) => {
  await holdBestSeats(page, await showByTitle(request, 'Matinee'))
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Who are the tickets for?' })).toBeVisible()
  await fillCustomer(page)
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Payment', exact: true })).toBeVisible()
  await pay(page)
  await expect(page.getByRole('heading', { name: 'See you there!' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'See you there!' })).toBeVisible()
})

test('a price that changes while the seats are held is shown and asked about', async ({ page, playwright, usher, request }) => {
  const show = await showByTitle(request, 'Gala')
  const staff = await playwright.request.newContext({ baseURL: usher.url })
  await staff.post('/api/auth/login', { data: { email: usher.email, password: usher.password } })
  const path = `/api/recital-shows/${show.id}/ticket-config`
  const { fees } = (await (await staff.get(path)).json()) as { fees: { name: string; kind: string; amount: number }[] }
  const charge = async (extra: typeof fees) => expect((await staff.post(path, { data: { fees: [...fees, ...extra] }, headers: await csrf(staff) })).ok()).toBe(true)
  try {
    await holdBestSeats(page, show)
    await charge([{ name: 'Heating', kind: 'per_ticket', amount: 700 }])
    await page.getByLabel('Name').fill('Zoë Müller')
    await page.getByLabel('E-mail').fill('zoe@example.org')
    await page.getByRole('button', { name: 'Continue to payment' }).click()
    const notice = page.getByRole('alert')
    await expect(notice).toContainText('The price has changed since you chose these seats')
    await expect(notice).toContainText('Nothing was charged')
    const [before, now] = await notice.locator('dd').allTextContents()
    const amount = (text: string) => Number(text.replace(/[^0-9.]/g, ''))
    expect(amount(now)).toBeCloseTo(amount(before) + 14)
    await expectAccessible(page)
    await notice.getByRole('button', { name: `Continue for ${now}` }).click()
    await expect(page.getByRole('heading', { name: 'Payment', exact: true })).toBeVisible()
    await expect(page.getByRole('button', { name: `Pay ${now}` })).toBeVisible()
  } finally {
    await charge([])
    await staff.dispose()
  }
})

test('the back button and a second tab find the held seats again', async ({ page, context, request }) => {
  const show = await showByTitle(request, 'Matinee')
  await holdBestSeats(page, show)
  await page.goBack()
  await expect(page.getByRole('button', { name: /Continue/ }).locator('visible=true').first()).toBeEnabled()
  const second = await context.newPage()
  await second.goto(`/public/recitals/${show.id}/seating`)
  await expect(second.getByText('2 seats').or(second.getByText('$')).first()).toBeVisible()
  await expect(second.getByRole('timer').first()).toBeAttached()
})

test('giving up puts the seats back at once', async ({ page, request }) => {
  const show = await showByTitle(request, 'Saturday showcase')
  const free = async () => ((await (await request.get(`/api/public/recital-shows/${show.id}/seats/state`)).json()) as { states: string }).states.split('a').length
  const before = await free()
  await holdBestSeats(page, show)
  expect(await free()).toBe(before - 2)
  await page.getByRole('button', { name: 'Give up these seats' }).click()
  await page.waitForURL(/seating$/)
  await expect.poll(free).toBe(before)
})

test('more time is given once', async ({ page, request }) => {
  await holdBestSeats(page, await showByTitle(request, 'Gala'))
  await page.getByRole('button', { name: 'More time' }).click()
  await expect(page.getByText('You have more time')).toBeVisible()
  await expect(page.getByRole('button', { name: 'More time' })).toHaveCount(0)
})

test('a token of somebody else opens nothing', async ({ page, browser, request, usher }) => {
  await holdBestSeats(page, await showByTitle(request, 'Gala'))
  const stranger = await (await browser.newContext({ baseURL: usher.url })).newPage()
  await stranger.goto(page.url())
  await expect(stranger.getByRole('heading', { name: 'There is nothing to pay here' })).toBeVisible()
  await expect(stranger.getByText('Nothing was charged')).toHaveCount(0)
  await stranger.context().close()
})

test('tickets are found again by order number and e-mail', async ({ page, request }) => {
  await holdBestSeats(page, await showByTitle(request, 'Gala'))
  await fillCustomer(page, 'José Ñandú', 'jose@example.org')
  await pay(page)
  await expect(page.getByRole('heading', { name: 'See you there!' })).toBeVisible()
  const number = (await page.getByText(/^ORD-/).first().textContent()) ?? ''
  await page.goto('/public/tickets/lookup')
  await page.getByLabel('E-mail').fill('jose@example.org')
  await page.getByLabel(/Order number/).fill(number)
  await page.getByRole('button', { name: 'Show my tickets' }).click()
  await expect(page.getByText('José Ñandú').first()).toBeVisible()
})

test('where no mail is sent, an address alone asks for the order number', async ({ page }) => {
  await page.goto('/public/tickets/lookup')
  await page.getByLabel('E-mail').fill('nobody@example.org')
  await page.getByRole('button', { name: 'Show my tickets' }).click()
  await expect(page.getByText('Please enter your order number.')).toBeVisible()
})

test('a telephone number is read as people write it, and one that nobody can call is said at once', async ({ page, request }) => {
  await holdBestSeats(page, await showByTitle(request, 'Gala'))
  await page.getByLabel('Name').fill('Zoë Müller')
  await page.getByLabel('E-mail').fill('zoe@example.org')
  await page.getByLabel('Phone').fill('call me')
  await page.getByRole('button', { name: 'Continue to payment' }).click()
  await expect(page.getByLabel('Phone')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByLabel('Phone')).toBeFocused()
  await expect(page.getByText('Please begin with the country')).toBeVisible()
  await page.getByLabel('Phone').fill('0049-30/123 456 ext 5')
  const made = page.waitForResponse((answer) => answer.url().endsWith('/api/ticket-orders/create'))
  await page.getByRole('button', { name: 'Continue to payment' }).click()
  const { order } = await (await made).json()
  expect(order.customer_phone).toBe('+4930123456 ext. 5')
})

test('what comes of a look-up is in sight, also on a small screen', async ({ page, usher, playwright }) => {
  const buyer = await playwright.request.newContext({ baseURL: usher.url })
  const order = await buySeats(buyer, await showByTitle(buyer, 'Opening night'))
  await buyer.dispose()
  await page.goto('/public/tickets/lookup')
  await page.getByLabel('E-mail').fill('zoe@example.org')
  await page.getByLabel('Order number').fill('ORD-20261124-K7QM4X')
  const find = page.getByRole('button', { name: 'Show my tickets' })
  await find.click()
  await expect(page.getByRole('alert')).toBeInViewport()
  await page.getByLabel('Order number').fill(order.order_number)
  await find.click()
  await expect(page.getByRole('heading', { name: 'Opening night' })).toBeInViewport()
})
