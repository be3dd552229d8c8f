// What is selected: seats by slot, things by key. And how it is found: by box, by lasso, by row.
import { kMilli, thingBounds, type Bounds, type MapDocument, type Point } from './document'

export class Selection {
  /** One flag per slot. */
  flags = new Uint8Array(0)
  count = 0
  readonly things = new Set<number>()

  constructor(private readonly doc: MapDocument) {}

  has(seat: number): boolean {
    return this.flags[seat] === 1
  }
  get isEmpty(): boolean {
    return this.count === 0 && this.things.size === 0
  }

  seats(): Uint32Array {
    const found = new Uint32Array(this.count)
    let n = 0
    for (let seat = 0; seat < this.flags.length && n < found.length; seat++) if (this.flags[seat]) found[n++] = seat
    return found.subarray(0, n)
  }

  clear() {
    this.flags.fill(0)
    this.count = 0
    this.things.clear()
  }

  set(seats: ArrayLike<number>, things: Iterable<number> = []) {
    this.clear()
    this.add(seats, things)
  }

  add(seats: ArrayLike<number>, things: Iterable<number> = []) {
    this.fit()
    for (let i = 0; i < seats.length; i++) this.put(seats[i], true)
    for (const thing of things) this.things.add(thing)
  }

  toggle(seats: ArrayLike<number>, things: Iterable<number> = []) {
    this.fit()
    let all = true
    for (let i = 0; i < seats.length; i++) if (!this.flags[seats[i]]) all = false
    for (let i = 0; i < seats.length; i++) this.put(seats[i], !all)
    for (const thing of things) {
      if (this.things.has(thing)) this.things.delete(thing)
      else this.things.add(thing)
    }
  }

  /** Drops what is not there any more, after undo or removal. */
  prune() {
    this.fit()
    for (let seat = 0; seat < this.flags.length; seat++) if (this.flags[seat] && !this.doc.alive[seat]) this.put(seat, false)
    const keys = new Set(this.doc.objects.map((thing) => thing.key))
    for (const key of this.things) if (!keys.has(key)) this.things.delete(key)
  }

  private put(seat: number, on: boolean) {
    const value = on && this.doc.alive[seat] ? 1 : 0
    if (this.flags[seat] === value) return
    this.flags[seat] = value
    this.count += value ? 1 : -1
  }

  private fit() {
    if (this.flags.length >= this.doc.count) return
    const grown = new Uint8Array(Math.max(this.doc.count, this.flags.length * 2))
    grown.set(this.flags)
    this.flags = grown
  }
}

export interface Found {
  seats: number[]
  things: number[]
}

export function inBox(doc: MapDocument, box: Bounds): Found {
  const [x0, x1] = [Math.min(box.x0, box.x1) * kMilli, Math.max(box.x0, box.x1) * kMilli]
  const [y0, y1] = [Math.min(box.y0, box.y1) * kMilli, Math.max(box.y0, box.y1) * kMilli]
  const seats: number[] = []
  for (let seat = 0; seat < doc.count; seat++) {
    if (doc.alive[seat] && doc.x[seat] >= x0 && doc.x[seat] <= x1 && doc.y[seat] >= y0 && doc.y[seat] <= y1) seats.push(seat)
  }
  const things = doc.objects.filter((thing) => {
    const own = thingBounds(thing)
    return own.x0 * kMilli >= x0 && own.x1 * kMilli <= x1 && own.y0 * kMilli >= y0 && own.y1 * kMilli <= y1
  })
  return { seats, things: things.map((thing) => thing.key) }
}

/** Within a closed line that was drawn by hand. */
export function inLasso(doc: MapDocument, path: readonly Point[]): Found {
  const box = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity }
  for (const { x, y } of path) {
    box.x0 = Math.min(box.x0, x)
    box.x1 = Math.max(box.x1, x)
    box.y0 = Math.min(box.y0, y)
    box.y1 = Math.max(box.y1, y)
  }
  const near = inBox(doc, box)
  return {
    seats: near.seats.filter((seat) => isInside(doc.x[seat] / kMilli, doc.y[seat] / kMilli, path)),
    things: doc.objects.filter((thing) => near.things.includes(thing.key) && isInside(thing.x, thing.y, path)).map((thing) => thing.key)
  }
}

export function isInside(x: number, y: number, path: readonly Point[]): boolean {
  let inside = false
  for (let i = 0, j = path.length - 1; i < path.length; j = i++) {
    const [a, b] = [path[i], path[j]]
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside
  }
  return inside
}

