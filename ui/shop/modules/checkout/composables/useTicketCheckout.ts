// The checkout as steps: details → payment → (the bank asks) → paid. Which step it is, the server
// says: a reload, another tab and a lost answer all come back to where the order is.
import { useQueryClient } from '@tanstack/vue-query'
import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { call, client } from '@/api/client'
import { Intention } from '@/api/intention'
import { asProblem, isProblem, type ApiProblem } from '@/api/problem'
import { queryKeys } from '@/api/queryKeys'
import type { Order, PaymentIntent, SessionOrder } from '@/api/types'
import type { CustomerChange } from '@/shared/components/CustomerDialog.vue'
import { useCaptcha } from '@/shared/composables/useCaptcha'
import { holdsShow, isSettling, readMine, useMine } from '@/shared/composables/useMine'
import { useTicketOrder } from '@/shared/composables/useTicketOrders'

export interface Person {
  name: string
  email: string
  phone: string
}
export interface Customer extends Person {
  /** Ticket type by seat id; empty where the show has only one kind. */
  ticketTypes: Record<string, string>
}
/** What a create is refused with when the price became another since the seats were held. */
export interface ChangedTerms {
  quote: { currency: string; total: number; digest: string }
  previous?: { currency: string; total: number }
}
export type Step = 'details' | 'payment' | 'bank' | 'processing' | 'paid' | 'over'

/** What the provider says of a payment that waits for the buyer, not for the bank. */
const isRefused = (problem: ApiProblem) => ['requires_payment_method', 'requires_action', 'canceled'].includes(String(problem.body.payment_status))

/**
 * The order that the checkout's address means: the one made from that hold, or named by its id; else, while
 * nothing is held to go on with, the one (of the show, where there is one) that waits for its payment.
 */
export function orderMeant(orders: SessionOrder[], showId: string, address: string, hasHold: boolean): SessionOrder | null {
  const own = orders.find((each) => address !== '' && (each.reservation_tokens.includes(address) || each.order.id === address))
  if (own || hasHold) return own ?? null
  if (!showId) return orders.find((each) => each.order.status === 'pending') ?? null
  const ofShow = orders.filter((each) => holdsShow(each.order, showId))
  const isWaiting = (each: SessionOrder) => each.order.status === 'pending'
  const isPaid = (each: SessionOrder) => each.order.status === 'paid'
  return ofShow.find(isWaiting) ?? (address ? null : ofShow.find(isPaid)) ?? null
}

/**
 * `showId`: of the one show, empty for the whole basket. `address`: the hold's token or the order's id that the
 * page was opened with. `tokens`: of the holds that are to be paid.
 */
