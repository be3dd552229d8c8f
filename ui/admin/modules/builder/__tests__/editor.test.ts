import { describe, expect, it } from 'vitest'
import { addRows, addSeat, addTable, copy, duplicate, mirrorCopy, paste, takeIn } from '../engine/creation'
import { MapDocument } from '../engine/document'
import { Editor } from '../engine/editor'
import { rowSpots } from '../engine/rows'
import { inBox, inLasso, rowsOf } from '../engine/selection'
import { content, house, kNames } from './house'

const everything = (editor: Editor) => {
  editor.selectAll()
  return editor
}

describe('undo', () => {
  it('takes every step back to exactly what was there, and does it again', () => {
    const editor = everything(house())
    const states = [content(editor.doc)]
    const steps = [
      () => editor.move(10.333, -7), () => editor.rotate(33), () => editor.mirror('horizontal'), () => editor.bend(15), () => editor.respace(41), () => editor.align('left'),
      () => editor.numberSeats({ order: 'odd_left', start: 1, step: 1 }, false), () => editor.nameRows({ style: 'numbers', start: '1', skip: '' }, true), () => editor.paint({ zone: editor.doc.zones[1].key, type: 1 }),
      () => editor.addSection('Boxes'), () => editor.addZone('Cheap', null), () => editor.moveDivision('sections', 0, 1), () => editor.changeDivision('zones', editor.doc.zones[0].key, { price: 1 }),
      () => editor.removeDivision('sections', editor.doc.sections[0].key), () => duplicate(editor, 0, 200, kNames), () => editor.remove()
    ]
    for (const step of steps) {
      step()
      editor.selectAll()
      states.push(content(editor.doc))
    }
    for (let i = steps.length - 1; i >= 0; i--) {
      editor.undo()
      expect(content(editor.doc)).toEqual(states[i])
    }
    expect(editor.undo()).toBeNull()
    for (let i = 1; i <= steps.length; i++) {
      editor.redo()
      expect(content(editor.doc)).toEqual(states[i])
    }
  })
  it('knows the same state again, so that nothing is saved twice', () => {
    const editor = everything(house())
    const before = editor.history.state
    editor.move(5, 5)
    expect(editor.history.state).not.toBe(before)
    editor.undo()
    expect(editor.history.state).toBe(before)
  })
  it('is not bothered by steps that change nothing', () => {
    const editor = everything(house())
    editor.move(0, 0)
    editor.paint({ zone: editor.doc.zones[0].key })
    expect(editor.history.length).toBe(0)
  })
  it('moves fifty thousand seats exactly there and back', () => {
    const editor = everything(house({ rows: 10, seats: 5000 }))
    const x = editor.doc.x.slice()
    for (let i = 0; i < 50; i++) editor.move(0.001 * i, 1.7)
    for (let i = 0; i < 50; i++) editor.undo()
    expect(editor.doc.x).toEqual(x)
  })
})

describe('drawing', () => {
  it('begins in an empty map with a section of its own', () => {
    const editor = new Editor(new MapDocument())
    addRows(editor, [rowSpots({ a: { x: 90, y: 0 }, b: { x: 0, y: 0 }, bow: 0 }, 4)], kNames)
    const { doc } = editor
    expect(doc.sections.map((each) => each.name)).toEqual(['Section 1'])
    const [row] = rowsOf(doc, doc.seats())
    expect(row.name).toBe('A')
    // Drawn from right to left, numbered from left to right all the same.
    expect([...row.seats].map((seat) => `${doc.number[seat]}@${doc.x[seat] / 1000}`)).toEqual(['1@0', '2@30', '3@60', '4@90'])
    editor.undo()
    expect([doc.seatCount, doc.sections.length]).toEqual([0, 0])
  })
  it('names new rows after those that are there', () => {
    const editor = house()
    addRows(editor, [[{ x: 0, y: 200, rotation: 0 }], [{ x: 0, y: 236, rotation: 0 }]], kNames)
    expect(rowsOf(editor.doc, editor.selection.seats()).map((row) => row.name)).toEqual(['D', 'E'])
  })
  it('lets a seat join the row beside it', () => {
    const editor = house()
    addSeat(editor, { x: 120, y: 1 }, kNames)
    const [seat] = editor.selection.seats()
    expect([editor.doc.row[seat], editor.doc.number[seat]]).toEqual(['A', '5'])
    addSeat(editor, { x: 900, y: 900 }, kNames)
    expect(editor.doc.row[editor.selection.seats()[0]]).toBe('D')
  })
  it('gives tables names and their seats as rows', () => {
    const editor = house()
    addTable(editor, 'round', { x: 500, y: 0 }, kNames)
    addTable(editor, 'long', { x: 500, y: 300 }, kNames)
    expect(editor.doc.objects.map((thing) => thing.text)).toEqual(['Stage', 'Table 1', 'Table 2'])
    expect(editor.selection.count).toBe(8)
  })
})

