import { describe, expect, it } from 'vitest'
import { arcAt, arcLength, arcOf, blockSpots, longTable, reflow, respaced, roundTable, rowSpots, seatsOnLength, spacingOf, turned } from '../engine/rows'

const near = (a: number, b: number) => expect(Math.abs(a - b)).toBeLessThan(1e-6)
const gaps = (points: { x: number; y: number }[]) => points.slice(1).map((point, i) => Math.hypot(point.x - points[i].x, point.y - points[i].y))

describe('a straight row', () => {
  it('has its seats equally far apart from end to end', () => {
    const spots = rowSpots({ a: { x: 0, y: 10 }, b: { x: 90, y: 10 }, bow: 0 }, 4)
    expect(spots.map((spot) => spot.x)).toEqual([0, 30, 60, 90])
    expect(spots.every((spot) => spot.y === 10 && spot.rotation === 0)).toBe(true)
  })
  it('takes as many seats as its length has room for', () => {
    expect(seatsOnLength(0, 30)).toBe(1)
    expect(seatsOnLength(89, 30)).toBe(4)
    expect(seatsOnLength(1e9, 1)).toBe(20_000)
  })
})

describe('a curved row', () => {
  const arc = { a: { x: 0, y: 0 }, b: { x: 200, y: 0 }, bow: 40 }
  it('goes through its ends, and its middle is as far out as it says', () => {
    near(arcAt(arc, 0).x, 0)
    near(arcAt(arc, 1).x, 200)
    near(arcAt(arc, 0.5).x, 100)
    near(arcAt(arc, 0.5).y, 40)
    near(arcAt({ ...arc, bow: -40 }, 0.5).y, -40)
  })
  it('has equal gaps and seats that turn along it', () => {
    const spots = rowSpots(arc, 9)
    const steps = gaps(spots)
    for (const step of steps) near(step, steps[0])
    expect(spots[0].rotation).toBeGreaterThan(0)
    expect(spots[0].rotation).toBeLessThan(90)
    near(spots[4].rotation % 360, 0)
    near((spots[0].rotation + spots[8].rotation) % 360, 0)
  })
  it.each([3, 4, 9, 20])('is found again from %i seats', (count) => {
    for (const bow of [40, -25, 100, 3]) near(arcOf(rowSpots({ ...arc, bow }, count)).bow, bow)
  })
  it('is longer than its chord', () => expect(arcLength(arc)).toBeGreaterThan(200))
  it('keeps its aisles when it is bent', () => {
    const points = [0, 30, 60, 150, 180].map((x) => ({ x, y: 0 }))
    const bent = reflow(points, { a: points[0], b: points[4], bow: 20 })
    const steps = gaps(bent)
    expect(steps[2] / steps[0]).toBeCloseTo(3, 0)
  })
  it('grows around its middle when its seats stand farther apart', () => {
    const points = rowSpots({ a: { x: 0, y: 0 }, b: { x: 90, y: 0 }, bow: 0 }, 4)
    const next = respaced(points, 40)
    expect([next.a.x, next.b.x]).toEqual([-15, 105])
    expect(spacingOf(points)).toBe(30)
  })
})

describe('a block', () => {
  it('has rows behind each other, moved and growing as wanted', () => {
    const rows = blockSpots({ at: { x: 0, y: 0 }, rows: 3, seats: 4, seatSpacing: 30, rowSpacing: 36, staggered: true, grow: 2 })
    expect(rows.map((row) => row.length)).toEqual([4, 6, 8])
    expect(rows.map((row) => row[0].x)).toEqual([0, -15, -60])
    expect(rows.map((row) => row[0].y)).toEqual([0, 36, 72])
  })
  it('has passages that run straight through, also where rows grow', () => {
    const rows = blockSpots({ at: { x: 0, y: 0 }, rows: 2, seats: 4, seatSpacing: 30, rowSpacing: 36, grow: 2, aisles: { after: [2], width: 45 } })
    expect(rows.map((row) => row.map((spot) => spot.x))).toEqual([[0, 30, 105, 135], [-30, 0, 30, 105, 135, 165]])
  })
  it('bends around its passages without moving them', () => {
    const [row] = blockSpots({ at: { x: 0, y: 0 }, rows: 1, seats: 24, seatSpacing: 30, rowSpacing: 36, bow: 60, aisles: { after: [12], width: 45 } })
    const steps = gaps(row)
    expect(steps.filter((step) => step > steps[0] * 2)).toHaveLength(1)
    expect(steps.indexOf(Math.max(...steps))).toBe(11)
    near(row[11].y, row[12].y)
  })
  it('may be curved and turned', () => {
    const [row] = blockSpots({ at: { x: 0, y: 0 }, rows: 1, seats: 5, seatSpacing: 30, rowSpacing: 36, bow: 12, rotation: 90 })
    near(row[4].y, 120)
    near(row[2].x, -12)
  })
})

describe('tables', () => {
  it('have as many seats as wanted, none nearer than the spacing', () => {
    for (const n of [1, 2, 5, 8, 20]) {
      const { seats } = roundTable({ x: 100, y: 100 }, n, 30)
      expect(seats).toHaveLength(n)
      for (const a of seats) for (const b of seats) if (a !== b) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(29.9)
    }
    expect(longTable({ x: 0, y: 0 }, 3, true, 30).seats).toHaveLength(8)
    expect(longTable({ x: 0, y: 0 }, 3, false, 30).seats).toHaveLength(6)
  })
  it('turn with their seats', () => {
    const spot = turned({ x: 10, y: 0, rotation: 350 }, { x: 0, y: 0 }, 90)
    near(spot.x, 0)
    near(spot.y, 10)
    expect(spot.rotation).toBe(80)
  })
})
