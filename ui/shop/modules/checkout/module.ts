import type { RouteRecordRaw } from 'vue-router'

export const checkoutRoutes: RouteRecordRaw[] = [
  { path: '/public/checkout/tickets/confirmation/:orderId', name: 'confirmation', component: () => import('./ConfirmationPage.vue'), props: true, meta: { title: 'title.confirmation', words: 'buying' } },
  { path: '/public/checkout', name: 'checkout-basket', component: () => import('./CheckoutPage.vue'), meta: { title: 'title.checkout', words: 'buying' } },
  { path: '/public/checkout/tickets/:showId', name: 'checkout', component: () => import('./CheckoutPage.vue'), props: true, meta: { title: 'title.checkout', words: 'buying' } }
]
