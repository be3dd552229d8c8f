// Where the seats of a house are: typed arrays in layout order, rows with their neighbours, and an
// index of points for hits and culling. Built once per layout version, never changed.
import Flatbush from 'flatbush'
import type { SeatMapLayout } from '@/api/types'
import { aislesIn, gapsOf, gapsOfNumbers, orderAlong } from './rows'

export const kNoZone = 255

/** What a seat is for; the order is that of the shapes in `styles.ts`. */
export const SeatKind = { standard: 0, accessible: 1, companion: 2, restricted: 3 } as const
export type SeatKind = (typeof SeatKind)[keyof typeof SeatKind]

/** The names by which the server calls them. */
export const kKindNames = ['standard', 'accessible', 'companion', 'restricted_view'] as const

export interface SeatRow {
  section: number
  name: string
  /** Seat indices from one end of the row to the other. */
  seats: Uint32Array
}

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** A canvas refuses to draw a negative size, and nothing after it: whatever is stored, none is one. */
export function sizeOf(object: { width?: number | null; height?: number | null }): { width: number; height: number } {
  return { width: Math.max(0, object.width ?? 0), height: Math.max(0, object.height ?? 0) }
}

function kindOf(type: string, accessible: number): SeatKind {
  if (type === 'companion') return SeatKind.companion
  if (type === 'accessible' || accessible) return SeatKind.accessible
  if (type === 'restricted_view') return SeatKind.restricted
  return SeatKind.standard
}

export class SeatGeometry {
  private areas: Map<string, number[]> | null = null
  readonly count: number
  readonly x: Float32Array
  readonly y: Float32Array
  readonly section: Uint16Array
  readonly zone: Uint8Array
  readonly kind: Uint8Array
  /** Per seat: index into `rows`, and the place within that row. */
  readonly row: Uint32Array
  readonly place: Uint32Array
  readonly rows: SeatRow[] = []
  /** Per seat: 1 when an aisle or the row's end lies before it. One more entry than seats is not kept. */
  readonly wallBefore: Uint8Array
  readonly rowsOfSection: number[][]
  readonly pitch: number
  readonly rowPitch: number
  readonly bounds: Box
  readonly indexOfId = new Map<string, number>()
  private readonly points: Flatbush

  constructor(readonly layout: SeatMapLayout) {
    const seats = layout.seats
    this.count = seats.id.length
    this.x = Float32Array.from(seats.x)
    this.y = Float32Array.from(seats.y)
    this.section = Uint16Array.from(seats.section)
    this.zone = Uint8Array.from(seats.zone, (zone) => (zone === null || zone < 0 ? kNoZone : zone))
    this.kind = new Uint8Array(this.count)
    this.row = new Uint32Array(this.count)
    this.place = new Uint32Array(this.count)
    this.wallBefore = new Uint8Array(this.count)
    this.rowsOfSection = layout.sections.map(() => [])
    this.points = new Flatbush(Math.max(1, this.count))
    for (let i = 0; i < this.count; i++) {
      this.kind[i] = kindOf(seats.type[i], seats.accessible[i])
      this.indexOfId.set(seats.id[i], i)
      this.points.add(this.x[i], this.y[i])
    }
    // A seat of a show may also be named by its seat of the venue.
    seats.seat_id.forEach((id, i) => this.indexOfId.has(id) || this.indexOfId.set(id, i))
    if (this.count === 0) this.points.add(0, 0)
    this.points.finish()
    this.pitch = this.measurePitch()
    this.gatherRows()
    this.rowPitch = this.measureRowPitch()
    this.bounds = this.measureBounds()
  }

  id(seat: number): string {
    return this.layout.seats.id[seat]
  }
  seatNumber(seat: number): string {
    return this.layout.seats.number[seat]
  }
  rowName(seat: number): string {
    return this.layout.seats.row[seat]
  }
  sectionName(seat: number): string {
    return this.layout.sections[this.section[seat]]?.name ?? ''
  }

  search(x0: number, y0: number, x1: number, y1: number): number[] {
    return this.count === 0 ? [] : this.points.search(x0, y0, x1, y1)
  }

  /** The nearest seat within `reach` map units that `accept` takes; -1 when none. */
  nearest(x: number, y: number, reach: number, accept?: (seat: number) => boolean): number {
    if (this.count === 0) return -1
    return this.points.neighbors(x, y, 1, reach, accept)[0] ?? -1
  }

  neighbours(x: number, y: number, most: number, accept?: (seat: number) => boolean): number[] {
    return this.count === 0 ? [] : this.points.neighbors(x, y, most, Infinity, accept)
  }

