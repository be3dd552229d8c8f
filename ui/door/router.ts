import type { I18n } from 'vue-i18n'
import { createRouter, createWebHistory } from 'vue-router'

export function createDoorRouter(i18n: I18n) {
  const router = createRouter({
    history: createWebHistory(),
    routes: [
      { path: '/scan', name: 'scan', component: () => import('./modules/scan/ScanPage.vue') },
      { path: '/:rest(.*)*', redirect: '/scan' }
    ]
  })
  router.afterEach(() => {
    document.title = `${(i18n.global.t as (key: string) => string)('title.scan')} · Usher`
  })
  return router
}
