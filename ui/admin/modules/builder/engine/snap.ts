// Where a drag comes to rest: on lines that other seats and things stand on, else on the grid. Pure.
import { kMilli, type Bounds, type MapDocument } from './document'

/** Sorted places, in map units, that something may line up with. */
export interface SnapLines {
  x: Float64Array
  y: Float64Array
}

const kMostLines = 4000

/** The lines of everything but what is moved. */
export function snapLines(doc: MapDocument, moved: (seat: number) => boolean, movedThings: ReadonlySet<number>): SnapLines {
  const xs = new Set<number>()
  const ys = new Set<number>()
  for (let seat = 0; seat < doc.count; seat++) {
    if (!doc.alive[seat] || moved(seat)) continue
    if (xs.size < kMostLines) xs.add(doc.x[seat])
    if (ys.size < kMostLines) ys.add(doc.y[seat])
  }
  for (const thing of doc.objects) {
    if (movedThings.has(thing.key)) continue
    xs.add(Math.round(thing.x * kMilli))
    ys.add(Math.round(thing.y * kMilli))
  }
  return { x: sorted(xs), y: sorted(ys) }
}

function sorted(values: Set<number>): Float64Array {
  return Float64Array.from(values, (value) => value / kMilli).sort()
}

export function nearestLine(lines: Float64Array, at: number, reach: number): number | null {
  let [low, high] = [0, lines.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (lines[middle] < at) low = middle + 1
    else high = middle
  }
  let best: number | null = null
  for (const i of [low - 1, low]) {
    if (i < 0 || i >= lines.length) continue
    if (Math.abs(lines[i] - at) <= (best === null ? reach : Math.abs(best - at))) best = lines[i]
  }
  return best
}

export interface Snapped {
  dx: number
  dy: number
  /** Guides to draw: lines that were met. */
  guides: { axis: 'x' | 'y'; at: number }[]
}

export interface SnapOptions {
  lines: SnapLines | null
  /** 0: no grid. */
  grid: number
  /** In map units. */
  reach: number
}

/** Corrects a move of `bounds`: its edges and middle meet lines, else its corner the grid. */
export function snapMove(bounds: Bounds, dx: number, dy: number, options: SnapOptions): Snapped {
  const guides: Snapped['guides'] = []
  const fix = (axis: 'x' | 'y', low: number, high: number, by: number): number => {
    const lines = options.lines?.[axis]
    if (lines) {
      let best: { by: number; at: number } | null = null
      for (const edge of [low, (low + high) / 2, high]) {
        const at = nearestLine(lines, edge + by, options.reach)
        if (at !== null && (!best || Math.abs(at - edge - by) < Math.abs(best.by - by))) best = { by: at - edge, at }
      }
      if (best) {
        guides.push({ axis, at: best.at })
        return best.by
      }
    }
    return options.grid > 0 ? Math.round((low + by) / options.grid) * options.grid - low : by
  }
  return { dx: fix('x', bounds.x0, bounds.x1, dx), dy: fix('y', bounds.y0, bounds.y1, dy), guides }
}

export function snapPoint(x: number, y: number, options: SnapOptions): { x: number; y: number; guides: Snapped['guides'] } {
  const snapped = snapMove({ x0: x, y0: y, x1: x, y1: y }, 0, 0, options)
  return { x: x + snapped.dx, y: y + snapped.dy, guides: snapped.guides }
}
