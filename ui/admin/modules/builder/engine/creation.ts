// How new things come into a map: seats, rows, blocks, tables, copies, whole imported maps.
import { movedThing, selectedThings, mirroredThing, centreOf, type Axis } from './arrange'
import { contentBounds, kNone, type MapDocument, type MapThing, type ObjectKind, type Point, type SeatDraft } from './document'
import type { Editor } from './editor'
import { draftOf } from './exchange'
import { addSeats, removeSeats, setObjects, setSections, setZones, type Patch } from './history'
import { freeNameLike, freeRowNames, nextName, seatNumbers } from './numbering'
import { longTable, normalDegrees, roundTable, type Spot } from './rows'
import { rowsOf, seatAt, seatsWhere } from './selection'

/** Words for what is made without being asked for; from the locale files. */
export interface NewNames {
  section: string
  table: string
  stage: string
}

/** The section that new seats go into; made when there is none. */
function sectionFor(editor: Editor, names: NewNames): { key: number; patches: Patch[] } {
  if (editor.brush.section !== kNone) return { key: editor.brush.section, patches: [] }
  const section = editor.newSection(names.section)
  editor.brush.section = section.key
  return { key: section.key, patches: [setSections(editor.doc, [...editor.doc.sections, section])] }
}

function finish(editor: Editor, label: string, patches: Patch[], drafts: SeatDraft[], things: MapThing[] = []) {
  const fresh = addSeats(editor.doc, drafts)
  const all = [...patches, fresh.patch]
  if (things.length > 0) all.push(setObjects(editor.doc, [...editor.doc.objects, ...things]))
  editor.run(label, all)
  editor.select(fresh.seats, things.map((thing) => thing.key))
}

/** Rows in the order in which they are named; each from left to right. */
export function addRows(editor: Editor, rows: readonly (readonly Spot[])[], names: NewNames) {
  const { key, patches } = sectionFor(editor, names)
  const { zone, type } = editor.brush
  const { rowScheme, numberScheme, oneName } = editor.drawing
  const isBox = oneName && rows.length > 1
  const rowNames = freeRowNames(isBox ? 1 : rows.length, rowScheme, editor.doc.rowNames(key))
  const runOn = isBox ? seatNumbers(rows.reduce((sum, row) => sum + row.length, 0), { ...numberScheme, order: 'left' }) : []
  const drafts = rows.flatMap((row, i) => {
    const numbers = isBox ? runOn.splice(0, row.length) : seatNumbers(row.length, numberScheme)
    return leftToRight(row).map((spot, j) => ({ ...spot, section: key, zone, type, row: rowNames[isBox ? 0 : i], number: numbers[j] }))
  })
  finish(editor, rows.length === 1 ? 'addRow' : 'addBlock', patches, drafts)
}

/** A row that was drawn from right to left is numbered like any other. */
function leftToRight(row: readonly Spot[]): readonly Spot[] {
  const [first, last] = [row[0], row[row.length - 1]]
  const isBackwards = Math.abs(last.x - first.x) >= Math.abs(last.y - first.y) ? last.x < first.x : last.y < first.y
  if (!isBackwards) return row
  return row.slice().reverse().map((spot) => ({ ...spot, rotation: normalDegrees(spot.rotation + 180) }))
}

/** One seat: it joins the row of a neighbour, else it begins one. */
export function addSeat(editor: Editor, at: Point, names: NewNames) {
  const { doc, brush, drawing } = editor
  const { key, patches } = sectionFor(editor, names)
  const near = seatAt(doc, at.x, at.y, drawing.seatSpacing * 1.35)
  const joins = near >= 0 && doc.section[near] === key
  const row = joins ? doc.row[near] : freeRowNames(1, drawing.rowScheme, doc.rowNames(key))[0]
  const taken = new Set(seatsWhere(doc, (seat) => doc.section[seat] === key && doc.row[seat] === row).map((seat) => doc.number[seat]))
  const number = joins ? freeNameLike(nextName(doc.number[near]), taken) : String(drawing.numberScheme.start)
  finish(editor, 'addSeat', patches, [{ ...at, section: key, zone: brush.zone, type: brush.type, row, number, capacity: brush.type === 5 ? 100 : 1, rotation: joins ? doc.rotation[near] / 1000 : 0 }])
}

