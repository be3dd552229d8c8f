// What held seats cost as what they are bought as, with all mandatory fees: the same on the chart, in the
// basket and at checkout. Pure.
import type { Hold, PublicShow } from '@/api/types'
import { pricedSeat, ticketKindOf } from '@/shared/ticketKinds'

export interface HeldLine {
  id: string
  row: string
  number: string
  section: string
  /** What is special about the seat. */
  seatType: string
  kind: string
  amount: number
  fees: number
}

export function heldLines(show: PublicShow | undefined, hold: Hold, kindOf: (seatId: string) => string | undefined): HeldLine[] {
  return hold.seats.map((seat) => {
    const kind = ticketKindOf(show, pricedSeat(show, seat), kindOf(seat.id))
    const seatType = seat.handicap_access ? 'accessible' : seat.seat_type
    return { id: seat.id, row: seat.row_name, number: seat.seat_number, section: seat.section, seatType, kind: kind.name, amount: kind.allIn, fees: kind.allIn - kind.price }
  })
}

/** A show's part of a basket; what it costs once comes once, unless nothing costs anything. */
export function heldSum(show: PublicShow | undefined, lines: HeldLine[]) {
  const tickets = lines.reduce((sum, line) => sum + line.amount, 0)
  const orderFee = tickets > 0 ? (show?.order_fee ?? 0) : 0
  return { orderFee, fees: lines.reduce((sum, line) => sum + line.fees, 0), total: tickets + orderFee }
}

/** The kinds to be bought, by seat, where the show has any names for them. */
export function chosenTypes(show: PublicShow | undefined, hold: Hold, kindOf: (seatId: string) => string | undefined): Record<string, string> {
  return Object.fromEntries(heldLines(show, hold, kindOf).filter((line) => line.kind !== '').map((line) => [line.id, line.kind]))
}
