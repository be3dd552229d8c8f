// The door as an app of its own on the home screen, where the browser offers that.
import { onScopeDispose, shallowRef } from 'vue'

interface InstallPrompt extends Event {
  prompt(): Promise<void>
}

export function useInstall() {
  const offer = shallowRef<InstallPrompt | null>(null)
  const take = (event: Event) => {
    event.preventDefault()
    offer.value = event as InstallPrompt
  }
  window.addEventListener('beforeinstallprompt', take)
  onScopeDispose(() => window.removeEventListener('beforeinstallprompt', take))
  async function install() {
    await offer.value?.prompt()
    offer.value = null
  }
  return { offer, install }
}
