// Draws the house for one view: silhouettes when far, stamped seats when near, numbers when nearer.
import { styleParts, StyleId, kFirstFreeStyle } from '../engine/styles'
import { SeatKind, sizeOf, type SeatGeometry } from '../engine/geometry'
import type { View } from '../engine/camera'
import { drawObject } from './objects'
import { Overview } from './overview'
import type { SeatPalette } from './palette'
import { SeatBuffer } from './seatBuffer'
import { SpriteSheet } from './sprites'

/** A seat's radius as a share of the distance to its neighbour. */
export const kRadiusOfPitch = 0.41
const kFarSeatPx = 4
const kDirectSeats = 4000
const kNumeralRadiusPx = 8.5
const kRowNameRadiusPx = 5
/** A row of this many seats or fewer bears its name once, not at both ends. */
export const kBoxSeats = 4
const kStepMs = 6
const kPulseMs = 900
const kFloorSeats = 6000
const kOverviewMaxPx = 2048
const kOverviewEveryMs = 250

export interface RenderTexts {
  section(section: number): { name: string; count: string }
}

interface NameSpot {
  x: number
  y: number
  name: string
}

export class SeatRenderer {
  readonly radius: number
  focus = -1
  hover = -1
  focusIsVisible = false
  /** Smaller than this on the screen, seats give way to the silhouettes of their sections. */
  farSeatPx = kFarSeatPx
  private readonly context: CanvasRenderingContext2D
  private sprites: SpriteSheet
  private readonly overview: Overview
  private readonly buffer: SeatBuffer
  private readonly rowSpots: NameSpot[] = []
  private readonly sectionSpots: NameSpot[] = []
  private readonly pulses = new Map<number, number>()
  private overviewPicture: { canvas: HTMLCanvasElement; scale: number; made: number; stale: boolean } | null = null
  private width = 1
  private height = 1
  private dpr = 1

  constructor(
    readonly canvas: HTMLCanvasElement,
    private readonly geometry: SeatGeometry,
    private readonly styles: Uint16Array,
    /** 1 for seats that the filter leaves in the background. */
    private readonly dimmed: Uint8Array,
    /** 1 and more for seats with a ring around them. */
    private readonly rings: Uint8Array,
    private palette: SeatPalette,
    private readonly texts: RenderTexts,
    private readonly freeShare: (section: number) => number
  ) {
    const context = canvas.getContext('2d', { alpha: false })
    if (!context) throw new Error('This browser cannot draw the seat map')
    this.context = context
    this.radius = geometry.pitch * kRadiusOfPitch
    this.sprites = new SpriteSheet(palette)
    this.overview = new Overview(geometry)
    this.buffer = new SeatBuffer((target, seat, view) => this.stamp(target, seat, view))
    this.gatherRowSpots()
    this.gatherSectionSpots()
  }

  resize(width: number, height: number, dpr: number) {
    this.width = width
    this.height = height
    this.dpr = dpr
    this.canvas.width = Math.max(1, Math.round(width * dpr))
    this.canvas.height = Math.max(1, Math.round(height * dpr))
    this.buffer.clear()
  }

  setPalette(palette: SeatPalette) {
    this.palette = palette
    this.sprites = new SpriteSheet(palette)
    this.invalidate()
  }

  /** Everything may look different. */
  invalidate() {
    this.buffer.clear()
    this.overviewPicture = null
  }

  seatsChanged(seats: readonly number[]) {
    if (this.overviewPicture) this.overviewPicture.stale = true
    const reach = this.radius * 1.27
    for (const seat of seats) this.buffer.restamp(seat, this.geometry.x[seat], this.geometry.y[seat], reach, this.dpr)
  }

  pulse(seats: readonly number[]) {
    const now = performance.now()
    for (const seat of seats) this.pulses.set(seat, now)
  }

