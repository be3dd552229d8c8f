// Moves, turns, mirrors, aligns and spreads what is selected; answers patches, changes nothing.
import { contentBounds, kMilli, roundMilli, toMilli, type Bounds, type MapDocument, type MapThing, type Point } from './document'
import { setObjects, setPlaces, type Patch } from './history'
import { normalDegrees } from './rows'
import { rowsOf } from './selection'

export function selectedThings(doc: MapDocument, keys: ReadonlySet<number>): MapThing[] {
  return doc.objects.filter((thing) => keys.has(thing.key))
}

export function movedThing(thing: MapThing, dx: number, dy: number): MapThing {
  const move = (point: Point) => ({ x: roundMilli(point.x + dx), y: roundMilli(point.y + dy) })
  return { ...thing, ...move(thing), points: thing.points?.map(move) ?? null }
}

/** Puts changed things in the places of the old ones. */
export function withThings(doc: MapDocument, changed: readonly MapThing[]): readonly MapThing[] {
  if (changed.length === 0) return doc.objects
  const byKey = new Map(changed.map((thing) => [thing.key, thing]))
  return doc.objects.map((thing) => byKey.get(thing.key) ?? thing)
}

export function move(doc: MapDocument, seats: Uint32Array, things: ReadonlySet<number>, dx: number, dy: number): Patch[] {
  if (dx === 0 && dy === 0) return []
  const changed = selectedThings(doc, things).map((thing) => movedThing(thing, dx, dy))
  return [{ kind: 'shift', seats, dx: toMilli(dx), dy: toMilli(dy) }, setObjects(doc, withThings(doc, changed))]
}

export function rotatedPoint(point: Point, around: Point, by: number): Point {
  const angle = (by * Math.PI) / 180
  const [c, s] = [Math.cos(angle), Math.sin(angle)]
  const [dx, dy] = [point.x - around.x, point.y - around.y]
  return { x: roundMilli(around.x + dx * c - dy * s), y: roundMilli(around.y + dx * s + dy * c) }
}

export function rotate(doc: MapDocument, seats: Uint32Array, things: ReadonlySet<number>, around: Point, by: number): Patch[] {
  const n = seats.length
  const [x, y, rotation] = [new Int32Array(n), new Int32Array(n), new Int32Array(n)]
  const angle = (by * Math.PI) / 180
  const [c, s] = [Math.cos(angle), Math.sin(angle)]
  const [cx, cy] = [around.x * kMilli, around.y * kMilli]
  for (let i = 0; i < n; i++) {
    const [dx, dy] = [doc.x[seats[i]] - cx, doc.y[seats[i]] - cy]
    x[i] = Math.round(cx + dx * c - dy * s)
    y[i] = Math.round(cy + dx * s + dy * c)
    rotation[i] = toMilli(normalDegrees(doc.rotation[seats[i]] / kMilli + by))
  }
  const changed = selectedThings(doc, things).map((thing) => ({
    ...thing,
    ...rotatedPoint(thing, around, by),
    rotation: thing.points ? 0 : roundMilli(normalDegrees(thing.rotation + by)),
    points: thing.points?.map((point) => rotatedPoint(point, around, by)) ?? null
  }))
  return [...setPlaces(doc, seats, x, y, rotation), setObjects(doc, withThings(doc, changed))]
}

export type Axis = 'horizontal' | 'vertical'

export function mirroredThing(thing: MapThing, axis: Axis, centre: Point): MapThing {
  const flip = (point: Point) =>
    axis === 'horizontal' ? { x: roundMilli(2 * centre.x - point.x), y: point.y } : { x: point.x, y: roundMilli(2 * centre.y - point.y) }
  return { ...thing, ...flip(thing), rotation: normalDegrees(-thing.rotation), points: thing.points?.map(flip) ?? null }
}

