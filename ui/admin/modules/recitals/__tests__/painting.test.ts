import { beforeEach, describe, expect, it } from 'vitest'
import { arena, smallHouse } from '@/seatmap/__tests__/house'
import { SeatBoard } from '@/seatmap/engine/board'
import { SeatGeometry } from '@/seatmap/engine/geometry'
import type { Allotment } from '@/api/types'
import { draftOf, formOf, freshColor, kAllotmentColors, newCode, patchOf } from '../allotmentForm'
import { ChartMarks, letterOf } from '../allotmentMarks'
import { grown, seatsAlong, seatsBetween, seatsInBox, seatsInLasso, seatsOfList } from '../chartPainting'
import { chunks, groupsBefore, PaintHistory, withoutSkipped } from '../paintHistory'

const geometry = new SeatGeometry(smallHouse())
const at = (id: string) => geometry.indexOfId.get(id) as number
const ids = (seats: readonly number[]) => seats.map((seat) => geometry.id(seat)).sort()

describe('choosing seats of a chart', () => {
  it('takes what lies in a box, whichever corner came first', () => {
    expect(ids(seatsInBox(geometry, { x: 100, y: 110 }, { x: 20, y: 90 }))).toEqual(['0A1', '0A2', '0A3'])
  })
  it('takes what lies in a lasso, and nothing of its hollow', () => {
    const hollow = [{ x: 20, y: 90 }, { x: 130, y: 90 }, { x: 130, y: 110 }, { x: 75, y: 95 }, { x: 20, y: 110 }]
    expect(ids(seatsInLasso(geometry, hollow))).not.toContain('0A2')
    expect(ids(seatsInLasso(geometry, [{ x: 20, y: 90 }, { x: 70, y: 90 }, { x: 70, y: 145 }, { x: 20, y: 145 }]))).toEqual(['0A1', '0A2', '0B1', '0B2'])
    expect(seatsInLasso(geometry, [{ x: 0, y: 0 }])).toEqual([])
  })
  it('paints all seats on the way of a fast stroke', () => {
    expect(ids(seatsAlong(geometry, { x: 30, y: 100 }, { x: 120, y: 100 }, 12))).toEqual(['0A1', '0A2', '0A3', '0A4'])
    expect(ids(seatsAlong(geometry, { x: 45, y: 118 }, { x: 45, y: 118 }, 30))).toEqual(['0A1', '0A2', '0B1', '0B2'])
  })
  it('reaches with Shift along a row, also backwards, and over rows', () => {
    expect(ids(seatsBetween(geometry, at('0A6'), at('0A3')))).toEqual(['0A3', '0A4', '0A5', '0A6'])
    expect(ids(seatsBetween(geometry, at('0A1'), at('0B2')))).toEqual(['0A1', '0A2', '0B1', '0B2'])
  })
  it('grows to whole rows and sections, each once', () => {
    expect(grown(geometry, [at('0A1'), at('0A5')], 'row')).toHaveLength(8)
    expect(grown(geometry, [at('0A1'), at('0B5')], 'section')).toHaveLength(16)
  })
  it('finds seats in words: rows, numbers from and to, every second', () => {
    const all = { section: 0, fromRow: 1, toRow: 0, fromSeat: '', toSeat: '', every: 'all' as const }
    expect(seatsOfList(geometry, all)).toHaveLength(16)
    expect(ids(seatsOfList(geometry, { ...all, toRow: 1, fromSeat: '3', toSeat: '6', every: 'even' }))).toEqual(['0B4', '0B6'])
    expect(seatsOfList(geometry, { ...all, section: 7 })).toEqual([])
  })
})

describe('what allotments look like', () => {
  let board: SeatBoard
  let marks: ChartMarks
  beforeEach(() => {
    board = new SeatBoard(geometry)
    board.setPrices(new Map([['z0', 5000], ['z1', 3000]]))
    board.reset({ sequence: 1, states: `hhs${'a'.repeat(21)}` })
    marks = new ChartMarks(board)
    marks.setAll(['x', 'y'], new Map([['x', ['0A1', '0A3']], ['y', []]]))
    board.redraw(null)
  })

  it('has a letter for each, also beyond the alphabet', () => {
    expect([0, 25, 26, 53].map(letterOf)).toEqual(['A', 'Z', 'A2', 'B3'])
  })
  it('tells house seats, set aside and sold seats of an allotment apart', () => {
    expect(marks.paintOf(at('0A1'))).toBe('x')
    expect(marks.paintOf(at('0A2'))).toBe('house')
    expect(new Set(['0A1', '0A2', '0A3', '0A4'].map((id) => board.styles[at(id)])).size).toBe(4)
    expect(marks.counts().get('x')).toEqual({ total: 2, free: 1, held: 0, sold: 1 })
  })
  it('shows a painting at once and keeps it when the stream confirms it', () => {
    const before = board.styles[at('0A4')]
    marks.expect([at('0A4')], 'y')
    expect(board.styles[at('0A4')]).not.toBe(before)
    marks.settle([at('0A4')], 'y')
    expect(marks.isExpected(at('0A4'))).toBe(true)
    board.take({ previous: 1, sequence: 2, seats: [{ id: '0A4', status: 'house' }] })
    expect(marks.isTrue(at('0A4'))).toBe(true)
    expect(marks.paintOf(at('0A4'))).toBe('y')
  })
  it('shows again what was when a painting is refused', () => {
    const before = board.styles[at('0A4')]
    marks.expect([at('0A4')], 'blocked')
    marks.forget([at('0A4')])
    expect(board.styles[at('0A4')]).toBe(before)
  })
  it('brushes over 50,000 seats within a frame each', () => {
    const large = new SeatBoard(new SeatGeometry(arena(50_000)))
    const own = new ChartMarks(large)
    large.reset({ sequence: 1, states: 'a'.repeat(50_000) })
    const seats = seatsAlong(large.geometry, { x: 0, y: 0 }, { x: 3000, y: 3000 }, 110)
    expect(seats.length).toBeGreaterThan(500)
    let told = 0
    large.listen((changed) => (told += changed?.length ?? 50_000))
    own.brush(seats, 'house')
    // Only what the brush touched is drawn again.
    expect(told).toBe(seats.length)
  })
})

