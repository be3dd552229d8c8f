// Which seats are neighbours: their order along a row, and the aisles. The same as the server's
// (src/inventory/seat_grid.cpp), because both judge gaps by it; tests/vectors/hold_rules.json keeps
// them together.

export interface Place {
  x: number
  y: number
}

/** Neighbours farther apart than this many of the row's usual distances have an aisle between them. */
const kAisle = 1.75
/** Fewer distances than this do not show what is usual in a row. */
const kTelling = 3

// The server reckons in single precision: where it is close, both must come out alike.
const single = Math.fround
const distance = (a: Place, b: Place) => single(Math.hypot(single(a.x - b.x), single(a.y - b.y)))

function median(values: readonly number[]): number {
  return values.length === 0 ? 0 : [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
}

/** Orders seats along the line between the row's two ends, however they are numbered. */
export function orderAlong(list: readonly number[], at: (seat: number) => Place): number[] {
  const farthestFrom = (from: number) => {
    let best = from
    for (const seat of list) if (distance(at(from), at(seat)) > distance(at(from), at(best))) best = seat
    return best
  }
  const oneEnd = farthestFrom(list[0])
  const otherEnd = farthestFrom(oneEnd)
  let along = { x: single(at(otherEnd).x - at(oneEnd).x), y: single(at(otherEnd).y - at(oneEnd).y) }
  if (along.x === 0 && along.y === 0) return [...list]
  if (along.x < 0 || (along.x === 0 && along.y < 0)) along = { x: -along.x, y: -along.y }
  const measure = (seat: number) => single(single(at(seat).x * along.x) + single(at(seat).y * along.y))
  return list
    .map((seat, place) => ({ seat, place, way: measure(seat) }))
    .sort((a, b) => a.way - b.way || a.place - b.place)
    .map((each) => each.seat)
}

/** The distances between the neighbours of an ordered row. */
export function gapsOf(ordered: readonly number[], at: (seat: number) => Place): number[] {
  return ordered.slice(1).map((seat, i) => distance(at(ordered[i]), at(seat)))
}

/** The same where no seat has a place: a missing number is a hole, and two are an aisle. */
export function gapsOfNumbers(numbers: readonly number[]): number[] {
  const steps = numbers.slice(1).map((number, i) => number - numbers[i])
  const usual = Math.max(1, median(steps))
  return steps.map((step) => Math.min(Math.max(step / usual, 1), 3))
}

/** For each row's gaps, whether an aisle lies there. */
export function aislesIn(gaps: readonly (readonly number[])[]): boolean[][] {
  const usualInHouse = median(gaps.flat())
  return gaps.map((row) => {
    const own = median(row)
    const usual = own <= 0 || (row.length < kTelling && usualInHouse > 0) ? usualInHouse : own
    return row.map((gap) => usual > 0 && gap > single(kAisle * usual))
  })
}
