import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { call, client } from '@/api/client'
import { isProblem, kOffline } from '@/api/problem'
import { queryKeys } from '@/api/queryKeys'
import { keepFact, readFact, type DoorShow } from '../offline/store'

/** Late-comers are let in long after the beginning. */
const kStillOpenMs = 12 * 3_600_000

async function loadShows(isStaff: boolean): Promise<DoorShow[]> {
  const query = { limit: 100, from: new Date(Date.now() - kStillOpenMs).toISOString() }
  const shows = isStaff
    ? (await call(client.GET('/api/recital-shows', { params: { query } }))).items.map((show) => ({ ...show, venue: show.venue_name }))
    : (await call(client.GET('/api/public/recital-shows', { params: { query } }))).items.map((show) => ({ ...show, venue: show.venue.name }))
  return shows.map(({ id, title, venue, starts_at, time_zone }) => ({ id, title, venue, starts_at, time_zone })).sort((a, b) => a.starts_at.localeCompare(b.starts_at))
}

/** Shows that people may come to now, as the server says or as it said last. */
export function useDoorShows(isSignedIn: () => boolean, isStaff: () => boolean) {
  return useQuery({
    queryKey: computed(() => [...queryKeys.shows('door'), isStaff()]),
    enabled: isSignedIn,
    retry: false,
    queryFn: async (): Promise<DoorShow[]> => {
      try {
        const shows = await loadShows(isStaff())
        await keepFact('shows', shows)
        return shows
      } catch (error) {
        const kept = isProblem(error, kOffline) ? await readFact<DoorShow[]>('shows') : undefined
        if (!kept) throw error
        return kept
      }
    }
  })
}

const kCountsMs = 10_000

export function useAdmissions(showId: () => string) {
  return useQuery({
    queryKey: computed(() => [...queryKeys.show(showId()), 'admissions']),
    enabled: computed(() => Boolean(showId())),
    refetchInterval: kCountsMs,
    retry: false,
    queryFn: () => call(client.GET('/api/recital-shows/{id}/admissions', { params: { path: { id: showId() } } }))
  })
}
