// The door's two minds: it asks the server, and when that does not answer it decides by the list and the
// keys that it has loaded, and sends what it did as soon as it can (rules 22, 23, 48, 49).
import { useQueryClient } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { call, client, hasCsrfToken, newIdempotencyKey } from '@/api/client'
import { ApiProblem, asProblem, isProblem, kOffline } from '@/api/problem'
import { queryKeys } from '@/api/queryKeys'
import type { Direction, EarlyScans } from '@/api/types'
import { readSession } from '@/shared/composables/useSession'
import { codeIn, isGenuine, numberIn, readToken } from '../offline/token'
import { isWelcome, judge } from '../offline/judge'
import type { DoorScan } from '../offline/scan'
import * as store from '../offline/store'

const kAnswerMs = 3000
/** After the server did not answer, the queue at the door does not wait for it every time. */
const kStayDownMs = 8000
const kSyncEveryMs = 10_000
const kListEveryMs = 120_000
const kBatch = 200
const kLatest = 6
const kStatusServerError = 500
const kStatusSignedOut = 401
const kStatusGone = 404
/** What the server says of a batch that it will not take next time either. */
const kRefusals = new Set([400, kStatusGone, 409, 410, 413, 422])

/** Short, for one line of the history. */
const placeOf = (ticket: { section: string; row_name: string; seat_number: string }) =>
  [`${ticket.row_name} ${ticket.seat_number}`.trim(), ticket.section].filter(Boolean).join(' · ')

