// Lighthouse on the built site. Gates on what a crowded machine cannot blur: accessibility, best
// practices, search engines, layout shift, bytes. The performance score is printed for people.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, showByTitle, test } from './support/test'

interface Report {
  scores: Record<string, number>
  faults: string[]
  cls: number
  lcp: number
  scriptBytes: number
}
const kLimitMs = 110_000
async function report(url: string, form: 'mobile' | 'desktop'): Promise<Report> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(__dirname, 'support/lighthouse.mjs'), url, form], { timeout: kLimitMs, maxBuffer: 16 * 1024 * 1024 })
  return JSON.parse(stdout) as Report
}

const kPages = [
  { name: 'shows', forms: ['desktop'], path: () => '/public/tickets', budget: 90_000 },
  { name: 'recital', forms: ['mobile'], path: () => '/public/recitals/the-nutcracker', budget: 90_000 },
  { name: 'seating', forms: ['desktop', 'mobile'], path: (id: string) => `/public/recitals/${id}/seating`, budget: 130_000 },
  { name: 'lookup', forms: ['mobile'], path: () => '/public/tickets/lookup', budget: 90_000 }
]

for (const { name, forms, path, budget } of kPages) {
  test(`Lighthouse finds nothing to mend: ${name}`, async ({ request, usher, page }, info) => {
    test.setTimeout(kLimitMs + 10_000)
    const form = (page.viewportSize()?.width ?? 0) < 1024 ? 'mobile' : 'desktop'
    test.skip(!forms.includes(form), 'looked at in the other size')
    const show = await showByTitle(request, 'Gala')
    const { scores, faults, cls, lcp, scriptBytes } = await report(usher.url + path(show.id), form)
    console.log(`    ${form} ${name}: ${JSON.stringify(scores)} CLS ${cls.toFixed(3)} LCP ${lcp} ms, scripts ${scriptBytes} bytes`)
    info.annotations.push({ type: 'lighthouse', description: JSON.stringify({ scores, cls, lcp, scriptBytes }) })
    expect(faults).toEqual([])
    expect({ accessibility: scores.accessibility, practices: scores['best-practices'], seo: scores.seo }).toEqual({ accessibility: 100, practices: 100, seo: 100 })
    expect(cls).toBeLessThanOrEqual(0.1)
    expect(scriptBytes).toBeLessThanOrEqual(budget)
  })
}
