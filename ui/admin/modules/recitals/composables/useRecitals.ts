import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, toValue, type MaybeRefOrGetter } from 'vue'
import { call, client } from '@/api/client'
import { queryKeys } from '@/api/queryKeys'
import type { Recital, ShowStatus, TicketConfig } from '@/api/types'
import { useOnce } from '@/shared/composables/useOnce'

export interface RecitalDraft {
  title: string
  description: string
  image_url: string
}
export interface ShowDraft {
  recital_id: string
  venue_id: string
  title: string
  /** What the venue's wall clock shows. */
  starts_at_local: string
}

/** Only what changes; null clears. */
export interface ShowPatch {
  title?: string
  starts_at_local?: string
  doors_at?: string | null
  sales_start?: string | null
  sales_end?: string | null
  status?: ShowStatus
}

export const draftOf = (recital: Recital | null): RecitalDraft => ({ title: recital?.title ?? '', description: recital?.description ?? '', image_url: recital?.image_url ?? '' })
const bodyOf = (draft: RecitalDraft) => ({ title: draft.title.trim(), description: draft.description, ...(draft.image_url.trim() ? { image_url: draft.image_url.trim() } : {}) })

export function useRecitals() {
  const queries = useQueryClient()
  const query = useQuery({ queryKey: queryKeys.recitals, queryFn: () => call(client.GET('/api/recitals', { params: { query: { limit: 200 } } })) })
  const again = () => Promise.all([queries.invalidateQueries({ queryKey: queryKeys.recitals }), queries.invalidateQueries({ queryKey: queryKeys.shows() })])
  const [onceRecital, onceShow] = [useOnce(), useOnce()]
  const createRecital = useMutation({ mutationFn: (draft: RecitalDraft) => onceRecital((header) => call(client.POST('/api/recitals', { params: { header }, body: bodyOf(draft) }))), onSuccess: again })
  const updateRecital = useMutation({
    mutationFn: ({ id, version, ...draft }: RecitalDraft & { id: string; version: number }) =>
      call(client.PUT('/api/recitals/{id}', { params: { path: { id }, header: { 'If-Match': `"${version}"` } }, body: bodyOf(draft) })),
    onSuccess: again
  })
  const createShow = useMutation({ mutationFn: (draft: ShowDraft) => onceShow((header) => call(client.POST('/api/recital-shows', { params: { header }, body: draft }))), onSuccess: again })
  const readRecital = (id: string) => call(client.GET('/api/recitals/{id}', { params: { path: { id } } }))
  return { query, createRecital, updateRecital, createShow, readRecital }
}

export function useVenueChoices() {
  return useQuery({ queryKey: queryKeys.venues, queryFn: () => call(client.GET('/api/venues', { params: { query: { limit: 200 } } })) })
}

export function useShow(id: MaybeRefOrGetter<string>) {
  const queries = useQueryClient()
  const path = () => ({ path: { id: toValue(id) } })
  const query = useQuery({ queryKey: computed(() => queryKeys.show(toValue(id))), queryFn: () => call(client.GET('/api/recital-shows/{id}', { params: path() })) })
  const configKey = computed(() => [...queryKeys.show(toValue(id)), 'config'])
  const config = useQuery({ queryKey: configKey, queryFn: () => call(client.GET('/api/recital-shows/{id}/ticket-config', { params: path() })) })
  const statistics = useQuery({
    queryKey: computed(() => queryKeys.showStatistics(toValue(id))),
    queryFn: () => call(client.GET('/api/recital-shows/{id}/seats/statistics', { params: path() })),
    refetchInterval: 15_000,
    retry: false
  })
  const again = () => Promise.all([queries.invalidateQueries({ queryKey: queryKeys.show(toValue(id)) }), queries.invalidateQueries({ queryKey: queryKeys.shows() })])
  const update = useMutation({
    mutationFn: ({ version, ...body }: ShowPatch & { version: number }) =>
      call(client.PUT('/api/recital-shows/{id}', { params: { ...path(), header: { 'If-Match': `"${version}"` } }, body })),
    onSettled: again
  })
  const [onceGenerated, onceConfigured, onceCopied] = [useOnce(), useOnce(), useOnce()]
  const generate = useMutation({
    mutationFn: () => onceGenerated((header) => call(client.POST('/api/recital-shows/{id}/seats/generate', { params: { ...path(), header }, body: {} }))),
    onSuccess: again
  })
  const configure = useMutation({
    mutationFn: (body: TicketConfig) =>
      onceConfigured((header) => call(client.POST('/api/recital-shows/{id}/ticket-config', { params: { ...path(), header: { ...header, 'If-Match': `"${body.version}"` } }, body }))),
    onSuccess(saved) {
      queries.setQueryData(configKey.value, saved)
      return again()
    }
  })
  const duplicate = useMutation({
    mutationFn: (body: { title: string; starts_at_local: string }) => onceCopied((header) => call(client.POST('/api/recital-shows/{id}/duplicate', { params: { ...path(), header }, body }))),
    onSuccess: again
  })
  /** As the server has them now, to compare with what somebody typed. */
  const read = () => call(client.GET('/api/recital-shows/{id}', { params: path() }))
  const readConfig = () => call(client.GET('/api/recital-shows/{id}/ticket-config', { params: path() }))
  return { query, config, statistics, update, generate, configure, duplicate, read, readConfig }
}

/** What buyers would pay with this configuration; null asks nothing. */
export function usePricePreview(id: MaybeRefOrGetter<string>, config: MaybeRefOrGetter<TicketConfig | null>) {
  return useQuery({
    queryKey: computed(() => [...queryKeys.show(toValue(id)), 'price-preview', toValue(config)]),
    enabled: computed(() => toValue(config) !== null),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: Infinity,
    gcTime: 10_000,
    queryFn: () => call(client.POST('/api/recital-shows/{id}/ticket-config/preview', { params: { path: { id: toValue(id) } }, body: toValue(config) as TicketConfig }))
  })
}

/** How many changes of seats are under way at once. */
const kAtOnce = 6

export function useSeatStatus(showId: MaybeRefOrGetter<string>) {
  /** How many of the seats are changed already. */
  const progress = ref(0)
  const change = useMutation({
    mutationFn: async ({ seats, status }: { seats: string[]; status: 'available' | 'blocked' | 'house' }) => {
      const queue = seats.slice()
      progress.value = 0
      const work = async () => {
        for (let seat = queue.pop(); seat !== undefined; seat = queue.pop()) {
          await call(client.PUT('/api/recital-shows/{id}/seats/{seat_id}', { params: { path: { id: toValue(showId), seat_id: seat } }, body: { status } }))
          progress.value++
        }
      }
      await Promise.all(Array.from({ length: kAtOnce }, work))
    }
  })
  return { change, progress }
}

/** Cancelling is a flow of its own: ShowChangePage. */
export const kShowSteps: Record<ShowStatus, ShowStatus[]> = {
  draft: ['on_sale'],
  on_sale: ['paused', 'sold_out'],
  paused: ['on_sale'],
  sold_out: ['on_sale'],
  cancelled: [],
  past: []
}