/** Left for right, or top for bottom, around the middle of what is selected. */
export function mirror(doc: MapDocument, seats: Uint32Array, things: ReadonlySet<number>, axis: Axis, centre: Point): Patch[] {
  const [cx, cy] = [toMilli(centre.x), toMilli(centre.y)]
  const x = Int32Array.from(seats, (seat) => (axis === 'horizontal' ? 2 * cx - doc.x[seat] : doc.x[seat]))
  const y = Int32Array.from(seats, (seat) => (axis === 'vertical' ? 2 * cy - doc.y[seat] : doc.y[seat]))
  const rotation = Int32Array.from(seats, (seat) => toMilli(normalDegrees(-doc.rotation[seat] / kMilli)))
  const changed = selectedThings(doc, things).map((thing) => mirroredThing(thing, axis, centre))
  return [...setPlaces(doc, seats, x, y, rotation), setObjects(doc, withThings(doc, changed))]
}

export function centreOf(bounds: Bounds): Point {
  return { x: (bounds.x0 + bounds.x1) / 2, y: (bounds.y0 + bounds.y1) / 2 }
}

/** What is aligned as one: a row, or a thing; single seats when all are of one row. */
interface Unit {
  seats: Uint32Array
  thing: MapThing | null
  bounds: Bounds
}

function unitsOf(doc: MapDocument, seats: Uint32Array, things: ReadonlySet<number>): Unit[] {
  const rows = rowsOf(doc, seats)
  const groups = rows.length === 1 && things.size === 0 ? Array.from(rows[0].seats, (seat) => Uint32Array.of(seat)) : rows.map((row) => row.seats)
  const units: Unit[] = groups.map((group) => ({ seats: group, thing: null, bounds: contentBounds(doc, group, []) as Bounds }))
  for (const thing of selectedThings(doc, things)) {
    units.push({ seats: new Uint32Array(0), thing, bounds: contentBounds(doc, [], [thing]) as Bounds })
  }
  return units
}

function shiftUnits(doc: MapDocument, units: readonly Unit[], shifts: readonly Point[]): Patch[] {
  const changed: MapThing[] = []
  const patches: Patch[] = []
  units.forEach((unit, i) => {
    if (unit.thing) changed.push(movedThing(unit.thing, shifts[i].x, shifts[i].y))
    else patches.push({ kind: 'shift', seats: unit.seats, dx: toMilli(shifts[i].x), dy: toMilli(shifts[i].y) })
  })
  return [...patches, setObjects(doc, withThings(doc, changed))]
}

export type Edge = 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom'

export function align(doc: MapDocument, seats: Uint32Array, things: ReadonlySet<number>, edge: Edge): Patch[] {
  const units = unitsOf(doc, seats, things)
  const all = contentBounds(doc, seats, selectedThings(doc, things))
  if (!all || units.length < 2) return []
  const shifts = units.map(({ bounds }) => {
    switch (edge) {
      case 'left':
        return { x: all.x0 - bounds.x0, y: 0 }
      case 'right':
        return { x: all.x1 - bounds.x1, y: 0 }
      case 'centre':
        return { x: (all.x0 + all.x1 - bounds.x0 - bounds.x1) / 2, y: 0 }
      case 'top':
        return { x: 0, y: all.y0 - bounds.y0 }
      case 'bottom':
        return { x: 0, y: all.y1 - bounds.y1 }
      default:
        return { x: 0, y: (all.y0 + all.y1 - bounds.y0 - bounds.y1) / 2 }
    }
  })
  return shiftUnits(doc, units, shifts)
}

/** Gives units the same distance from each other; the outermost stay. */
export function distribute(doc: MapDocument, seats: Uint32Array, things: ReadonlySet<number>, axis: Axis): Patch[] {
  const units = unitsOf(doc, seats, things)
  if (units.length < 3) return []
  const at = ({ bounds }: Unit) => (axis === 'horizontal' ? bounds.x0 + bounds.x1 : bounds.y0 + bounds.y1) / 2
  units.sort((a, b) => at(a) - at(b))
  const first = at(units[0])
  const step = (at(units[units.length - 1]) - first) / (units.length - 1)
  return shiftUnits(doc, units, units.map((unit, i) => {
    const by = first + step * i - at(unit)
    return axis === 'horizontal' ? { x: by, y: 0 } : { x: 0, y: by }
  }))
}
