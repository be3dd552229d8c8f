// Judges a selection: does it leave a seat alone, do its seats sit together? The same rule as the
// server's (rules 8 and 46), so that the chart warns of what the hold would say.
import { SeatKind, type SeatGeometry } from './geometry'

type IsFree = (seat: number) => boolean
/** Neighbours of different lanes (allotments) are not of one run. */
type LaneOf = (seat: number) => number
const oneLane: LaneOf = () => 0

export interface GapVerdict {
  /** Seats that the selection would leave alone between taken seats, aisles or ends of the row. */
  orphans: number[]
  /** Of these, those in whose stretch of free seats as many fit without leaving one alone: the
   *  organiser may refuse them (`orphan_seat`). */
  avoidable: number[]
}

/** `selection` are free seats. */
export function judgeGaps(geometry: SeatGeometry, isFree: IsFree, selection: readonly number[], laneOf = oneLane): GapVerdict {
  const chosen = new Set(selection)
  const rows = new Set(selection.map((seat) => geometry.row[seat]))
  const verdict: GapVerdict = { orphans: [], avoidable: [] }
  for (const row of rows) {
    for (const run of freeRuns(geometry, row, (seat) => isFree(seat) || chosen.has(seat), laneOf)) {
      const taken = run.filter((seat) => chosen.has(seat)).length
      if (taken === 0) continue
      const orphans = lonely(run, chosen, geometry)
      verdict.orphans.push(...orphans)
      if (orphans.length > 0 && fitsWithoutOrphan(run, taken, geometry)) verdict.avoidable.push(...orphans)
    }
  }
  return verdict
}

export function orphansOf(geometry: SeatGeometry, isFree: IsFree, selection: readonly number[], laneOf = oneLane): number[] {
  return judgeGaps(geometry, isFree, selection, laneOf).orphans
}

/** Whether `count` neighbours fit into the run somewhere without leaving one alone. */
function fitsWithoutOrphan(run: readonly number[], count: number, geometry: SeatGeometry): boolean {
  return placesWithoutOrphan(run, count, geometry).length > 0
}

/** Where `count` neighbours fit into the run without leaving one alone. */
function placesWithoutOrphan(run: readonly number[], count: number, geometry: SeatGeometry): number[][] {
  const places: number[][] = []
  for (let begin = 0; begin + count <= run.length; begin++) {
    const end = begin + count
    const isLonelyLeft = begin === 1 && mayBeOrphan(geometry, run[0])
    const isLonelyRight = run.length - end === 1 && mayBeOrphan(geometry, run[end])
    if (!isLonelyLeft && !isLonelyRight) places.push(run.slice(begin, end))
  }
  return places
}

/** The same number of seats in the same stretches, moved along as little as can be so that nobody is
 *  left alone; empty where that would need seats that are kept for others. */
export function movedAlong(geometry: SeatGeometry, isFree: IsFree, selection: readonly number[], laneOf = oneLane): number[] {
  const chosen = new Set(selection)
  const isKept = (seat: number) => !mayBeOrphan(geometry, seat)
  const moved: number[] = []
  for (const row of new Set(selection.map((seat) => geometry.row[seat]))) {
    for (const run of freeRuns(geometry, row, (seat) => isFree(seat) || chosen.has(seat), laneOf)) {
      const here = run.filter((seat) => chosen.has(seat))
      if (here.length === 0) continue
      if (lonely(run, chosen, geometry).length === 0) {
        moved.push(...here)
        continue
      }
      const far = (seats: readonly number[]) => Math.abs(mean(seats.map((seat) => geometry.place[seat])) - mean(here.map((seat) => geometry.place[seat])))
      const shared = (seats: readonly number[]) => seats.filter((seat) => chosen.has(seat)).length
      const [best] = placesWithoutOrphan(run, here.length, geometry)
        .filter((seats) => seats.every((seat) => chosen.has(seat) || !isKept(seat)) && here.every((seat) => !isKept(seat) || seats.includes(seat)))
        .sort((a, b) => shared(b) - shared(a) || far(a) - far(b))
      // Where it cannot be avoided, the seats may stay where they are.
      moved.push(...(best ?? here))
    }
  }
  return moved
}