  /** Draws a frame; true when another is needed to finish what it began. */
  draw(view: View): boolean {
    const c = this.context
    c.setTransform(1, 0, 0, 1, 0, 0)
    c.fillStyle = this.palette.paper
    c.fillRect(0, 0, this.canvas.width, this.canvas.height)
    const isFar = this.radius * 2 * view.scale < this.farSeatPx
    if (!isFar && this.geometry.count <= kFloorSeats) this.drawFloor(view)
    this.drawObjects(view)
    const more = isFar ? this.drawFar(view) : this.drawNear(view)
    this.drawRing(view, this.hover, this.palette.ink, 2)
    if (this.focusIsVisible) this.drawRing(view, this.focus, this.palette.velvet, 3)
    return this.drawPulses(view) || more
  }

  private mapTransform(view: View, scale = this.dpr) {
    this.context.setTransform(view.scale * scale, 0, 0, view.scale * scale, -view.x * view.scale * scale, -view.y * view.scale * scale)
  }

  private drawFloor(view: View) {
    this.mapTransform(view)
    this.overview.drawFloor(this.context, this.palette.card)
    this.context.setTransform(1, 0, 0, 1, 0, 0)
  }

  private drawObjects(view: View) {
    const look = { scale: view.scale * this.dpr, dpr: this.dpr, pitch: this.geometry.pitch, palette: this.palette }
    for (const object of this.geometry.layout.objects) drawObject(this.context, object, view, look)
    this.context.setTransform(1, 0, 0, 1, 0, 0)
  }

  // ---- far ----

  private drawFar(view: View): boolean {
    const picture = this.overviewFor(view)
    const c = this.context
    const { bounds } = this.geometry
    const scale = view.scale * this.dpr
    c.drawImage(picture.canvas, (bounds.x - view.x) * scale, (bounds.y - view.y) * scale, bounds.width * scale, bounds.height * scale)
    c.setTransform(this.dpr, 0, 0, this.dpr, 0, 0)
    const toScreen = (x: number, y: number) => ({ x: (x - view.x) * view.scale, y: (y - view.y) * view.scale })
    this.overview.drawNames(c, this.palette, toScreen, view.scale, (section) => this.texts.section(section), this.freeShare)
    c.setTransform(1, 0, 0, 1, 0, 0)
    return picture.stale
  }

  private overviewFor(view: View) {
    const { bounds } = this.geometry
    const longest = Math.max(bounds.width, bounds.height)
    const wanted = Math.min(view.scale * this.dpr, kOverviewMaxPx / longest)
    const now = performance.now()
    const old = this.overviewPicture
    if (old && wanted / old.scale < 1.6 && (!old.stale || now - old.made < kOverviewEveryMs)) return old
    const canvas = old?.canvas ?? document.createElement('canvas')
    const scale = Math.min(wanted * 1.2, kOverviewMaxPx / longest)
    canvas.width = Math.ceil(bounds.width * scale)
    canvas.height = Math.ceil(bounds.height * scale)
    const c = canvas.getContext('2d') as CanvasRenderingContext2D
    c.setTransform(scale, 0, 0, scale, -bounds.x * scale, -bounds.y * scale)
    this.overview.drawSections(c, this.palette, this.freeShare)
    this.overviewPicture = { canvas, scale, made: now, stale: false }
    return this.overviewPicture
  }

  // ---- near ----

  private drawNear(view: View): boolean {
    const margin = this.geometry.pitch
    const seats = this.geometry.search(
      view.x - margin, view.y - margin,
      view.x + this.width / view.scale + margin, view.y + this.height / view.scale + margin)
    const more = seats.length > kDirectSeats ? this.drawBuffered(view) : this.drawDirect(view, seats)
    const radiusPx = this.radius * view.scale
    if (radiusPx >= kRowNameRadiusPx) this.drawRowNames(view)
    this.drawSectionNames(view)
    if (radiusPx >= kNumeralRadiusPx && seats.length <= kDirectSeats) this.drawNumerals(view, seats)
    return more
  }

  private drawDirect(view: View, seats: readonly number[]): boolean {
    const c = this.context
    const chosen: number[] = []
    c.globalAlpha = 0.16
    for (const seat of seats) {
      if (this.styles[seat] === StyleId.selected) chosen.push(seat)
      else if (this.dimmed[seat]) this.stampAt(c, seat, view)
    }
    c.globalAlpha = 1
    for (const seat of seats) {
      if (!this.dimmed[seat] && this.styles[seat] !== StyleId.selected) this.stampAt(c, seat, view)
    }
    for (const seat of chosen) this.stampAt(c, seat, view)
    return false
  }

