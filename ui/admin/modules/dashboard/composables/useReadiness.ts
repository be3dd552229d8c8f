import { useQuery } from '@tanstack/vue-query'
import { call, client } from '@/api/client'
import { queryKeys } from '@/api/queryKeys'

const kRefreshMs = 60_000

/** Whether the server is ready, with words for what works but is not set up well. */
export function useReadiness() {
  return useQuery({ queryKey: queryKeys.readiness, queryFn: () => call(client.GET('/readyz')), refetchInterval: kRefreshMs })
}
