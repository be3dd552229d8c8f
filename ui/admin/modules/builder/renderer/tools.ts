// What a press, a drag and a release do, for the tool in hand. The keyboard drives the same: its cursor
// is a pointer, Enter its button. Everything ends in one step of the editor's history.
import { centreOf, movedThing, rotate, withThings } from '../engine/arrange'
import { addRows, addSeat, addTable, addThing, newThing, type NewNames } from '../engine/creation'
import { kMilli, roundMilli, toMilli, type Bounds, type MapThing, type Point } from '../engine/document'
import type { Editor } from '../engine/editor'
import { applyPatch, setObjects, type Patch } from '../engine/history'
import { inBox, inLasso, pointsBetween, seatAt, thingAt, wholeRows } from '../engine/selection'
import { snapLines, snapMove, snapPoint, type SnapLines, type Snapped } from '../engine/snap'
import { drawn, straightened } from './drafts'
import { resizedThing, type Handle } from './handles'
import type { MapView } from './mapView'

export const kTools = ['select', 'lasso', 'pan', 'seat', 'row', 'curve', 'block', 'roundTable', 'longTable', 'stage', 'text', 'rectangle', 'ellipse', 'polygon', 'line', 'paint', 'erase'] as const
export type Tool = (typeof kTools)[number]

export interface Overlay {
  marquee: Bounds | null
  lasso: readonly Point[]
  guides: Snapped['guides']
  /** Words at the pointer: how many seats, how far, how much turned. */
  measure: { text: string; x: number; y: number } | null
}
export const kEmptyOverlay: Overlay = { marquee: null, lasso: [], guides: [], measure: null }

export interface Paints {
  section: boolean
  zone: boolean
  type: boolean
}

export interface Modifiers {
  /** Adds to what is selected; keeps directions straight. */
  shift: boolean
  /** Leaves grid and lines alone. */
  alt: boolean
}

/** Tools whose single press makes something of the panel's numbers: it is shown before. */
const kPressTools: ReadonlySet<Tool> = new Set(['seat', 'row', 'curve', 'block', 'roundTable', 'longTable', 'stage', 'rectangle', 'ellipse'])
const kSlopPx = 4
const kReachPx = 9

type Drag =
  | { kind: 'none' }
  | { kind: 'pan'; last: Point }
  | { kind: 'box'; from: Point; add: boolean }
  | { kind: 'lasso'; path: Point[]; add: boolean }
  | { kind: 'move'; from: Point; bounds: Bounds; seats: Uint32Array; dx: number; dy: number; lines: SnapLines | null; things: readonly MapThing[]; before: readonly MapThing[] }
  | { kind: 'live'; handle: Handle; label: string; make: (at: Point, modifiers: Modifiers) => { patches: Patch[]; text: string }; applied: Patch[] }
  | { kind: 'draw'; from: Point }
  | { kind: 'brush'; last: Point; seats: Set<number>; things: Set<number> }

export class Tools {
  tool: Tool = 'select'
  private drag: Drag = { kind: 'none' }
  private pressedAt: Point | null = null
  private isDragging = false
  private corners: Point[] = []

  constructor(
    private readonly editor: Editor,
    private readonly view: MapView,
    private readonly names: () => NewNames,
    private readonly show: (overlay: Overlay) => void,
    private readonly words: (key: string, values: Record<string, string | number>) => string
  ) {}

  /** Told of a stage, text or shape that was just made. */
  madeThing: (tool: Tool) => void = () => {}

  get isBusy(): boolean {
    return this.drag.kind !== 'none' || this.corners.length > 0
  }

  choose(tool: Tool) {
    this.cancel()
    this.tool = tool
  }

  /** Takes a half-done drag back. True when there was one. */
  cancel(): boolean {
    const was = this.isBusy
    if (this.drag.kind === 'move') this.shiftLive(this.drag, 0, 0)
    if (this.drag.kind === 'live') this.unapply(this.drag.applied)
    this.drag = { kind: 'none' }
    this.corners = []
    this.rest()
    return was
  }

