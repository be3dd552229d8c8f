// What seats cost now, as the server's list says it, read section by section for those that are asked for.
import { ref, toValue, type MaybeRefOrGetter } from 'vue'
import { call, client } from '@/api/client'
import type { SeatBoard } from '@/seatmap/engine/board'

const kPage = 200

export function useSeatPrices(showId: MaybeRefOrGetter<string>) {
  const isReading = ref(false)
  let round = 0

  /** Price before fees per seat id; null where a seat has none. Answers null when a newer question came. */
  async function read(board: SeatBoard, seats: readonly number[]): Promise<Map<string, number | null> | null> {
    const own = ++round
    const { geometry } = board
    const wanted = new Set(seats.map((seat) => geometry.id(seat)))
    const sections = [...new Set(seats.map((seat) => geometry.section[seat]))]
    const prices = new Map<string, number | null>()
    isReading.value = true
    try {
      for (const section of sections) {
        let cursor: string | undefined
        do {
          const page = await call(client.GET('/api/recital-shows/{id}/seats', { params: { path: { id: toValue(showId) }, query: { section_id: geometry.layout.sections[section].id, limit: kPage, cursor } } }))
          if (own !== round) return null
          for (const seat of page.items) if (wanted.has(seat.id)) prices.set(seat.id, seat.price)
          cursor = page.next_cursor ?? undefined
        } while (cursor)
      }
      return prices
    } finally {
      if (own === round) isReading.value = false
    }
  }
  return { read, isReading }
}