/** So many companion seats are sold with one accessible seat. */
export const kCompanionsPerSeat = 3

/** What sits in unbroken stretches of chosen seats, each in the order of its row. */
function partiesOf(geometry: SeatGeometry, selection: readonly number[]): number[][] {
  const ordered = selection.slice().sort((a, b) => geometry.row[a] - geometry.row[b] || geometry.place[a] - geometry.place[b])
  const parties: number[][] = []
  ordered.forEach((seat, at) => {
    const previous = ordered[at - 1]
    const isTogether =
      at > 0 &&
      geometry.row[seat] === geometry.row[previous] &&
      geometry.place[seat] === geometry.place[previous] + 1 &&
      !geometry.wallBefore[seat]
    if (isTogether) parties[parties.length - 1].push(seat)
    else parties.push([seat])
  })
  return parties
}

/** Companion seats that may not be sold by this selection, in its order (`companion_seat`): those
 *  without an accessible seat in their party, and of more than three for each the farthest. */
export function unaccompanied(geometry: SeatGeometry, selection: readonly number[]): number[] {
  const tooMany = new Set<number>()
  for (const party of partiesOf(geometry, selection)) {
    const spaces = party.flatMap((seat, at) => (geometry.kind[seat] === SeatKind.accessible ? [at] : []))
    const companions = party
      .map((seat, at) => ({ seat, at, way: Math.min(...spaces.map((space) => Math.abs(space - at))) }))
      .filter(({ seat }) => geometry.kind[seat] === SeatKind.companion)
      .sort((a, b) => (a.way === b.way ? a.at - b.at : a.way - b.way))
    for (const { seat } of companions.slice(spaces.length * kCompanionsPerSeat)) tooMany.add(seat)
  }
  return selection.filter((seat) => tooMany.has(seat))
}

/** What to choose besides, so that a companion seat may be taken: the nearest free accessible seat of
 *  its row and the free seats between; empty when there is none. */
export function spaceBeside(geometry: SeatGeometry, isFree: IsFree, selection: readonly number[], companion: number): number[] {
  const chosen = new Set(selection)
  const { seats } = geometry.rows[geometry.row[companion]]
  let best: number[] = []
  for (const step of [-1, 1]) {
    const way: number[] = []
    for (let next = geometry.place[companion] + step; next >= 0 && next < seats.length; next += step) {
      const seat = seats[next]
      const isWall = geometry.wallBefore[step > 0 ? seat : seats[next + 1]] === 1
      if (isWall || !(isFree(seat) || chosen.has(seat))) break
      if (chosen.has(seat)) continue
      way.push(seat)
      if (geometry.kind[seat] !== SeatKind.accessible) continue
      if (best.length === 0 || way.length < best.length) best = way
      break
    }
  }
  return best
}

function* freeRuns(geometry: SeatGeometry, row: number, isOpen: IsFree, laneOf = oneLane): Generator<number[]> {
  let run: number[] = []
  for (const seat of geometry.rows[row].seats) {
    if (run.length > 0 && (geometry.wallBefore[seat] || !isOpen(seat) || laneOf(seat) !== laneOf(run[0]))) {
      yield run
      run = []
    }
    if (isOpen(seat)) run.push(seat)
  }
  if (run.length > 0) yield run
}

function lonely(run: number[], chosen: Set<number>, geometry: SeatGeometry): number[] {
  const found: number[] = []
  let begin = 0
  const close = (end: number) => {
    if (end - begin === 1 && mayBeOrphan(geometry, run[begin])) found.push(run[begin])
  }
  run.forEach((seat, at) => {
    if (!chosen.has(seat)) return
    close(at)
    begin = at + 1
  })
  close(run.length)
  return found
}

