// Every public page, in light and dark: no violation that axe can see, and a picture for human eyes.
import { expect, expectAccessible, fillCustomer, holdBestSeats, pay, showByTitle, signIn, test } from './support/test'

for (const theme of ['light', 'dark'] as const) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme })

    test('shows, recital, look-up, unknown page', async ({ page }, info) => {
      for (const [name, path] of [['shows', '/public/tickets'], ['recital', '/public/recitals/the-nutcracker'], ['lookup', '/public/tickets/lookup'], ['unknown-ticket', '/public/tickets/U1.nothing'], ['unknown-recital', '/public/recitals/nothing-here']]) {
        await page.goto(path)
        await expect(page.getByRole('heading').first()).toBeVisible()
        await page.waitForLoadState('networkidle')
        await expectAccessible(page)
        await page.screenshot({ path: info.outputPath(`${name}.png`), fullPage: true })
      }
    })

    test('seating chart, list, checkout, confirmation, ticket', async ({ page, request }, info) => {
      const show = await showByTitle(request, 'Closing night')
      const picture = async (name: string) => {
        await expectAccessible(page)
        await page.screenshot({ path: info.outputPath(`${name}.png`), fullPage: true })
      }
      await page.goto(`/public/recitals/${show.id}/seating`)
      await expect(page.getByRole('grid')).toBeAttached()
      await picture('seating')
      await page.getByRole('button', { name: 'List' }).click()
      await picture('list')
      await holdBestSeats(page, show)
      await expect(page.getByRole('heading', { name: 'Who are the tickets for?' })).toBeVisible()
      await picture('checkout')
      await fillCustomer(page)
      await picture('payment')
      await pay(page)
      await expect(page.getByRole('heading', { name: 'See you there!' })).toBeVisible()
      await picture('confirmation')
      await page.getByRole('link', { name: 'Open' }).first().click()
      await page.waitForURL(/\/public\/tickets\//)
      await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible()
      await picture('ticket')
    })

    test('door', async ({ page, usher }, info) => {
      await page.goto('/scan')
      await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
      await expectAccessible(page)
      await signIn(page, usher)
      await page.goto('/scan')
      await page.getByRole('button', { name: /Opening night/ }).click()
      await expect(page.getByText('to come')).toBeVisible()
      await expectAccessible(page)
      await page.screenshot({ path: info.outputPath('door.png'), fullPage: true })
    })
  })
}

test('a page is whole at 320 pixels', async ({ page, request }) => {
  await page.setViewportSize({ width: 320, height: 640 })
  const show = await showByTitle(request, 'Gala')
  for (const path of ['/public/tickets', '/public/recitals/the-nutcracker', `/public/recitals/${show.id}/seating`, '/public/tickets/lookup', '/scan', '/admin/login']) {
    await page.goto(path)
    await page.waitForLoadState('networkidle')
    expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(320)
  }
})

test('Spanish from the switch on', async ({ page }) => {
  await page.goto('/public/tickets')
  await page.getByLabel('Language').selectOption('es')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Cartelera')
  await expect(page.locator('html')).toHaveAttribute('lang', 'es')
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Cartelera')
})

test('every page of a shop that takes made-up cards says so', async ({ page, request, usher }) => {
  const show = await showByTitle(request, 'Closing night')
  const isSaid = async () => {
    await expect(page.getByTestId('test-mode').filter({ visible: true })).toHaveText(/Test shop: No money moves here/)
  }
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 844 })
    for (const path of ['/public/tickets', `/public/recitals/${show.id}/seating`, '/public/tickets/lookup', '/public/tickets/U1.nothing']) {
      await page.goto(path)
      await isSaid()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    }
  }
  await signIn(page, usher)
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 844 })
    await page.goto('/admin/ticketing/dashboard')
    await isSaid()
  }
})
