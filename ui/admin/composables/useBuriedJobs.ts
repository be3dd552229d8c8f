import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { call, client } from '@/api/client'

const key = ['admin', 'jobs'] as const

/** Work in the background that was given up. */
export function useBuriedJobs() {
  const queries = useQueryClient()
  const query = useQuery({ queryKey: key, queryFn: () => call(client.GET('/api/admin/jobs', { params: { query: { limit: 200 } } })) })
  const retry = useMutation({
    mutationFn: (id: string) => call(client.POST('/api/admin/jobs/{id}/retry', { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: key })
  })
  return { query, retry }
}
