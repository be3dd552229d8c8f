import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { computed, defineComponent, h, ref } from 'vue'
import type { SessionOrder } from '@/api/types'
import { useMine } from '@/shared/composables/useMine'
import { orderMeant, useTicketCheckout } from '../composables/useTicketCheckout'

const customer = { name: ' Zoë ', email: 'zoe@example.org', phone: '', ticketTypes: {} }
const order = (status: string, id = 'o1') => ({ id, status, show_id: 'show', total: 100, currency: 'USD', items: [], expires_at: '2999-01-01T00:00:00.000Z' })
const held = { reservation_token: 'hold', show_id: 'show', status: 'active', expires_at: '2999-01-01T00:00:00.000Z', seats: [] }
const bought = (status: string, payment: string | null = null, more = {}) => ({ order: order(status), order_token: 'ot', reservation_token: 'hold', reservation_tokens: ['hold'], payment_status: payment, ...more })
const session = (more: object) => () => ({ body: { items: [], orders: [], next_cursor: null, has_session: true, ...more } })
const lost = () => ({ status: 0, body: {} })

type Answers = Record<string, () => { status?: number; body: unknown }>
/** Answers in turn, and keeps what was asked; status 0 is an answer that gets lost. */
function serve(answers: Answers) {
  const asked: { path: string; body: unknown; key: string | null }[] = []
  vi.stubGlobal('fetch', async (request: Request) => {
    const path = new URL(request.url, 'http://localhost').pathname
    asked.push({ path, body: request.method === 'GET' ? null : await request.json(), key: request.headers.get('Idempotency-Key') })
    const { status = 200, body } = answers[path]?.() ?? { status: 404, body: { code: 'not_found' } }
    if (status === 0) throw new TypeError('Failed to fetch')
    return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
  })
  return asked
}

async function start(address = 'hold', showId = 'show') {
  let checkout!: ReturnType<typeof useTicketCheckout>
  const component = defineComponent({
    setup() {
      const mine = useMine()
      checkout = useTicketCheckout(ref(showId), ref(address), computed(() => mine.holds.value.map((each) => each.reservation_token)))
      return () => h('div')
    }
  })
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const wrapper = mount(component, { global: { plugins: [[VueQueryPlugin, { queryClient }]] } })
  await flushPromises()
  if (vi.isFakeTimers()) await vi.advanceTimersByTimeAsync(10)
  return { checkout, wrapper }
}

const kMine = '/api/seat-reservations/mine'
const happy: Answers = {
  [kMine]: session({ items: [held] }),
  '/api/ticket-orders/create': () => ({ status: 201, body: { order: order('pending'), order_token: 'ot', payment_required: true } }),
  '/api/ticket-orders/payment-intent': () => ({ body: { provider: 'test', payment_intent_id: 'pi', client_secret: 'cs', publishable_key: '', amount: 100, currency: 'USD' } }),
  '/api/public/test-payments/pi/confirm': () => ({ body: { payment_intent_id: 'pi', status: 'succeeded' } }),
  '/api/ticket-orders/confirm': () => ({ body: { order: order('paid') } }),
  '/api/public/orders/o1': () => ({ body: order('pending') })
}
const unpaid = (status: string) => () => ({ status: 409, body: { code: 'payment_not_complete', payment_status: status } })
const creations = (asked: { path: string }[]) => asked.filter((each) => each.path.endsWith('/create'))

