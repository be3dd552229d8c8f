// What the server itself says in the first HTML, for bots, previews and the first moment.
import type { Page } from '@playwright/test'
import { expect, showByTitle, test } from './support/test'

async function jsonLd(page: Page) {
  const text = await page.locator('script[type="application/ld+json"]').first().textContent()
  const data = JSON.parse(text ?? 'null') as unknown
  return (Array.isArray(data) ? data : [data]) as { '@type': string; name: string; startDate: string; offers?: { price: string; priceCurrency: string; availability: string; url: string }[]; location: { name: string } }[]
}
const meta = (page: Page, name: string) => page.locator(`meta[name="${name}"], meta[property="${name}"]`).getAttribute('content')

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false })

  test('the shows are there, with links that lead to their seats', async ({ page }) => {
    await page.goto('/public/tickets?utm_source=newsletter')
    await expect(page).toHaveTitle('What’s on · Usher')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('What’s on')
    await page.getByRole('link', { name: 'The Nutcracker' }).click()
    await expect(page).toHaveTitle('The Nutcracker · Usher')
    await expect(page.getByText('midnight adventure')).toBeVisible()
    await page.getByRole('link', { name: 'Choose your seats' }).first().click()
    await expect(page).toHaveURL(/\/seating$/)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  })

  test('every public page has title, description, canonical, Open Graph and events with offers', async ({ page, request, usher }) => {
    const show = await showByTitle(request, 'Gala')
    for (const path of ['/public/tickets', '/public/recitals/the-nutcracker', `/public/recitals/${show.id}/seating`]) {
      await page.goto(path)
      expect((await page.title()).length, path).toBeGreaterThan(8)
      expect((await meta(page, 'description'))?.length, path).toBeGreaterThan(20)
      expect(await page.locator('link[rel="canonical"]').getAttribute('href')).toBe(usher.url + path)
      expect(await meta(page, 'og:url')).toBe(usher.url + path)
      expect(await meta(page, 'og:title')).toBeTruthy()
      const events = await jsonLd(page)
      expect(events.length).toBeGreaterThan(0)
      for (const event of events) {
        expect(event['@type']).toBe('Event')
        expect(event.startDate).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/)
        expect(event.location.name).toBeTruthy()
        for (const offer of event.offers ?? []) expect(offer).toMatchObject({ price: expect.stringMatching(/^\d+\.\d\d$/) as unknown as string, priceCurrency: 'USD' })
      }
      expect(events.some((event) => event.offers?.length)).toBe(true)
    }
  })

  test('an unknown recital is a 404 that no search engine keeps', async ({ page }) => {
    const answer = await page.goto('/public/recitals/nothing-here')
    expect(answer?.status()).toBe(404)
    expect(await meta(page, 'robots')).toBe('noindex')
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  })
})

test.describe('in Spanish', () => {
  test.use({ locale: 'es-ES', javaScriptEnabled: false })
  test('the first HTML speaks it', async ({ page }) => {
    await page.goto('/public/tickets')
    await expect(page.locator('html')).toHaveAttribute('lang', 'es')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Cartelera')
  })
})

test('the heading is painted before the app and stays where it is', async ({ page, browser, usher, request }) => {
  const show = await showByTitle(request, 'Gala')
  const bare = await (await browser.newContext({ baseURL: usher.url, javaScriptEnabled: false, viewport: page.viewportSize() })).newPage()
  for (const path of ['/public/tickets', '/public/tickets/lookup', '/public/recitals/the-nutcracker', `/public/recitals/${show.id}/seating`]) {
    const asked: string[] = []
    page.on('request', (each) => asked.push(new URL(each.url()).pathname))
    await page.goto(path)
    await bare.goto(path)
    const before = await bare.getByRole('heading', { level: 1 }).boundingBox()
    await page.waitForLoadState('networkidle')
    const after = await page.getByRole('heading', { level: 1 }).boundingBox()
    expect(Math.abs((before?.y ?? 0) - (after?.y ?? 99)), path).toBeLessThanOrEqual(8)
    expect(Math.abs((before?.x ?? 0) - (after?.x ?? 99)), path).toBeLessThanOrEqual(8)
    // The data came with the page; it is not asked for again.
    expect(asked.filter((each) => /^\/api\/public\/(recital-shows|recitals)(\/[^/]+)?$/.test(each))).toEqual([])
  }
  await bare.context().close()
})
