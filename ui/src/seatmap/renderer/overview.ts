// The house from far away: each section as the silhouette of its rows in the colours of its zones,
// paler the fuller it is, with its name and how many seats are free. Cheap at any number of seats.
import { kNoZone, type SeatGeometry } from '../engine/geometry'
import { mixColors, textOn, type SeatPalette } from './palette'

interface Run {
  section: number
  zone: number
  path: Path2D
}
export interface SectionPlace {
  section: number
  zone: number
  x: number
  y: number
  width: number
  depth: number
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
      this.places.push({
        section,
        zone: geometry.zone[seat],
        x: geometry.x[seat],
        y: geometry.y[seat],
        width: widest + geometry.pitch,
        depth: rows.length * geometry.rowPitch
      })
    })
  }

  /** Draws in map coordinates; the context is already transformed. */
  drawSections(c: CanvasRenderingContext2D, palette: SeatPalette, freeShare: (section: number) => number) {
    c.lineCap = 'butt'
    c.lineJoin = 'round'
    c.lineWidth = this.geometry.rowPitch * 1.08
    for (const run of this.runs) {
      c.strokeStyle = fillOf(palette, run.zone, freeShare(run.section))
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

  /** Names stand on the sections themselves, where they fit; nearer, more of them do. */
  drawNames(
    c: CanvasRenderingContext2D,
    palette: SeatPalette,
    toScreen: (x: number, y: number) => { x: number; y: number },
    scale: number,
    texts: (section: number) => { name: string; count: string },
    freeShare: (section: number) => number
  ) {
    c.textAlign = 'center'
    c.textBaseline = 'middle'
    for (const place of this.places) {
      const at = toScreen(place.x, place.y)
      const text = texts(place.section)
      const across = Math.min(place.width, place.depth * 4) * scale
      const depth = place.depth * scale
      const size = Math.min(15, depth / 1.5, (across / Math.max(3, text.name.length)) * 1.5)
      if (size < kNamePx) continue
      c.fillStyle = textOn(fillOf(palette, place.zone, freeShare(place.section)))
      c.font = `600 ${size}px 'Instrument Sans Variable', sans-serif`
      const hasCount = depth > size * 2.7 && (across / text.count.length) * 1.7 > kCountPx
      c.fillText(text.name, at.x, hasCount ? at.y - size * 0.6 : at.y)
      if (!hasCount) continue
      c.font = `500 ${Math.min(size * 0.86, (across / text.count.length) * 1.7)}px 'Instrument Sans Variable', sans-serif`
      c.fillText(text.count, at.x, at.y + size * 0.64)
    }
  }
}

/** Smaller names and counts say nothing. */
const kNamePx = 9
const kCountPx = 11

/** Paler the fuller the section is; nothing free leaves only its outline. */
function fillOf(palette: SeatPalette, zone: number, freeShare: number): string {
  const color = zone === kNoZone ? palette.sold : (palette.zones[zone]?.fill ?? palette.sold)
  return freeShare === 0 ? palette.line : mixColors(palette.line, color, 0.3 + 0.62 * Math.sqrt(freeShare))
}
