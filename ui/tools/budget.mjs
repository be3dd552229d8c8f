// Says what a first visit downloads, and fails the build when the shop has grown over its budget
// (quality.md): 90 kB of JavaScript without the seat map, 130 kB with it, compressed with gzip.
import { readFileSync, rmSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'))
const size = (file) => gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length

/** The chunks that a page needs before it shows, with everything they import statically. */
function closure(names) {
  const seen = new Set()
  const visit = (name) => {
    if (seen.has(name)) return
    seen.add(name)
    for (const next of manifest[name].imports ?? []) visit(next)
  }
  names.forEach(visit)
  return [...seen].map((name) => manifest[name].file)
}

const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`
const english = 'src/locales/en/shop.json'
const pages = [
  { label: 'shop, list of shows', names: ['shop.html', english, 'shop/modules/shows/ShowsPage.vue'], limit: 90_000 },
  { label: 'shop, seating page', names: ['shop.html', english, 'shop/modules/seating/SeatingPage.vue'], limit: 130_000 },
  { label: 'shop, checkout', names: ['shop.html', english, 'shop/modules/checkout/CheckoutPage.vue'], limit: 130_000 },
  { label: 'admin, dashboard', names: ['admin.html', 'src/locales/en/admin.json', 'admin/modules/dashboard/DashboardPage.vue'], limit: 200_000 },
  { label: 'door, scanning', names: ['door.html', 'src/locales/en/door.json', 'door/modules/scan/ScanPage.vue'], limit: 200_000 }
]
let failed = false
for (const { label, names, limit } of pages) {
  const missing = names.find((name) => !manifest[name])
  if (missing) {
    console.error(`budget: ${label}: the build has no ${missing}`)
    failed = true
    continue
  }
  const files = closure(names).filter((file) => file.endsWith('.js'))
  const total = files.reduce((sum, file) => sum + size(file), 0)
  console.log(`budget: ${label}: ${kB(total)} of ${kB(limit)} gz in ${files.length} files`)
  if (total > limit) failed = true
}
// It has done its work; what is in dist is served.
rmSync('dist/.vite', { recursive: true })
process.exit(failed ? 1 : 0)
