// The chart as one object: camera, renderer and gestures around a board. The page gives it a canvas
// and hears of taps; it draws only when something changed.
import type { SeatBoard } from '../engine/board'
import { Camera, mixViews, type View } from '../engine/camera'
import { Gestures, type GestureHandlers } from './gestures'
import type { SeatPalette } from './palette'
import { SeatRenderer, type RenderTexts } from './seatRenderer'

export interface SeatMapEvents {
  /** Somebody pressed a seat. */
  pick(seat: number): void
  hover(seat: number, x: number, y: number): void
  /** After every frame that moved the map: an overlay follows with one transform. */
  moved(view: View): void
  /** Presses and drags that are the page's own; see `GestureHandlers`. */
  grabs?: Pick<GestureHandlers, 'grab' | 'drag' | 'drop'>
}

const kZoomMs = 190
/** A finger needs this much (WCAG 2.5.8); smaller seats are first brought nearer. */
const kTouchSeatPx = 20
const kTouchZoomPx = 30
const kReachPx = 24
const kFewSeats = 2000

export class SeatMapView {
  readonly camera: Camera
  private readonly renderer: SeatRenderer
  private readonly gestures: Gestures
  private readonly dimmed: Uint8Array
  private readonly unlisten: () => void
  private frame = 0
  private motion: { from: View; to: View; began: number } | null = null
  private lastView: View | null = null

  constructor(
    canvas: HTMLCanvasElement,
    private readonly board: SeatBoard,
    palette: SeatPalette,
    texts: RenderTexts,
    private readonly events: SeatMapEvents
  ) {
    const { geometry } = board
    this.camera = new Camera(geometry.bounds, geometry.pitch)
    this.dimmed = new Uint8Array(geometry.count)
    const seatsOf = new Int32Array(geometry.layout.sections.length)
    for (let seat = 0; seat < geometry.count; seat++) seatsOf[geometry.section[seat]]++
    this.renderer = new SeatRenderer(canvas, geometry, board.styles, this.dimmed, board.rings, palette, texts,
      (section) => (seatsOf[section] ? board.freeOfSection[section] / seatsOf[section] : 0))
    this.gestures = new Gestures(canvas, {
      pan: (dx, dy) => this.moveTo(this.camera.panned(dx, dy)),
      zoom: (factor, x, y) => this.moveTo(this.camera.zoomed(factor, x, y)),
      tap: (x, y, isTouch) => this.tap(x, y, isTouch),
      doubleTap: (x, y) => this.glideTo(this.camera.zoomed(2.2, x, y)),
      hover: (x, y) => this.hover(x, y),
      leave: () => this.hover(-1e6, -1e6),
      ...events.grabs,
      canZoom: (factor) => factor > 1 ? this.camera.view.scale < this.camera.maxScale : !this.camera.isFitted()
    })
    this.unlisten = board.listen((seats) => {
      if (seats) this.renderer.seatsChanged(seats)
      else this.renderer.invalidate()
      this.request()
    })
  }

  destroy() {
    cancelAnimationFrame(this.frame)
    this.gestures.destroy()
    this.unlisten()
  }

  resize(width: number, height: number) {
    this.camera.resize(width, height)
    this.renderer.resize(width, height, Math.min(3, window.devicePixelRatio || 1))
    this.drawNow()
  }

  /** Seats are drawn one by one until they are this small; a page to paint on wants them from afar. */
  drawSeatsFrom(px: number) {
    this.renderer.farSeatPx = px
  }

  setPalette(palette: SeatPalette) {
    this.renderer.setPalette(palette)
    this.request()
  }

  /** Seats that `keeps` refuses stay visible, in the background. */
  setFilter(keeps: ((seat: number) => boolean) | null) {
    const changed: number[] = []
    for (let seat = 0; seat < this.dimmed.length; seat++) {
      const is = keeps && !keeps(seat) ? 1 : 0
      if (this.dimmed[seat] === is) continue
      this.dimmed[seat] = is
      changed.push(seat)
    }
    // A few are drawn again in place; the picture of all others stays.
    if (changed.length > kFewSeats) this.renderer.invalidate()
    else this.renderer.seatsChanged(changed)
    this.request()
  }

  pulse(seats: readonly number[]) {
    this.renderer.pulse(seats)
    this.request()
  }

