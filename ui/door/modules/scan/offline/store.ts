// What the door keeps on the device: the list, the keys, and every scan until the server has it. Nobody's
// name is in it.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { Direction, ListedTicket, ScanList, ScanResult } from '@/api/types'
import { afterScan, afterScans, knownByScans, type Known } from './judge'
import type { PublicKey } from './token'

export interface DoorShow {
  id: string
  title: string
  venue: string
  starts_at: string
  time_zone: string
}
/** A scan of this device. It is kept after it was sent too, until a newer list knows of it. */
export interface KeptScan {
  scan_id: string
  show_id: string
  ticket_id: string | null
  code: string
  direction: Direction
  result: ScanResult
  scanned_at: string
  gate: string
  place: string
  isWaiting: boolean
  /** Why the server does not take it; it waits here until somebody has it tried again. */
  refusal?: string
  /** Somebody took the admission back. */
  isUndone?: boolean
}
export interface KeptList {
  show_id: string
  as_of: string
  opens_at: string | null
  count: number
}
export interface KnownUser {
  email: string
  role: string
}
type KeptTicket = ListedTicket & { show_id: string }

interface DoorSchema extends DBSchema {
  lists: { key: string; value: KeptList }
  tickets: { key: [string, string]; value: KeptTicket; indexes: { show: string } }
  scans: { key: string; value: KeptScan; indexes: { show: string } }
  facts: { key: string; value: unknown }
}

const kName = 'usher-door'
const kVersion = 1
/** A list may have been read while a scan was on its way. */
const kMarginMs = 5000
const kKeepMs = 24 * 3_600_000

let opened: Promise<IDBPDatabase<DoorSchema>> | undefined

function database() {
  opened ??= openDB<DoorSchema>(kName, kVersion, {
    upgrade(db) {
      db.createObjectStore('lists', { keyPath: 'show_id' })
      db.createObjectStore('tickets', { keyPath: ['show_id', 'id'] }).createIndex('show', 'show_id')
      db.createObjectStore('scans', { keyPath: 'scan_id' }).createIndex('show', 'show_id')
      db.createObjectStore('facts')
    }
  })
  return opened
}

export async function readFact<T>(name: 'user' | 'shows' | 'keys' | 'aheadMs'): Promise<T | undefined> {
  return (await (await database()).get('facts', name)) as T | undefined
}
export async function keepFact(name: 'user' | 'shows' | 'keys' | 'aheadMs', value: unknown) {
  await (await database()).put('facts', value, name)
}
export const readKeys = async () => (await readFact<PublicKey[]>('keys')) ?? []

/** Puts a fresh list in the place of the old one, and on it what this device has done since. */
export async function keepList(list: ScanList) {
  const db = await database()
  const tx = db.transaction(['lists', 'tickets', 'scans'], 'readwrite')
  const tickets = tx.objectStore('tickets')
  const known = Date.parse(list.as_of) - kMarginMs
  const own = new Map<string, KeptScan[]>()
  for (const scan of await tx.objectStore('scans').index('show').getAll(list.show_id)) {
    const at = Date.parse(scan.scanned_at)
    if (scan.ticket_id && (scan.isWaiting || at >= known)) own.set(scan.ticket_id, [...(own.get(scan.ticket_id) ?? []), scan])
    else if (!scan.isWaiting && at < known - kKeepMs) await tx.objectStore('scans').delete(scan.scan_id)
  }
  await tickets.delete(IDBKeyRange.bound([list.show_id], [list.show_id, []]))
  for (const ticket of list.tickets) {
    void tickets.put({ ...afterScans(ticket, own.get(ticket.id) ?? []), show_id: list.show_id })
  }
  void tx.objectStore('lists').put({ show_id: list.show_id, as_of: list.as_of, opens_at: list.opens_at, count: list.tickets.length })
  await tx.done
}

export async function readList(showId: string) {
  return (await database()).get('lists', showId)
}
/** The scan, and what it makes of the ticket, together or not at all. */
export async function keepScan(scan: KeptScan) {
  const tx = (await database()).transaction(['scans', 'tickets'], 'readwrite')
  await tx.objectStore('scans').put(scan)
  const ticket = scan.ticket_id ? await tx.objectStore('tickets').get([scan.show_id, scan.ticket_id]) : undefined
  if (ticket) await tx.objectStore('tickets').put(afterScan(ticket, scan))
  await tx.done
}

export interface Decision {
  scan: KeptScan
  /** The ticket on the list. */
  listed: KeptTicket | undefined
  /** What was known of it before, from the list or from this device's own scans. */
  known: Known | undefined
}
/** Judges by all that this device knows of the ticket, and keeps the scan, in one step: also two pages of one
 * device let a ticket in once. */
