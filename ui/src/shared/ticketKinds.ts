// The kinds of ticket that a held seat can be bought as. Pure.
import type { PublicShow, ShowSeat } from '@/api/types'

export interface TicketKind {
  /** Empty: the ticket that the chart showed, at the price of the hold. */
  name: string
  /** Before fees, and with those of one ticket (rule 41). */
  price: number
  allIn: number
}

/** The ticket of the chart comes first, so that nobody buys a cheaper or dearer one without choosing it. */
export function ticketKindsOf(show: PublicShow | undefined, seat: ShowSeat): TicketKind[] {
  const zone = show?.price_zones.find((each) => each.id === seat.price_zone_id)
  const price = seat.price ?? zone?.price ?? 0
  const fees = zone && price > 0 ? zone.all_in_price - zone.price : 0
  const standard = { name: '', price, allIn: price + fees }
  // A seat with a price of its own costs that as any kind.
  if (zone && price !== zone.price) return [standard]
  const kinds = (show?.ticket_types ?? [])
    .filter((type) => !type.price_zone_id || type.price_zone_id === seat.price_zone_id)
    .map((type) => ({ name: type.name, price: type.price, allIn: type.all_in_price }))
  // Where a kind is what the chart showed ("Adult"), it stands for the nameless one.
  const same = kinds.find((kind) => kind.price === price)
  return same ? [same, ...kinds.filter((kind) => kind !== same)] : [standard, ...kinds]
}

export function ticketKindOf(show: PublicShow | undefined, seat: ShowSeat, name: string | undefined): TicketKind {
  const kinds = ticketKindsOf(show, seat)
  return kinds.find((kind) => kind.name === name) ?? kinds[0]
}
