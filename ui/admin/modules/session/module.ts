import type { RouteRecordRaw } from 'vue-router'
export const sessionRoutes: RouteRecordRaw[] = [{ path: '/admin/login', name: 'login', component: () => import('./LoginPage.vue'), meta: { isOpen: true, title: 'title.login' } }]
