// A venue and its map, to look at.
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { call, client } from '@/api/client'
import { queryKeys } from '@/api/queryKeys'
import type { VenueSeatMap } from '@/api/types'

export function useVenueName(id: MaybeRefOrGetter<string>) {
  return useQuery({ queryKey: computed(() => queryKeys.venue(toValue(id))), queryFn: () => call(client.GET('/api/venues/{id}', { params: { path: { id: toValue(id) } } })) })
}

export function useMapReader(id: MaybeRefOrGetter<string>) {
  const map = useQuery({
    queryKey: computed(() => queryKeys.venueSeatMap(toValue(id))),
    queryFn: () => call(client.GET('/api/venues/{id}/seat-map', { params: { path: { id: toValue(id) } } })) as Promise<VenueSeatMap>
  })
  return { venue: useVenueName(id), map }
}