  private rest() {
    this.view.ghost = null
    this.show(kEmptyOverlay)
    this.view.request()
  }

  private snapped(at: Point, modifiers: Modifiers): { x: number; y: number; guides: Snapped['guides'] } {
    const { drawing, doc } = this.editor
    if (modifiers.alt) return { x: roundMilli(at.x), y: roundMilli(at.y), guides: [] }
    const reach = 6 / this.view.view.scale
    const lines = drawing.snapToLines && doc.count < 20_000 ? snapLines(doc, () => false, new Set()) : null
    return snapPoint(at.x, at.y, { lines, grid: drawing.snapToGrid ? drawing.grid : 0, reach })
  }

  // ---- press ----

  press(at: Point, modifiers: Modifiers, handle: Handle | null, isPanning: boolean) {
    this.pressedAt = at
    this.isDragging = false
    if (isPanning || this.tool === 'pan') this.drag = { kind: 'pan', last: at }
    else if (handle) this.grab(handle, at)
    else if (this.tool === 'select') this.pressSelect(at, modifiers)
    else if (this.tool === 'lasso') this.drag = { kind: 'lasso', path: [at], add: modifiers.shift }
    else if (this.tool === 'erase' || this.tool === 'paint') {
      this.drag = { kind: 'brush', last: at, seats: new Set(), things: new Set() }
      this.brush(at)
    } else this.drag = { kind: 'draw', from: this.snapped(at, modifiers) }
  }

  private get reach(): number {
    return Math.max(this.view.radius * 1.15, kReachPx / this.view.view.scale)
  }

  private pressSelect(at: Point, modifiers: Modifiers) {
    const { editor } = this
    const seat = seatAt(editor.doc, at.x, at.y, this.reach)
    const thing = seat < 0 ? thingAt(editor.doc, at.x, at.y, 4 / this.view.view.scale) : null
    if (seat < 0 && !thing) {
      this.drag = { kind: 'box', from: at, add: modifiers.shift }
      return
    }
    const isChosen = seat >= 0 ? editor.selection.has(seat) : editor.selection.things.has((thing as MapThing).key)
    if (modifiers.shift) editor.select(seat >= 0 ? [seat] : [], thing ? [thing.key] : [], 'toggle')
    else if (!isChosen) editor.select(seat >= 0 ? [seat] : this.seatsOfTable(thing as MapThing), thing ? [thing.key] : [])
    const bounds = editor.bounds()
    if (!bounds) return
    const seats = editor.selection.seats()
    const lines = editor.drawing.snapToLines && seats.length < editor.doc.count ? snapLines(editor.doc, (each) => editor.selection.has(each), editor.selection.things) : null
    this.drag = { kind: 'move', from: at, bounds, seats, dx: 0, dy: 0, lines, things: editor.selectedThings, before: editor.doc.objects }
  }

  /** A table takes its seats along: they carry its name as their row. */
  private seatsOfTable(thing: MapThing): number[] {
    if (!thing.text || !['table', 'rectangle', 'ellipse'].includes(thing.kind)) return []
    const { doc } = this.editor
    const reach = Math.hypot(thing.width, thing.height) / 2 + this.editor.drawing.seatSpacing * 2
    const found: number[] = []
    for (let seat = 0; seat < doc.count; seat++) {
      if (doc.alive[seat] && doc.row[seat] === thing.text && Math.hypot(doc.x[seat] / kMilli - thing.x, doc.y[seat] / kMilli - thing.y) <= reach) found.push(seat)
    }
    return found
  }

