// All that this browser holds, of any number of shows: what it is, until when, and what became of what is
// not held any more. One hold may end while the others live; only its seats are gone.
import { useQueryClient } from '@tanstack/vue-query'
import { computed, ref, shallowReactive, shallowRef, watch } from 'vue'
import { call, client } from '@/api/client'
import { Intention } from '@/api/intention'
import { isMissing } from '@/api/problem'
import { queryKeys } from '@/api/queryKeys'
import type { Hold, PublicShow } from '@/api/types'
import { keptAccessCode } from '@/shared/accessCode'
import { useCaptcha } from '@/shared/composables/useCaptcha'
import { useMine } from '@/shared/composables/useMine'
import { useNow } from '@/shared/composables/useNow'

/** Seats that were in the basket: their time is over, or they were given back. */
export interface GoneHold {
  hold: Hold
  why: 'over' | 'removed'
}

/** As long as the page lives, on whichever of its views it is asked. */
const gone = shallowRef<GoneHold[]>([])
/** What was over once stays so, although clocks may be set back: until the server gives it another end. */
const ended = new Set<string>()
const endOf = (hold: Hold) => `${hold.reservation_token} ${hold.expires_at}`
const isSame = (a: Hold, b: Hold) => a.reservation_token === b.reservation_token

export function useShopBasket() {
  const queries = useQueryClient()
  const mine = useMine()
  const captcha = useCaptcha('hold')
  const now = useNow()
  const shows = shallowReactive(new Map<string, PublicShow>())
  const failed = ref(false)

  function isOver(hold: Hold): boolean {
    if (Date.parse(hold.expires_at) <= now.value) ended.add(endOf(hold))
    return ended.has(endOf(hold))
  }
  const startOf = (hold: Hold) => shows.get(hold.show_id)?.starts_at ?? ''
  const holds = computed(() => mine.holds.value.filter((hold) => !isOver(hold)).sort((a, b) => startOf(a).localeCompare(startOf(b)) || a.show_id.localeCompare(b.show_id)))
  const count = computed(() => holds.value.reduce((sum, hold) => sum + hold.seats.length, 0))
  /** The one clock: when the first of them ends. */
  const until = computed(() => holds.value.map((hold) => hold.expires_at).sort()[0] ?? '')
  const currencies = computed(() => [...new Set(holds.value.map((hold) => hold.currency))])

  async function learn(id: string) {
    try {
      shows.set(id, await queries.fetchQuery({ queryKey: queryKeys.publicShow(id), staleTime: 30_000, queryFn: () => call(client.GET('/api/public/recital-shows/{id}', { params: { path: { id } } })) }))
    } catch {
      failed.value = true
    }
  }
  watch(() => [...mine.holds.value, ...gone.value.map((each) => each.hold)].map((hold) => hold.show_id), (ids) => {
    for (const id of new Set(ids)) if (!shows.has(id)) void learn(id)
  }, { immediate: true })
  /** Every show is known by name and price. */
  const isKnown = computed(() => holds.value.every((hold) => shows.has(hold.show_id)))
  /** Asks again what the shows cost. */
  async function refresh() {
    await Promise.all(holds.value.map(async ({ show_id: id }) => {
      await queries.invalidateQueries({ queryKey: queryKeys.publicShow(id) })
      await learn(id)
    }))
  }
  async function retry() {
    failed.value = false
    await Promise.all([mine.query.refetch(), ...holds.value.filter((hold) => !shows.has(hold.show_id)).map((hold) => learn(hold.show_id))])
  }

  // What was held a moment ago and is not any more, because its time came: said, and offered again.
  watch(holds, (current, before) => {
    const over = (before ?? []).filter((hold) => isOver(hold) && !current.some((each) => isSame(each, hold)))
    if (over.length > 0) note(over, 'over')
    gone.value = gone.value.filter(({ hold }) => !current.some((each) => each.show_id === hold.show_id))
  }, { immediate: true })
  function note(which: Hold[], why: GoneHold['why']) {
    gone.value = [...gone.value.filter((each) => !which.some((hold) => hold.show_id === each.hold.show_id)), ...which.map((hold) => ({ hold, why }))]
  }
  const dismiss = (hold: Hold) => void (gone.value = gone.value.filter((each) => !isSame(each.hold, hold)))

  const put = (held: Hold) => mine.patch((known) => ({ ...known, items: [...known.items.filter((each) => each.show_id !== held.show_id), held] }))
  const drop = (hold: Hold) => mine.patch((known) => ({ ...known, items: known.items.filter((each) => !isSame(each, hold)) }))
  const body = (hold: Hold) => ({ reservation_token: hold.reservation_token })
  /** The server says that this one is over, before our clock does. */
  function end(token: string) {
    const hold = mine.holds.value.find((each) => each.reservation_token === token)
    if (!hold) return
    note([hold], 'over')
    drop(hold)
  }

  async function release(hold: Hold) {
    try {
      await call(client.POST('/api/seat-reservations/release', { body: body(hold) }))
    } catch (error) {
      // What is not held any more need not be given back.
      if (!isMissing(error)) throw error
    }
    drop(hold)
  }
  async function remove(hold: Hold) {
    await release(hold)
    note([hold], 'removed')
  }
  const canExtend = computed(() => holds.value.some((hold) => hold.can_extend))
  async function extend(which = holds.value) {
    for (const hold of which.filter((each) => each.can_extend)) put(await call(client.POST('/api/seat-reservations/extend', { body: body(hold) })))
  }
  const wanted = new Intention()
  async function holdAgain(hold: Hold): Promise<Hold> {
    const accessCode = keptAccessCode(hold.show_id)
    const wish = { show_id: hold.show_id, seat_ids: hold.seats.map((seat) => seat.id), ...(accessCode ? { access_code: accessCode } : {}) }
    const held = await captcha.withCaptcha((solved) => {
      const asked = { ...wish, ...solved }
      return wanted.send(asked, ({ key, signal }) => call(client.POST('/api/seat-reservations/reserve', { params: { header: { 'Idempotency-Key': key } }, body: asked, signal })))
    })
    put(held)
    return held
  }

  return { mine, holds, shows, count, until, currencies, isKnown, failed, refresh, retry, gone, dismiss, end, release, remove, canExtend, extend, holdAgain }
}
