// A venue's map while it is edited: seats as columns of numbers, everything else as lists that are
// replaced, never changed. Places are whole thousandths of a map unit, as the server keeps them, so
// that moving there and back again is exact. A removed seat keeps its slot, for undo.

export const kNone = -1
export const kMilli = 1000
export const kSeatTypes = ['standard', 'accessible', 'companion', 'house', 'restricted_view', 'general_admission'] as const
export type SeatType = (typeof kSeatTypes)[number]
export const kGeneralAdmission = 5

export interface Division {
  /** What seats refer to; stable for as long as the document is open. */
  key: number
  name: string
  color: string
  /** Of price zones only. */
  price?: number | null
}

export const kObjectKinds = ['stage', 'label', 'rectangle', 'ellipse', 'polygon', 'line', 'table', 'icon'] as const
export type ObjectKind = (typeof kObjectKinds)[number]
export interface Point {
  x: number
  y: number
}
/** The stage, a text, a shape or a table; its place is its middle, points are in map coordinates. */
export interface MapThing {
  key: number
  kind: ObjectKind
  x: number
  y: number
  width: number
  height: number
  rotation: number
  text: string
  fontSize: number | null
  color: string | null
  points: readonly Point[] | null
}

export interface Backdrop {
  /** An address, or the key of a picture that is kept in this browser. */
  url: string
  x: number
  y: number
  width: number
  height: number
  opacity: number
}

/** All that is known of a seat that is to be added. Places in map units. */
export interface SeatDraft {
  id?: string
  x: number
  y: number
  rotation?: number
  section: number
  zone: number
  row: string
  number: string
  type?: number
  accessible?: boolean
  sellable?: boolean
  capacity?: number
}

const kColumns = ['x', 'y', 'rotation', 'section', 'zone', 'type', 'accessible', 'sellable', 'capacity', 'alive'] as const
export type NumberColumn = (typeof kColumns)[number]
export type TextColumn = 'row' | 'number'

const kFirstRoom = 1024

export class MapDocument {
  /** Slots in use, those of removed seats included. */
  count = 0
  x = new Int32Array(kFirstRoom)
  y = new Int32Array(kFirstRoom)
  rotation = new Int32Array(kFirstRoom)
  section = new Int32Array(kFirstRoom)
  zone = new Int32Array(kFirstRoom)
  type = new Int32Array(kFirstRoom)
  accessible = new Int32Array(kFirstRoom)
  sellable = new Int32Array(kFirstRoom)
  capacity = new Int32Array(kFirstRoom)
  alive = new Int32Array(kFirstRoom)
  readonly row: string[] = []
  readonly number: string[] = []
  readonly id: string[] = []
  sections: readonly Division[] = []
  zones: readonly Division[] = []
  objects: readonly MapThing[] = []
  backdrop: Backdrop | null = null
  /** The server's ids of divisions and things by key. Not content: undo and redo leave them alone. */
  readonly ids = new Map<number, string>()
  private nextKey = 1

  newKey(): number {
    return this.nextKey++
  }

  /** Adds a seat in a slot of its own; not alive until a command says so. */
  addSlot(seat: SeatDraft): number {
    this.makeRoom(this.count + 1)
    const slot = this.count++
    this.x[slot] = toMilli(seat.x)
    this.y[slot] = toMilli(seat.y)
    this.rotation[slot] = toMilli(seat.rotation ?? 0)
    this.section[slot] = seat.section
    this.zone[slot] = seat.zone
    this.type[slot] = seat.type ?? 0
    this.accessible[slot] = (seat.accessible ?? seat.type === 1) ? 1 : 0
    this.sellable[slot] = seat.sellable === false ? 0 : 1
    this.capacity[slot] = seat.capacity ?? 1
    this.alive[slot] = 0
    this.row.push(seat.row)
    this.number.push(seat.number)
    this.id.push(seat.id ?? '')
    return slot
  }

