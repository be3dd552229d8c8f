// Stripe's own form in our page: loaded from Stripe as they ask for, and only where a payment is made
// with them. What the buyer types never touches us.
import type { Appearance, Stripe, StripeElements } from '@stripe/stripe-js'
import { onScopeDispose, ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { PaymentIntent } from '@/api/types'

export type StripeOutcome =
  | { kind: 'done'; intentId: string }
  | { kind: 'declined'; message: string }
  | { kind: 'incomplete' }

/** The look of our pages, read from where it is defined. */
function appearance(): Appearance {
  const color = (name: string) => {
    const probe = document.createElement('span')
    probe.style.color = `var(--${name})`
    document.body.append(probe)
    const value = getComputedStyle(probe).color
    probe.remove()
    return value
  }
  return {
    theme: 'flat',
    variables: {
      colorPrimary: color('velvet'), colorBackground: color('card'), colorText: color('ink'), colorTextSecondary: color('mute'), colorDanger: color('bad'),
      borderRadius: '12px', fontSizeBase: '16px', spacingUnit: '4px'
    },
    rules: { '.Input': { border: `1px solid ${color('edge')}`, boxShadow: 'none' } }
  }
}

export function useStripePayment() {
  const { locale } = useI18n()
  const isReady = ref(false)
  const failure = shallowRef<unknown>(null)
  let stripe: Stripe | null = null
  let elements: StripeElements | null = null
  let isGone = false

  async function mount(intent: PaymentIntent, place: HTMLElement) {
    failure.value = null
    try {
      const { loadStripe } = await import('@stripe/stripe-js/pure')
      stripe = await loadStripe(intent.publishable_key, { locale: locale.value as 'en' | 'es' })
      if (!stripe) throw new Error('stripe')
      if (isGone) return
      elements = stripe.elements({ clientSecret: intent.client_secret, appearance: appearance() })
      const form = elements.create('payment', { layout: 'tabs' })
      form.on('ready', () => (isReady.value = true))
      form.on('loaderror', (event) => (failure.value = event.error))
      form.mount(place)
    } catch (error) {
      failure.value = error
    }
  }

  /** Comes back here, or to `returnUrl` when the bank has a page of its own. */
  async function pay(returnUrl: string): Promise<StripeOutcome> {
    if (!stripe || !elements) return { kind: 'incomplete' }
    const { error, paymentIntent } = await stripe.confirmPayment({ elements, redirect: 'if_required', confirmParams: { return_url: returnUrl } })
    if (error) {
      // What is missing in the form is shown in the form.
      return error.type === 'validation_error' ? { kind: 'incomplete' } : { kind: 'declined', message: error.message ?? '' }
    }
    return { kind: 'done', intentId: paymentIntent.id }
  }

  onScopeDispose(() => {
    isGone = true
    elements?.getElement('payment')?.destroy()
  })
  return { isReady, failure, mount, pay }
}
