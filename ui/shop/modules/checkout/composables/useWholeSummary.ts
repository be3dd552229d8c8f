// What an order of several shows is made of, by show: before it is made from what is held, then from the order.
import { computed, type Ref } from 'vue'
import type { Order } from '@/api/types'
import { useChosenKinds } from '@/shared/composables/useChosenKinds'
import { heldLines, heldSum } from '../../../composables/heldLines'
import type { useShopBasket } from '../../../composables/useShopBasket'

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
  orderFee: number
}
export interface WholeSummary {
  currency: string
  groups: SummaryGroup[]
  total: number
  fees: number
  /** Known once the order is made; `addsTax`: some will come then. */
  tax: number
  addsTax: boolean
}

/** A ticket costs here all that it bears; so the lines sum to the total. */
export function summaryOfOrder(order: Order): WholeSummary {
  const groups = (order.shows ?? []).map((show) => ({
    id: show.id, title: show.title, venue: show.venue_name, startsAt: show.starts_at, zone: show.time_zone, orderFee: 0,
    lines: order.items.filter((item) => item.show_id === show.id).map((item) => ({
      id: item.id, row: item.row_name, number: item.seat_number, section: item.section, seatType: item.seat_type, kind: item.ticket_type ?? '', amount: item.total
    }))
  }))
  return { currency: order.currency, groups, total: order.total, fees: order.fees, tax: order.tax, addsTax: false }
}

export function useWholeSummary(order: Ref<Order | null>, { holds, shows }: Pick<ReturnType<typeof useShopBasket>, 'holds' | 'shows'>) {
  const ofHolds = computed<WholeSummary>(() => {
    const parts = holds.value.flatMap((hold) => {
      const show = shows.get(hold.show_id)
      if (!show) return []
      const lines = heldLines(show, hold, useChosenKinds(() => hold.show_id).of)
      return [{ show, lines, ...heldSum(show, lines) }]
    })
    return {
      currency: holds.value[0]?.currency ?? 'USD',
      groups: parts.map(({ show, lines, orderFee }) => ({
        id: show.id, title: show.title, venue: `${show.venue.name}, ${show.venue.city}`, startsAt: show.starts_at, zone: show.time_zone, lines, orderFee
      })),
      total: parts.reduce((sum, part) => sum + part.total, 0),
      fees: parts.reduce((sum, part) => sum + part.fees, 0),
      tax: 0,
      addsTax: parts.some((part) => part.show.tax?.inclusive === false)
    }
  })
  return computed(() => (order.value ? summaryOfOrder(order.value) : ofHolds.value))
}
