import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import { call, client } from '@/api/client'
import { queryKeys } from '@/api/queryKeys'

/** What did not fit together at the doors of a show, for staff to look at. */
export function useConflicts(showId: () => string) {
  const queries = useQueryClient()
  const key = computed(() => [...queryKeys.show(showId()), 'conflicts'])
  const query = useQuery({
    queryKey: key,
    retry: false,
    queryFn: async () => (await call(client.GET('/api/tickets/conflicts', { params: { query: { show_id: showId(), limit: 200 } } }))).items
  })
  const markSeen = useMutation({
    mutationFn: (id: string) => call(client.POST('/api/tickets/conflicts/{id}/seen', { params: { path: { id } }, body: {} })),
    onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.show(showId()) })
  })
  return { query, markSeen }
}
