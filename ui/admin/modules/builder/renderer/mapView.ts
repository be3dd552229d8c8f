// Draws the map being edited: picture to trace, grid, things, seats, names. A whole frame each time:
// few seats are stamped from the sprites that buyers see too, very many are written as pixels.
import { Camera, type View } from '@/seatmap/engine/camera'
import { freeStyle } from '@/seatmap/engine/styles'
import { SeatKind } from '@/seatmap/engine/geometry'
import { seatPalette, type SeatPalette } from '@/seatmap/renderer/palette'
import { SpriteSheet } from '@/seatmap/renderer/sprites'
import { contentBounds, kMilli, type Bounds, type MapThing, type Point } from '../engine/document'
import { quickPitch } from '../engine/checks'
import type { Editor } from '../engine/editor'
import { MapNames } from './mapNames'
import { PixelSeats } from './pixelSeats'
import { drawThing } from './things'

export type ColorBy = 'zone' | 'section' | 'type'
const kTypeColors = ['#8d8496', '#0193d4', '#135d45', '#8c0f7d', '#cb7704', '#0b06eb']
const kNoColor = '#b3abba'
const kDirectSeats = 4000
const kNumeralRadiusPx = 8
const kRowNameRadiusPx = 5
const kRadiusOfPitch = 0.41
const kFont = "'Instrument Sans Variable', sans-serif"

const kEmptyFloor: Bounds = { x0: -500, y0: -320, x1: 500, y1: 320 }

export interface Ghost {
  spots: readonly Point[]
  thing: MapThing | null
}

export class MapView {
  camera = new Camera({ x: -600, y: -400, width: 1200, height: 800 }, 30)
  pitch = 30
  colorBy: ColorBy = 'zone'
  showGrid = true
  ghost: Ghost | null = null
  /** Where the keyboard points, in map coordinates. */
  cursor: Point | null = null
  hover = -1
  marked: ReadonlySet<number> = new Set()
  backdropImage: CanvasImageSource | null = null
  private readonly context: CanvasRenderingContext2D
  private readonly pixels = new PixelSeats()
  private palette: SeatPalette
  private sprites: SpriteSheet
  private colors: string[] = []
  private colorOf = new Map<number, number>()
  private readonly names: MapNames
  private namesTimer = 0
  private frame = 0
  private width = 1
  private height = 1
  private dpr = 1
  private isSized = false

  constructor(
    readonly canvas: HTMLCanvasElement,
    private readonly editor: Editor,
    private dark: boolean,
    private readonly moved: (view: View) => void
  ) {
    const context = canvas.getContext('2d', { alpha: false })
    if (!context) throw new Error('This browser cannot draw the seat map')
    this.context = context
    this.names = new MapNames(editor)
    this.palette = seatPalette([], dark)
    this.sprites = new SpriteSheet(this.palette)
    this.contentChanged()
    this.camera.view = this.camera.fit()
  }

  destroy() {
    cancelAnimationFrame(this.frame)
    clearTimeout(this.namesTimer)
  }

  setDark(dark: boolean) {
    this.dark = dark
    this.colors = []
    this.contentChanged()
  }

  resize(width: number, height: number) {
    this.width = width
    this.height = height
    this.dpr = Math.min(2, window.devicePixelRatio || 1)
    this.canvas.width = Math.max(1, Math.round(width * this.dpr))
    this.canvas.height = Math.max(1, Math.round(height * this.dpr))
    this.camera.resize(width, height)
    this.isSized = true
    this.drawNow()
  }

  /** After every step of the history: sizes, colours and names may be others. */
  contentChanged() {
    const { doc } = this.editor
    this.takeColors()
    this.pitch = doc.seatCount > 1 ? quickPitch(doc) / kMilli : this.editor.drawing.seatSpacing
    const bounds = contentBounds(doc, doc.seats(), doc.objects)
    this.fitCamera(bounds)
    this.names.isStale = true
    clearTimeout(this.namesTimer)
    this.namesTimer = window.setTimeout(() => {
      this.names.gather()
      this.request()
    }, doc.count > 8000 ? 160 : 0)
    this.request()
  }

