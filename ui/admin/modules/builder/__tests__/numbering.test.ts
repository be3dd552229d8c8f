import { describe, expect, it } from 'vitest'
import { freeNameLike, freeRowNames, nextName, rowNames, seatNumbers } from '../engine/numbering'

describe('seat numbers', () => {
  it.each([
    ['left', 1, 1, '1 2 3 4 5'], ['right', 1, 1, '5 4 3 2 1'], ['left', 101, 2, '101 103 105 107 109'], ['right', 2, 2, '10 8 6 4 2'],
    ['odd_left', 1, 1, '5 3 1 2 4'], ['odd_right', 1, 1, '4 2 1 3 5']
  ] as const)('go from the %s, from %i in steps of %i', (order, start, step, wanted) => {
    expect(seatNumbers(5, { order, start, step }).join(' ')).toBe(wanted)
  })
  it('from the middle are each there once, also for an even row', () => {
    expect(seatNumbers(6, { order: 'odd_left', start: 1, step: 1 }).join(' ')).toBe('5 3 1 2 4 6')
    expect(new Set(seatNumbers(51, { order: 'odd_right', start: 1, step: 1 })).size).toBe(51)
  })
})

describe('row names', () => {
  it('leave out I and O when wanted', () => {
    expect(rowNames(26, { style: 'letters', start: 'A', skipIO: true }).join('')).toBe('ABCDEFGHJKLMNPQRSTUVWXYZAAAB')
    expect(rowNames(9, { style: 'letters', start: 'A', skipIO: false }).join('')).toBe('ABCDEFGHI')
  })
  it('go on after Z in both manners', () => {
    expect(rowNames(3, { style: 'letters', start: 'Y', skipIO: true })).toEqual(['Y', 'Z', 'AA'])
    expect(rowNames(4, { style: 'doubled', start: 'Y', skipIO: true })).toEqual(['Y', 'Z', 'AA', 'BB'])
    expect(rowNames(2, { style: 'doubled', start: 'ZZ', skipIO: false })).toEqual(['ZZ', 'AAA'])
  })
  it('are numbers from any start', () => {
    expect(rowNames(3, { style: 'numbers', start: '7', skipIO: true })).toEqual(['7', '8', '9'])
    expect(rowNames(2, { style: 'numbers', start: '0', skipIO: true })).toEqual(['0', '1'])
    expect(rowNames(2, { style: 'numbers', start: 'x', skipIO: true })).toEqual(['1', '2'])
  })
  it('go on where the section ended, never twice', () => {
    const scheme = { style: 'letters', start: 'A', skipIO: true } as const
    expect(freeRowNames(2, scheme, new Set(['A', 'B', 'C']))).toEqual(['D', 'E'])
    expect(freeRowNames(2, scheme, new Set(['A', 'C']))).toEqual(['D', 'E'])
    expect(freeRowNames(1, scheme, new Set())).toEqual(['A'])
  })
  it('are followed by the next one of their kind', () => {
    expect(['A', 'Z', 'AZ', '7', 'Box 3', 'L09', 'Loge', ''].map(nextName)).toEqual(['B', 'AA', 'BA', '8', 'Box 4', 'L10', 'Loge 2', '1'])
    expect(freeNameLike('Table 1', new Set(['Table 1', 'Table 2']))).toBe('Table 3')
  })
})