  private drawBuffered(view: View): boolean {
    if (!this.buffer.suits(view) && !this.buffer.isMaking(view)) {
      this.buffer.begin(view, this.width, this.height, this.dpr, (x0, y0, x1, y1) => this.geometry.search(x0, y0, x1, y1))
    }
    this.buffer.step(kStepMs)
    if (!this.buffer.draw(this.context, view, this.dpr)) this.drawFar(view)
    return this.buffer.isBusy
  }

  private stamp(target: CanvasRenderingContext2D, seat: number, view: View) {
    target.globalAlpha = this.dimmed[seat] && this.styles[seat] !== StyleId.selected ? 0.16 : 1
    this.stampAt(target, seat, view)
  }

  private stampAt(target: CanvasRenderingContext2D, seat: number, view: View) {
    const scale = view.scale * this.dpr
    const atlas = this.sprites.of(this.radius * scale)
    const style = this.styles[seat]
    const { cell, columns, image } = atlas
    const left = Math.round((this.geometry.x[seat] - view.x) * scale - cell / 2)
    const top = Math.round((this.geometry.y[seat] - view.y) * scale - cell / 2)
    target.drawImage(image, (style % columns) * cell, Math.floor(style / columns) * cell, cell, cell, left, top, cell, cell)
    if (this.rings[seat] === 0 || style === StyleId.selected) return
    const { ring } = this.sprites
    target.drawImage(image, (ring % columns) * cell, Math.floor(ring / columns) * cell, cell, cell, left, top, cell, cell)
  }

  private drawNumerals(view: View, seats: readonly number[]) {
    const c = this.context
    const scale = view.scale * this.dpr
    const radius = this.radius * scale
    c.textAlign = 'center'
    c.textBaseline = 'middle'
    const fonts = [0, 1, 2, 3].map((length) => `600 ${radius * (length >= 3 ? 0.72 : 0.94)}px 'Instrument Sans Variable', sans-serif`)
    let font = ''
    for (const seat of seats) {
      const style = this.styles[seat]
      if (style < kFirstFreeStyle || this.dimmed[seat]) continue
      const { zone, kind } = styleParts(style)
      const colors = this.palette.zones[zone]
      if (kind !== SeatKind.standard || !colors) continue
      const text = this.geometry.seatNumber(seat)
      if (text.length > 4) continue
      const wanted = fonts[Math.min(3, text.length)]
      if (wanted !== font) c.font = font = wanted
      c.fillStyle = colors.text
      c.fillText(text, (this.geometry.x[seat] - view.x) * scale, (this.geometry.y[seat] - view.y) * scale + radius * 0.05)
    }
  }

  /** A section's name stands before its first or behind its last row, where nothing else is. */
  private gatherSectionSpots() {
    const { geometry } = this
    const { x, y, pitch } = geometry
    geometry.rowsOfSection.forEach((rows, section) => {
      const seats = rows.flatMap((row) => [...geometry.rows[row].seats])
      if (seats.length === 0) return
      const name = geometry.layout.sections[section].name
      const middle = seats.reduce((sum, seat) => sum + x[seat], 0) / seats.length
      const column = seats.filter((seat) => Math.abs(x[seat] - middle) < pitch * 3).map((seat) => y[seat])
      if (column.length === 0) return
      const size = pitch * 0.82
      const reach = { x: name.length * size * 0.3, y: pitch * 0.55 }
      for (const at of [Math.min(...column) - geometry.rowPitch * 0.95, Math.max(...column) + geometry.rowPitch * 0.95]) {
        const isFree =
          geometry.search(middle - reach.x, at - reach.y, middle + reach.x, at + reach.y).length === 0 &&
          geometry.layout.objects.every((object) => Math.abs(at - object.y) > reach.y + sizeOf(object).height / 2 || Math.abs(middle - object.x) > reach.x + sizeOf(object).width / 2)
        if (!isFree) continue
        this.sectionSpots.push({ x: middle, y: at, name })
        return
      }
    })
  }

