// The buyer's hold of a show: made, changed, extended and released here. The browser's session owns
// it, one of each show; the server is asked which, so a reload, the back button, a second tab and a
// lost answer all find it again.
import { useMutation, useQuery } from '@tanstack/vue-query'
import { computed, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { call, client } from '@/api/client'
import { Intention } from '@/api/intention'
import { asProblem, isMissing, isProblem } from '@/api/problem'
import { queryKeys } from '@/api/queryKeys'
import type { Hold } from '@/api/types'
import { useCaptcha } from './useCaptcha'
import { readMine, useMine } from './useMine'
import { serverNow } from './useNow'

export interface HoldWish {
  seatIds: string[]
  accessCode?: string
}

export function useReservation(showId: MaybeRefOrGetter<string>) {
  const mine = useMine()
  // Asked for where many seats of the show are held from this network.
  const captcha = useCaptcha('hold')
  const hold = computed<Hold | null>(() => mine.holds.value.find((each) => each.show_id === toValue(showId) && Date.parse(each.expires_at) > serverNow()) ?? null)
  /** What was held last, for when its time is over. */
  const last = shallowRef<Hold | null>(null)
  watch(hold, (now) => (last.value = now ?? last.value), { immediate: true })

  const others = (items: Hold[]) => items.filter((each) => each.show_id !== toValue(showId))
  const put = (held: Hold) => mine.patch((known) => ({ ...known, items: [...others(known.items), held] }))
  const forget = () => mine.patch((known) => ({ ...known, items: others(known.items) }))

  /** Ours all the same: an answer that was lost, or a second press. */
  async function findOwn(seatIds: string[]): Promise<Hold | null> {
    const { items } = await readMine()
    const own = items.find((each) => each.show_id === toValue(showId))
    return own?.seats.length === seatIds.length && own.seats.every((seat) => seatIds.includes(seat.id)) ? own : null
  }
  const wanted = new Intention()
  const reserve = useMutation({
    async mutationFn({ seatIds, accessCode }: HoldWish): Promise<Hold> {
      const body = { show_id: toValue(showId), seat_ids: seatIds, ...(accessCode ? { access_code: accessCode } : {}) }
      try {
        return await captcha.withCaptcha((solved) => {
          const asked = { ...body, ...solved }
          return wanted.send(asked, ({ key, signal }) => call(client.POST('/api/seat-reservations/reserve', { params: { header: { 'Idempotency-Key': key } }, body: asked, signal })))
        })
      } catch (error) {
        const isDoubtful = isProblem(error, 'seats_unavailable') || asProblem(error).status >= 500 || asProblem(error).status === 0
        const own = isDoubtful ? await findOwn(seatIds).catch(() => null) : null
        if (!own) throw error
        return own
      }
    },
    onSuccess: put
  })
  const extend = useMutation({
    mutationFn: () => call(client.POST('/api/seat-reservations/extend', { body: { reservation_token: hold.value?.reservation_token ?? '' } })),
    onSuccess: put
  })
  const release = useMutation({
    async mutationFn() {
      try {
        await call(client.POST('/api/seat-reservations/release', { body: { reservation_token: hold.value?.reservation_token ?? '' } }))
      } catch (error) {
        // What is not held any more need not be given back.
        if (!isMissing(error)) throw error
      }
    },
    onSuccess: forget
  })

  return { mine, hold, last, reserve, extend, release, forget }
}

/** A hold by its token, also when it is over; missing where it is another browser's. */
export function useNamedHold(token: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => queryKeys.hold(toValue(token))),
    enabled: computed(() => toValue(token) !== ''),
    queryFn: () => call(client.GET('/api/public/seat-reservations/{token}', { params: { path: { token: toValue(token) } } }))
  })
}
