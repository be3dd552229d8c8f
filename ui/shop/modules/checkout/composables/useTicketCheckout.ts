// The checkout as steps: details → payment → (the bank asks) → paid. Each step can be reloaded: the
// order made from a hold is remembered beside its token.
import { useQueryClient } from '@tanstack/vue-query'
import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { call, client, newIdempotencyKey } from '@/api/client'
import { isProblem, type ApiProblem } from '@/api/problem'
import { queryKeys } from '@/api/queryKeys'
import type { Order, PaymentIntent } from '@/api/types'
import type { CustomerChange } from '@/shared/components/CustomerDialog.vue'
import { useCaptcha } from '@/shared/composables/useCaptcha'
import { useTicketOrder } from '@/shared/composables/useTicketOrders'

export interface Customer {
  name: string
  email: string
  phone: string
  /** Ticket type by seat id; empty where the show has only one kind. */
  ticketTypes: Record<string, string>
}
export type Step = 'details' | 'payment' | 'bank' | 'processing' | 'paid' | 'over'

interface StoredOrder {
  id: string
  token: string
}
const keyOf = (holdToken: string) => `usher-order:${holdToken}`

function recall(holdToken: string): StoredOrder | null {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(holdToken)) ?? 'null') as StoredOrder | null
  } catch {
    return null
  }
}
function remember(holdToken: string, order: StoredOrder) {
  try {
    sessionStorage.setItem(keyOf(holdToken), JSON.stringify(order))
  } catch {
    // Without storage a reload starts again at the details; the server keeps the seats.
  }
}

/** What the provider says of a payment that waits for the buyer, not for the bank. */
const isRefused = (problem: ApiProblem) => ['requires_payment_method', 'requires_action', 'canceled'].includes(String(problem.body.payment_status))

export function useTicketCheckout(showId: Ref<string>, holdToken: Ref<string>) {
  const queries = useQueryClient()
  const stored = ref<StoredOrder | null>(null)
  const intent = shallowRef<PaymentIntent | null>(null)
  const error = shallowRef<unknown>(null)
  const busy = ref(false)
  const isAtBank = ref(false)
  const isSettling = ref(false)
  const captcha = useCaptcha('order_create')
  // The same press sent twice makes one order; another intention gets another key.
  let createKey = newIdempotencyKey()

  watch(holdToken, (token) => {
    stored.value = token ? recall(token) : null
    if (stored.value) void findSettling(stored.value.id)
  }, { immediate: true })

  /** After a reload: a payment that is under way at the bank must not be asked for again. */
  async function findSettling(id: string) {
    try {
      keep((await call(client.POST('/api/ticket-orders/confirm', { body: { order_id: id, order_token: stored.value?.token } }))).order)
    } catch (failure) {
      isSettling.value = isProblem(failure, 'payment_not_complete') && failure.body.payment_status === 'processing'
    }
  }

  const query = useTicketOrder(() => stored.value?.id ?? '', () => ({ order_token: stored.value?.token }))
  const order = computed<Order | null>(() => (stored.value ? query.data.value ?? null : null))
  const step = computed<Step>(() => {
    if (!stored.value) return 'details'
    switch (order.value?.status) {
      case undefined:
      case 'pending':
        return isAtBank.value ? 'bank' : isSettling.value ? 'processing' : 'payment'
      case 'paid':
      case 'partially_refunded':
      case 'refunded':
        return 'paid'
      default:
        return 'over'
    }
  })

  async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
    if (busy.value) return null
    busy.value = true
    error.value = null
    try {
      return await work()
    } catch (failure) {
      error.value = failure
      return null
    } finally {
      busy.value = false
    }
  }

  function keep(next: Order) {
    queries.setQueryData([...queryKeys.order(next.id), { order_token: stored.value?.token }], next)
  }

  function createOrder(customer: Customer) {
    return attempt(async () => {
      try {
        const made = await captcha.withCaptcha((solved) => call(client.POST('/api/ticket-orders/create', {
          params: { header: { 'Idempotency-Key': createKey } },
          body: {
            reservation_token: holdToken.value,
            show_id: showId.value,
            customer_name: customer.name.trim(),
            customer_email: customer.email.trim(),
            ...(customer.phone.trim() ? { customer_phone: customer.phone.trim() } : {}),
            ...(Object.keys(customer.ticketTypes).length > 0 ? { ticket_types: customer.ticketTypes } : {}),
            ...solved
          }
        })))
        stored.value = { id: made.order.id, token: made.order_token }
        remember(holdToken.value, stored.value)
        keep(made.order)
      } finally {
        createKey = newIdempotencyKey()
      }
    })
  }

  function correct(change: CustomerChange) {
    return attempt(async () => {
      const id = stored.value?.id ?? ''
      keep(await call(client.PUT('/api/public/orders/{id}', { params: { path: { id } }, headers: { 'X-Order-Token': stored.value?.token ?? '' }, body: change })))
      return true
    })
  }

  async function intentOf(orderId: string): Promise<PaymentIntent> {
    intent.value ??= await call(client.POST('/api/ticket-orders/payment-intent', { body: { order_id: orderId } }))
    return intent.value
  }

  async function confirm(orderId: string, intentId: string) {
    try {
      const done = await call(client.POST('/api/ticket-orders/confirm', { body: { order_id: orderId, payment_intent_id: intentId } }))
      keep(done.order)
    } catch (failure) {
      // It may settle within seconds; the order is asked for again meanwhile.
      if (!isProblem(failure, 'payment_not_complete') || isRefused(failure)) throw failure
      isSettling.value = true
    }
  }

  function payWithTestCard(cardNumber: string) {
    return attempt(() => testPayment({ card_number: cardNumber }))
  }
  function authenticate() {
    return attempt(() => testPayment({ authenticate: true }))
  }
  function abandonBank() {
    isAtBank.value = false
  }

  async function testPayment(form: { card_number?: string; authenticate?: boolean }) {
    const id = stored.value?.id
    if (!id) return
    const current = await intentOf(id)
    try {
      const answer = await call(client.POST('/api/public/test-payments/{payment_intent_id}/confirm', {
        params: { path: { payment_intent_id: current.payment_intent_id } },
        body: { client_secret: current.client_secret, ...form }
      }))
      isAtBank.value = answer.status === 'requires_action'
      if (!isAtBank.value) await confirm(id, current.payment_intent_id)
    } catch (failure) {
      isAtBank.value = false
      throw failure
    }
  }

  /** For the form of a provider that takes the card itself. */
  function openIntent(): Promise<PaymentIntent | null> {
    const id = stored.value?.id
    return id ? attempt(() => intentOf(id)) : Promise.resolve(null)
  }
  /** The provider's form says it is paid, or the bank sent the buyer back: the server asks and decides. */
  function settle(intentId: string) {
    return attempt(async () => {
      const id = stored.value?.id
      if (id) await confirm(id, intentId)
    })
  }

  async function cancelOrder() {
    const id = stored.value?.id
    if (id) await attempt(() => call(client.POST('/api/ticket-orders/cancel', { body: { order_id: id } })))
    await query.refetch()
  }

  return { step, order, query, stored, intent, error, busy, captcha, createOrder, correct, payWithTestCard, openIntent, settle, authenticate, abandonBank, cancelOrder }
}