export async function keepDecision(scan: KeptScan, nonce: string, decide: (known: Known | undefined) => ScanResult, placeOf: (ticket: ListedTicket) => string): Promise<Decision> {
  const tx = (await database()).transaction(['scans', 'tickets'], 'readwrite')
  const scans = tx.objectStore('scans')
  const tickets = tx.objectStore('tickets')
  const listed = scan.ticket_id ? await tickets.get([scan.show_id, scan.ticket_id]) : undefined
  const own = listed || !scan.ticket_id ? [] : (await scans.index('show').getAll(scan.show_id)).filter((each) => each.ticket_id === scan.ticket_id)
  const known = listed ?? knownByScans(nonce, own)
  const decided = { ...scan, result: decide(known), place: listed ? placeOf(listed) : '' }
  await scans.put(decided)
  if (listed) await tickets.put(afterScan(listed, decided))
  await tx.done
  return { scan: decided, listed, known }
}

async function change(scanIds: readonly string[], how: (scan: KeptScan) => KeptScan) {
  const tx = (await database()).transaction('scans', 'readwrite')
  for (const id of scanIds) {
    const scan = await tx.store.get(id)
    if (scan) await tx.store.put(how(scan))
  }
  await tx.done
}
export const markSent = (scanIds: readonly string[]) => change(scanIds, (scan) => ({ ...scan, isWaiting: false }))
/** The server does not take them, for this reason. */
export const markRefused = (scanIds: readonly string[], refusal: string) => change(scanIds, (scan) => ({ ...scan, refusal }))
/** They are sent once more. */
export const retryRefused = async () => change((await refusedScans()).map((scan) => scan.scan_id), (scan) => ({ ...scan, refusal: undefined }))
/** Its admissions do not count any more. */
export async function markUndone(ticketId: string) {
  const scans = (await (await database()).getAll('scans')).filter((scan) => scan.ticket_id === ticketId)
  await change(scans.map((scan) => scan.scan_id), (scan) => ({ ...scan, isUndone: true }))
}

async function unsentScans(): Promise<KeptScan[]> {
  const scans = await (await database()).getAll('scans')
  return scans.filter((scan) => scan.isWaiting).sort((a, b) => a.scanned_at.localeCompare(b.scanned_at))
}
/** Those that are to be sent. */
export const waitingScans = async () => (await unsentScans()).filter((scan) => !scan.refusal)
/** Those that the server did not take. */
export const refusedScans = async () => (await unsentScans()).filter((scan) => scan.refusal)

/** By the number that is printed on it; asked by hand, so looking through the list is quick enough. */
export async function readTicketByNumber(showId: string, number: string): Promise<KeptTicket | undefined> {
  return (await (await database()).getAllFromIndex('tickets', 'show', showId)).find((ticket) => ticket.ticket_number === number)
}

/** The latest of a show, the newest first. */
export async function latestScans(showId: string, count: number): Promise<KeptScan[]> {
  const scans = await (await database()).getAllFromIndex('scans', 'show', showId)
  return scans.sort((a, b) => b.scanned_at.localeCompare(a.scanned_at)).slice(0, count)
}

export interface LocalCounts {
  admitted: number
  expected: number
  inside: number
}
export async function localCounts(showId: string): Promise<LocalCounts> {
  const db = await database()
  const tickets = await db.getAllFromIndex('tickets', 'show', showId)
  const listed = new Set(tickets.map((ticket) => ticket.id))
  const unlisted = new Map<string, KeptScan[]>()
  for (const scan of await db.getAllFromIndex('scans', 'show', showId)) {
    if (scan.ticket_id && !listed.has(scan.ticket_id)) unlisted.set(scan.ticket_id, [...(unlisted.get(scan.ticket_id) ?? []), scan])
  }
  const counts = { admitted: 0, expected: 0, inside: 0 }
  for (const known of [...tickets, ...[...unlisted.values()].map((scans) => knownByScans('', scans))]) {
    if (known?.status === 'used') ++counts.admitted
    if (known?.status === 'valid') ++counts.expected
    if (known?.inside) ++counts.inside
  }
  return counts
}

/** When somebody signs out: everything but scans that the server does not have yet. */
export async function forgetAll() {
  const db = await database()
  await Promise.all([db.clear('lists'), db.clear('tickets'), db.clear('facts')])
  await markGone(db)
}
async function markGone(db: IDBPDatabase<DoorSchema>) {
  const tx = db.transaction('scans', 'readwrite')
  for (const scan of await tx.store.getAll()) if (!scan.isWaiting) await tx.store.delete(scan.scan_id)
  await tx.done
}