  /** The floor is always larger than what stands on it, so that there is room to draw. */
  private fitCamera(bounds: Bounds | null) {
    const { view } = this.camera
    const { width, height } = this.camera.size
    const own = bounds ?? kEmptyFloor
    const margin = Math.max(240, (own.x1 - own.x0) * 0.35, (own.y1 - own.y0) * 0.35)
    // What is seen stays in sight: nothing jumps because something was drawn or removed.
    const x0 = Math.min(own.x0 - margin, kEmptyFloor.x0, view.x)
    const y0 = Math.min(own.y0 - margin, kEmptyFloor.y0, view.y)
    const x1 = Math.max(own.x1 + margin, kEmptyFloor.x1, this.isSized ? view.x + width / view.scale : x0)
    const y1 = Math.max(own.y1 + margin, kEmptyFloor.y1, this.isSized ? view.y + height / view.scale : y0)
    const next = new Camera({ x: x0, y: y0, width: x1 - x0, height: y1 - y0 }, this.pitch)
    next.resize(width, height)
    next.view = { ...view, scale: Math.min(next.maxScale, Math.max(next.minScale, view.scale)) }
    this.camera = next
  }

  private takeColors() {
    const { doc } = this.editor
    const list = this.colorBy === 'zone' ? doc.zones : this.colorBy === 'section' ? doc.sections : []
    const colors = this.colorBy === 'type' ? [...kTypeColors, kNoColor] : [...list.map((each) => each.color), kNoColor]
    this.colorOf = new Map(list.map((each, at) => [each.key, at]))
    if (colors.length === this.colors.length && colors.every((color, at) => color === this.colors[at])) return
    this.colors = colors
    this.palette = seatPalette(colors, this.dark)
    this.sprites = new SpriteSheet(this.palette)
    this.pixels.setColors(this.palette.zones.map((zone) => zone.fill), this.palette.ink)
  }

  private colorIndex(seat: number): number {
    const { doc } = this.editor
    if (this.colorBy === 'type') return doc.type[seat]
    return this.colorOf.get(this.colorBy === 'zone' ? doc.zone[seat] : doc.section[seat]) ?? this.colors.length - 1
  }

  get view(): View {
    return this.camera.view
  }
  setView(view: View) {
    this.camera.view = view
    this.request()
  }
  fit() {
    const { doc } = this.editor
    const bounds = contentBounds(doc, doc.seats(), doc.objects)
    this.setView(bounds ? this.around(bounds, 60) : this.camera.fit())
  }
  /** Brings a part of the map into view. */
  show(bounds: Bounds) {
    this.setView(this.around(bounds, this.pitch * 5))
  }
  private around(bounds: Bounds, margin: number): View {
    return this.camera.fitBox({ x: bounds.x0 - margin, y: bounds.y0 - margin, width: bounds.x1 - bounds.x0 + 2 * margin, height: bounds.y1 - bounds.y0 + 2 * margin })
  }

