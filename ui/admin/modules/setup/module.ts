import type { RouteRecordRaw } from 'vue-router'
export const setupRoutes: RouteRecordRaw[] = [{ path: '/admin/setup', name: 'setup', component: () => import('./SetupPage.vue'), meta: { title: 'setup.title' } }]
