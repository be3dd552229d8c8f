import type { I18n } from 'vue-i18n'
import { createRouter, createWebHistory } from 'vue-router'
import { checkoutRoutes } from './modules/checkout/module'
import { seatingRoutes } from './modules/seating/module'
import { showsRoutes } from './modules/shows/module'
import { ticketsRoutes } from './modules/tickets/module'

export function createShopRouter(i18n: I18n) {
  const router = createRouter({
    history: createWebHistory(),
    scrollBehavior: (to, _from, saved) => saved ?? (to.hash ? { el: to.hash } : { top: 0 }),
    routes: [
      { path: '/', redirect: '/public/tickets' },
      ...ticketsRoutes,
      ...showsRoutes,
      ...seatingRoutes,
      ...checkoutRoutes,
      { path: '/:rest(.*)*', name: 'not-found', component: () => import('./modules/shows/NotFoundPage.vue'), meta: { title: 'title.notFound' } }
    ]
  })
  router.afterEach((to) => {
    const translate = i18n.global.t as (key: string) => string
    document.title = typeof to.meta.title === 'string' ? `${translate(to.meta.title)} · Usher` : 'Usher'
  })
  return router
}
