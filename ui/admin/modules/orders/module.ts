import type { RouteRecordRaw } from 'vue-router'
export const ordersRoutes: RouteRecordRaw[] = [
  { path: '/admin/ticketing/orders', name: 'orders', component: () => import('./OrdersPage.vue'), meta: { title: 'nav.orders' } },
  { path: '/admin/ticketing/orders/:id', name: 'order', component: () => import('./OrderPage.vue'), props: true, meta: { title: 'nav.orders' } }
]
