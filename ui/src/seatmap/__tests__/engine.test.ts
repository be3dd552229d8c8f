import { describe, expect, it } from 'vitest'
import { Camera, mixViews } from '../engine/camera'
import { SeatGeometry, SeatKind } from '../engine/geometry'
import { neighbourSection, nextSeat, rowEnd } from '../engine/navigate'
import { groupsOf, orphansOf, replacementsFor } from '../engine/neighbours'
import { freeStyle, styleOf, styleParts, StyleId } from '../engine/styles'
import { arena, smallHouse } from './house'

const house = new SeatGeometry(smallHouse())
const at = (id: string) => house.indexOfId.get(id) as number
const seats = (...ids: string[]) => ids.map(at)
const allFree = () => true

describe('SeatGeometry', () => {
  it('measures the distance between neighbours and between rows', () => {
    expect(house.pitch).toBe(30)
    expect(house.rowPitch).toBe(36)
  })
  it('finds rows, aisles and kinds of seats', () => {
    expect(house.rows.map((row) => `${row.section}${row.name}`)).toEqual(['0A', '0B', '1A'])
    expect(house.wallBefore[at('0A1')]).toBe(1)
    expect(house.wallBefore[at('0A2')]).toBe(0)
    expect(house.wallBefore[at('0A5')]).toBe(1)
    expect(house.kind[at('0B1')]).toBe(SeatKind.accessible)
  })
  it('knows a seat by its name in the show and in the venue', () => {
    expect(house.indexOfId.get('v0A3')).toBe(at('0A3'))
  })
  it('hits the nearest seat within reach only', () => {
    expect(house.nearest(31, 101, 10)).toBe(at('0A1'))
    expect(house.nearest(31, 160, 10)).toBe(-1)
  })
  it('takes stage and seats into its bounds', () => {
    expect(house.bounds.y).toBeLessThan(20)
    expect(house.bounds.y + house.bounds.height).toBeGreaterThan(300)
  })
  it('stands an empty house', () => {
    const layout = smallHouse()
    for (const column of Object.values(layout.seats)) column.length = 0
    const empty = new SeatGeometry(layout)
    expect(empty.count).toBe(0)
    expect(empty.search(0, 0, 100, 100)).toEqual([])
  })
  it('takes in fifty thousand seats', () => {
    const big = new SeatGeometry(arena(50_000))
    expect(big.count).toBe(50_000)
    expect(big.nearest(30 * 40 + 4, 36 * 30 - 3, 20)).toBe(big.indexOfId.get(`s${30 * 224 + 40}`))
  })
})

describe('Camera', () => {
  const camera = () => {
    const made = new Camera({ x: 0, y: 0, width: 1000, height: 500 }, 30)
    made.resize(500, 500)
    return made
  }
  it('shows the whole house first, in the middle', () => {
    const view = camera().view
    expect(view.scale).toBeCloseTo(0.5)
    expect(view.y).toBeCloseTo(-250)
  })
  it('keeps the point under the pointer when zooming', () => {
    const made = camera()
    const before = made.toMap(100, 250)
    made.view = made.zoomed(2, 100, 250)
    const after = made.toMap(100, 250)
    expect(after.x).toBeCloseTo(before.x)
    expect(after.y).toBeCloseTo(before.y)
  })
  it('neither leaves the house nor its limits of scale', () => {
    const made = camera()
    made.view = made.zoomed(1000, 250, 250)
    expect(made.view.scale).toBe(made.maxScale)
    made.view = made.panned(1e6, 1e6)
    expect(made.view.x).toBe(0)
    made.view = made.zoomed(1e-6, 250, 250)
    expect(made.isFitted()).toBe(true)
  })
  it('brings a point into view with no more movement than needed', () => {
    const made = camera()
    made.view = made.centred(500, 250, 1)
    expect(made.including(500, 250, 40)).toBe(made.view)
    const moved = made.including(900, 250, 40)
    expect((900 - moved.x) * moved.scale).toBeCloseTo(460)
  })
  it('glides from one view to the other', () => {
    const size = { width: 500, height: 500 }
    const from = { x: 0, y: 0, scale: 0.5 }
    const to = { x: 400, y: 200, scale: 2 }
    expect(mixViews(from, to, 0, size).scale).toBeCloseTo(0.5)
    expect(mixViews(from, to, 0.5, size).scale).toBeCloseTo(1)
    expect(mixViews(from, to, 1, size).x).toBeCloseTo(400)
  })
})

