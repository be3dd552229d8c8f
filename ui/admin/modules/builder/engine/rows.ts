// The geometry of rows, blocks and tables. Pure: places in map units, angles in degrees.
import type { Point } from './document'

export interface Spot extends Point {
  rotation: number
}

export const kSeatSpacing = 30
export const kRowSpacing = 36
export const kMostSeatsAtOnce = 20_000

/** How many seats stand on a line of this length. */
export function seatsOnLength(length: number, spacing: number): number {
  return Math.max(1, Math.min(kMostSeatsAtOnce, Math.round(length / Math.max(spacing, 0.001)) + 1))
}

export interface Arc {
  a: Point
  b: Point
  /** How far the middle of the row is from the straight line; positive to the right of a → b, which is down when a is left of b. */
  bow: number
}

/** The point at the share `t` of the arc's length, and the row's direction there. */
export function arcAt({ a, b, bow }: Arc, t: number): Spot {
  const dx = b.x - a.x
  const dy = b.y - a.y
  const chord = Math.hypot(dx, dy)
  const along = Math.atan2(dy, dx)
  if (chord === 0 || Math.abs(bow) < chord * 1e-6) {
    return { x: a.x + dx * t, y: a.y + dy * t, rotation: degrees(along) }
  }
  const half = 2 * Math.atan((2 * Math.abs(bow)) / chord)
  const radius = chord / 2 / Math.sin(half)
  const angle = (2 * t - 1) * half
  // In the frame whose x axis is the chord: sideways by the sine, out by what is left of the bow.
  const u = chord / 2 + radius * Math.sin(angle)
  const v = Math.sign(bow) * (radius * Math.cos(angle) - radius * Math.cos(half))
  const [c, s] = [dx / chord, dy / chord]
  return {
    x: a.x + u * c - v * s,
    y: a.y + u * s + v * c,
    rotation: degrees(along - Math.sign(bow) * angle)
  }
}

export function arcLength({ a, b, bow }: Arc): number {
  const chord = Math.hypot(b.x - a.x, b.y - a.y)
  if (chord === 0 || Math.abs(bow) < chord * 1e-6) return chord
  const half = 2 * Math.atan((2 * Math.abs(bow)) / chord)
  return (chord / Math.sin(half)) * half
}

/** `places`: how far along the row each seat stands, as placesInRow() gives it; absent: all equally far apart. */
export function rowSpots(arc: Arc, count: number, places?: readonly number[]): Spot[] {
  if (count === 1) return [{ ...arcAt(arc, 0), rotation: arcAt(arc, 0.5).rotation }]
  const reach = places?.[count - 1]
  return Array.from({ length: count }, (_, i) => arcAt(arc, places && reach ? places[i] / reach : i / (count - 1)))
}

/** The passages through a row: after how many seats from its left end, and how much wider than a gap between seats. */
export interface Aisles {
  after: readonly number[]
  width: number
}
export const kNoAisles: Aisles = { after: [], width: 0 }

/** How far from the first seat of a row each of its seats stands, in map units. */
export function placesInRow(count: number, spacing: number, aisles: Aisles): number[] {
  const places = [0]
  for (let i = 1; i < count; i++) places.push(places[i - 1] + spacing + (aisles.after.includes(i) ? aisles.width : 0))
  return places
}

/** A line from `from` towards `to`, `reach` long. */
export function lineFor(from: Point, to: Point, reach: number): { a: Point; b: Point } {
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  const [c, s] = length === 0 ? [1, 0] : [(to.x - from.x) / length, (to.y - from.y) / length]
  return { a: from, b: { x: from.x + c * reach, y: from.y + s * reach } }
}

export interface BlockShape {
  at: Point
  rows: number
  seats: number
  seatSpacing: number
  rowSpacing: number
  /** As of an arc, the same for all rows. */
  bow?: number
  /** Every second row is moved by half a seat. */
  staggered?: boolean
  /** Each row has this many seats more than the one before it; it stays centred. */
  grow?: number
  /** Of the first row; they run straight through the others. */
  aisles?: Aisles
  rotation?: number
}

/** Rows of spots from front to back, around the left end of the first row. */
export function blockSpots(block: BlockShape): Spot[][] {
  const { at, rows, seats, seatSpacing, rowSpacing, bow = 0, staggered = false, grow = 0, aisles = kNoAisles, rotation = 0 } = block
  const middle = at.x + (placesInRow(seats, seatSpacing, aisles)[seats - 1] ?? 0) / 2
  return Array.from({ length: rows }, (_, row) => {
    const count = Math.max(1, seats + grow * row)
    // What a row has more stands half on each side.
    const after = aisles.after.map((seat) => seat + Math.round((count - seats) / 2))
    const places = placesInRow(count, seatSpacing, { ...aisles, after })
    const reach = places[count - 1]
    const left = middle - reach / 2 + (staggered && row % 2 === 1 ? seatSpacing / 2 : 0)
    const y = at.y + row * rowSpacing
    const spots = rowSpots({ a: { x: left, y }, b: { x: left + reach, y }, bow: count > 1 ? bow : 0 }, count, places)
    return rotation === 0 ? spots : spots.map((spot) => turned(spot, at, rotation))
  })
}