describe('copies', () => {
  it('never repeat a label', () => {
    const editor = house()
    editor.select(editor.doc.seats())
    const clip = copy(editor)
    if (!clip) throw new Error('nothing copied')
    paste(editor, clip, 300, 0, kNames)
    paste(editor, clip, 600, 0, kNames)
    const labels = Array.from(editor.doc.seats(), (seat) => editor.doc.label(seat))
    expect(new Set(labels).size).toBe(36)
    expect(rowsOf(editor.doc, editor.selection.seats()).map((row) => row.name)).toEqual(['G', 'H', 'J'])
  })
  it('may be the other half of the house', () => {
    const editor = house({ rows: 1 })
    editor.select(editor.doc.seats())
    mirrorCopy(editor, 'horizontal', { x: 200, y: 0 }, kNames)
    expect(Array.from(editor.selection.seats(), (seat) => editor.doc.x[seat] / 1000)).toEqual([400, 370, 340, 310])
  })
})

describe('rows', () => {
  it('bend, stretch and grow on their arc', () => {
    const editor = house({ rows: 1, seats: 5 })
    editor.select(editor.doc.seats())
    editor.bend(20)
    const row = editor.selectedRow()
    if (!row) throw new Error('no row')
    expect(editor.arcOf(row).bow).toBeCloseTo(20, 2)
    editor.resizeRow(7)
    expect(editor.selection.count).toBe(7)
    expect(Array.from(editor.selection.seats(), (seat) => editor.doc.number[seat])).toEqual(['1', '2', '3', '4', '5', '6', '7'])
    editor.resizeRow(2)
    expect(editor.doc.seatCount).toBe(2)
    editor.undo()
    expect(editor.doc.seatCount).toBe(7)
  })
  it('number on across sections when they are continental', () => {
    const editor = house({ rows: 1, seats: 4 })
    const seats = editor.doc.seats()
    editor.paint({ section: editor.doc.sections[1].key }, seats.slice(2))
    editor.select(seats)
    editor.numberSeats({ order: 'left', start: 1, step: 1 }, false)
    expect(Array.from(seats, (seat) => editor.doc.number[seat])).toEqual(['1', '2', '1', '2'])
    editor.numberSeats({ order: 'left', start: 1, step: 1 }, true)
    expect(Array.from(seats, (seat) => editor.doc.number[seat])).toEqual(['1', '2', '3', '4'])
  })
  it('are aligned and spread as wholes', () => {
    const editor = house()
    const seats = editor.doc.seats()
    editor.select(seats.slice(4, 8))
    editor.move(50, 20)
    editor.select(seats)
    editor.align('left')
    expect(Array.from(seats, (seat) => editor.doc.x[seat] / 1000)).toEqual([0, 30, 60, 90, 0, 30, 60, 90, 0, 30, 60, 90])
    editor.distribute('vertical')
    expect(editor.doc.y[seats[4]] / 1000).toBe(36)
  })
})

describe('selecting', () => {
  it('finds what is in a box and in a lasso', () => {
    const { doc } = house()
    expect(inBox(doc, { x0: 65, y0: 40, x1: -5, y1: -5 }).seats).toHaveLength(6)
    expect(inBox(doc, { x0: -500, y0: -500, x1: 500, y1: 500 }).things).toHaveLength(1)
    const triangle = [{ x: -10, y: -10 }, { x: 100, y: -10 }, { x: -10, y: 100 }]
    expect(inLasso(doc, triangle).seats.map((seat) => `${doc.row[seat]}${doc.number[seat]}`)).toEqual(['A1', 'A2', 'A3', 'B1', 'B2', 'C1'])
  })
  it('goes from seat to seat in reading order', () => {
    const editor = house()
    editor.step(1, false)
    editor.step(1, true)
    expect(Array.from(editor.selection.seats(), (seat) => editor.doc.number[seat])).toEqual(['1', '2'])
    editor.step(-1, false)
    expect(editor.doc.row[editor.selection.seats()[0]]).toBe('C')
    editor.selectRows()
    expect(editor.selection.count).toBe(4)
    editor.invertSelection()
    expect([editor.selection.count, editor.selection.things.size]).toEqual([8, 1])
  })
})

describe('another map', () => {
  it('replaces this one and keeps the server ids of seats with the same labels', () => {
    const editor = house()
    const other = house().doc
    takeIn(editor, other, true)
    expect(content(editor.doc)).toEqual(content(other))
    expect(Array.from(editor.doc.seats(), (seat) => editor.doc.id[seat])).toEqual(Array.from(other.seats(), (seat) => other.id[seat]))
    editor.undo()
    expect(content(editor.doc)).toEqual(content(other))
  })
  it('stands below this one with rows of its own names', () => {
    const editor = house()
    takeIn(editor, house().doc, false)
    expect(editor.doc.seatCount).toBe(24)
    expect(editor.doc.sections).toHaveLength(2)
    expect(new Set(Array.from(editor.doc.seats(), (seat) => editor.doc.label(seat))).size).toBe(24)
  })
})
