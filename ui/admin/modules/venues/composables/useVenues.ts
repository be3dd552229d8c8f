import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { call, client } from '@/api/client'
import { queryKeys } from '@/api/queryKeys'
import type { PriceZone, Section, Venue } from '@/api/types'
import { useOnce } from '@/shared/composables/useOnce'

export interface VenueDraft {
  name: string
  address: string
  city: string
  state: string
  zip: string
  country: string
  time_zone: string
  capacity?: number
}

/** Of a section or a price zone: without an id a new one, else only what is changed. */
export interface DivisionChange {
  id?: string
  name?: string
  color?: string
  position?: number
  default_price?: number | null
}

export function useVenues() {
  return useQuery({ queryKey: queryKeys.venues, queryFn: () => call(client.GET('/api/venues', { params: { query: { limit: 200 } } })) })
}

export function useCreateVenue() {
  const queries = useQueryClient()
  const once = useOnce()
  return useMutation({
    mutationFn: (draft: VenueDraft) => once((header) => call(client.POST('/api/venues', { params: { header }, body: draft }))),
    onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.venues })
  })
}

export function useVenue(id: MaybeRefOrGetter<string>) {
  const queries = useQueryClient()
  const path = () => ({ id: toValue(id) })
  const query = useQuery({ queryKey: computed(() => queryKeys.venue(toValue(id))), queryFn: () => call(client.GET('/api/venues/{id}', { params: { path: path() } })) })
  async function again() {
    await Promise.all([
      queries.invalidateQueries({ queryKey: queryKeys.venue(toValue(id)) }),
      queries.invalidateQueries({ queryKey: queryKeys.venueSeatMap(toValue(id)) }),
      queries.invalidateQueries({ queryKey: queryKeys.venues })
    ])
  }
  const update = useMutation({
    mutationFn: ({ version, ...draft }: Partial<VenueDraft> & { version: number }) => call(client.PUT('/api/venues/{id}', { params: { path: path(), header: { 'If-Match': `"${version}"` } }, body: draft })),
    onSuccess: (venue: Venue) => queries.setQueryData(queryKeys.venue(toValue(id)), venue)
  })
  const remove = useMutation({ mutationFn: () => call(client.DELETE('/api/venues/{id}', { params: { path: path() } })), onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.venues }) })

  const [onceSection, onceZone] = [useOnce(), useOnce()]
  const saveSection = useMutation({
    mutationFn: ({ id: sectionId, ...body }: DivisionChange) =>
      sectionId
        ? call(client.PUT('/api/venues/{id}/sections/{section_id}', { params: { path: { ...path(), section_id: sectionId } }, body }))
        : onceSection((header) => call(client.POST('/api/venues/{id}/sections', { params: { path: path(), header }, body: body as Omit<Section, 'id' | 'version'> }))),
    onSettled: again
  })
  const removeSection = useMutation({ mutationFn: (sectionId: string) => call(client.DELETE('/api/venues/{id}/sections/{section_id}', { params: { path: { ...path(), section_id: sectionId } } })), onSettled: again })
  const saveZone = useMutation({
    mutationFn: ({ id: zoneId, ...body }: DivisionChange) =>
      zoneId
        ? call(client.PUT('/api/venues/{id}/price-zones/{zone_id}', { params: { path: { ...path(), zone_id: zoneId } }, body }))
        : onceZone((header) => call(client.POST('/api/venues/{id}/price-zones', { params: { path: path(), header }, body: body as Omit<PriceZone, 'id' | 'version'> }))),
    onSettled: again
  })
  const removeZone = useMutation({ mutationFn: (zoneId: string) => call(client.DELETE('/api/venues/{id}/price-zones/{zone_id}', { params: { path: { ...path(), zone_id: zoneId } } })), onSettled: again })

  /** Only those whose place changes are written; the server keeps positions, not orders. */
  async function reorder(ids: readonly string[], rows: readonly { id: string; position: number }[], write: (id: string, position: number) => Promise<unknown>) {
    try {
      for (const [position, rowId] of ids.entries()) {
        if (rows.find((row) => row.id === rowId)?.position !== position) await write(rowId, position)
      }
    } finally {
      await again()
    }
  }
  const reorderSections = (ids: readonly string[]) =>
    reorder(ids, query.data.value?.sections ?? [], (sectionId, position) => call(client.PUT('/api/venues/{id}/sections/{section_id}', { params: { path: { ...path(), section_id: sectionId } }, body: { position } })))
  const reorderZones = (ids: readonly string[]) =>
    reorder(ids, query.data.value?.price_zones ?? [], (zoneId, position) => call(client.PUT('/api/venues/{id}/price-zones/{zone_id}', { params: { path: { ...path(), zone_id: zoneId } }, body: { position } })))

  /** As the server has it now, to compare with what somebody typed. */
  const read = () => call(client.GET('/api/venues/{id}', { params: { path: path() } }))
  return { query, read, update, remove, saveSection, removeSection, saveZone, removeZone, reorderSections, reorderZones }
}
