// Paintings that can be taken back: what every seat was set to before, and what it was painted with.
import type { Paint } from './allotmentMarks'

/** Seats (their ids) that are to be set to one thing. */
export interface PaintGroup<Value> {
  value: Value
  seats: string[]
}
export interface PaintStep<Value> {
  /** What it was; one group for each thing. */
  before: PaintGroup<Value>[]
  after: PaintGroup<Value>
}

/** Seats by what they are set to now; those that are so already are left out. */
export function groupsBefore<Value>(seats: readonly string[], valueOf: (seat: string) => Value, after: Value): PaintGroup<Value>[] {
  const groups = new Map<Value, string[]>()
  for (const seat of seats) {
    const value = valueOf(seat)
    if (value === after) continue
    const group = groups.get(value)
    if (group) group.push(seat)
    else groups.set(value, [seat])
  }
  return [...groups].map(([value, group]) => ({ value, seats: group }))
}

/** Without the seats that the server left as they were; null when nothing remains. */
export function withoutSkipped<Value>(step: PaintStep<Value>, skipped: ReadonlySet<string>): PaintStep<Value> | null {
  const keep = (group: PaintGroup<Value>) => ({ ...group, seats: group.seats.filter((seat) => !skipped.has(seat)) })
  const before = step.before.map(keep).filter((group) => group.seats.length > 0)
  return before.length === 0 ? null : { before, after: keep(step.after) }
}

/** One request takes at most so many seats. */
export const kMostAtOnce = 5000

export function chunks<T>(items: readonly T[], size = kMostAtOnce): T[][] {
  const parts: T[][] = []
  for (let at = 0; at < items.length; at += size) parts.push(items.slice(at, at + size))
  return parts
}

/** What can be undone is kept for so many paintings. */
const kKept = 100

export class PaintHistory {
  private readonly past: HistoryStep[] = []
  private readonly future: HistoryStep[] = []

  push(step: HistoryStep) {
    this.past.push(step)
    if (this.past.length > kKept) this.past.shift()
    this.future.length = 0
  }
  get canUndo(): boolean {
    return this.past.length > 0
  }
  get canRedo(): boolean {
    return this.future.length > 0
  }
  /** The last painting; `undone` says that it was taken back. */
  get last(): HistoryStep | undefined {
    return this.past[this.past.length - 1]
  }
  get next(): HistoryStep | undefined {
    return this.future[this.future.length - 1]
  }
  undone() {
    const step = this.past.pop()
    if (step) this.future.push(step)
  }
  redone() {
    const step = this.future.pop()
    if (step) this.past.push(step)
  }
  /** Takes out a step that can never be done again, as of an allotment that is gone. */
  drop(step: HistoryStep) {
    for (const list of [this.past, this.future]) {
      const at = list.indexOf(step)
      if (at >= 0) list.splice(at, 1)
    }
  }
}

export type HistoryStep = { kind: 'paint'; step: PaintStep<Paint> } | { kind: 'price'; step: PaintStep<number | null> }