  private drawSectionNames(view: View) {
    const c = this.context
    const scale = view.scale * this.dpr
    const size = Math.min(Math.max(this.geometry.pitch * 0.86 * scale, 10 * this.dpr), 16 * this.dpr)
    if (this.geometry.pitch * scale < 9 * this.dpr) return
    c.fillStyle = this.palette.mute
    c.textAlign = 'center'
    c.textBaseline = 'middle'
    c.font = `600 ${size}px 'Instrument Sans Variable', sans-serif`
    for (const spot of this.sectionSpots) c.fillText(spot.name, (spot.x - view.x) * scale, (spot.y - view.y) * scale)
  }

  /** A row's name stands beyond both its ends and in its aisles, where nothing else is. */
  private gatherRowSpots() {
    const { wallBefore } = this.geometry
    for (const row of this.geometry.rows) {
      const seats = row.seats
      for (let at = 0; at < seats.length; at++) {
        if (at + 1 < seats.length && wallBefore[seats[at]]) this.nameBeyond(seats[at], seats[at + 1], row.name)
        if (seats.length > kBoxSeats && at > 0 && (at + 1 === seats.length || wallBefore[seats[at + 1]])) this.nameBeyond(seats[at], seats[at - 1], row.name)
      }
    }
  }

  private nameBeyond(end: number, inner: number, name: string) {
    const { x, y, pitch } = this.geometry
    const length = Math.hypot(x[end] - x[inner], y[end] - y[inner]) || pitch
    const spot = { x: x[end] + ((x[end] - x[inner]) / length) * pitch * 0.95, y: y[end] + ((y[end] - y[inner]) / length) * pitch * 0.95, name }
    const isTaken =
      this.geometry.nearest(spot.x, spot.y, pitch * 0.7) >= 0 ||
      this.rowSpots.some((other) => Math.hypot(other.x - spot.x, other.y - spot.y) < pitch * 0.8)
    if (!isTaken) this.rowSpots.push(spot)
  }

  private drawRowNames(view: View) {
    const c = this.context
    const scale = view.scale * this.dpr
    c.fillStyle = this.palette.mute
    c.textAlign = 'center'
    c.textBaseline = 'middle'
    c.font = `500 ${Math.min(13 * this.dpr, this.radius * scale * 1.1)}px 'Instrument Sans Variable', sans-serif`
    for (const spot of this.rowSpots) {
      const at = { x: (spot.x - view.x) * scale, y: (spot.y - view.y) * scale }
      if (at.x < -20 || at.y < -20 || at.x > this.canvas.width + 20 || at.y > this.canvas.height + 20) continue
      c.fillText(spot.name, at.x, at.y)
    }
  }

  // ---- over everything ----

  private drawRing(view: View, seat: number, color: string, width: number) {
    if (seat < 0) return
    const c = this.context
    const scale = view.scale * this.dpr
    const side = (this.radius * view.scale * 1.16 + 2 + width / 2) * this.dpr
    c.strokeStyle = color
    c.lineWidth = width * this.dpr
    c.beginPath()
    c.roundRect((this.geometry.x[seat] - view.x) * scale - side, (this.geometry.y[seat] - view.y) * scale - side, side * 2, side * 2, side * 0.55)
    c.stroke()
  }

  private drawPulses(view: View): boolean {
    const now = performance.now()
    const c = this.context
    const scale = view.scale * this.dpr
    for (const [seat, began] of this.pulses) {
      const t = (now - began) / kPulseMs
      if (t >= 1) {
        this.pulses.delete(seat)
        continue
      }
      c.globalAlpha = 1 - t
      c.strokeStyle = this.palette.amber
      c.lineWidth = Math.max(2, this.radius * scale * 0.3)
      c.beginPath()
      c.arc((this.geometry.x[seat] - view.x) * scale, (this.geometry.y[seat] - view.y) * scale, this.radius * scale * (1 + t * 1.4), 0, Math.PI * 2)
      c.stroke()
      c.globalAlpha = 1
    }
    return this.pulses.size > 0
  }
}
