import { describe, expect, it } from 'vitest'
import { closePairs, distance, leastDistance } from '../colorDistance'
import { kZoneLight } from '../renderer/palette'

describe('colours', () => {
  it('of our own palette are far apart for everybody', () => expect(closePairs(kZoneLight)).toEqual([]))
  it('that are the same are not apart', () => expect(leastDistance('#123456', '#123456').distance).toBe(0))
  it('are as far apart as the table of CIELAB says', () => {
    expect(distance('#000000', '#ffffff', 'normal')).toBeCloseTo(100, 1)
    expect(distance('#ff0000', '#00ff00', 'normal')).toBeCloseTo(170.57, 0)
  })
  it('of red and green are hard to tell apart for who does not see green', () => {
    expect(closePairs(['#b5651d', '#6b8e23', '#0b06eb']).map(([a, b]) => [a, b])).toEqual([[0, 1]])
    expect(distance('#b5651d', '#6b8e23', 'normal')).toBeGreaterThan(30)
  })
  it('that differ in blue only are close for who does not see blue', () => expect(leastDistance('#2e8b57', '#2f8b8b').sight).toBe('tritan'))
})
