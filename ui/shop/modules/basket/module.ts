import type { RouteRecordRaw } from 'vue-router'

export const basketRoutes: RouteRecordRaw[] = [
  { path: '/public/basket', name: 'basket', component: () => import('./BasketPage.vue'), meta: { title: 'title.basket', words: 'buying', clock: 'own' } }
]
