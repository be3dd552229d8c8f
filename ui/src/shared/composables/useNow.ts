// The time, told once a second, by the server's clock as far as we know it.
import { onScopeDispose, ref } from 'vue'

let serverAheadMs = 0

/** The Date header of any answer; a wrong clock on the device then does not cut a hold short. */
export function learnServerTime(response: Response) {
  const date = Date.parse(response.headers.get('Date') ?? '')
  if (Number.isNaN(date)) return
  const ahead = date - Date.now()
  // The header has whole seconds, so less than two seconds mean nothing.
  serverAheadMs = Math.abs(ahead) > 2000 ? ahead : 0
}

export function serverNow(): number {
  return Date.now() + serverAheadMs
}

export function useNow() {
  const now = ref(serverNow())
  const timer = setInterval(() => (now.value = serverNow()), 250)
  onScopeDispose(() => clearInterval(timer))
  return now
}
