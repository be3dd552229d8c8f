import type { QueryClient } from '@tanstack/vue-query'
import type { I18n } from 'vue-i18n'
import { createRouter, createWebHistory } from 'vue-router'
import { queryKeys } from '@/api/queryKeys'
import { readSession } from '@/shared/composables/useSession'
import { accountRoutes } from './modules/account/module'
import { auditRoutes } from './modules/audit/module'
import { builderRoutes } from './modules/builder/module'
import { dashboardRoutes } from './modules/dashboard/module'
import { doorRoutes } from './modules/door/module'
import { messagesRoutes } from './modules/messages/module'
import { ordersRoutes } from './modules/orders/module'
import { paymentsRoutes } from './modules/payments/module'
import { recitalsRoutes } from './modules/recitals/module'
import { sessionRoutes } from './modules/session/module'
import { setupRoutes } from './modules/setup/module'
import { tokensRoutes } from './modules/tokens/module'
import { usersRoutes } from './modules/users/module'
import { venuesRoutes } from './modules/venues/module'

const kHome = '/admin/ticketing/dashboard'

export function createAdminRouter(i18n: I18n, queries: QueryClient) {
  const router = createRouter({
    history: createWebHistory(),
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
    routes: [
      { path: '/admin', redirect: kHome },
      ...sessionRoutes, ...dashboardRoutes, ...venuesRoutes, ...builderRoutes, ...recitalsRoutes, ...ordersRoutes, ...doorRoutes, ...messagesRoutes, ...paymentsRoutes, ...usersRoutes, ...auditRoutes, ...tokensRoutes, ...setupRoutes, ...accountRoutes,
      { path: '/admin/:rest(.*)*', redirect: kHome }
    ]
  })
  // Every page but the sign-in needs somebody; afterwards one lands where one wanted to go.
  router.beforeEach(async (to) => {
    if (to.meta.isOpen) return true
    try {
      const me = await queries.fetchQuery({ queryKey: queryKeys.me, queryFn: readSession, staleTime: 60_000 })
      return me ? true : { name: 'login', query: { next: to.fullPath } }
    } catch {
      return true
    }
  })
  router.afterEach((to) => {
    const translate = i18n.global.t as (key: string) => string
    document.title = typeof to.meta.title === 'string' ? `${translate(to.meta.title)} · Usher` : 'Usher'
  })
  return router
}
