import type { RouteRecordRaw } from 'vue-router'
export const builderRoutes: RouteRecordRaw[] = [
  { path: '/admin/ticketing/venues/:id/seat-map', name: 'venue-seat-map', component: () => import('./SeatMapPage.vue'), props: true, meta: { title: 'venues.map' } }
]
