import { beforeEach, describe, expect, it } from 'vitest'
import { SeatBoard } from '../engine/board'
import { SeatGeometry } from '../engine/geometry'
import { betterFit, groupsOf, orphansOf, replaceLost } from '../engine/neighbours'
import { AccessibleGrid } from '../renderer/accessibleGrid'
import { arena, smallHouse } from './house'

const geometry = new SeatGeometry(smallHouse())
const seat = (id: string) => geometry.indexOfId.get(id) ?? -1
const all = () => true

describe('betterFit', () => {
  it('moves a choice that leaves a seat alone to the nearest that does not', () => {
    // Row A has four seats before the aisle: taking the second and third leaves both ends alone.
    const chosen = [seat('0A2'), seat('0A3')]
    expect(orphansOf(geometry, all, chosen)).toHaveLength(2)
    const better = betterFit(geometry, all, chosen)
    expect(orphansOf(geometry, all, better)).toEqual([])
    expect(groupsOf(geometry, better)).toBe(1)
    expect(geometry.rowName(better[0])).toBe('A')
  })
  it('brings a split party together close by', () => {
    const better = betterFit(geometry, all, [seat('0A1'), seat('0B4')])
    expect(groupsOf(geometry, better)).toBe(1)
    expect(better).toHaveLength(2)
  })
  it('finds nothing where there is nothing', () => {
    expect(betterFit(geometry, () => false, [])).toEqual([])
    expect(betterFit(geometry, (each) => each === seat('0A2'), [seat('0A2'), seat('0B3')])).toEqual([])
  })
})

describe('replaceLost', () => {
  it('keeps the party together where that goes', () => {
    const [kept, lost] = [seat('0A2'), seat('0A3')]
    const found = replaceLost(geometry, [lost], [kept], (each) => each !== lost && each !== kept)
    expect(found).toEqual([seat('0A1')])
  })
  it('gives every lost seat one of its own', () => {
    const lost = [seat('1A1'), seat('1A2')]
    const found = replaceLost(geometry, lost, [], (each) => !lost.includes(each))
    expect(new Set(found).size).toBe(2)
    for (const each of found) expect(geometry.sectionName(each)).toBe('Balcony')
  })
})

describe('AccessibleGrid', () => {
  beforeEach(() => document.body.replaceChildren())
  const handlers = { name: String, rowLabel: () => '', sectionLabel: () => '', pick: () => {}, focus: () => {}, zoom: () => {} }

  it('has the rows around in a very large section, and all of them for counting', () => {
    const board = new SeatBoard(new SeatGeometry(arena(4_900)))
    const root = document.createElement('div')
    document.body.append(root)
    const grid = new AccessibleGrid(root, board, handlers)
    expect(root.querySelectorAll('[role="gridcell"]').length).toBeLessThanOrEqual(1500)
    expect(Number(root.getAttribute('aria-rowcount'))).toBe(board.geometry.rowsOfSection[0].length)
    const focused = () => Number(document.querySelector<HTMLElement>('[tabindex="0"]')?.dataset.seat)
    document.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
    for (let step = 0; step < 3; step++) document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }))
    expect(board.geometry.rowName(focused())).toBe('R3')
    expect(document.activeElement?.getAttribute('data-seat')).toBe(String(focused()))
    grid.destroy()
  })
})
