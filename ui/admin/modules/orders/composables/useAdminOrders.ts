import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { call, client } from '@/api/client'
import { queryKeys } from '@/api/queryKeys'
import type { OrderStatus } from '@/api/types'
import { useOnce } from '@/shared/composables/useOnce'
import type { CustomerChange } from '@/shared/components/CustomerDialog.vue'

export interface OrderFilter {
  show_id?: string
  status?: OrderStatus
  from?: string
  to?: string
  q?: string
  sort?: string
  cursor?: string
}
const kPageSize = 50

export function useAdminOrders(filter: MaybeRefOrGetter<OrderFilter>) {
  return useQuery({
    queryKey: computed(() => queryKeys.adminOrders(toValue(filter))),
    placeholderData: keepPreviousData,
    queryFn: () => call(client.GET('/api/admin/ticketing/orders', { params: { query: { limit: kPageSize, ...toValue(filter) } } }))
  })
}

export interface RefundRequest {
  amount?: number
  ticket_ids?: string[]
  reason: string
  release_seats: boolean
}

export function useAdminOrder(id: MaybeRefOrGetter<string>) {
  const queries = useQueryClient()
  const query = useQuery({
    queryKey: computed(() => queryKeys.adminOrder(toValue(id))),
    queryFn: () => call(client.GET('/api/admin/ticketing/orders/{id}', { params: { path: { id: toValue(id) } } }))
  })
  const again = () => queries.invalidateQueries({ queryKey: queryKeys.adminOrder(toValue(id)) })
  const path = () => ({ path: { id: toValue(id) } })
  // Each press that moves money or sends something is one intention, however often its answer is lost.
  const [onceRefunded, onceResent, onceCancelled, onceNoted] = [useOnce(), useOnce(), useOnce(), useOnce()]
  const refund = useMutation({
    mutationFn: (input: RefundRequest) => onceRefunded((header) => call(client.POST('/api/admin/ticketing/orders/{id}/refund', { params: { ...path(), header }, body: input }))),
    onSettled: again
  })
  const resend = useMutation({ mutationFn: () => onceResent((header) => call(client.POST('/api/admin/ticketing/orders/{id}/resend-email', { params: { ...path(), header } }))), onSettled: again })
  const cancel = useMutation({ mutationFn: () => onceCancelled((header) => call(client.POST('/api/admin/ticketing/orders/{id}/cancel', { params: { ...path(), header } }))), onSettled: again })
  const note = useMutation({
    mutationFn: (text: string) => onceNoted((header) => call(client.POST('/api/admin/ticketing/orders/{id}/notes', { params: { ...path(), header }, body: { text } }))),
    onSettled: again
  })
  const clearIncident = useMutation({
    mutationFn: (body: { incident: string; note: string }) => call(client.POST('/api/admin/ticketing/orders/{id}/clear-incident', { params: path(), body })),
    onSettled: again
  })
  const correct = useMutation({
    mutationFn: ({ version, ...body }: CustomerChange & { version: number }) =>
      call(client.PUT('/api/admin/ticketing/orders/{id}', { params: { ...path(), header: { 'If-Match': `"${version}"` } }, body })),
    onSettled: again
  })
  /** As the server has it now, to compare with what somebody typed. */
  const read = () => call(client.GET('/api/admin/ticketing/orders/{id}', { params: path() }))
  const pdf = useMutation({
    mutationFn: (password: string) => call(client.POST('/api/tickets/generate-pdf', { body: { order_id: toValue(id), ...(password ? { password } : {}) } }))
  })
  return { query, read, pdf, refund, resend, cancel, note, clearIncident, correct }
}
