// A show's allotments: seats set aside, with the code that opens them and the time that frees them.
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, onScopeDispose, toValue, type MaybeRefOrGetter } from 'vue'
import { call, client } from '@/api/client'
import { queryKeys } from '@/api/queryKeys'
import type { Allotment } from '@/api/types'
import { useOnce } from '@/shared/composables/useOnce'

export interface AllotmentDraft {
  name: string
  color: string
  access_code: string | null
  max_tickets: number | null
  releases_at: string | null
}

/** Events that come together are within this. */
const kSettledMs = 700
/** Sales and releases elsewhere are seen after this at the latest. */
const kFreshMs = 20_000

export function useAllotments(showId: MaybeRefOrGetter<string>) {
  const queries = useQueryClient()
  const path = () => ({ path: { id: toValue(showId) } })
  const one = (id: string) => ({ path: { id: toValue(showId), allotment_id: id } })
  const listKey = computed(() => [...queryKeys.show(toValue(showId)), 'allotments'])
  const seatsKey = computed(() => [...queryKeys.show(toValue(showId)), 'allotment-seats'])
  const query = useQuery({
    queryKey: listKey,
    queryFn: () => call(client.GET('/api/recital-shows/{id}/allotments', { params: { ...path(), query: { limit: 200 } } })),
    refetchInterval: kFreshMs
  })
  /** Which seats they are; small enough to read anew whenever somebody painted. */
  const seats = useQuery({
    queryKey: seatsKey,
    queryFn: () => call(client.GET('/api/recital-shows/{id}/seats/allotments', { params: path() }))
  })
  const again = () => Promise.all([queries.invalidateQueries({ queryKey: listKey.value }), queries.invalidateQueries({ queryKey: seatsKey.value }), queries.invalidateQueries({ queryKey: queryKeys.showStatistics(toValue(showId)) })])
  // A painting comes as many events: read once when they have come.
  let timer: ReturnType<typeof setTimeout> | undefined
  function soon() {
    clearTimeout(timer)
    timer = setTimeout(() => void again(), kSettledMs)
  }
  onScopeDispose(() => clearTimeout(timer))

  const [onceMade, onceReleased] = [useOnce(), useOnce()]
  const create = useMutation({
    mutationFn: (draft: AllotmentDraft & { seat_ids?: string[] }) => onceMade((header) => call(client.POST('/api/recital-shows/{id}/allotments', { params: { ...path(), header }, body: draft }))),
    onSuccess: again
  })
  const update = useMutation({
    mutationFn: ({ id, version, ...draft }: Partial<AllotmentDraft> & { id: string; version: number }) =>
      call(client.PUT('/api/recital-shows/{id}/allotments/{allotment_id}', { params: { ...one(id), header: { 'If-Match': `"${version}"` } }, body: draft })),
    onSuccess: again
  })
  const remove = useMutation({ mutationFn: (id: string) => call(client.DELETE('/api/recital-shows/{id}/allotments/{allotment_id}', { params: one(id) })), onSettled: again })
  const release = useMutation({ mutationFn: (id: string) => onceReleased((header) => call(client.POST('/api/recital-shows/{id}/allotments/{allotment_id}/release', { params: { ...one(id), header } }))), onSettled: again })
  /** As the server has it now, to compare with what somebody typed. */
  const read = (id: string): Promise<Allotment> => call(client.GET('/api/recital-shows/{id}/allotments/{allotment_id}', { params: one(id) }))

  return { query, seats, create, update, remove, release, read, soon }
}
