import { describe, expect, it } from 'vitest'
import { seatNumbers } from '../engine/numbering'
import { drawn } from '../renderer/drafts'
import { house } from './house'

describe('what a press or a drag makes', () => {
  it('stands around the place that was pressed', () => {
    const editor = house()
    editor.setDrawing({ rows: 2, seats: 5 })
    const { rows } = drawn(editor, 'block', 'Stage', { x: 100, y: 50 }, { x: 100, y: 50 })
    expect(rows?.map((row) => row.map((spot) => spot.x))).toEqual([[40, 70, 100, 130, 160], [40, 70, 100, 130, 160]])
    expect(drawn(editor, 'row', 'Stage', { x: 0, y: 0 }, { x: 0, y: 0 }).rows?.[0].map((spot) => spot.x)).toEqual([-60, -30, 0, 30, 60])
  })
  it('leaves room for its passages, and the numbers begin at the one in the middle', () => {
    const editor = house()
    editor.setDrawing({ aisles: 'middle', aisleWidth: 60, numberScheme: { order: 'odd_left', start: 1, step: 1 } })
    const [row] = drawn(editor, 'block', 'Stage', { x: 0, y: 0 }, { x: 270, y: 0 }).rows ?? []
    const numbers = seatNumbers(row.length, editor.drawing.numberScheme)
    const steps = row.slice(1).map((spot, i) => spot.x - row[i].x)
    const wide = steps.indexOf(90)
    expect(row[row.length - 1].x).toBe(270)
    expect([numbers[wide], numbers[wide + 1]]).toEqual(['1', '2'])
  })
  it('takes passages after certain seats, counted from the left', () => {
    const editor = house()
    editor.setDrawing({ aisles: 'own', aislesAfter: [2, 4], aisleWidth: 30, rows: 1, seats: 6 })
    const [row] = drawn(editor, 'block', 'Stage', { x: 0, y: 0 }, { x: 0, y: 0 }).rows ?? []
    expect(row.slice(1).map((spot, i) => spot.x - row[i].x)).toEqual([30, 60, 30, 60, 30])
  })
})
