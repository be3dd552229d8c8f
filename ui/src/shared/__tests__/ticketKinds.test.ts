import { describe, expect, it } from 'vitest'
import type { PublicShow, ShowSeat } from '@/api/types'
import { ticketKindOf, ticketKindsOf } from '../composables/ticketKinds'

const show = (types: { name: string; price_zone_id?: string; price: number }[]) => ({
  price_zones: [{ id: 'p', price: 4500, all_in_price: 4750 }],
  ticket_types: types.map((type) => ({ ...type, all_in_price: type.price + 250 }))
}) as unknown as PublicShow
const seat = { id: 's', price_zone_id: 'p', price: 4500 } as unknown as ShowSeat

describe('the kinds of ticket of a held seat', () => {
  it('begin with what the chart showed', () => {
    const kinds = ticketKindsOf(show([{ name: 'Child', price: 2000 }]), seat)
    expect(kinds.map((kind) => [kind.name, kind.allIn])).toEqual([['', 4750], ['Child', 2250]])
    expect(ticketKindOf(show([{ name: 'Child', price: 2000 }]), seat, undefined).price).toBe(4500)
  })
  it('begin with the kind that costs the same, whichever was written first', () => {
    const kinds = ticketKindsOf(show([{ name: 'Child', price: 2000 }, { name: 'Adult', price: 4500 }]), seat)
    expect(kinds.map((kind) => kind.name)).toEqual(['Adult', 'Child'])
  })
  it('are those of the seat’s zone', () => {
    expect(ticketKindsOf(show([{ name: 'Child', price_zone_id: 'other', price: 2000 }]), seat)).toHaveLength(1)
  })
  it('cannot change the price of a seat that has its own', () => {
    expect(ticketKindsOf(show([{ name: 'Child', price: 2000 }]), { ...seat, price: 9900 })).toEqual([{ name: '', price: 9900, allIn: 10_150 }])
  })
})
