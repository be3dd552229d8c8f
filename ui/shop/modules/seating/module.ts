import type { RouteRecordRaw } from 'vue-router'

export const seatingRoutes: RouteRecordRaw[] = [
  { path: '/public/recitals/:showId/seating', name: 'seating', component: () => import('./SeatingPage.vue'), props: true, meta: { title: 'title.seating', fullScreen: true } }
]
