// How full each row of a show is, from what the chart's board knows; and a board that the seat map
// engine draws with a colour for each step of it.
import { SeatBoard } from '@/seatmap/engine/board'
import { SeatGeometry } from '@/seatmap/engine/geometry'

export interface RowHeat {
  section: string
  row: string
  total: number
  sold: number
  held: number
  closed: number
  /** 0–1 of the seats that can be sold at all. */
  share: number
}

/** From nothing sold to sold out: the first and the last step are exactly that. */
export const kHeatSteps = 6
const kMiddleSteps = kHeatSteps - 2

export function heatStep(share: number): number {
  if (share <= 0) return 0
  if (share >= 1) return kHeatSteps - 1
  return 1 + Math.min(kMiddleSteps - 1, Math.floor(share * kMiddleSteps))
}

export function rowHeats(board: SeatBoard): RowHeat[] {
  const { geometry } = board
  return geometry.rows.map((row) => {
    const heat = { section: geometry.layout.sections[row.section]?.name ?? '', row: row.name, total: row.seats.length, sold: 0, held: 0, closed: 0, share: 0 }
    for (const seat of row.seats) {
      const letter = board.letter(seat)
      if (letter === 's') heat.sold++
      else if (letter === 'r') heat.held++
      else if (letter !== 'a') heat.closed++
    }
    const sellable = heat.total - heat.closed
    heat.share = sellable > 0 ? heat.sold / sellable : 0
    return heat
  })
}

/** The same seats in the same places, each in the zone of its row's step; nothing else is told of them. */
export function heatBoard(board: SeatBoard, heats: readonly RowHeat[], colors: readonly string[]): SeatBoard {
  const { geometry } = board
  const { layout } = geometry
  const zones = colors.map((color, step) => ({ id: `heat-${step}`, name: '', color }))
  const zone = Array.from({ length: geometry.count }, (_, seat) => heatStep(heats[geometry.row[seat]].share))
  const made = new SeatBoard(new SeatGeometry({ ...layout, price_zones: zones, seats: { ...layout.seats, zone, type: layout.seats.type.map(() => 'standard'), accessible: layout.seats.accessible.map(() => 0) } }))
  made.reset({ sequence: 0, states: 'a'.repeat(geometry.count) })
  made.setPrices(new Map(zones.map((each) => [each.id, 0])))
  return made
}
