// How allotments look on the chart: a colour, and a letter for those who do not tell colours apart.
// What is set aside is a square with its letter; what was sold of it keeps the colour.
import type { SeatBoard } from '@/seatmap/engine/board'
import { markStyle } from '@/seatmap/engine/styles'
import { textOn, zoneColor, type SeatPainter, type SeatPalette } from '@/seatmap/renderer/palette'
import { drawCross } from '@/seatmap/renderer/sprites'

export interface MarkedAllotment {
  id: string
  color: string
}

/** A, B … Z, A2, B2 … */
export function letterOf(index: number): string {
  const round = Math.floor(index / 26)
  return String.fromCharCode(65 + (index % 26)) + (round > 0 ? String(round + 1) : '')
}

// The first looks are those without an allotment; each allotment then has two: set aside, and gone.
const kHouse = 0
const kBlocked = 1
const kFirst = 2

/** Drawn by the map, after the looks of the zones. */
export function markPainters(allotments: readonly MarkedAllotment[], isDark: boolean): SeatPainter[] {
  return [
    paintHouse,
    (c, r, palette) => drawCross(c, r * 0.5, palette.edge),
    ...allotments.flatMap((each, index): SeatPainter[] => {
      const color = zoneColor(each.color, isDark)
      return [(c, r) => paintSetAside(c, r, color, letterOf(index)), (c, r) => paintGone(c, r, color)]
    })
  ]
}

const kLetterPx = 4.5

function paintSetAside(c: CanvasRenderingContext2D, r: number, color: string, letter: string) {
  c.fillStyle = color
  c.beginPath()
  c.roundRect(-r * 0.94, -r * 0.94, r * 1.88, r * 1.88, r * 0.28)
  c.fill()
  if (r >= kLetterPx) write(c, letter, r * (letter.length > 1 ? 1 : 1.35), textOn(color))
}
function paintGone(c: CanvasRenderingContext2D, r: number, color: string) {
  c.fillStyle = color
  c.beginPath()
  c.arc(0, 0, Math.max(1, r * 0.44), 0, Math.PI * 2)
  c.fill()
}
function paintHouse(c: CanvasRenderingContext2D, r: number, palette: SeatPalette) {
  const line = Math.max(1, r * 0.16)
  const side = r * 0.9 - line / 2
  c.fillStyle = palette.card
  c.strokeStyle = palette.edge
  c.lineWidth = line
  c.beginPath()
  c.roundRect(-side, -side, side * 2, side * 2, r * 0.28)
  c.fill()
  c.stroke()
  if (r < kLetterPx) return
  // A little house: a roof and a wall.
  c.fillStyle = palette.mute
  c.beginPath()
  c.moveTo(0, -r * 0.52)
  c.lineTo(r * 0.56, r * 0.02)
  c.lineTo(r * 0.36, r * 0.02)
  c.lineTo(r * 0.36, r * 0.46)
  c.lineTo(-r * 0.36, r * 0.46)
  c.lineTo(-r * 0.36, r * 0.02)
  c.lineTo(-r * 0.56, r * 0.02)
  c.fill()
}
function write(c: CanvasRenderingContext2D, text: string, size: number, color: string) {
  c.fillStyle = color
  c.textAlign = 'center'
  c.textBaseline = 'middle'
  c.font = `700 ${size}px 'Instrument Sans Variable', sans-serif`
  c.fillText(text, 0, size * 0.06)
}

export interface MarkCounts {
  total: number
  free: number
  held: number
  sold: number
}

/** What a seat is set to, whoever holds it: one of the three states, or an allotment's id. */
export type Paint = 'available' | 'blocked' | 'house' | (string & {})
export const kStates = ['available', 'blocked', 'house'] as const
const kPaintOf: Record<string, Paint> = { a: 'available', b: 'blocked', h: 'house' }

/** Which seat belongs to which allotment, and what is on its way to the server. */
export class ChartMarks {
  /** Per seat the place of its allotment in `ids`, from 1 on; 0 for none. */
  private readonly marks: Uint16Array
  private ids: string[] = []
  private readonly pending = new Map<number, Paint>()
  /** What the brush has touched and not yet let go. */
  private readonly stroke = new Map<number, Paint>()

  constructor(readonly board: SeatBoard) {
    this.marks = new Uint16Array(board.geometry.count)
    board.look = (seat) => this.look(seat)
  }

