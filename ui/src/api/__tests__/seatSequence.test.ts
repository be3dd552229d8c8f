import { describe, expect, it } from 'vitest'
import { letterOf, SeatSequence } from '../seatSequence'

const make = () => {
  const sequence = new SeatSequence(new Map([['one', 0], ['two', 1], ['three', 2]]))
  sequence.reset({ sequence: 4, states: 'aar' })
  return sequence
}

describe('SeatSequence', () => {
  it('applies an event that follows the one before', () => {
    const sequence = make()
    expect(sequence.take({ previous: 4, sequence: 5, seats: [{ id: 'two', status: 'sold' }] })).toEqual({ kind: 'apply', changes: [{ index: 1, letter: 's' }] })
    expect(sequence.current).toBe(5)
    expect(sequence.letterAt(1)).toBe('s')
  })
  it('drops what it has seen', () => {
    expect(make().take({ previous: 3, sequence: 4, seats: [] })).toEqual({ kind: 'drop' })
  })
  it('asks to read again after a gap, before the first state, and for unknown seats', () => {
    expect(make().take({ previous: 5, sequence: 6, seats: [] })).toEqual({ kind: 'reload' })
    expect(new SeatSequence(new Map()).take({ previous: 0, sequence: 1, seats: [] })).toEqual({ kind: 'reload' })
    expect(make().take({ previous: 4, sequence: 5, seats: [{ id: 'nobody', status: 'sold' }] })).toEqual({ kind: 'reload' })
  })
  it('names only what differs', () => {
    expect(make().reset({ sequence: 9, states: 'sar' })).toEqual([{ index: 0, letter: 's' }])
    expect(make().take({ previous: 4, sequence: 5, seats: [{ id: 'one', status: 'available' }] })).toEqual({ kind: 'apply', changes: [] })
  })
  it('takes what it does not know for blocked', () => {
    expect(letterOf('purple')).toBe('b')
  })
})
