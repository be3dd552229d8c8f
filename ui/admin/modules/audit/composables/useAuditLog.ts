import { useInfiniteQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { call, client } from '@/api/client'
import { queryKeys } from '@/api/queryKeys'

export interface AuditFilter {
  actor?: string
  action?: string
  subject?: string
  subject_id?: string
  from?: string
  to?: string
}

export function useAuditLog(filter: MaybeRefOrGetter<AuditFilter>) {
  return useInfiniteQuery({
    queryKey: computed(() => queryKeys.auditLog(toValue(filter))),
    initialPageParam: '',
    queryFn: ({ pageParam }) => call(client.GET('/api/admin/audit-log', { params: { query: { limit: 50, cursor: pageParam || undefined, ...toValue(filter) } } })),
    getNextPageParam: (page) => page.next_cursor ?? undefined
  })
}