  request() {
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.drawNow())
  }

  get radius(): number {
    return this.pitch * kRadiusOfPitch
  }

  private drawNow() {
    cancelAnimationFrame(this.frame)
    this.frame = 0
    const c = this.context
    c.setTransform(1, 0, 0, 1, 0, 0)
    c.fillStyle = this.palette.paper
    c.fillRect(0, 0, this.canvas.width, this.canvas.height)
    this.drawBackdrop()
    if (this.showGrid) this.drawGrid()
    const scale = this.view.scale * this.dpr
    for (const thing of this.editor.doc.objects) drawThing(c, thing, this.view, scale, this.palette, this.editor.selection.things.has(thing.key))
    this.drawSeats()
    this.drawGhost()
    this.drawCursor()
    this.moved(this.view)
  }

  private drawBackdrop() {
    const { backdrop } = this.editor.doc
    if (!backdrop || !this.backdropImage) return
    const c = this.context
    const scale = this.view.scale * this.dpr
    c.globalAlpha = backdrop.opacity
    c.drawImage(this.backdropImage, (backdrop.x - this.view.x) * scale, (backdrop.y - this.view.y) * scale, backdrop.width * scale, backdrop.height * scale)
    c.globalAlpha = 1
  }

  private drawGrid() {
    const c = this.context
    const scale = this.view.scale * this.dpr
    let step = Math.max(1, this.editor.drawing.grid)
    while (step * scale < 14 * this.dpr) step *= 5
    c.fillStyle = this.palette.line
    const size = Math.max(1, Math.round(this.dpr))
    const x0 = Math.ceil(this.view.x / step) * step
    const y0 = Math.ceil(this.view.y / step) * step
    for (let x = x0; (x - this.view.x) * scale < this.canvas.width; x += step) {
      const px = Math.round((x - this.view.x) * scale)
      for (let y = y0; (y - this.view.y) * scale < this.canvas.height; y += step) c.fillRect(px, Math.round((y - this.view.y) * scale), size, size)
    }
  }

  private visibleSeats(): { seats: Uint32Array; count: number } {
    const { doc } = this.editor
    const m = this.pitch
    const x0 = (this.view.x - m) * kMilli
    const y0 = (this.view.y - m) * kMilli
    const x1 = (this.view.x + this.width / this.view.scale + m) * kMilli
    const y1 = (this.view.y + this.height / this.view.scale + m) * kMilli
    if (this.buffer.length < doc.count) this.buffer = new Uint32Array(doc.count * 2)
    let n = 0
    const { x, y, alive } = doc
    for (let seat = 0; seat < doc.count; seat++) {
      if (alive[seat] && x[seat] >= x0 && x[seat] <= x1 && y[seat] >= y0 && y[seat] <= y1) this.buffer[n++] = seat
    }
    return { seats: this.buffer, count: n }
  }
  private buffer = new Uint32Array(1024)

  private drawSeats() {
    const { seats, count } = this.visibleSeats()
    const radiusPx = this.radius * this.view.scale
    if (count > kDirectSeats) {
      this.pixels.draw(this.context, this.editor, seats, count, this.view, this.view.scale * this.dpr, this.radius * this.view.scale * this.dpr, (seat) => this.colorIndex(seat))
    } else {
      this.drawDirect(seats, count)
      if (radiusPx >= kNumeralRadiusPx) this.drawNumerals(seats, count)
    }
    const scale = this.view.scale * this.dpr
    if (radiusPx >= kRowNameRadiusPx) this.names.drawRows(this.context, this.view, scale, this.dpr, this.pitch, this.radius, this.palette)
    else this.names.drawSections(this.context, this.view, scale, this.dpr, this.palette)
    this.drawMarks()
  }

  private drawDirect(seats: Uint32Array, count: number) {
    const c = this.context
    const { doc, selection } = this.editor
    const scale = this.view.scale * this.dpr
    const radius = this.radius * scale
    const atlas = this.sprites.of(radius)
    const { cell } = atlas
    const chosen: number[] = []
    for (let i = 0; i < count; i++) {
      const seat = seats[i]
      if (selection.has(seat)) chosen.push(seat)
      const kind = doc.type[seat] === 1 || doc.accessible[seat] ? SeatKind.accessible : doc.type[seat] === 2 ? SeatKind.companion : doc.type[seat] === 4 ? SeatKind.restricted : SeatKind.standard
      const style = freeStyle(this.colorIndex(seat), kind)
      c.globalAlpha = doc.sellable[seat] ? 1 : 0.35
      c.drawImage(atlas.image, (style % atlas.columns) * cell, Math.floor(style / atlas.columns) * cell, cell, cell,
        Math.round((doc.x[seat] / kMilli - this.view.x) * scale - cell / 2), Math.round((doc.y[seat] / kMilli - this.view.y) * scale - cell / 2), cell, cell)
    }
    c.globalAlpha = 1
    this.ring(chosen, this.palette.ink, Math.max(1.5, radius * 0.18), radius * 1.12)
    if (this.hover >= 0 && doc.alive[this.hover]) this.ring([this.hover], this.palette.velvet, 2 * this.dpr, radius * 1.2)
  }

  private ring(seats: Iterable<number>, color: string, width: number, side: number) {
    const c = this.context
    const { doc } = this.editor
    const scale = this.view.scale * this.dpr
    c.strokeStyle = color
    c.lineWidth = width
    c.beginPath()
    for (const seat of seats) {
      const x = (doc.x[seat] / kMilli - this.view.x) * scale
      const y = (doc.y[seat] / kMilli - this.view.y) * scale
      c.roundRect(x - side, y - side, side * 2, side * 2, side * 0.5)
    }
    c.stroke()
  }

  private drawMarks() {
    if (this.marked.size === 0 || this.marked.size > kDirectSeats) return
    const { doc } = this.editor
    const alive = [...this.marked].filter((seat) => doc.alive[seat])
    const scale = this.view.scale * this.dpr
    this.ring(alive, this.dark ? '#ff9d95' : '#a8241f', 2 * this.dpr, Math.max(4 * this.dpr, this.radius * scale * 1.3))
  }

  private drawNumerals(seats: Uint32Array, count: number) {
    const c = this.context
    const { doc } = this.editor
    const scale = this.view.scale * this.dpr
    const radius = this.radius * scale
    c.textAlign = 'center'
    c.textBaseline = 'middle'
    c.lineJoin = 'round'
    for (let i = 0; i < count; i++) {
      const seat = seats[i]
      const isArea = doc.type[seat] === 5
      const text = isArea ? `${doc.number[seat]} ×${doc.capacity[seat]}` : doc.number[seat]
      if (text.length > 8 || doc.type[seat] === 1 || doc.accessible[seat]) continue
      c.font = `600 ${radius * (text.length >= 5 ? 0.46 : text.length >= 3 ? 0.72 : 0.94)}px ${kFont}`
      const isOpenShape = doc.type[seat] === 2 || doc.type[seat] === 4
      c.fillStyle = isOpenShape ? this.palette.ink : this.palette.zones[this.colorIndex(seat)].text
      const [x, y] = [(doc.x[seat] / kMilli - this.view.x) * scale, (doc.y[seat] / kMilli - this.view.y) * scale + radius * 0.05]
      if (isOpenShape) {
        // A ring or half a disc gives no ground to read on.
        c.strokeStyle = this.palette.card
        c.lineWidth = radius * 0.5
        c.strokeText(text, x, y)
      }
      c.fillText(text, x, y)
    }
  }

  private drawGhost() {
    if (!this.ghost) return
    const c = this.context
    const scale = this.view.scale * this.dpr
    c.globalAlpha = 0.55
    if (this.ghost.thing) drawThing(c, this.ghost.thing, this.view, scale, this.palette, true)
    c.fillStyle = this.palette.velvet
    const radius = Math.max(1, this.editor.drawing.seatSpacing * kRadiusOfPitch * scale)
    c.beginPath()
    for (const spot of this.ghost.spots) {
      const [x, y] = [(spot.x - this.view.x) * scale, (spot.y - this.view.y) * scale]
      c.moveTo(x + radius, y)
      c.arc(x, y, radius, 0, Math.PI * 2)
    }
    c.fill()
    c.globalAlpha = 1
  }

  private drawCursor() {
    if (!this.cursor) return
    const c = this.context
    const scale = this.view.scale * this.dpr
    const x = Math.round((this.cursor.x - this.view.x) * scale) + 0.5
    const y = Math.round((this.cursor.y - this.view.y) * scale) + 0.5
    const arm = 14 * this.dpr
    c.strokeStyle = this.palette.velvet
    c.lineWidth = 2 * this.dpr
    c.beginPath()
    c.moveTo(x - arm, y)
    c.lineTo(x + arm, y)
    c.moveTo(x, y - arm)
    c.lineTo(x, y + arm)
    c.stroke()
  }
}