  private grab(handle: Handle, from: Point) {
    const { editor } = this
    const { doc } = editor
    const seats = editor.selection.seats()
    const things = new Set(editor.selection.things)
    const live = (label: string, make: (at: Point, modifiers: Modifiers) => { patches: Patch[]; text: string }) => (this.drag = { kind: 'live', handle, label, make, applied: [] })
    if (handle.kind === 'rotate') {
      const bounds = editor.bounds()
      if (!bounds) return
      const around = centreOf(bounds)
      const start = Math.atan2(from.y - around.y, from.x - around.x)
      live('rotate', (at, modifiers) => {
        const raw = ((Math.atan2(at.y - around.y, at.x - around.x) - start) * 180) / Math.PI
        const step = modifiers.alt ? 0.1 : modifiers.shift ? 15 : 1
        const by = Math.round(raw / step) * step
        return { patches: rotate(doc, seats, things, around, by), text: `${Math.round(by * 10) / 10}°` }
      })
    } else if (handle.kind === 'bow' || handle.kind === 'end') {
      const row = editor.selectedRow()
      if (!row) return
      const arc = editor.arcOf(row)
      live(handle.kind === 'bow' ? 'bend' : 'stretch', (at, modifiers) => {
        let next = arc
        if (handle.kind === 'bow') {
          const chord = Math.hypot(arc.b.x - arc.a.x, arc.b.y - arc.a.y) || 1
          const side = ((arc.b.x - arc.a.x) * (at.y - arc.a.y) - (arc.b.y - arc.a.y) * (at.x - arc.a.x)) / chord
          const bow = Math.abs(side) < 5 / this.view.view.scale && !modifiers.alt ? 0 : Math.max(-chord / 2, Math.min(chord / 2, side))
          next = { ...arc, bow }
        } else {
          const end = this.snapped(at, modifiers)
          const other = handle.index === 0 ? arc.b : arc.a
          const held = modifiers.shift ? straightened(other, end) : end
          next = handle.index === 0 ? { ...arc, a: held } : { ...arc, b: held }
        }
        const length = Math.hypot(next.b.x - next.a.x, next.b.y - next.a.y)
        const text = handle.kind === 'bow' ? this.words('builder.measure.bow', { n: Math.round(next.bow) }) : this.words('builder.measure.length', { n: Math.round(length) })
        return { patches: editor.onArc(row, next), text }
      })
    } else {
      const thing = doc.objects.find((each) => each.key === handle.thing)
      if (!thing) return
      live('resize', (at, modifiers) => {
        const next = resizedThing(thing, handle, this.snapped(at, modifiers))
        return { patches: [setObjects(doc, withThings(doc, [next]))], text: next.points ? '' : `${Math.round(next.width)} × ${Math.round(next.height)}` }
      })
    }
  }

  // ---- drag ----

  dragTo(at: Point, modifiers: Modifiers) {
    const { drag } = this
    if (drag.kind === 'none') return this.hoverAt(at, modifiers)
    if (!this.isDragging && this.pressedAt && Math.hypot(at.x - this.pressedAt.x, at.y - this.pressedAt.y) * this.view.view.scale < kSlopPx) return
    this.isDragging = true
    switch (drag.kind) {
      case 'pan':
        return
      case 'box':
        return this.show({ ...kEmptyOverlay, marquee: { x0: drag.from.x, y0: drag.from.y, x1: at.x, y1: at.y } })
      case 'lasso':
        drag.path.push(at)
        return this.show({ ...kEmptyOverlay, lasso: drag.path.slice() })
      case 'move':
        return this.dragMove(drag, at, modifiers)
      case 'live': {
        this.unapply(drag.applied)
        const { patches, text } = drag.make(at, modifiers)
        for (const patch of patches) applyPatch(this.editor.doc, patch, false)
        drag.applied = patches
        this.view.request()
        this.editor.tell('live')
        return this.show({ ...kEmptyOverlay, measure: { text, ...at } })
      }
      case 'draw':
        return this.dragDraw(drag.from, this.snapped(at, modifiers), modifiers)
      case 'brush':
        return this.brush(at)
    }
  }

  panBy(dx: number, dy: number) {
    this.view.setView(this.view.camera.panned(dx, dy))
  }

