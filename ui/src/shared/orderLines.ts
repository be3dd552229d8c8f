// An order as it is read: by show, each line with its ticket. The server says which belongs to which; nothing
// is told by its place in a list. Pure.
import type { Order, OrderItem, OrderShow, Ticket } from '@/api/types'

export interface OrderLine {
  item: OrderItem
  /** None before the order is paid; of several, the one that is still good. */
  ticket: Ticket | undefined
}
export interface OrderPart {
  show: OrderShow
  lines: OrderLine[]
}

/** Opens a door, or has opened one. */
export const isGood = (ticket: Ticket | undefined) => ticket?.status === 'valid' || ticket?.status === 'used'

export function ticketOf(order: Order, item: OrderItem): Ticket | undefined {
  const own = order.tickets.filter((ticket) => ticket.line_id === item.id)
  return own.find(isGood) ?? own.at(-1)
}

/** In the order of the shows; what was bought of each. */
export function orderParts(order: Order): OrderPart[] {
  return order.shows.map((show) => ({
    show,
    lines: order.items.filter((item) => item.show_id === show.id).map((item) => ({ item, ticket: ticketOf(order, item) }))
  }))
}
