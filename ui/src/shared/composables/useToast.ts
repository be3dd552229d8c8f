// Short messages that pass; they are also read out by screen readers.
import { ref } from 'vue'

export interface Toast {
  id: number
  text: string
  kind: 'info' | 'ok' | 'bad'
  action?: { label: string; run: () => void }
}

const toasts = ref<Toast[]>([])
let nextId = 1
const kShownMs = 6000

export function useToast() {
  function dismiss(id: number) {
    toasts.value = toasts.value.filter((toast) => toast.id !== id)
  }
  function show(text: string, kind: Toast['kind'] = 'info', action?: Toast['action']) {
    const id = nextId++
    toasts.value = [...toasts.value.slice(-2), { id, text, kind, action }]
    setTimeout(() => dismiss(id), action ? kShownMs * 2 : kShownMs)
  }
  return { toasts, show, dismiss }
}
