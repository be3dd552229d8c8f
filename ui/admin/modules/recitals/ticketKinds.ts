// Kinds of ticket as an organiser thinks of them: a name, and a price everywhere or by zone. Pure.
import type { TicketConfig } from '@/api/types'

export type TicketType = TicketConfig['ticket_types'][number]

export interface KindDraft {
  /** For the page's list: stays when the order changes. */
  key: number
  name: string
  /** A price for each zone; empty: the kind is not sold there. */
  isByZone: boolean
  price: string
  prices: Record<string, string>
}

let lastKey = 0
export const emptyKind = (): KindDraft => ({ key: ++lastKey, name: '', isByZone: false, price: '', prices: {} })

export function kindDrafts(types: readonly TicketType[], zones: readonly string[], plain: (minor: number) => string): KindDraft[] {
  const kinds = new Map<string, KindDraft>()
  for (const type of types) {
    const kind = kinds.get(type.name) ?? { ...emptyKind(), name: type.name }
    kinds.set(type.name, kind)
    if (type.price_zone_id) {
      kind.isByZone = true
      kind.prices[type.price_zone_id] = plain(type.price)
    } else kind.price = plain(type.price)
  }
  // One price everywhere and others for some zones: the rest of the zones have the common one.
  for (const kind of kinds.values()) if (kind.isByZone && kind.price) for (const zone of zones) kind.prices[zone] ??= kind.price
  return [...kinds.values()]
}

/** `zones` are the venue's; `amount` reads what was typed and says of what it was. A kind without name and price is none. */
export function ticketTypes(kinds: readonly KindDraft[], zones: readonly string[], amount: (text: string, of: string) => number): TicketType[] {
  return kinds.flatMap((kind): TicketType[] => {
    const name = kind.name.trim()
    const isEmpty = kind.isByZone ? zones.every((zone) => !kind.prices[zone]?.trim()) : !kind.price.trim()
    if (!name && isEmpty) return []
    if (!kind.isByZone) return [{ name, price_zone_id: null, price: amount(kind.price, name) }]
    if (isEmpty) amount('', name)
    return zones.filter((zone) => kind.prices[zone]?.trim()).map((zone) => ({ name, price_zone_id: zone, price: amount(kind.prices[zone], name) }))
  })
}

export function moved<Item>(list: readonly Item[], from: number, to: number): Item[] {
  const next = list.slice()
  next.splice(to, 0, ...next.splice(from, 1))
  return next
}
