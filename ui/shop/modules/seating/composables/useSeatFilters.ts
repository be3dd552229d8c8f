// What the buyer wants to see: one zone, up to a price, wheelchair spaces. The map dims the rest, the
// list leaves it out, and the search for the best seats keeps to it.
import { computed, ref, type Ref, type ShallowRef } from 'vue'
import type { PublicShow } from '@/api/types'
import type { SeatBoard } from '@/seatmap/engine/board'
import { SeatKind } from '@/seatmap/engine/geometry'

export function useSeatFilters(board: ShallowRef<SeatBoard | null>, revision: Ref<number>, show: Ref<PublicShow | undefined>) {
  /** Index into the layout's zones. */
  const zone = ref<number | null>(null)
  /** With all fees, as the buyer sees prices. */
  const upTo = ref<number | null>(null)
  const accessible = ref(false)
  /** Only what the buyer's code opened. */
  const opened = ref(false)

  const prices = computed(() => {
    void revision.value
    const current = board.value
    if (!current) return []
    const all = current.geometry.layout.price_zones.map((_, index) => current.zonePrice(index))
    return [...new Set(all.filter((price) => price !== null))].sort((a, b) => a - b)
  })
  const hasAccessible = computed(() => {
    const kinds = board.value?.geometry.kind
    return kinds?.includes(SeatKind.accessible) ?? false
  })
  const isFiltered = computed(() => zone.value !== null || upTo.value !== null || accessible.value || opened.value)

  const keeps = computed(() => {
    const current = board.value
    if (!current || !isFiltered.value) return null
    const [wanted, most, onlyAccessible, onlyOpened] = [zone.value, upTo.value, accessible.value, opened.value]
    // What a code opens is everybody's once it is released.
    if (onlyOpened) void revision.value
    const { geometry } = current
    return (seat: number) => {
      if (onlyOpened && current.laneOf(seat) === 0) return false
      if (wanted !== null && geometry.zone[seat] !== wanted) return false
      if (most !== null && (current.seatPrice(seat) ?? Infinity) > most) return false
      return !onlyAccessible || geometry.kind[seat] === SeatKind.accessible || geometry.kind[seat] === SeatKind.companion
    }
  })

  /** The same limit before fees, which is what the server's search compares. */
  const upToBase = computed(() => {
    const most = upTo.value
    const fitting = (show.value?.price_zones ?? []).filter((each) => most !== null && each.all_in_price <= most)
    return most === null || fitting.length === 0 ? undefined : Math.max(...fitting.map((each) => each.price))
  })
  const zoneId = computed(() => (zone.value === null ? undefined : board.value?.geometry.layout.price_zones[zone.value]?.id))

  function clear() {
    zone.value = null
    upTo.value = null
    accessible.value = false
    opened.value = false
  }

  return { zone, upTo, accessible, opened, prices, hasAccessible, isFiltered, keeps, upToBase, zoneId, clear }
}
