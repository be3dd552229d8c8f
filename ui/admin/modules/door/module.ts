import type { RouteRecordRaw } from 'vue-router'
export const doorRoutes: RouteRecordRaw[] = [{ path: '/admin/ticketing/door', name: 'door', component: () => import('./DoorPage.vue'), meta: { title: 'nav.door' } }]
