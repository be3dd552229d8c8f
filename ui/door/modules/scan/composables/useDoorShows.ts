import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { call, client } from '@/api/client'
import { queryKeys } from '@/api/queryKeys'

export interface DoorShow {
  id: string
  title: string
  venue: string
  starts_at: string
  time_zone: string
}
/** Late-comers are let in long after the beginning. */
const kStillOpenMs = 12 * 3_600_000

/** Shows that people may come to now. Door staff read the public list, which is open to them. */
export function useDoorShows(isSignedIn: () => boolean, isStaff: () => boolean) {
  return useQuery({
    queryKey: computed(() => [...queryKeys.shows('door'), isStaff()]),
    enabled: isSignedIn,
    queryFn: async (): Promise<DoorShow[]> => {
      const query = { limit: 100, from: new Date(Date.now() - kStillOpenMs).toISOString() }
      const shows = isStaff()
        ? (await call(client.GET('/api/recital-shows', { params: { query } }))).items.map((show) => ({ ...show, venue: show.venue_name }))
        : (await call(client.GET('/api/public/recital-shows', { params: { query } }))).items.map((show) => ({ ...show, venue: show.venue.name }))
      return shows.sort((a, b) => a.starts_at.localeCompare(b.starts_at))
    }
  })
}

const kCountsMs = 10_000

export function useAdmissions(showId: () => string) {
  return useQuery({
    queryKey: computed(() => [...queryKeys.show(showId()), 'admissions']),
    enabled: computed(() => Boolean(showId())),
    refetchInterval: kCountsMs,
    queryFn: () => call(client.GET('/api/recital-shows/{id}/admissions', { params: { path: { id: showId() } } }))
  })
}
