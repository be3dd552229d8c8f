// Keys for all admin pages: `/` searches, `g` and a letter goes somewhere, j and k walk over a list,
// `n` makes a new one, `?` tells all of this. Ctrl or ⌘ with K finds anything from anywhere.
import { onBeforeUnmount, onMounted } from 'vue'

const kSecondKeyMs = 1200
/** Where keys mean letters, or belong to something that has its own. */
const kOthers = 'input, textarea, select, [role="dialog"], [role="grid"], [role="application"], [contenteditable]'

interface Handlers {
  go(letter: string): void
  search(): void
  find(): void
  help(): void
  /** Escape, where nothing else took it. */
  leave(): void
}

function walk(by: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>('main [data-row-link]')]
  if (rows.length === 0) return false
  const at = rows.indexOf(document.activeElement as HTMLElement)
  const row = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))]
  row.focus()
  row.scrollIntoView({ block: 'nearest' })
  return true
}
function make(): boolean {
  const button = document.querySelector<HTMLElement>('main [data-new]')
  button?.click()
  return button !== null
}

export function useShortcuts(handlers: Handlers) {
  // Times count from the loading of the page: zero would be just now on a fast machine.
  let wentAt = Number.NEGATIVE_INFINITY

  function plain(event: KeyboardEvent): boolean {
    if (event.timeStamp - wentAt < kSecondKeyMs) {
      wentAt = Number.NEGATIVE_INFINITY
      handlers.go(event.key)
      return false
    }
    switch (event.key) {
      case 'g':
        wentAt = event.timeStamp
        return false
      case '/':
        handlers.search()
        return true
      case 'j':
        return walk(1)
      case 'k':
        return walk(-1)
      case 'n':
        return make()
      case 'Escape':
        handlers.leave()
        return false
      case '?':
        handlers.help()
        return true
      default:
        return false
    }
  }
  function key(event: KeyboardEvent) {
    if (event.defaultPrevented || event.isComposing) return
    const target = event.target as HTMLElement
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') {
      event.preventDefault()
      if (!target.closest('[role="dialog"]')) handlers.find()
      return
    }
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest(kOthers)) return
    if (plain(event)) event.preventDefault()
  }
  onMounted(() => document.addEventListener('keydown', key))
  onBeforeUnmount(() => document.removeEventListener('keydown', key))
}
