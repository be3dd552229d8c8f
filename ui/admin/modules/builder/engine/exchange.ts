// Between the server's document of a map and ours, and what two documents differ in. Pure.
import type { components } from '@/api/schema'
import { fromMilli, kGeneralAdmission, kNone, kObjectKinds, kSeatTypes, MapDocument, roundMilli, type Division, type MapThing, type ObjectKind, type SeatDraft } from './document'

type Schemas = components['schemas']
/** What the server answers; objects and background are without a schema there. */
export type ServerMap = Omit<Schemas['SeatMapView'], 'objects' | 'background'> & { objects: ServerObject[]; background: ServerBackground | null }
export type ServerObject = Schemas['MapObject']
export type ServerBackground = Schemas['MapBackground']
export type MapBody = Schemas['SeatMapBody']

export const kSectionColors = ['#6b1d5e', '#0f766e', '#b45309', '#1d4ed8', '#be185d', '#4d7c0f', '#7c3aed', '#0369a1']

export function thingFrom(doc: MapDocument, object: ServerObject): MapThing {
  const kind = (kObjectKinds as readonly string[]).includes(object.kind) ? (object.kind as ObjectKind) : 'label'
  const key = doc.newKey()
  if (object.id) doc.ids.set(key, object.id)
  return {
    key, kind, x: object.x, y: object.y, width: object.width ?? 0, height: object.height ?? 0, rotation: object.rotation ?? 0,
    text: object.text ?? '', fontSize: object.font_size ?? null, color: object.color ?? null, points: object.points ?? null
  }
}

export function objectOf(thing: MapThing, id?: string): ServerObject {
  const object: ServerObject = { kind: thing.kind, x: roundMilli(thing.x), y: roundMilli(thing.y) }
  if (id) object.id = id
  if (thing.width) object.width = roundMilli(thing.width)
  if (thing.height) object.height = roundMilli(thing.height)
  if (thing.rotation) object.rotation = roundMilli(thing.rotation)
  if (thing.text) object.text = thing.text
  if (thing.fontSize) object.font_size = thing.fontSize
  if (thing.color) object.color = thing.color
  if (thing.points) object.points = thing.points.map((point) => ({ x: roundMilli(point.x), y: roundMilli(point.y) }))
  return object
}

export function documentFrom(map: ServerMap): MapDocument {
  const doc = new MapDocument()
  const division = (each: { id: string; name: string; color: string }, price?: number | null): Division => {
    const key = doc.newKey()
    doc.ids.set(key, each.id)
    return { key, name: each.name, color: each.color, ...(price === undefined ? {} : { price }) }
  }
  doc.sections = map.sections.map((section) => division(section))
  doc.zones = map.price_zones.map((zone) => division(zone, zone.default_price ?? null))
  const sectionKeys = new Map(doc.sections.map((each) => [doc.ids.get(each.key), each.key]))
  const zoneKeys = new Map(doc.zones.map((each) => [doc.ids.get(each.key), each.key]))
  for (const seat of map.seats) {
    const slot = doc.addSlot({
      id: seat.id, x: seat.x, y: seat.y, rotation: seat.rotation, section: sectionKeys.get(seat.section_id) ?? kNone,
      zone: seat.price_zone_id ? (zoneKeys.get(seat.price_zone_id) ?? kNone) : kNone, row: seat.row_name, number: seat.seat_number,
      type: Math.max(0, kSeatTypes.indexOf(seat.seat_type)), accessible: seat.handicap_access, sellable: seat.is_sellable, capacity: seat.capacity ?? 1
    })
    doc.alive[slot] = 1
  }
  doc.objects = map.objects.map((object) => thingFrom(doc, object))
  const { background } = map
  if (background) doc.backdrop = { url: background.image_url, x: background.x, y: background.y, width: background.width, height: background.height, opacity: background.opacity ?? 1 }
  return doc
}

/** A plan of another program, as the server converted it: all of it is new, so that nothing has an id. */
export function documentOfPlan(map: Schemas['ConvertedMap']): MapDocument {
  const doc = documentFrom({
    ...map, venue_id: '', version: 0, background: null,
    sections: map.sections.map((section) => ({ ...section, version: 0 })),
    price_zones: map.price_zones.map((zone) => ({ ...zone, default_price: null, version: 0 })),
    seats: map.seats.map((seat) => ({ ...seat, id: '', price_zone_id: seat.price_zone_id ?? null, is_sellable: true, rotation: 0 }))
  })
  doc.ids.clear()
  return doc
}