function mayBeOrphan(geometry: SeatGeometry, seat: number): boolean {
  return geometry.kind[seat] === SeatKind.standard || geometry.kind[seat] === SeatKind.restricted
}

/** How many groups of neighbouring seats a selection falls into; 1 means all sit together. */
export function groupsOf(geometry: SeatGeometry, selection: readonly number[]): number {
  return partiesOf(geometry, selection).length
}

/** The nearest free seats to a lost one, in the same zone, best first. */
export function replacementsFor(geometry: SeatGeometry, lost: number, isFree: IsFree, most = 1): number[] {
  return geometry.neighbours(geometry.x[lost], geometry.y[lost], most, (seat) =>
    seat !== lost && isFree(seat) && geometry.zone[seat] === geometry.zone[lost] && geometry.kind[seat] === geometry.kind[lost])
}

/** One seat for each lost one: the whole party together if that goes nearby, else the nearest each. */
export function replaceLost(geometry: SeatGeometry, lost: readonly number[], kept: readonly number[], isFree: IsFree): number[] {
  const used = new Set(kept)
  const single: number[] = []
  for (const seat of lost) {
    const [other] = replacementsFor(geometry, seat, (each) => isFree(each) && !used.has(each))
    if (other === undefined) continue
    used.add(other)
    single.push(other)
  }
  const beside = continuing(geometry, lost, kept, isFree)
  return beside.length === lost.length ? beside : single
}

/** Free seats of the lost ones' kind that continue the kept ones' row without a gap. */
function continuing(geometry: SeatGeometry, lost: readonly number[], kept: readonly number[], isFree: IsFree): number[] {
  if (kept.length === 0) return []
  const together = windowsNear(geometry, kept.length + lost.length, [...kept, ...lost], (seat) => isFree(seat) || kept.includes(seat))
    .find((window) => kept.every((seat) => window.includes(seat)))
  return together ? together.filter((seat) => !kept.includes(seat)) : []
}

const kRowsAround = 3

/** Runs of `count` open neighbours of one zone and kind near these seats, the nearest first. */
function windowsNear(geometry: SeatGeometry, count: number, seats: readonly number[], isOpen: IsFree): number[][] {
  const middle = { x: mean(seats.map((seat) => geometry.x[seat])), y: mean(seats.map((seat) => geometry.y[seat])) }
  const first = seats[0]
  const reach = geometry.rowPitch * kRowsAround + geometry.pitch * count
  const rows = new Set(seats.map((seat) => geometry.row[seat]))
  for (const seat of geometry.search(middle.x - reach, middle.y - reach, middle.x + reach, middle.y + reach)) {
    if (geometry.section[seat] === geometry.section[first]) rows.add(geometry.row[seat])
  }
  const fits = (seat: number) => isOpen(seat) && geometry.zone[seat] === geometry.zone[first] && geometry.kind[seat] === geometry.kind[first]
  const found: { window: number[]; far: number }[] = []
  for (const row of rows) {
    for (const run of freeRuns(geometry, row, fits)) {
      for (let begin = 0; begin + count <= run.length; begin++) {
        const window = run.slice(begin, begin + count)
        const far = Math.hypot(mean(window.map((seat) => geometry.x[seat])) - middle.x, mean(window.map((seat) => geometry.y[seat])) - middle.y)
        found.push({ window, far })
      }
    }
  }
  return found.sort((a, b) => a.far - b.far).map((each) => each.window)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** As many seats together as are chosen, close by, that leave nobody alone; empty when there are none. */
export function betterFit(geometry: SeatGeometry, isFree: IsFree, selection: readonly number[], laneOf = oneLane): number[] {
  if (selection.length === 0) return []
  const isOpen = (seat: number) => isFree(seat) || selection.includes(seat)
  return windowsNear(geometry, selection.length, selection, isOpen).find((window) => orphansOf(geometry, isOpen, window, laneOf).length === 0) ?? []
}
