// Judges a selection: does it leave a seat alone, do its seats sit together? The same rule as the
// server's (rules 8 and 46), so that the chart warns of what the hold would say.
import { SeatKind, type SeatGeometry } from './geometry'

type IsFree = (seat: number) => boolean

/** Seats that the selection would leave alone between taken seats, aisles or ends of the row. */
export function orphansOf(geometry: SeatGeometry, isFree: IsFree, selection: readonly number[]): number[] {
  const chosen = new Set(selection)
  const rows = new Set(selection.map((seat) => geometry.row[seat]))
  const orphans: number[] = []
  for (const row of rows) {
    for (const run of freeRuns(geometry, row, (seat) => isFree(seat) || chosen.has(seat))) {
      if (!run.some((seat) => chosen.has(seat))) continue
      orphans.push(...lonely(run, chosen, geometry))
    }
  }
  return orphans
}

function* freeRuns(geometry: SeatGeometry, row: number, isOpen: IsFree): Generator<number[]> {
  let run: number[] = []
  for (const seat of geometry.rows[row].seats) {
    if (run.length > 0 && (geometry.wallBefore[seat] || !isOpen(seat))) {
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
  const ordered = selection.slice().sort((a, b) => geometry.row[a] - geometry.row[b] || geometry.place[a] - geometry.place[b])
  let groups = 0
  ordered.forEach((seat, at) => {
    const previous = ordered[at - 1]
    const together =
      at > 0 &&
      geometry.row[seat] === geometry.row[previous] &&
      geometry.place[seat] === geometry.place[previous] + 1 &&
      !geometry.wallBefore[seat]
    if (!together) groups++
  })
  return groups
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
export function betterFit(geometry: SeatGeometry, isFree: IsFree, selection: readonly number[]): number[] {
  if (selection.length === 0) return []
  const isOpen = (seat: number) => isFree(seat) || selection.includes(seat)
  return windowsNear(geometry, selection.length, selection, isOpen).find((window) => orphansOf(geometry, isOpen, window).length === 0) ?? []
}
