// The evening from the office: what each gate does, what did not fit together, and what was done about
// it; an order's incident that a person has seen to; labels for the seats.
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { buySeats, csrf } from './support/purchase'
import { expect, expectAccessible, showByTitle, signIn, test, type DemoShow } from './support/test'

const kNarrow = { width: 820, height: 1180 }
const kWide = { width: 1440, height: 900 }

interface Scan {
  code: string
  gate: string
  minutesAgo: number
  direction?: 'entry' | 'exit'
  result?: string
}
/** What scanners without the network bring when they come back. */
async function merge(page: Page, show: DemoShow, scans: Scan[]) {
  const answer = await page.request.post('/api/tickets/scans', {
    headers: await csrf(page.request),
    data: { show_id: show.id, scans: scans.map(({ code, gate, minutesAgo, direction = 'entry', result = 'admitted' }) => ({ scan_id: randomUUID(), code, gate, direction, result, scanned_at: new Date(Date.now() - minutesAgo * 60_000).toISOString() })) }
  })
  expect(answer.status(), await answer.text()).toBe(200)
}
const conflict = (page: Page, text: string) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 3 }), hasText: text })

test('scans, counts and conflicts of a show appear by themselves and are seen to with a note', async ({ page, request, usher, browser }, info) => {
  const show = await showByTitle(request, 'Gala')
  const order = await buySeats(request, show, 4)
  const [twice, gone, plain, refunded] = order.tickets
  await signIn(page, usher, '/admin/ticketing/dashboard')
  await page.getByRole('link', { name: 'Door', exact: true }).click()
  await page.getByLabel('Show', { exact: true }).first().selectOption(show.id)
  await expect(page.getByText('Everything fits together')).toBeVisible()
  await expect(page.getByText('Nobody has been scanned yet.')).toBeVisible()
  await expect(page.getByText('No scans yet')).toBeVisible()

  // Meanwhile, at the doors. The page is not loaded again.
  await page.request.post(`/api/admin/ticketing/orders/${order.id}/refund`, { headers: { ...(await csrf(page.request)), 'Idempotency-Key': randomUUID() }, data: { ticket_ids: [refunded.id], reason: 'Ill', release_seats: false } })
  await merge(page, show, [
    { code: twice.code, gate: 'North', minutesAgo: 12 }, { code: twice.code, gate: 'South', minutesAgo: 9 },
    { code: gone.code, gate: 'South', minutesAgo: 4, direction: 'exit', result: 'left' },
    { code: plain.code, gate: 'North', minutesAgo: 3 }, { code: 'a copy of something', gate: 'North', minutesAgo: 2 },
    { code: refunded.code, gate: 'North', minutesAgo: 1 }
  ])
  const first = conflict(page, 'Let in twice')
  await expect(first).toBeVisible({ timeout: 15_000 })
  await expect(first).toContainText('Zoë Müller')
  await expect(first).toContainText(/First let in .*North/)
  await expect(first).toContainText(/Let in .*South/)
  await expect(conflict(page, 'Let in with a ticket that was no longer valid')).toContainText('Without network')
  await expect(conflict(page, 'Went out without having come in')).toContainText(/Went out .*South/)
  await expect(conflict(page, 'Let in without a real ticket')).toBeVisible()
  const gates = page.getByRole('region', { name: 'By gate' })
  await expect(gates.getByRole('row', { name: /^North 4 0 0/ })).toBeVisible()
  await expect(gates.getByRole('row', { name: /^South 1 1 0/ })).toBeVisible()
  await expect(page.getByText('6 scans')).toBeVisible()
  await expectAccessible(page)
  await page.screenshot({ path: info.outputPath('door-wide.png'), fullPage: true })
  await page.emulateMedia({ colorScheme: 'dark' })
  // Buttons change their colour softly.
  await page.waitForTimeout(300)
  await expectAccessible(page)
  await page.setViewportSize(kNarrow)
  await page.screenshot({ path: info.outputPath('door-narrow-dark.png'), fullPage: true })
  await page.setViewportSize(kWide)
  await page.emulateMedia({ colorScheme: 'light' })

  // Filters are in the address.
  await page.getByLabel('What happened').selectOption('admitted_twice')
  await expect(conflict(page, 'Went out')).toHaveCount(0)
  await expect(page).toHaveURL(/kind=admitted_twice/)
  await page.reload()
  await expect(first).toBeVisible()

  // A colleague has the same page open and is slower.
  const other = await (await browser.newContext({ baseURL: usher.url, viewport: kWide })).newPage()
  await signIn(other, usher, '/admin/ticketing/door')
  await other.getByLabel('Show', { exact: true }).first().selectOption(show.id)
  await conflict(other, 'Let in twice').getByRole('button', { name: 'I have seen to it' }).click()
  await other.getByLabel('Note').fill('I think it was a copy.')

  await first.getByRole('button', { name: 'I have seen to it' }).click()
  const dialog = page.getByRole('dialog', { name: 'What was done?' })
  await expectAccessible(page)
  await page.screenshot({ path: info.outputPath('door-note.png') })
  await dialog.getByLabel('Note').fill('Two sisters; both had tickets.')
  await dialog.getByRole('button', { name: 'I have seen to it' }).click()
  await expect(page.getByText('Nothing matches').first()).toBeVisible()
  await page.getByLabel('Show', { exact: true }).last().selectOption('all')
  await expect(first).toContainText('Two sisters; both had tickets.')
  await expect(first).toContainText(/Seen to .* by /)
  await page.screenshot({ path: info.outputPath('door-seen.png'), fullPage: true })
  await other.getByRole('dialog').getByRole('button', { name: 'I have seen to it' }).click()
  await expect(other.getByText('Somebody else has just seen to this, and your note was not saved.')).toBeVisible()
  await other.context().close()

  // The log, narrowed down.
  await page.getByLabel('Find a scan').fill(plain.ticket_number)
  await expect(page.getByText('One scan')).toBeVisible()
  await page.getByLabel('Find a scan').fill('')
  await page.getByLabel('Answer').selectOption('left')
  await expect(page.getByText('One scan')).toBeVisible()
  await page.getByLabel('Gate', { exact: true }).selectOption('North')
  await expect(page.getByText('Nothing matches').last()).toBeVisible()
})

