import { useMutation, useQueryClient } from '@tanstack/vue-query'
import { call, client, newIdempotencyKey } from '@/api/client'
import { isProblem, kOffline } from '@/api/problem'
import { queryKeys } from '@/api/queryKeys'

/** One scan. Its id makes a retry after a lost answer the same scan, not a second one. */
export function useVerify(showId: () => string, gate: () => string) {
  const queries = useQueryClient()
  return useMutation({
    retry: (count, error) => isProblem(error, kOffline) && count < 2,
    retryDelay: 400,
    mutationFn: ({ code, scanId }: { code: string; scanId: string }) =>
      call(client.POST('/api/tickets/verify', { body: { code, show_id: showId(), scan_id: scanId, ...(gate().trim() ? { gate: gate().trim() } : {}) } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: [...queryKeys.show(showId()), 'admissions'] })
  })
}

export const newScanId = newIdempotencyKey
