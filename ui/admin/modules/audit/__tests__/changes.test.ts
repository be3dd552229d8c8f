import { describe, expect, it } from 'vitest'
import { changedFields } from '../changes'

describe('what an audit entry changed', () => {
  it('leaves out what stayed the same', () => {
    expect(changedFields({ title: 'Gala', version: 1 }, { title: 'Gala night', version: 1 })).toEqual([{ name: 'title', before: 'Gala', after: 'Gala night' }])
  })
  it('shows a new thing by what it has, and a deleted one by what it had', () => {
    expect(changedFields(null, { name: 'Stalls', color: '' })).toEqual([{ name: 'name', before: null, after: 'Stalls' }])
    expect(changedFields({ name: 'Stalls' }, null)).toEqual([{ name: 'name', before: 'Stalls', after: null }])
  })
  it('opens objects and keeps lists together', () => {
    expect(changedFields({ tax: { percent: 7, name: 'VAT' }, seat_ids: ['a'] }, { tax: { percent: 19, name: 'VAT' }, seat_ids: ['a', 'b'] })).toEqual([
      { name: 'tax · percent', before: '7', after: '19' },
      { name: 'seat ids', before: '["a"]', after: '["a","b"]' }
    ])
  })
  it('reads a bare value, false and zero', () => {
    expect(changedFields('pending', 'paid')).toEqual([{ name: 'value', before: 'pending', after: 'paid' }])
    expect(changedFields({ is_on: true, count: 2 }, { is_on: false, count: 0 })).toEqual([
      { name: 'is on', before: 'true', after: 'false' },
      { name: 'count', before: '2', after: '0' }
    ])
  })
})
