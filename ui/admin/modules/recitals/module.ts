import type { RouteRecordRaw } from 'vue-router'
export const recitalsRoutes: RouteRecordRaw[] = [
  { path: '/admin/recitals', name: 'recitals', component: () => import('./RecitalsPage.vue'), meta: { title: 'nav.recitals' } },
  { path: '/admin/recitals/shows/:id', name: 'show', component: () => import('./ShowPage.vue'), props: true, meta: { title: 'nav.recitals' } },
  { path: '/admin/recitals/shows/:id/change', name: 'show-change', component: () => import('./ShowChangePage.vue'), props: true, meta: { title: 'change.title' } },
  { path: '/admin/recitals/shows/:id/seating-chart', name: 'show-chart', component: () => import('./ShowSeatingChartPage.vue'), props: true, meta: { title: 'show.chart' } }
]
