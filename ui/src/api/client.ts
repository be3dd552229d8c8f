// The one door to the server: a client typed by the OpenAPI document. Only composables use it.
import createClient, { type Middleware } from 'openapi-fetch'
import { learnServerTime } from '@/shared/composables/useNow'
import { ApiProblem, explained, kOffline, problemFromBody } from './problem'
import type { paths } from './schema'

let csrfToken: string | null = null

/** From `GET /api/auth/me`; every changing request of a signed-in person carries it. */
export function setCsrfToken(token: string | null) {
  csrfToken = token
}

/** Whether a changing request can be sent: a page opened without the network has no token yet. */
export const hasCsrfToken = () => csrfToken !== null

const kSafeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

let transport = (request: Request) => globalThis.fetch(request)
/** How requests are sent, where a page does more about an answer than to show it. */
export function sendBy(send: typeof transport) {
  transport = send
}
export const currentCsrfToken = () => csrfToken

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
  fetch: (request) => transport(request)
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
  if (!settled.response.ok) throw await explained(problemFromBody(settled.response, settled.error))
  return settled.data as T
}

/** A key for one intention of a person: the same press sent twice has one effect. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
