// Which seats a press, a box, a lasso, a stroke of the brush or a line of a list takes: always only
// those that staff may change at all.
import type { SeatBoard } from '@/seatmap/engine/board'
import type { SeatGeometry } from '@/seatmap/engine/geometry'

export interface Point {
  x: number
  y: number
}

/** Sold seats and those in somebody's basket are nobody's to paint. */
export function isPaintable(board: SeatBoard, seat: number): boolean {
  const letter = board.publicLetter(seat)
  return letter !== 's' && letter !== 'r'
}

export function seatsOfRow(geometry: SeatGeometry, seat: number): number[] {
  return [...geometry.rows[geometry.row[seat]].seats]
}

export function seatsOfSection(geometry: SeatGeometry, section: number): number[] {
  return geometry.rowsOfSection[section].flatMap((row) => [...geometry.rows[row].seats])
}

/** What one press takes. */
export const kUnits = ['seat', 'row', 'section'] as const
export type Unit = (typeof kUnits)[number]

export function seatsOfUnit(geometry: SeatGeometry, seat: number, unit: Unit): number[] {
  if (unit === 'seat') return [seat]
  return unit === 'row' ? seatsOfRow(geometry, seat) : seatsOfSection(geometry, geometry.section[seat])
}

/** The same seats grown to whole rows or sections. */
export function grown(geometry: SeatGeometry, seats: readonly number[], unit: Unit): number[] {
  if (unit === 'seat') return [...seats]
  const firsts = new Map<number, number>()
  for (const seat of seats) firsts.set(unit === 'row' ? geometry.row[seat] : geometry.section[seat], seat)
  return [...firsts.values()].flatMap((seat) => seatsOfUnit(geometry, seat, unit))
}

export function seatsInBox(geometry: SeatGeometry, a: Point, b: Point): number[] {
  return geometry.search(Math.min(a.x, b.x), Math.min(a.y, b.y), Math.max(a.x, b.x), Math.max(a.y, b.y))
}

/** Within a closed line that was drawn by hand. */
export function seatsInLasso(geometry: SeatGeometry, path: readonly Point[]): number[] {
  if (path.length < 3) return []
  const xs = path.map((point) => point.x)
  const ys = path.map((point) => point.y)
  const near = geometry.search(least(xs), least(ys), -least(xs.map((x) => -x)), -least(ys.map((y) => -y)))
  return near.filter((seat) => isInside(geometry.x[seat], geometry.y[seat], path))
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity)
}

function isInside(x: number, y: number, path: readonly Point[]): boolean {
  let inside = false
  for (let i = 0, j = path.length - 1; i < path.length; j = i++) {
    const [a, b] = [path[i], path[j]]
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside
  }
  return inside
}

/** The seats that a brush of this radius touches on its way from `a` to `b`. */
export function seatsAlong(geometry: SeatGeometry, a: Point, b: Point, radius: number): number[] {
  const near = geometry.search(Math.min(a.x, b.x) - radius, Math.min(a.y, b.y) - radius, Math.max(a.x, b.x) + radius, Math.max(a.y, b.y) + radius)
  const [dx, dy] = [b.x - a.x, b.y - a.y]
  const length = dx * dx + dy * dy
  return near.filter((seat) => {
    const [px, py] = [geometry.x[seat] - a.x, geometry.y[seat] - a.y]
    const t = length === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / length))
    return Math.hypot(px - t * dx, py - t * dy) <= radius
  })
}

/**
 * From one seat to another (Shift): along their row, or all seats of the rows between, as wide as the
 * two are apart.
 */
export function seatsBetween(geometry: SeatGeometry, from: number, to: number): number[] {
  if (geometry.row[from] === geometry.row[to]) {
    const [first, last] = [geometry.place[from], geometry.place[to]].sort((a, b) => a - b)
    return [...geometry.rows[geometry.row[from]].seats.slice(first, last + 1)]
  }
  // Rows may be curved: half a row up and down belongs to them.
  const [mx, my] = [geometry.pitch * 0.3, geometry.rowPitch * 0.3]
  const { x, y } = geometry
  return geometry.search(Math.min(x[from], x[to]) - mx, Math.min(y[from], y[to]) - my, Math.max(x[from], x[to]) + mx, Math.max(y[from], y[to]) + my)
}

/** A choice made in words: rows of a section, seats of these rows. Places count from 0. */
export interface ListChoice {
  section: number
  fromRow: number
  toRow: number
  /** Seat numbers as they are printed; empty means from the row's end. */
  fromSeat: string
  toSeat: string
  every: 'all' | 'odd' | 'even'
}

export function seatsOfList(geometry: SeatGeometry, choice: ListChoice): number[] {
  const rows = geometry.rowsOfSection[choice.section] ?? []
  const [first, last] = [choice.fromRow, choice.toRow].sort((a, b) => a - b)
  return rows.slice(first, last + 1).flatMap((row) => ofRow(geometry, [...geometry.rows[row].seats], choice))
}

function ofRow(geometry: SeatGeometry, seats: number[], { fromSeat, toSeat, every }: ListChoice): number[] {
  const numberOf = (seat: number) => Number(geometry.seatNumber(seat))
  const [from, to] = [fromSeat.trim(), toSeat.trim()]
  const inRange = (seat: number) => {
    const number = numberOf(seat)
    if (Number.isNaN(number)) return true
    return (from === '' || number >= Number(from)) && (to === '' || number <= Number(to))
  }
  const isNamed = (from !== '' && Number.isNaN(Number(from))) || (to !== '' && Number.isNaN(Number(to)))
  const wanted = isNamed ? betweenNames(geometry, seats, from, to) : seats.filter(inRange)
  if (every === 'all') return wanted
  return wanted.filter((seat) => numberOf(seat) % 2 === (every === 'odd' ? 1 : 0))
}

/** Where seats are not numbered, from the one name to the other as they stand in the row. */
function betweenNames(geometry: SeatGeometry, seats: number[], from: string, to: string): number[] {
  const at = (name: string) => seats.findIndex((seat) => geometry.seatNumber(seat).toLowerCase() === name.toLowerCase())
  const [first, last] = [from === '' ? 0 : at(from), to === '' ? seats.length - 1 : at(to)]
  return first < 0 || last < 0 ? [] : seats.slice(Math.min(first, last), Math.max(first, last) + 1)
}
