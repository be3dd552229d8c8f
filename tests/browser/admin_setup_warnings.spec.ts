// What the dashboard says when the server is not set up well.
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
