// The names under which server data is cached. A live event patches the entry of the same name.

export const queryKeys = {
  config: ['config'] as const,
  readiness: ['readiness'] as const,
  publicShows: ['public', 'shows'] as const,
  publicRecital: (slug: string) => ['public', 'recital', slug] as const,
  publicShow: (id: string) => ['public', 'show', id] as const,
  seatMap: (id: string) => ['public', 'seat-map', id] as const,
  mine: ['mine'] as const,
  hold: (token: string) => ['hold', token] as const,
  order: (id: string) => ['order', id] as const,
  ticket: (code: string) => ['ticket', code] as const,
  me: ['me'] as const,
  dashboard: ['admin', 'dashboard'] as const,
  venues: ['admin', 'venues'] as const,
  venue: (id: string) => ['admin', 'venue', id] as const,
  venueSeatMap: (id: string) => ['admin', 'venue-seat-map', id] as const,
  recitals: ['admin', 'recitals'] as const,
  shows: (recital?: string) => ['admin', 'shows', recital ?? 'all'] as const,
  show: (id: string) => ['admin', 'show', id] as const,
  showStatistics: (id: string) => ['admin', 'show', id, 'statistics'] as const,
  adminOrders: (filter: unknown) => ['admin', 'orders', filter] as const,
  adminOrder: (id: string) => ['admin', 'order', id] as const,
  users: ['admin', 'users'] as const,
  auditLog: (filter: unknown) => ['admin', 'audit-log', filter] as const
}
