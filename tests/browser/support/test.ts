// What all browser tests share: the server, shows by title, a clean console, and axe.
import { test as base, expect, type APIRequestContext, type Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { startServer, type RunningServer } from './server'

const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

/** Refusals are part of the play; the browser logs each as an error. */
const kExpected = /Failed to load resource/

export const test = base.extend<{ console: void }, { usher: RunningServer }>({
  usher: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = await startServer()
      await use(server)
      await server.stop()
    },
    { scope: 'worker', timeout: 120_000 }
  ],
  baseURL: async ({ usher }, use) => use(usher.url),
  console: [
    async ({ page }, use) => {
      const faults: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'error' && !kExpected.test(message.text())) faults.push(message.text())
      })
      page.on('pageerror', (error) => faults.push(String(error.stack)))
      await use()
      expect(faults, 'errors on the console').toEqual([])
    },
    { auto: true }
  ]
})
export { expect }

export interface DemoShow {
  id: string
  title: string
}

export async function showByTitle(request: APIRequestContext, title: string): Promise<DemoShow> {
  const answer = await request.get('/api/public/recital-shows?limit=200')
  const { items } = (await answer.json()) as { items: DemoShow[] }
  const show = items.find((each) => each.title === title)
  if (!show) throw new Error(`The demo has no show "${title}".`)
  return show
}

export async function signIn(page: Page, usher: RunningServer, path = '/admin/ticketing/dashboard') {
  await page.goto(`/admin/login?next=${encodeURIComponent(path)}`)
  await page.getByLabel('E-mail').fill(usher.email)
  await page.getByLabel('Password').fill(usher.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => url.pathname === path)
}

/** WCAG 2.2 AA as far as a program can see it. */
export async function expectAccessible(page: Page) {
  // Not as a script of the page: its content security policy would rightly refuse.
  await page.evaluate(axeSource)
  const violations = await page.evaluate(async () => {
    const axe = (window as unknown as { axe: { run(root: Document, options: object): Promise<{ violations: { id: string; help: string; nodes: { target: string[]; failureSummary: string }[] }[] }> } }).axe
    const result = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
    return result.violations.map((each) => `${each.id}: ${each.help}\n  ${each.nodes.slice(0, 4).map((node) => `${node.target.join(' ')} — ${node.failureSummary}`).join('\n  ')}`)
  })
  expect(violations).toEqual([])
}

export const kGoodCard = '4242 4242 4242 4242'

/** Fills the customer form and goes on to the payment. */
export async function fillCustomer(page: Page, name = 'Zoë Müller', email = 'zoe@example.org') {
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('button', { name: 'Continue to payment' }).click()
  await expect(page.getByRole('heading', { name: 'Payment', exact: true })).toBeVisible()
}

export async function pay(page: Page, card = kGoodCard) {
  await page.getByLabel('Card number').fill(card)
  await page.getByRole('button', { name: /^Pay / }).click()
}

/** Best seats, held; ends on the checkout page. */
export async function holdBestSeats(page: Page, show: DemoShow) {
  await page.goto(`/public/recitals/${show.id}/seating`)
  await expect(page.getByRole('heading', { level: 1, name: show.title })).toBeVisible()
  const find = page.getByRole('button', { name: 'Find the best together' })
  const isPhone = (page.viewportSize()?.width ?? 0) < 1024
  if (isPhone) await page.getByRole('button', { name: 'Best seats' }).click()
  await find.click()
  const onward = isPhone ? page.getByRole('button', { name: 'Continue' }) : page.getByRole('button', { name: 'Hold and continue' })
  await onward.click()
  await page.waitForURL(/\/public\/checkout\/tickets\/.*token=/)
}
