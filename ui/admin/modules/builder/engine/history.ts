// Every change of a map as a list of patches that can be taken back: undo without limit, and cheap
// enough for fifty thousand seats at once.
import type { Backdrop, Division, MapDocument, MapThing, NumberColumn, SeatDraft, TextColumn } from './document'

export type Patch =
  | { kind: 'shift'; seats: Uint32Array; dx: number; dy: number }
  | { kind: 'numbers'; column: NumberColumn; seats: Uint32Array; before: Int32Array; after: Int32Array }
  | { kind: 'texts'; column: TextColumn; seats: Uint32Array; before: string[]; after: string[] }
  | { kind: 'alive'; seats: Uint32Array; value: 0 | 1 }
  | { kind: 'sections'; before: readonly Division[]; after: readonly Division[] }
  | { kind: 'zones'; before: readonly Division[]; after: readonly Division[] }
  | { kind: 'objects'; before: readonly MapThing[]; after: readonly MapThing[] }
  | { kind: 'backdrop'; before: Backdrop | null; after: Backdrop | null }

export interface Entry {
  /** Which words say what was done: a key of the locale files. */
  label: string
  patches: readonly Patch[]
  state: number
}

export function applyPatch(doc: MapDocument, patch: Patch, back: boolean) {
  switch (patch.kind) {
    case 'shift': {
      const { seats } = patch
      const [dx, dy] = back ? [-patch.dx, -patch.dy] : [patch.dx, patch.dy]
      const { x, y } = doc
      for (let i = 0; i < seats.length; i++) {
        x[seats[i]] += dx
        y[seats[i]] += dy
      }
      return
    }
    case 'numbers': {
      const column = doc[patch.column]
      const values = back ? patch.before : patch.after
      for (let i = 0; i < patch.seats.length; i++) column[patch.seats[i]] = values[i]
      return
    }
    case 'texts': {
      const column = doc[patch.column]
      const values = back ? patch.before : patch.after
      for (let i = 0; i < patch.seats.length; i++) column[patch.seats[i]] = values[i]
      return
    }
    case 'alive': {
      const value = back ? 1 - patch.value : patch.value
      for (let i = 0; i < patch.seats.length; i++) doc.alive[patch.seats[i]] = value
      return
    }
    case 'sections':
      doc.sections = back ? patch.before : patch.after
      return
    case 'zones':
      doc.zones = back ? patch.before : patch.after
      return
    case 'objects':
      doc.objects = back ? patch.before : patch.after
      return
    case 'backdrop':
      doc.backdrop = back ? patch.before : patch.after
  }
}

/** One use per document. What is done here and only here changes it. */
export class History {
  private readonly done: Entry[] = []
  private undone: Entry[] = []
  private nextState = 1

  constructor(private readonly doc: MapDocument) {}

  /** Names what the document looks like now: the same number, the same content. */
  get state(): number {
    return this.done.length > 0 ? this.done[this.done.length - 1].state : 0
  }
  get canUndo(): boolean {
    return this.done.length > 0
  }
  get canRedo(): boolean {
    return this.undone.length > 0
  }
  get undoLabel(): string {
    return this.done[this.done.length - 1]?.label ?? ''
  }
  get redoLabel(): string {
    return this.undone[this.undone.length - 1]?.label ?? ''
  }
  get length(): number {
    return this.done.length
  }

  /** Does it and remembers how to take it back. */
  run(label: string, patches: readonly Patch[]) {
    const real = patches.filter(changesAnything)
    if (real.length === 0) return
    for (const patch of real) applyPatch(this.doc, patch, false)
    this.done.push({ label, patches: real, state: this.nextState++ })
    this.undone = []
  }

  undo(): Entry | null {
    const entry = this.done.pop()
    if (!entry) return null
    for (let i = entry.patches.length - 1; i >= 0; i--) applyPatch(this.doc, entry.patches[i], true)
    this.undone.push(entry)
    return entry
  }

  redo(): Entry | null {
    const entry = this.undone.pop()
    if (!entry) return null
    for (const patch of entry.patches) applyPatch(this.doc, patch, false)
    this.done.push(entry)
    return entry
  }
}

function changesAnything(patch: Patch): boolean {
  switch (patch.kind) {
    case 'shift':
      return patch.seats.length > 0 && (patch.dx !== 0 || patch.dy !== 0)
    case 'numbers':
      return patch.before.some((value, i) => value !== patch.after[i])
    case 'texts':
      return patch.before.some((value, i) => value !== patch.after[i])
    case 'alive':
      return patch.seats.length > 0
    default:
      return patch.before !== patch.after
  }
}

// ---- how patches are made ----

export function setNumbers(doc: MapDocument, column: NumberColumn, seats: Uint32Array, value: number | ArrayLike<number>): Patch {
  const source = doc[column]
  const before = Int32Array.from(seats, (seat) => source[seat])
  const after = typeof value === 'number' ? new Int32Array(seats.length).fill(value) : Int32Array.from(value)
  return { kind: 'numbers', column, seats, before, after }
}

export function setTexts(doc: MapDocument, column: TextColumn, seats: Uint32Array, value: string | readonly string[]): Patch {
  const before = Array.from(seats, (seat) => doc[column][seat])
  const after = typeof value === 'string' ? Array.from(seats, () => value) : value.slice()
  return { kind: 'texts', column, seats, before, after }
}

/** Patches that give seats new places and, where given, new angles; in thousandths. */
export function setPlaces(doc: MapDocument, seats: Uint32Array, x: ArrayLike<number>, y: ArrayLike<number>, rotation?: ArrayLike<number>): Patch[] {
  const patches = [setNumbers(doc, 'x', seats, x), setNumbers(doc, 'y', seats, y)]
  if (rotation) patches.push(setNumbers(doc, 'rotation', seats, rotation))
  return patches
}

export function addSeats(doc: MapDocument, drafts: readonly SeatDraft[]): { seats: Uint32Array; patch: Patch } {
  const seats = Uint32Array.from(drafts, (draft) => doc.addSlot(draft))
  return { seats, patch: { kind: 'alive', seats, value: 1 } }
}

export function removeSeats(seats: Uint32Array): Patch {
  return { kind: 'alive', seats, value: 0 }
}

export function setObjects(doc: MapDocument, after: readonly MapThing[]): Patch {
  return { kind: 'objects', before: doc.objects, after }
}
export function setSections(doc: MapDocument, after: readonly Division[]): Patch {
  return { kind: 'sections', before: doc.sections, after }
}
export function setZones(doc: MapDocument, after: readonly Division[]): Patch {
  return { kind: 'zones', before: doc.zones, after }
}
export function setBackdrop(doc: MapDocument, after: Backdrop | null): Patch {
  return { kind: 'backdrop', before: doc.backdrop, after }
}
