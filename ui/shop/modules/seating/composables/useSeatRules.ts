// Whether what is chosen may be held, why not, and ways out: the organiser's refusal of single gaps
// (rules 8 and 46) and companion seats that belong to accessible ones (rules 9 and 47). The page
// judges by the same rules as the server; what the server refuses all the same is shown alike.
import { computed, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { ApiProblem } from '@/api/problem'
import type { Hold, PublicShow } from '@/api/types'
import type { SeatBoard } from '@/seatmap/engine/board'
import { SeatKind } from '@/seatmap/engine/geometry'
import { judgeGaps, movedAlong, spaceBeside, unaccompanied } from '@/seatmap/engine/neighbours'
import { describeSeat, type ChosenSeat } from '@/seatmap/useSeatSelection'
import { readSession } from '@/shared/composables/useSession'

export interface WayOut {
  label: string
  /** What is chosen afterwards; null asks the server for other seats. */
  seats: number[] | null
}
export interface SeatRule {
  kind: 'orphan' | 'companion'
  title: string
  text: string
  ways: WayOut[]
}
interface Refusal {
  kind: SeatRule['kind']
  seats: number[]
}

export function useSeatRules(
  board: ShallowRef<SeatBoard | null>,
  revision: Ref<number>,
  chosen: Ref<ChosenSeat[]>,
  most: Ref<number>,
  show: Ref<PublicShow | undefined>,
  hold: Ref<Hold | null>
) {
  const { t } = useI18n()
  /** What the server said of the present choice, which the page had let go. */
  const refused = shallowRef<Refusal | null>(null)
  const isStaff = ref(false)
  const choice = computed(() => chosen.value.map((seat) => seat.index))
  watch(() => choice.value.join(), () => (refused.value = null))

  const names = (seats: readonly number[]) => {
    const current = board.value
    if (!current) return ''
    return seats.map((seat) => describeSeat(current, seat)).map((seat) => t('seat.short', { row: seat.row, number: seat.number })).join(' · ')
  }
  /** What is held already may be kept, whatever has become the rule since. */
  const isHeld = computed(() => {
    const held = new Set(hold.value?.seats.map((seat) => seat.id))
    return held.size > 0 && held.size === chosen.value.length && chosen.value.every((seat) => held.has(seat.id))
  })

  function faultOf(current: SeatBoard, seats: readonly number[]): Refusal | null {
    if (!show.value || seats.length === 0) return null
    const companions = show.value.accessible_released ? [] : unaccompanied(current.geometry, seats)
    if (companions.length > 0) return { kind: 'companion', seats: companions }
    const gaps = show.value.orphan_seats === 'refuse' ? judgeGaps(current.geometry, current.isFree, seats, current.laneOf).avoidable : []
    return gaps.length > 0 ? { kind: 'orphan', seats: gaps } : null
  }
  const fault = computed<Refusal | null>(() => {
    void revision.value
    const current = board.value
    if (!current || isHeld.value || isStaff.value) return null
    return faultOf(current, choice.value) ?? refused.value
  })

  /** A way out is one only if it leads to what may be held. */
  function wayTo(current: SeatBoard, seats: number[], label: string): WayOut[] {
    const isOne = seats.length > 0 && seats.length <= most.value && faultOf(current, seats) === null
    return isOne ? [{ label, seats }] : []
  }
  function outOfGap(current: SeatBoard, seats: number[], alone: number[]): WayOut[] {
    const moved = movedAlong(current.geometry, current.isFree, seats, current.laneOf)
    const [taken, given] = [moved.filter((seat) => !seats.includes(seat)), seats.filter((seat) => !moved.includes(seat))]
    const label = taken.length === 1 ? t('seatRules.swap', { taken: names(taken), given: names(given) }) : t('seatRules.move')
    return [...(taken.length > 0 ? wayTo(current, moved, label) : []), ...wayTo(current, [...seats, ...alone], t('seatRules.take', { seats: names(alone) })), { label: t('seatRules.elsewhere'), seats: null }]
  }
  function outOfCompanion(current: SeatBoard, seats: number[], alone: number[]): WayOut[] {
    const beside = spaceBeside(current.geometry, current.isFree, seats, alone[0])
    const space = beside.filter((seat) => current.geometry.kind[seat] === SeatKind.accessible)
    const rest = seats.filter((seat) => !alone.includes(seat))
    return [
      ...(beside.length > 0 ? wayTo(current, [...seats, ...beside], t('seatRules.take', { seats: names(beside.length === 1 ? space : beside) })) : []),
      ...(rest.length > 0 ? wayTo(current, rest, t('seatRules.drop', { seats: names(alone) }, alone.length)) : [{ label: t('seatRules.elsewhere'), seats: null }])
    ]
  }
  function textOf(current: SeatBoard, { kind, seats }: Refusal): string {
    if (kind === 'orphan') return t('seatRules.orphanWhy', { seats: names(seats) }, seats.length)
    const hasSpace = choice.value.some((seat) => current.geometry.kind[seat] === SeatKind.accessible && current.geometry.row[seat] === current.geometry.row[seats[0]])
    if (hasSpace && spaceBeside(current.geometry, current.isFree, choice.value, seats[0]).length === 0) return t('seatRules.tooMany', { seats: names(seats) })
    const why = t('seatRules.companionWhy', { seats: names(seats) }, seats.length)
    return spaceBeside(current.geometry, current.isFree, choice.value, seats[0]).length > 0 ? why : `${why} ${t('seatRules.companionNone')}`
  }

  const rule = computed<SeatRule | null>(() => {
    const [current, found] = [board.value, fault.value]
    if (!current || !found) return null
    const ways = found.kind === 'orphan' ? outOfGap(current, choice.value, found.seats) : outOfCompanion(current, choice.value, found.seats)
    return { kind: found.kind, title: t(`seatRules.${found.kind}Title`), text: textOf(current, found), ways }
  })

  /** The same in one breath, for who listens. */
  const words = computed(() => (rule.value ? `${rule.value.title}. ${rule.value.text}` : ''))

  /** Whether the present choice is worth asking for. Staff may do what they like: who is signed in is
   *  asked only where it matters. */
  async function allows(): Promise<boolean> {
    if (!rule.value) return true
    const me = await readSession().catch(() => null)
    isStaff.value = me?.user.role === 'admin' || me?.user.role === 'staff'
    return isStaff.value
  }

  /** Keeps what the server refused; answers whether it was one of these rules. */
  function take(problem: ApiProblem): boolean {
    const kind = problem.code === 'orphan_seat' ? 'orphan' : problem.code === 'companion_seat' ? 'companion' : null
    const current = board.value
    if (!kind || !current) return false
    const ids = problem.list(kind === 'orphan' ? 'orphan_seat_ids' : 'seat_ids')
    refused.value = { kind, seats: ids.map((id) => current.geometry.indexOfId.get(id)).filter((index) => index !== undefined) }
    return refused.value.seats.length > 0
  }

  return { rule, words, allows, take }
}
