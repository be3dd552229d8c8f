import type { RouteRecordRaw } from 'vue-router'

export const showsRoutes: RouteRecordRaw[] = [
  { path: '/public/tickets', name: 'shows', component: () => import('./ShowsPage.vue'), meta: { title: 'title.shows' } },
  { path: '/public/recitals/:slug', name: 'recital', component: () => import('./RecitalPage.vue'), props: true }
]
