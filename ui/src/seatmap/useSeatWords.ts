// A seat in words, for tooltips, lists and screen readers.
import { useI18n } from 'vue-i18n'
import { useFormat } from '@/shared/composables/useFormat'
import type { SeatBoard } from './engine/board'
import { SeatKind } from './engine/geometry'
import { StyleId } from './engine/styles'
import { describeSeat } from './useSeatSelection'

const kKindKeys: Record<number, string> = {
  [SeatKind.accessible]: 'seat.accessible',
  [SeatKind.companion]: 'seat.companion',
  [SeatKind.restricted]: 'seat.restricted'
}

export function useSeatWords() {
  const { t } = useI18n()
  const { money } = useFormat()

  function state(board: SeatBoard, seat: number): string {
    if (board.styles[seat] === StyleId.selected) return t('seat.selected')
    if (board.isFree(seat)) return t('seat.free')
    switch (board.letter(seat)) {
      case 'r':
        return t('seat.held')
      case 's':
        return t('seat.sold')
      default:
        return t('seat.blocked')
    }
  }

  function kind(board: SeatBoard, seat: number): string {
    const isBound = board.bindsCompanions && board.geometry.kind[seat] === SeatKind.companion
    const key = isBound ? 'seatRules.bound' : kKindKeys[board.geometry.kind[seat]]
    const lane = board.laneName(seat)
    return [key ? t(key) : '', lane ? t('accessCode.seat', { name: lane }) : ''].filter(Boolean).join(', ')
  }

  /** `stateWords` where the page has words of its own for the state. */
  function name(board: SeatBoard, seat: number, currency: string, stateWords = state(board, seat)): string {
    const described = describeSeat(board, seat)
    const place = t('seat.place', { section: described.section, row: described.row, number: described.number })
    const price = board.isPriced(seat) ? `${described.zone}, ${money(described.price, currency, true)}` : ''
    return [place, price, stateWords, kind(board, seat)].filter(Boolean).join('. ')
  }

  /** The same without the price, for where it is written already. */
  function whereAndHow(board: SeatBoard, seat: number): string {
    const described = describeSeat(board, seat)
    return [t('seat.place', { section: described.section, row: described.row, number: described.number }), state(board, seat), kind(board, seat)].filter(Boolean).join('. ')
  }

  return { state, kind, name, whereAndHow }
}
