// What a drag from one point to another makes with the tool in hand, before it is made. Pure.
import { roundMilli, type MapThing, type Point } from '../engine/document'
import type { Drawing, Editor } from '../engine/editor'
import { blockSpots, kNoAisles, lineFor, longTable, placesInRow, roundTable, rowSpots, seatsOnLength, type Aisles, type Spot } from '../engine/rows'
import type { Tool } from './tools'

/** The passages through a row of so many seats. */
export function aislesOf({ aisles, aislesAfter, aisleWidth, numberScheme }: Drawing, seats: number): Aisles {
  if (aisles === 'none') return kNoAisles
  // Where the numbers count from the middle, the passage is where they begin.
  const half = numberScheme.order === 'odd_right' ? Math.floor(seats / 2) : Math.ceil(seats / 2)
  return { after: aisles === 'middle' ? [half] : aislesAfter, width: aisleWidth }
}

/** How many seats stand on a line of this length, passages left free. */
function seatsBetween(drawing: Drawing, length: number): number {
  const dense = seatsOnLength(length, drawing.seatSpacing)
  const { after, width } = aislesOf(drawing, dense)
  return seatsOnLength(Math.max(0, length - after.filter((seat) => seat < dense).length * width), drawing.seatSpacing)
}

/** The rows or the thing between two points. A press without a drag takes the panel's numbers, around the place that was pressed. */
export function drawn(editor: Editor, tool: Tool, stageName: string, from: Point, to: Point): { rows: Spot[][] | null; thing: MapThing | null } {
  const { drawing } = editor
  const isPress = Math.hypot(to.x - from.x, to.y - from.y) < drawing.seatSpacing * 0.5
  if (tool === 'row' || tool === 'curve') {
    const length = Math.hypot(to.x - from.x, to.y - from.y)
    const count = isPress ? drawing.seats : seatsBetween(drawing, length)
    const places = placesInRow(count, drawing.seatSpacing, aislesOf(drawing, count))
    const reach = places[count - 1]
    const start = isPress ? { x: from.x - reach / 2, y: from.y } : from
    const { a, b } = lineFor(start, isPress ? from : to, reach)
    const chord = Math.hypot(b.x - a.x, b.y - a.y)
    // Rows bend towards the stage side of the map: downwards, whichever way they are drawn.
    const side = b.x >= a.x ? 1 : -1
    return { rows: [rowSpots({ a, b, bow: tool === 'curve' ? side * chord * drawing.bow : 0 }, count, places)], thing: null }
  }
  if (tool === 'block') {
    const [w, h] = [Math.abs(to.x - from.x), Math.abs(to.y - from.y)]
    const seats = isPress ? drawing.seats : seatsBetween(drawing, w)
    const aisles = aislesOf(drawing, seats)
    const reach = placesInRow(seats, drawing.seatSpacing, aisles)[seats - 1]
    const rows = isPress ? drawing.rows : seatsOnLength(h, drawing.rowSpacing)
    const at = isPress ? { x: from.x - reach / 2, y: from.y } : { x: Math.min(from.x, to.x), y: Math.min(from.y, to.y) }
    const bow = drawing.curvedBlock ? reach * drawing.bow : 0
    return { rows: blockSpots({ at, rows, seats, seatSpacing: drawing.seatSpacing, rowSpacing: drawing.rowSpacing, staggered: drawing.staggered, grow: drawing.grow, aisles, bow }), thing: null }
  }
  if (tool === 'roundTable' || tool === 'longTable') {
    const table = tool === 'roundTable' ? roundTable(to, drawing.tableSeats, drawing.seatSpacing) : longTable(to, Math.max(1, Math.ceil((drawing.tableSeats - (drawing.tableEnds ? 2 : 0)) / 2)), drawing.tableEnds, drawing.seatSpacing)
    return { rows: [table.seats], thing: null }
  }
  if (tool === 'seat') return { rows: [[{ ...to, rotation: 0 }]], thing: null }
  const kind = tool === 'stage' ? 'stage' : tool === 'ellipse' ? 'ellipse' : tool === 'text' ? 'label' : 'rectangle'
  const size = tool === 'stage' ? { width: 360, height: 70 } : { width: 120, height: 80 }
  const box = isPress ? { x: from.x, y: from.y, ...size } : { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2, width: Math.abs(to.x - from.x), height: Math.abs(to.y - from.y) }
  return { rows: null, thing: { key: -1, kind, rotation: 0, text: tool === 'stage' ? stageName : '', fontSize: null, color: null, points: null, ...box } }
}

/** The nearest of eight directions. */
export function straightened(from: Point, to: Point): Point {
  const angle = Math.round(Math.atan2(to.y - from.y, to.x - from.x) / (Math.PI / 4)) * (Math.PI / 4)
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  return { x: roundMilli(from.x + length * Math.cos(angle)), y: roundMilli(from.y + length * Math.sin(angle)) }
}
