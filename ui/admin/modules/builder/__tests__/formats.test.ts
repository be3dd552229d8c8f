import { describe, expect, it } from 'vitest'
import { checkMap, quickPitch, usualPitch } from '../engine/checks'
import { MapDocument } from '../engine/document'
import { bodyOf, adoptIds, documentFrom, documentOfPlan, sentFrom, type ServerMap } from '../engine/exchange'
import { applyPatch } from '../engine/history'
import { differences, merge } from '../engine/merge'
import { FormatFault, readOpenMap, writeOpenMap } from '../engine/openFormat'
import { nearestLine, snapLines, snapMove } from '../engine/snap'
import { content, house } from './house'

const reasonOf = (read: () => unknown) => {
  try {
    read()
  } catch (error) {
    if (error instanceof FormatFault) return `${error.reason} ${error.where}`
    throw error
  }
  return 'fine'
}
const through = (data: unknown): unknown => JSON.parse(JSON.stringify(data))

describe('the open format', () => {
  it('comes in again unchanged', () => {
    const editor = house()
    editor.selectAll()
    editor.rotate(17)
    editor.paint({ type: 5, capacity: 300, sellable: false }, editor.doc.seats().slice(0, 1))
    editor.doc.objects = [...editor.doc.objects, { key: 99, kind: 'polygon', x: 1, y: 2, width: 0, height: 0, rotation: 0, text: 'Bar', fontSize: 12, color: '#112233', points: [{ x: 0, y: 0 }, { x: 4.5, y: 0 }, { x: 0, y: 3.125 }] }]
    const file = writeOpenMap(editor.doc, 'House')
    const read = readOpenMap(through(file))
    expect(content(read)).toEqual(content(editor.doc))
    expect(writeOpenMap(read, 'House')).toEqual(file)
  })
  it('says where a file is wrong', () => {
    const good = through(writeOpenMap(house().doc, 'House')) as Record<string, unknown> & { seats: Record<string, unknown>[] }
    expect(reasonOf(() => readOpenMap({}))).toBe('not_a_map /format')
    expect(reasonOf(() => readOpenMap({ ...good, version: 2 }))).toBe('too_new /version')
    expect(reasonOf(() => readOpenMap({ ...good, seats: [{ ...good.seats[0], x: 'far' }] }))).toBe('bad_number /seats/0/x')
    expect(reasonOf(() => readOpenMap({ ...good, seats: [{ ...good.seats[0], section: 'Attic' }] }))).toBe('unknown_section /seats/0/section')
    expect(reasonOf(() => readOpenMap({ ...good, seats: [{ ...good.seats[0], type: 'throne' }] }))).toBe('unknown_kind /seats/0/type')
    expect(reasonOf(() => readOpenMap({ ...good, seats: 5 }))).toBe('not_a_map /seats')
    expect(reasonOf(() => readOpenMap({ ...good, objects: [{ kind: 'dragon' }] }))).toBe('unknown_kind /objects/0/kind')
  })
})

describe('a converted plan', () => {
  it('is new as a whole: the server gives every part its id', () => {
    const doc = documentOfPlan({
      sections: [{ id: 'section-1', name: 'Ground', color: '#112233', position: 0 }], price_zones: [{ id: 'zone-1', name: 'Gold', color: '#cb7704', position: 0 }],
      seats: [{ section_id: 'section-1', row_name: '1', seat_number: '2', seat_type: 'accessible', handicap_access: true, price_zone_id: 'zone-1', x: 1.5, y: 2 }],
      objects: [{ id: null, kind: 'stage', x: 1, y: 2, width: 3, height: 4, rotation: null, text: 'Stage', font_size: null, color: null, points: null }]
    })
    const body = bodyOf(doc, 1)
    expect(body.seats?.map((seat) => [seat.id, seat.row_name, seat.seat_number, seat.seat_type, seat.x])).toEqual([[undefined, '1', '2', 'accessible', 1.5]])
    expect(body.sections?.[0].id).toMatch(/^new-/)
    expect([body.seats?.[0].section_id, body.seats?.[0].price_zone_id]).toEqual([body.sections?.[0].id, body.price_zones?.[0].id])
    expect(body.objects).toEqual([{ kind: 'stage', x: 1, y: 2, width: 3, height: 4, text: 'Stage' }])
  })
})

const server = (over: Partial<ServerMap> = {}): ServerMap => ({
  venue_id: 'v', version: 3, sections: [{ id: 's1', name: 'Stalls', color: '#6b1d5e', position: 0, version: 1 }], price_zones: [{ id: 'z1', name: 'Premium', color: '#0b06eb', default_price: 5000, position: 0, version: 1 }],
  seats: [1, 2, 3].map((n) => ({ id: `t${n}`, section_id: 's1', row_name: 'A', seat_number: String(n), seat_type: 'standard' as const, handicap_access: false, price_zone_id: 'z1', is_sellable: true, x: n * 30.125, y: 5, rotation: 0 })),
  objects: [{ id: 'o1', kind: 'stage', x: 0, y: -50, width: 200, height: 40, text: 'Stage' }], background: null, ...over
})

