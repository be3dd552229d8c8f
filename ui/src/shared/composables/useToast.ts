// Short messages that pass; they are also read out by screen readers.
import { ref } from 'vue'

export interface Toast {
  id: number
  text: string
  kind: 'info' | 'ok' | 'bad'
  action?: { label: string; run: () => void }
  shownAt: number
}

const toasts = ref<Toast[]>([])
let nextId = 1
const kShownMs = 6000
/** What was said just before a change of page belongs to the next one. */
const kJustNowMs = 500

export function useToast() {
  function dismiss(id: number) {
    toasts.value = toasts.value.filter((toast) => toast.id !== id)
  }
  function show(text: string, kind: Toast['kind'] = 'info', action?: Toast['action']) {
    const id = nextId++
    toasts.value = [...toasts.value.slice(-2), { id, text, kind, action, shownAt: Date.now() }]
    setTimeout(() => dismiss(id), action ? kShownMs * 2 : kShownMs)
  }
  /** The page is left: what was said about it goes with it. */
  function leavePage() {
    toasts.value = toasts.value.filter((toast) => Date.now() - toast.shownAt < kJustNowMs)
  }
  return { toasts, show, dismiss, leavePage }
}
