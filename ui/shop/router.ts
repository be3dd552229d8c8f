import type { I18n } from 'vue-i18n'
import { createRouter, createWebHistory, type RouteMeta } from 'vue-router'
import { basketRoutes } from './modules/basket/module'
import { checkoutRoutes } from './modules/checkout/module'
import { seatingRoutes } from './modules/seating/module'
import { showsRoutes } from './modules/shows/module'
import { ticketsRoutes } from './modules/tickets/module'

export function createShopRouter(i18n: I18n, learn: (words: string) => Promise<void>) {
  const router = createRouter({
    history: createWebHistory(),
    scrollBehavior: (to, _from, saved) => saved ?? (to.hash ? { el: to.hash } : { top: 0 }),
    routes: [
      { path: '/', redirect: '/public/tickets' },
      ...ticketsRoutes,
      ...showsRoutes,
      ...seatingRoutes,
      ...basketRoutes,
      ...checkoutRoutes,
      { path: '/:rest(.*)*', name: 'not-found', component: () => import('./modules/shows/NotFoundPage.vue'), meta: { title: 'title.notFound' } }
    ]
  })
  // The words of basket, checkout and tickets come with the first of their pages, beside its code.
  const wordsOf = (meta: RouteMeta) => (typeof meta.words === 'string' ? learn(meta.words) : Promise.resolve())
  router.beforeEach((to) => void wordsOf(to.meta).catch(() => undefined))
  router.beforeResolve((to) => wordsOf(to.meta))
  router.afterEach((to) => {
    const translate = i18n.global.t as (key: string) => string
    document.title = typeof to.meta.title === 'string' ? `${translate(to.meta.title)} · Usher` : 'Usher'
  })
  return router
}
