import { expect, expectAccessible, fillCustomer, holdBestSeats, pay, showByTitle, signIn, test } from './support/test'

for (const theme of ['light', 'dark'] as const) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme })
    test('every admin page is accessible', async ({ page, usher, request }, info) => {
      test.setTimeout(180_000)
      await page.goto('/admin/ticketing/orders')
      await expect(page).toHaveURL(/\/admin\/login/)
      await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
      await expectAccessible(page)
      await signIn(page, usher)
      const show = await showByTitle(request, 'Opening night')
      const venues = (await (await page.request.get('/api/venues')).json()) as { items: { id: string }[] }
      const orders = (await (await page.request.get('/api/admin/ticketing/orders?limit=1')).json()) as { items: { id: string }[] }
      const venue = venues.items[0].id
      const pages = {
        dashboard: '/admin/ticketing/dashboard', orders: '/admin/ticketing/orders', order: `/admin/ticketing/orders/${orders.items[0].id}`,
        venues: '/admin/ticketing/venues', create: '/admin/ticketing/venues/create', edit: `/admin/ticketing/venues/${venue}/edit`, map: `/admin/ticketing/venues/${venue}/seat-map`,
        recitals: '/admin/recitals', show: `/admin/recitals/shows/${show.id}`, chart: `/admin/recitals/shows/${show.id}/seating-chart`, users: '/admin/users', audit: '/admin/audit-log'
      }
      for (const [name, path] of Object.entries(pages)) {
        await page.goto(path)
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
        await page.waitForTimeout(600)
        await expectAccessible(page)
        await page.screenshot({ path: info.outputPath(`${name}.png`), fullPage: true })
      }
    })
  })
}

test('a hall from a CSV file becomes a show that sells', async ({ page, usher, browser }) => {
  await signIn(page, usher, '/admin/ticketing/venues')
  await page.getByRole('link', { name: 'New venue' }).first().click()
  await page.getByLabel('Name').fill('Barn')
  await page.getByLabel('Town').fill('Ghent')
  await page.getByRole('button', { name: 'New venue' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Barn' })).toBeVisible()

  const header = 'section,row_name,seat_number,seat_type,handicap_access,price_zone,x,y'
  const file = page.locator('input[type="file"]')
  await file.setInputFiles({ name: 'bad.csv', mimeType: 'text/csv', buffer: Buffer.from(`${header}\nFloor,A,1,standard,false,Main,,\nFloor,A,2,throne,false,Main,,\n`) })
  await expect(page.getByText('One line has a problem')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Lines with problems' }).getByRole('row')).toHaveCount(2)
  const rows = ['A', 'B', 'C'].flatMap((row) => Array.from({ length: 10 }, (_, at) => `Floor,${row},${at + 1},standard,false,Main,,`))
  await file.setInputFiles({ name: 'good.csv', mimeType: 'text/csv', buffer: Buffer.from([header, ...rows].join('\n')) })
  await expect(page.getByText('All 30 lines are fine')).toBeVisible()
  await page.getByRole('button', { name: 'Import now' }).click()
  await expect(page.getByText('30 seats imported')).toBeVisible()
  await page.getByLabel('Price of Main').fill('12.50')
  await page.getByLabel('Price of Main').press('Tab')
  await page.getByRole('link', { name: 'Seat map' }).click()
  await expect(page.getByText('30 seats')).toBeVisible()

  await page.goto('/admin/recitals')
  await page.getByRole('button', { name: 'New production' }).first().click()
  await page.getByRole('dialog').getByLabel('Title').fill('Barn dance')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Add a date to Barn dance' }).click()
  await page.getByRole('dialog').getByLabel('Venue').selectOption({ label: 'Barn' })
  await page.getByRole('dialog').getByLabel('Starts at').fill('2031-06-01T19:30')
  await page.getByRole('dialog').getByRole('button', { name: 'Add a date' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Barn dance' })).toBeVisible()
  await page.getByRole('button', { name: 'Generate seats from the venue' }).click()
  await expect(page.getByText('30 added')).toBeVisible()
  await page.getByRole('button', { name: 'Put on sale' }).click()
  await expect(page.getByText('On sale', { exact: true })).toBeVisible()

  const id = page.url().split('/').pop() ?? ''
  const buyer = await (await browser.newContext({ baseURL: usher.url, viewport: { width: 1440, height: 900 } })).newPage()
  await holdBestSeats(buyer, { id, title: 'Barn dance' })
  await expect(buyer.getByText('$25.00')).toBeVisible()
  await buyer.context().close()
})

test('a refund says what it will do, does it, and frees the seats', async ({ page, usher, request, browser }) => {
  const buyer = await (await browser.newContext({ baseURL: usher.url, viewport: { width: 1440, height: 900 } })).newPage()
  await holdBestSeats(buyer, await showByTitle(request, 'Gala'))
  await fillCustomer(buyer, 'Grace Hopper', 'grace@example.org')
  await pay(buyer)
  await expect(buyer.getByRole('heading', { name: 'See you there!' })).toBeVisible()

  await signIn(page, usher, '/admin/ticketing/orders')
  await page.getByLabel('Search orders').fill('grace')
  await expect(page).toHaveURL(/q=grace/)
  await page.getByRole('link', { name: /^ORD-/ }).first().click()
  await page.getByRole('button', { name: 'Refund' }).click()
  const dialog = page.getByRole('dialog')
  await expectAccessible(page)
  await dialog.getByLabel('Some tickets').check()
  await dialog.getByRole('checkbox').first().check()
  await dialog.getByLabel('Reason').fill('Ill')
  await dialog.getByRole('button', { name: 'Refund now' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(page.getByText('Partly refunded').first()).toBeVisible()
  await buyer.reload()
  await expect(buyer.getByText('No longer valid')).toBeVisible()
  await buyer.context().close()
})

test('seats are blocked and freed on the chart', async ({ page, usher, request }) => {
  const show = await showByTitle(request, 'Gala')
  await signIn(page, usher, `/admin/recitals/shows/${show.id}/seating-chart`)
  const cell = page.getByRole('gridcell', { name: /Free/ }).first()
  const name = ((await cell.getAttribute('aria-label')) ?? '').split('.')[0]
  await cell.dispatchEvent('click')
  await page.getByRole('button', { name: 'Block', exact: true }).click()
  const same = page.getByRole('gridcell', { name: new RegExp(`^${name}\\.`) })
  await expect(same).toHaveAttribute('aria-label', /Not for sale/)
  // The change can be on the chart before its own answer is here; that ends the choice.
  await expect(page.getByRole('button', { name: 'Block', exact: true })).toHaveCount(0)
  await same.dispatchEvent('click')
  await page.getByRole('button', { name: 'Free', exact: true }).click()
  await expect(same).toHaveAttribute('aria-label', /Free/)
})

test('keys go where they say', async ({ page, usher }) => {
  await signIn(page, usher)
  await page.keyboard.press('g')
  await page.keyboard.press('o')
  await expect(page.getByRole('heading', { level: 1, name: 'Orders' })).toBeVisible()
  await expect(page.getByRole('table')).toBeVisible()
  await page.keyboard.press('/')
  await expect(page.getByLabel('Search orders')).toBeFocused()
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
})
