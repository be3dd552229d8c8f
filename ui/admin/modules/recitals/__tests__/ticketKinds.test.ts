import { describe, expect, it } from 'vitest'
import { emptyKind, kindDrafts, moved, ticketTypes } from '../ticketKinds'

const plain = (minor: number) => (minor / 100).toFixed(2)
const amount = (text: string, of: string) => {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new Error(`${of}: ${text}`)
  return Math.round(Number(text) * 100)
}

describe('kinds of ticket', () => {
  it('are what was saved, in its order, when nothing is changed', () => {
    const types = [{ name: 'Adult', price_zone_id: null, price: 4500 }, { name: 'Child', price_zone_id: 'a', price: 2000 }, { name: 'Child', price_zone_id: 'b', price: 1000 }]
    expect(ticketTypes(kindDrafts(types, ['a', 'b'], plain), ['a', 'b'], amount)).toEqual(types)
  })
  it('say zone by zone what was said for all but some', () => {
    const types = [{ name: 'Child', price_zone_id: null, price: 2000 }, { name: 'Child', price_zone_id: 'a', price: 3000 }]
    expect(kindDrafts(types, ['a', 'b'], plain)[0].prices).toEqual({ a: '30.00', b: '20.00' })
  })
  it('are not sold in a zone without a price', () => {
    const kind = { ...emptyKind(), name: 'Student', isByZone: true, prices: { a: '12', b: ' ' } }
    expect(ticketTypes([kind], ['a', 'b'], amount)).toEqual([{ name: 'Student', price_zone_id: 'a', price: 1200 }])
  })
  it('leave an empty line out, and name the one that lacks a price', () => {
    expect(ticketTypes([emptyKind(), { ...emptyKind(), isByZone: true }], ['a'], amount)).toEqual([])
    expect(() => ticketTypes([{ ...emptyKind(), name: 'Child' }], ['a'], amount)).toThrow('Child')
    expect(() => ticketTypes([{ ...emptyKind(), name: 'Child', isByZone: true }], ['a'], amount)).toThrow('Child')
  })
  it('change places', () => expect(moved(['a', 'b', 'c'], 2, 1)).toEqual(['a', 'c', 'b']))
})
