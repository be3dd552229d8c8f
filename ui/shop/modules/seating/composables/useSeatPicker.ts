// Everything that happens on the seating page between choosing and holding.
import { useQueryClient } from '@tanstack/vue-query'
import { computed, nextTick, ref, shallowRef, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { isProblem } from '@/api/problem'
import { queryKeys } from '@/api/queryKeys'
import type { Hold } from '@/api/types'
import { SeatKind } from '@/seatmap/engine/geometry'
import { betterFit, replaceLost } from '@/seatmap/engine/neighbours'
import { useRealtimeSeats } from '@/seatmap/useRealtimeSeats'
import { describeSeat, useSeatSelection, type ChosenSeat } from '@/seatmap/useSeatSelection'
import { useFormat } from '@/shared/composables/useFormat'
import { usePublicShow } from '@/shared/composables/usePublicShows'
import { useReservation } from '@/shared/composables/useReservation'
import { useAccessCode } from './useAccessCode'
import { useBasket } from './useBasket'
import { useSeatFilters } from './useSeatFilters'
import { useSeatRules, type WayOut } from './useSeatRules'
import { useSuggestions, type Wish } from './useSuggestions'

export interface LostSeats {
  seats: ChosenSeat[]
  replacements: number[]
}

const kDefaultMost = 10

export function useSeatPicker(showId: Ref<string>) {
  const { t } = useI18n()
  const { money, problem } = useFormat()
  const queries = useQueryClient()
  const show = usePublicShow(showId)
  const reservation = useReservation(showId)
  const lost = shallowRef<LostSeats | null>(null)
  /** The seats of a hold whose time ran out while this page was open. */
  const expired = shallowRef<ChosenSeat[] | null>(null)
  const said = ref('')
  const failure = ref('')
  const isHolding = ref(false)
  // While our own hold is under way, its answer says best whose the seats are.
  const live = useRealtimeSeats(showId, (seats) => isHolding.value || tellLost(seats))
  const most = computed(() => show.data.value?.max_tickets_per_order ?? kDefaultMost)
  const selection = useSeatSelection(live.board, live.revision, most)
  const basket = useBasket(() => showId.value, show.data, selection.seats)
  const currency = computed(() => show.data.value?.currency ?? 'USD')
  const filters = useSeatFilters(live.board, live.revision, show.data)
  const access = useAccessCode(showId, show.data, live.board, live.revision, (text) => (said.value = text))
  const suggesting = useSuggestions(showId, live.board, live.revision, filters, access.code, () => show.data.value?.order_fee ?? 0)

  const rules = useSeatRules(live.board, live.revision, selection.seats, most, show.data, reservation.hold)
  /** How often somebody pressed for what cannot be had: brings them to the reason why. */
  const insisted = ref(0)

  watch([live.board, show.data], ([board, data]) => {
    if (!board || !data) return
    board.bindsCompanions = !data.accessible_released
    board.setPrices(new Map(data.price_zones.map((zone) => [zone.id, zone.all_in_price])))
  })

  // Our own hold is shown as chosen, so that coming back from the checkout loses nothing.
  watch([live.board, reservation.hold], ([board, hold], [boardBefore, holdBefore]) => {
    if (!board) return
    const indexesOf = (held: Hold | null | undefined) => (held?.seats ?? []).map((seat) => board.geometry.indexOfId.get(seat.id)).filter((index) => index !== undefined)
    const held = indexesOf(hold)
    // It became an order, or was given up in another tab: nobody took these seats from us.
    if (held.length === 0 && holdBefore) board.select([...board.selected].filter((seat) => !indexesOf(holdBefore).includes(seat)))
    board.setMine(held)
    if (held.length > 0 && (board.selected.size === 0 || board !== boardBefore)) board.select(held)
  })

  function tellLost(seats: number[]) {
    const board = live.board.value
    if (!board || seats.length === 0) return
    const replacements = replaceLost(board.geometry, seats, [...board.selected], (other) => board.isFree(other) && !board.selected.has(other) && !seats.includes(other))
    lost.value = { seats: seats.map((seat) => describeSeat(board, seat)), replacements }
  }

  function acceptReplacement() {
    const board = live.board.value
    if (!board || !lost.value) return
    board.select([...board.selected, ...lost.value.replacements])
    lost.value = null
  }

  /** What is computed from the board follows it once a frame; what is said now must be of now. */
  const settle = () => void live.revision.value++

  function pick(seat: number) {
    const board = live.board.value
    if (!board) return
    replaced.value = []
    isByHand = true
    const described = describeSeat(board, seat)
    const place = t('seat.place', { section: described.section, row: described.row, number: described.number })
    failure.value = access.refusal(seat)
    if (failure.value) return
    const done = selection.pick(seat)
    settle()
    switch (done) {
      case 'added':
        said.value = [t('seating.added', { seat: place, total: money(basket.total.value, currency.value) }), rules.words.value].filter(Boolean).join(' ')
        break
      case 'removed':
        said.value = [t('seating.removed', { seat: place }), rules.words.value].filter(Boolean).join(' ')
        break
      case 'full':
        failure.value = t('seating.full', { n: most.value })
        break
      default:
        said.value = t('seating.notFree', { seat: place })
    }
  }

  /** Chosen by hand before a suggestion took its place: it can be had back. */
  const replaced = shallowRef<ChosenSeat[]>([])
  let isByHand = false
  function takeSuggested(seats: number[]) {
    const before = isByHand && selection.seats.value.some((seat) => !seats.includes(seat.index)) ? selection.seats.value : []
    take(seats)
    replaced.value = before
  }
  function takeBack() {
    take(replaced.value.map((seat) => seat.index))
    isByHand = true
  }

  function take(seats: number[]) {
    const board = live.board.value
    if (!board) return
    failure.value = ''
    replaced.value = []
    isByHand = false
    board.select(seats)
    settle()
    said.value = t('seating.suggested', { n: seats.length, total: money(basket.total.value, currency.value) }, seats.length)
  }

  async function suggest(wish: Wish): Promise<number[]> {
    failure.value = ''
    suggesting.isBusy.value = true
    try {
      const seats = await suggesting.find(wish)
      takeSuggested(seats)
      return seats
    } catch (error) {
      failure.value = problem(error)
      insisted.value++
      return []
    } finally {
      suggesting.isBusy.value = false
    }
  }

  /** As many seats, close by, together and with nobody left alone; else wherever there are any. */
  async function improve(): Promise<number[]> {
    const board = live.board.value
    if (!board) return []
    const chosen = selection.seats.value.map((seat) => seat.index)
    // Beside a companion seat lie others of its kind, which nobody may have by themselves either.
    const hasCompanion = board.bindsCompanions && chosen.some((seat) => board.geometry.kind[seat] === SeatKind.companion)
    const near = hasCompanion ? [] : betterFit(board.geometry, board.isFree, chosen, board.laneOf)
    if (near.length > 0) {
      take(near)
      return near
    }
    const accessible = chosen.filter((seat) => board.geometry.kind[seat] === SeatKind.accessible).length
    return suggest({ count: chosen.length, accessible })
  }

  /** Another choice instead of one that cannot be held; answers its seats. */
  async function leave(way: WayOut): Promise<number[]> {
    if (!way.seats) return improve()
    take(way.seats)
    return way.seats
  }

  /** Our own seats go back on sale now; nobody took them from us, so nothing is told as lost. */
  function expire() {
    const board = live.board.value
    const held = new Set(reservation.last.value?.seats.map((seat) => seat.id))
    expired.value = board ? [...held].flatMap((id) => board.geometry.indexOfId.get(id) ?? []).map((seat) => describeSeat(board, seat)) : []
    board?.select([])
    reservation.forget()
  }

  /** Holds what is chosen; answers the token, or null when something stood in the way. */
  async function hold(seats: ChosenSeat[] = selection.seats.value): Promise<string | null> {
    if (isHolding.value) return null
    isHolding.value = true
    try {
      const token = await tryToHold(seats)
      if (failure.value) insisted.value++
      return token
    } finally {
      isHolding.value = false
    }
  }

  /** Whose the seats will be must be known first: a session that the browser does not keep holds nothing. */
  async function hasSession(): Promise<boolean> {
    const { query } = reservation.mine
    if (!query.data.value?.has_session) await query.refetch()
    if (query.data.value?.has_session) return true
    failure.value = query.data.value ? t('problems.no_cookies') : problem(query.error.value)
    return false
  }

  async function tryToHold(seats: ChosenSeat[]): Promise<string | null> {
    const board = live.board.value
    if (!board) return null
    failure.value = ''
    if (!(await hasSession())) return null
    if (seats === selection.seats.value && !(await rules.allows())) {
      said.value = rules.words.value
      insisted.value++
      return null
    }
    lost.value = null
    expired.value = null
    try {
      const held = await reservation.reserve.mutateAsync({ seatIds: seats.map((seat) => seat.id), accessCode: access.codeFor(seats.map((seat) => seat.id)) })
      return held.reservation_token
    } catch (error) {
      if (isProblem(error, 'seats_unavailable')) {
        const taken = error.list('unavailable_seat_ids').map((id) => board.geometry.indexOfId.get(id)).filter((index) => index !== undefined)
        board.lose(taken)
        tellLost(taken)
        void queries.invalidateQueries({ queryKey: queryKeys.publicShow(showId.value) })
      } else if (isProblem(error, 'orphan_seat', 'companion_seat')) {
        // The rule may be new, or the board a moment behind: shown as the page's own judgement is.
        void queries.invalidateQueries({ queryKey: queryKeys.publicShow(showId.value) })
        board.select(seats.map((seat) => seat.index))
        await nextTick()
        if (!rules.take(error)) failure.value = problem(error)
        said.value = rules.words.value
        insisted.value++
      } else if (isProblem(error, 'access_code_unknown')) {
        // Taken away or released meanwhile: what it opened is as everybody sees it.
        access.forget()
        failure.value = t('accessCode.unknown')
      } else {
        failure.value = problem(error)
      }
      return null
    }
  }

  return { show, live, reservation, selection, basket, rules, insisted, isHolding, most, currency, filters, access, suggesting, lost, expired, said, failure, replaced, pick, take, takeBack, suggest, improve, leave, expire, hold, acceptReplacement }
}
