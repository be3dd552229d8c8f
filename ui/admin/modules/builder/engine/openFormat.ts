// The open format of maps: one JSON file that says everything and comes in again unchanged. Pure.
import { fromMilli, kNone, kObjectKinds, kSeatTypes, MapDocument, type Division } from './document'
import { objectOf, thingFrom, type ServerObject } from './exchange'

export const kFormat = 'usher-seat-map'
export const kFormatVersion = 1

interface OpenDivision {
  name: string
  color: string
  default_price?: number | null
}
interface OpenSeat {
  section: string
  row: string
  number: string
  x: number
  y: number
  rotation?: number
  zone?: string
  type?: string
  accessible?: boolean
  sellable?: boolean
  capacity?: number
}
export interface OpenMap {
  format: typeof kFormat
  version: number
  name: string
  sections: OpenDivision[]
  price_zones: OpenDivision[]
  seats: OpenSeat[]
  objects: ServerObject[]
}

export function writeOpenMap(doc: MapDocument, name: string): OpenMap {
  const sections = new Map(doc.sections.map((each) => [each.key, each.name]))
  const zones = new Map(doc.zones.map((each) => [each.key, each.name]))
  return {
    format: kFormat,
    version: kFormatVersion,
    name,
    sections: doc.sections.map(({ name: title, color }) => ({ name: title, color })),
    price_zones: doc.zones.map(({ name: title, color, price }) => ({ name: title, color, default_price: price ?? null })),
    seats: Array.from(doc.seats(), (seat) => {
      const one: OpenSeat = { section: sections.get(doc.section[seat]) ?? '', row: doc.row[seat], number: doc.number[seat], x: fromMilli(doc.x[seat]), y: fromMilli(doc.y[seat]) }
      const zone = zones.get(doc.zone[seat])
      if (zone !== undefined) one.zone = zone
      if (doc.rotation[seat] !== 0) one.rotation = fromMilli(doc.rotation[seat])
      if (doc.type[seat] !== 0) one.type = kSeatTypes[doc.type[seat]]
      if (doc.accessible[seat] === 1) one.accessible = true
      if (doc.sellable[seat] === 0) one.sellable = false
      if (doc.capacity[seat] !== 1) one.capacity = doc.capacity[seat]
      return one
    }),
    objects: doc.objects.map((thing) => objectOf(thing))
  }
}

export function isOpenMap(data: unknown): boolean {
  return typeof data === 'object' && data !== null && (data as { format?: unknown }).format === kFormat
}

/** Something a file says that cannot be; where it is and what it is. */
export class FormatFault extends Error {
  constructor(
    /** A key of the locale files. */
    readonly reason: 'not_a_map' | 'too_new' | 'bad_number' | 'bad_text' | 'unknown_section' | 'unknown_kind' | 'too_many' | 'no_seats',
    readonly where: string
  ) {
    super(`${reason} at ${where}`)
  }
}

export function record(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new FormatFault('not_a_map', where)
  return value as Record<string, unknown>
}
export function list(value: unknown, where: string, most = 100_000): unknown[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw new FormatFault('not_a_map', where)
  if (value.length > most) throw new FormatFault('too_many', where)
  return value
}
export function number(value: unknown, where: string, missing?: number): number {
  if ((value === undefined || value === null) && missing !== undefined) return missing
  const n = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof n !== 'number' || !Number.isFinite(n) || Math.abs(n) > 1_000_000) throw new FormatFault('bad_number', where)
  return n
}
export function text(value: unknown, where: string, missing?: string): string {
  if ((value === undefined || value === null) && missing !== undefined) return missing
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string' || value.length > 200) throw new FormatFault('bad_text', where)
  return value.trim()
}
export function color(value: unknown, otherwise: string): string {
  if (typeof value !== 'string') return otherwise
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(value)
  if (short) return `#${short[1]}${short[1]}${short[2]}${short[2]}${short[3]}${short[3]}`.toLowerCase()
  return /^#[0-9a-f]{6}$/i.test(value) ? value.toLowerCase() : otherwise
}

export function readOpenMap(data: unknown): MapDocument {
  const file = record(data, '/')
  if (file.format !== kFormat) throw new FormatFault('not_a_map', '/format')
  if (number(file.version, '/version') > kFormatVersion) throw new FormatFault('too_new', '/version')
  const doc = new MapDocument()
  const divisions = (value: unknown, where: string, priced: boolean): Division[] =>
    list(value, where, 500).map((each, i) => {
      const one = record(each, `${where}/${i}`)
      const price = one.default_price === undefined || one.default_price === null ? null : Math.round(number(one.default_price, `${where}/${i}/default_price`))
      return { key: doc.newKey(), name: text(one.name, `${where}/${i}/name`), color: color(one.color, '#8d8496'), ...(priced ? { price } : {}) }
    })
  doc.sections = divisions(file.sections, '/sections', false)
  doc.zones = divisions(file.price_zones, '/price_zones', true)
  const sections = new Map(doc.sections.map((each) => [each.name, each.key]))
  const zones = new Map(doc.zones.map((each) => [each.name, each.key]))
  list(file.seats, '/seats').forEach((each, i) => {
    const at = `/seats/${i}`
    const seat = record(each, at)
    const section = sections.get(text(seat.section, `${at}/section`))
    if (section === undefined) throw new FormatFault('unknown_section', `${at}/section`)
    const type = seat.type === undefined ? 0 : kSeatTypes.indexOf(String(seat.type) as (typeof kSeatTypes)[number])
    if (type < 0) throw new FormatFault('unknown_kind', `${at}/type`)
    const slot = doc.addSlot({
      section, type, x: number(seat.x, `${at}/x`), y: number(seat.y, `${at}/y`), rotation: number(seat.rotation, `${at}/rotation`, 0),
      zone: seat.zone === undefined ? kNone : (zones.get(text(seat.zone, `${at}/zone`)) ?? kNone), row: text(seat.row, `${at}/row`), number: text(seat.number, `${at}/number`),
      accessible: seat.accessible === true, sellable: seat.sellable !== false, capacity: Math.max(1, Math.round(number(seat.capacity, `${at}/capacity`, 1)))
    })
    doc.alive[slot] = 1
  })
  doc.objects = list(file.objects, '/objects', 5_000).map((each, i) => {
    const at = `/objects/${i}`
    const one = record(each, at)
    if (!(kObjectKinds as readonly unknown[]).includes(one.kind)) throw new FormatFault('unknown_kind', `${at}/kind`)
    const points = one.points === undefined || one.points === null ? null : list(one.points, `${at}/points`, 1_000).map((point, j) => ({ x: number(record(point, at).x, `${at}/points/${j}/x`), y: number(record(point, at).y, `${at}/points/${j}/y`) }))
    return thingFrom(doc, {
      kind: one.kind as ServerObject['kind'], x: number(one.x, `${at}/x`), y: number(one.y, `${at}/y`), width: number(one.width, `${at}/width`, 0), height: number(one.height, `${at}/height`, 0),
      rotation: number(one.rotation, `${at}/rotation`, 0), text: text(one.text, `${at}/text`, ''), font_size: one.font_size === undefined ? null : number(one.font_size, `${at}/font_size`),
      color: one.color === undefined ? null : color(one.color, '#8d8496'), points
    })
  })
  return doc
}
