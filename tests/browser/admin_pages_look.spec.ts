// Every admin page as people have it: wide and narrow, light and dark, in both languages. Each is
// checked by axe, has one heading that is also its title, and nothing of it leaves the window.
import type { Page } from '@playwright/test'
import { expect, expectAccessible, showByTitle, signIn, test } from './support/test'

const kWide = { width: 1440, height: 900 }
const kNarrow = { width: 820, height: 1180 }

async function everyPage(page: Page): Promise<Record<string, string>> {
  const show = await showByTitle(page.request, 'Opening night')
  const first = async (path: string) => ((await (await page.request.get(path)).json()) as { items: { id: string }[] }).items[0].id
  const venue = await first('/api/venues')
  const order = await first('/api/admin/ticketing/orders?limit=1')
  return {
    dashboard: '/admin/ticketing/dashboard', orders: '/admin/ticketing/orders', nothing: '/admin/ticketing/orders?q=nobody-at-all', order: `/admin/ticketing/orders/${order}`, 'no such order': '/admin/ticketing/orders/none',
    venues: '/admin/ticketing/venues', create: '/admin/ticketing/venues/create', edit: `/admin/ticketing/venues/${venue}/edit`, map: `/admin/ticketing/venues/${venue}/seat-map`,
    recitals: '/admin/recitals', show: `/admin/recitals/shows/${show.id}`, change: `/admin/recitals/shows/${show.id}/change`, chart: `/admin/recitals/shows/${show.id}/seating-chart`,
    payments: '/admin/payments', messages: '/admin/messages', templates: '/admin/mail-templates', users: '/admin/users', tokens: '/admin/api-tokens', audit: '/admin/audit-log', account: '/admin/account', setup: '/admin/setup'
  }
}
/** Texts wider than their own box, and a window that scrolls sideways. */
const overflowing = (page: Page) =>
  page.evaluate(() => {
    const faults: string[] = []
    if (document.documentElement.scrollWidth > window.innerWidth) faults.push(`the page is ${document.documentElement.scrollWidth} wide`)
    for (const each of document.querySelectorAll<HTMLElement>('main :is(a, button, label, h1, h2, h3, dt, dd, p, th)')) {
      if (each.closest('.sr-only, [role="grid"], [role="application"]') || each.clientWidth === 0) continue
      if (getComputedStyle(each).overflowX === 'visible' && each.scrollWidth > each.clientWidth + 1) faults.push(`${each.tagName} "${each.textContent?.trim().slice(0, 40)}" is ${each.scrollWidth} wide in ${each.clientWidth}`)
    }
    return faults
  })

for (const [locale, first, second] of [['en-US', { theme: 'light', size: kWide }, { theme: 'dark', size: kNarrow }], ['es-MX', { theme: 'dark', size: kWide }, { theme: 'light', size: kNarrow }]] as const) {
  test.describe(locale, () => {
    test.use({ locale, viewport: first.size, colorScheme: first.theme })
    test('every admin page is accessible and fits, wide and narrow', async ({ page, usher }, info) => {
      test.setTimeout(180_000)
      await page.goto('/admin/ticketing/orders')
      await expect(page).toHaveURL(/\/admin\/login/)
      await expect(page.locator('button[type=submit]')).toBeVisible()
      await expectAccessible(page)
      const signedIn = await page.request.post('/api/auth/login', { data: { email: usher.email, password: usher.password }, headers: { Origin: usher.url } })
      expect(signedIn.ok()).toBe(true)
      for (const [name, path] of Object.entries(await everyPage(page))) {
        await page.setViewportSize(first.size)
        await page.emulateMedia({ colorScheme: first.theme })
        await page.goto(path)
        const heading = page.getByRole('heading', { level: 1 })
        await expect(heading).toHaveCount(1)
        // What loads is not looked at before it is there.
        await expect(page.locator('main .animate-pulse')).toHaveCount(0)
        await expect(page).toHaveTitle(/ · Usher$/)
        await page.waitForTimeout(150)
        await test.step(`${name}, wide`, async () => {
          expect(await overflowing(page), name).toEqual([])
          if (locale === 'en-US') await expectAccessible(page)
        })
        await page.setViewportSize(second.size)
        await page.emulateMedia({ colorScheme: second.theme })
        await page.waitForTimeout(250)
        await test.step(`${name}, narrow`, async () => {
          expect(await overflowing(page), name).toEqual([])
          await expectAccessible(page)
          await page.screenshot({ path: info.outputPath(`${name}.png`), fullPage: true })
        })
      }
    })
  })
}

test('the keyboard finds anything, walks over lists and gets past the menu', async ({ page, usher }) => {
  await signIn(page, usher, '/admin/recitals')
  await page.goto('/admin/recitals')
  await expect(page.getByRole('heading', { level: 1, name: 'Shows' })).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.locator('#main')).toBeFocused()

  // No field of its own: the search over everything.
  await page.keyboard.press('/')
  const field = page.getByRole('combobox', { name: 'Find anything' })
  await expect(field).toBeFocused()
  await expectAccessible(page)
  await field.fill('gala')
  await expect(page.getByRole('option', { name: /Gala/ })).toHaveAttribute('aria-selected', 'true')
  await field.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Gala' })).toBeVisible()
  await expect(page).toHaveTitle('Gala · Usher')
  await expect(page.locator('#main')).toBeFocused()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('ORD-')
  await expect(page.getByRole('group', { name: 'Orders' }).getByRole('option').first()).toBeVisible()
  await page.keyboard.press('Escape')

  await page.keyboard.press('g')
  await page.keyboard.press('o')
  const rows = page.getByRole('link', { name: /^ORD-/ })
  await expect(rows.first()).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await expect(rows.nth(1)).toBeFocused()
  await page.keyboard.press('k')
  await expect(rows.first()).toBeFocused()
  const number = (await rows.first().textContent()) ?? ''
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: number })).toBeVisible()

  await page.goto('/admin/users')
  await expect(page.getByRole('table')).toBeVisible()
  await page.keyboard.press('n')
  await expect(page.getByRole('dialog', { name: 'Add a person' })).toBeVisible()
})

test('what was removed by mistake comes back with Undo', async ({ page, usher }) => {
  await signIn(page, usher, '/admin/ticketing/venues/create')
  await page.getByLabel('Name').fill('Undone')
  await page.getByRole('button', { name: 'New venue' }).click()
  const zones = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Price zones' }) })
  await zones.getByLabel('New name').fill('Premium')
  await zones.getByLabel('Price', { exact: true }).fill('42')
  await zones.getByRole('button', { name: 'Add' }).click()
  await zones.getByRole('button', { name: 'Remove Premium' }).click()
  await expect(zones.getByLabel('Name of Premium')).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(zones.getByLabel('Price of Premium')).toHaveValue('42.00')
})
