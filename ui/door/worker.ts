// Starts the service worker with which the door opens without the network.

const kScript = '/scan-worker.js'
const kScope = '/scan'

export async function startWorker() {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  try {
    const registration = await navigator.serviceWorker.register(kScript, { scope: kScope })
    // A version that was fetched last time takes over now, before anybody scans.
    if (registration.waiting && navigator.serviceWorker.controller) {
      navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
      registration.waiting.postMessage('take-over')
    }
    await navigator.storage?.persist?.()
  } catch {
    // In private windows, or where the disk is full: the door works as long as it is open.
  }
}
