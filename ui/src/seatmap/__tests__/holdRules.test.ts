// The rules about neighbours by the same cases as the server's (src/inventory/tests/hold_rules_test.cpp).
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { SeatMapLayout } from '@/api/types'
import { SeatGeometry } from '../engine/geometry'
import { betterFit, judgeGaps, movedAlong, spaceBeside, unaccompanied } from '../engine/neighbours'

interface Vectors {
  cases: { name: string; rows: string[]; orphans: number[]; avoidable: number[]; companions: number[] }[]
  rows: { name: string; seats: [string, string, number, number, string][]; order: number[]; walls: number[] }[]
}
const vectors = JSON.parse(readFileSync('../tests/vectors/hold_rules.json', 'utf8')) as Vectors

function layoutOf(places: Vectors['rows'][number]['seats']): SeatMapLayout {
  const column = <T>(of: (seat: Vectors['rows'][number]['seats'][number], at: number) => T) => places.map(of)
  return {
    layout_version: 1,
    seats: {
      id: column((_, at) => `s${at}`), seat_id: column((_, at) => `v${at}`), section: column(() => 0), row: column((seat) => seat[0]), number: column((seat) => seat[1]),
      type: column((seat) => seat[4]), accessible: column(() => 0), zone: column(() => 0), x: column((seat) => seat[2]), y: column((seat) => seat[3]), rotation: column(() => 0)
    },
    sections: [{ id: 's0', name: 'Stalls', color: '#000000' }],
    price_zones: [{ id: 'z0', name: 'All', color: '#000000' }],
    objects: []
  }
}

const kTypes: Record<string, string> = { w: 'accessible', c: 'companion', v: 'restricted_view' }
const kSeatWidth = 30

/** A drawing of rows; a full row behind them shows what is usual, as in a house. */
function draw(rows: string[]) {
  const places: Vectors['rows'][number]['seats'] = []
  const free = new Set<number>()
  const chosen: number[] = []
  rows.forEach((text, row) => {
    let x = 0
    for (const letter of text) {
      x += kSeatWidth * (letter === '|' ? 3 : 1)
      if (letter === '|') continue
      const at = places.length
      places.push([`R${row}`, String(at), x, row * 40, kTypes[letter.toLowerCase()] ?? 'standard'])
      if (/[.*wcv]/i.test(letter)) free.add(at)
      if (/[*WCV]/.test(letter)) chosen.push(at)
    }
  })
  for (let at = 0; at < 40; at++) places.push(['behind', String(at), at * kSeatWidth, rows.length * 40 + 40, 'standard'])
  return { geometry: new SeatGeometry(layoutOf(places)), isFree: (seat: number) => free.has(seat), chosen }
}
const inOrder = (seats: number[]) => [...seats].sort((a, b) => a - b)

describe('the rules about neighbours', () => {
  it.each(vectors.cases)('are those of the server: $name', ({ rows, orphans, avoidable, companions }) => {
    const { geometry, isFree, chosen } = draw(rows)
    const verdict = judgeGaps(geometry, isFree, chosen)
    expect(inOrder(verdict.orphans)).toEqual(orphans)
    expect(inOrder(verdict.avoidable)).toEqual(avoidable)
    expect(inOrder(unaccompanied(geometry, chosen))).toEqual(companions)
  })
  it.each(vectors.rows)('find the same neighbours as the server: $name', ({ seats, order, walls }) => {
    const geometry = new SeatGeometry(layoutOf(seats))
    expect(geometry.rows.flatMap((row) => [...row.seats])).toEqual(order)
    expect(order.map((seat) => geometry.wallBefore[seat])).toEqual(walls)
  })
})

describe('ways out', () => {
  it('offer as many seats that leave nobody alone', () => {
    const { geometry, isFree, chosen } = draw(['x.**....x'])
    expect(betterFit(geometry, isFree, chosen)).toEqual([1, 2])
  })
  it('move along as little as can be', () => {
    expect(moved('x.**....x')).toEqual([1, 2])
    expect(moved('x.***...x')).toEqual([1, 2, 3])
    expect(moved('x..***.x')).toEqual([4, 5, 6])
    expect(moved('x*.*...x')).toEqual([1, 2])
  })
  it('leave accessible seats to whom they are kept for', () => {
    expect(moved('xc**.x')).toEqual([3, 4])
    expect(moved('w**.|')).toEqual([2, 3])
  })
  it('offer the accessible seat beside a companion seat', () => {
    const { geometry, isFree, chosen } = draw(['..wC..w.'])
    expect(spaceBeside(geometry, isFree, chosen, chosen[0])).toEqual([2])
  })
  it('offer the seats between as well', () => {
    const { geometry, isFree, chosen } = draw(['..wcC...'])
    expect(spaceBeside(geometry, isFree, chosen, chosen[0])).toEqual([3, 2])
  })
  it('look no further than an aisle or somebody else’s seat', () => {
    expect(spaceBeside(...spaceArguments('..w|C..'))).toEqual([])
    expect(spaceBeside(...spaceArguments('..wxC..'))).toEqual([])
    expect(spaceBeside(...spaceArguments('..xC.|w'))).toEqual([])
  })
})

function moved(row: string): number[] {
  const { geometry, isFree, chosen } = draw([row])
  return inOrder(movedAlong(geometry, isFree, chosen))
}
function spaceArguments(row: string): Parameters<typeof spaceBeside> {
  const { geometry, isFree, chosen } = draw([row])
  return [geometry, isFree, chosen, chosen[0]]
}
