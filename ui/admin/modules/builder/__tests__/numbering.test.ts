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
    expect(rowNames(26, { style: 'letters', start: 'A', skip: 'IO' }).join('')).toBe('ABCDEFGHJKLMNPQRSTUVWXYZAAAB')
    expect(rowNames(9, { style: 'letters', start: 'A', skip: '' }).join('')).toBe('ABCDEFGHI')
  })
  it('go on after Z in both manners', () => {
    expect(rowNames(3, { style: 'letters', start: 'Y', skip: 'IO' })).toEqual(['Y', 'Z', 'AA'])
    expect(rowNames(4, { style: 'doubled', start: 'Y', skip: 'IO' })).toEqual(['Y', 'Z', 'AA', 'BB'])
    expect(rowNames(2, { style: 'doubled', start: 'ZZ', skip: '' })).toEqual(['ZZ', 'AAA'])
  })
  it('are numbers from any start', () => {
    expect(rowNames(3, { style: 'numbers', start: '7', skip: 'IO' })).toEqual(['7', '8', '9'])
    expect(rowNames(2, { style: 'numbers', start: '0', skip: 'IO' })).toEqual(['0', '1'])
    expect(rowNames(2, { style: 'numbers', start: '', skip: 'IO' })).toEqual(['1', '2'])
  })
  it('leave out Q as well when wanted, and nothing that is asked for', () => {
    expect(rowNames(20, { style: 'letters', start: 'A', skip: 'IOQ' }).join('')).toBe('ABCDEFGHJKLMNPRSTUVW')
    expect(rowNames(2, { style: 'letters', start: 'I', skip: 'IO' })).toEqual(['I', 'J'])
  })
  it('keep words that are typed, and count on behind them', () => {
    expect(rowNames(3, { style: 'letters', start: 'Box 9', skip: 'IO' })).toEqual(['Box 9', 'Box 10', 'Box 11'])
    expect(rowNames(2, { style: 'doubled', start: 'L 09', skip: '' })).toEqual(['L 09', 'L 10'])
    expect(rowNames(2, { style: 'numbers', start: 'Box 12', skip: 'IO' })).toEqual(['Box 12', 'Box 13'])
    expect(rowNames(2, { style: 'letters', start: 'Box H', skip: 'IO' })).toEqual(['Box H', 'Box J'])
    expect(rowNames(2, { style: 'letters', start: 'Loge', skip: 'IO' })).toEqual(['Loge', 'Loge 2'])
    expect(freeRowNames(1, { style: 'letters', start: 'Box 1', skip: 'IO' }, new Set(['Box 1', 'Box 2', 'A']))).toEqual(['Box 3'])
  })
  it('go on where the section ended, never twice', () => {
    const scheme = { style: 'letters', start: 'A', skip: 'IO' } as const
    expect(freeRowNames(2, scheme, new Set(['A', 'B', 'C']))).toEqual(['D', 'E'])
    expect(freeRowNames(2, scheme, new Set(['A', 'C']))).toEqual(['D', 'E'])
    expect(freeRowNames(1, scheme, new Set())).toEqual(['A'])
  })
  it('are followed by the next one of their kind', () => {
    expect(['A', 'Z', 'AZ', '7', 'Box 3', 'L09', 'Loge', ''].map(nextName)).toEqual(['B', 'AA', 'BA', '8', 'Box 4', 'L10', 'Loge 2', '1'])
    expect(freeNameLike('Table 1', new Set(['Table 1', 'Table 2']))).toBe('Table 3')
  })
})
