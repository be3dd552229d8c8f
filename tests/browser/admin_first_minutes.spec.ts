// What the admin says when the house is new or not set up well.
import { expect, signIn, test } from './support/test'

test('the dashboard says that the server does not know its proxy', async ({ page, usher }) => {
  await signIn(page, usher, '/admin/ticketing/dashboard')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByText('The server does not know its proxy')).toHaveCount(0)
  await page.route('**/readyz', (route) => route.fulfill({ json: { status: 'ready', warnings: ['proxy_is_not_trusted', 'a_word_of_tomorrow'] } }))
  await page.reload()
  await expect(page.getByText('The server does not know its proxy')).toBeVisible()
  await expect(page.getByText('Set trusted_proxies to')).toBeVisible()
})

test('the page to sign in says how the first administrator is made, and then no longer', async ({ page }) => {
  let isNew = true
  await page.route('**/api/public/config', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, json: { ...(await answer.json()), needs_first_admin: isNew } })
  })
  await page.goto('/admin/login')
  await expect(page.getByText('There is no account yet')).toBeVisible()
  await expect(page.getByText('usher user add --email you@example.org --role admin')).toBeVisible()
  isNew = false
  await page.reload()
  await expect(page.getByLabel('E-mail')).toBeVisible()
  await expect(page.getByText('There is no account yet')).toHaveCount(0)
})
