// The buyer's hold of a show: made, changed, extended and released here, and found again after a
// reload, the back button or in a second tab. The cookie owns the hold; the token only names it.
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { call, client, newIdempotencyKey } from '@/api/client'
import { isMissing } from '@/api/problem'
import { queryKeys } from '@/api/queryKeys'
import { serverNow } from './useNow'

const keyOf = (showId: string) => `usher-hold:${showId}`

function stored(showId: string): string | null {
  try {
    return localStorage.getItem(keyOf(showId))
  } catch {
    return null
  }
}
function store(showId: string, token: string | null) {
  try {
    if (token) localStorage.setItem(keyOf(showId), token)
    else localStorage.removeItem(keyOf(showId))
  } catch {
    // Without storage the address still carries the token.
  }
}

export function useReservation(showId: MaybeRefOrGetter<string>, fromAddress?: MaybeRefOrGetter<string>) {
  const queries = useQueryClient()
  const token = ref<string | null>(null)
  watch(
    [() => toValue(showId), () => toValue(fromAddress)],
    ([id, address]) => {
      token.value = address || stored(id)
      if (address) store(id, address)
    },
    { immediate: true }
  )

  const query = useQuery({
    queryKey: computed(() => queryKeys.hold(token.value ?? '')),
    enabled: computed(() => Boolean(token.value)),
    retry: (count, error) => !isMissing(error) && count < 2,
    queryFn: () => call(client.GET('/api/public/seat-reservations/{token}', { params: { path: { token: token.value ?? '' } } }))
  })
  const hold = computed(() => {
    const held = token.value ? query.data.value : undefined
    return held && held.status === 'active' && Date.parse(held.expires_at) > serverNow() ? held : null
  })

  function forget() {
    if (token.value) queries.removeQueries({ queryKey: queryKeys.hold(token.value) })
    token.value = null
    store(toValue(showId), null)
  }

  const reserve = useMutation({
    mutationFn: ({ seatIds, accessCode }: { seatIds: string[]; accessCode?: string }) =>
      call(client.POST('/api/seat-reservations/reserve', {
        params: { header: { 'Idempotency-Key': newIdempotencyKey() } },
        body: { show_id: toValue(showId), seat_ids: seatIds, ...(accessCode ? { access_code: accessCode } : {}) }
      })),
    onSuccess(held) {
      queries.setQueryData(queryKeys.hold(held.reservation_token), held)
      token.value = held.reservation_token
      store(toValue(showId), held.reservation_token)
    }
  })
  const extend = useMutation({
    mutationFn: () => call(client.POST('/api/seat-reservations/extend', { body: { reservation_token: token.value ?? '' } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.hold(token.value ?? '') })
  })
  const release = useMutation({
    mutationFn: () => call(client.POST('/api/seat-reservations/release', { body: { reservation_token: token.value ?? '' } })),
    onSettled: forget
  })

  return { token, hold, query, reserve, extend, release, forget }
}
