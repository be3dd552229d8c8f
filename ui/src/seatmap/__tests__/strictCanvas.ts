// For tests of what is drawn: a canvas that is as strict as a real one, and objects at all their bounds.
import type { MapObject } from '@/api/types'
import type { SeatPalette } from '../renderer/palette'

/** Throws where a real canvas does: negative radii, corners that are none. */
export function strictCanvas() {
  const calls: string[] = []
  const check = (name: string, ...radii: number[]) => {
    calls.push(name)
    if (radii.some((radius) => radius < 0)) throw new RangeError(`${name}: a radius is negative`)
  }
  const handler: ProxyHandler<Record<string, unknown>> = {
    get: (target, name: string) => target[name] ?? (() => check(name)),
    set: (target, name: string, value) => {
      target[name] = value
      return true
    }
  }
  const canvas = new Proxy<Record<string, unknown>>(
    {
      ellipse: (_x: number, _y: number, rx: number, ry: number) => check('ellipse', rx, ry),
      roundRect: (_x: number, _y: number, _w: number, _h: number, radius: number) => check('roundRect', radius)
    },
    handler
  )
  return { canvas: canvas as unknown as CanvasRenderingContext2D, calls }
}

export const palette = new Proxy({}, { get: () => '#112233' }) as SeatPalette
const kinds = ['stage', 'label', 'rectangle', 'ellipse', 'polygon', 'line', 'table', 'icon'] as const
const sizes = [undefined, 0, -0.5, -1_000_000, 1, 1_000_000]
export const objectsAtBounds: MapObject[] = kinds.flatMap((kind) =>
  sizes.map((size) => ({ kind, x: -1_000_000, y: 1_000_000, width: size, height: size, rotation: -1_000_000, font_size: size ?? 12, text: 'Bühne', points: kind === 'polygon' || kind === 'line' ? [{ x: -1_000_000, y: 0 }, { x: 1_000_000, y: 0 }] : undefined }) as MapObject)
)