/** The seat under a point, at most `reach` map units away; -1 when there is none. */
export function seatAt(doc: MapDocument, x: number, y: number, reach: number): number {
  const [mx, my] = [x * kMilli, y * kMilli]
  let best = -1
  let least = (reach * kMilli) ** 2
  for (let seat = 0; seat < doc.count; seat++) {
    if (!doc.alive[seat]) continue
    const d = (doc.x[seat] - mx) ** 2 + (doc.y[seat] - my) ** 2
    if (d <= least) {
      least = d
      best = seat
    }
  }
  return best
}

/** The foremost thing under a point; null when there is none. */
export function thingAt(doc: MapDocument, x: number, y: number, reach: number) {
  for (let i = doc.objects.length - 1; i >= 0; i--) {
    const thing = doc.objects[i]
    if (thing.kind === 'polygon' && thing.points) {
      if (isInside(x, y, thing.points)) return thing
      continue
    }
    if (thing.kind === 'line' && thing.points) {
      if (thing.points.some((point, at) => at > 0 && distanceToLine(x, y, thing.points![at - 1], point) <= reach)) return thing
      continue
    }
    const own = thingBounds(thing)
    if (x >= own.x0 - reach && x <= own.x1 + reach && y >= own.y0 - reach && y <= own.y1 + reach) return thing
  }
  return null
}

function distanceToLine(x: number, y: number, a: Point, b: Point): number {
  const length = (b.x - a.x) ** 2 + (b.y - a.y) ** 2
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - a.x) * (b.x - a.x) + (y - a.y) * (b.y - a.y)) / length))
  return Math.hypot(x - a.x - t * (b.x - a.x), y - a.y - t * (b.y - a.y))
}

export interface Row {
  section: number
  name: string
  /** From left to right, or from top to bottom where the row stands upright. */
  seats: Uint32Array
}

/** Seats along the axis in which they reach farthest. */
export function alongAxis(doc: MapDocument, seats: ArrayLike<number>): Uint32Array {
  let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity]
  for (let i = 0; i < seats.length; i++) {
    x0 = Math.min(x0, doc.x[seats[i]])
    x1 = Math.max(x1, doc.x[seats[i]])
    y0 = Math.min(y0, doc.y[seats[i]])
    y1 = Math.max(y1, doc.y[seats[i]])
  }
  const axis = x1 - x0 >= y1 - y0 ? doc.x : doc.y
  return Uint32Array.from(seats).sort((a, b) => axis[a] - axis[b] || a - b)
}

/** The seats as rows, by section and row name; from the top of the map to its bottom. */
export function rowsOf(doc: MapDocument, seats: ArrayLike<number>, acrossSections = false): Row[] {
  const groups = new Map<string, number[]>()
  for (let i = 0; i < seats.length; i++) {
    const seat = seats[i]
    const key = acrossSections ? doc.row[seat] : `${doc.section[seat]}\n${doc.row[seat]}`
    const group = groups.get(key)
    if (group) group.push(seat)
    else groups.set(key, [seat])
  }
  const rows = [...groups.values()].map((group) => ({ section: doc.section[group[0]], name: doc.row[group[0]], seats: alongAxis(doc, group) }))
  const middle = (row: Row) => row.seats.reduce((sum, seat) => sum + doc.y[seat], 0) / row.seats.length
  const left = (row: Row) => doc.x[row.seats[0]]
  return rows
    .map((row) => ({ row, at: middle(row), from: left(row) }))
    .sort((a, b) => a.at - b.at || a.from - b.from)
    .map(({ row }) => row)
}

/** All seats of the rows that these seats are in. */
export function wholeRows(doc: MapDocument, seats: ArrayLike<number>): number[] {
  const wanted = new Set<string>()
  for (let i = 0; i < seats.length; i++) wanted.add(`${doc.section[seats[i]]}\n${doc.row[seats[i]]}`)
  const found: number[] = []
  for (let seat = 0; seat < doc.count; seat++) if (doc.alive[seat] && wanted.has(`${doc.section[seat]}\n${doc.row[seat]}`)) found.push(seat)
  return found
}

export function seatsWhere(doc: MapDocument, keep: (seat: number) => boolean): number[] {
  const found: number[] = []
  for (let seat = 0; seat < doc.count; seat++) if (doc.alive[seat] && keep(seat)) found.push(seat)
  return found
}

/** The way of a brush: a quick hand is told of few points, what lies between two of them was under it too. */
export function pointsBetween(from: Point, to: Point, step: number): Point[] {
  const steps = Math.min(500, Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / step)))
  return Array.from({ length: steps }, (_, i) => ({ x: from.x + ((to.x - from.x) * (i + 1)) / steps, y: from.y + ((to.y - from.y) * (i + 1)) / steps }))
}