export function useTicketCheckout(showId: Ref<string>, address: Ref<string>, tokens: Ref<string[]>) {
  const queries = useQueryClient()
  const mine = useMine()
  const intent = shallowRef<PaymentIntent | null>(null)
  const error = shallowRef<unknown>(null)
  const busy = ref(false)
  const isAtBank = ref(false)
  /** The provider said so just now; what the server noted comes later. */
  const isUnderWay = ref(false)
  const captcha = useCaptcha('order_create')
  const creating = new Intention()

  /** Once an order is meant, it stays the one that this page is about. */
  const kept = ref('')
  watch(address, () => (kept.value = ''))
  const found = computed(() => mine.orders.value.find((each) => each.order.id === kept.value) ?? orderMeant(mine.orders.value, showId.value, address.value, tokens.value.length > 0))
  watch(found, (now) => (kept.value = now?.order.id ?? ''), { immediate: true, flush: 'sync' })
  const proof = computed(() => ({ order_token: found.value?.order_token }))
  const query = useTicketOrder(() => found.value?.order.id ?? '', proof)
  const order = computed<Order | null>(() => (found.value ? (query.data.value ?? found.value.order) : null))
  const step = computed<Step>(() => {
    switch (order.value?.status) {
      case undefined:
        return 'details'
      case 'pending':
        if (isAtBank.value) return 'bank'
        return isUnderWay.value || (found.value && isSettling(found.value)) ? 'processing' : 'payment'
      case 'paid':
      case 'partially_refunded':
      case 'refunded':
        return 'paid'
      default:
        return 'over'
    }
  })

  // After a reload: the provider may know more than it has told the server.
  watch(() => (found.value?.order.status === 'pending' && found.value.payment_status === 'open' ? found.value.order.id : ''), (id) => {
    if (id && !intent.value) void findSettling(id)
  }, { immediate: true })
  watch(() => found.value?.payment_status, (now, before) => {
    if (before === 'processing' && now !== 'processing') isUnderWay.value = false
  })

  async function findSettling(id: string) {
    try {
      keep((await call(client.POST('/api/ticket-orders/confirm', { body: { order_id: id } }))).order)
    } catch (failure) {
      isUnderWay.value = isProblem(failure, 'payment_not_complete') && failure.body.payment_status === 'processing'
    }
  }

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
    queries.setQueryData([...queryKeys.order(next.id), proof.value], next)
    mine.patch((known) => ({ ...known, orders: known.orders.map((each) => (each.order.id === next.id ? { ...each, order: next } : each)) }))
  }
  function begin(made: SessionOrder, from: string[]) {
    kept.value = made.order.id
    mine.patch((known) => ({
      ...known,
      items: known.items.filter((hold) => !from.includes(hold.reservation_token)),
      orders: [made, ...known.orders.filter((each) => each.order.id !== made.order.id)]
    }))
  }

  /** Made all the same: an answer that was lost, or another tab was quicker. */
  async function findMade(from: string[]): Promise<SessionOrder | null> {
    return (await readMine()).orders.find((each) => each.reservation_tokens.some((token) => from.includes(token))) ?? null
  }

  const changedTerms = computed(() => (isProblem(error.value, 'terms_changed') ? (error.value.body as unknown as ChangedTerms) : null))

  /** `agreedQuote`: the digest of the changed terms that the buyer has agreed to. */
  function createOrder(customer: Customer, agreedQuote?: string) {
    return attempt(async () => {
      const from = [...tokens.value]
      const wish = {
        ...(showId.value ? { reservation_token: from[0], show_id: showId.value } : { reservation_tokens: from }),
        customer_name: customer.name.trim(),
        customer_email: customer.email.trim(),
        ...(customer.phone.trim() ? { customer_phone: customer.phone.trim() } : {}),
        ...(Object.keys(customer.ticketTypes).length > 0 ? { ticket_types: customer.ticketTypes } : {}),
        ...(agreedQuote ? { agreed_quote: agreedQuote } : {})
      }
      try {
        const made = await captcha.withCaptcha((solved) => {
          const body = { ...wish, ...solved }
          return creating.send(body, ({ key, signal }) => call(client.POST('/api/ticket-orders/create', { params: { header: { 'Idempotency-Key': key } }, body, signal })))
        })
        begin({ order: made.order, order_token: made.order_token, reservation_token: from.length === 1 ? from[0] : null, reservation_tokens: from, payment_status: null }, from)
      } catch (failure) {
        const { status } = asProblem(failure)
        const isDoubtful = isProblem(failure, 'reservation_expired') || status === 0 || status >= 500
        const made = isDoubtful ? await findMade(from).catch(() => null) : null
        if (!made) throw failure
        begin(made, from)
      }
    })
  }

  function correct(change: CustomerChange) {
    return attempt(async () => {
      const id = found.value?.order.id ?? ''
      keep(await call(client.PUT('/api/public/orders/{id}', { params: { path: { id } }, headers: { 'X-Order-Token': found.value?.order_token ?? '' }, body: change })))
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
      isUnderWay.value = true
      void mine.query.refetch()
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
    const id = found.value?.order.id
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
      // Paid in another tab, or its time is over: the page shows which.
      if (isProblem(failure, 'order_not_pending')) void query.refetch()
      throw failure
    }
  }

  /** For the form of a provider that takes the card itself. */
  function openIntent(): Promise<PaymentIntent | null> {
    const id = found.value?.order.id
    return id ? attempt(() => intentOf(id)) : Promise.resolve(null)
  }
  /** The provider's form says it is paid, or the bank sent the buyer back: the server asks and decides. */
  function settle(intentId: string) {
    return attempt(async () => {
      const id = found.value?.order.id
      if (id) await confirm(id, intentId)
    })
  }

  /** True when the seats are free again. What stood in the way is in `error`. */
  async function cancelOrder(): Promise<boolean> {
    const id = found.value?.order.id
    if (!id) return true
    const done = await attempt(() => call(client.POST('/api/ticket-orders/cancel', { body: { order_id: id } })))
    if (done) keep(done.order)
    else await Promise.all([query.refetch(), mine.query.refetch()])
    return done !== null
  }

  return { step, order, found, query, intent, error, changedTerms, busy, captcha, createOrder, correct, payWithTestCard, openIntent, settle, authenticate, abandonBank, cancelOrder }
}
