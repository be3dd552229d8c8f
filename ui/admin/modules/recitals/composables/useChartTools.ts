// The tools of the chart: choosing by press, box, lasso and range, and the brush. The keyboard's press
// on a seat does what the pointer's does.
import { computed, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { SeatBoard } from '@/seatmap/engine/board'
import type { MapEdit, MapSpot } from '@/seatmap/mapEdit'
import type { ChartMarks, Paint } from '../allotmentMarks'
import { grown, isPaintable, seatsAlong, seatsBetween, seatsInBox, seatsInLasso, seatsOfUnit, type Point, type Unit } from '../chartPainting'

export const kTools = ['choose', 'lasso', 'brush', 'move'] as const
export type Tool = (typeof kTools)[number]
export const kToolKeys: Record<string, Tool> = { v: 'choose', q: 'lasso', k: 'brush', h: 'move' }

/** How far the brush reaches, in seats' distances. */
export const kBrushes = { small: 0.5, medium: 1.6, large: 3.6 } as const
export type BrushSize = keyof typeof kBrushes

export interface ChartOverlay {
  box: [Point, Point] | null
  path: readonly Point[]
}
const kNothing: ChartOverlay = { box: null, path: [] }
const kSlopPx = 5
/** How near a press must be to its seat, on the screen. */
const kReachPx = 14

type Drag = { kind: 'none' } | { kind: 'press' | 'lasso'; from: Point; last: Point; path: Point[]; isDragged: boolean } | { kind: 'brush'; last: Point; touched: Set<number>; taken: Set<number> }

export interface ChartToolsOptions {
  mayPaint: Ref<boolean>
  /** Seats that the page leaves in the background are not chosen. */
  keeps: Ref<((seat: number) => boolean) | null>
  state(seat: number): string
  paint(seats: readonly number[], value: Paint): void
  /** Nothing of what was pressed can be changed. */
  refused(): void
}

export function useChartTools(board: ShallowRef<SeatBoard | null>, marks: ShallowRef<ChartMarks | null>, options: ChartToolsOptions) {
  const tool = ref<Tool>('choose')
  const unit = ref<Unit>('seat')
  const paint = ref<Paint>('house')
  const brush = ref<BrushSize>('small')
  const chosen = shallowRef<ReadonlySet<number>>(new Set())
  const overlay = shallowRef<ChartOverlay>(kNothing)
  let drag: Drag = { kind: 'none' }
  /** From where Shift reaches. */
  let anchor = -1

  watch(board, () => {
    chosen.value = new Set()
    anchor = -1
  })
  watch(tool, () => {
    marks.value?.endStroke()
    drag = { kind: 'none' }
    overlay.value = kNothing
  })

  const open = (current: SeatBoard, seats: readonly number[]) => seats.filter((seat) => isPaintable(current, seat) && (!options.keeps.value || options.keeps.value(seat)))

  function choose(seats: readonly number[], how: 'add' | 'remove' | 'toggle') {
    const current = board.value
    if (!current) return
    const wanted = open(current, seats)
    const next = new Set(chosen.value)
    // What is chosen in part is chosen whole first; pressed again, it is let go.
    const isOff = how === 'remove' || (how === 'toggle' && wanted.every((seat) => next.has(seat)))
    for (const seat of wanted) {
      if (isOff) next.delete(seat)
      else next.add(seat)
    }
    chosen.value = next
    current.ring(wanted, !isOff)
  }
  function clear() {
    const before = [...chosen.value]
    chosen.value = new Set()
    board.value?.ring(before, false)
  }
  function chooseAll() {
    const current = board.value
    if (current) choose(Array.from({ length: current.geometry.count }, (_, seat) => seat), 'add')
  }
  // Sold meanwhile, and so no longer to be changed.
  function dropTaken() {
    const current = board.value
    if (!current || chosen.value.size === 0) return
    const taken = [...chosen.value].filter((seat) => !isPaintable(current, seat))
    if (taken.length === 0) return
    const next = new Set(chosen.value)
    taken.forEach((seat) => next.delete(seat))
    chosen.value = next
    current.ring(taken, false)
  }

  /** One press on a seat, by pointer or key. */
  function press(seat: number, isRange: boolean) {
    const current = board.value
    if (!current) return
    const { geometry } = current
    const seats = isRange && anchor >= 0 ? grown(geometry, seatsBetween(geometry, anchor, seat), unit.value) : seatsOfUnit(geometry, seat, unit.value)
    if (!isRange) anchor = seat
    if (open(current, seats).length === 0) return options.refused()
    if (tool.value === 'brush') options.paint(open(current, seats), paint.value)
    else choose(seats, isRange ? 'add' : 'toggle')
  }

  function stroke(current: SeatBoard, from: Point, to: Point) {
    if (drag.kind !== 'brush') return
    const { touched, taken } = drag
    const seats = grown(current.geometry, seatsAlong(current.geometry, from, to, kBrushes[brush.value] * current.geometry.pitch), unit.value)
    const fresh: number[] = []
    for (const seat of seats) {
      if (options.keeps.value && !options.keeps.value(seat)) continue
      if (!isPaintable(current, seat)) taken.add(seat)
      else if (!touched.has(seat)) {
        touched.add(seat)
        fresh.push(seat)
      }
    }
    if (fresh.length > 0) marks.value?.brush(fresh, paint.value)
  }

  const edit: MapEdit = {
    grab(at, event) {
      const current = board.value
      if (!current || !options.mayPaint.value || tool.value === 'move') return false
      const spot = { x: at.x, y: at.y }
      if (tool.value === 'brush') {
        drag = { kind: 'brush', last: spot, touched: new Set(), taken: new Set() }
        if (event.shiftKey && anchor >= 0) return true
        stroke(current, spot, spot)
      } else {
        drag = { kind: tool.value === 'lasso' ? 'lasso' : 'press', from: spot, last: spot, path: [spot], isDragged: false }
      }
      return true
    },
    drag(at) {
      const current = board.value
      const spot = { x: at.x, y: at.y }
      if (!current || drag.kind === 'none') return
      if (drag.kind === 'brush') {
        stroke(current, drag.last, spot)
        drag.last = spot
        return
      }
      if (!drag.isDragged && Math.hypot(spot.x - drag.from.x, spot.y - drag.from.y) * at.scale < kSlopPx) return
      drag.isDragged = true
      drag.last = spot
      if (drag.kind === 'lasso') {
        drag.path.push(spot)
        overlay.value = { box: null, path: drag.path.slice() }
      } else {
        overlay.value = { box: [drag.from, spot], path: [] }
      }
    },
    drop(at, event) {
      const current = board.value
      const done = drag
      drag = { kind: 'none' }
      overlay.value = kNothing
      if (!current || done.kind === 'none') return
      if (done.kind === 'brush') return endStroke(current, done, at, event)
      if (!event) return
      if (!done.isDragged) {
        const seat = seatNear(current, at)
        if (seat >= 0) press(seat, event.shiftKey)
        return
      }
      const { geometry } = current
      const seats = done.kind === 'lasso' ? seatsInLasso(geometry, done.path) : seatsInBox(geometry, done.from, { x: at.x, y: at.y })
      if (seats.length > 0) anchor = seats[seats.length - 1]
      choose(grown(geometry, seats, unit.value), event.altKey ? 'remove' : 'add')
    },
    pick: (seat, event) => {
      if (options.mayPaint.value) press(seat, event.shiftKey)
    },
    isChosen: (seat) => chosen.value.has(seat),
    isOpen: (seat) => options.mayPaint.value && board.value !== null && isPaintable(board.value, seat),
    state: options.state
  }

  function endStroke(current: SeatBoard, done: Extract<Drag, { kind: 'brush' }>, at: MapSpot, event?: PointerEvent) {
    marks.value?.endStroke()
    if (!event) return
    if (event.shiftKey && anchor >= 0 && done.touched.size === 0) {
      const seat = seatNear(current, at)
      if (seat >= 0) press(seat, true)
      return
    }
    const last = seatNear(current, at)
    if (last >= 0) anchor = last
    if (done.touched.size > 0) options.paint([...done.touched, ...done.taken], paint.value)
    else if (done.taken.size > 0) options.refused()
  }

  function seatNear(current: SeatBoard, at: MapSpot): number {
    return current.geometry.nearest(at.x, at.y, Math.max(current.geometry.pitch * 0.62, kReachPx / at.scale))
  }

  /** Takes back what is half done, else lets go of what is chosen. */
  function escape() {
    if (drag.kind !== 'none') {
      drag = { kind: 'none' }
      overlay.value = kNothing
      marks.value?.endStroke()
    } else {
      clear()
    }
  }

  const brushReach = computed(() => (board.value && tool.value === 'brush' ? kBrushes[brush.value] * board.value.geometry.pitch : 0))
  return { tool, unit, paint, brush, chosen, overlay, edit, brushReach, choose, chooseAll, clear, dropTaken, escape }
}
