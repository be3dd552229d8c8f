// A request whose session was lost meanwhile: the person signs in again on the spot, and it is sent once more.
import { currentCsrfToken, sendBy, setCsrfToken } from './client'

/** Asks the person to sign in again; false when they would rather not. `isChange`: they were doing something. */
type SessionKeeper = (isChange: boolean) => Promise<boolean>

/** What the sign-in itself sends: a refusal there is an answer, not a lost session. */
const isAboutSession = (request: Request) => /^\/api\/auth\/(me|login|logout)$/.test(new URL(request.url).pathname)

async function codeOf(response: Response): Promise<unknown> {
  const body: unknown = await response.clone().json().catch(() => null)
  return typeof body === 'object' && body !== null && 'code' in body ? body.code : null
}

/** The token that goes with the cookie of now: another tab may have signed in anew. */
async function renewCsrfToken(): Promise<boolean> {
  const me = await globalThis.fetch('/api/auth/me', { credentials: 'same-origin' })
  if (!me.ok) return false
  setCsrfToken(((await me.json()) as { csrf_token: string }).csrf_token)
  return true
}

/** From now on a lost session is asked for, and nothing typed is lost by it. */
export function keepSession(ask: SessionKeeper) {
  sendBy(async (request) => {
    if (isAboutSession(request)) return globalThis.fetch(request)
    const again = request.clone()
    const response = await globalThis.fetch(request)
    if (response.status !== 401 && response.status !== 403) return response
    const code = await codeOf(response)
    const isChange = request.method !== 'GET'
    const renewed = code === 'csrf_token_invalid' ? (await renewCsrfToken()) || (await ask(isChange)) : code === 'not_signed_in' && (await ask(isChange))
    if (!renewed) return response
    const token = currentCsrfToken()
    if (token && isChange) again.headers.set('X-CSRF-Token', token)
    return globalThis.fetch(again)
  })
}
