// The map being edited, what is selected, and everything that can be done to it. No pointer, no page:
// tools, keys and panels all come through here, so that each of them can do all of it.
import { align, centreOf, distribute, mirror, move, rotate, selectedThings, withThings, type Axis, type Edge } from './arrange'
import { contentBounds, kMilli, kNone, toMilli, type Backdrop, type Bounds, type Division, type MapDocument, type MapThing, type Point } from './document'
import { kSectionColors } from './exchange'
import { addSeats, History, removeSeats, setBackdrop, setNumbers, setObjects, setPlaces, setSections, setTexts, setZones, type Patch } from './history'
import { rowNames, seatNumbers, type NumberScheme, type RowScheme } from './numbering'
import { arcOf, kRowSpacing, kSeatSpacing, reflow, respaced, rowSpots, spacingOf, type Arc } from './rows'
import { alongAxis, rowsOf, Selection, seatsWhere, wholeRows } from './selection'
import { kZoneLight } from '@/seatmap/renderer/palette'

export interface Brush {
  section: number
  zone: number
  type: number
}

/** Whether new rows have passages: none, one in the middle, or after certain seats. */
export const kAisleKinds = ['none', 'middle', 'own'] as const
export type AisleKind = (typeof kAisleKinds)[number]

export interface Drawing {
  seatSpacing: number
  rowSpacing: number
  /** Share of a row's length by which its middle is moved. */
  bow: number
  rows: number
  seats: number
  staggered: boolean
  /** Blocks are drawn with curved rows. */
  curvedBlock: boolean
  /** All seats of a block under one row name, numbered on from row to row: a box. */
  oneName: boolean
  grow: number
  aisles: AisleKind
  /** For `own`: after how many seats from the left. */
  aislesAfter: readonly number[]
  /** By how much a passage is wider than the gap between seats. */
  aisleWidth: number
  tableSeats: number
  tableEnds: boolean
  grid: number
  snapToGrid: boolean
  snapToLines: boolean
  rowScheme: RowScheme
  numberScheme: NumberScheme
}

export type Change = 'content' | 'selection' | 'options' | 'live'

export interface PaintValues {
  section?: number
  zone?: number
  type?: number
  accessible?: boolean
  sellable?: boolean
  capacity?: number
}

export class Editor {
  readonly history: History
  readonly selection: Selection
  brush: Brush = { section: kNone, zone: kNone, type: 0 }
  drawing: Drawing = {
    seatSpacing: kSeatSpacing, rowSpacing: kRowSpacing, bow: 0.1, rows: 8, seats: 12, staggered: false, curvedBlock: false, oneName: false, grow: 0, aisles: 'none', aislesAfter: [], aisleWidth: 1.5 * kSeatSpacing, tableSeats: 8, tableEnds: true, grid: 6,
    snapToGrid: true, snapToLines: true, rowScheme: { style: 'letters', start: 'A', skip: 'IO' }, numberScheme: { order: 'left', start: 1, step: 1 }
  }
  private readonly listeners = new Set<(change: Change) => void>()

  constructor(readonly doc: MapDocument) {
    this.history = new History(doc)
    this.selection = new Selection(doc)
    this.brush.section = doc.sections[0]?.key ?? kNone
    this.brush.zone = doc.zones[0]?.key ?? kNone
  }

