import type { RouteRecordRaw } from 'vue-router'

const CheckoutPage = () => import('./CheckoutPage.vue')
export const checkoutRoutes: RouteRecordRaw[] = [
  { path: '/public/checkout/tickets/confirmation/:orderId', name: 'confirmation', component: () => import('./ConfirmationPage.vue'), props: true, meta: { title: 'title.confirmation', words: 'buying' } },
  { path: '/public/checkout', name: 'checkout-basket', component: CheckoutPage, meta: { title: 'title.checkout', words: 'buying', clock: 'own' } },
  { path: '/public/checkout/tickets/:showId', name: 'checkout', component: CheckoutPage, props: true, meta: { title: 'title.checkout', words: 'buying', clock: 'own' } }
]