  private dragMove(drag: Extract<Drag, { kind: 'move' }>, at: Point, modifiers: Modifiers) {
    const { drawing } = this.editor
    let [dx, dy] = [at.x - drag.from.x, at.y - drag.from.y]
    if (modifiers.shift) [dx, dy] = Math.abs(dx) >= Math.abs(dy) ? [dx, 0] : [0, dy]
    const free = modifiers.alt
    const snapped = free ? { dx, dy, guides: [] } : snapMove(drag.bounds, dx, dy, { lines: drag.lines, grid: drawing.snapToGrid ? drawing.grid : 0, reach: 6 / this.view.view.scale })
    if (modifiers.shift && dx === 0) snapped.dx = 0
    if (modifiers.shift && dy === 0) snapped.dy = 0
    this.shiftLive(drag, toMilli(snapped.dx), toMilli(snapped.dy))
    this.editor.tell('live')
    this.show({ ...kEmptyOverlay, guides: snapped.guides, measure: { text: `${Math.round(snapped.dx)}, ${Math.round(snapped.dy)}`, ...at } })
  }

  private shiftLive(drag: Extract<Drag, { kind: 'move' }>, dx: number, dy: number) {
    const { doc } = this.editor
    applyPatch(doc, { kind: 'shift', seats: drag.seats, dx: dx - drag.dx, dy: dy - drag.dy }, false)
    drag.dx = dx
    drag.dy = dy
    if (drag.things.length > 0) doc.objects = dx === 0 && dy === 0 ? drag.before : withThings({ objects: drag.before } as typeof doc, drag.things.map((thing) => movedThing(thing, dx / kMilli, dy / kMilli)))
    this.view.request()
  }

  private unapply(patches: Patch[]) {
    for (let i = patches.length - 1; i >= 0; i--) applyPatch(this.editor.doc, patches[i], true)
  }

  private hoverAt(at: Point, modifiers: Modifiers) {
    if (this.corners.length > 0) {
      const end = this.snapped(at, modifiers)
      this.view.ghost = { spots: [], thing: this.lineThing([...this.corners, end]) }
      this.view.request()
      return
    }
    if (kPressTools.has(this.tool)) {
      const place = this.snapped(at, modifiers)
      this.dragDraw(place, place, modifiers, place.guides)
      return
    }
    const wants = this.tool === 'select' || this.tool === 'erase' || this.tool === 'paint'
    const seat = wants && this.view.radius * this.view.view.scale > 3 ? seatAt(this.editor.doc, at.x, at.y, this.reach) : -1
    if (seat !== this.view.hover) {
      this.view.hover = seat
      this.view.request()
    }
  }

  /** What would be made by a release here. */
  private dragDraw(from: Point, to: Point, modifiers: Modifiers, guides: Snapped['guides'] = []) {
    const made = drawn(this.editor, this.tool, this.names().stage, from, modifiers.shift ? straightened(from, to) : to)
    this.view.ghost = made.rows ? { spots: made.rows.flat(), thing: null } : { spots: [], thing: made.thing }
    this.view.request()
    const n = made.rows?.reduce((sum, row) => sum + row.length, 0) ?? 0
    const text = made.rows
      ? made.rows.length > 1 ? this.words('builder.measure.block', { rows: made.rows.length, seats: made.rows[0].length, n }) : this.words('builder.measure.seats', { n })
      : made.thing ? `${Math.round(made.thing.width)} × ${Math.round(made.thing.height)}` : ''
    this.show({ ...kEmptyOverlay, guides, measure: text ? { text, ...to } : null })
  }

  /** The pointer is gone: nothing is about to be made. */
  leave() {
    if (!this.isBusy) this.rest()
  }

  private brush(at: Point) {
    const { drag, editor } = this
    if (drag.kind !== 'brush') return
    const { doc } = editor
    for (const { x, y } of pointsBetween(drag.last, at, this.view.radius / 2)) {
      const seat = seatAt(doc, x, y, this.reach)
      if (seat >= 0) drag.seats.add(seat)
      const thing = seat < 0 && this.tool === 'erase' ? thingAt(doc, x, y, 4 / this.view.view.scale) : null
      if (thing) drag.things.add(thing.key)
    }
    drag.last = at
    editor.select([...drag.seats], drag.things)
    this.view.request()
  }

  // ---- release ----

