// One picture per look, drawn once per size and then only stamped. Shapes as well as colours differ,
// so that nobody needs to tell colours apart.
import { markStyle, StyleId, styleCount, styleParts } from '../engine/styles'
import { SeatKind } from '../engine/geometry'
import type { SeatPalette } from './palette'

export interface Atlas {
  image: HTMLCanvasElement
  /** Width and height of one sprite in device pixels; its seat is in the middle. */
  cell: number
  columns: number
}

const kColumns = 16
const kKept = 16

export class SpriteSheet {
  private readonly atlases = new Map<number, Atlas>()
  private lastKey = 0
  private last: Atlas | null = null

  /** The ring around a seat is the last sprite. */
  readonly ring: number

  constructor(private readonly palette: SeatPalette) {
    this.ring = markStyle(palette.zones.length, palette.marks?.length ?? 0)
  }

  /** The sprites of seats with this radius in device pixels; sizes are rounded to half a pixel. */
  of(radius: number): Atlas {
    const key = Math.max(1, Math.round(radius * 2))
    if (key === this.lastKey && this.last) return this.last
    let atlas = this.atlases.get(key)
    if (!atlas) {
      atlas = this.draw(key / 2)
      if (this.atlases.size >= kKept) this.atlases.delete(this.atlases.keys().next().value as number)
    } else {
      this.atlases.delete(key)
    }
    this.atlases.set(key, atlas)
    this.lastKey = key
    this.last = atlas
    return atlas
  }

  private draw(radius: number): Atlas {
    const count = this.ring + 1
    const cell = Math.ceil(radius * 2.6) + 2
    const image = document.createElement('canvas')
    image.width = cell * Math.min(kColumns, count)
    image.height = cell * Math.ceil(count / kColumns)
    const context = image.getContext('2d')
    if (!context) return { image, cell, columns: kColumns }
    for (let style = 0; style < count; style++) {
      context.save()
      context.translate((style % kColumns) * cell + cell / 2, Math.floor(style / kColumns) * cell + cell / 2)
      if (style === this.ring) drawRing(context, radius, this.palette)
      else drawSeat(context, style, radius, this.palette)
      context.restore()
    }
    return { image, cell, columns: kColumns }
  }
}

/** Draws one seat around the origin; also used for legends and large previews. */
export function drawSeat(c: CanvasRenderingContext2D, style: number, r: number, palette: SeatPalette) {
  switch (style) {
    case StyleId.selected:
      return drawSelected(c, r, palette)
    case StyleId.held:
      return drawHeld(c, r, palette)
    case StyleId.sold:
      c.fillStyle = palette.sold
      return disc(c, Math.max(1, r * 0.42))
    case StyleId.blocked:
      return drawCross(c, r * 0.4, palette.sold)
    default: {
      const mark = palette.marks?.[style - styleCount(palette.zones.length)]
      return mark ? mark(c, r, palette) : drawFree(c, style, r, palette)
    }
  }
}

function drawRing(c: CanvasRenderingContext2D, r: number, palette: SeatPalette) {
  c.strokeStyle = palette.velvet
  c.lineWidth = Math.max(1.2, r * 0.2)
  const side = r * 1.16
  c.beginPath()
  c.roundRect(-side, -side, side * 2, side * 2, r * 0.5)
  c.stroke()
}

function disc(c: CanvasRenderingContext2D, r: number) {
  c.beginPath()
  c.arc(0, 0, r, 0, Math.PI * 2)
  c.fill()
}

function drawSelected(c: CanvasRenderingContext2D, r: number, palette: SeatPalette) {
  c.strokeStyle = palette.ink
  c.lineWidth = Math.max(1, r * 0.14)
  c.beginPath()
  c.roundRect(-r * 1.16, -r * 1.16, r * 2.32, r * 2.32, r * 0.62)
  c.stroke()
  c.fillStyle = palette.ink
  c.beginPath()
  c.roundRect(-r * 0.92, -r * 0.92, r * 1.84, r * 1.84, r * 0.42)
  c.fill()
  c.strokeStyle = palette.paper
  c.lineWidth = Math.max(1, r * 0.26)
  c.lineCap = 'round'
  c.lineJoin = 'round'
  c.beginPath()
  c.moveTo(-r * 0.42, r * 0.04)
  c.lineTo(-r * 0.1, r * 0.36)
  c.lineTo(r * 0.46, -r * 0.34)
  c.stroke()
}

function drawHeld(c: CanvasRenderingContext2D, r: number, palette: SeatPalette) {
  const width = Math.max(0.8, r * 0.2)
  const ring = Math.max(1, r * 0.84 - width / 2)
  c.strokeStyle = palette.edge
  c.lineWidth = width
  c.setLineDash(r < 3 ? [] : [(ring * Math.PI) / 8, (ring * Math.PI) / 8])
  c.beginPath()
  c.arc(0, 0, ring, 0, Math.PI * 2)
  c.stroke()
  c.setLineDash([])
}

/** A seat that is blocked. */
export function drawCross(c: CanvasRenderingContext2D, arm: number, color: string) {
  c.strokeStyle = color
  c.lineWidth = Math.max(0.8, arm * 0.42)
  c.lineCap = 'round'
  c.beginPath()
  c.moveTo(-arm, -arm)
  c.lineTo(arm, arm)
  c.moveTo(arm, -arm)
  c.lineTo(-arm, arm)
  c.stroke()
}

function drawFree(c: CanvasRenderingContext2D, style: number, r: number, palette: SeatPalette) {
  const { zone, kind } = styleParts(style)
  const colors = palette.zones[zone]
  if (!colors) return
  c.fillStyle = colors.fill
  c.strokeStyle = colors.fill
  switch (kind) {
    case SeatKind.accessible:
      return drawAccessible(c, r, palette)
    case SeatKind.companion:
      c.lineWidth = r * 0.56
      c.beginPath()
      c.arc(0, 0, r * 0.68, 0, Math.PI * 2)
      return c.stroke()
    case SeatKind.restricted:
      c.lineWidth = Math.max(1, r * 0.2)
      c.beginPath()
      c.arc(0, 0, r * 0.86, 0, Math.PI * 2)
      c.stroke()
      c.beginPath()
      c.arc(0, 0, r * 0.86, Math.PI * 0.25, Math.PI * 1.25)
      return c.fill()
    default:
      return disc(c, r * 0.96)
  }
}

/** An outlined square with the wheelchair sign; when tiny, with a dot. */
function drawAccessible(c: CanvasRenderingContext2D, r: number, palette: SeatPalette) {
  const line = Math.max(1, r * 0.2)
  const side = r * 0.95 - line / 2
  const color = c.strokeStyle
  c.fillStyle = palette.card
  c.lineWidth = line
  c.beginPath()
  c.roundRect(-side, -side, side * 2, side * 2, r * 0.34)
  c.fill()
  c.stroke()
  c.fillStyle = color
  if (r < 6) return disc(c, r * 0.34)
  c.lineCap = 'round'
  c.lineJoin = 'round'
  c.lineWidth = r * 0.16
  c.beginPath()
  c.arc(-r * 0.08, -r * 0.5, r * 0.14, 0, Math.PI * 2)
  c.fill()
  c.beginPath()
  c.moveTo(-r * 0.08, -r * 0.24)
  c.lineTo(-r * 0.08, r * 0.12)
  c.lineTo(r * 0.26, r * 0.12)
  c.lineTo(r * 0.42, r * 0.5)
  c.stroke()
  c.beginPath()
  c.arc(-r * 0.1, r * 0.22, r * 0.34, Math.PI * 0.1, Math.PI * 1.35)
  c.stroke()
}
