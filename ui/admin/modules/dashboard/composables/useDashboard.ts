import { useQuery } from '@tanstack/vue-query'
import { call, client } from '@/api/client'
import { queryKeys } from '@/api/queryKeys'

const kRefreshMs = 15_000

export function useDashboard() {
  return useQuery({ queryKey: queryKeys.dashboard, queryFn: () => call(client.GET('/api/admin/ticketing/dashboard')), refetchInterval: kRefreshMs })
}