describe('useTicketCheckout', () => {
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('goes from details over payment to paid', async () => {
    const asked = serve(happy)
    const { checkout } = await start()
    expect(checkout.step.value).toBe('details')
    await checkout.createOrder(customer)
    expect(checkout.step.value).toBe('payment')
    expect(creations(asked)[0]).toMatchObject({ body: { reservation_token: 'hold', show_id: 'show', customer_name: 'Zoë', customer_email: 'zoe@example.org' } })
    await checkout.payWithTestCard('4242424242424242')
    expect(checkout.step.value).toBe('paid')
  })
  it('says what changed, and orders at the new price once that is agreed to', async () => {
    const quote = { currency: 'USD', total: 9900, digest: 'd1' }
    let answer: Answers[string] = () => ({ status: 409, body: { code: 'terms_changed', quote, previous: { currency: 'USD', total: 1000 } } as unknown })
    const asked = serve({ ...happy, '/api/ticket-orders/create': () => answer() })
    const { checkout } = await start()
    await checkout.createOrder(customer)
    expect(checkout.step.value).toBe('details')
    expect(checkout.changedTerms.value).toMatchObject({ quote, previous: { total: 1000 } })
    answer = happy['/api/ticket-orders/create']
    await checkout.createOrder(customer, 'd1')
    expect(checkout.changedTerms.value).toBeNull()
    expect(checkout.step.value).toBe('payment')
    const made = asked.filter((each) => each.path === '/api/ticket-orders/create')
    expect(made.map((each) => (each.body as { agreed_quote?: string }).agreed_quote)).toEqual([undefined, 'd1'])
    expect(made[0].key).not.toBe(made[1].key)
  })
  it('keeps the order and the way on after a declined card', async () => {
    serve({ ...happy, '/api/public/test-payments/pi/confirm': () => ({ status: 402, body: { code: 'card_declined' } }) })
    const { checkout } = await start()
    await checkout.createOrder(customer)
    await checkout.payWithTestCard('4000000000000002')
    expect(checkout.step.value).toBe('payment')
    expect(checkout.error.value).toMatchObject({ code: 'card_declined' })
  })
  it('asks the bank when the card wants it', async () => {
    let status = 'requires_action'
    serve({ ...happy, '/api/public/test-payments/pi/confirm': () => ({ body: { payment_intent_id: 'pi', status } }) })
    const { checkout } = await start()
    await checkout.createOrder(customer)
    await checkout.payWithTestCard('4000002760003184')
    expect(checkout.step.value).toBe('bank')
    status = 'succeeded'
    await checkout.authenticate()
    expect(checkout.step.value).toBe('paid')
  })
  it('waits for a payment that settles late', async () => {
    serve({ ...happy, '/api/ticket-orders/confirm': () => ({ status: 409, body: { code: 'payment_not_complete' } }) })
    const { checkout } = await start()
    await checkout.createOrder(customer)
    await checkout.payWithTestCard('4000000000005555')
    expect(checkout.step.value).toBe('processing')
    expect(checkout.error.value).toBeNull()
  })
  it('starts where the server says the order is, whatever the page kept', async () => {
    const open: Answers = { ...happy, '/api/ticket-orders/confirm': unpaid('requires_payment_method') }
    for (const [orders, step] of [
      [[bought('pending')], 'payment'],
      [[bought('pending', 'open')], 'payment'],
      [[bought('pending', 'processing')], 'processing'],
      [[bought('paid', 'succeeded')], 'paid'],
      [[bought('expired')], 'over'],
      [[], 'details']
    ] as const) {
      serve({ ...open, [kMine]: session({ orders }), '/api/public/orders/o1': () => ({ body: orders[0]?.order }) })
      const { checkout, wrapper } = await start()
      expect(checkout.step.value).toBe(step)
      wrapper.unmount()
    }
  })
  it('asks for no second payment while the provider has the first under way', async () => {
    serve({ ...happy, [kMine]: session({ orders: [bought('pending', 'open')] }), '/api/ticket-orders/confirm': unpaid('processing') })
    const { checkout } = await start()
    expect(checkout.step.value).toBe('processing')
  })
  it('takes a payment that the bank refused for a refusal, not for one under way', async () => {
    serve({ ...happy, '/api/ticket-orders/confirm': unpaid('requires_payment_method') })
    const { checkout } = await start()
    await checkout.createOrder(customer)
    await checkout.settle('pi')
    expect(checkout.step.value).toBe('payment')
    expect(checkout.error.value).not.toBeNull()
  })
  it('ignores a second press while the first is under way', async () => {
    const asked = serve(happy)
    const { checkout } = await start()
    await Promise.all([checkout.createOrder(customer), checkout.createOrder(customer)])
    expect(creations(asked)).toHaveLength(1)
  })
  it('sends what got lost again with the same key', async () => {
    vi.useFakeTimers()
    let tries = 0
    const asked = serve({ ...happy, '/api/ticket-orders/create': () => (++tries === 1 ? lost() : happy['/api/ticket-orders/create']()) })
    const { checkout } = await start()
    const done = checkout.createOrder(customer)
    await vi.advanceTimersByTimeAsync(2000)
    await done
    await vi.advanceTimersByTimeAsync(10)
    expect(creations(asked)).toHaveLength(2)
    expect(creations(asked)[0]).toEqual(creations(asked)[1])
    expect(checkout.step.value).toBe('payment')
  })
  it('keeps the key for the next press where no answer came at all', async () => {
    vi.useFakeTimers()
    let isDown = true
    const asked = serve({ ...happy, '/api/ticket-orders/create': () => (isDown ? lost() : happy['/api/ticket-orders/create']()) })
    const { checkout } = await start()
    const first = checkout.createOrder(customer)
    await vi.advanceTimersByTimeAsync(2000)
    await first
    expect(checkout.error.value).toMatchObject({ code: 'offline' })
    isDown = false
    await checkout.createOrder(customer)
    expect(new Set(creations(asked).map((each) => (each as { key?: string }).key)).size).toBe(1)
  })
  it('finds the order that was made although its answer was lost', async () => {
    vi.useFakeTimers()
    let isMade = false
    serve({
      ...happy,
      '/api/ticket-orders/create': () => {
        isMade = true
        return lost()
      },
      [kMine]: () => session(isMade ? { orders: [bought('pending')] } : { items: [held] })()
    })
    const { checkout } = await start()
    const done = checkout.createOrder(customer)
    await vi.advanceTimersByTimeAsync(2000)
    await done
    expect(checkout.error.value).toBeNull()
    expect(checkout.step.value).toBe('payment')
  })
  it('uses a fresh key for another try with other details', async () => {
    const asked = serve({ ...happy, '/api/ticket-orders/create': () => ({ status: 422, body: { code: 'validation_failed', errors: [] } }) })
    const { checkout } = await start()
    await checkout.createOrder(customer)
    await checkout.createOrder({ ...customer, email: 'other@example.org' })
    const keys = creations(asked).map((each) => (each as { key?: string }).key)
    expect(keys[0]).toBeTruthy()
    expect(keys[0]).not.toBe(keys[1])
  })
  it('makes one order of all that is held, and finds it again by its id', async () => {
    const other = { ...held, reservation_token: 'second', show_id: 'other' }
    const asked = serve({ ...happy, [kMine]: session({ items: [held, other] }) })
    const { checkout } = await start('', '')
    await checkout.createOrder(customer)
    expect(creations(asked)[0]).toMatchObject({ body: { reservation_tokens: ['hold', 'second'], customer_name: 'Zoë' } })
    expect(creations(asked)[0]).not.toHaveProperty('body.show_id')
    expect(checkout.found.value?.order.id).toBe('o1')
    expect(checkout.step.value).toBe('payment')
  })
  it('says why the seats could not be given up', async () => {
    serve({ ...happy, [kMine]: session({ orders: [bought('pending')] }), '/api/ticket-orders/cancel': () => ({ status: 409, body: { code: 'payment_processing' } }) })
    const { checkout } = await start()
    expect(await checkout.cancelOrder()).toBe(false)
    expect(checkout.error.value).toMatchObject({ code: 'payment_processing' })
  })
})