test('an incident is cleared by hand with a note, and the order stays what it is', async ({ page, request, usher }, info) => {
  const show = await showByTitle(request, 'Gala')
  // Its refunds fail: the bank does not take them.
  const order = await buySeats(request, show, 1, { card: '4000000000005126' })
  await signIn(page, usher, `/admin/ticketing/orders/${order.id}`)
  await page.request.post(`/api/admin/ticketing/orders/${order.id}/refund`, { headers: { ...(await csrf(page.request)), 'Idempotency-Key': randomUUID() }, data: { reason: 'Ill', release_seats: false } })
  await page.reload()
  const trouble = page.getByText("The buyer's bank did not take the refund.")
  await expect(trouble).toBeVisible()
  await page.getByRole('button', { name: 'I have seen to it' }).click()
  const dialog = page.getByRole('dialog', { name: 'Seen to?' })
  await expect(dialog).toBeVisible()
  await expectAccessible(page)
  await page.screenshot({ path: info.outputPath('incident.png') })
  await dialog.getByRole('button', { name: 'I have seen to it' }).click()
  await expect(dialog, 'a note is needed').toBeVisible()
  await dialog.getByLabel('What was done?').fill('Paid back in cash at the box office.')
  await dialog.getByRole('button', { name: 'I have seen to it' }).click()
  await expect(trouble).toHaveCount(0)
  await expect(page.getByText('Paid back in cash at the box office.')).toBeVisible()
  await expect(page.getByText('Seen to', { exact: true })).toBeVisible()
  const after = (await (await page.request.get(`/api/admin/ticketing/orders/${order.id}`)).json()) as { status: string; incident: string; refunded: number }
  expect([after.status, after.incident, after.refunded]).toEqual(['paid', '', 0])
  await page.screenshot({ path: info.outputPath('incident-cleared.png'), fullPage: true })
})

test('a venue has labels for its seats', async ({ page, usher }, info) => {
  await signIn(page, usher)
  const venues = (await (await page.request.get('/api/venues')).json()) as { items: { id: string; name: string; sections: { name: string }[] }[] }
  const venue = venues.items.find((each) => each.name === 'Riverside Theatre')
  await page.goto(`/admin/ticketing/venues/${venue?.id}/edit`)
  await page.getByRole('button', { name: 'Seat labels…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Seat labels' })
  await dialog.getByLabel('Sheet of labels').selectOption('avery_5160')
  await dialog.getByLabel('Section').selectOption(venue?.sections[0].name ?? '')
  await expectAccessible(page)
  await page.screenshot({ path: info.outputPath('venue-labels.png') })
  const started = page.waitForEvent('download')
  await dialog.getByRole('link', { name: 'Download PDF' }).click()
  const text = execFileSync('pdftotext', ['-l', '1', await (await started).path(), '-']).toString()
  expect(text).toContain(venue?.sections[0].name)
})

test('a show leads to its door log and its scanner, and both lead back', async ({ page, request, usher }) => {
  const show = await showByTitle(request, 'Opening night')
  await signIn(page, usher)
  await page.goto(`/admin/recitals/shows/${show.id}`)
  await page.getByRole('link', { name: 'Door log' }).click()
  await expect(page).toHaveURL(new RegExp(`/admin/ticketing/door\\?show_id=${show.id}$`))
  await page.getByRole('link', { name: 'Show', exact: true }).click()
  await page.getByRole('link', { name: 'Scan tickets' }).click()
  await expect(page.getByRole('heading', { name: show.title })).toBeVisible()
  await expect(page).toHaveURL(/\/scan$/)
  await page.getByRole('link', { name: 'Door log' }).click()
  await expect(page).toHaveURL(new RegExp(`show_id=${show.id}$`))
})
