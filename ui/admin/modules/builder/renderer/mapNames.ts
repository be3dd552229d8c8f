// The names on the map: of rows beyond their ends when it is near, of sections when it is far. Gathered
// once after each change, a moment later on large maps, so that no frame waits for them.
import type { View } from '@/seatmap/engine/camera'
import type { SeatPalette } from '@/seatmap/renderer/palette'
import { kBoxSeats } from '@/seatmap/renderer/seatRenderer'
import { contentBounds, kMilli } from '../engine/document'
import type { Editor } from '../engine/editor'
import { alongAxis, rowsOf } from '../engine/selection'

const kFont = "'Instrument Sans Variable', sans-serif"
export const kLargeMap = 8000

interface NameSpot {
  end: number
  inner: number
  name: string
}
interface SectionSpot {
  seats: Uint32Array
  name: string
}

export class MapNames {
  isStale = true
  private rowSpots: NameSpot[] = []
  private sectionSpots: SectionSpot[] = []

  constructor(private readonly editor: Editor) {}

  gather() {
    const { doc } = this.editor
    this.rowSpots = []
    const sections = new Map<number, number[]>()
    // A table bears its name itself.
    const tables = new Set(doc.objects.map((thing) => thing.text))
    for (const row of rowsOf(doc, doc.seats())) {
      const seats = alongAxis(doc, row.seats)
      const [first, last] = [seats[0], seats[seats.length - 1]]
      const isTable = tables.has(row.name)
      if (!isTable) this.rowSpots.push({ end: first, inner: seats[1] ?? first, name: row.name })
      if (!isTable && seats.length > kBoxSeats) this.rowSpots.push({ end: last, inner: seats[seats.length - 2], name: row.name })
      const list = sections.get(row.section) ?? []
      for (const seat of seats) list.push(seat)
      sections.set(row.section, list)
    }
    this.sectionSpots = [...sections].map(([key, seats]) => ({ seats: Uint32Array.from(seats), name: doc.sections.find((each) => each.key === key)?.name ?? '' }))
    this.isStale = false
  }

  drawRows(c: CanvasRenderingContext2D, view: View, scale: number, dpr: number, pitch: number, radius: number, palette: SeatPalette) {
    if (this.isStale && this.editor.doc.count > kLargeMap) return
    if (this.isStale) this.gather()
    const { doc } = this.editor
    c.fillStyle = palette.mute
    c.textAlign = 'center'
    c.textBaseline = 'middle'
    c.font = `500 ${Math.min(13 * dpr, radius * scale * 1.1)}px ${kFont}`
    for (const { end, inner, name } of this.rowSpots) {
      if (!doc.alive[end] || name.length > 12) continue
      const [ex, ey] = [doc.x[end] / kMilli, doc.y[end] / kMilli]
      const [ix, iy] = [doc.x[inner] / kMilli, doc.y[inner] / kMilli]
      const length = Math.hypot(ex - ix, ey - iy) || 1
      const [ux, uy] = end === inner ? [-1, 0] : [(ex - ix) / length, (ey - iy) / length]
      const away = pitch * (0.72 + 0.18 * Math.min(4, name.length))
      const x = (ex + ux * away - view.x) * scale
      const y = (ey + uy * away - view.y) * scale
      if (x < -40 || y < -20 || x > c.canvas.width + 40 || y > c.canvas.height + 20) continue
      c.fillText(name, x, y)
    }
  }

  drawSections(c: CanvasRenderingContext2D, view: View, scale: number, dpr: number, palette: SeatPalette) {
    const { doc } = this.editor
    c.textAlign = 'center'
    c.textBaseline = 'middle'
    c.font = `600 ${14 * dpr}px ${kFont}`
    c.lineWidth = 4 * dpr
    c.lineJoin = 'round'
    c.strokeStyle = palette.paper
    c.fillStyle = palette.ink
    for (const { seats, name } of this.sectionSpots) {
      const bounds = contentBounds(doc, seats.length > 3000 ? seats.filter((_, i) => i % 16 === 0) : seats, [])
      if (!bounds) continue
      const x = ((bounds.x0 + bounds.x1) / 2 - view.x) * scale
      const y = ((bounds.y0 + bounds.y1) / 2 - view.y) * scale
      c.strokeText(name, x, y)
      c.fillText(name, x, y)
    }
  }
}
