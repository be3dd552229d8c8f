import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { call, client } from '@/api/client'

export const kMessageStates = ['dead', 'waiting', 'sent', 'dropped'] as const
export type MessageState = (typeof kMessageStates)[number]
const messagesKey = ['admin', 'messages'] as const

/** The outbox in one state; what waits is looked at again by itself. */
export function useMessages(state: MaybeRefOrGetter<MessageState>) {
  const queries = useQueryClient()
  const again = () => queries.invalidateQueries({ queryKey: messagesKey })
  const query = useInfiniteQuery({
    queryKey: computed(() => [...messagesKey, toValue(state)]),
    initialPageParam: '',
    queryFn: ({ pageParam }) => call(client.GET('/api/admin/messages', { params: { query: { state: toValue(state), limit: 50, cursor: pageParam || undefined } } })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: 15_000
  })
  const retry = useMutation({ mutationFn: (id: string) => call(client.POST('/api/admin/messages/{id}/retry', { params: { path: { id } } })), onSettled: again })
  const retryAll = useMutation({ mutationFn: () => call(client.POST('/api/admin/messages/retry-dead')), onSettled: again })
  return { query, retry, retryAll }
}
