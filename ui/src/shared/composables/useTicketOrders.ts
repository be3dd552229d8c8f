import { useMutation, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { call, client } from '@/api/client'
import { isMissing } from '@/api/problem'
import { queryKeys } from '@/api/queryKeys'
import { useCaptcha } from './useCaptcha'
import { useOnce } from './useOnce'

export interface OrderProof {
  order_token?: string
  email?: string
}

/** One order of the buyer's: by session, by its token, or by the e-mail that it was made with. */
export function useTicketOrder(id: MaybeRefOrGetter<string>, proof: MaybeRefOrGetter<OrderProof> = {}) {
  return useQuery({
    queryKey: computed(() => [...queryKeys.order(toValue(id)), toValue(proof)]),
    enabled: computed(() => Boolean(toValue(id))),
    retry: (count, error) => !isMissing(error) && count < 2,
    queryFn: () => call(client.GET('/api/public/orders/{id}', { params: { path: { id: toValue(id) }, query: toValue(proof) } })),
    // A payment may settle after the buyer came here; a settled order does not change any more.
    refetchInterval: (query) => (query.state.data?.status === 'pending' ? 3000 : false)
  })
}

export function useTicketOrders() {
  const captcha = useCaptcha('order_lookup')
  const lookUp = useMutation({
    mutationFn: (input: { order_number: string; email: string }) =>
      captcha.withCaptcha((solved) => call(client.GET('/api/public/orders/lookup', { params: { query: { ...input, ...solved } } })))
  })
  const mailLinks = useMutation({
    mutationFn: (email: string) => captcha.withCaptcha((solved) => call(client.POST('/api/public/orders/lookup', { body: { email, ...solved } })))
  })
  const once = useOnce()
  const resend = useMutation({
    // With the proof by which the page itself was opened: a mailed link works in any browser.
    mutationFn: ({ id, proof }: { id: string; proof: OrderProof }) =>
      captcha.withCaptcha((solved) => once((header) => call(client.POST('/api/public/orders/{id}/resend-email', { params: { path: { id }, query: { ...proof, ...solved }, header } }))))
  })
  return { lookUp, mailLinks, resend, captcha }
}

export function useTicket(code: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => queryKeys.ticket(toValue(code))),
    retry: false,
    queryFn: () => call(client.GET('/api/public/tickets/{code}', { params: { path: { code: toValue(code) } } }))
  })
}