describe('seats that a code opens', () => {
  it('are free for this buyer until somebody takes them, and everybody’s once released', () => {
    const board = new SeatBoard(geometry)
    board.setPrices(new Map([['z0', 5000], ['z1', 3000]]))
    board.reset({ sequence: 1, states: `hh${'a'.repeat(22)}` })
    expect(board.isFree(at('0A1'))).toBe(false)
    board.setOpened([[at('0A1')]], ['Families'])
    expect([board.isFree(at('0A1')), board.isFree(at('0A2'))]).toEqual([true, false])
    expect(board.laneName(at('0A1'))).toBe('Families')
    board.toggle(at('0A1'))
    expect(board.take({ previous: 1, sequence: 2, seats: [{ id: '0A1', status: 'reserved' }] })).toEqual([at('0A1')])
    board.take({ previous: 2, sequence: 3, seats: [{ id: '0A1', status: 'house' }] })
    expect(board.isFree(at('0A1'))).toBe(true)
    board.take({ previous: 3, sequence: 4, seats: [{ id: '0A1', status: 'available' }] })
    expect([board.isFree(at('0A1')), board.laneOf(at('0A1'))]).toEqual([true, 0])
  })
  it('are lost from the choice when the code is removed', () => {
    const board = new SeatBoard(geometry)
    board.setPrices(new Map([['z0', 5000], ['z1', 3000]]))
    board.reset({ sequence: 1, states: `h${'a'.repeat(23)}` })
    board.setOpened([[at('0A1')]])
    board.toggle(at('0A1'))
    expect(board.setOpened([])).toEqual([at('0A1')])
  })
})

describe('taking paintings back', () => {
  it('remembers what each seat was, and leaves out what was so already', () => {
    const was: Record<string, string> = { a: 'available', b: 'house', c: 'blocked' }
    expect(groupsBefore(['a', 'b', 'c'], (id) => was[id], 'house')).toEqual([{ value: 'available', seats: ['a'] }, { value: 'blocked', seats: ['c'] }])
  })
  it('forgets seats that the server left as they were', () => {
    const step = { before: [{ value: 'available', seats: ['a', 'b'] }], after: { value: 'house', seats: ['a', 'b'] } }
    expect(withoutSkipped(step, new Set(['a']))).toEqual({ before: [{ value: 'available', seats: ['b'] }], after: { value: 'house', seats: ['b'] } })
    expect(withoutSkipped(step, new Set(['a', 'b']))).toBeNull()
  })
  it('goes back and forth, and a new painting ends what could be done again', () => {
    const history = new PaintHistory()
    const step = { kind: 'paint' as const, step: { before: [], after: { value: 'house', seats: [] } } }
    history.push(step)
    history.undone()
    expect([history.canUndo, history.canRedo]).toEqual([false, true])
    history.redone()
    history.undone()
    history.push({ ...step })
    expect(history.canRedo).toBe(false)
  })
  it('asks for at most as many at once as a request takes', () => {
    expect(chunks(Array.from({ length: 12_001 }, (_, n) => n)).map((part) => part.length)).toEqual([5000, 5000, 2001])
  })
})

describe('the form of an allotment', () => {
  const allotment: Allotment = { id: 'x', show_id: 's', name: 'Families', color: '#b3123f', access_code: 'FAM', max_tickets: 4, releases_at: '2031-05-01T16:00:00Z', released_at: null, status: 'open', seats: { total: 0, sold: 0, reserved: 0, free: 0 }, version: 1 }
  const zone = 'America/New_York'

  it('shows times on the clock of the venue, and sends only what changed', () => {
    const form = formOf(allotment, zone)
    expect(form.releases).toBe('2031-05-01T12:00')
    expect(patchOf(form, form, zone)).toEqual({})
    expect(patchOf(form, { ...form, code: ' ', most: '' }, zone)).toEqual({ access_code: null, max_tickets: null })
  })
  it('refuses a time that the clocks skip', () => {
    expect(draftOf({ ...formOf(allotment, zone), releases: '2031-03-09T02:30' }, zone)).toBeNull()
  })
  it('makes codes that can be read out', () => {
    expect(newCode()).toMatch(/^[ABCDEFGHJKMNPQRSTUVWXYZ2-9]{4}-[ABCDEFGHJKMNPQRSTUVWXYZ2-9]{4}$/)
  })
  it('offers a colour that the chart does not have', () => {
    expect(freshColor(kAllotmentColors.slice(0, 6))).not.toBe(kAllotmentColors[0])
  })
})
