// Many seats set to one thing in one request, shown at once, and taken back with undo.
import { onScopeDispose, ref, shallowRef, toValue, watch, type MaybeRefOrGetter, type ShallowRef } from 'vue'
import { call, client } from '@/api/client'
import { isProblem } from '@/api/problem'
import type { SeatBoard } from '@/seatmap/engine/board'
import { ChartMarks, kStates, type Paint } from '../allotmentMarks'
import { isPaintable } from '../chartPainting'
import { chunks, groupsBefore, PaintHistory, withoutSkipped, type HistoryStep, type PaintGroup } from '../paintHistory'

export interface PaintOutcome {
  changed: number
  /** Sold or in a basket: left as they are. */
  skipped: number
}

const isState = (paint: Paint): paint is (typeof kStates)[number] => (kStates as readonly string[]).includes(paint)
/** What the stream has not told by then, it tells when it connects again. */
const kPatienceMs = 5000

export function useSeatPainting(showId: MaybeRefOrGetter<string>, board: ShallowRef<SeatBoard | null>, painted: () => void) {
  const marks = shallowRef<ChartMarks | null>(null)
  const history = shallowRef(new PaintHistory())
  const canUndo = ref(false)
  const canRedo = ref(false)
  const isBusy = ref(false)
  const timers = new Set<ReturnType<typeof setTimeout>>()
  let unlisten = () => {}

  watch(board, (current) => {
    unlisten()
    marks.value = current ? new ChartMarks(current) : null
    if (!current || !marks.value) return
    const own = marks.value
    unlisten = current.listen((seats) => {
      const told = seats ?? own.waiting
      own.forgetQuietly(told.filter((seat) => own.isExpected(seat) && own.isTrue(seat)))
    })
  }, { immediate: true })
  onScopeDispose(() => {
    unlisten()
    timers.forEach(clearTimeout)
  })

  function tell() {
    canUndo.value = history.value.canUndo
    canRedo.value = history.value.canRedo
  }

  type Change = { paint: Paint } | { price: number | null }
  async function send(seatIds: readonly string[], change: Change): Promise<{ changed: number; skipped: string[] }> {
    const body = 'price' in change ? { price: change.price } : isState(change.paint) ? { status: change.paint } : { allotment_id: change.paint }
    let changed = 0
    const skipped: string[] = []
    for (const part of chunks(seatIds)) {
      const answer = await call(client.PUT('/api/recital-shows/{id}/seats', { params: { path: { id: toValue(showId) } }, body: { seat_ids: part, ...body } }))
      changed += answer.changed
      skipped.push(...answer.skipped)
    }
    return { changed, skipped }
  }

  const idsOf = (current: SeatBoard, seats: readonly number[]) => seats.map((seat) => current.geometry.id(seat))
  const indexOf = (current: SeatBoard, id: string) => current.geometry.indexOfId.get(id) ?? -1

  /** Shows it, sends it, and shows again what is true. Answers the ids that were left as they are. */
  async function set(group: PaintGroup<Paint>): Promise<{ changed: number; skipped: string[] }> {
    const [current, own] = [board.value, marks.value]
    if (!current || !own || group.seats.length === 0) return { changed: 0, skipped: [] }
    const seats = group.seats.map((id) => indexOf(current, id)).filter((seat) => seat >= 0)
    own.expect(seats.filter((seat) => isPaintable(current, seat)), group.value)
    try {
      const { changed, skipped } = await send(group.seats, { paint: group.value })
      const left = new Set(skipped)
      own.settle(seats.filter((seat) => !left.has(current.geometry.id(seat))), group.value)
      own.forget(seats.filter((seat) => left.has(current.geometry.id(seat))))
      const timer = setTimeout(() => {
        timers.delete(timer)
        own.forget(seats.filter((seat) => own.isExpected(seat)))
      }, kPatienceMs)
      timers.add(timer)
      return { changed, skipped }
    } catch (error) {
      own.forget(seats)
      throw error
    }
  }

  let underWay = 0
  async function whole<T>(work: () => Promise<T>): Promise<T> {
    underWay++
    isBusy.value = true
    try {
      return await work()
    } finally {
      isBusy.value = --underWay > 0
      tell()
      painted()
    }
  }

  /** Paints seats; those that are so already cost nothing. */
  async function paint(seats: readonly number[], value: Paint): Promise<PaintOutcome> {
    const [current, own] = [board.value, marks.value]
    if (!current || !own) return { changed: 0, skipped: 0 }
    const open = seats.filter((seat) => isPaintable(current, seat))
    const taken = seats.length - open.length
    const before = groupsBefore(idsOf(current, open), (id) => own.paintOf(indexOf(current, id)), value)
    const ids = before.flatMap((group) => group.seats)
    if (ids.length === 0) return { changed: 0, skipped: taken }
    return whole(async () => {
      const { skipped } = await set({ value, seats: ids })
      const step = withoutSkipped({ before, after: { value, seats: ids } }, new Set(skipped))
      if (step) history.value.push({ kind: 'paint', step })
      return { changed: ids.length - skipped.length, skipped: taken + skipped.length }
    })
  }

  /** A price of their own; null goes back to the price of their zone. `before` as the server had it. */
  async function price(seats: readonly number[], value: number | null, before: (id: string) => number | null): Promise<PaintOutcome> {
    const current = board.value
    if (!current) return { changed: 0, skipped: 0 }
    const groups = groupsBefore(idsOf(current, seats), before, value)
    const ids = groups.flatMap((group) => group.seats)
    if (ids.length === 0) return { changed: 0, skipped: 0 }
    return whole(async () => {
      await send(ids, { price: value })
      history.value.push({ kind: 'price', step: { before: groups, after: { value, seats: ids } } })
      return { changed: ids.length, skipped: 0 }
    })
  }

  async function runAll(kind: HistoryStep['kind'], groups: readonly PaintGroup<Paint | number | null>[]): Promise<PaintOutcome> {
    const sum = { changed: 0, skipped: 0 }
    for (const group of groups) {
      const done = kind === 'price' ? await send(group.seats, { price: group.value as number | null }) : await set(group as PaintGroup<Paint>)
      sum.changed += group.seats.length - done.skipped.length
      sum.skipped += done.skipped.length
    }
    return sum
  }

  async function back(which: 'undo' | 'redo'): Promise<PaintOutcome | null> {
    const entry = which === 'undo' ? history.value.last : history.value.next
    if (!entry || isBusy.value) return null
    return whole(async () => {
      try {
        const outcome = await runAll(entry.kind, which === 'undo' ? entry.step.before : [entry.step.after])
        if (which === 'undo') history.value.undone()
        else history.value.redone()
        return outcome
      } catch (error) {
        // An allotment that is gone stays gone; everything before can still be undone.
        if (isProblem(error, 'allotment_not_found')) history.value.drop(entry)
        throw error
      }
    })
  }

  return { marks, canUndo, canRedo, isBusy, paint, price, undo: () => back('undo'), redo: () => back('redo') }
}
