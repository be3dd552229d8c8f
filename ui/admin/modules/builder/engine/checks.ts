// What is wrong with a map, with the seats that are meant, so that a press leads to them. Pure.
import { kMilli, kNone, type MapDocument } from './document'

export type CheckKind = 'duplicate' | 'overlap' | 'no_section' | 'no_zone' | 'no_label' | 'empty_section' | 'unpriced'
export interface Fault {
  kind: CheckKind
  /** Whether the server would refuse the map. */
  blocks: boolean
  seats: Uint32Array
  /** What is meant, in words: a seat's label or a section's name. */
  name: string
}

const kBlocking: readonly CheckKind[] = ['duplicate', 'no_section', 'no_label']

/** Seats nearer than this share of the usual distance lie on each other. */
const kOverlap = 0.55

/** `thorough` also finds what may be saved but is probably not meant. */
export function checkMap(doc: MapDocument, thorough = true): Fault[] {
  const faults: Fault[] = []
  const add = (kind: CheckKind, seats: ArrayLike<number>, name = '') =>
    faults.push({ kind, blocks: kBlocking.includes(kind), seats: Uint32Array.from(seats), name })
  const noSection: number[] = []
  const noZone: number[] = []
  const noLabel: number[] = []
  const byLabel = new Map<string, number | number[]>()
  const used = new Set<number>()
  const zonesUsed = new Set<number>()
  for (let seat = 0; seat < doc.count; seat++) {
    if (!doc.alive[seat]) continue
    if (doc.section[seat] === kNone) noSection.push(seat)
    else used.add(doc.section[seat])
    if (doc.zone[seat] === kNone) noZone.push(seat)
    else zonesUsed.add(doc.zone[seat])
    if (doc.row[seat].trim() === '' || doc.number[seat].trim() === '') {
      noLabel.push(seat)
      continue
    }
    const label = doc.label(seat)
    const known = byLabel.get(label)
    if (known === undefined) byLabel.set(label, seat)
    else if (typeof known === 'number') byLabel.set(label, [known, seat])
    else known.push(seat)
  }
  for (const seats of byLabel.values()) if (typeof seats !== 'number') add('duplicate', seats, nameOf(doc, seats[0]))
  if (noLabel.length > 0) add('no_label', noLabel)
  if (noSection.length > 0) add('no_section', noSection)
  if (!thorough) return faults
  for (const pair of overlaps(doc)) add('overlap', pair, nameOf(doc, pair[0]))
  if (noZone.length > 0) add('no_zone', noZone)
  for (const section of doc.sections) if (!used.has(section.key)) add('empty_section', [], section.name)
  for (const zone of doc.zones) if (zonesUsed.has(zone.key) && (zone.price ?? null) === null) add('unpriced', [], zone.name)
  return faults
}

export function nameOf(doc: MapDocument, seat: number): string {
  return [doc.sectionOf(seat)?.name ?? '', doc.row[seat], doc.number[seat]].filter(Boolean).join(' · ')
}

/** The usual distance of a seat to its nearest neighbour, in thousandths. */
export function usualPitch(doc: MapDocument): number {
  const seats = doc.seats()
  if (seats.length < 2) return 30 * kMilli
  const grid = gridOf(doc, seats, 40 * kMilli)
  const found: number[] = []
  const step = Math.max(1, Math.floor(seats.length / 200))
  for (let i = 0; i < seats.length; i += step) {
    let least = Infinity
    for (const other of around(grid, doc, seats[i])) {
      const d = distance(doc, seats[i], other)
      if (other !== seats[i] && d > 0 && d < least) least = d
    }
    if (least < Infinity) found.push(least)
  }
  found.sort((a, b) => a - b)
  return found[Math.floor(found.length / 2)] ?? 30 * kMilli
}

/** The same within a moment, for drawing: neighbours are mostly neighbours in the document too. */
export function quickPitch(doc: MapDocument): number {
  const found: number[] = []
  const step = Math.max(1, Math.floor(doc.count / 150))
  for (let seat = 0; seat < doc.count; seat += step) {
    if (!doc.alive[seat]) continue
    let least = Infinity
    for (let other = Math.max(0, seat - kNearSlots); other < Math.min(doc.count, seat + kNearSlots); other++) {
      if (other === seat || !doc.alive[other]) continue
      const d = distance(doc, seat, other)
      if (d > 0 && d < least) least = d
    }
    if (least < Infinity) found.push(least)
  }
  found.sort((a, b) => a - b)
  return found[Math.floor(found.length / 2)] ?? 30 * kMilli
}
const kNearSlots = 80

function overlaps(doc: MapDocument): number[][] {
  const seats = doc.seats()
  const reach = usualPitch(doc) * kOverlap
  const grid = gridOf(doc, seats, Math.max(1, reach))
  const pairs: number[][] = []
  for (const seat of seats) {
    for (const other of around(grid, doc, seat)) {
      if (other > seat && distance(doc, seat, other) < reach) pairs.push([seat, other])
    }
    if (pairs.length >= kMostOverlaps) break
  }
  return pairs
}
/** More are not worth reading; they are one fault of a copy that was not moved. */
const kMostOverlaps = 500

interface Grid {
  size: number
  cells: Map<number, number[]>
}
const kStride = 4_194_304

function gridOf(doc: MapDocument, seats: Uint32Array, size: number): Grid {
  const cells = new Map<number, number[]>()
  for (const seat of seats) {
    const key = Math.floor(doc.x[seat] / size) * kStride + Math.floor(doc.y[seat] / size)
    const cell = cells.get(key)
    if (cell) cell.push(seat)
    else cells.set(key, [seat])
  }
  return { size, cells }
}

function* around({ size, cells }: Grid, doc: MapDocument, seat: number): Generator<number> {
  const [cx, cy] = [Math.floor(doc.x[seat] / size), Math.floor(doc.y[seat] / size)]
  for (let x = cx - 1; x <= cx + 1; x++) {
    for (let y = cy - 1; y <= cy + 1; y++) yield* cells.get(x * kStride + y) ?? []
  }
}

function distance(doc: MapDocument, a: number, b: number): number {
  return Math.hypot(doc.x[a] - doc.x[b], doc.y[a] - doc.y[b])
}
