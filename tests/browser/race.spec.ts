import { expect, showByTitle, test } from './support/test'

test('two buyers press at the same moment: one has the seats, the other is told kindly', async ({ browser, request, usher }) => {
  const show = await showByTitle(request, 'Friday showcase')
  const { seats } = (await (await request.get(`/api/public/recital-shows/${show.id}/seat-map`)).json()) as { seats: { row: string[]; number: string[]; section: number[] } }
  const { states } = (await (await request.get(`/api/public/recital-shows/${show.id}/seats/state`)).json()) as { states: string }
  // Two free neighbours in the section that the chart's grid begins with.
  const first = [...states].findIndex((_, at) => seats.section[at] === 0 && states.slice(at, at + 2) === 'aa' && seats.row[at] === seats.row[at + 1])
  const wanted = [first, first + 1]
  const buyers = await Promise.all([1, 2].map(async () => {
    const page = await (await browser.newContext({ baseURL: usher.url, viewport: { width: 1440, height: 900 } })).newPage()
    await page.goto(`/public/recitals/${show.id}/seating`)
    for (const seat of wanted) {
      const cell = page.getByRole('gridcell', { name: new RegExp(`row ${seats.row[seat]}, seat ${seats.number[seat]}\\.`) })
      await cell.dispatchEvent('click')
      await expect(cell).toHaveAttribute('aria-selected', 'true')
    }
    return page
  }))
  // The stream may take the seats off the slower chart before its press: then there is nothing to press.
  await Promise.all(buyers.map((page) => page.getByRole('button', { name: 'Hold and continue' }).click({ timeout: 3000 }).catch(() => undefined)))
  await expect.poll(() => buyers.filter((page) => page.url().includes('checkout')).length).toBe(1)
  const [loser] = buyers.filter((page) => !page.url().includes('checkout'))
  await expect(loser.getByRole('alert').first()).toContainText(/just taken/)
  await Promise.all(buyers.map((page) => page.context().close()))
})
