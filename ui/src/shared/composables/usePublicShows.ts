import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { call, client } from '@/api/client'
import { queryKeys } from '@/api/queryKeys'
import type { PublicShow } from '@/api/types'

const kFresh = 30_000

/** All shows that buyers may see; read page by page, because the search runs in the browser. */
export function usePublicShows() {
  return useQuery({
    queryKey: queryKeys.publicShows,
    staleTime: kFresh,
    queryFn: async () => {
      const shows: PublicShow[] = []
      let cursor: string | undefined
      do {
        const page = await call(client.GET('/api/public/recital-shows', { params: { query: { limit: 200, cursor } } }))
        shows.push(...page.items)
        cursor = page.next_cursor ?? undefined
      } while (cursor)
      return shows
    }
  })
}

export function usePublicRecital(slug: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => queryKeys.publicRecital(toValue(slug))),
    staleTime: kFresh,
    queryFn: () => call(client.GET('/api/public/recitals/{slug}', { params: { path: { slug: toValue(slug) } } }))
  })
}

export function usePublicShow(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => queryKeys.publicShow(toValue(id))),
    staleTime: kFresh,
    enabled: computed(() => Boolean(toValue(id))),
    queryFn: () => call(client.GET('/api/public/recital-shows/{id}', { params: { path: { id: toValue(id) } } }))
  })
}

export type Availability = 'plenty' | 'few' | 'sold_out' | 'not_yet' | 'over' | 'cancelled' | 'paused'

const kFewShare = 0.1
const kFewSeats = 12

export function availabilityOf(show: PublicShow, now: number): Availability {
  switch (show.sale_state) {
    case 'cancelled':
    case 'over':
    case 'sold_out':
    case 'paused':
      return show.sale_state
    case 'draft':
      return 'not_yet'
    default:
      break
  }
  // The answer may be minutes old; the clock goes on.
  if (Date.parse(show.starts_at) < now || (show.sales_end && Date.parse(show.sales_end) < now)) return 'over'
  if (show.sales_start && Date.parse(show.sales_start) > now) return 'not_yet'
  if (!show.seats) return 'plenty'
  if (show.seats.available === 0) return 'sold_out'
  return show.seats.available <= Math.max(kFewSeats, show.seats.total * kFewShare) ? 'few' : 'plenty'
}
