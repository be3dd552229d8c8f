// The best seats for a party, as the server finds them, and two others: one elsewhere, one for less.
import { computed, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { call, client } from '@/api/client'
import type { SeatBoard } from '@/seatmap/engine/board'
import { describeSeat } from '@/seatmap/useSeatSelection'

export interface Wish {
  count: number
  /** How many of them are to be wheelchair spaces. */
  accessible: number
}
export interface Suggestion {
  seats: number[]
  label: string
  /** "Orchestra, row M, seats 29–30" */
  place: string
  total: number
}

const kOthers = 2

export function useSuggestions(
  showId: Ref<string>,
  board: ShallowRef<SeatBoard | null>,
  revision: Ref<number>,
  limits: { zoneId: Ref<string | undefined>; upToBase: Ref<number | undefined> },
  code: Ref<string>,
  orderFee: () => number
) {
  const { t } = useI18n()
  const found = shallowRef<{ seats: number[]; score: number }[]>([])

  function describe(current: SeatBoard, seats: number[]): Omit<Suggestion, 'label'> {
    const { place: placeOf } = current.geometry
    const all = [...seats].sort((a, b) => placeOf[a] - placeOf[b]).map((seat) => describeSeat(current, seat))
    const [first, last] = [all[0], all[all.length - 1]]
    const isOneRow = all.every((seat) => seat.section === first.section && seat.row === first.row)
    const place = isOneRow
      ? t('best.oneRow', { section: first.section, row: first.row, first: first.number, last: last.number }, all.length)
      : t('best.severalRows', { section: first.section, rows: [...new Set(all.map((seat) => seat.row))].join(', ') })
    return { seats, place, total: all.reduce((sum, seat) => sum + seat.price, orderFee()) }
  }

  /** Those whose seats are all still free. */
  const suggestions = computed<Suggestion[]>(() => {
    void revision.value
    const current = board.value
    if (!current) return []
    const still = found.value.filter(({ seats }) => seats.every(current.isFree)).map(({ seats, score }) => ({ ...describe(current, seats), score }))
    const labelOf = (each: { total: number; score: number }, at: number) => {
      if (at === 0) return 'best.first'
      if (each.score > still[0].score) return 'best.nearer'
      return each.total < still[0].total ? 'best.forLess' : 'best.alsoGood'
    }
    return still.map((each, at) => ({ seats: each.seats, place: each.place, total: each.total, label: t(labelOf(each, at)) }))
  })
  /** Which of them is the present choice; −1 for none. */
  const chosen = computed(() => {
    void revision.value
    const selected = board.value?.selected
    return suggestions.value.findIndex((each) => each.seats.length === selected?.size && each.seats.every((seat) => selected.has(seat)))
  })

  /** Answers the best seats. Throws what the server refuses. */
  async function find(wish: Wish): Promise<number[]> {
    const current = board.value
    if (!current) return []
    const answer = await call(client.GET('/api/public/recital-shows/{id}/seats/suggested', {
      params: {
        path: { id: showId.value },
        query: {
          count: wish.count,
          price_zone_id: limits.zoneId.value,
          max_price: limits.upToBase.value,
          accessible: wish.accessible > 0 ? String(wish.accessible) : undefined,
          alternatives: kOthers,
          access_code: code.value || undefined
        }
      }
    }))
    found.value = [answer, ...(answer.alternatives ?? [])].map(({ seats, score }) => ({
      seats: seats.map((seat) => current.geometry.indexOfId.get(seat.id)).filter((index) => index !== undefined), score
    }))
    return found.value[0].seats
  }
  const isBusy = ref(false)

  return { suggestions, chosen, find, isBusy }
}