export function addTable(editor: Editor, shape: 'round' | 'long', at: Point, names: NewNames) {
  const { doc, brush, drawing } = editor
  const { key, patches } = sectionFor(editor, names)
  const name = freeNameLike(`${names.table} 1`, doc.rowNames(key))
  const layout = shape === 'round' ? roundTable(at, drawing.tableSeats, drawing.seatSpacing) : longTable(at, Math.max(1, Math.ceil((drawing.tableSeats - (drawing.tableEnds ? 2 : 0)) / 2)), drawing.tableEnds, drawing.seatSpacing)
  const drafts = layout.seats.map((spot, i) => ({ ...spot, section: key, zone: brush.zone, type: brush.type, row: name, number: String(drawing.numberScheme.start + i) }))
  const table = newThing(editor, shape === 'round' ? 'table' : 'rectangle', at, { width: layout.width, height: layout.height, text: name })
  finish(editor, 'addTable', patches, drafts, [table])
}

export function newThing(editor: Editor, kind: ObjectKind, at: Point, more: Partial<MapThing> = {}): MapThing {
  return { key: editor.doc.newKey(), kind, x: at.x, y: at.y, width: 0, height: 0, rotation: 0, text: '', fontSize: null, color: null, points: null, ...more }
}

export function addThing(editor: Editor, thing: MapThing) {
  finish(editor, 'addThing', [], [], [thing])
}

// ---- copies ----

export interface Clip {
  rows: { name: string; section: number; seats: SeatDraft[] }[]
  things: MapThing[]
}

export function copy(editor: Editor): Clip | null {
  const { doc, selection } = editor
  if (selection.isEmpty) return null
  return {
    rows: rowsOf(doc, selection.seats()).map((row) => ({ name: row.name, section: row.section, seats: Array.from(row.seats, (seat) => draftOf(doc, seat)) })),
    things: selectedThings(doc, selection.things)
  }
}

/** Puts a copy down, moved; its rows get names of their own, so that no seat is there twice. */
export function paste(editor: Editor, clip: Clip, dx: number, dy: number, names: NewNames, label = 'paste') {
  const { doc } = editor
  const patches: Patch[] = []
  const taken = new Map<number, Set<string>>()
  const renamed = new Map<string, string>()
  const drafts = clip.rows.flatMap(({ name, section, seats }) => {
    let key = section
    if (!doc.sections.some((each) => each.key === section)) {
      const made = sectionFor(editor, names)
      key = made.key
      patches.push(...made.patches)
    }
    const used = taken.get(key) ?? doc.rowNames(key)
    taken.set(key, used)
    const { rowScheme } = editor.drawing
    const fresh = used.has(name) ? (/^[A-Z]+$/.test(name) ? freeRowNames(1, rowScheme, used)[0] : freeNameLike(name, used)) : name
    used.add(fresh)
    renamed.set(name, fresh)
    return seats.map((seat) => ({ ...seat, section: key, row: fresh, x: seat.x + dx, y: seat.y + dy }))
  })
  // A table is named like its seats.
  const things = clip.things.map((thing) => ({ ...movedThing(thing, dx, dy), key: doc.newKey(), text: renamed.get(thing.text) ?? thing.text }))
  finish(editor, label, patches, drafts, things)
}

export function duplicate(editor: Editor, dx: number, dy: number, names: NewNames) {
  const clip = copy(editor)
  if (clip) paste(editor, clip, dx, dy, names, 'duplicate')
}

