import { describe, expect, test } from 'vitest'
import { addDays, changePercent, niceTop, salesBars } from '../sales'

const sale = (day: string, revenue: number, currency = 'USD') => ({ day, currency, orders: 1, tickets_sold: 2, revenue })

describe('sales bars', () => {
  test('has one bar for every day, also for those without sales', () => {
    const bars = salesBars([sale('2026-03-29', 500), sale('2026-03-31', 700), sale('2026-03-31', 9, 'EUR')], 'USD', '2026-03-31', 3)
    expect(bars.map((bar) => [bar.from, bar.revenue])).toEqual([['2026-03-29', 500], ['2026-03-30', 0], ['2026-03-31', 700]])
  })
  test('puts long periods together by week, the last one whole', () => {
    const bars = salesBars([sale('2026-12-31', 100), sale('2026-12-25', 50)], 'USD', '2026-12-31', 365)
    expect(bars).toHaveLength(53)
    expect(bars.at(-1)).toEqual({ from: '2026-12-25', to: '2026-12-31', orders: 2, tickets: 4, revenue: 150 })
    expect(bars[0].from).toBe('2026-01-01')
  })
  test('counts days of the calendar over a change of the clocks', () => {
    expect(addDays('2026-03-28', 2)).toBe('2026-03-30')
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31')
  })
})

test('the top of an axis is round and holds the value', () => {
  expect([0, 1, 3, 24, 25, 26, 730, 99_999].map(niceTop)).toEqual([1, 1, 3, 25, 25, 30, 800, 100_000])
})

test('a change from nothing has no percentage', () => {
  expect(changePercent(5, 0)).toBeNull()
  expect(changePercent(150, 100)).toBe(50)
  expect(changePercent(50, 100)).toBe(-50)
})
