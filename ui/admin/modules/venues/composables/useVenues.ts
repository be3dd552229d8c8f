import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { call, client, newIdempotencyKey } from '@/api/client'
import { isProblem } from '@/api/problem'
import { queryKeys } from '@/api/queryKeys'
import type { ImportReport, PriceZone, Section, Venue, VenueSeatMap } from '@/api/types'

export interface VenueDraft {
  name: string
  address: string
  city: string
  state: string
  zip: string
  country: string
  time_zone: string
}

export function useVenues() {
  return useQuery({ queryKey: queryKeys.venues, queryFn: () => call(client.GET('/api/venues', { params: { query: { limit: 200 } } })) })
}

export function useCreateVenue() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (draft: VenueDraft) => call(client.POST('/api/venues', { params: { header: { 'Idempotency-Key': newIdempotencyKey() } }, body: draft })),
    onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.venues })
  })
}

export function useVenueMap(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => queryKeys.venueSeatMap(toValue(id))),
    queryFn: () => call(client.GET('/api/venues/{id}/seat-map', { params: { path: { id: toValue(id) } } })) as Promise<VenueSeatMap>
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
    mutationFn: ({ version, ...draft }: VenueDraft & { version: number }) => call(client.PUT('/api/venues/{id}', { params: { path: path(), header: { 'If-Match': `"${version}"` } }, body: draft })),
    onSuccess: (venue: Venue) => queries.setQueryData(queryKeys.venue(toValue(id)), venue)
  })
  const remove = useMutation({ mutationFn: () => call(client.DELETE('/api/venues/{id}', { params: { path: path() } })), onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.venues }) })

  const saveSection = useMutation({
    mutationFn: ({ id: sectionId, ...body }: Omit<Section, 'id'> & { id?: string }) =>
      sectionId
        ? call(client.PUT('/api/venues/{id}/sections/{section_id}', { params: { path: { ...path(), section_id: sectionId } }, body }))
        : call(client.POST('/api/venues/{id}/sections', { params: { path: path() }, body })),
    onSettled: again
  })
  const removeSection = useMutation({ mutationFn: (sectionId: string) => call(client.DELETE('/api/venues/{id}/sections/{section_id}', { params: { path: { ...path(), section_id: sectionId } } })), onSettled: again })
  const saveZone = useMutation({
    mutationFn: ({ id: zoneId, ...body }: Omit<PriceZone, 'id'> & { id?: string }) =>
      zoneId
        ? call(client.PUT('/api/venues/{id}/price-zones/{zone_id}', { params: { path: { ...path(), zone_id: zoneId } }, body }))
        : call(client.POST('/api/venues/{id}/price-zones', { params: { path: path() }, body })),
    onSettled: again
  })
  const removeZone = useMutation({ mutationFn: (zoneId: string) => call(client.DELETE('/api/venues/{id}/price-zones/{zone_id}', { params: { path: { ...path(), zone_id: zoneId } } })), onSettled: again })

  /** The bad lines of a refused file are an answer too, not only an error. */
  const importSeats = useMutation({
    mutationFn: async ({ file, dryRun }: { file: File; dryRun: boolean }): Promise<ImportReport> => {
      try {
        const body = await file.text()
        return (await call(
          client.POST('/api/venues/{id}/seats/import', {
            params: { path: path(), query: { dry_run: dryRun } },
            body: body as never,
            bodySerializer: (text: unknown) => text as string,
            headers: { 'Content-Type': 'text/csv' }
          })
        )) as ImportReport
      } catch (error) {
        if (isProblem(error) && error.status === 422 && Array.isArray(error.body.errors)) return error.body as unknown as ImportReport
        throw error
      }
    },
    onSettled: again
  })

  return { query, update, remove, saveSection, removeSection, saveZone, removeZone, importSeats }
}
