import { describe, expect, it } from 'vitest'
import type { TicketConfig } from '@/api/types'
import { mergedConfig } from '../meanwhile'

const base: TicketConfig = {
  currency: 'USD', max_tickets_per_order: 10, hold_minutes: 10, zones: [], ticket_types: [], fees: [], tax: null, rounding: 'per_line',
  sales_start: null, sales_end: null, orphan_seats: 'warn', accessible_release_at: null, version: 1
}
const zone = (id: string, price: number | null) => ({ price_zone_id: id, enabled: true, price })

describe('mergedConfig', () => {
  it('keeps both prices where nobody had set one before', () => {
    const mine = { ...base, zones: [zone('a', 4100), zone('b', null)] }
    const theirs = { ...base, version: 2, zones: [zone('a', null), zone('b', 2350)] }
    expect(mergedConfig(base, mine, theirs)).toEqual({ ...base, version: 2, zones: [zone('a', 4100), zone('b', 2350)] })
  })
  it('takes mine where both set the same price', () => {
    const merged = mergedConfig(base, { ...base, zones: [zone('a', 1)] }, { ...base, version: 2, zones: [zone('a', 2)] })
    expect(merged.zones).toEqual([zone('a', 1)])
  })
})
