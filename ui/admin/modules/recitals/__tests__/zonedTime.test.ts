import { expect, test } from 'vitest'
import { fromWallTime, toWallTime } from '../zonedTime'

test('a wall time goes there and back in every season', () => {
  for (const [iso, zone, local] of [
    ['2026-12-24T18:30:00.000Z', 'Europe/Vienna', '2026-12-24T19:30'],
    ['2026-07-01T17:30:00.000Z', 'Europe/Vienna', '2026-07-01T19:30'],
    ['2026-07-01T23:30:00.000Z', 'America/New_York', '2026-07-01T19:30'],
    ['2026-07-01T13:45:00.000Z', 'Asia/Kathmandu', '2026-07-01T19:30']
  ] as const) {
    expect(toWallTime(iso, zone)).toBe(local)
    expect(fromWallTime(local, zone)).toBe(iso)
  }
})

test('a time that the clocks skip is none, one that they show twice is the earlier', () => {
  expect(fromWallTime('2026-03-29T02:30', 'Europe/Vienna')).toBeNull()
  expect(fromWallTime('2026-10-25T02:30', 'Europe/Vienna')).toBe('2026-10-25T00:30:00.000Z')
})

test('nothing stays nothing', () => {
  expect(toWallTime(null, 'UTC')).toBe('')
  expect(fromWallTime('', 'UTC')).toBeNull()
})
