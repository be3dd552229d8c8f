// What an order of several shows is made of, by show: as the server quotes it, then as it made it.
import type { Order, Quote } from '@/api/types'

export interface SummaryLine {
  id: string
  row: string
  number: string
  section: string
  seatType: string
  kind: string
  amount: number
}
export interface SummaryGroup {
  id: string
  title: string
  venue: string
  startsAt: string
  zone: string
  lines: SummaryLine[]
}
export interface WholeSummary {
  currency: string
  groups: SummaryGroup[]
  total: number
  fees: number
  tax: number
}

/** A ticket costs here all that it bears, so the lines sum to the total. */
export function wholeSummary({ currency, shows, items, total, fees, tax }: Order | Quote): WholeSummary {
  const groups = shows.map((show) => ({
    id: show.id, title: show.title, venue: show.venue_name, startsAt: show.starts_at, zone: show.time_zone,
    lines: items.filter((item) => item.show_id === show.id).map((item) => ({
      id: item.show_seat_id, row: item.row_name, number: item.seat_number, section: item.section,
      seatType: item.seat_type, kind: item.ticket_type ?? '', amount: item.total
    }))
  }))
  return { currency, groups, total, fees, tax }
}
