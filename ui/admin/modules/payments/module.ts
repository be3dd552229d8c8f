import type { RouteRecordRaw } from 'vue-router'
export const paymentsRoutes: RouteRecordRaw[] = [{ path: '/admin/payments', name: 'payments', component: () => import('./PaymentsPage.vue'), meta: { title: 'nav.payments' } }]
