// Keys for all admin pages: `/` searches, `g` and a letter goes somewhere, `?` tells all of this.
import { onBeforeUnmount, onMounted } from 'vue'

const kSecondKeyMs = 1200

export function useShortcuts(handlers: { go(letter: string): void; search(): void; help(): void }) {
  // Times count from the loading of the page: zero would be just now on a fast machine.
  let wentAt = Number.NEGATIVE_INFINITY

  function key(event: KeyboardEvent) {
    const target = event.target as HTMLElement
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest('input, textarea, select, [role="dialog"], [role="grid"], [contenteditable]')) return
    if (event.timeStamp - wentAt < kSecondKeyMs) {
      wentAt = Number.NEGATIVE_INFINITY
      handlers.go(event.key)
    } else if (event.key === 'g') {
      wentAt = event.timeStamp
    } else if (event.key === '/') {
      event.preventDefault()
      handlers.search()
    } else if (event.key === '?') {
      handlers.help()
    }
  }
  onMounted(() => document.addEventListener('keydown', key))
  onBeforeUnmount(() => document.removeEventListener('keydown', key))
}
