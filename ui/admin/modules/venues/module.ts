import type { RouteRecordRaw } from 'vue-router'
export const venuesRoutes: RouteRecordRaw[] = [
  { path: '/admin/ticketing/venues', name: 'venues', component: () => import('./VenuesPage.vue'), meta: { title: 'nav.venues' } },
  { path: '/admin/ticketing/venues/create', name: 'venue-create', component: () => import('./VenueCreatePage.vue'), meta: { title: 'venues.create' } },
  { path: '/admin/ticketing/venues/:id/edit', name: 'venue-edit', component: () => import('./VenueEditPage.vue'), props: true, meta: { title: 'nav.venues' } }
]
