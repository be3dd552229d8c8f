// A seat's looks as one small number: the pages say what a seat is, the renderer has the sprite.
import type { SeatLetter } from '@/api/seatSequence'
import { kNoZone } from './geometry'

export const StyleId = { selected: 0, held: 1, sold: 2, blocked: 3 } as const
export const kFirstFreeStyle = 4
const kKinds = 4

export function freeStyle(zone: number, kind: number): number {
  return kFirstFreeStyle + zone * kKinds + kind
}
export function styleParts(style: number): { zone: number; kind: number } {
  const free = style - kFirstFreeStyle
  return { zone: Math.floor(free / kKinds), kind: free % kKinds }
}
export function styleCount(zones: number): number {
  return kFirstFreeStyle + zones * kKinds
}

/** The looks that a page adds to those of the zones. */
export function markStyle(zones: number, mark: number): number {
  return styleCount(zones) + mark
}

export interface SeatLook {
  letter: SeatLetter
  selected: boolean
  zone: number
  kind: number
  /** False where the zone has no price: such a seat is not for sale (rule 38). */
  priced: boolean
}

export function styleOf(look: SeatLook): number {
  if (look.selected) return StyleId.selected
  switch (look.letter) {
    case 'a':
      return look.priced && look.zone !== kNoZone ? freeStyle(look.zone, look.kind) : StyleId.blocked
    case 'r':
      return StyleId.held
    case 's':
      return StyleId.sold
    default:
      return StyleId.blocked
  }
}