export function useOfflineDoor(showId: () => string, gate: () => string, isSignedIn: () => boolean) {
  const queries = useQueryClient()
  const list = shallowRef<store.KeptList | null>(null)
  const waiting = ref(0)
  const refused = shallowRef<store.KeptScan[]>([])
  const latest = shallowRef<store.KeptScan[]>([])
  const counts = shallowRef<store.LocalCounts | null>(null)
  const downUntil = ref(0)
  const isDown = ref(!navigator.onLine)
  let aheadMs = 0
  void store.readFact<number>('aheadMs').then((ms) => (aheadMs = ms ?? 0))

  const now = () => Date.now() + aheadMs
  function heard(isUp: boolean) {
    isDown.value = !isUp
    downUntil.value = isUp ? 0 : Date.now() + kStayDownMs
  }
  const isLost = (error: unknown) => isProblem(error, kOffline) || asProblem(error).status >= kStatusServerError

  async function look() {
    const id = showId()
    waiting.value = (await store.waitingScans()).length
    refused.value = await store.refusedScans()
    list.value = id ? ((await store.readList(id)) ?? null) : null
    latest.value = id ? await store.latestScans(id, kLatest) : []
    // The server counts while it answers; a big list takes a moment to count here.
    counts.value = list.value && isDown.value ? await store.localCounts(id) : null
  }

  /** Loads the list and the keys. Errors are for who asked; the old ones stay good. */
  async function load() {
    const id = showId()
    if (!id) return
    const [fresh, keys] = await Promise.all([
      call(client.GET('/api/tickets/scan-list', { params: { query: { show_id: id } } })),
      call(client.GET('/api/tickets/verification-keys'))
    ])
    const ahead = Date.parse(fresh.as_of) - Date.now()
    aheadMs = Math.abs(ahead) > 2000 ? ahead : 0
    await Promise.all([store.keepList(fresh), store.keepFact('keys', keys.items), store.keepFact('aheadMs', aheadMs)])
    heard(true)
    await look()
  }

  const renew = () => queries.fetchQuery({ queryKey: queryKeys.me, queryFn: readSession, staleTime: 0 })
  /** The session as it is now, if it says so in time: somebody stands at the door. */
  async function renewInTime() {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<never>((_, fail) => (timer = setTimeout(() => fail(new ApiProblem(0, kOffline, '')), kAnswerMs)))
    const me = await Promise.race([renew(), late]).finally(() => clearTimeout(timer))
    if (!me) throw new ApiProblem(kStatusSignedOut, 'not_signed_in', '')
  }

  /** What the server does not take stays here with its reason; of a batch, only what is at fault. */
  async function sendBatch(showId: string, batch: store.KeptScan[]): Promise<void> {
    try {
      const { results } = await call(client.POST('/api/tickets/scans', {
        body: { show_id: showId, scans: batch.map(({ scan_id, code, direction, result, scanned_at, gate: at }) => ({ scan_id, code, direction, result, scanned_at, gate: at })) }
      }))
      await store.markSent(results.filter((each) => !each.error).map((each) => each.scan_id))
      for (const { scan_id, error } of results) if (error) await store.markRefused([scan_id], error)
    } catch (error) {
      const { status, code } = asProblem(error)
      if (!kRefusals.has(status)) throw error
      if (batch.length === 1 || status === kStatusGone) return store.markRefused(batch.map((scan) => scan.scan_id), code)
      const half = batch.length >> 1
      await sendBatch(showId, batch.slice(0, half))
      await sendBatch(showId, batch.slice(half))
    }
  }

  let isSending = false
  /** Sends what waits, each show by itself; the server may hear the same scan twice. */
  async function send() {
    if (isSending) return
    isSending = true
    try {
      // A page opened without the network has no CSRF token yet; signed out, the scans stay here.
      if (!(await renew())) return
      const scans = await store.waitingScans()
      let failure: unknown
      for (const show of new Set(scans.map((scan) => scan.show_id))) {
        const own = scans.filter((scan) => scan.show_id === show)
        try {
          for (let from = 0; from < own.length; from += kBatch) await sendBatch(show, own.slice(from, from + kBatch))
          await queries.invalidateQueries({ queryKey: queryKeys.show(show) })
        } catch (error) {
          // One show that fails does not hold up the others; without the network nothing goes.
          if (isProblem(error, kOffline)) throw error
          failure ??= error
        }
      }
      if (failure) throw failure
    } finally {
      isSending = false
    }
  }

  async function retryRefused() {
    await store.retryRefused()
    await sync()
  }

  /** False when there is no network for whatever comes next either. */
  async function attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work()
      return true
    } catch (error) {
      heard(!isLost(error))
      // Signed out meanwhile: the page finds out and asks; nothing is lost.
      if (asProblem(error).status === kStatusSignedOut || asProblem(error).status === 403) await queries.invalidateQueries({ queryKey: queryKeys.me })
      return !isProblem(error, kOffline)
    }
  }
  async function sync() {
    if (!isSignedIn() || !navigator.onLine) return
    const goesOn = (await store.waitingScans()).length === 0 || (await attempt(send))
    const age = list.value ? now() - Date.parse(list.value.as_of) : Infinity
    if (goesOn && (isDown.value || age > kListEveryMs)) await attempt(load)
    await look()
  }

  async function askServer(scan: store.KeptScan, early: EarlyScans): Promise<DoorScan> {
    // Opened without the network, the page knows who stands here, but has no CSRF token yet.
    if (!hasCsrfToken()) await renewInTime()
    const verify = () => call(client.POST('/api/tickets/verify', {
      body: { code: scan.code, show_id: scan.show_id, scan_id: scan.scan_id, direction: scan.direction, early, ...(scan.gate ? { gate: scan.gate } : {}), ...(numberIn(scan.code) ? { by_number: true } : {}) },
      signal: AbortSignal.timeout(kAnswerMs)
    }))
    const answer = await verify().catch(async (error: unknown) => {
      // Somebody signed in anew in another tab; the scan is the same by its scan_id.
      if (!isProblem(error, 'csrf_token_invalid')) throw error
      await renewInTime()
      return verify()
    })
    const place = answer.ticket ? placeOf(answer.ticket) : ''
    await store.keepScan({ ...scan, ticket_id: answer.ticket?.id ?? null, result: answer.result, place, isWaiting: false })
    return { ...answer, isOffline: false, isUnlisted: false }
  }

  async function decide(scan: store.KeptScan, early: EarlyScans): Promise<DoorScan> {
    const list = await store.readList(scan.show_id)
    if (!list) throw asProblem(new Error('no list'))
    const number = numberIn(scan.code)
    const byNumber = number ? await store.readTicketByNumber(scan.show_id, number) : undefined
    // A number proves nothing, but staff have the list, and the ticket's holder before them.
    const token = byNumber ? { showId: scan.show_id, ticketId: byNumber.id, nonce: byNumber.nonce } : readToken(scan.code)
    const genuine = token !== null && (byNumber !== undefined || ('signature' in token && (await isGenuine(token, await store.readKeys()))))
    const opensAt = list.opens_at
    const own = { ...scan, ticket_id: genuine && token ? token.ticketId : null, isWaiting: true }
    const decided = await store.keepDecision(own, token?.nonce ?? '', (known) =>
      judge({ token, isGenuine: genuine, showId: scan.show_id, listed: known, opensAt: early === 'ask' ? opensAt : null }, scan.direction, now()), placeOf)
    const { result } = decided.scan
    const { listed, known } = decided
    return {
      result, isOffline: true, isUnlisted: isWelcome(result) && !listed, ticket: listed ?? null, opens_at: result === 'too_early' ? opensAt : null,
      first_scan: known?.used_at ? { at: known.used_at, gate: known.used_gate ?? '' } : null
    }
  }

  /** Errors: `ApiProblem` of the server; `offline` when there is no list to decide by. */
  async function check(code: string, direction: Direction, early: EarlyScans): Promise<DoorScan> {
    const scan: store.KeptScan = {
      scan_id: newIdempotencyKey(), show_id: showId(), ticket_id: null, code: codeIn(code), direction, result: 'not_found',
      scanned_at: new Date(now()).toISOString(), gate: gate().trim(), place: '', isWaiting: false
    }
    try {
      const skips = Date.now() < downUntil.value || !navigator.onLine
      if (!skips) {
        try {
          const answer = await askServer(scan, early)
          heard(true)
          void queries.invalidateQueries({ queryKey: [...queryKeys.show(scan.show_id), 'admissions'] })
          return answer
        } catch (error) {
          if (!isLost(error) && asProblem(error).status !== kStatusSignedOut) throw error
          if (isLost(error)) heard(false)
          else void queries.invalidateQueries({ queryKey: queryKeys.me })
        }
      }
      return await decide(scan, early)
    } finally {
      void look()
    }
  }

  const undo = async (ticketId: string) => {
    await call(client.POST('/api/tickets/{id}/undo-scan', { params: { path: { id: ticketId } } }))
    await store.markUndone(ticketId)
    await load()
    await queries.invalidateQueries({ queryKey: queryKeys.show(showId()) })
  }

  const onNetwork = () => {
    if (navigator.onLine) void sync()
    else {
      heard(false)
      void look()
    }
  }
  window.addEventListener('online', onNetwork)
  window.addEventListener('offline', onNetwork)
  const timer = setInterval(() => void sync(), kSyncEveryMs)
  onScopeDispose(() => {
    clearInterval(timer)
    window.removeEventListener('online', onNetwork)
    window.removeEventListener('offline', onNetwork)
  })
  watch([showId, isSignedIn], async () => {
    list.value = null
    await look()
    await sync()
  }, { immediate: true })

  return { list, waiting, refused, latest, counts, isDown: computed(() => isDown.value), check, send: sync, retryRefused, undo }
}
