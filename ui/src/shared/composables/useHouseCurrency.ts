import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { call, client } from '@/api/client'
import { queryKeys } from '@/api/queryKeys'

const kOtherwise = 'USD'

/** The currency in which the house sells; a venue's zones have prices but no currency of their own. */
export function useHouseCurrency() {
  const query = useQuery({
    queryKey: queryKeys.currency,
    staleTime: Infinity,
    queryFn: async () => (await call(client.GET('/api/public/recital-shows', { params: { query: { limit: 1 } } }))).items[0]?.currency ?? kOtherwise
  })
  return computed(() => query.data.value ?? kOtherwise)
}
