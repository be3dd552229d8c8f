import type { RouteRecordRaw } from 'vue-router'
export const accountRoutes: RouteRecordRaw[] = [{ path: '/admin/account', name: 'account', component: () => import('./AccountPage.vue'), meta: { title: 'nav.account' } }]