describe('keyboard', () => {
  it('goes to the nearest seat in a direction, over the aisle too', () => {
    expect(nextSeat(house, at('0A4'), 'right')).toBe(at('0A5'))
    expect(nextSeat(house, at('0A3'), 'down')).toBe(at('0B3'))
    expect(nextSeat(house, at('0B3'), 'up')).toBe(at('0A3'))
  })
  it('crosses into the next section', () => {
    const below = nextSeat(house, at('0B2'), 'down')
    expect(house.section[below]).toBe(1)
  })
  it('stays where there is nothing beyond', () => {
    expect(nextSeat(house, at('0A1'), 'left')).toBe(at('0A1'))
    expect(nextSeat(house, at('0A1'), 'up')).toBe(at('0A1'))
  })
  it('jumps to the ends of a row and to other sections', () => {
    expect(rowEnd(house, at('0A3'), 'first')).toBe(at('0A1'))
    expect(rowEnd(house, at('0A3'), 'last')).toBe(at('0A8'))
    expect(house.section[neighbourSection(house, at('0A3'), 1)]).toBe(1)
    expect(house.section[neighbourSection(house, at('1A3'), 1)]).toBe(0)
  })
})

describe('gaps', () => {
  it('sees a seat left alone at the aisle', () => {
    expect(orphansOf(house, allFree, seats('0A1', '0A2', '0A3'))).toEqual(seats('0A4'))
  })
  it('sees a seat left alone between the choice and a sold one', () => {
    const free = (seat: number) => seat !== at('0A4')
    expect(orphansOf(house, free, seats('0A1', '0A2'))).toEqual(seats('0A3'))
  })
  it('sees a seat left alone in the middle of the choice', () => {
    expect(orphansOf(house, allFree, seats('0A5', '0A7', '0A8'))).toEqual(seats('0A6'))
  })
  it('leaves in peace what leaves two or none', () => {
    expect(orphansOf(house, allFree, seats('0A1', '0A2'))).toEqual([])
    expect(orphansOf(house, allFree, seats('0A1', '0A2', '0A3', '0A4'))).toEqual([])
  })
  it('does not count a wheelchair space as left alone', () => {
    expect(orphansOf(house, allFree, seats('0B2', '0B3', '0B4'))).toEqual([])
  })
  it('counts groups of neighbours', () => {
    expect(groupsOf(house, seats('0A2', '0A1'))).toBe(1)
    expect(groupsOf(house, seats('0A4', '0A5'))).toBe(2)
    expect(groupsOf(house, seats('0A1', '0B1'))).toBe(2)
  })
  it('offers the nearest free seat of the same zone instead of a lost one', () => {
    expect(replacementsFor(house, at('0A2'), (seat) => seat !== at('0A1'))).toEqual(seats('0A3'))
  })
})

describe('styles', () => {
  const look = { letter: 'a' as const, selected: false, zone: 1, kind: 2, priced: true }
  it('names zone and kind in one number', () => {
    expect(styleOf(look)).toBe(freeStyle(1, 2))
    expect(styleParts(freeStyle(1, 2))).toEqual({ zone: 1, kind: 2 })
  })
  it('shows as not for sale what has no price', () => {
    expect(styleOf({ ...look, priced: false })).toBe(StyleId.blocked)
  })
  it('shows a choice before anything else', () => {
    expect(styleOf({ ...look, selected: true })).toBe(StyleId.selected)
    expect(styleOf({ ...look, letter: 's' })).toBe(StyleId.sold)
    expect(styleOf({ ...look, letter: 'r' })).toBe(StyleId.held)
    expect(styleOf({ ...look, letter: 'h' })).toBe(StyleId.blocked)
  })
})
