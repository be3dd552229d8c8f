// The theme follows the system until somebody chooses; the choice stays on this device.
import { computed, ref } from 'vue'

export type ThemeChoice = 'system' | 'light' | 'dark'
const kStorageKey = 'usher-theme'

const system = window.matchMedia('(prefers-color-scheme: dark)')
const systemIsDark = ref(system.matches)
system.addEventListener('change', (event) => (systemIsDark.value = event.matches))

function stored(): ThemeChoice {
  try {
    const value = localStorage.getItem(kStorageKey)
    return value === 'light' || value === 'dark' ? value : 'system'
  } catch {
    return 'system'
  }
}

const choice = ref<ThemeChoice>(stored())

function apply() {
  if (choice.value === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = choice.value
}
apply()

export function useTheme() {
  const isDark = computed(() =>
    choice.value === 'system' ? systemIsDark.value : choice.value === 'dark'
  )
  function choose(next: ThemeChoice) {
    choice.value = next
    try {
      if (next === 'system') localStorage.removeItem(kStorageKey)
      else localStorage.setItem(kStorageKey, next)
    } catch {
      // Storage may be forbidden; the choice then lasts for this page.
    }
    apply()
  }
  function toggle() {
    const next = isDark.value ? 'light' : 'dark'
    choose((next === 'dark') === systemIsDark.value ? 'system' : next)
  }
  return { choice, isDark, choose, toggle }
}
