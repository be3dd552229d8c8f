import type { RouteRecordRaw } from 'vue-router'
export const dashboardRoutes: RouteRecordRaw[] = [{ path: '/admin/ticketing/dashboard', name: 'dashboard', component: () => import('./DashboardPage.vue'), meta: { title: 'nav.dashboard' } }]