  release(at: Point, modifiers: Modifiers) {
    const { drag, editor } = this
    const wasDragged = this.isDragging
    this.drag = { kind: 'none' }
    this.isDragging = false
    switch (drag.kind) {
      case 'box':
        if (wasDragged) {
          const found = inBox(editor.doc, { x0: drag.from.x, y0: drag.from.y, x1: at.x, y1: at.y })
          editor.select(found.seats, found.things, drag.add ? 'add' : 'set')
        } else if (!drag.add) editor.selectNone()
        break
      case 'lasso': {
        const found = inLasso(editor.doc, drag.path)
        editor.select(found.seats, found.things, drag.add ? 'add' : 'set')
        break
      }
      case 'move': {
        const [dx, dy] = [drag.dx, drag.dy]
        this.shiftLive(drag, 0, 0)
        if (dx !== 0 || dy !== 0) editor.move(dx / kMilli, dy / kMilli)
        break
      }
      case 'live':
        this.unapply(drag.applied)
        editor.run(drag.label, drag.applied)
        break
      case 'brush':
        if (this.tool === 'erase') editor.remove()
        else if (drag.seats.size > 0) this.paintNow(Uint32Array.from(drag.seats))
        break
      case 'draw':
        this.finishDraw(drag.from, wasDragged ? this.snapped(at, modifiers) : drag.from, modifiers)
        break
    }
    if (this.corners.length === 0) this.rest()
  }

  /** What the paint tool gives: the panel's section, zone and type, where they are to be painted. */
  paints: Paints = { section: false, zone: true, type: false }
  setPaints(change: Partial<Paints>) {
    Object.assign(this.paints, change)
    this.editor.tell('options')
  }
  private paintNow(seats: Uint32Array) {
    const { brush } = this.editor
    this.editor.paint({
      ...(this.paints.section ? { section: brush.section } : {}), ...(this.paints.zone ? { zone: brush.zone } : {}), ...(this.paints.type ? { type: brush.type } : {})
    }, seats)
  }

  private finishDraw(from: Point, to: Point, modifiers: Modifiers) {
    const { editor, tool } = this
    const names = this.names()
    if (tool === 'polygon' || tool === 'line') {
      this.corners.push(from)
      this.view.ghost = { spots: [], thing: this.lineThing(this.corners) }
      this.view.request()
      return
    }
    if (tool === 'seat') return addSeat(editor, to, names)
    if (tool === 'roundTable' || tool === 'longTable') return addTable(editor, tool === 'roundTable' ? 'round' : 'long', to, names)
    const made = drawn(this.editor, this.tool, this.names().stage, from, modifiers.shift ? straightened(from, to) : to)
    if (made.rows) return addRows(editor, made.rows, names)
    if (!made.thing) return
    const { kind, x, y, width, height, text } = made.thing
    if (tool === 'text') addThing(editor, newThing(editor, 'label', from, { text: this.words('builder.newText', {}), fontSize: 24 }))
    else addThing(editor, newThing(editor, kind, { x, y }, { width, height, text }))
    this.madeThing(tool)
  }

  private lineThing(points: readonly Point[]): MapThing {
    const x = points.reduce((sum, point) => sum + point.x, 0) / points.length
    const y = points.reduce((sum, point) => sum + point.y, 0) / points.length
    return { key: -1, kind: this.tool === 'polygon' ? 'polygon' : 'line', x: roundMilli(x), y: roundMilli(y), width: 0, height: 0, rotation: 0, text: '', fontSize: null, color: null, points }
  }

  /** Ends a polygon or a line: double press, Enter. True when there was one. */
  closeShape(): boolean {
    const least = this.tool === 'polygon' ? 3 : 2
    if (this.corners.length === 0) return false
    if (this.corners.length >= least) {
      const { kind, x, y, points } = this.lineThing(this.corners)
      addThing(this.editor, newThing(this.editor, kind, { x, y }, { points }))
    }
    this.corners = []
    this.rest()
    return true
  }

  /** Double press with the select tool: the whole row. */
  double(at: Point) {
    if (this.closeShape() || this.tool !== 'select') return
    const seat = seatAt(this.editor.doc, at.x, at.y, this.reach)
    if (seat >= 0) this.editor.select(wholeRows(this.editor.doc, [seat]))
  }
}
