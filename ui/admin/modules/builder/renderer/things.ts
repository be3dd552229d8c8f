// The stage, texts, shapes and tables, drawn as buyers see them, with a line around chosen ones.
import type { View } from '@/seatmap/engine/camera'
import { sizeOf } from '@/seatmap/engine/geometry'
import { mixColors, type SeatPalette } from '@/seatmap/renderer/palette'
import { textSize, type MapThing } from '../engine/document'

const kFont = "'Instrument Sans Variable', sans-serif"

export function drawThing(c: CanvasRenderingContext2D, thing: MapThing, view: View, scale: number, palette: SeatPalette, chosen: boolean) {
  const { width, height } = sizeOf(thing)
  const w = width * scale
  const h = height * scale
  c.save()
  c.translate((thing.x - view.x) * scale, (thing.y - view.y) * scale)
  c.rotate((thing.rotation * Math.PI) / 180)
  const fill = thing.color ? mixColors(palette.paper, thing.color, 0.28) : palette.stage
  c.fillStyle = fill
  c.strokeStyle = chosen ? palette.velvet : mixColors(fill, palette.ink, 0.25)
  c.lineWidth = chosen ? 2.5 : 1
  c.beginPath()
  switch (thing.kind) {
    case 'label':
    case 'icon':
      if (chosen) {
        const size = textSize(thing)
        c.roundRect((-size.width / 2) * scale, (-size.height / 2) * scale, size.width * scale, size.height * scale, 4)
        c.stroke()
      }
      break
    case 'ellipse':
    case 'table':
      c.ellipse(0, 0, w / 2, h / 2, 0, 0, Math.PI * 2)
      c.fill()
      c.stroke()
      break
    case 'line':
    case 'polygon':
      for (const point of thing.points ?? []) c.lineTo((point.x - thing.x) * scale, (point.y - thing.y) * scale)
      if (thing.kind === 'polygon') {
        c.closePath()
        c.fill()
      } else {
        c.lineWidth = Math.max(2, 4 * scale)
        if (!chosen) c.strokeStyle = fill
      }
      c.stroke()
      break
    default:
      c.roundRect(-w / 2, -h / 2, w, h, Math.min(h * 0.28, 14))
      c.fill()
      c.stroke()
  }
  if (thing.text) {
    const isStage = thing.kind === 'stage'
    const fitted = w > 0 && thing.kind !== 'label' ? Math.min(h * 0.5, (w / thing.text.length) * 1.5) : (thing.fontSize ?? 24) * scale
    const size = Math.min(Math.max(fitted, 4), (thing.fontSize ?? 26) * Math.max(scale, 0.5))
    c.fillStyle = thing.kind === 'label' ? palette.ink : palette.mute
    c.font = `600 ${size}px ${kFont}`
    c.letterSpacing = isStage ? `${size * 0.12}px` : '0px'
    c.textAlign = 'center'
    c.textBaseline = 'middle'
    c.fillText(isStage ? thing.text.toUpperCase() : thing.text, 0, 0)
    c.letterSpacing = '0px'
  }
  c.restore()
}
