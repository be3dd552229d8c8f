// The stage, tables and labels of a map; an object's place is its middle, points are in map coordinates.
import type { MapObject } from '@/api/types'
import type { View } from '../engine/camera'
import { sizeOf } from '../engine/geometry'
import type { SeatPalette } from './palette'

export interface ObjectLook {
  /** Pixels per map unit. */
  scale: number
  dpr: number
  pitch: number
  palette: SeatPalette
}

export function drawObject(c: CanvasRenderingContext2D, object: MapObject, view: View, look: ObjectLook) {
  const { scale } = look
  const size = sizeOf(object)
  const [w, h] = [size.width * scale, size.height * scale]
  c.setTransform(1, 0, 0, 1, (object.x - view.x) * scale, (object.y - view.y) * scale)
  c.rotate(((object.rotation ?? 0) * Math.PI) / 180)
  drawShape(c, object, w, h, look)
  if (object.text) drawText(c, object.text, object.kind === 'stage', w, h, look)
}

function drawShape(c: CanvasRenderingContext2D, object: MapObject, w: number, h: number, { scale, dpr, palette }: ObjectLook) {
  c.fillStyle = palette.stage
  c.beginPath()
  switch (object.kind) {
    case 'label':
    case 'icon':
      return
    case 'ellipse':
    case 'table':
      c.ellipse(0, 0, w / 2, h / 2, 0, 0, Math.PI * 2)
      return c.fill()
    case 'line':
    case 'polygon':
      for (const point of object.points ?? []) c.lineTo((point.x - object.x) * scale, (point.y - object.y) * scale)
      if (object.kind === 'polygon') return c.fill()
      c.strokeStyle = palette.stage
      c.lineWidth = 2 * dpr
      return c.stroke()
    default:
      c.roundRect(-w / 2, -h / 2, w, h, Math.min(h * 0.28, 14 * dpr))
      c.fill()
  }
}

function drawText(c: CanvasRenderingContext2D, text: string, isStage: boolean, w: number, h: number, { scale, dpr, pitch, palette }: ObjectLook) {
  const fitted = w > 0 ? Math.min(h * 0.5, (w / text.length) * 1.5) : pitch * scale
  const size = Math.max(Math.min(fitted, 18 * dpr), isStage ? 9 * dpr : 0)
  if (size < 6 * dpr) return
  c.fillStyle = palette.mute
  c.font = `600 ${size}px 'Instrument Sans Variable', sans-serif`
  c.letterSpacing = isStage ? `${size * 0.12}px` : '0px'
  c.textAlign = 'center'
  c.textBaseline = 'middle'
  c.fillText(isStage ? text.toUpperCase() : text, 0, 0)
  c.letterSpacing = '0px'
}
