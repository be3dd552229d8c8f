import { useInfiniteQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { call, client } from '@/api/client'
import { queryKeys } from '@/api/queryKeys'

export function useAuditLog(action: MaybeRefOrGetter<string>) {
  return useInfiniteQuery({
    queryKey: computed(() => queryKeys.auditLog(toValue(action))),
    initialPageParam: '',
    queryFn: ({ pageParam }) => call(client.GET('/api/admin/audit-log', { params: { query: { limit: 50, cursor: pageParam || undefined, action: toValue(action) || undefined } } })),
    getNextPageParam: (page) => page.next_cursor ?? undefined
  })
}
