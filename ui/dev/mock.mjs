// Development only, until the real server answers: plays its part from memory.
import { createServer } from 'node:http'

const zones = [
  { id: 'z1', name: 'Premium', color: '#8c0f7d', price: 8500, all_in_price: 8900 },
  { id: 'z2', name: 'Orchestra', color: '#0b06eb', price: 6500, all_in_price: 6900 },
  { id: 'z3', name: 'Mezzanine', color: '#135d45', price: 4500, all_in_price: 4900 },
  { id: 'z4', name: 'Balcony', color: '#cb7704', price: 3200, all_in_price: 3600 },
  { id: 'z5', name: 'Boxes', color: '#0193d4', price: 9500, all_in_price: 9900 }
]
function columns() { return { id: [], seat_id: [], section: [], row: [], number: [], type: [], accessible: [], zone: [], x: [], y: [], rotation: [] } }
let n = 0
function add(s, section, row, number, zone, x, y, type = 'standard') {
  n++; s.id.push('s' + n); s.seat_id.push('v' + n); s.section.push(section); s.row.push(row); s.number.push(String(number)); s.type.push(type)
  s.accessible.push(type === 'accessible' ? 1 : 0); s.zone.push(zone); s.x.push(Math.round(x * 10) / 10); s.y.push(Math.round(y * 10) / 10); s.rotation.push(0)
}
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ'
function arc(s, section, rows, r0, count0, grow, zoneOf, cx, cy, aisles, rowPitch = 36, typeOf = () => 'standard', maxAngle = 0.62) {
  for (let r = 0; r < rows; r++) {
    const radius = r0 + r * rowPitch
    const count = Math.round(count0 + grow * r)
    const gap = aisles.length
    const step = 30 / radius
    const slots = count + gap * 1.5
    let slot = 0
    for (let i = 0; i < count; i++) {
      if (aisles.some((a) => Math.round(a * count) === i)) slot += 1.5
      const angle = (slot - (slots - 1) / 2) * step
      slot++
      add(s, section, letters[r % 24] + (r >= 24 ? letters[r - 24] : ''), i + 1, zoneOf(r), cx + Math.sin(angle) * radius, cy - 0 + Math.cos(angle) * radius - r0, typeOf(r, i, count))
    }
  }
}
function theatre() {
  n = 0
  const s = columns()
  arc(s, 0, 18, 620, 22, 0.7, (r) => (r < 5 ? 0 : 1), 0, 150, [0.25, 0.75], 36, (r, i, c) => (r === 17 ? (i < 3 || i >= c - 3 ? (i === 2 || i === c - 3 ? 'companion' : 'accessible') : 'standard') : 'standard'))
  arc(s, 1, 7, 1340, 34, 0.5, () => 2, 0, 870, [0.18, 0.5, 0.82])
  arc(s, 2, 8, 1660, 36, 0.5, () => 3, 0, 1190, [0.18, 0.5, 0.82], 36, (r, i, c) => (r === 0 && (i < 2 || i > c - 3) ? 'restricted_view' : 'standard'))
  for (const side of [-1, 1]) for (let b = 0; b < 4; b++) for (let k = 0; k < 4; k++) add(s, 3, `Box ${side < 0 ? 'L' : 'R'}${b + 1}`, k + 1, 4, side * (560 + b * 34) + side * (k % 2) * 30, 200 + b * 110 + Math.floor(k / 2) * 30)
  return { layout_version: 1, seats: s, price_zones: zones,
    sections: [{ id: 'se1', name: 'Orchestra', color: '#444' }, { id: 'se2', name: 'Mezzanine', color: '#444' }, { id: 'se3', name: 'Balcony', color: '#444' }, { id: 'se4', name: 'Boxes', color: '#444' }],
    objects: [{ kind: 'stage', x: -330, y: -20, width: 660, height: 90, rotation: 0, text: 'Stage' }], bounds: { x: -900, y: -20, width: 1800, height: 1700 } }
}
function studio() {
  n = 0
  const s = columns()
  for (let r = 0; r < 12; r++) for (let i = 0; i < 15; i++) add(s, 0, letters[r], i + 1, r < 4 ? 1 : 2, i * 30 + (i > 4 ? 40 : 0) + (i > 9 ? 40 : 0), 140 + r * 36, r === 11 && i < 2 ? 'accessible' : 'standard')
  return { layout_version: 1, seats: s, price_zones: zones, sections: [{ id: 'se1', name: 'Studio', color: '#444' }], objects: [{ kind: 'stage', x: 60, y: 0, width: 380, height: 70, rotation: 0, text: 'Stage' }], bounds: {} }
}
function arena(total = 50000) {
  n = 0
  const s = columns()
  const sections = []
  for (let ring = 0; ring < 3; ring++) for (let k = 0; k < 24; k++) {
    const section = sections.length
    sections.push({ id: 'se' + section, name: `${ring + 1}${String(k + 1).padStart(2, '0')}`, color: '#444' })
    const per = Math.round(total / 72)
    const rows = 22
    const cols = Math.ceil(per / rows)
    const a = (k / 24) * Math.PI * 2
    for (let i = 0; i < per; i++) {
      const r = Math.floor(i / cols), c = i % cols
      const base = 2400 + ring * 1000
      const radius = base + r * 36
      const angle = a + ((c - cols / 2) * 30) / radius
      const stretch = 1.25
      add(s, section, letters[r], c + 1, ring === 0 ? (r < 8 ? 0 : 1) : ring + 1, Math.cos(angle) * radius * stretch, Math.sin(angle) * radius)
    }
  }
  return { layout_version: 1, seats: s, price_zones: zones, sections, objects: [{ kind: 'stage', x: -900, y: -500, width: 1800, height: 1000, rotation: 0, text: 'Stage' }], bounds: {} }
}
const maps = { theatre: theatre(), studio: studio(), arena: arena() }
const recitals = [
  { id: 'r1', title: 'The Nutcracker', slug: 'the-nutcracker', image_url: '', version: 1, description: 'Tchaikovsky’s winter dream, danced by the whole school: from the smallest mice to the Sugar Plum Fairy, with the Riverside Youth Orchestra in the pit.\n\nTwo acts, about two hours with an interval. Suitable for everyone from five years on.' },
  { id: 'r2', title: 'Spring Showcase', slug: 'spring-showcase', image_url: '', version: 1, description: 'Everything the spring term has made: ballet, tap, contemporary and the junior company’s first full piece.' },
  { id: 'r3', title: 'Open Stage', slug: 'open-stage', image_url: '', version: 1, description: 'Short works by the students themselves, up close in the studio hall.' }
]
const venues = [
  { id: 've1', name: 'Riverside Theatre', address: '12 Quay Street', city: 'Portland', state: 'OR', zip: '97201', country: 'US', time_zone: 'America/Los_Angeles', capacity: 1200, sections: maps.theatre.sections.map((s, i) => ({ ...s, position: i })), price_zones: zones.map((z, i) => ({ id: z.id, name: z.name, color: z.color, default_price: z.price, position: i })), version: 3 },
  { id: 've2', name: 'Studio Hall', address: '4 Mill Lane', city: 'Portland', state: 'OR', zip: '97202', country: 'US', time_zone: 'America/Los_Angeles', capacity: 180, sections: [{ id: 'se1', name: 'Studio', color: '#135d45', position: 0 }], price_zones: zones.slice(1, 3).map((z, i) => ({ id: z.id, name: z.name, color: z.color, default_price: z.price, position: i })), version: 1 }
]
const shows = []
function show(id, recital, venue, map, starts, status = 'on_sale') {
  const r = recitals[recital], v = venues[venue], layout = maps[map]
  let seed = shows.length * 77 + 5
  const random = () => ((seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff)
  const fill = [0.42, 0.2, 0.93, 0.3, 0.1, 1][shows.length % 6]
  const states = layout.seats.id.map(() => { const x = random(); return x < fill * 0.9 ? 's' : x < fill * 0.96 ? 'r' : x < fill ? 'b' : 'a' })
  shows.push({ id, recital_id: r.id, venue_id: v.id, title: r.title, starts_at: starts, starts_at_local: starts.slice(0, 19), time_zone: v.time_zone, doors_at: null, sales_start: null, sales_end: null, status, layout_version: 1, version: 1,
    recital: r, venue: v, currency: 'USD', price_from: 3600, seats_total: states.length, max_tickets_per_order: 10, hold_minutes: 10, ticket_types: [{ name: 'Adult', price: 6500 }, { name: 'Child', price: 4000 }], zones: zones.map((z) => ({ price_zone_id: z.id, ...z })), map, states, sequence: 1, streams: new Set() })
}
show('sh1', 0, 0, 'theatre', '2026-12-20T03:30:00.000Z'); show('sh2', 0, 0, 'theatre', '2026-12-20T22:00:00.000Z'); show('sh3', 0, 0, 'theatre', '2026-12-22T03:30:00.000Z')
show('sh4', 1, 0, 'theatre', '2027-04-10T02:00:00.000Z'); show('sh5', 2, 1, 'studio', '2027-01-16T03:00:00.000Z'); show('sh6', 2, 1, 'studio', '2027-01-17T03:00:00.000Z', 'sold_out')
show('arena', 1, 0, 'arena', '2027-04-12T02:00:00.000Z')
const pub = ({ states, streams, map, sequence, ...s }) => ({ ...s, seats_available: states.filter((x) => x === 'a').length })
function seat(sh, i) {
  const m = maps[sh.map], c = m.seats, z = zones[c.zone[i]]
  return { id: c.id[i], seat_id: c.seat_id[i], section: m.sections[c.section[i]].name, section_type: '', row_name: c.row[i], seat_number: c.number[i], seat_type: c.type[i], handicap_access: !!c.accessible[i], price_zone_id: z.id, price: z.price, status: { a: 'available', r: 'reserved', s: 'sold', b: 'blocked', h: 'house' }[sh.states[i]], x: c.x[i], y: c.y[i] }
}
function change(sh, list) {
  if (!list.length) return
  const previous = sh.sequence++
  for (const [i, l] of list) sh.states[i] = l
  const data = JSON.stringify({ sequence: sh.sequence, previous, seats: list.map(([i, l]) => ({ id: maps[sh.map].seats.id[i], status: { a: 'available', r: 'reserved', s: 'sold' }[l] })) })
  for (const res of sh.streams) res.write(`id: ${sh.sequence}\nevent: seats\ndata: ${data}\n\n`)
}
setInterval(() => { for (const sh of shows.slice(0, 2)) { const i = Math.floor(Math.random() * sh.states.length); if (sh.states[i] === 'a') change(sh, [[i, 'r']]); else if (sh.states[i] === 'r' && !sh.mine?.has(i)) change(sh, [[i, Math.random() < 0.5 ? 'a' : 's']]) } }, 2500)
const holds = new Map(), orders = new Map(), intents = new Map(), tickets = new Map()
let me = null, counter = 100
const people = ['Ada Byron', 'Grace Hopper', 'Ken Ritchie', 'Zoë Müller', 'José Ñandú', 'Li Wei', 'Mary Jackson', 'Alan Turing']
function makeOrder(sh, seats, fields, status = 'pending') {
  const id = 'o' + ++counter
  const items = seats.map((s, k) => ({ id: id + 'i' + k, seat_id: s.id, section: s.section, row_name: s.row_name, seat_number: s.seat_number, ticket_type: 'Adult', price: s.price, fees: 400, total: s.price + 400, refunded: 0, status: 'active' }))
  const subtotal = items.reduce((a, i) => a + i.price, 0), fees = items.length * 400
  const order = { id, order_number: `ORD-20261124-K7QM${counter}`, show_id: sh.id, status, ...fields, currency: 'USD', subtotal, discount: 0, fees, tax: 0, total: subtotal + fees, refunded: 0, items, tickets: [], created_at: new Date(Date.now() - counter * 60000).toISOString(), expires_at: new Date(Date.now() + 900000).toISOString(), paid_at: null, timeline: [{ at: new Date().toISOString(), kind: 'created', actor: 'buyer', detail: '' }] }
  orders.set(id, order)
  return order
}
function pay(order) {
  const sh = shows.find((s) => s.id === order.show_id)
  order.status = 'paid'; order.paid_at = new Date().toISOString()
  order.timeline.push({ at: order.paid_at, kind: 'paid', actor: 'test', detail: '' })
  order.tickets = order.items.map((i, k) => { const t = { id: i.id + 't', ticket_number: `TKT-20261124-9XQ2M${k}`, code: 'U1.' + Math.random().toString(36).slice(2).repeat(3), status: 'valid', holder_name: order.customer_name, section: i.section, row_name: i.row_name, seat_number: i.seat_number, seat_type: 'standard', price: i.price, currency: 'USD', show: { id: sh.id, title: sh.title, recital_title: sh.recital.title, starts_at: sh.starts_at, time_zone: sh.time_zone, venue_name: sh.venue.name, venue_address: sh.venue.address } }; tickets.set(t.code, t); return t })
}
for (let k = 0; k < 24; k++) { const sh = shows[k % 5]; const o = makeOrder(sh, [seat(sh, k * 3), seat(sh, k * 3 + 1)].slice(0, 1 + (k % 2)), { customer_name: people[k % 8], customer_email: people[k % 8].split(' ')[0].toLowerCase() + '@example.org', customer_phone: '' }, ['pending', 'expired', 'cancelled'][k % 7] ?? 'paid'); if (o.status === 'paid') pay(o); if (k % 9 === 8) { o.status = 'refunded'; o.refunded = o.total } }
const user = { id: 'u1', email: 'admin@example.org', name: 'Robin Vale', role: 'admin', totp_enabled: false, is_active: true, created_at: '2026-11-01T10:00:00.000Z', last_login_at: new Date().toISOString() }
const config = { currency: 'USD', max_tickets_per_order: 10, hold_minutes: 10, zones: zones.map((z) => ({ price_zone_id: z.id, enabled: true, price: z.price })), ticket_types: [{ name: 'Adult', price: 6500 }, { name: 'Child', price: 4000 }], fees: [{ name: 'Booking fee', kind: 'per_ticket', amount: 400 }], tax: null, sales_start: null, sales_end: null }
const adminShow = (s) => ({ ...pub(s), ticket_config: config })
const page = (items) => ({ items, next_cursor: null, total: items.length })
const refuse = (status, code, extra = {}) => ({ $status: status, type: 'about:blank', title: code, status, code, detail: code, request_id: 'req-1', ...extra })
const qr = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 29 29" shape-rendering="crispEdges"><rect width="29" height="29" fill="#fff"/>' + Array.from({ length: 400 }, (_, i) => ((i * 7919) % 5 < 2 ? `<rect x="${4 + (i % 21)}" y="${4 + Math.floor(i / 21)}" width="1" height="1"/>` : '')).join('') + '</svg>'
const routes = [
  ['GET', '/api/public/config', () => ({ currency: 'USD', locale: 'en', payment_provider: 'test' })],
  ['GET', '/api/public/recital-shows', () => page(shows.slice(0, 6).map(pub))],
  ['GET', '/api/public/recital-shows/:id', (p) => pub(shows.find((s) => s.id === p.id) ?? shows[0])],
  ['GET', '/api/public/recitals/:slug', (p) => { const r = recitals.find((x) => x.slug === p.slug); return r ? { ...r, shows: shows.filter((s) => s.recital_id === r.id && s.id !== 'arena').map(pub) } : refuse(404, 'not_found') }],
  ['GET', '/api/public/recital-shows/:id/seat-map', (p) => maps[shows.find((s) => s.id === p.id).map]],
  ['GET', '/api/public/recital-shows/:id/seats/state', (p) => { const s = shows.find((x) => x.id === p.id); return { sequence: s.sequence, layout_version: 1, states: s.states.join(''), prices_version: 1 } }],
  ['GET', '/api/public/recital-shows/:id/seats/suggested', (p, q) => { const s = shows.find((x) => x.id === p.id); const c = +q.get('count') || 2; const z = q.get('price_zone_id'); const seats = maps[s.map].seats; for (let i = 0; i + c <= s.states.length; i++) { const ok = Array.from({ length: c }, (_, k) => i + k).every((j) => s.states[j] === 'a' && seats.row[j] === seats.row[i] && (!z || zones[seats.zone[j]].id === z)); if (ok) return { seats: Array.from({ length: c }, (_, k) => seat(s, i + k)), score: 1, adjacent: true } } return refuse(404, 'no_suggestion') }],
  ['POST', '/api/seat-reservations/reserve', (p, q, b) => { const s = shows.find((x) => x.id === b.show_id); const ix = b.seat_ids.map((i) => maps[s.map].seats.id.indexOf(i)); const mine = s.mine ?? new Set(); const bad = ix.filter((i) => s.states[i] !== 'a' && !mine.has(i)); if (bad.length) return refuse(409, 'seats_unavailable', { unavailable_seat_ids: bad.map((i) => maps[s.map].seats.id[i]) }); change(s, [...[...mine].filter((i) => !ix.includes(i)).map((i) => [i, 'a']), ...ix.map((i) => [i, 'r'])]); s.mine = new Set(ix); const h = { reservation_token: 'tok' + ++counter, show_id: s.id, status: 'active', expires_at: new Date(Date.now() + 600000).toISOString(), can_extend: true, seats: ix.map((i) => seat(s, i)), currency: 'USD' }; h.subtotal = h.seats.reduce((a, x) => a + x.price, 0); holds.set(h.reservation_token, h); return { $status: 201, ...h } }],
  ['GET', '/api/public/seat-reservations/:token', (p) => holds.get(p.token) ?? refuse(404, 'not_found')],
  ['POST', '/api/seat-reservations/extend', (p, q, b) => { const h = holds.get(b.reservation_token); h.expires_at = new Date(Date.now() + 600000).toISOString(); h.can_extend = false; return h }],
  ['POST', '/api/seat-reservations/release', (p, q, b) => { const h = holds.get(b.reservation_token); const s = shows.find((x) => x.id === h.show_id); change(s, [...(s.mine ?? [])].map((i) => [i, 'a'])); s.mine = new Set(); holds.delete(b.reservation_token); return { status: 'released' } }],
  ['POST', '/api/ticket-orders/create', (p, q, b) => { if (!/@/.test(b.customer_email)) return refuse(422, 'validation_failed', { errors: [{ pointer: '/customer_email', code: 'invalid_format', detail: 'Not an e-mail address.' }] }); const h = holds.get(b.reservation_token); if (!h) return refuse(409, 'reservation_expired'); const s = shows.find((x) => x.id === h.show_id); const order = makeOrder(s, h.seats, { customer_name: b.customer_name, customer_email: b.customer_email, customer_phone: b.customer_phone ?? '' }); order.created_at = new Date().toISOString(); return { $status: 201, order, order_token: 'ot' } }],
  ['POST', '/api/ticket-orders/payment-intent', (p, q, b) => { const o = orders.get(b.order_id); const id = 'pi' + ++counter; intents.set(id, { o, status: 'requires_payment_method' }); return { provider: 'test', payment_intent_id: id, client_secret: id + '_secret', publishable_key: '', amount: o.total, currency: 'USD' } }],
  ['POST', '/api/public/test-payments/:id/confirm', (p, q, b) => { const i = intents.get(p.id); const card = (b.card_number ?? '').replace(/\s/g, ''); if (card === '4000000000000002') return refuse(402, 'card_declined'); if (card === '4000002760003184' && !b.authenticate) { i.status = 'requires_action' } else i.status = 'succeeded'; return { status: i.status } }],
  ['POST', '/api/ticket-orders/confirm', (p, q, b) => { const i = intents.get(b.payment_intent_id); if (i.status !== 'succeeded') return refuse(409, 'payment_not_complete'); const o = orders.get(b.order_id); if (o.status === 'pending') { pay(o); const s = shows.find((x) => x.id === o.show_id); change(s, [...(s.mine ?? [])].map((x) => [x, 's'])); s.mine = new Set() } return { order: o } }],
  ['GET', '/api/public/orders/lookup', (p, q) => (q.get('order_number') ? ([...orders.values()].find((o) => o.order_number === q.get('order_number')) ?? refuse(404, 'not_found')) : { $status: 202 })],
  ['GET', '/api/public/orders/:id', (p) => orders.get(p.id) ?? refuse(404, 'not_found')],
  ['POST', '/api/public/orders/:id/resend-email', () => ({})],
  ['GET', '/api/public/tickets/:code', (p) => tickets.get(p.code) ?? (p.code === 'demo' ? [...tickets.values()][0] : refuse(404, 'not_found'))],
  ['POST', '/api/auth/login', (p, q, b) => { if (b.password === 'wrong') return refuse(401, 'invalid_credentials'); me = user; return { user, csrf_token: 'c' } }],
  ['POST', '/api/auth/logout', () => { me = null; return {} }],
  ['GET', '/api/auth/me', () => (me ? { user, csrf_token: 'c' } : refuse(401, 'not_signed_in'))],
  ['GET', '/api/admin/ticketing/dashboard', () => ({ tickets_sold: 1874, revenue: 9873200, orders: 812, currency: 'USD', revenue_by_show: shows.slice(0, 5).map((s, i) => ({ show_id: s.id, title: s.title, starts_at: s.starts_at, time_zone: s.time_zone, revenue: 3200000 - i * 520000, sold: s.states.filter((x) => x === 's').length, available: pub(s).seats_available, capacity: s.states.length })), recent_orders: [...orders.values()].slice(-8), upcoming_shows: shows.slice(0, 5).map((s) => ({ show_id: s.id, title: s.title, starts_at: s.starts_at, time_zone: s.time_zone, sold: s.states.filter((x) => x === 's').length, available: pub(s).seats_available, capacity: s.states.length })) })],
  ['GET', '/api/admin/ticketing/orders', (p, q) => { const list = [...orders.values()].filter((o) => (!q.get('status') || o.status === q.get('status')) && (!q.get('q') || JSON.stringify(o).toLowerCase().includes(q.get('q').toLowerCase()))); return page(list.reverse()) }],
  ['GET', '/api/admin/ticketing/orders/:id', (p) => orders.get(p.id) ?? refuse(404, 'not_found')],
  ['POST', '/api/admin/ticketing/orders/:id/refund', (p) => { const o = orders.get(p.id); o.status = 'refunded'; o.refunded = o.total; o.tickets.forEach((t) => (t.status = 'void')); return { order: o } }],
  ['POST', '/api/admin/ticketing/orders/:id/:what', (p) => orders.get(p.id)],
  ['GET', '/api/venues', () => page(venues)], ['GET', '/api/venues/:id', (p) => venues.find((v) => v.id === p.id) ?? refuse(404, 'not_found')],
  ['POST', '/api/venues', (p, q, b) => { const v = { ...venues[1], ...b, id: 've' + ++counter, sections: [], price_zones: [] }; venues.push(v); return { $status: 201, ...v } }],
  ['PUT', '/api/venues/:id', (p, q, b) => Object.assign(venues.find((v) => v.id === p.id), b)],
  ['POST', '/api/venues/:id/seats/import', () => refuse(422, 'import_failed', { dry_run: false, rows: 3, created: 0, updated: 0, errors: [{ line: 3, column: 'x', code: 'not_a_number', detail: 'x must be a number.' }] })],
  ['GET', '/api/venues/:id/seat-map', (p) => (p.id === 've1' ? maps.theatre : maps.studio)],
  ['GET', '/api/recitals', () => page(recitals)], ['GET', '/api/recitals/:id', (p) => recitals.find((r) => r.id === p.id)],
  ['GET', '/api/recital-shows', () => page(shows.slice(0, 6).map(adminShow))], ['GET', '/api/recital-shows/:id', (p) => adminShow(shows.find((s) => s.id === p.id))],
  ['PUT', '/api/recital-shows/:id', (p, q, b) => adminShow(Object.assign(shows.find((s) => s.id === p.id), b))],
  ['GET', '/api/recital-shows/:id/seats/statistics', (p) => { const s = shows.find((x) => x.id === p.id); const c = (l) => s.states.filter((x) => x === l).length; return { total: s.states.length, available: c('a'), reserved: c('r'), sold: c('s'), blocked: c('b'), house: c('h') } }],
  ['POST', '/api/recital-shows/:id/seats/generate', () => ({ added: 0, removed: 0, kept: 1200 })], ['POST', '/api/recital-shows/:id/ticket-config', (p, q, b) => b],
  ['GET', '/api/admin/users', () => page([user, { ...user, id: 'u2', email: 'box@example.org', name: 'Sam Park', role: 'staff' }, { ...user, id: 'u3', email: 'door@example.org', name: 'Kim Doe', role: 'scanner', last_login_at: null }])],
  ['POST', '/api/admin/users', (p, q, b) => ({ $status: 201, ...user, ...b })],
  ['GET', '/api/admin/audit-log', () => page(Array.from({ length: 20 }, (_, i) => ({ id: 'a' + i, at: new Date(Date.now() - i * 3.6e6).toISOString(), actor: 'admin@example.org', actor_role: 'admin', action: ['order.refunded', 'user.created', 'show.updated', 'auth.signed_in'][i % 4], subject: ['order', 'user', 'show', 'session'][i % 4], subject_id: 'x' + i, address: '203.0.113.7' })))],
  ['POST', '/api/tickets/verify', (p, q, b) => { const t = tickets.get(b.code) ?? [...tickets.values()].find((x) => x.ticket_number === b.code); if (!t) return { result: 'not_found', ticket: null }; if (t.status === 'used') return { result: 'already_used', ticket: t, first_scan: { at: t.usedAt, gate: 'Main' } }; t.status = 'used'; t.usedAt = new Date().toISOString(); return { result: 'admitted', ticket: t } }]
]
createServer(async (req, res) => {
  const url = new URL(req.url, 'http://x')
  let body = ''
  for await (const chunk of req) body += chunk
  const stream = url.pathname.match(/^\/api\/public\/recital-shows\/(\w+)\/seats\/stream$/)
  if (stream) {
    const s = shows.find((x) => x.id === stream[1])
    res.writeHead(200, { 'Content-Type': 'text/event-stream' })
    res.write(`id: ${s.sequence}\nevent: snapshot\ndata: ${JSON.stringify({ sequence: s.sequence, states: s.states.join('') })}\n\n`)
    s.streams.add(res); req.on('close', () => s.streams.delete(res)); return
  }
  if (url.pathname === '/burst') { const s = shows.find((x) => x.id === 'arena'); const l = []; for (let i = 0; l.length < 1000; i += 37) l.push([i % s.states.length, s.states[i % s.states.length] === 'a' ? 's' : 'a']); change(s, l); return res.end('ok') }
  if (/qr\.svg$/.test(url.pathname)) { res.writeHead(200, { 'Content-Type': 'image/svg+xml' }); return res.end(qr) }
  for (const [method, pattern, handle] of routes) {
    if (method !== req.method) continue
    const names = []
    const m = url.pathname.match(new RegExp('^' + pattern.replace(/:(\w+)/g, (_, k) => (names.push(k), '([^/]+)')) + '$'))
    if (!m) continue
    let parsed = {}
    try { parsed = JSON.parse(body) } catch { /* no JSON */ }
    const { $status = 200, ...answer } = handle(Object.fromEntries(names.map((k, i) => [k, decodeURIComponent(m[i + 1])])), url.searchParams, parsed) ?? {}
    res.writeHead($status, { 'Content-Type': $status >= 400 ? 'application/problem+json' : 'application/json' })
    return res.end(JSON.stringify(answer))
  }
  res.writeHead(404, { 'Content-Type': 'application/problem+json' }); res.end(JSON.stringify({ status: 404, code: 'not_found', title: 'Not found' }))
}).listen(Number(process.env.PORT ?? 8099), '127.0.0.1')
