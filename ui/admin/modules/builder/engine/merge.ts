// What two states of a map differ in, and both people's changes brought together. Pure.
import { kNone, type Division, type MapDocument, type MapThing } from './document'
import { nameOf } from './checks'
import { addSeats, removeSeats, setNumbers, setObjects, setSections, setTexts, setZones, type Patch } from './history'
import { draftOf } from './exchange'

export type DifferenceKind = 'added' | 'removed' | 'relabelled' | 'rezoned' | 'moved' | 'changed'
export interface Difference {
  kind: DifferenceKind
  name: string
  /** The new name, of what was renamed. */
  to?: string
  /** The slot in the newer document; -1 when it is gone. */
  seat: number
}
export interface Differences {
  seats: Difference[]
  sections: string[]
  zones: string[]
  things: number
}

type Refs = Map<number, string>
/** Divisions by what names them in both documents: the server's id, else the name. */
function refs(doc: MapDocument, list: readonly Division[]): Refs {
  return new Map(list.map((each) => [each.key, doc.ids.get(each.key) || each.name]))
}

class Side {
  readonly sections: Refs
  readonly zones: Refs
  readonly byId = new Map<string, number>()
  constructor(readonly doc: MapDocument) {
    this.sections = refs(doc, doc.sections)
    this.zones = refs(doc, doc.zones)
    for (let seat = 0; seat < doc.count; seat++) if (doc.alive[seat] && doc.id[seat]) this.byId.set(doc.id[seat], seat)
  }
  section(seat: number) {
    return this.sections.get(this.doc.section[seat]) ?? ''
  }
  zone(seat: number) {
    return this.zones.get(this.doc.zone[seat]) ?? ''
  }
}

const kPlace = ['x', 'y', 'rotation'] as const
const kRest = ['type', 'accessible', 'sellable', 'capacity'] as const

function sameLabel(a: Side, i: number, b: Side, j: number) {
  return a.doc.row[i] === b.doc.row[j] && a.doc.number[i] === b.doc.number[j] && a.section(i) === b.section(j)
}
function samePlace(a: Side, i: number, b: Side, j: number) {
  return kPlace.every((column) => a.doc[column][i] === b.doc[column][j])
}
function sameSeat(a: Side, i: number, b: Side, j: number) {
  return samePlace(a, i, b, j) && sameLabel(a, i, b, j) && a.zone(i) === b.zone(j) && kRest.every((column) => a.doc[column][i] === b.doc[column][j])
}

const sameDivision = (a: Division, b: Division) => a.name === b.name && a.color === b.color && (a.price ?? null) === (b.price ?? null)
const content = (thing: MapThing) => JSON.stringify({ ...thing, key: 0 })

export function differences(before: MapDocument, after: MapDocument): Differences {
  const [a, b] = [new Side(before), new Side(after)]
  const seats: Difference[] = []
  for (const [id, old] of a.byId) if (!b.byId.has(id)) seats.push({ kind: 'removed', name: nameOf(before, old), seat: -1 })
  for (let seat = 0; seat < after.count; seat++) {
    if (!after.alive[seat]) continue
    const old = after.id[seat] ? a.byId.get(after.id[seat]) : undefined
    if (old === undefined) seats.push({ kind: 'added', name: nameOf(after, seat), seat })
    else if (!sameLabel(a, old, b, seat)) seats.push({ kind: 'relabelled', name: nameOf(before, old), to: nameOf(after, seat), seat })
    else if (a.zone(old) !== b.zone(seat)) seats.push({ kind: 'rezoned', name: nameOf(after, seat), seat })
    else if (!samePlace(a, old, b, seat)) seats.push({ kind: 'moved', name: nameOf(after, seat), seat })
    else if (!sameSeat(a, old, b, seat)) seats.push({ kind: 'changed', name: nameOf(after, seat), seat })
  }
  return { seats, sections: divisionsThatDiffer(before, before.sections, after, after.sections), zones: divisionsThatDiffer(before, before.zones, after, after.zones), things: thingsThatDiffer(before, after) }
}

function divisionsThatDiffer(before: MapDocument, a: readonly Division[], after: MapDocument, b: readonly Division[]): string[] {
  const old = new Map(a.map((each, at) => [before.ids.get(each.key) || each.name, { each, at }]))
  const names: string[] = []
  b.forEach((each, at) => {
    const ref = after.ids.get(each.key) || each.name
    const was = old.get(ref)
    if (!was || was.at !== at || !sameDivision(was.each, each)) names.push(each.name)
    old.delete(ref)
  })
  return [...names, ...[...old.values()].map(({ each }) => each.name)]
}

function thingsThatDiffer(before: MapDocument, after: MapDocument): number {
  const old = new Map(before.objects.map((thing) => [before.ids.get(thing.key) || thing.key, content(thing)]))
  let n = 0
  for (const thing of after.objects) {
    const ref = after.ids.get(thing.key) || thing.key
    if (old.get(ref) !== content(thing)) n++
    old.delete(ref)
  }
  return n + old.size
}