  private measurePitch(): number {
    if (this.count < 2) return 30
    const samples: number[] = []
    const step = Math.max(1, Math.floor(this.count / 300))
    for (let i = 0; i < this.count; i += step) {
      const near = this.points.neighbors(this.x[i], this.y[i], 2)
      const other = near.find((seat) => seat !== i)
      if (other === undefined) continue
      const distance = Math.hypot(this.x[i] - this.x[other], this.y[i] - this.y[other])
      if (distance > 0) samples.push(distance)
    }
    samples.sort((a, b) => a - b)
    return samples[Math.floor(samples.length / 2)] || 30
  }

  private gatherRows() {
    const byKey = new Map<string, number[]>()
    for (let i = 0; i < this.count; i++) {
      const key = `${this.section[i]}\u0000${this.layout.seats.row[i]}`
      const list = byKey.get(key)
      if (list) list.push(i)
      else byKey.set(key, [i])
    }
    const at = (seat: number) => ({ x: this.x[seat], y: this.y[seat] })
    const isPlaced = this.x.some((x) => x !== this.x[0]) || this.y.some((y) => y !== this.y[0])
    const gaps: number[][] = []
    for (const list of byKey.values()) {
      const ordered = isPlaced ? orderAlong(list, at) : list
      const index = this.rows.length
      const section = this.section[ordered[0]]
      this.rows.push({ section, name: this.layout.seats.row[ordered[0]], seats: Uint32Array.from(ordered) })
      this.rowsOfSection[section]?.push(index)
      gaps.push(isPlaced ? gapsOf(ordered, at) : gapsOfNumbers(ordered.map((seat, place) => Number.parseInt(this.layout.seats.number[seat], 10) || place)))
      ordered.forEach((seat, place) => {
        this.row[seat] = index
        this.place[seat] = place
      })
    }
    // Whoever stands has no neighbours.
    aislesIn(gaps).forEach((aisles, index) => {
      const { seats } = this.rows[index]
      this.wallBefore[seats[0]] = 1
      aisles.forEach((isAisle, i) => (this.wallBefore[seats[i + 1]] = isAisle || this.isPlace(seats[i]) || this.isPlace(seats[i + 1]) ? 1 : 0))
    })
  }

  /** Whether it is a place of a standing area, which has many of them at one spot. */
  isPlace(seat: number): boolean {
    return this.layout.seats.type[seat] === 'general_admission'
  }

  /** All places of the area that this one is of. */
  placesOf(place: number): readonly number[] {
    if (!this.areas) {
      this.areas = new Map()
      for (let seat = 0; seat < this.count; seat++) {
        if (!this.isPlace(seat)) continue
        const id = this.layout.seats.seat_id[seat]
        const places = this.areas.get(id)
        if (places) places.push(seat)
        else this.areas.set(id, [seat])
      }
    }
    return this.areas.get(this.layout.seats.seat_id[place]) ?? []
  }

  distance(a: number, b: number): number {
    return Math.hypot(this.x[a] - this.x[b], this.y[a] - this.y[b])
  }

  private measureRowPitch(): number {
    const samples: number[] = []
    const step = Math.max(1, Math.floor(this.count / 200))
    for (let i = 0; i < this.count; i += step) {
      const other = this.nearest(this.x[i], this.y[i], this.pitch * 4,
        (seat) => this.row[seat] !== this.row[i] && this.section[seat] === this.section[i])
      if (other >= 0) samples.push(this.distance(i, other))
    }
    samples.sort((a, b) => a - b)
    return samples[Math.floor(samples.length / 2)] || this.pitch * 1.2
  }

  private measureBounds(): Box {
    let x0 = Infinity, y0 = Infinity, x1 = -Infinity, y1 = -Infinity
    for (let i = 0; i < this.count; i++) {
      x0 = Math.min(x0, this.x[i])
      x1 = Math.max(x1, this.x[i])
      y0 = Math.min(y0, this.y[i])
      y1 = Math.max(y1, this.y[i])
    }
    for (const object of this.layout.objects) {
      // Like a seat's, an object's place is its middle.
      const size = sizeOf(object)
      const [w, h] = [size.width / 2, size.height / 2]
      x0 = Math.min(x0, object.x - w)
      y0 = Math.min(y0, object.y - h)
      x1 = Math.max(x1, object.x + w)
      y1 = Math.max(y1, object.y + h)
    }
    if (x0 > x1) return { x: 0, y: 0, width: 100, height: 100 }
    const margin = this.pitch * 1.6
    return { x: x0 - margin, y: y0 - margin, width: x1 - x0 + 2 * margin, height: y1 - y0 + 2 * margin }
  }
}
