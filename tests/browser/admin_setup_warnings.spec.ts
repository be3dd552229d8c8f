// What the dashboard says when the server is not set up well.
import { expect, signIn, test } from './support/test'

test('the dashboard says what is not set up well', async ({ page, usher }) => {
  await signIn(page, usher, '/admin/ticketing/dashboard')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByText('The server is not set up well')).toHaveCount(0)
  await page.route('**/readyz', (route) => route.fulfill({ json: { status: 'ready', warnings: [{ code: 'clock_ahead', detail: "This machine's clock is 2.5 s ahead of the database's." }, { code: 'quite_new', detail: 'Something to look at.' }] } }))
  await page.reload()
  await expect(page.getByText('The server is not set up well')).toBeVisible()
  await expect(page.getByText("This machine's clock is 2.5 s ahead of the database's; holds end")).toBeVisible()
  await expect(page.getByText('Something to look at.')).toBeVisible()
  await page.evaluate(() => localStorage.setItem('usher-locale', 'es'))
  await page.reload()
  await expect(page.getByText('El reloj de esta máquina va 2.5 s por delante')).toBeVisible()
})
