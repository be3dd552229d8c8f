// What happens at the doors of a show while it happens: counts, every scan, and what does not fit.
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, watch } from 'vue'
import { call, client } from '@/api/client'
import { queryKeys } from '@/api/queryKeys'
import type { components } from '@/api/schema'

export type LoggedScan = components['schemas']['LoggedScan']
export type DoorConflict = components['schemas']['Conflict']
export type ConflictKind = components['schemas']['ConflictKind']
export type ScanResult = components['schemas']['ScanResult']
export interface ScanFilter {
  gate?: string | undefined
  result?: ScanResult | undefined
  passed?: boolean | undefined
  offline?: boolean | undefined
  q?: string | undefined
}
export interface ConflictFilter {
  gate?: string | undefined
  kind?: ConflictKind | undefined
  seen?: boolean | undefined
}

/** How long news may wait until a page shows it. */
const kLiveMs = 4_000
/** Who has gone far back reads; the newest page is what happens now. */
const kLivePagesMax = 2

export function useDoor(showId: () => string, scanFilter: () => ScanFilter, conflictFilter: () => ConflictFilter) {
  const queries = useQueryClient()
  const enabled = computed(() => Boolean(showId()))
  const key = (part: string, filter?: unknown): readonly unknown[] => [...queryKeys.show(showId()), 'door', part, filter]
  const admissions = useQuery({
    queryKey: computed(() => key('admissions')),
    enabled,
    refetchInterval: kLiveMs,
    queryFn: () => call(client.GET('/api/recital-shows/{id}/admissions', { params: { path: { id: showId() } } }))
  })
  const scanPages = ref(1)
  const conflictPages = ref(1)
  const live = (pages: number) => (pages > kLivePagesMax ? false : kLiveMs)
  const scans = useInfiniteQuery({
    queryKey: computed(() => key('scans', scanFilter())),
    enabled,
    placeholderData: keepPreviousData,
    initialPageParam: '',
    refetchInterval: computed(() => live(scanPages.value)),
    queryFn: ({ pageParam }) => call(client.GET('/api/tickets/scans', { params: { query: { show_id: showId(), limit: 50, cursor: pageParam || undefined, ...scanFilter() } } })),
    getNextPageParam: (page) => page.next_cursor ?? undefined
  })
  const conflicts = useInfiniteQuery({
    queryKey: computed(() => key('conflicts', conflictFilter())),
    enabled,
    placeholderData: keepPreviousData,
    initialPageParam: '',
    refetchInterval: computed(() => live(conflictPages.value)),
    queryFn: ({ pageParam }) => call(client.GET('/api/tickets/conflicts', { params: { query: { show_id: showId(), limit: 50, cursor: pageParam || undefined, ...conflictFilter() } } })),
    getNextPageParam: (page) => page.next_cursor ?? undefined
  })
  watch(scans.data, (data) => (scanPages.value = data?.pages.length ?? 1))
  watch(conflicts.data, (data) => (conflictPages.value = data?.pages.length ?? 1))
  const markSeen = useMutation({
    mutationFn: ({ id, note }: { id: string; note: string }) => call(client.POST('/api/tickets/conflicts/{id}/seen', { params: { path: { id } }, body: { note } })),
    onSettled: () => queries.invalidateQueries({ queryKey: queryKeys.show(showId()) })
  })
  return { admissions, scans, conflicts, markSeen }
}
