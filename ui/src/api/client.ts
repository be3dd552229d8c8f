// The one door to the server: a client typed by the OpenAPI document. Only composables use it.
import createClient, { type Middleware } from 'openapi-fetch'
import { learnServerTime } from '@/shared/composables/useNow'
import { ApiProblem, kOffline, problemFromBody } from './problem'
import type { paths } from './schema'

let csrfToken: string | null = null

/** From `GET /api/auth/me`; every changing request of a signed-in person carries it. */
export function setCsrfToken(token: string | null) {
  csrfToken = token
}

/** Whether a changing request can be sent: a page opened without the network has no token yet. */
export const hasCsrfToken = () => csrfToken !== null

const kSafeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Asks the person to sign in again, on the spot; false when they would rather not. `isChange`: they were doing something. */
type SessionKeeper = (isChange: boolean) => Promise<boolean>
let keeper: SessionKeeper | null = null

/** Who is asked when a session was lost while a page was open; without one, the refusal is the answer. */
export function keepSession(ask: SessionKeeper | null) {
  keeper = ask
}

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
  csrfToken = ((await me.json()) as { csrf_token: string }).csrf_token
  return true
}

/** Sends a request, and once more when its session was lost and could be renewed: nothing typed is lost by it. */
async function send(request: Request): Promise<Response> {
  if (keeper === null || isAboutSession(request)) return globalThis.fetch(request)
  const again = request.clone()
  const response = await globalThis.fetch(request)
  if (response.status !== 401 && response.status !== 403) return response
  const code = await codeOf(response)
  const isChange = !kSafeMethods.has(request.method)
  const renewed = code === 'csrf_token_invalid' ? (await renewCsrfToken()) || (await keeper(isChange)) : code === 'not_signed_in' && (await keeper(isChange))
  if (!renewed) return response
  if (csrfToken && again.headers.has('X-CSRF-Token')) again.headers.set('X-CSRF-Token', csrfToken)
  return globalThis.fetch(again)
}

const headers: Middleware = {
  onRequest({ request }) {
    if (!kSafeMethods.has(request.method) && csrfToken) request.headers.set('X-CSRF-Token', csrfToken)
    // The language that the page speaks, which mails then speak too.
    if (document.documentElement.lang) request.headers.set('Accept-Language', document.documentElement.lang)
    return request
  },
  onResponse({ response }) {
    learnServerTime(response)
  }
}

export const client = createClient<paths>({
  baseUrl: '/',
  credentials: 'same-origin',
  fetch: send
})
client.use(headers)

type Answer<T> = Promise<{ data?: T; error?: unknown; response: Response }>

/** Waits for an answer of `client`; a refusal and a lost connection both become an `ApiProblem`. */
export async function call<T>(answer: Answer<T>): Promise<T> {
  let settled: Awaited<Answer<T>>
  try {
    settled = await answer
  } catch (error) {
    throw new ApiProblem(0, kOffline, error instanceof Error ? error.message : '')
  }
  if (!settled.response.ok) throw problemFromBody(settled.response, settled.error)
  return settled.data as T
}

/** A key for one intention of a person: the same press sent twice has one effect. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
