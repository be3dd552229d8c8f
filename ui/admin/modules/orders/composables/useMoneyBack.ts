import { useMutation, useQueryClient } from '@tanstack/vue-query'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { call, client } from '@/api/client'
import { queryKeys } from '@/api/queryKeys'
import type { components } from '@/api/schema'
import { useOnce } from '@/shared/composables/useOnce'

/** What staff decide about money that went back, or failed to. */
export function useMoneyBack(id: MaybeRefOrGetter<string>) {
  const queries = useQueryClient()
  const onSettled = () => queries.invalidateQueries({ queryKey: queryKeys.adminOrder(toValue(id)) })
  const path = () => ({ path: { id: toValue(id) } })
  const one = (number: number) => ({ path: { id: toValue(id), number } })
  const [onceAssigned, onceRetried, onceReinstated, onceReturned] = [useOnce(), useOnce(), useOnce(), useOnce()]
  const assign = useMutation({
    mutationFn: (body: components['schemas']['AssignBody']) => onceAssigned((header) => call(client.POST('/api/admin/ticketing/orders/{id}/assign-refund', { params: { ...path(), header }, body }))),
    onSettled
  })
  const retry = useMutation({
    mutationFn: (number: number) => onceRetried((header) => call(client.POST('/api/admin/ticketing/orders/{id}/refunds/{number}/retry', { params: { ...one(number), header } }))),
    onSettled
  })
  const reinstate = useMutation({
    mutationFn: (number: number) => onceReinstated((header) => call(client.POST('/api/admin/ticketing/orders/{id}/refunds/{number}/reinstate', { params: { ...one(number), header } }))),
    onSettled
  })
  const giveBack = useMutation({
    mutationFn: (body: { attempt: number; reason: string }) => onceReturned((header) => call(client.POST('/api/admin/ticketing/orders/{id}/return-payment', { params: { ...path(), header }, body }))),
    onSettled
  })
  return { assign, retry, reinstate, giveBack }
}