export function turned(spot: Spot, around: Point, by: number): Spot {
  const angle = (by * Math.PI) / 180
  const [c, s] = [Math.cos(angle), Math.sin(angle)]
  const [dx, dy] = [spot.x - around.x, spot.y - around.y]
  return { x: around.x + dx * c - dy * s, y: around.y + dx * s + dy * c, rotation: normalDegrees(spot.rotation + by) }
}

export interface TableLayout {
  seats: Spot[]
  width: number
  height: number
}

/** Seats around a round table, the first at the top, each facing the middle. */
export function roundTable(at: Point, seats: number, spacing: number): TableLayout {
  const radius = seats < 3 ? spacing : Math.max(spacing * 0.9, spacing / 2 / Math.sin(Math.PI / seats))
  const spots = Array.from({ length: seats }, (_, i) => {
    const angle = (i / seats) * 2 * Math.PI - Math.PI / 2
    return { x: at.x + radius * Math.cos(angle), y: at.y + radius * Math.sin(angle), rotation: normalDegrees(degrees(angle) + 90) }
  })
  const size = 2 * Math.max(spacing * 0.35, radius - spacing * 0.58)
  return { seats: spots, width: size, height: size }
}

/** Seats along both sides of a long table and, when wanted, at its ends; clockwise from the top left. */
export function longTable(at: Point, perSide: number, ends: boolean, spacing: number, rotation = 0): TableLayout {
  const width = perSide * spacing
  const height = spacing * 0.9
  const off = height / 2 + spacing * 0.58
  const along = (i: number) => at.x - width / 2 + spacing * (i + 0.5)
  const spots: Spot[] = []
  for (let i = 0; i < perSide; i++) spots.push({ x: along(i), y: at.y - off, rotation: 0 })
  if (ends) spots.push({ x: at.x + width / 2 + spacing * 0.58, y: at.y, rotation: 90 })
  for (let i = perSide - 1; i >= 0; i--) spots.push({ x: along(i), y: at.y + off, rotation: 180 })
  if (ends) spots.push({ x: at.x - width / 2 - spacing * 0.58, y: at.y, rotation: 270 })
  return { seats: rotation === 0 ? spots : spots.map((spot) => turned(spot, at, rotation)), width, height }
}

/** The arc that goes through a row's ends and its middle seat: how curved the row is now. */
export function arcOf(points: readonly Point[]): Arc {
  const a = points[0]
  const b = points[points.length - 1]
  if (points.length < 3) return { a, b, bow: 0 }
  const middle = points[Math.floor((points.length - 1) / 2)]
  const chord = Math.hypot(b.x - a.x, b.y - a.y)
  if (chord === 0) return { a, b, bow: 0 }
  const [c, s] = [(b.x - a.x) / chord, (b.y - a.y) / chord]
  const u = (middle.x - a.x) * c + (middle.y - a.y) * s - chord / 2
  const v = -(middle.x - a.x) * s + (middle.y - a.y) * c
  if (Math.abs(v) < chord * 1e-6) return { a, b, bow: 0 }
  // The centre is on the chord's bisector at height k: (chord/2)² + k² = u² + (v − k)².
  const k = (u * u + v * v - (chord * chord) / 4) / (2 * v)
  const radius = Math.hypot(chord / 2, k)
  const bow = v > 0 ? k + radius : k - radius
  return { a, b, bow: Math.abs(bow) < chord * 1e-5 ? 0 : bow }
}

/** Where along its row each seat stands, from 0 to 1: gaps and aisles stay where they are. */
export function sharesOf(points: readonly Point[]): number[] {
  const at = [0]
  for (let i = 1; i < points.length; i++) at.push(at[i - 1] + Math.hypot(points[i].x - points[i - 1].x, points[i].y - points[i - 1].y))
  const total = at[at.length - 1]
  return total === 0 ? at.map((_, i) => (points.length > 1 ? i / (points.length - 1) : 0)) : at.map((value) => value / total)
}

/** The row's seats on another arc, with their gaps. */
export function reflow(points: readonly Point[], arc: Arc): Spot[] {
  return sharesOf(points).map((share) => arcAt(arc, share))
}

/** The arc of a row after its seats come to stand `spacing` apart: it grows around its middle. */
export function respaced(points: readonly Point[], spacing: number): Arc {
  const arc = arcOf(points)
  const now = spacingOf(points)
  const factor = now === 0 ? 1 : spacing / now
  const [mx, my] = [(arc.a.x + arc.b.x) / 2, (arc.a.y + arc.b.y) / 2]
  const grown = (point: Point) => ({ x: mx + (point.x - mx) * factor, y: my + (point.y - my) * factor })
  return { a: grown(arc.a), b: grown(arc.b), bow: arc.bow * factor }
}

/** The usual distance of neighbours: the median, so that aisles do not count. */
export function spacingOf(points: readonly Point[]): number {
  const steps: number[] = []
  for (let i = 1; i < points.length; i++) steps.push(Math.hypot(points[i].x - points[i - 1].x, points[i].y - points[i - 1].y))
  steps.sort((a, b) => a - b)
  return steps[Math.floor(steps.length / 2)] ?? 0
}

function degrees(radians: number): number {
  return normalDegrees((radians * 180) / Math.PI)
}
export function normalDegrees(angle: number): number {
  const turnedOnce = ((angle % 360) + 360) % 360
  return turnedOnce > 359.9995 ? 0 : turnedOnce
}
