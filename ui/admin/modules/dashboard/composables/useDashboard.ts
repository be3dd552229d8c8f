import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { call, client } from '@/api/client'
import { queryKeys } from '@/api/queryKeys'

/** Sales show up this fast; a page that nobody looks at asks nothing. */
const kRefreshMs = 10_000

/** The days are those of the reader's own clock. */
function ownZone() {
  return new Intl.DateTimeFormat('en').resolvedOptions().timeZone || 'UTC'
}

export function useDashboard(days: MaybeRefOrGetter<number>) {
  const zone = ownZone()
  return useQuery({
    queryKey: computed(() => [...queryKeys.dashboard, toValue(days)]),
    placeholderData: keepPreviousData,
    queryFn: () => call(client.GET('/api/admin/ticketing/dashboard', { params: { query: { days: toValue(days), time_zone: zone } } })),
    refetchInterval: kRefreshMs
  })
}
