// Payment through Stripe's form: the real server on the local Stripe of tests/support/stripe, whose
// Stripe.js is played by a stub that shows one field and asks that Stripe.
import type { Page } from '@playwright/test'
import { test, type StripeShop } from './support/stripe'
import { expect, expectAccessible, fillCustomer, holdBestSeats, showByTitle, test as base } from './support/test'

/** The parts of Stripe.js that our page uses. */
const kStub = `
window.Stripe = function (key) {
  window.stripeKey = key
  return {
    elements({ clientSecret }) {
      const handlers = {}
      return {
        intent: clientSecret.split('_secret_')[0],
        getElement: () => null,
        create: () => ({
          on(name, run) { handlers[name] = run },
          mount(place) {
            const label = document.createElement('label')
            label.textContent = 'Stripe card'
            const input = document.createElement('input')
            input.id = label.htmlFor = 'stripe-card'
            place.replaceChildren(label, input)
            setTimeout(() => handlers.ready && handlers.ready(), 50)
          }
        })
      }
    },
    async confirmPayment({ elements, confirmParams }) {
      const card = document.getElementById('stripe-card').value
      if (!card) return { error: { type: 'validation_error' } }
      const answer = await window.askStripe('confirm', { payment_intent: elements.intent, card })
      if (answer.error) return { error: answer.error }
      if (answer.status === 'requires_action') {
        location.href = '/public/tickets/lookup?bank=' + encodeURIComponent(confirmParams.return_url) + '&intent=' + elements.intent
        return new Promise(() => {})
      }
      return { paymentIntent: { id: elements.intent, status: answer.status } }
    }
  }
}
`
const serveStub = (page: Page) => page.route('https://js.stripe.com/**', (route) => route.fulfill({ contentType: 'text/javascript', body: kStub }))

async function withStripe(page: Page, shop: StripeShop) {
  await page.exposeFunction('askStripe', (action: string, params: Record<string, string>) => shop.ask(action, params))
  await serveStub(page)
}

async function toPayment(page: Page, request: Parameters<typeof showByTitle>[0], shop: StripeShop) {
  await withStripe(page, shop)
  await holdBestSeats(page, await showByTitle(request, 'Gala'))
  await fillCustomer(page)
  await expect(page.getByLabel('Stripe card')).toBeVisible()
  await expect(page.getByRole('button', { name: /^Pay / })).toBeEnabled()
}
const payWith = async (page: Page, card: string) => {
  await page.getByLabel('Stripe card').fill(card)
  await page.getByRole('button', { name: /^Pay / }).click()
}
const done = (page: Page) => expect(page.getByRole('heading', { name: 'See you there!' })).toBeVisible({ timeout: 20_000 })

base('with the test provider, nothing of Stripe is loaded', async ({ page, request }) => {
  const asked: string[] = []
  page.on('request', (each) => each.url().includes('stripe.com') && asked.push(each.url()))
  await holdBestSeats(page, await showByTitle(request, 'Gala'))
  await fillCustomer(page)
  await expect(page.getByLabel('Card number')).toBeVisible()
  expect(asked).toEqual([])
})

test('a declined card leaves a clear way on; the next one pays, once, whoever presses twice', async ({ page, request, stripeShop }, info) => {
  await toPayment(page, request, stripeShop)
  expect(await page.evaluate('window.stripeKey')).toBe('pk_test_usher')
  await expectAccessible(page)
  await page.screenshot({ path: info.outputPath('stripe.png'), fullPage: true })
  await payWith(page, '4000000000000002')
  await expect(page.getByRole('alert')).toContainText('declined')
  await expect(page.getByRole('alert')).toContainText('your seats are still yours')
  await page.getByLabel('Stripe card').fill('4242424242424242')
  await page.getByRole('button', { name: /^Pay / }).dblclick()
  await done(page)
})

test('nothing typed: the form says so itself', async ({ page, request, stripeShop }) => {
  await toPayment(page, request, stripeShop)
  await page.getByRole('button', { name: /^Pay / }).click()
  await expect(page.getByRole('button', { name: /^Pay / })).toBeEnabled()
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('the bank sends the buyer back: refused asks for another card, approved pays', async ({ page, request, stripeShop }) => {
  await toPayment(page, request, stripeShop)
  const atBank = async (passed: boolean) => {
    await payWith(page, '4000002760003184')
    await page.waitForURL(/bank=/)
    const address = new URL(page.url()).searchParams
    const [back, intent] = [address.get('bank') ?? '', address.get('intent') ?? '']
    await stripeShop.ask('authenticate', { payment_intent: intent, passed: String(passed) })
    await page.goto(`${back}&payment_intent=${intent}&payment_intent_client_secret=x&redirect_status=${passed ? 'succeeded' : 'failed'}`)
  }
  await atBank(false)
  await expect(page.getByRole('alert')).toContainText('Your bank did not approve the payment')
  expect(new URL(page.url()).searchParams.has('payment_intent')).toBe(false)
  await atBank(true)
  await done(page)
})

test('a payment in process is told, and leads to the tickets when it settles', async ({ page, request, stripeShop }) => {
  await toPayment(page, request, stripeShop)
  const intent = page.waitForResponse((each) => each.url().endsWith('/api/ticket-orders/confirm'))
  await payWith(page, 'pm_usBankAccount_success')
  const { payment_intent_id: id } = (await intent).request().postDataJSON() as { payment_intent_id: string }
  await expect(page.getByRole('heading', { name: 'Your payment is on its way' })).toBeVisible()
  await page.reload()
  await stripeShop.ask('settle', { payment_intent: id })
  await done(page)
})

test('where Stripe cannot be loaded, nothing is lost', async ({ page, request, stripeShop }) => {
  await withStripe(page, stripeShop)
  await page.unroute('https://js.stripe.com/**')
  await page.route('https://js.stripe.com/**', (route) => route.abort())
  await holdBestSeats(page, await showByTitle(request, 'Gala'))
  await fillCustomer(page)
  await expect(page.getByRole('alert')).toContainText('The card form could not be loaded')
  await page.unroute('https://js.stripe.com/**')
  await serveStub(page)
  await page.getByRole('button', { name: 'Try again' }).click()
  await payWith(page, '4242424242424242')
  await done(page)
})
