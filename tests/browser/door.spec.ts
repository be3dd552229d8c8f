import type { Page } from '@playwright/test'
import { openDoors } from './support/purchase'
import { expect, fillCustomer, holdBestSeats, pay, showByTitle, signIn, test } from './support/test'

async function buyTicket(page: Page, show: { id: string; title: string }): Promise<string> {
  await holdBestSeats(page, show)
  await fillCustomer(page)
  await pay(page)
  await expect(page.getByRole('heading', { name: 'See you there!' })).toBeVisible()
  const link = (await page.getByRole('link', { name: 'Open' }).first().getAttribute('href')) ?? ''
  return decodeURIComponent(link.slice(link.lastIndexOf('/') + 1))
}

test('a ticket is let in once, and refused for another show', async ({ page, request, usher }) => {
  const show = await showByTitle(request, 'Opening night')
  const code = await buyTicket(page, show)
  await signIn(page, usher)
  await openDoors(page.request, show)
  await page.goto('/scan')
  await page.getByRole('button', { name: /Opening night/ }).click()
  const scan = async () => {
    await page.getByLabel('Ticket code').fill(code)
    await page.getByRole('button', { name: 'Check' }).click()
  }
  await scan()
  await expect(page.getByRole('alert')).toContainText('Welcome')
  await expect(page.getByRole('alert')).toHaveCount(0)
  await scan()
  await expect(page.getByRole('alert')).toContainText('Already inside')
  await expect(page.getByRole('alert')).toContainText('First let in at')
  await page.getByRole('button', { name: 'Next' }).click()
  // Where the code cannot be read, the printed number does.
  const { ticket_number: number } = (await (await request.get(`/api/public/tickets/${code}`)).json()) as { ticket_number: string }
  await page.getByLabel('Ticket code').fill(number.toLowerCase())
  await page.getByRole('button', { name: 'Check' }).click()
  await expect(page.getByRole('alert')).toContainText('Already inside')
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('button', { name: 'Other show' }).click()
  await page.getByRole('button', { name: /Matinee/ }).click()
  await scan()
  await expect(page.getByRole('alert')).toContainText('Another show')
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByLabel('Ticket code').fill('not a ticket')
  await page.getByRole('button', { name: 'Check' }).click()
  await expect(page.getByRole('alert')).toContainText('Not a ticket')
})
