import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import { useTicketCheckout } from '../composables/useTicketCheckout'

const customer = { name: ' Zoë ', email: 'zoe@example.org', phone: '', ticketTypes: {} }
const order = (status: string) => ({ id: 'o1', status, total: 100, currency: 'USD' })

/** Answers in turn, and keeps what was asked. */
function serve(answers: Record<string, () => { status?: number; body: unknown }>) {
  const asked: { path: string; body: unknown; key: string | null }[] = []
  vi.stubGlobal('fetch', async (request: Request) => {
    const path = new URL(request.url, 'http://localhost').pathname
    asked.push({ path, body: request.method === 'GET' ? null : await request.json(), key: request.headers.get('Idempotency-Key') })
    const { status = 200, body } = answers[path]?.() ?? { status: 404, body: { code: 'not_found' } }
    return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
  })
  return asked
}

function start() {
  let checkout!: ReturnType<typeof useTicketCheckout>
  const component = defineComponent({
    setup() {
      checkout = useTicketCheckout(ref('show'), ref('hold'))
      return () => h('div')
    }
  })
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const wrapper = mount(component, { global: { plugins: [[VueQueryPlugin, { queryClient }]] } })
  return { checkout, wrapper }
}

describe('useTicketCheckout', () => {
  beforeEach(() => sessionStorage.clear())
  afterEach(() => vi.unstubAllGlobals())

  const happy = {
    '/api/ticket-orders/create': () => ({ status: 201, body: { order: order('pending'), order_token: 'ot', payment_required: true } }),
    '/api/ticket-orders/payment-intent': () => ({ body: { provider: 'test', payment_intent_id: 'pi', client_secret: 'cs', publishable_key: '', amount: 100, currency: 'USD' } }),
    '/api/public/test-payments/pi/confirm': () => ({ body: { payment_intent_id: 'pi', status: 'succeeded' } }),
    '/api/ticket-orders/confirm': () => ({ body: { order: order('paid') } }),
    '/api/public/orders/o1': () => ({ body: order('pending') })
  }

  it('goes from details over payment to paid', async () => {
    const asked = serve(happy)
    const { checkout } = start()
    expect(checkout.step.value).toBe('details')
    await checkout.createOrder(customer)
    expect(checkout.step.value).toBe('payment')
    expect(asked[0].body).toEqual({ reservation_token: 'hold', show_id: 'show', customer_name: 'Zoë', customer_email: 'zoe@example.org' })
    await checkout.payWithTestCard('4242424242424242')
    expect(checkout.step.value).toBe('paid')
  })
  it('keeps the order and the way on after a declined card', async () => {
    serve({ ...happy, '/api/public/test-payments/pi/confirm': () => ({ status: 402, body: { code: 'card_declined' } }) })
    const { checkout } = start()
    await checkout.createOrder(customer)
    await checkout.payWithTestCard('4000000000000002')
    expect(checkout.step.value).toBe('payment')
    expect(checkout.error.value).toMatchObject({ code: 'card_declined' })
  })
  it('asks the bank when the card wants it', async () => {
    let status = 'requires_action'
    serve({ ...happy, '/api/public/test-payments/pi/confirm': () => ({ body: { payment_intent_id: 'pi', status } }) })
    const { checkout } = start()
    await checkout.createOrder(customer)
    await checkout.payWithTestCard('4000002760003184')
    expect(checkout.step.value).toBe('bank')
    status = 'succeeded'
    await checkout.authenticate()
    expect(checkout.step.value).toBe('paid')
  })
  it('waits for a payment that settles late', async () => {
    serve({ ...happy, '/api/ticket-orders/confirm': () => ({ status: 409, body: { code: 'payment_not_complete' } }) })
    const { checkout } = start()
    await checkout.createOrder(customer)
    await checkout.payWithTestCard('4000000000005555')
    expect(checkout.step.value).toBe('processing')
    expect(checkout.error.value).toBeNull()
  })
  it('finds its order again after a reload', async () => {
    const unpaid = () => ({ status: 409, body: { code: 'payment_not_complete', payment_status: 'requires_payment_method' } })
    serve({ ...happy, '/api/ticket-orders/confirm': unpaid })
    const first = start()
    await first.checkout.createOrder(customer)
    first.wrapper.unmount()
    const { checkout } = start()
    await flushPromises()
    expect(checkout.step.value).toBe('payment')
  })
  it('asks for no second payment while the first is under way at the bank', async () => {
    serve({ ...happy, '/api/ticket-orders/confirm': () => ({ status: 409, body: { code: 'payment_not_complete', payment_status: 'processing' } }) })
    const first = start()
    await first.checkout.createOrder(customer)
    first.wrapper.unmount()
    const { checkout } = start()
    await flushPromises()
    expect(checkout.step.value).toBe('processing')
  })
  it('takes a payment that the bank refused for a refusal, not for one under way', async () => {
    serve({ ...happy, '/api/ticket-orders/confirm': () => ({ status: 409, body: { code: 'payment_not_complete', payment_status: 'requires_payment_method' } }) })
    const { checkout } = start()
    await checkout.createOrder(customer)
    await checkout.settle('pi')
    expect(checkout.step.value).toBe('payment')
    expect(checkout.error.value).not.toBeNull()
  })
  it('ignores a second press while the first is under way', async () => {
    const asked = serve(happy)
    const { checkout } = start()
    await Promise.all([checkout.createOrder(customer), checkout.createOrder(customer)])
    expect(asked.filter((each) => each.path.endsWith('/create'))).toHaveLength(1)
  })
  it('uses a fresh key for another try with other details', async () => {
    const asked = serve({ ...happy, '/api/ticket-orders/create': () => ({ status: 422, body: { code: 'validation_failed', errors: [] } }) })
    const { checkout } = start()
    await checkout.createOrder(customer)
    await checkout.createOrder({ ...customer, email: 'other@example.org' })
    const keys = asked.map((each) => each.key)
    expect(keys[0]).toBeTruthy()
    expect(keys[0]).not.toBe(keys[1])
  })
})