export interface Merge {
  patches: Patch[]
  /** Seats that both changed; ours stayed. */
  clashes: number
}

/**
 * Brings their changes since `base` into `mine`, as patches. What only one side changed is taken from
 * that side; where both did, mine stays.
 */
export function merge(base: MapDocument, mine: MapDocument, theirs: MapDocument): Merge {
  const patches: Patch[] = []
  const sections = mergeDivisions(base, base.sections, mine, mine.sections, theirs, theirs.sections)
  const zones = mergeDivisions(base, base.zones, mine, mine.zones, theirs, theirs.zones)
  const [b, m, t] = [new Side(base), new Side(mine), new Side(theirs)]
  const taken: { seat: number; from: number }[] = []
  const added: number[] = []
  const removed: number[] = []
  let clashes = 0
  for (const [id, from] of t.byId) {
    const was = b.byId.get(id)
    const own = m.byId.get(id)
    if (was === undefined) {
      if (own === undefined) added.push(from)
    } else if (!sameSeat(b, was, t, from)) {
      if (own !== undefined && sameSeat(b, was, m, own)) taken.push({ seat: own, from })
      else if (own === undefined || !sameSeat(m, own, t, from)) clashes++
    }
  }
  for (const [id, was] of b.byId) {
    if (t.byId.has(id)) continue
    const own = m.byId.get(id)
    if (own === undefined) continue
    if (sameSeat(b, was, m, own)) removed.push(own)
    else clashes++
  }
  const sectionOf = (seat: number) => sections.keyOf.get(theirs.section[seat]) ?? kNone
  const zoneOf = (seat: number) => zones.keyOf.get(theirs.zone[seat]) ?? kNone
  if (sections.list !== mine.sections) patches.push(setSections(mine, sections.list))
  if (zones.list !== mine.zones) patches.push(setZones(mine, zones.list))
  if (taken.length > 0) {
    const seats = Uint32Array.from(taken, (each) => each.seat)
    for (const column of [...kPlace, ...kRest]) patches.push(setNumbers(mine, column, seats, taken.map((each) => theirs[column][each.from])))
    patches.push(setNumbers(mine, 'section', seats, taken.map((each) => sectionOf(each.from))), setNumbers(mine, 'zone', seats, taken.map((each) => zoneOf(each.from))))
    for (const column of ['row', 'number'] as const) patches.push(setTexts(mine, column, seats, taken.map((each) => theirs[column][each.from])))
  }
  if (added.length > 0) {
    const drafts = added.map((seat) => ({ ...draftOf(theirs, seat), id: theirs.id[seat], section: sectionOf(seat), zone: zoneOf(seat) }))
    patches.push(addSeats(mine, drafts).patch)
  }
  if (removed.length > 0) patches.push(removeSeats(Uint32Array.from(removed)))
  const things = mergeThings(base, mine, theirs)
  if (things) patches.push(setObjects(mine, things))
  return { patches, clashes }
}

function mergeDivisions(base: MapDocument, baseList: readonly Division[], mine: MapDocument, mineList: readonly Division[], theirs: MapDocument, theirList: readonly Division[]) {
  const ref = (doc: MapDocument, each: Division) => doc.ids.get(each.key) || each.name
  const was = new Map(baseList.map((each) => [ref(base, each), each]))
  const keyOf = new Map<number, number>()
  let list = mineList
  for (const their of theirList) {
    const own = list.find((each) => ref(mine, each) === ref(theirs, their)) ?? list.find((each) => each.name === their.name)
    const old = was.get(ref(theirs, their))
    if (!own) {
      const key = mine.newKey()
      mine.ids.set(key, theirs.ids.get(their.key) ?? '')
      keyOf.set(their.key, key)
      // Gone on our side since: it stays gone unless their seats need it; then it is ours again.
      list = [...list, { ...their, key }]
      continue
    }
    keyOf.set(their.key, own.key)
    if (old && sameDivision(old, own) && !sameDivision(old, their)) list = list.map((each) => (each === own ? { ...their, key: own.key } : each))
  }
  return { list, keyOf }
}

function mergeThings(base: MapDocument, mine: MapDocument, theirs: MapDocument): MapThing[] | null {
  const byId = (doc: MapDocument) => new Map(doc.objects.map((thing) => [doc.ids.get(thing.key) || `own-${thing.key}`, thing]))
  const [was, own, their] = [byId(base), byId(mine), byId(theirs)]
  let changed = false
  const list: MapThing[] = []
  for (const [id, thing] of own) {
    const old = was.get(id)
    const other = their.get(id)
    const isOurs = !old || content(old) !== content(thing)
    if (old && !other && !isOurs) changed = true
    else if (old && other && !isOurs && content(other) !== content(old)) {
      list.push({ ...other, key: thing.key })
      changed = true
    } else list.push(thing)
  }
  for (const [id, thing] of their) {
    if (was.has(id) || own.has(id)) continue
    const key = mine.newKey()
    mine.ids.set(key, id)
    list.push({ ...thing, key })
    changed = true
  }
  return changed ? list : null
}
