import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { call, client } from '@/api/client'
import type { components } from '@/api/schema'

export type Reconciliation = components['schemas']['ReconciliationView']
export type Finding = Reconciliation['findings'][number]
const key = ['admin', 'reconciliation'] as const

/** What differs between the provider's books and ours. */
export function useReconciliation() {
  const queries = useQueryClient()
  const keep = (view: Reconciliation) => queries.setQueryData(key, view)
  const query = useQuery({ queryKey: key, queryFn: () => call(client.GET('/api/admin/payments/reconciliation')) })
  const compare = useMutation({ mutationFn: () => call(client.POST('/api/admin/payments/reconciliation')), onSuccess: keep })
  const resolve = useMutation({
    mutationFn: ({ kind, subject }: Finding) => call(client.POST('/api/admin/payments/findings/resolve', { body: { kind, subject } })),
    onSuccess: keep
  })
  return { query, compare, resolve }
}
