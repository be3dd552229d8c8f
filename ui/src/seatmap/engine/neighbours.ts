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
