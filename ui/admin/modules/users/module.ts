import type { RouteRecordRaw } from 'vue-router'
export const usersRoutes: RouteRecordRaw[] = [{ path: '/admin/users', name: 'users', component: () => import('./UsersPage.vue'), meta: { title: 'nav.users' } }]
