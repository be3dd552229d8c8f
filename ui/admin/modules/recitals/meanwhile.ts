// What somebody else saved of a show or its ticket configuration while the form was open: for people to
// compare, and put together with what was typed.
import type { PriceZone, Show, TicketConfig } from '@/api/types'
import { mergeOver, type Difference } from '../../composables/useSavedMeanwhile'
import type { ShowPatch } from './composables/useRecitals'

export interface Texts {
  t(key: string, values?: Record<string, unknown>): string
  money(minor: number, currency: string): string
  time(at: string): string
}

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

type Keyed = Omit<TicketConfig, 'zones'> & { zones: Record<string, TicketConfig['zones'][number]> }
/** A zone that is not listed sells at the venue's price: it is the same as one that says so. */
function keyed(config: TicketConfig, ids: readonly string[]): Keyed {
  const zones = ids.map((id) => {
    const own = config.zones.find((zone) => zone.price_zone_id === id)
    return [id, { price_zone_id: id, enabled: own?.enabled ?? true, price: own?.price ?? null }] as const
  })
  return { ...config, zones: Object.fromEntries(zones) }
}

/** What was changed of `base`, on top of what the other one saved; zone by zone. */
export function mergedConfig(base: TicketConfig, mine: TicketConfig, theirs: TicketConfig): TicketConfig {
  const ids = [...new Set([base, mine, theirs].flatMap((config) => config.zones.map((zone) => zone.price_zone_id)))]
  const merged = mergeOver(keyed(base, ids), keyed({ ...mine, version: base.version }, ids), keyed(theirs, ids))
  return { ...merged, version: theirs.version, zones: Object.values(merged.zones) }
}

/** What the other one changed, beside what stands in the form. */
export function configDifferences(base: TicketConfig, mine: TicketConfig, theirs: TicketConfig, zones: readonly PriceZone[], texts: Texts): Difference[] {
  const { t } = texts
  const rows: Difference[] = []
  const differ = (name: string, of: (config: TicketConfig) => string) => {
    if (of(base) !== of(theirs)) rows.push({ name, theirs: of(theirs), mine: of(mine) })
  }
  const amount = (config: TicketConfig, minor: number) => texts.money(minor, config.currency)
  for (const zone of zones) {
    differ(t('config.priceOf', { name: zone.name }), (config) => {
      const own = config.zones.find((each) => each.price_zone_id === zone.id)
      if (own && !own.enabled) return t('config.notForSale')
      const price = own?.price ?? zone.default_price
      return typeof price === 'number' ? amount(config, price) : t('config.notForSale')
    })
  }
  const nameOf = (id: string | null | undefined) => zones.find((zone) => zone.id === id)?.name
  differ(t('config.types'), (config) => config.ticket_types.map((type) => `${[type.name, nameOf(type.price_zone_id)].filter(Boolean).join(', ')}: ${amount(config, type.price)}`).join(' · '))
  differ(t('config.fees'), (config) => config.fees.map((fee) => `${fee.name}: ${fee.kind.startsWith('percent') ? `${fee.amount} %` : amount(config, fee.amount)}`).join(' · '))
  differ(t('money.tax'), (config) => (config.tax ? `${config.tax.name} ${config.tax.percent} %` : ''))
  differ(t('config.currency'), (config) => config.currency)
  differ(t('config.most'), (config) => String(config.max_tickets_per_order))
  differ(t('config.minutes'), (config) => String(config.hold_minutes))
  differ(t('seatRules.orphans'), (config) => t(`seatRules.${config.orphan_seats}`))
  differ(t('seatRules.releaseAt'), (config) => (config.accessible_release_at ? texts.time(config.accessible_release_at) : ''))
  differ(t('schedule.sales_start'), (config) => (config.sales_start ? texts.time(config.sales_start) : ''))
  differ(t('schedule.sales_end'), (config) => (config.sales_end ? texts.time(config.sales_end) : ''))
  return rows
}

export function showDifferences(base: Show, patch: ShowPatch, theirs: Show, texts: Texts): Difference[] {
  const { t } = texts
  const rows: Difference[] = []
  const differ = (name: string, before: string, now: string, mine: string) => {
    if (!same(before, now)) rows.push({ name, theirs: now, mine })
  }
  const time = (at: string | null | undefined) => (at ? texts.time(at) : '')
  differ(t('shows.title'), base.title, theirs.title, patch.title ?? base.title)
  differ(t('shows.starts'), time(base.starts_at), time(theirs.starts_at), patch.starts_at_local?.slice(0, 16).replace('T', ' ') ?? time(base.starts_at))
  for (const name of ['doors_at', 'sales_start', 'sales_end'] as const) {
    differ(t(`schedule.${name}`), time(base[name]), time(theirs[name]), time(patch[name] === undefined ? base[name] : patch[name]))
  }
  differ(t('meanwhile.status'), t(`shows.status.${base.status}`), t(`shows.status.${theirs.status}`), t(`shows.status.${base.status}`))
  return rows
}