/** A mirrored copy beside the original, around the axis through `centre`: the other half of the house. */
export function mirrorCopy(editor: Editor, axis: Axis, centre: Point | null, names: NewNames) {
  const clip = copy(editor)
  const bounds = editor.bounds()
  if (!clip || !bounds) return
  const around = centre ?? (axis === 'horizontal' ? { x: bounds.x1 + editor.drawing.seatSpacing, y: 0 } : { x: 0, y: bounds.y1 + editor.drawing.rowSpacing })
  const flip = (seat: SeatDraft): SeatDraft => ({
    ...seat, rotation: normalDegrees(-(seat.rotation ?? 0)),
    x: axis === 'horizontal' ? 2 * around.x - seat.x : seat.x, y: axis === 'vertical' ? 2 * around.y - seat.y : seat.y
  })
  paste(editor, { rows: clip.rows.map((row) => ({ ...row, seats: row.seats.map(flip) })), things: clip.things.map((thing) => mirroredThing(thing, axis, around)) }, 0, 0, names, 'mirrorCopy')
}

// ---- whole maps ----

/** Takes another map in: instead of what is there, or beside it. */
export function takeIn(editor: Editor, other: MapDocument, replace: boolean) {
  const { doc } = editor
  const patches: Patch[] = []
  const keep = replace ? [] : doc.sections
  const keepZones = replace ? [] : doc.zones
  const sections = keep.slice()
  const zones = keepZones.slice()
  const sectionKeys = new Map<number, number>()
  const zoneKeys = new Map<number, number>()
  for (const each of other.sections) {
    // Replacing keeps the server's ids of what has the same name.
    const known = (replace ? doc.sections : sections).find((own) => own.name === each.name)
    const key = known && replace ? known.key : known?.key ?? doc.newKey()
    sectionKeys.set(each.key, key)
    if (!sections.some((own) => own.key === key)) sections.push({ ...each, key })
  }
  for (const each of other.zones) {
    const known = (replace ? doc.zones : zones).find((own) => own.name === each.name)
    const key = known?.key ?? doc.newKey()
    zoneKeys.set(each.key, key)
    if (!zones.some((own) => own.key === key)) zones.push({ ...each, key, price: each.price ?? known?.price ?? null })
  }
  if (replace) patches.push(removeSeats(doc.seats()))
  patches.push(setSections(doc, sections), setZones(doc, zones))
  const shift = replace ? 0 : roomBelow(doc, other)
  const taken = new Map<number, Set<string>>()
  const renamed = new Map<string, string>()
  const ids = replace ? new Map(Array.from(doc.seats(), (seat) => [doc.label(seat), doc.id[seat]])) : new Map<string, string>()
  const drafts = Array.from(other.seats(), (seat) => {
    const draft = draftOf(other, seat)
    const section = sectionKeys.get(draft.section) ?? kNone
    let { row } = draft
    if (!replace) {
      const key = `${section}\n${row}`
      if (!renamed.has(key)) {
        const used = taken.get(section) ?? doc.rowNames(section)
        taken.set(section, used)
        renamed.set(key, freeNameLike(row, used))
        used.add(renamed.get(key) as string)
      }
      row = renamed.get(key) as string
    }
    // The same seat stays the same to the server, so that what is sold of it stays sold.
    return { ...draft, section, zone: zoneKeys.get(draft.zone) ?? kNone, row, y: draft.y + shift, id: ids.get(`${section}\n${row}\n${draft.number}`) }
  })
  const fresh = addSeats(doc, drafts)
  patches.push(fresh.patch)
  const things = other.objects.map((thing) => ({ ...movedThing(thing, 0, shift), key: doc.newKey() }))
  patches.push(setObjects(doc, replace ? things : [...doc.objects, ...things]))
  editor.run('import', patches)
  editor.select(replace ? [] : fresh.seats, replace ? [] : things.map((thing) => thing.key))
}

function roomBelow(doc: MapDocument, other: MapDocument): number {
  const own = contentBounds(doc, doc.seats(), doc.objects)
  const their = contentBounds(other, other.seats(), other.objects)
  return own && their ? own.y1 - their.y0 + 80 : 0
}

export function middleOf(editor: Editor): Point {
  const bounds = contentBounds(editor.doc, editor.doc.seats(), editor.doc.objects)
  return bounds ? centreOf(bounds) : { x: 0, y: 0 }
}
