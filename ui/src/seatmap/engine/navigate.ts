// Where the keyboard goes next: the nearest seat in a direction, also across rows and sections.
import type { SeatGeometry } from './geometry'

export type Direction = 'left' | 'right' | 'up' | 'down'

const kVector: Record<Direction, [number, number]> = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] }
const kCandidates = 48

/** Sideways distance counts double, so that the way keeps to the row or the column one is in. */
export function nextSeat(geometry: SeatGeometry, from: number, direction: Direction): number {
  const [dx, dy] = kVector[direction]
  const x = geometry.x[from]
  const y = geometry.y[from]
  const ahead = (seat: number) => {
    const along = (geometry.x[seat] - x) * dx + (geometry.y[seat] - y) * dy
    const across = Math.abs((geometry.x[seat] - x) * dy) + Math.abs((geometry.y[seat] - y) * dx)
    return seat !== from && along > geometry.pitch * 0.1 && across <= along * 1.6
  }
  let best = from
  let bestCost = Infinity
  const sameRow = direction === 'left' || direction === 'right' ? geometry.row[from] : -1
  for (const seat of geometry.neighbours(x, y, kCandidates, ahead)) {
    const along = (geometry.x[seat] - x) * dx + (geometry.y[seat] - y) * dy
    const across = Math.abs((geometry.x[seat] - x) * dy) + Math.abs((geometry.y[seat] - y) * dx)
    const cost = along + across * 2 - (geometry.row[seat] === sameRow ? geometry.pitch : 0)
    if (cost < bestCost) {
      bestCost = cost
      best = seat
    }
  }
  return best
}

export function rowEnd(geometry: SeatGeometry, from: number, end: 'first' | 'last'): number {
  const seats = geometry.rows[geometry.row[from]].seats
  return end === 'first' ? seats[0] : seats[seats.length - 1]
}

/** The seat to start from in the next or previous section that has seats. */
export function neighbourSection(geometry: SeatGeometry, from: number, step: 1 | -1): number {
  const sections = geometry.rowsOfSection
  for (let offset = 1; offset <= sections.length; offset++) {
    const index = (geometry.section[from] + step * offset + sections.length * 2) % sections.length
    const row = geometry.rows[sections[index][0]]
    if (row) return row.seats[Math.floor(row.seats.length / 2)]
  }
  return from
}
