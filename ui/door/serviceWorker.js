// Keeps the door's page and everything it loads on the device, so that it opens without the network. It never
// answers for the API: what is true is in the door's own database. The build puts in version and files.
const kVersion = '__VERSION__'
const kFiles = ['__FILES__']
const kPage = '/scan'
const kCache = `usher-door-${kVersion}`

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(kCache).then((cache) => cache.addAll([kPage, ...kFiles].map((url) => new Request(url, { cache: 'reload' })))))
})

// A new version waits until no page of the old one is open any more, or a page that has just started asks.
self.addEventListener('message', (event) => {
  if (event.data === 'take-over') void self.skipWaiting()
})

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith('usher-door-') && name !== kCache) await caches.delete(name)
    await self.clients.claim()
  })())
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin || url.pathname.startsWith('/api/')) return
  const isPage = request.mode === 'navigate'
  if (isPage && url.pathname.replace(/\/$/, '') !== kPage) return
  event.respondWith((async () => (await caches.match(isPage ? kPage : request, { cacheName: kCache, ignoreVary: true })) ?? fetch(request))())
})
