import type { RouteRecordRaw } from 'vue-router'

export const ticketsRoutes: RouteRecordRaw[] = [
  { path: '/public/tickets/lookup', name: 'lookup', component: () => import('./LookupPage.vue'), meta: { title: 'title.lookup', words: 'buying' } },
  { path: '/public/tickets/:code', name: 'ticket', component: () => import('./TicketPage.vue'), props: true, meta: { title: 'title.ticket', words: 'buying' } }
]