/** Divisions without an id of the server's are named by their key: the seats refer to them by it. */
const refOf = (doc: MapDocument, division: Division) => doc.ids.get(division.key) ?? `new-${division.key}`

/** The whole layout for the server; seats in the order of `doc.seats()`, things in their own. */
export function bodyOf(doc: MapDocument, version: number): MapBody {
  const sectionRefs = new Map(doc.sections.map((each) => [each.key, refOf(doc, each)]))
  const zoneRefs = new Map(doc.zones.map((each) => [each.key, refOf(doc, each)]))
  const seats = Array.from(doc.seats(), (seat) => {
    const one: NonNullable<MapBody['seats']>[number] = {
      section_id: sectionRefs.get(doc.section[seat]), row_name: doc.row[seat], seat_number: doc.number[seat], seat_type: kSeatTypes[doc.type[seat]],
      handicap_access: doc.accessible[seat] === 1, price_zone_id: zoneRefs.get(doc.zone[seat]) ?? null, is_sellable: doc.sellable[seat] === 1,
      x: fromMilli(doc.x[seat]), y: fromMilli(doc.y[seat]), rotation: fromMilli(doc.rotation[seat])
    }
    if (doc.id[seat]) one.id = doc.id[seat]
    if (doc.type[seat] === kGeneralAdmission) one.capacity = doc.capacity[seat]
    return one
  })
  // A picture that is kept in this browser is not the server's.
  const remote = doc.backdrop && /^https?:/.test(doc.backdrop.url) ? doc.backdrop : null
  return {
    version,
    sections: doc.sections.map((each, position) => ({ id: refOf(doc, each), name: each.name, color: each.color, position })),
    price_zones: doc.zones.map((each, position) => ({ id: refOf(doc, each), name: each.name, color: each.color, default_price: each.price ?? null, position })),
    seats,
    objects: doc.objects.map((thing) => objectOf(thing, doc.ids.get(thing.key))),
    background: remote ? { image_url: remote.url, x: remote.x, y: remote.y, width: remote.width, height: remote.height, opacity: remote.opacity } : null
  }
}

export interface Sent {
  seats: Uint32Array
  labels: string[]
  sections: readonly Division[]
  zones: readonly Division[]
  objects: readonly MapThing[]
}

export function sentFrom(doc: MapDocument): Sent {
  const seats = doc.seats()
  return { seats, labels: Array.from(seats, (seat) => doc.label(seat)), sections: doc.sections, zones: doc.zones, objects: doc.objects }
}

/** Takes over the ids that the server gave to what it did not know; by label, by name, by order. */
export function adoptIds(doc: MapDocument, sent: Sent, saved: ServerMap) {
  const adopt = (list: readonly Division[], answers: readonly { id: string; name: string }[]) => {
    const ids = new Map(answers.map((each) => [each.name, each.id]))
    for (const each of list) doc.ids.set(each.key, ids.get(each.name) ?? '')
  }
  adopt(sent.sections, saved.sections)
  adopt(sent.zones, saved.price_zones)
  sent.objects.forEach((thing, i) => doc.ids.set(thing.key, saved.objects[i]?.id ?? ''))
  const known = new Set(saved.seats.map((seat) => seat.id))
  const fresh = new Map<string, number>()
  sent.seats.forEach((seat, i) => {
    if (!known.has(doc.id[seat])) fresh.set(sent.labels[i], seat)
  })
  if (fresh.size === 0) return
  const keys = new Map(sent.sections.map((each) => [doc.ids.get(each.key), each.key]))
  for (const seat of saved.seats) {
    const slot = fresh.get(`${keys.get(seat.section_id)}\n${seat.row_name}\n${seat.seat_number}`)
    if (slot !== undefined) doc.id[slot] = seat.id
  }
}

export function draftOf(doc: MapDocument, seat: number): SeatDraft {
  return {
    x: fromMilli(doc.x[seat]), y: fromMilli(doc.y[seat]), rotation: fromMilli(doc.rotation[seat]), section: doc.section[seat], zone: doc.zone[seat], row: doc.row[seat],
    number: doc.number[seat], type: doc.type[seat], accessible: doc.accessible[seat] === 1, sellable: doc.sellable[seat] === 1, capacity: doc.capacity[seat]
  }
}
