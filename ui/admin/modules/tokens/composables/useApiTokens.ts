import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/vue-query'
import { call, client } from '@/api/client'
import type { Role } from '@/api/types'
import { useOnce } from '@/shared/composables/useOnce'

const tokensKey = ['admin', 'api-tokens'] as const

export function useApiTokens() {
  const queries = useQueryClient()
  const again = () => queries.invalidateQueries({ queryKey: tokensKey })
  const query = useInfiniteQuery({
    queryKey: tokensKey,
    initialPageParam: '',
    queryFn: ({ pageParam }) => call(client.GET('/api/admin/api-tokens', { params: { query: { limit: 50, cursor: pageParam || undefined } } })),
    getNextPageParam: (page) => page.next_cursor ?? undefined
  })
  const once = useOnce()
  const create = useMutation({ mutationFn: (body: { name: string; role: Role; expires_at?: string }) => once((header) => call(client.POST('/api/admin/api-tokens', { params: { header }, body }))), onSuccess: again })
  const remove = useMutation({ mutationFn: (id: string) => call(client.DELETE('/api/admin/api-tokens/{id}', { params: { path: { id } } })), onSettled: again })
  return { query, create, remove }
}
