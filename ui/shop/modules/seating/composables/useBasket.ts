// The chosen seats as what they are bought as, with the one price that is the same everywhere.
import { computed, type Ref } from 'vue'
import type { PublicShow } from '@/api/types'
import type { ChosenSeat } from '@/seatmap/useSeatSelection'
import { useChosenKinds } from '@/shared/composables/useChosenKinds'
import { ticketKindOf, ticketKindsOf, type TicketKind } from '@/shared/ticketKinds'

export interface BasketLine extends ChosenSeat {
  kind: TicketKind
  /** All that it can be bought as; one where there is nothing to choose. */
  kinds: TicketKind[]
}

export function useBasket(showId: () => string, show: Ref<PublicShow | undefined>, seats: Ref<ChosenSeat[]>) {
  const chosen = useChosenKinds(showId)
  const lines = computed<BasketLine[]>(() => seats.value.map((seat) => ({ ...seat, kinds: ticketKindsOf(show.value, seat.priced), kind: ticketKindOf(show.value, seat.priced, chosen.of(seat.id)) })))
  /** Comes once, unless nothing costs anything. */
  const orderFee = computed(() => (lines.value.some((line) => line.kind.price > 0) ? (show.value?.order_fee ?? 0) : 0))
  const total = computed(() => lines.value.reduce((sum, line) => sum + line.kind.allIn, orderFee.value))
  /** What of the prices of the tickets are fees. */
  const fees = computed(() => lines.value.reduce((sum, line) => sum + line.kind.allIn - line.kind.price, 0))
  const tax = computed(() => (show.value?.tax && !show.value.tax.inclusive ? show.value.tax : null))
  return { lines, orderFee, total, fees, tax, choose: chosen.choose }
}