describe('the order that an address means', () => {
  const of = (id: string, status: string, token: string | null, show = 'show') => ({ order: { id, status, show_id: show, items: [] }, reservation_tokens: token ? [token] : [] }) as unknown as SessionOrder
  const meant = (orders: SessionOrder[], address: string, hasHold = false) => orderMeant(orders, 'show', address, hasHold)?.order.id ?? null
  it('is the one made from its hold, however it ended', () => {
    const orders = [of('b', 'pending', 'later'), of('a', 'paid', 'hold')]
    expect(meant(orders, 'hold')).toBe('a')
    expect(meant(orders, 'later')).toBe('b')
  })
  it('is the waiting one, unless there is a hold to go on with', () => {
    const orders = [of('a', 'pending', 'first')]
    expect(meant(orders, 'unknown')).toBe('a')
    expect(meant(orders, 'unknown', true)).toBeNull()
  })
  it('is never another order that was paid before', () => {
    expect(meant([of('a', 'paid', 'first')], 'unknown')).toBeNull()
    expect(meant([of('a', 'pending', 'first', 'other show')], 'unknown')).toBeNull()
  })
  it('is, for the whole basket, the one of that id or the one that waits, but none that was paid before', () => {
    const orders = [of('b', 'pending', 'first'), of('a', 'paid', 'second', 'other show')]
    const whole = (address: string, hasHold = false) => orderMeant(orders, '', address, hasHold)?.order.id ?? null
    expect(whole('a', true)).toBe('a')
    expect(whole('')).toBe('b')
    expect(whole('', true)).toBeNull()
    expect(orderMeant(orders.slice(1), '', '', false)).toBeNull()
  })
  it('is the paid one where the address names none', () => {
    expect(meant([of('a', 'paid', 'first')], '')).toBe('a')
  })
})
