import { describe, expect, it } from 'vitest'
import type { Order, PublicShow, ShowSeat } from '@/api/types'
import { itemPrices, orderFeeOf, pricedSeat, spread, ticketKindOf, ticketKindsOf } from '../ticketKinds'

const show = (types: { name: string; price_zone_id?: string; price: number }[]) => ({
  price_zones: [{ id: 'p', price: 4500, all_in_price: 4750 }],
  ticket_types: types.map((type) => ({ ...type, all_in_price: type.price + 250 }))
}) as unknown as PublicShow
const seat = { id: 's', price_zone_id: 'p', price: 4500 } as unknown as ShowSeat & { price_zone_id: string }

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
    expect(ticketKindsOf(show([{ name: 'Child', price: 2000 }]), pricedSeat(show([]), { ...seat, price: 9900 }))).toEqual([{ name: '', price: 9900, allIn: 10_150 }])
  })
})

describe('what comes once for an order', () => {
  it('is spread as the server spreads it, the rest to the first', () => {
    expect(spread(100, [1, 1, 1])).toEqual([34, 33, 33])
    expect(spread(2000, [4500, 3000, 1250])).toEqual([1028, 686, 286])
    expect(spread(100, [0, 0])).toEqual([0, 0])
    expect(spread(7, [1, 3])).toEqual([2, 5])
  })
  it('stands by itself, so that a ticket costs what the chart said', () => {
    const once = { fees: [{ name: 'Handling', kind: 'per_order' }, { name: 'Service', kind: 'per_ticket' }] } as unknown as PublicShow
    const order = {
      fee_lines: [{ name: 'Handling', amount: 300, tax: 0 }, { name: 'Service', amount: 200, tax: 0 }],
      items: [{ price: 2000, discount: 0, fees: 300 }, { price: 1000, discount: 0, fees: 200 }]
    } as unknown as Order
    expect(orderFeeOf(order, once)).toBe(300)
    expect(itemPrices(order, once)).toEqual([2100, 1100])
    expect(itemPrices(order, undefined)).toEqual([2300, 1200])
  })
})