  /** Answers the seats that look different now. */
  setAll(ids: readonly string[], seatsOf: ReadonlyMap<string, readonly string[]>): number[] {
    const before = this.marks.slice()
    const idsBefore = this.ids
    this.ids = [...ids]
    this.marks.fill(0)
    ids.forEach((id, at) => {
      for (const seatId of seatsOf.get(id) ?? []) {
        const seat = this.board.geometry.indexOfId.get(seatId)
        if (seat !== undefined) this.marks[seat] = at + 1
      }
    })
    const isSameOrder = idsBefore.length <= ids.length && idsBefore.every((id, at) => ids[at] === id)
    const changed: number[] = []
    for (let seat = 0; seat < before.length; seat++) {
      if (before[seat] !== this.marks[seat] || (!isSameOrder && before[seat] > 0)) changed.push(seat)
    }
    return changed
  }

  allotmentOf(seat: number): string | null {
    return this.ids[this.marks[seat] - 1] ?? null
  }

  /** What the seat is set to now; what is on its way counts already. */
  paintOf(seat: number): Paint {
    const pending = this.pending.get(seat)
    if (pending !== undefined) return pending
    const letter = this.board.publicLetter(seat)
    if (letter === 'h') return this.allotmentOf(seat) ?? 'house'
    return kPaintOf[letter] ?? 'available'
  }

  /** Shows seats as they will be. */
  expect(seats: readonly number[], paint: Paint) {
    for (const seat of seats) this.pending.set(seat, paint)
    this.board.redraw(seats)
  }
  brush(seats: readonly number[], paint: Paint) {
    for (const seat of seats) this.stroke.set(seat, paint)
    this.board.redraw(seats)
  }
  endStroke() {
    const seats = [...this.stroke.keys()]
    this.stroke.clear()
    this.board.redraw(seats)
  }

  /** The server has done it: marks are ours to keep, the state comes by the stream. */
  settle(seats: readonly number[], paint: Paint) {
    const mark = this.ids.indexOf(paint) + 1
    for (const seat of seats) this.marks[seat] = mark
    this.forget(seats.filter((seat) => this.isTrue(seat)))
  }
  forget(seats: readonly number[]) {
    for (const seat of seats) this.pending.delete(seat)
    this.board.redraw(seats)
  }
  /** The same where they look as expected anyway. */
  forgetQuietly(seats: readonly number[]) {
    for (const seat of seats) this.pending.delete(seat)
  }
  get waiting(): number[] {
    return [...this.pending.keys()]
  }
  isExpected(seat: number): boolean {
    return this.pending.has(seat)
  }
  /** True when the stream says already what we expect. */
  isTrue(seat: number): boolean {
    const paint = this.pending.get(seat)
    const letter = this.board.publicLetter(seat)
    if (paint === undefined) return true
    if (letter === 'h') return paint === (this.allotmentOf(seat) ?? 'house')
    return paint === kPaintOf[letter]
  }

  counts(): Map<string, MarkCounts> {
    const all = this.ids.map((): MarkCounts => ({ total: 0, free: 0, held: 0, sold: 0 }))
    for (let seat = 0; seat < this.marks.length; seat++) {
      const counts = all[this.marks[seat] - 1]
      if (!counts) continue
      counts.total++
      const letter = this.board.publicLetter(seat)
      if (letter === 's') counts.sold++
      else if (letter === 'r') counts.held++
      else counts.free++
    }
    return new Map(this.ids.map((id, at) => [id, all[at]]))
  }

  private look(seat: number): number | undefined {
    const zones = this.board.geometry.layout.price_zones.length
    const letter = this.board.publicLetter(seat)
    const mark = this.marks[seat]
    if ((letter === 's' || letter === 'r') && !this.pending.has(seat)) return mark > 0 && letter === 's' ? markStyle(zones, kFirst + (mark - 1) * 2 + 1) : undefined
    const paint = this.stroke.get(seat) ?? this.paintOf(seat)
    if (paint === 'available') return undefined
    if (paint === 'blocked') return markStyle(zones, kBlocked)
    const at = paint === 'house' ? -1 : this.ids.indexOf(paint)
    return markStyle(zones, at < 0 ? kHouse : kFirst + at * 2)
  }
}
