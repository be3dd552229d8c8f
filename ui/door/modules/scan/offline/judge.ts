// What a scan says when the server cannot be asked: the same order as the server judges in, from the
// list that was loaded beforehand and what this device has done since.
import type { Direction, ListedTicket, ScanResult } from '@/api/types'
import type { Token } from './token'

export interface Facts {
  token: Pick<Token, 'showId' | 'ticketId' | 'nonce'> | null
  isGenuine: boolean
  showId: string
  /** Undefined for a ticket that was sold after the list was loaded, and not scanned here since. */
  listed: Pick<Known, 'status' | 'inside' | 'nonce'> | undefined
  /** Null where whoever comes early is let in all the same. */
  opensAt: string | null
}

/** What is known of a ticket, from the list or from this device's own scans. */
export type Known = Pick<ListedTicket, 'status' | 'inside' | 'nonce' | 'used_at' | 'used_gate'>
export type OwnScan = { result: ScanResult; scanned_at: string; gate: string; isUndone?: boolean }

/** What a ticket is after a scan of this device, whoever answered it. */
export function afterScan<T extends Known>(ticket: T, scan: OwnScan): T {
  if (scan.isUndone) return ticket
  if (scan.result === 'void') return { ...ticket, status: 'void' }
  if (scan.result === 'left' || scan.result === 'not_inside') return { ...ticket, inside: false }
  // Who the server says is inside is inside, also where the list does not know it yet.
  if (scan.result !== 'admitted' && scan.result !== 'already_used') return ticket
  const isFirst = scan.result === 'admitted' && !ticket.used_at
  return {
    ...ticket, inside: true, status: ticket.status === 'valid' ? 'used' : ticket.status,
    used_at: isFirst ? scan.scanned_at : ticket.used_at, used_gate: isFirst ? scan.gate : ticket.used_gate
  }
}

const byTime = (a: OwnScan, b: OwnScan) => a.scanned_at.localeCompare(b.scanned_at)
export const afterScans = <T extends Known>(ticket: T, scans: readonly OwnScan[]) => [...scans].sort(byTime).reduce(afterScan, ticket)

/** A genuine ticket that is not on the list is known by what this device has done with it (guests.md 100). */
export function knownByScans(nonce: string, scans: readonly OwnScan[]): Known | undefined {
  const done = scans.filter((scan) => !scan.isUndone)
  if (done.length === 0) return undefined
  return afterScans({ status: 'valid', inside: false, nonce, used_at: null, used_gate: null }, done)
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
