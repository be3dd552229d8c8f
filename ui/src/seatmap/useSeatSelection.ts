// What is chosen on a board, with its prices and its warnings.
import { computed, type Ref, type ShallowRef } from 'vue'
import type { PricedSeat } from '@/shared/ticketKinds'
import type { SeatBoard } from './engine/board'
import { kKindNames, kNoZone } from './engine/geometry'
import { groupsOf, orphansOf } from './engine/neighbours'

export interface ChosenSeat {
  index: number
  id: string
  section: string
  row: string
  number: string
  /** What is special about it, as the server names it. */
  type: string
  zone: string
  zoneIndex: number
  /** Where its price comes from. */
  priced: PricedSeat
  /** With all mandatory fees (rule 41). */
  price: number
}

export function describeSeat(board: SeatBoard, index: number): ChosenSeat {
  const { geometry } = board
  const zone = geometry.zone[index] === kNoZone ? undefined : geometry.layout.price_zones[geometry.zone[index]]
  return {
    index,
    id: geometry.id(index),
    section: geometry.sectionName(index),
    row: geometry.rowName(index),
    number: geometry.seatNumber(index),
    type: kKindNames[geometry.kind[index]],
    zone: zone?.name ?? '',
    zoneIndex: geometry.zone[index],
    priced: { price_zone_id: zone?.id ?? null, own: board.ownPrice(index) },
    price: board.seatPrice(index) ?? 0
  }
}

export type PickResult = 'taken' | 'full' | 'added' | 'removed'

export function useSeatSelection(board: ShallowRef<SeatBoard | null>, revision: Ref<number>, most: Ref<number>) {
  const seats = computed<ChosenSeat[]>(() => {
    void revision.value
    const current = board.value
    if (!current) return []
    const { row, place, section } = current.geometry
    return [...current.selected]
      .sort((a, b) => section[a] - section[b] || row[a] - row[b] || place[a] - place[b])
      .map((seat) => describeSeat(current, seat))
  })
  const orphans = computed(() => {
    const current = board.value
    return current ? orphansOf(current.geometry, current.isFree, seats.value.map((seat) => seat.index), current.laneOf) : []
  })
  const isSplit = computed(() => {
    const current = board.value
    return current !== null && seats.value.length > 1 && groupsOf(current.geometry, seats.value.map((seat) => seat.index)) > 1
  })

  function pick(seat: number): PickResult {
    const current = board.value
    if (!current) return 'taken'
    if (current.selected.has(seat)) {
      current.toggle(seat)
      return 'removed'
    }
    if (!current.isFree(seat)) return 'taken'
    if (current.selected.size >= most.value) return 'full'
    current.toggle(seat)
    return 'added'
  }

  return { seats, orphans, isSplit, pick }
}
