// Purpose: Lighthouse on one page, in a Chromium of its own. Place: tests/browser; a process beside
// the tests, because Lighthouse is an ES module and busy. Prints {scores, cls, faults} as JSON.
//
//   node lighthouse.mjs URL mobile|desktop
import { launch } from 'chrome-launcher'
import lighthouse, { desktopConfig } from 'lighthouse'

const [url, form] = process.argv.slice(2)
const chrome = await launch({
  chromePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
})
try {
  const options = { port: chrome.port, output: 'json', logLevel: 'silent', maxWaitForLoad: 30_000 }
  const result = await lighthouse(url, options, form === 'desktop' ? desktopConfig : undefined)
  const { categories, audits } = result.lhr
  const scores = Object.fromEntries(Object.values(categories).map((each) => [each.id, Math.round((each.score ?? 0) * 100)]))
  const gated = ['accessibility', 'best-practices', 'seo'].flatMap((id) => categories[id].auditRefs)
  const faults = gated
    .map((each) => audits[each.id])
    .filter((audit) => audit.score !== null && audit.score < 1 && !['informative', 'notApplicable', 'manual'].includes(audit.scoreDisplayMode))
    .map((audit) => `${audit.id}: ${audit.title} ${JSON.stringify(audit.details?.items?.slice(0, 3) ?? '')}`)
  const scripts = (audits['network-requests'].details?.items ?? []).filter((item) => item.resourceType === 'Script')
  console.log(JSON.stringify({
    scores, faults,
    cls: audits['cumulative-layout-shift'].numericValue,
    lcp: Math.round(audits['largest-contentful-paint'].numericValue),
    scriptBytes: scripts.reduce((sum, item) => sum + item.transferSize, 0)
  }))
} finally {
  await chrome.kill()
}