describe('the server document', () => {
  it('goes in and out unchanged', () => {
    const doc = documentFrom(server())
    const body = bodyOf(doc, 3)
    expect(body.seats?.map((seat) => [seat.id, seat.section_id, seat.price_zone_id, seat.x])).toEqual([['t1', 's1', 'z1', 30.125], ['t2', 's1', 'z1', 60.25], ['t3', 's1', 'z1', 90.375]])
    expect(body.objects).toEqual([{ id: 'o1', kind: 'stage', x: 0, y: -50, width: 200, height: 40, text: 'Stage' }])
    expect(body.background).toBeNull()
  })
  it('gives new things their ids, whatever was changed meanwhile', () => {
    const doc = documentFrom(server())
    const key = doc.newKey()
    doc.sections = [...doc.sections, { key, name: 'Boxes', color: '#112233' }]
    const slot = doc.addSlot({ x: 1, y: 1, section: key, zone: -1, row: 'L', number: '1' })
    doc.alive[slot] = 1
    const sent = sentFrom(doc)
    doc.row[slot] = 'renamed meanwhile'
    const saved = server()
    adoptIds(doc, sent, { ...saved, sections: [...saved.sections, { id: 's2', name: 'Boxes', color: '#112233', position: 1, version: 1 }], seats: [...saved.seats, { ...saved.seats[0], id: 't9', section_id: 's2', row_name: 'L', seat_number: '1' }] })
    expect([doc.id[slot], doc.ids.get(key)]).toEqual(['t9', 's2'])
  })
})

describe('two people', () => {
  const change = (edit: (doc: MapDocument) => void) => {
    const doc = documentFrom(server())
    edit(doc)
    return doc
  }
  it('keep both their changes where they do not meet', () => {
    const mine = change((doc) => (doc.x[0] = 1))
    const theirs = change((doc) => {
      doc.y[1] = 2
      doc.alive[2] = 0
      const slot = doc.addSlot({ id: 't8', x: 5, y: 5, section: doc.sections[0].key, zone: doc.zones[0].key, row: 'B', number: '1' })
      doc.alive[slot] = 1
      doc.zones = [{ ...doc.zones[0], price: 7000 }]
      doc.objects = [{ ...doc.objects[0], width: 300 }]
    })
    const result = merge(documentFrom(server()), mine, theirs)
    expect(result.clashes).toBe(0)
    for (const patch of result.patches) applyPatch(mine, patch, false)
    expect(Array.from(mine.seats(), (seat) => `${mine.id[seat]} ${mine.x[seat]},${mine.y[seat]}`)).toEqual(['t1 1,5000', 't2 60250,2', 't8 5000,5000'])
    expect([mine.zones[0].price, mine.objects[0].width]).toEqual([7000, 300])
  })
  it('are told how often both changed one seat; mine stays', () => {
    const result = merge(documentFrom(server()), change((doc) => (doc.x[0] = 1)), change((doc) => (doc.x[0] = 2)))
    expect([result.clashes, result.patches]).toEqual([1, []])
  })
  it('see what differs', () => {
    const before = documentFrom(server())
    const after = change((doc) => {
      doc.x[0] = 1
      doc.number[1] = '22'
      doc.alive[2] = 0
      doc.sections = [{ ...doc.sections[0], name: 'Orchestra' }]
    })
    const found = differences(before, after)
    expect(found.seats.map((each) => each.kind).sort()).toEqual(['moved', 'relabelled', 'removed'])
    expect(found.seats.find((each) => each.kind === 'relabelled')).toMatchObject({ name: 'Stalls · A · 2', to: 'Orchestra · A · 22' })
    expect([found.sections, found.zones, found.things]).toEqual([['Orchestra'], [], 0])
    expect(differences(before, documentFrom(server()))).toEqual({ seats: [], sections: [], zones: [], things: 0 })
  })
})


describe('checks', () => {
  it('find nothing wrong with a good map', () => expect(checkMap(house().doc).filter((fault) => fault.kind !== 'empty_section')).toEqual([]))
  it('name what is wrong with the seats that are meant', () => {
    const { doc } = house()
    doc.number[1] = '1'
    doc.x[4] = doc.x[5] + 3000
    doc.y[4] = doc.y[5]
    doc.section[6] = -1
    doc.zone[7] = -1
    doc.row[8] = ' '
    const faults = checkMap(doc)
    const seatsOf = (kind: string) => faults.filter((fault) => fault.kind === kind).flatMap((fault) => [...fault.seats])
    expect(seatsOf('duplicate')).toEqual([0, 1])
    expect(seatsOf('overlap').sort()).toEqual([4, 5])
    expect(seatsOf('no_section')).toEqual([6])
    expect(seatsOf('no_zone')).toEqual([7])
    expect(seatsOf('no_label')).toEqual([8])
    expect(faults.filter((fault) => fault.blocks).map((fault) => fault.kind).sort()).toEqual(['duplicate', 'no_label', 'no_section'])
  })
  it('name a zone without a price', () => {
    const { doc } = house()
    doc.zones = doc.zones.map((zone) => ({ ...zone, price: null }))
    expect(checkMap(doc).filter((fault) => fault.kind === 'unpriced').map((fault) => fault.name)).toEqual(['Premium'])
  })
})

describe('snapping', () => {
  it('prefers lines of other seats to the grid', () => {
    const { doc } = house()
    const lines = snapLines(doc, (seat) => seat > 3, new Set(doc.objects.map((thing) => thing.key)))
    expect([...lines.x]).toEqual([0, 30, 60, 90])
    const box = { x0: 300, y0: 300, x1: 300, y1: 300 }
    expect(snapMove(box, -238, 14, { lines, grid: 10, reach: 3 })).toEqual({ dx: -240, dy: 10, guides: [{ axis: 'x', at: 60 }] })
    expect(snapMove(box, 1.4, 1.4, { lines: null, grid: 0, reach: 3 })).toEqual({ dx: 1.4, dy: 1.4, guides: [] })
    expect(nearestLine(Float64Array.of(), 5, 9)).toBeNull()
  })
})

describe('the usual distance of seats', () => {
  it('is found quickly and thoroughly alike', () => {
    const { doc } = house({ rows: 8, seats: 12 })
    expect([quickPitch(doc), usualPitch(doc)]).toEqual([30_000, 30_000])
    expect(quickPitch(new MapDocument())).toBe(30_000)
  })
})
