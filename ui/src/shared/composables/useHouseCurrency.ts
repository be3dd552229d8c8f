import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { call, client } from '@/api/client'
import { queryKeys } from '@/api/queryKeys'

const kUntilKnown = 'USD'

/** The currency in which the house sells; a venue's zones have prices but no currency of their own. */
export function useHouseCurrency() {
  const query = useQuery({ queryKey: queryKeys.config, staleTime: Infinity, queryFn: () => call(client.GET('/api/public/config')) })
  return computed(() => query.data.value?.currency ?? kUntilKnown)
}
