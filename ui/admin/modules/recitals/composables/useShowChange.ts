import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { call, client } from '@/api/client'
import { queryKeys } from '@/api/queryKeys'
import { useOnce } from '@/shared/composables/useOnce'

export interface ShowChangeDraft {
  kind: 'cancel' | 'move'
  refund: boolean
  message: string
  /** What the venue's wall clock shows; for a move. */
  starts_at_local?: string
}

/** While everybody is being told, the page asks this often how far that is. */
const kRunningMs = 1000

export function useShowChange(id: MaybeRefOrGetter<string>) {
  const queries = useQueryClient()
  const path = () => ({ path: { id: toValue(id) } })
  const changesKey = computed(() => [...queryKeys.show(toValue(id)), 'changes'])
  const preview = useQuery({
    queryKey: computed(() => [...queryKeys.show(toValue(id)), 'change-preview']),
    queryFn: () => call(client.GET('/api/recital-shows/{id}/changes/preview', { params: path() })),
    staleTime: 0
  })
  const changes = useQuery({
    queryKey: changesKey,
    queryFn: () => call(client.GET('/api/recital-shows/{id}/changes', { params: path() })),
    refetchInterval: (query) => (query.state.data?.items.some((change) => change.state === 'running') ? kRunningMs : false)
  })
  // A lost answer can be asked for again, nothing is done twice.
  const once = useOnce()
  const begin = useMutation({
    mutationFn: ({ draft, version }: { draft: ShowChangeDraft; version: number }) =>
      once((header) => call(client.POST('/api/recital-shows/{id}/changes', { params: { ...path(), header: { 'If-Match': `"${version}"`, ...header } }, body: draft }))),
    onSuccess: () => Promise.all([queries.invalidateQueries({ queryKey: queryKeys.show(toValue(id)) }), queries.invalidateQueries({ queryKey: queryKeys.shows() }), queries.invalidateQueries({ queryKey: queryKeys.dashboard })])
  })
  return { preview, changes, begin }
}
