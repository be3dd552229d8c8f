// The house from far away: each section as the silhouette of its rows in the colours of its zones,
// paler the fuller it is, with its name and how many seats are free. Cheap at any number of seats.
import { kNoZone, type SeatGeometry } from '../engine/geometry'
import { mixColors, type SeatPalette } from './palette'

interface Run {
  section: number
  zone: number
  path: Path2D
}
export interface SectionPlace {
  section: number
  x: number
  y: number
  width: number
}

/** A polyline keeps at most this many points of a row: enough for the curve of a balcony. */
const kPointsOfRow = 10

export class Overview {
  private readonly runs: Run[] = []
  readonly places: SectionPlace[] = []

  constructor(private readonly geometry: SeatGeometry) {
    this.gatherRuns()
    this.gatherPlaces()
  }

  private gatherRuns() {
    const paths = new Map<string, Run>()
    const { geometry } = this
    for (const row of geometry.rows) {
      let start = 0
      for (let at = 1; at <= row.seats.length; at++) {
        const ends =
          at === row.seats.length ||
          geometry.wallBefore[row.seats[at]] === 1 ||
          geometry.zone[row.seats[at]] !== geometry.zone[row.seats[at - 1]]
        if (!ends) continue
        const zone = geometry.zone[row.seats[start]]
        const key = `${row.section}/${zone}`
        let run = paths.get(key)
        if (!run) {
          run = { section: row.section, zone, path: new Path2D() }
          paths.set(key, run)
        }
        this.addLine(run.path, row.seats.subarray(start, at))
        start = at
      }
    }
    this.runs.push(...paths.values())
  }

  private addLine(path: Path2D, seats: Uint32Array) {
    const { x, y } = this.geometry
    const step = Math.max(1, (seats.length - 1) / kPointsOfRow)
    path.moveTo(x[seats[0]], y[seats[0]])
    // A line of no length is drawn as a dot only when it has a length.
    if (seats.length === 1) path.lineTo(x[seats[0]] + 0.01, y[seats[0]])
    for (let at = step; at < seats.length - 0.5; at += step) {
      const seat = seats[Math.round(at)]
      path.lineTo(x[seat], y[seat])
    }
    const last = seats[seats.length - 1]
    path.lineTo(x[last], y[last])
  }

  /** A name stands on the seat that is nearest to the middle of its section: always on the section. */
  private gatherPlaces() {
    const { geometry } = this
    geometry.rowsOfSection.forEach((rows, section) => {
      if (rows.length === 0) return
      const middle = geometry.rows[rows[Math.floor(rows.length / 2)]]
      const seat = middle.seats[Math.floor(middle.seats.length / 2)]
      let widest = 0
      for (const row of rows) {
        const seats = geometry.rows[row].seats
        widest = Math.max(widest, geometry.distance(seats[0], seats[seats.length - 1]))
      }
      this.places.push({ section, x: geometry.x[seat], y: geometry.y[seat], width: widest + geometry.pitch })
    })
  }

  /** Draws in map coordinates; the context is already transformed. */
  drawSections(c: CanvasRenderingContext2D, palette: SeatPalette, freeShare: (section: number) => number) {
    c.lineCap = 'round'
    c.lineJoin = 'round'
    c.lineWidth = this.geometry.rowPitch * 1.08
    for (const run of this.runs) {
      const zone = palette.zones[run.zone]
      const color = run.zone === kNoZone || !zone ? palette.sold : zone.fill
      const share = freeShare(run.section)
      c.strokeStyle = share === 0 ? palette.line : mixColors(palette.line, color, 0.3 + 0.62 * Math.sqrt(share))
      c.stroke(run.path)
    }
  }

  /** The floor under the seats: the same silhouettes, barely there. */
  drawFloor(c: CanvasRenderingContext2D, color: string) {
    c.lineCap = 'round'
    c.lineJoin = 'round'
    c.lineWidth = this.geometry.rowPitch * 1.5
    c.strokeStyle = color
    for (const run of this.runs) c.stroke(run.path)
  }

  drawNames(
    c: CanvasRenderingContext2D,
    palette: SeatPalette,
    toScreen: (x: number, y: number) => { x: number; y: number },
    scale: number,
    texts: (section: number) => { name: string; count: string }
  ) {
    c.textAlign = 'center'
    c.textBaseline = 'middle'
    const taken: { x: number; y: number; w: number; h: number }[] = []
    for (const place of this.places) {
      const at = toScreen(place.x, place.y)
      const text = texts(place.section)
      const size = Math.max(11, Math.min(15, (place.width * scale) / 8))
      c.font = `600 ${size}px 'Instrument Sans Variable', sans-serif`
      const width = Math.max(c.measureText(text.name).width, c.measureText(text.count).width) + 16
      const box = { x: at.x - width / 2, y: at.y - size * 1.55, w: width, h: size * 3.1 }
      if (width > place.width * scale + 40 || taken.some((other) => overlap(box, other))) continue
      taken.push(box)
      c.fillStyle = palette.card
      c.globalAlpha = 0.94
      c.beginPath()
      c.roundRect(box.x, box.y, box.w, box.h, 8)
      c.fill()
      c.globalAlpha = 1
      c.fillStyle = palette.ink
      c.fillText(text.name, at.x, at.y - size * 0.62)
      c.fillStyle = palette.mute
      c.font = `500 ${size * 0.86}px 'Instrument Sans Variable', sans-serif`
      c.fillText(text.count, at.x, at.y + size * 0.68)
    }
  }
}

function overlap(a: { x: number; y: number; w: number; h: number }, b: { x: number; y: number; w: number; h: number }) {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}

