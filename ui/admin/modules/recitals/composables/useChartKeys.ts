// Keys while the chart or its tools have the focus: letters take a tool, Ctrl+Z takes back.
import { onBeforeUnmount, onMounted, type Ref } from 'vue'
import { kToolKeys, type Tool } from './useChartTools'

export interface ChartKeys {
  tool: Ref<Tool>
  enabled: Ref<boolean>
  undo(): void
  redo(): void
  all(): void
  escape(): void
}

const isTyping = (target: EventTarget | null) => target instanceof HTMLElement && (target.isContentEditable || ['TEXTAREA', 'SELECT'].includes(target.tagName) || (target instanceof HTMLInputElement && !['radio', 'checkbox'].includes(target.type)))

export function useChartKeys(area: Ref<HTMLElement | null>, keys: ChartKeys) {
  function press(event: KeyboardEvent) {
    if (!keys.enabled.value || event.defaultPrevented || isTyping(event.target) || document.querySelector('[role="dialog"]')) return
    const key = event.key.toLowerCase()
    const isCommand = event.ctrlKey || event.metaKey
    const isHere = area.value?.contains(event.target as Node) ?? false
    if (isCommand && !event.altKey && (key === 'z' || key === 'y')) {
      if (key === 'y' || event.shiftKey) keys.redo()
      else keys.undo()
    } else if (isCommand && key === 'a' && isHere) {
      keys.all()
    } else if (event.key === 'Escape') {
      keys.escape()
      return
    } else if (isHere && !isCommand && !event.altKey && kToolKeys[key]) {
      keys.tool.value = kToolKeys[key]
    } else {
      return
    }
    event.preventDefault()
  }
  onMounted(() => window.addEventListener('keydown', press))
  onBeforeUnmount(() => window.removeEventListener('keydown', press))
}
