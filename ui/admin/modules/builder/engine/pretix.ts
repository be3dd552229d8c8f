// Seating plans of pretix as maps. Its zones become sections, its categories price zones, its areas
// shapes. Places are nested there: a seat's is relative to its row's, that to its zone's. Pure.
// Source: the schema of pretix seating plans, and what its editor adds to it (shapes, texts, GUIDs).
import { MapDocument, type Division, type MapThing } from './document'
import { freeNameLike } from './numbering'
import { color, FormatFault, list, number, record, text } from './openFormat'

type Fields = Record<string, unknown>

export function isPretixPlan(data: unknown): boolean {
  return typeof data === 'object' && data !== null && Array.isArray((data as Fields).zones) && Array.isArray((data as Fields).categories)
}

const place = (value: unknown, where: string) => {
  const at = value === undefined || value === null ? {} : record(value, where)
  return { x: number(at.x, `${where}/x`, 0), y: number(at.y, `${where}/y`, 0) }
}

/** Two things of one name within the plan are kept apart: the second is named after the first. */
class Names {
  private readonly taken = new Set<string>()
  free(wanted: string, otherwise: string): string {
    const name = freeNameLike(wanted || otherwise, this.taken)
    this.taken.add(name)
    return name
  }
}

export function readPretixPlan(data: unknown): MapDocument {
  const plan = record(data, '/')
  const doc = new MapDocument()
  const zoneNames = new Names()
  const zones = new Map<string, number>()
  doc.zones = list(plan.categories, '/categories', 200).map((each, i): Division => {
    const category = record(each, `/categories/${i}`)
    const given = text(category.name, `/categories/${i}/name`, '')
    const zone = { key: doc.newKey(), name: zoneNames.free(given, `Category ${i + 1}`), color: color(category.color, '#8d8496'), price: null }
    if (!zones.has(given)) zones.set(given, zone.key)
    return zone
  })
  const sectionNames = new Names()
  const things: MapThing[] = []
  const sections: Division[] = []
  list(plan.zones, '/zones', 500).forEach((each, i) => {
    const at = `/zones/${i}`
    const zone = record(each, at)
    const origin = place(zone.position, `${at}/position`)
    const rows = list(zone.rows, `${at}/rows`)
    if (rows.length > 0) {
      const section = { key: doc.newKey(), name: sectionNames.free(text(zone.name, `${at}/name`, ''), `Section ${i + 1}`), color: kColors[sections.length % kColors.length] }
      sections.push(section)
      readRows(doc, section.key, rows, origin, zones, at)
    }
    list(zone.areas, `${at}/areas`, 5_000).forEach((area, j) => things.push(...readArea(doc, record(area, `${at}/areas/${j}`), origin, `${at}/areas/${j}`)))
  })
  doc.sections = sections
  doc.objects = things
  if (doc.count === 0 && things.length === 0) throw new FormatFault('no_seats', '/zones')
  return doc
}
const kColors = ['#6b1d5e', '#0f766e', '#b45309', '#1d4ed8', '#be185d', '#4d7c0f', '#7c3aed', '#0369a1']

function readRows(doc: MapDocument, section: number, rows: unknown[], origin: { x: number; y: number }, zones: ReadonlyMap<string, number>, at: string) {
  const rowNames = new Names()
  rows.forEach((each, i) => {
    const where = `${at}/rows/${i}`
    const row = record(each, where)
    const start = place(row.position, `${where}/position`)
    const name = rowNames.free(text(row.row_number ?? row.row_label, `${where}/row_number`, ''), String(i + 1))
    const numbers = new Names()
    list(row.seats, `${where}/seats`).forEach((one, j) => {
      const seat = record(one, `${where}/seats/${j}`)
      const own = place(seat.position, `${where}/seats/${j}/position`)
      const slot = doc.addSlot({
        section, row: name, number: numbers.free(text(seat.seat_number ?? seat.seat_label, `${where}/seats/${j}/seat_number`, ''), String(j + 1)),
        zone: zones.get(text(seat.category, `${where}/seats/${j}/category`, '')) ?? -1, x: origin.x + start.x + own.x, y: origin.y + start.y + own.y
      })
      doc.alive[slot] = 1
    })
  })
}

function readArea(doc: MapDocument, area: Fields, origin: { x: number; y: number }, at: string): MapThing[] {
  const own = place(area.position, `${at}/position`)
  const corner = { x: origin.x + own.x, y: origin.y + own.y }
  const base = { key: doc.newKey(), rotation: number(area.rotation, `${at}/rotation`, 0), fontSize: null, color: color(area.color, '#8d8496'), points: null, text: '' }
  const caption = typeof area.text === 'string' ? { text: area.text.slice(0, 200) } : area.text === undefined || area.text === null ? null : record(area.text, `${at}/text`)
  const words = caption ? text(caption.text, `${at}/text/text`, '') : ''
  const shape = text(area.shape, `${at}/shape`, 'rectangle')
  const things: MapThing[] = []
  let middle = corner
  if (shape === 'circle' || shape === 'ellipse') {
    // Their place is the middle already.
    const size = record(area[shape] ?? {}, `${at}/${shape}`)
    const radius = typeof size.radius === 'object' && size.radius !== null ? place(size.radius, `${at}/radius`) : { x: number(size.radius, `${at}/radius`, 0), y: number(size.radius, `${at}/radius`, 0) }
    things.push({ ...base, kind: 'ellipse', ...corner, width: radius.x * 2, height: radius.y * 2 })
  } else if (shape === 'polygon') {
    const points = list(record(area.polygon ?? {}, at).points, `${at}/polygon/points`, 1_000).map((point, i) => {
      const p = place(point, `${at}/polygon/points/${i}`)
      return { x: corner.x + p.x, y: corner.y + p.y }
    })
    if (points.length >= 2) {
      middle = { x: points.reduce((sum, p) => sum + p.x, 0) / points.length, y: points.reduce((sum, p) => sum + p.y, 0) / points.length }
      things.push({ ...base, kind: 'polygon', ...middle, width: 0, height: 0, points })
    }
  } else if (shape !== 'text') {
    const size = area.rectangle === undefined ? area : record(area.rectangle, `${at}/rectangle`)
    const [width, height] = [number(size.width, `${at}/width`, 0), number(size.height, `${at}/height`, 0)]
    middle = { x: corner.x + width / 2, y: corner.y + height / 2 }
    if (width > 0 && height > 0) things.push({ ...base, kind: /stage|bühne|escenario/i.test(words) ? 'stage' : 'rectangle', ...middle, width, height })
  }
  if (words === '') return things
  if (things.length > 0) {
    things[0] = { ...things[0], text: words }
    return things
  }
  const offset = caption && typeof caption.position === 'object' ? place(caption.position, `${at}/text/position`) : { x: 0, y: 0 }
  return [{ ...base, kind: 'label', x: corner.x + offset.x, y: corner.y + offset.y, width: 0, height: 0, text: words, fontSize: caption ? number(caption.size, `${at}/text/size`, 16) : 16 }]
}

