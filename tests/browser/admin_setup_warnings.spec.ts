// What the dashboard says when the server is not set up well.
import { expect, signIn, test } from './support/test'

test('the dashboard says what is not set up well', async ({ page, usher }) => {
  await signIn(page, usher, '/admin/ticketing/dashboard')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByText('The server is not set up well')).toHaveCount(0)
  await page.route('**/readyz', (route) => route.fulfill({ json: { status: 'ready', warnings: ['Set trusted_proxies to the address of the proxy.'] } }))
  await page.reload()
  await expect(page.getByText('The server is not set up well')).toBeVisible()
  await expect(page.getByText('Set trusted_proxies to the address of the proxy.')).toBeVisible()
})
