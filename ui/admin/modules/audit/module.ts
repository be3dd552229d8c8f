import type { RouteRecordRaw } from 'vue-router'
export const auditRoutes: RouteRecordRaw[] = [{ path: '/admin/audit-log', name: 'audit-log', component: () => import('./AuditLogPage.vue'), meta: { title: 'nav.audit' } }]
