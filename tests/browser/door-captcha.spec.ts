// The captcha as people meet it: a moment's wait, nothing to do. On a server of its own, which asks for it
// with every order and believes what is said about the network.
import { expect as check, test as base, type Page } from '@playwright/test'
import { startServer, type RunningServer } from './support/server'
import { expectAccessible, fillCustomer, holdBestSeats, showByTitle } from './support/test'

const test = base.extend<object, { strict: RunningServer }>({
  strict: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const settings = { USHER_TRUSTED_PROXIES: '127.0.0.0/8', USHER_CAPTCHA_ON_ORDERS: 'true', USHER_CAPTCHA_WORK: '300000', USHER_RATE_LIMIT: 'off' }
      Object.assign(process.env, settings)
      const server = await startServer()
      for (const name of Object.keys(settings)) delete process.env[name]
      await use(server)
      await server.stop()
    },
    { scope: 'worker', timeout: 120_000 }
  ],
  baseURL: async ({ strict }, use) => use(strict.url)
})

/** Ten failures about one subject, from networks all over the world. */
async function failElsewhere(strict: RunningServer, path: (i: number) => [string, object?]) {
  for (let i = 0; i < 10; ++i) {
    const [address, body] = path(i)
    const answer = await fetch(strict.url + address, {
      method: body ? 'POST' : 'GET', body: body ? JSON.stringify(body) : undefined,
      headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': `198.51.100.${i + 1}` }
    })
    check([401, 404]).toContain(answer.status)
  }
}
const working = (page: Page) => page.getByText('One moment: checking that no robot is at work')
/** What the page asked for while something was done. */
async function solved(page: Page, work: () => Promise<void>) {
  const challenge = page.waitForResponse((answer) => answer.url().includes('/api/public/captcha') && answer.ok())
  await work()
  await challenge
}

test('signing in after many failures elsewhere takes a moment longer', async ({ page, strict }) => {
  await failElsewhere(strict, () => ['/api/auth/login', { email: strict.email, password: 'a guess' }])
  await page.goto('/scan')
  await page.getByLabel('E-mail').fill(strict.email)
  await page.getByLabel('Password').fill(strict.password)
  await solved(page, async () => {
    await page.getByRole('button', { name: 'Sign in' }).click()
    await check(working(page)).toBeVisible()
  })
  await check(page.getByRole('heading', { name: 'Which show?' })).toBeVisible()
})

test('an order is made with a solution, and so is a look-up that many have tried', async ({ page, strict }, info) => {
  const show = await showByTitle(page.request, 'Opening night')
  await holdBestSeats(page, show)
  await solved(page, () => fillCustomer(page, 'Zoë Müller', 'wanted@example.org'))
  await failElsewhere(strict, (i) => [`/api/public/orders/lookup?order_number=ORD-20261124-AAAA${10 + i}&email=wanted@example.org`])
  await page.goto('/public/tickets/lookup')
  await page.getByLabel('E-mail').fill('wanted@example.org')
  await page.getByLabel('Order number').fill('ORD-20261124-ZZZZZZ')
  // Slow enough to be looked at.
  await page.route('**/api/public/captcha*', async (route) => {
    await new Promise((wait) => setTimeout(wait, 400))
    await route.continue()
  })
  await page.getByRole('button', { name: 'Show my tickets' }).click()
  await check(working(page)).toBeVisible()
  await page.screenshot({ path: info.outputPath('captcha.png') })
  await expectAccessible(page)
  await check(page.getByText('No order has this number and this e-mail address.')).toBeVisible()
})
