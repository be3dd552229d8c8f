import { useQuery } from '@tanstack/vue-query'
import { call, client } from '@/api/client'
import { queryKeys } from '@/api/queryKeys'
import type { Show } from '@/api/types'

/** All shows that staff see, soonest first; for filters, lists and the door. */
export function useStaffShows(enabled: () => boolean = () => true) {
  return useQuery({
    queryKey: queryKeys.shows(),
    enabled,
    queryFn: async () => {
      const shows: Show[] = []
      let cursor: string | undefined
      do {
        const page = await call(client.GET('/api/recital-shows', { params: { query: { limit: 200, cursor } } }))
        shows.push(...page.items)
        cursor = page.next_cursor ?? undefined
      } while (cursor)
      return shows.sort((a, b) => a.starts_at.localeCompare(b.starts_at))
    }
  })
}