  private makeRoom(wanted: number) {
    if (wanted <= this.x.length) return
    const room = Math.max(wanted, this.x.length * 2)
    for (const column of kColumns) {
      const grown = new Int32Array(room)
      grown.set(this[column])
      this[column] = grown
    }
  }

  /** Every living seat, in the order of slots. */
  seats(): Uint32Array {
    const found = new Uint32Array(this.count)
    let n = 0
    for (let seat = 0; seat < this.count; seat++) if (this.alive[seat]) found[n++] = seat
    return found.subarray(0, n)
  }

  get seatCount(): number {
    let n = 0
    for (let seat = 0; seat < this.count; seat++) n += this.alive[seat]
    return n
  }

  sectionOf(seat: number): Division | undefined {
    return this.sections.find((each) => each.key === this.section[seat])
  }
  zoneOf(seat: number): Division | undefined {
    return this.zones.find((each) => each.key === this.zone[seat])
  }

  /** What makes a seat's name within the venue. */
  label(seat: number): string {
    return `${this.section[seat]}\n${this.row[seat]}\n${this.number[seat]}`
  }

  place(seat: number): Point {
    return { x: this.x[seat] / kMilli, y: this.y[seat] / kMilli }
  }

  /** The names of rows that a section has. */
  rowNames(section: number): Set<string> {
    const names = new Set<string>()
    for (let seat = 0; seat < this.count; seat++) if (this.alive[seat] && this.section[seat] === section) names.add(this.row[seat])
    return names
  }
}

export function toMilli(value: number): number {
  return Math.round(value * kMilli)
}
export function fromMilli(value: number): number {
  return value / kMilli
}
export function roundMilli(value: number): number {
  return Math.round(value * kMilli) / kMilli
}

export interface Bounds {
  x0: number
  y0: number
  x1: number
  y1: number
}

/** What an object covers, turned or not. */
export function thingBounds(thing: MapThing): Bounds {
  if (thing.points && thing.points.length > 0) {
    const xs = thing.points.map((point) => point.x)
    const ys = thing.points.map((point) => point.y)
    return { x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs), y1: Math.max(...ys) }
  }
  const angle = (thing.rotation * Math.PI) / 180
  const [c, s] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))]
  const size = thing.kind === 'label' || thing.kind === 'icon' ? textSize(thing) : { width: thing.width, height: thing.height }
  const w = (size.width * c + size.height * s) / 2
  const h = (size.width * s + size.height * c) / 2
  return { x0: thing.x - w, y0: thing.y - h, x1: thing.x + w, y1: thing.y + h }
}

/** About how much room a text takes; exact measures are the canvas's. */
export function textSize(thing: MapThing): { width: number; height: number } {
  const size = thing.fontSize ?? 24
  return { width: Math.max(thing.width, thing.text.length * size * 0.56, size), height: Math.max(thing.height, size * 1.3) }
}

export function contentBounds(doc: MapDocument, seats: ArrayLike<number>, things: readonly MapThing[]): Bounds | null {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let i = 0; i < seats.length; i++) {
    const seat = seats[i]
    if (doc.x[seat] < x0) x0 = doc.x[seat]
    if (doc.x[seat] > x1) x1 = doc.x[seat]
    if (doc.y[seat] < y0) y0 = doc.y[seat]
    if (doc.y[seat] > y1) y1 = doc.y[seat]
  }
  let bounds: Bounds | null = seats.length > 0 ? { x0: x0 / kMilli, y0: y0 / kMilli, x1: x1 / kMilli, y1: y1 / kMilli } : null
  for (const thing of things) {
    const own = thingBounds(thing)
    bounds = bounds
      ? { x0: Math.min(bounds.x0, own.x0), y0: Math.min(bounds.y0, own.y0), x1: Math.max(bounds.x1, own.x1), y1: Math.max(bounds.y1, own.y1) }
      : own
  }
  return bounds
}