  listen(listener: (change: Change) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
  tell(change: Change) {
    for (const listener of this.listeners) listener(change)
  }

  /** One step of the history. */
  run(label: string, patches: readonly Patch[]) {
    this.history.run(label, patches)
    this.selection.prune()
    this.mendBrush()
    this.tell('content')
  }
  undo(): string | null {
    return this.stepped(this.history.undo()?.label ?? null)
  }
  redo(): string | null {
    return this.stepped(this.history.redo()?.label ?? null)
  }
  private stepped(label: string | null): string | null {
    this.selection.prune()
    this.mendBrush()
    this.tell('content')
    return label
  }
  private mendBrush() {
    if (!this.doc.sections.some((each) => each.key === this.brush.section)) this.brush.section = this.doc.sections[0]?.key ?? kNone
    if (!this.doc.zones.some((each) => each.key === this.brush.zone)) this.brush.zone = this.doc.zones[0]?.key ?? kNone
  }

  setBrush(change: Partial<Brush>) {
    Object.assign(this.brush, change)
    this.tell('options')
  }
  setDrawing(change: Partial<Drawing>) {
    Object.assign(this.drawing, change)
    this.tell('options')
  }

  // ---- selection ----

  select(seats: ArrayLike<number>, things: Iterable<number> = [], mode: 'set' | 'add' | 'toggle' = 'set') {
    this.selection[mode](seats, things)
    this.tell('selection')
  }
  selectAll() {
    this.select(this.doc.seats(), this.doc.objects.map((thing) => thing.key))
  }
  selectNone() {
    this.select([])
  }
  selectRows() {
    this.select(wholeRows(this.doc, this.selection.seats()), [], 'add')
  }
  invertSelection() {
    const things = this.doc.objects.filter((thing) => !this.selection.things.has(thing.key)).map((thing) => thing.key)
    this.select(seatsWhere(this.doc, (seat) => !this.selection.has(seat)), things)
  }
  /** The next seat in reading order: how keys go from seat to seat. */
  step(by: 1 | -1, extend: boolean) {
    const rows = rowsOf(this.doc, this.doc.seats())
    const order = rows.flatMap((row) => [...row.seats])
    if (order.length === 0) return
    const chosen = order.map((seat, at) => (this.selection.has(seat) ? at : -1)).filter((at) => at >= 0)
    const from = chosen.length === 0 ? (by > 0 ? -1 : order.length) : by > 0 ? chosen[chosen.length - 1] : chosen[0]
    const next = order[(from + by + order.length) % order.length]
    this.select([next], [], extend ? 'add' : 'set')
  }

  bounds(): Bounds | null {
    return contentBounds(this.doc, this.selection.seats(), selectedThings(this.doc, this.selection.things))
  }
  get selectedThings(): MapThing[] {
    return selectedThings(this.doc, this.selection.things)
  }
  /** The row that is selected, when it is one and nothing else is. */
  selectedRow(): Uint32Array | null {
    const { doc, selection } = this
    if (selection.things.size > 0 || selection.count < 2 || selection.count > 2000) return null
    const seats = selection.seats()
    const [section, row] = [doc.section[seats[0]], doc.row[seats[0]]]
    if (seats.some((seat) => doc.section[seat] !== section || doc.row[seat] !== row)) return null
    const ordered = alongAxis(doc, seats)
    // Around a table there is no row to bend.
    const arc = this.arcOf(ordered)
    const length = Math.hypot(arc.b.x - arc.a.x, arc.b.y - arc.a.y)
    return Math.abs(arc.bow) > length * 0.75 || this.isRing(ordered) ? null : ordered
  }
  private isRing(seats: Uint32Array): boolean {
    const arc = this.arcOf(seats)
    const spots = reflow(this.pointsOf(seats), arc)
    const off = this.drawing.seatSpacing
    return seats.some((seat, i) => Math.hypot(this.doc.x[seat] / kMilli - spots[i].x, this.doc.y[seat] / kMilli - spots[i].y) > off * 0.6)
  }
  pointsOf(seats: ArrayLike<number>): Point[] {
    return Array.from(seats, (seat) => this.doc.place(seat))
  }
  arcOf(seats: ArrayLike<number>): Arc {
    return arcOf(this.pointsOf(seats))
  }

  // ---- moving ----

  move(dx: number, dy: number) {
    this.run('move', move(this.doc, this.selection.seats(), this.selection.things, dx, dy))
  }
  rotate(by: number) {
    const bounds = this.bounds()
    if (bounds) this.run('rotate', rotate(this.doc, this.selection.seats(), this.selection.things, centreOf(bounds), by))
  }
  mirror(axis: Axis) {
    const bounds = this.bounds()
    if (bounds) this.run('mirror', mirror(this.doc, this.selection.seats(), this.selection.things, axis, centreOf(bounds)))
  }
  align(edge: Edge) {
    this.run('align', align(this.doc, this.selection.seats(), this.selection.things, edge))
  }
  distribute(axis: Axis) {
    this.run('distribute', distribute(this.doc, this.selection.seats(), this.selection.things, axis))
  }
  /** Puts the middle of what is selected at a place. */
  moveTo(centre: Point) {
    const bounds = this.bounds()
    if (bounds) this.move(centre.x - (bounds.x0 + bounds.x1) / 2, centre.y - (bounds.y0 + bounds.y1) / 2)
  }

  // ---- rows ----

  /** Patches that put a row's seats on another arc, with their gaps. */
  onArc(seats: Uint32Array, arc: Arc): Patch[] {
    const spots = reflow(this.pointsOf(seats), arc)
    return setPlaces(this.doc, seats, spots.map((spot) => toMilli(spot.x)), spots.map((spot) => toMilli(spot.y)), spots.map((spot) => toMilli(spot.rotation)))
  }
  /** Bends every selected row; `bow` in map units, downwards. */
  bend(bow: number) {
    const patches = rowsOf(this.doc, this.selection.seats()).filter((row) => row.seats.length > 2)
      .flatMap((row) => this.onArc(row.seats, { ...this.arcOf(row.seats), bow }))
    this.run('bend', patches)
  }
  respace(spacing: number) {
    const patches = rowsOf(this.doc, this.selection.seats()).filter((row) => row.seats.length > 1)
      .flatMap((row) => this.onArc(row.seats, respaced(this.pointsOf(row.seats), spacing)))
    this.run('respace', patches)
  }
  spacing(): number {
    const row = rowsOf(this.doc, this.selection.seats()).find((each) => each.seats.length > 1)
    return row ? spacingOf(this.pointsOf(row.seats)) : this.drawing.seatSpacing
  }
  /** Gives the one selected row more or fewer seats on the same arc; its numbers go on as they were. */
  resizeRow(count: number) {
    const row = this.selectedRow()
    if (!row || count < 1 || count === row.length) return
    const { doc } = this
    const arc = this.arcOf(row)
    const kept = row.slice(0, Math.min(count, row.length))
    const spots = rowSpots(arc, count)
    const patches: Patch[] = setPlaces(doc, kept, spots.slice(0, kept.length).map((spot) => toMilli(spot.x)), spots.slice(0, kept.length).map((spot) => toMilli(spot.y)))
    if (count < row.length) patches.push(removeSeats(row.slice(count)))
    const last = row[row.length - 1]
    const [a, b] = [Number(doc.number[row[Math.max(0, row.length - 2)]]), Number(doc.number[last])]
    const step = Number.isInteger(a) && Number.isInteger(b) && a !== b ? b - a : 1
    const fresh = addSeats(doc, spots.slice(row.length).map((spot, i) => ({
      ...spot, section: doc.section[last], zone: doc.zone[last], row: doc.row[last], type: doc.type[last],
      number: String(Number.isInteger(b) ? b + step * (i + 1) : row.length + i + 1)
    })))
    patches.push(fresh.patch)
    this.run('resizeRow', patches)
    this.select([...kept, ...fresh.seats])
  }

  numberSeats(scheme: NumberScheme, across: boolean) {
    const patches = rowsOf(this.doc, this.selection.seats(), across).map((row) => setTexts(this.doc, 'number', row.seats, seatNumbers(row.seats.length, scheme)))
    this.run('number', patches)
  }
  /** Names the selected rows from top to bottom, or the other way; the same name in each section. */
  nameRows(scheme: RowScheme, fromBottom: boolean) {
    const bySection = new Map<number, Uint32Array[]>()
    for (const row of rowsOf(this.doc, this.selection.seats())) {
      const list = bySection.get(row.section) ?? []
      list.push(row.seats)
      bySection.set(row.section, list)
    }
    const patches: Patch[] = []
    for (const rows of bySection.values()) {
      const names = rowNames(rows.length, scheme)
      if (fromBottom) names.reverse()
      rows.forEach((seats, i) => patches.push(setTexts(this.doc, 'row', seats, names[i])))
    }
    this.run('nameRows', patches)
  }
  setLabels(column: 'row' | 'number', text: string) {
    this.run(column === 'row' ? 'nameRows' : 'number', [setTexts(this.doc, column, this.selection.seats(), text)])
  }

  // ---- painting ----

  paintPatches(seats: Uint32Array, values: PaintValues): Patch[] {
    const patches: Patch[] = []
    if (values.section !== undefined) patches.push(setNumbers(this.doc, 'section', seats, values.section))
    if (values.zone !== undefined) patches.push(setNumbers(this.doc, 'zone', seats, values.zone))
    if (values.type !== undefined) {
      patches.push(setNumbers(this.doc, 'type', seats, values.type))
      // A wheelchair space is accessible; an area keeps its capacity, a seat takes one.
      patches.push(setNumbers(this.doc, 'accessible', seats, values.type === 1 ? 1 : 0))
      if (values.type !== 5) patches.push(setNumbers(this.doc, 'capacity', seats, 1))
    }
    if (values.accessible !== undefined) patches.push(setNumbers(this.doc, 'accessible', seats, values.accessible ? 1 : 0))
    if (values.sellable !== undefined) patches.push(setNumbers(this.doc, 'sellable', seats, values.sellable ? 1 : 0))
    if (values.capacity !== undefined) patches.push(setNumbers(this.doc, 'capacity', seats, values.capacity))
    return patches
  }
  paint(values: PaintValues, seats = this.selection.seats()) {
    this.run('paint', this.paintPatches(seats, values))
  }

  remove() {
    const { selection } = this
    if (selection.isEmpty) return
    const things = this.doc.objects.filter((thing) => !selection.things.has(thing.key))
    this.run('remove', [removeSeats(selection.seats()), ...(selection.things.size > 0 ? [setObjects(this.doc, things)] : [])])
  }

  // ---- things ----

  changeThing(key: number, change: Partial<MapThing>, label = 'changeThing') {
    const thing = this.doc.objects.find((each) => each.key === key)
    if (thing) this.run(label, [setObjects(this.doc, withThings(this.doc, [{ ...thing, ...change }]))])
  }
  orderThings(front: boolean) {
    const chosen = this.doc.objects.filter((thing) => this.selection.things.has(thing.key))
    const rest = this.doc.objects.filter((thing) => !this.selection.things.has(thing.key))
    this.run('order', [setObjects(this.doc, front ? [...rest, ...chosen] : [...chosen, ...rest])])
  }
  setBackdrop(backdrop: Backdrop | null) {
    this.run('backdrop', [setBackdrop(this.doc, backdrop)])
  }

  // ---- sections and price zones ----

  newSection(name: string): Division {
    return { key: this.doc.newKey(), name, color: kSectionColors[this.doc.sections.length % kSectionColors.length] }
  }
  addSection(name: string): Division {
    const section = this.newSection(name)
    this.brush.section = section.key
    this.run('addSection', [setSections(this.doc, [...this.doc.sections, section])])
    return section
  }
  addZone(name: string, price: number | null): Division {
    const zone = { key: this.doc.newKey(), name, color: kZoneLight[this.doc.zones.length % kZoneLight.length], price }
    this.brush.zone = zone.key
    this.run('addZone', [setZones(this.doc, [...this.doc.zones, zone])])
    return zone
  }
  changeDivision(of: 'sections' | 'zones', key: number, change: Partial<Division>) {
    const list = this.doc[of].map((each) => (each.key === key ? { ...each, ...change } : each))
    this.run('changeDivision', [of === 'sections' ? setSections(this.doc, list) : setZones(this.doc, list)])
  }
  moveDivision(of: 'sections' | 'zones', from: number, to: number) {
    const list = this.doc[of].slice()
    const [one] = list.splice(from, 1)
    if (!one || to < 0 || to > list.length) return
    list.splice(to, 0, one)
    this.run('order', [of === 'sections' ? setSections(this.doc, list) : setZones(this.doc, list)])
  }
  /** Its seats stay and have none; the checks then name them. */
  removeDivision(of: 'sections' | 'zones', key: number) {
    const column = of === 'sections' ? 'section' : 'zone'
    const seats = Uint32Array.from(seatsWhere(this.doc, (seat) => this.doc[column][seat] === key))
    const list = this.doc[of].filter((each) => each.key !== key)
    this.run('removeDivision', [setNumbers(this.doc, column, seats, kNone), of === 'sections' ? setSections(this.doc, list) : setZones(this.doc, list)])
  }
}
