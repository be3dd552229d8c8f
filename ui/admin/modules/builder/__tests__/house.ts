// A small house for the tests of the builder.
import { MapDocument } from '../engine/document'
import { Editor } from '../engine/editor'

export const kNames = { section: 'Section 1', table: 'Table', stage: 'Stage' }

export function house({ rows = 3, seats = 4 } = {}): Editor {
  const doc = new MapDocument()
  doc.sections = [{ key: doc.newKey(), name: 'Stalls', color: '#6b1d5e' }, { key: doc.newKey(), name: 'Balcony', color: '#0f766e' }]
  doc.zones = [{ key: doc.newKey(), name: 'Premium', color: '#0b06eb', price: 5000 }, { key: doc.newKey(), name: 'Standard', color: '#cb7704', price: 2500 }]
  doc.sections.forEach((each) => doc.ids.set(each.key, `s${each.key}`))
  doc.zones.forEach((each) => doc.ids.set(each.key, `z${each.key}`))
  for (let r = 0; r < rows; r++) {
    for (let s = 0; s < seats; s++) {
      const slot = doc.addSlot({ id: `seat-${r}-${s}`, x: s * 30, y: r * 36, section: doc.sections[0].key, zone: doc.zones[0].key, row: 'ABCDEFGHJK'[r], number: String(s + 1) })
      doc.alive[slot] = 1
    }
  }
  doc.objects = [{ key: doc.newKey(), kind: 'stage', x: 45, y: -80, width: 200, height: 50, rotation: 0, text: 'Stage', fontSize: null, color: null, points: null }]
  doc.ids.set(doc.objects[0].key, 'o1')
  return new Editor(doc)
}

/** Everything that a map says, for comparing. */
export function content(doc: MapDocument) {
  return {
    seats: Array.from(doc.seats(), (seat) => [doc.sectionOf(seat)?.name, doc.zoneOf(seat)?.name, doc.row[seat], doc.number[seat], doc.x[seat], doc.y[seat], doc.rotation[seat], doc.type[seat], doc.accessible[seat], doc.sellable[seat], doc.capacity[seat]].join('|')).sort(),
    sections: doc.sections.map(({ name, color }) => `${name} ${color}`),
    zones: doc.zones.map(({ name, color, price }) => `${name} ${color} ${price}`),
    objects: doc.objects.map((thing) => ({ ...thing, key: 0 }))
  }
}
