import type { RouteRecordRaw } from 'vue-router'
export const messagesRoutes: RouteRecordRaw[] = [
  { path: '/admin/messages', name: 'messages', component: () => import('./MessagesPage.vue'), meta: { title: 'nav.messages' } },
  { path: '/admin/mail-templates', name: 'mail-templates', component: () => import('./MailTemplatesPage.vue'), meta: { title: 'mail.templates' } }
]
