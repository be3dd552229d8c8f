import type { RouteRecordRaw } from 'vue-router'
export const tokensRoutes: RouteRecordRaw[] = [{ path: '/admin/api-tokens', name: 'api-tokens', component: () => import('./ApiTokensPage.vue'), meta: { title: 'nav.tokens' } }]
