// Standing areas: their places are chosen by number; and a chart is drawn whatever its map has stored.
import type { Page } from '@playwright/test'
import { expect, expectAccessible, signIn, test } from './support/test'
import type { RunningServer } from './support/server'

/** A show with one area of 50 places beside a row of seats; its id. */
async function showWithArea(page: Page, usher: RunningServer, name: string): Promise<string> {
  await signIn(page, usher)
  const { csrf_token: token } = (await (await page.request.get('/api/auth/me')).json()) as { csrf_token: string }
  const post = async <T>(path: string, data: object): Promise<T> => {
    const answer = await page.request.post(path, { data, headers: { 'X-CSRF-Token': token } })
    expect(answer.ok(), await answer.text()).toBe(true)
    return (await answer.json()) as T
  }
  const venue = await post<{ id: string }>('/api/venues', { name })
  const seats = Array.from({ length: 6 }, (_, n) => ({ section: 'Floor', row_name: 'A', seat_number: String(n + 1), price_zone: 'One', x: n * 30, y: 0 }))
  await post(`/api/venues/${venue.id}/seat-map`, {
    version: 1, sections: [{ name: 'Floor' }, { name: 'Pit' }], price_zones: [{ name: 'One', default_price: 2000 }],
    seats: [...seats, { section: 'Pit', row_name: 'Standing', seat_number: 'P', seat_type: 'general_admission', capacity: 50, price_zone: 'One', x: 75, y: 90 }],
    objects: [{ kind: 'stage', x: 75, y: -60, width: 120, height: 30, text: 'Stage' }]
  })
  const recital = await post<{ id: string }>('/api/recitals', { title: name })
  const show = await post<{ id: string }>('/api/recital-shows', { recital_id: recital.id, venue_id: venue.id, title: name, starts_at: new Date(Date.now() + 9 * 86_400_000).toISOString() })
  await post(`/api/recital-shows/${show.id}/seats/generate`, {})
  const onSale = await page.request.put(`/api/recital-shows/${show.id}`, { data: { status: 'on_sale' }, headers: { 'X-CSRF-Token': token } })
  expect(onSale.ok()).toBe(true)
  return show.id
}

test('places of a standing area are chosen by their number', async ({ page, usher }) => {
  const show = await showWithArea(page, usher, 'Standing')
  await page.goto(`/public/recitals/${show}/seating`)
  await page.getByRole('button', { name: 'List' }).click()
  await page.getByRole('button', { name: /^Pit/ }).last().click()
  const area = page.getByRole('group', { name: 'Pit, Standing' })
  for (let n = 0; n < 3; n++) await area.getByRole('button', { name: 'One place more' }).click()
  await expect(area.getByLabel('3 places chosen')).toHaveText('3')
  await area.getByRole('button', { name: 'One place fewer' }).click()
  await expect(area.getByLabel('2 places chosen')).toHaveText('2')
  await expectAccessible(page)
  const best = await page.request.get(`/api/public/recital-shows/${show}/seats/suggested?count=10`)
  expect(((await best.json()) as { seats: { row_name: string }[] }).seats.map((seat) => seat.row_name)).toEqual(Array(10).fill('Standing'))
})

test('a chart is drawn whatever its map has stored', async ({ page, usher }) => {
  const show = await showWithArea(page, usher, 'Negative')
  const kinds = ['stage', 'rectangle', 'ellipse', 'table', 'polygon', 'line', 'label', 'icon']
  await page.route(/\/seat-map(\?|$)/, async (route) => {
    const answer = await route.fetch()
    const map = (await answer.json()) as { objects: object[] }
    map.objects = kinds.flatMap((kind) => [-1_000_000, -5, 0, 5].map((size) => ({ kind, x: 10, y: 20, width: size, height: size, font_size: size, text: 'Bar', points: [{ x: 0, y: 0 }, { x: 9, y: 9 }] })))
    await route.fulfill({ response: answer, json: map })
  })
  await page.goto(`/public/recitals/${show}/seating`)
  await expect(page.getByRole('grid')).toBeAttached()
  await page.waitForFunction(() => performance.getEntriesByName('seatmap:drawn').length > 0)
  // The seats are drawn after the objects: where one lies, the canvas is not empty.
  const drawn = await page.locator('canvas').first().evaluate((canvas) => {
    const c = (canvas as HTMLCanvasElement).getContext('2d')
    const { width, height } = canvas as HTMLCanvasElement
    return new Set(c?.getImageData(0, 0, width, height).data).size
  })
  expect(drawn).toBeGreaterThan(8)
})
