// Very many seats at once, as pixels: a disc per seat written into a picture. Fifty thousand take a few
// milliseconds, where stamping them one by one would take a hundred.
import type { View } from '@/seatmap/engine/camera'
import { parseHex } from '@/seatmap/renderer/palette'
import { kMilli } from '../engine/document'
import type { Editor } from '../engine/editor'

interface Disc {
  size: number
  /** Coverage from 0 to 255, row by row. */
  mask: Uint8Array
}

export class PixelSeats {
  private canvas: HTMLCanvasElement | null = null
  private context: CanvasRenderingContext2D | null = null
  private image: ImageData | null = null
  private pixels = new Uint32Array(0)
  private colors: number[] = []
  private ink = 0
  private disc: Disc | null = null
  private discKey = 0

  setColors(colors: readonly string[], ink: string) {
    this.colors = colors.map(packed)
    this.ink = packed(ink)
  }

  draw(target: CanvasRenderingContext2D, editor: Editor, seats: Uint32Array, count: number, view: View, scale: number, radius: number, colorIndex: (seat: number) => number) {
    const { width, height } = target.canvas
    if (!this.fit(width, height)) return
    const { pixels } = this
    pixels.fill(0)
    const { doc, selection } = editor
    const { flags } = selection
    const { size, mask } = this.discOf(radius)
    const half = size / 2
    for (let i = 0; i < count; i++) {
      const seat = seats[i]
      const color = flags[seat] ? this.ink : this.colors[colorIndex(seat)]
      const left = Math.round((doc.x[seat] / kMilli - view.x) * scale - half)
      const top = Math.round((doc.y[seat] / kMilli - view.y) * scale - half)
      if (left < 0 || top < 0 || left + size > width || top + size > height) continue
      let m = 0
      for (let y = 0; y < size; y++) {
        let at = (top + y) * width + left
        for (let x = 0; x < size; x++, m++, at++) {
          const alpha = mask[m]
          if (alpha > pixels[at] >>> 24) pixels[at] = (color | (alpha << 24)) >>> 0
        }
      }
    }
    if (!this.context || !this.image || !this.canvas) return
    this.context.putImageData(this.image, 0, 0)
    target.drawImage(this.canvas, 0, 0)
  }

  private fit(width: number, height: number): boolean {
    if (this.image && this.image.width === width && this.image.height === height) return true
    this.canvas ??= document.createElement('canvas')
    this.canvas.width = width
    this.canvas.height = height
    this.context = this.canvas.getContext('2d')
    if (!this.context) return false
    this.image = this.context.createImageData(width, height)
    this.pixels = new Uint32Array(this.image.data.buffer)
    return true
  }

  private discOf(radius: number): Disc {
    const key = Math.max(1, Math.round(radius * 4))
    if (this.disc && this.discKey === key) return this.disc
    const r = key / 4
    const size = Math.max(1, Math.ceil(r * 2))
    const mask = new Uint8Array(size * size)
    const middle = (size - 1) / 2
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const cover = Math.min(1, Math.max(0, r + 0.5 - Math.hypot(x - middle, y - middle)))
        mask[y * size + x] = Math.round(cover * 255)
      }
    }
    this.discKey = key
    this.disc = { size, mask }
    return this.disc
  }
}

/** Red, green and blue as the low bytes of a pixel; the platform's are little-endian everywhere. */
function packed(hex: string): number {
  const [r, g, b] = parseHex(hex)
  return r | (g << 8) | (b << 16)
}
