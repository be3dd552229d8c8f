// What a scan says when the server cannot be asked: the same order as the server judges in, from the
// list that was loaded beforehand and what this device has done since.
import type { Direction, ListedTicket, ScanResult } from '@/api/types'
import type { Token } from './token'

export interface Facts {
  token: Pick<Token, 'showId' | 'ticketId' | 'nonce'> | null
  isGenuine: boolean
  showId: string
  /** Undefined for a ticket that was sold after the list was loaded. */
  listed: Pick<ListedTicket, 'status' | 'inside' | 'nonce'> | undefined
  opensAt: string | null
}

export function judge(facts: Facts, direction: Direction, nowMs: number): ScanResult {
  const { token, listed } = facts
  if (!token || !facts.isGenuine || (listed && listed.nonce !== token.nonce)) return 'not_found'
  const isVoid = listed?.status === 'void' || listed?.status === 'transferred'
  if (direction === 'entry' && isVoid) return 'void'
  if (token.showId !== facts.showId) return 'wrong_show'
  if (direction === 'exit') return listed?.inside ? 'left' : 'not_inside'
  if (listed?.inside) return 'already_used'
  if (facts.opensAt && nowMs < Date.parse(facts.opensAt)) return 'too_early'
  return 'admitted'
}

export const isWelcome = (result: ScanResult) => result === 'admitted' || result === 'left'
