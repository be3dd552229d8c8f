// A server that takes its money through the local Stripe of tests/support/stripe.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { freePort, startServer, type RunningServer } from './server'
import { test as base } from './test'

const kSecret = 'whsec_browser'
export interface StripeShop extends RunningServer {
  /** What a buyer, a bank or somebody at Stripe does, see tests/support/stripe; answers what Stripe would. */
  ask(action: string, params: Record<string, string>): Promise<{ id?: string; status?: string; error?: object }>
  /** The ids of the refunds that Stripe has of a payment. */
  refundsOf(intent: string): Promise<string[]>
}

async function openStripeShop(): Promise<StripeShop> {
  const port = await freePort()
  const stripeUrl = `http://127.0.0.1:${port}`
  const server = await startServer((url) => {
    stripe = spawn(process.execPath, [join(__dirname, '../../support/stripe/server.mjs'), '--port', String(port), '--webhook', `${url}/api/webhooks/stripe/ticket-payment`, '--secret', kSecret], { stdio: 'ignore' })
    return { STRIPE_SECRET_KEY: 'sk_test_usher', STRIPE_PUBLISHABLE_KEY: 'pk_test_usher', STRIPE_API_BASE: stripeUrl, STRIPE_WEBHOOK_SECRET: kSecret }
  })
  return {
    ...server,
    async ask(action, params) {
      const answer = await fetch(`${stripeUrl}/_control/${action}`, { method: 'POST', body: new URLSearchParams(params) })
      return (await answer.json()) as { id?: string; status?: string; error?: object }
    },
    async refundsOf(intent) {
      const answer = await fetch(`${stripeUrl}/v1/refunds?payment_intent=${intent}`, { headers: { Authorization: 'Bearer sk_test_usher' } })
      return ((await answer.json()) as { data: { id: string }[] }).data.map((each) => each.id)
    },
    async stop() {
      await server.stop()
      stripe?.kill('SIGTERM')
    }
  }
}
let stripe: ReturnType<typeof spawn> | undefined

export const test = base.extend<object, { stripeShop: StripeShop }>({
  stripeShop: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const shop = await openStripeShop()
      await use(shop)
      await shop.stop()
    },
    { scope: 'worker', timeout: 120_000 }
  ],
  baseURL: async ({ stripeShop }, use) => use(stripeShop.url)
})