  zoomBy(factor: number) {
    const { width, height } = this.camera.size
    this.glideTo(this.camera.zoomed(factor, width / 2, height / 2))
  }
  panBy(dx: number, dy: number) {
    this.glideTo(this.camera.panned(dx, dy))
  }
  fit() {
    this.glideTo(this.camera.fit())
  }

  /** Brings seats into view, near enough to be told apart. */
  show(seats: readonly number[]) {
    if (seats.length === 0) return
    const { x, y, pitch } = this.board.geometry
    const xs = seats.map((seat) => x[seat])
    const ys = seats.map((seat) => y[seat])
    const margin = pitch * 4
    const left = Math.min(...xs) - margin
    const top = Math.min(...ys) - margin
    const box = { x: left, y: top, width: Math.max(...xs) + margin - left, height: Math.max(...ys) + margin - top }
    const nearest = Math.max(this.camera.minScale, 26 / pitch)
    const fitted = this.camera.fitBox(box)
    if (fitted.scale > nearest) this.glideTo(this.camera.centred(box.x + box.width / 2, box.y + box.height / 2, nearest))
    else this.glideTo(fitted)
  }

  showSection(section: number) {
    const { geometry } = this.board
    const seats: number[] = []
    for (const row of geometry.rowsOfSection[section] ?? []) seats.push(...geometry.rows[row].seats)
    if (seats.length === 0) return
    const xs = seats.map((seat) => geometry.x[seat])
    const ys = seats.map((seat) => geometry.y[seat])
    const margin = geometry.pitch * 2
    const x = min(xs) - margin
    const y = min(ys) - margin
    this.glideTo(this.camera.fitBox({ x, y, width: max(xs) + margin - x, height: max(ys) + margin - y }))
  }

  /** The keyboard's seat; `visible` when the focus ring is to be drawn. */
  focus(seat: number, visible: boolean) {
    this.renderer.focus = seat
    this.renderer.focusIsVisible = visible
    if (seat >= 0 && visible) {
      const { x, y } = this.board.geometry
      this.moveTo(this.camera.including(x[seat], y[seat], 64))
    }
    this.request()
  }

  seatAt(screenX: number, screenY: number): number {
    const at = this.camera.toMap(screenX, screenY)
    const { geometry } = this.board
    const reach = Math.min(geometry.pitch * 0.62, kReachPx / this.camera.view.scale)
    return geometry.nearest(at.x, at.y, reach)
  }

  private tap(x: number, y: number, isTouch: boolean) {
    const seatPx = this.renderer.radius * 2 * this.camera.view.scale
    if (seatPx < (isTouch ? kTouchSeatPx : 6)) {
      const scale = (isTouch ? kTouchZoomPx : 18) / (this.renderer.radius * 2)
      const at = this.camera.toMap(x, y)
      this.glideTo(this.camera.centred(at.x, at.y, scale))
      return
    }
    const seat = this.seatAt(x, y)
    if (seat >= 0) this.events.pick(seat)
  }

  private hover(x: number, y: number) {
    const isNear = this.renderer.radius * 2 * this.camera.view.scale >= 5
    const seat = isNear ? this.seatAt(x, y) : -1
    if (seat !== this.renderer.hover) {
      this.renderer.hover = seat
      this.renderer.canvas.style.cursor = seat >= 0 && this.board.isFree(seat) ? 'pointer' : 'grab'
      this.request()
    }
    this.events.hover(seat, x, y)
  }

  private moveTo(view: View) {
    this.motion = null
    this.camera.view = view
    this.request()
  }

  private glideTo(view: View) {
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches
    if (still) return this.moveTo(view)
    this.motion = { from: this.camera.view, to: view, began: performance.now() }
    this.request()
  }

  private request() {
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.drawNow())
  }

  private drawNow() {
    cancelAnimationFrame(this.frame)
    this.frame = 0
    if (this.motion) {
      const t = Math.min(1, (performance.now() - this.motion.began) / kZoomMs)
      const eased = 1 - (1 - t) ** 3
      this.camera.view = mixViews(this.motion.from, this.motion.to, eased, this.camera.size)
      if (t === 1) {
        this.camera.view = this.motion.to
        this.motion = null
      }
    }
    const more = this.renderer.draw(this.camera.view)
    if (this.lastView !== this.camera.view) {
      this.lastView = this.camera.view
      this.events.moved(this.camera.view)
    }
    if (more || this.motion) this.request()
  }
}

function min(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity)
}
function max(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), -Infinity)
}
