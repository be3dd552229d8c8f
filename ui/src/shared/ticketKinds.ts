// The kinds of ticket that a seat can be bought as, and what an order's lines cost: always with all
// mandatory fees (rule 41), the same on the chart, in the basket, at checkout and afterwards. Pure.
import type { Order, PublicShow, ShowSeat } from '@/api/types'

export interface TicketKind {
  /** Empty: the ticket that the chart showed, at the price of the hold. */
  name: string
  /** Before fees, and with those of one ticket. */
  price: number
  allIn: number
}
/** What decides what a seat costs. */
export interface PricedSeat {
  price_zone_id: string | null
  /** Where it does not cost what its zone does. */
  own?: { price: number; allIn: number }
}

/** The same of a held seat: its price is the hold's, whatever has become of the zone's. */
export function pricedSeat(show: PublicShow | undefined, seat: ShowSeat): PricedSeat {
  const zone = show?.price_zones.find((each) => each.id === seat.price_zone_id)
  const price = seat.price ?? zone?.price ?? 0
  if (zone && price === zone.price) return { price_zone_id: seat.price_zone_id }
  const fees = zone && price > 0 ? zone.all_in_price - zone.price : 0
  return { price_zone_id: seat.price_zone_id, own: { price, allIn: price + fees } }
}

/** The ticket of the chart comes first, so that nobody buys a cheaper or dearer one without choosing it. */
export function ticketKindsOf(show: PublicShow | undefined, seat: PricedSeat): TicketKind[] {
  // A seat with a price of its own costs that as any kind.
  if (seat.own) return [{ name: '', ...seat.own }]
  const zone = show?.price_zones.find((each) => each.id === seat.price_zone_id)
  const standard = { name: '', price: zone?.price ?? 0, allIn: zone?.all_in_price ?? 0 }
  const kinds = (show?.ticket_types ?? [])
    .filter((type) => !type.price_zone_id || type.price_zone_id === seat.price_zone_id)
    .map((type) => ({ name: type.name, price: type.price, allIn: type.all_in_price }))
  // Where a kind is what the chart showed ("Adult"), it stands for the nameless one.
  const same = kinds.find((kind) => kind.price === standard.price)
  return same ? [same, ...kinds.filter((kind) => kind !== same)] : [standard, ...kinds]
}

export function ticketKindOf(show: PublicShow | undefined, seat: PricedSeat, name: string | undefined): TicketKind {
  const kinds = ticketKindsOf(show, seat)
  return kinds.find((kind) => kind.name === name) ?? kinds[0]
}

/** Largest remainder, ties to the first: as the server spreads what belongs to the whole order. */
export function spread(amount: number, weights: number[]): number[] {
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  if (all === 0) return weights.map(() => 0)
  const shares = weights.map((weight) => Math.floor((amount * weight) / all))
  const rests = weights.map((weight, at) => ({ at, rest: (amount * weight) % all })).sort((a, b) => b.rest - a.rest || a.at - b.at)
  const left = amount - shares.reduce((sum, share) => sum + share, 0)
  for (const { at } of rests.slice(0, left)) shares[at]++
  return shares
}

/** What comes once for the whole order, as far as the show says which of its fees does. */
export function orderFeeOf(order: Order, show: PublicShow | undefined): number {
  const once = new Set((show?.fees ?? []).filter((fee) => fee.kind === 'per_order').map((fee) => fee.name))
  return order.fee_lines.filter((fee) => once.has(fee.name)).reduce((sum, fee) => sum + fee.amount, 0)
}

/** One ticket of an order each, as it was on the chart: without what comes once for the order, and without tax on top. */
export function itemPrices(order: Order, show: PublicShow | undefined): number[] {
  const due = order.items.map((item) => item.price - item.discount)
  const shares = spread(orderFeeOf(order, show), due)
  return order.items.map((item, at) => due[at] + item.fees - shares[at])
}
